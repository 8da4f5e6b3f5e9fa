"""Write the limits on the days and weeks of teachers and students, as far as FET has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from scheduler.domain.wishes import HARD, LimitKind, WorkLimit
from scheduler.formats.fet.elements import Child, constraint, force
from scheduler.formats.fet.limits import KINDS
from scheduler.formats.fet.outgoing import Outgoing
from scheduler.formats.fet.write_sets import Sets

__all__ = ["limits"]

_ELEMENTS = {kind: (name, tag) for name, (kind, tag) in KINDS.items()}
_WEIGHTED = (LimitKind.MOST_PERIODS_A_DAY, LimitKind.MOST_PERIODS_IN_A_ROW)
"""Kinds that FET takes with a weight; all others must be hard there."""
_OF_STAFF_ALONE = (LimitKind.LEAST_DAYS,)
_OF_GROUPS_ALONE = (LimitKind.MOST_SECOND_STARTS,)
_IN_DAYS = (LimitKind.MOST_DAYS, LimitKind.LEAST_DAYS, LimitKind.MOST_SECOND_STARTS)
_BREAK_MINUTES = 20
"""Ends a run of work for us (rule T6), and not for FET, which counts hours."""


class _Limits:
    """Turns each limit into elements, one for everybody it limits."""

    def __init__(self, out: Outgoing, sets: Sets) -> None:
        self.out = out
        self.sets = sets
        # "Every day, and so many periods on each" is one element, read as two limits.
        every_day = {
            (one.of, one.ids, one.strength): one
            for one in out.school.limits
            if one.kind is LimitKind.LEAST_DAYS
            and one.strength in (0, HARD)
            and not one.periods
            and one.value == len(out.problem.days)
        }
        self.paired = {
            one.id: other.id
            for one in out.school.limits
            if one.kind is LimitKind.LEAST_PERIODS_A_DAY
            if (other := every_day.get((one.of, one.ids, one.strength))) is not None
        }

    def all(self) -> Iterator[str]:
        """Write every limit; those without an element are counted."""
        done = set(self.paired.values())
        for one in self.out.school.limits:
            if one.id not in done:
                written = list(self.elements(one))
                yield from written
                self.out.unsaid["T6"] += not written and one.strength > 0

    def elements(self, one: WorkLimit) -> Iterator[str]:
        """Write one limit."""
        content = self._content(one)
        if content is None or (0 < one.strength < HARD and one.kind not in _WEIGHTED):
            return
        name, children = content
        for prefix, whom in self._whom(one):
            yield constraint(f"{prefix}{name}", *whom, *children, how=force(one.strength))

    def _content(self, one: WorkLimit) -> tuple[str, list[Child]] | None:
        """Name of the element behind its subject, and what it says; None where there is none."""
        least_a_day = one.kind is LimitKind.LEAST_PERIODS_A_DAY
        every_day = one.kind is LimitKind.LEAST_DAYS and one.value == len(self.out.problem.days)
        if least_a_day or (every_day and one.of == "groups" and not one.periods):
            if one.periods:
                return None
            may_be_empty = least_a_day and one.id not in self.paired
            value: Child = ("Minimum_Hours_Daily", one.value if least_a_day else 1)
            return "MinHoursDaily", [value, ("Allow_Empty_Days", may_be_empty)]
        if one.periods:
            return self._interval(one)
        only = {"staff": _OF_GROUPS_ALONE, "groups": _OF_STAFF_ALONE}[one.of]
        if one.kind not in _ELEMENTS or one.kind in only or self._ends_in_breaks(one):
            return None
        name, tag = _ELEMENTS[one.kind]
        most = len(self.out.problem.days if one.kind in _IN_DAYS else self.out.hours)
        capped = one.value if one.kind is LimitKind.MOST_GAPS_A_CYCLE else min(one.value, most)
        return name, [(tag, capped)]

    def _interval(self, one: WorkLimit) -> tuple[str, list[Child]] | None:
        """Days with something in a stretch of hours; the hour that ends it is not included."""
        hours = list(self.out.hours)
        at = sorted(hours.index(period) for period in one.periods if period in hours)
        runs = list(groupby(enumerate(at), key=lambda pair: pair[1] - pair[0]))
        if one.kind is not LimitKind.MOST_DAYS or len(runs) != 1:
            return None
        after = hours[at[-1] + 1 : at[-1] + 2]
        return "IntervalMaxDaysPerWeek", [
            ("Interval_Start_Hour", self.out.hours[hours[at[0]]]),
            ("Interval_End_Hour", self.out.hours[after[0]] if after else ""),
            ("Max_Days_Per_Week", min(one.value, len(self.out.problem.days))),
        ]

    def _ends_in_breaks(self, one: WorkLimit) -> bool:
        """Whether a run of work may end in a break, which FET doesn't see."""
        if one.kind is not LimitKind.MOST_PERIODS_IN_A_ROW:
            return False
        return any(
            later.start - earlier.end >= _BREAK_MINUTES
            for track in self.out.school.regular_bell.tracks
            for earlier, later in zip(track.periods, track.periods[1:], strict=False)
        )

    def _whom(self, one: WorkLimit) -> Iterator[tuple[str, list[Child]]]:
        """Whom it limits: everybody at once where that can be said."""
        if one.of == "staff":
            named: Collection[str] = [id for id in one.ids if id in self.out.teachers]
            if not one.ids or len(named) == len(self.out.teachers):
                yield "Teachers", []
            else:
                for id in named:
                    yield "Teacher", [("Teacher_Name", self.out.teachers[id])]
            return
        named = [id for id in self.out.groups if not one.ids or id in one.ids]
        if self.sets.is_plain and len(named) == len(self.out.groups):
            yield "Students", []
        else:
            for name in self.sets.together(named):
                yield "StudentsSet", [("Students", name)]


def limits(out: Outgoing, sets: Sets) -> Iterator[str]:
    """Write all limits."""
    return _Limits(out, sets).all()
