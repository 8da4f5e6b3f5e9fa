"""Limits on the day and cycle of teachers and groups (rule T6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.bell import Atom, Span
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.wishes import LimitKind, WorkLimit

BREAK_MINUTES = 20
"""A run of work is broken by this much time without any; passing time is shorter."""


@dataclass(frozen=True)
class Stretch:
    """Time in which somebody works without a break, and the periods that lie in it."""

    spans: tuple[Span, ...]
    periods: frozenset[int]

    @property
    def minutes(self) -> int:
        """Minutes of work: passing time doesn't count."""
        return sum(span.minutes for span in self.spans)


@dataclass(frozen=True)
class Day:
    """One day of one teacher or group in one segment, as periods on the clock.

    Parameters
    ----------
    occupied
        Periods with a lesson, in time order; never empty.
    track
        The subject's own periods, in the order of the day.
    available
        Those of them in which the subject is available.
    """

    occupied: tuple[tuple[Atom, Span], ...]
    track: tuple[tuple[int, Span], ...]
    available: tuple[tuple[int, Span], ...]

    @cached_property
    def periods(self) -> int:
        """Distinct occupied periods."""
        return len({atom.period for atom, _ in self.occupied})

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Runs of work, overlapping lessons (a pull-out in a class) merged."""
        runs: list[tuple[list[Span], set[int]]] = []
        for atom, span in self.occupied:
            if not runs or span.start - runs[-1][0][-1].end >= BREAK_MINUTES:
                runs.append(([span], {atom.period}))
                continue
            spans, periods = runs[-1]
            periods.add(atom.period)
            if span.start < spans[-1].end:
                spans[-1] = Span(spans[-1].start, max(span.end, spans[-1].end))
            else:
                spans.append(span)
        return tuple(Stretch(tuple(spans), frozenset(periods)) for spans, periods in runs)

    @cached_property
    def gaps(self) -> int:
        """Available periods without anything, between the first and the last occupied one."""
        return sum(
            self.whole.start < own.start
            and own.end < self.whole.end
            and not any(own.overlaps(span) for _, span in self.occupied)
            for _, own in self.available
        )

    @cached_property
    def whole(self) -> Span:
        """From the start of the first lesson to the end of the last."""
        return Span(self.occupied[0][1].start, max(span.end for _, span in self.occupied))

    @property
    def span(self) -> int:
        """Own periods from the first lesson to the last, whatever happens in them."""
        return sum(own.overlaps(self.whole) for _, own in self.track)

    @property
    def starts_late(self) -> bool:
        """Whether the first lesson is not in the first available period."""
        return bool(self.available) and self.occupied[0][0].period != self.available[0][0]

    @property
    def missed(self) -> int:
        """Available periods before the first lesson."""
        return sum(own.end <= self.whole.start for _, own in self.available)

    def later_than(self, period: int) -> int:
        """Occupied periods with a number above the given one."""
        return len({atom.period for atom, _ in self.occupied if atom.period > period})


_DAILY: dict[LimitKind, tuple[Callable[[Day, int], int], str]] = {
    LimitKind.MOST_PERIODS_A_DAY: (
        lambda day, value: day.periods - value,
        "most periods a day: {value}",
    ),
    LimitKind.LEAST_PERIODS_A_DAY: (
        lambda day, value: value - day.periods,
        "least periods a day: {value}",
    ),
    LimitKind.MOST_PERIODS_IN_A_ROW: (
        lambda day, value: sum(max(0, len(one.periods) - value) for one in day.stretches),
        "most periods in a row: {value}",
    ),
    LimitKind.MOST_MINUTES_IN_A_ROW: (
        lambda day, value: sum(max(0, one.minutes - value) for one in day.stretches),
        "most minutes in a row: {value}",
    ),
    LimitKind.MOST_GAPS_A_DAY: (
        lambda day, value: day.gaps - value,
        "most free periods between lessons a day: {value}",
    ),
    LimitKind.LAST_PERIOD: (
        lambda day, value: day.later_than(value),
        "last period of the day: {value}",
    ),
    LimitKind.MOST_SPAN_A_DAY: (
        lambda day, value: day.span - value,
        "most periods a day from the first lesson to the last: {value}",
    ),
}

_CYCLIC: dict[LimitKind, tuple[Callable[[list[Day], int], int], str]] = {
    LimitKind.MOST_PERIODS_A_CYCLE: (
        lambda days, value: sum(day.periods for day in days) - value,
        "most periods a cycle: {value}",
    ),
    LimitKind.LEAST_PERIODS_A_CYCLE: (
        lambda days, value: value - sum(day.periods for day in days),
        "least periods a cycle: {value}",
    ),
    LimitKind.MOST_GAPS_A_CYCLE: (
        lambda days, value: sum(day.gaps for day in days) - value,
        "most free periods between lessons a cycle: {value}",
    ),
    LimitKind.MOST_DAYS: (
        lambda days, value: len(days) - value,
        "most days with lessons: {value}",
    ),
    LimitKind.MOST_LATE_STARTS: (
        lambda days, value: sum(day.starts_late for day in days) - value,
        "most days that start late: {value}",
    ),
    LimitKind.LEAST_DAYS: (
        lambda days, value: value - len(days),
        "least days with lessons: {value}",
    ),
    LimitKind.MOST_SECOND_STARTS: (
        lambda days, value: _late(days, value),
        "most days that start in the second period, and none later: {value}",
    ),
}


def _late(days: list[Day], value: int) -> int:
    """Periods missed after the second, and days too many that start after the first."""
    missed = [day.missed for day in days]
    return sum(one - 1 for one in missed if one) + max(0, sum(map(bool, missed)) - value)


@BOOK.rule("T6")
def limits_kept(week: Week) -> Iterator[Finding]:
    """Everybody whom a limit is for keeps to it, in every segment."""
    days: dict[tuple[str, str, tuple[int, ...]], dict[str, dict[str, Day]]] = {}
    for limit in week.school.limits:
        at_work = week.people_at_work if limit.of == "staff" else week.groups_at_work
        for who in at_work:
            if limit.ids and who not in limit.ids:
                continue
            subject = limit.of, who, limit.periods
            if subject not in days:
                days[subject] = _days(week, *subject)
            yield from _kept(week, limit, who, days[subject])


def _days(week: Week, of: str, who: str, periods: tuple[int, ...]) -> dict[str, dict[str, Day]]:
    """Days with lessons in these periods, by segment (in which there is any) and cycle day."""
    track = week.track_of_subject(who, of)
    own = tuple(
        (one, week.bell.spans[Atom(track, one)])
        for one in week.bell.periods(track)
        if not periods or one in periods
    )
    found: dict[str, dict[str, Day]] = {}
    for segment in week.facts.segments:
        for day in week.days:
            lessons = week.day_of(who, of, segment, day)
            if lessons:
                found.setdefault(segment, {})
            occupied = {
                atom: span
                for lesson in lessons
                for atom, span in zip(lesson.atoms, lesson.spans, strict=True)
                if not periods or atom.period in periods
            }
            if occupied:
                ordered = tuple(sorted(occupied.items(), key=lambda one: (one[1], one[0])))
                found[segment][day] = Day(ordered, own, _available(week, of, who, day, own))
    return found


def _available(
    week: Week, of: str, who: str, day: str, own: tuple[tuple[int, Span], ...]
) -> tuple[tuple[int, Span], ...]:
    """Own periods of a day in which a teacher is there, or a group may have lessons."""
    if of == "staff":
        closed = week.absent(who, day)
    else:
        closed = week.closed(week.school.group[who].unavailable, week.track_of_group(who), day)
    return tuple(one for one in own if not any(one[1].overlaps(span) for span in closed))


def _kept(
    week: Week, limit: WorkLimit, who: str, days: dict[str, dict[str, Day]]
) -> Iterator[Finding]:
    names = week.names
    name = names.person(who) if limit.of == "staff" else names.group(who)
    if limit.kind in _CYCLIC:
        measure, words = _CYCLIC[limit.kind]
        excess = max(measure(list(of.values()), limit.value) for of in days.values())
        if excess > 0:
            yield _finding(limit, who, name, words, excess, "")
        return
    daily, words = _DAILY[limit.kind]
    for day in week.days:
        measured = [daily(of[day], limit.value) for of in days.values() if day in of]
        if measured and max(measured) > 0:
            yield _finding(limit, who, name, words, max(measured), f" on {day}")


def _finding(limit: WorkLimit, who: str, name: str, words: str, excess: int, when: str) -> Finding:
    unit = "minute" if limit.kind is LimitKind.MOST_MINUTES_IN_A_ROW else "unit"
    limited = words.format(value=limit.value)
    return Finding(
        f"{name} misses a limit ({limit.id}; {limited}) by {_off(limit.kind, excess, unit)}{when}.",
        (who, limit.id),
        excess,
        limit.strength,
    )


def _off(kind: LimitKind, excess: int, unit: str) -> str:
    days = (LimitKind.MOST_DAYS, LimitKind.LEAST_DAYS, LimitKind.MOST_LATE_STARTS)
    return counted(excess, "day" if kind in days else "period" if unit == "unit" else unit)
