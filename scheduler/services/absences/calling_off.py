"""
Call cover off that an absence no longer needs: all of it, or what lies after somebody came back.

Nothing is searched for: what was planned before the absence stands again where it can, and what
came up with it goes. The referee says which way of that is a valid year.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Atom, Span
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, Hole, PDDay
from scheduler.errors import ConflictError, ModelMismatchError
from scheduler.services.absences.standing import Standing
from scheduler.services.absences.words import without_pairs
from scheduler.store.absences import Known
from scheduler.store.db import Session
from scheduler.store.queries import plans

__all__ = ["called_off"]


def called_off(
    session: Session, now: Standing, known: Known, left: Sequence[Absence] = ()
) -> Plan | None:
    """
    Return the published plan with less of an absence; None where it holds nothing for it.

    Parameters
    ----------
    left
        What of the absence stays.

    Raises
    ------
    ConflictError
        If its cover cannot be called off by itself.
    """
    # Here, because it brings the solver along.
    from scheduler.services.repair import judge

    if known.plan is None or known.absence not in now.calendar.absences:
        return None
    parent = plans.head(session, known.plan).parent
    before = plans.content(session, parent).calendar if parent is not None else None
    over = _Over(now.school, now.plan, known.absence, tuple(left))
    wrong = list[str]()
    for calendar in over.ways(now.calendar, before or CalendarAnswer()):
        made = dataclasses.replace(now.plan, calendar=calendar)
        try:
            judge(now.school, now.plan, made)
        except ModelMismatchError as error:
            wrong.append(without_pairs(str(error)))
        else:
            return made
    raise ConflictError(
        f"The cover cannot be called off by itself, because other things hang on it. {wrong[0]}"
    )


@dataclass(frozen=True)
class _Over:
    """What of an absence is not, or not any more."""

    school: School
    plan: Plan
    gone: Absence
    left: tuple[Absence, ...]

    def has(self, date: dt.date, span: Span | None = None) -> bool:
        """Whether somebody is there after all: on a date, or at a time of it."""
        if date not in self.gone:
            return False
        still = [one for one in self.left if date in one]
        if not still:
            return True
        if span is None or any(not one.periods for one in still):
            return False
        return not any(span.overlaps(one) for one in self._missed(date, still))

    def _missed(self, date: dt.date, still: Sequence[Absence]) -> Iterator[Span]:
        """Yield the times that somebody misses still on a date."""
        school, periods = self.school, {period for one in still for period in one.periods}
        track = school.person[self.gone.person].track or school.first_track
        bell = school.bell[school.calendar.by_date[date].bell]
        return (bell.spans[Atom(track, one)] for one in bell.periods(track) if one in periods)

    def ways(self, now: CalendarAnswer, before: CalendarAnswer) -> Iterator[CalendarAnswer]:
        """Yield calendars with less of it: back to PD and as planned, or simply at work."""
        covers = tuple(row for row in now.covers if not self._is_for(row))
        # What was taken is not given back by itself: from now on it counts as called off.
        there = {row.id for row in now.sessions}
        off = (
            row.id
            for row in before.sessions
            if row.id not in there and not any(row.date in one for one in self.left)
        )
        at_work = dataclasses.replace(
            now,
            absences=tuple(self._absences(now)),
            holes=tuple(one for one in now.holes if not self._is_hole(one)),
            covers=covers,
            cancelled=tuple(dict.fromkeys((*now.cancelled, *off))),
        )
        planned = {row.id: row for row in before.covers if row.source is None}
        back = (self._as_planned(row, planned) for row in now.covers)
        as_planned = dataclasses.replace(
            at_work, covers=tuple(row for row in back if row is not None)
        )
        in_pd = self._with_member(now.pd_days, before.pd_days)
        if in_pd != now.pd_days:
            yield self._with_pd_holes(dataclasses.replace(as_planned, pd_days=in_pd))
        yield as_planned
        if at_work.covers != as_planned.covers:
            yield at_work

    def _with_pd_holes(self, made: CalendarAnswer) -> CalendarAnswer:
        """Say anew which PD days have no date; what is still true keeps its words and place."""
        # Here, because it brings the solver along.
        from scheduler.solver.calendar.repair_holes import pd_holes

        problem = calendar_problem(in_force(self.school, made), *self.plan.before_calendar())
        found = {one.ids: one for one in pd_holes(problem, made)}
        holes = (one if one.rule != "C5" else found.pop(one.ids, None) for one in made.holes)
        kept = tuple(one for one in holes if one is not None)
        return dataclasses.replace(made, holes=(*kept, *found.values()))

    def _absences(self, now: CalendarAnswer) -> Iterator[Absence]:
        for one in now.absences:
            if one == self.gone:
                yield from self.left
            else:
                yield one

    def _is_for(self, row: Cover) -> bool:
        """Whether a row came up with what is over."""
        missed = not self.gone.periods or row.period is None or row.period in self.gone.periods
        came_up = row.source is not None and row.absent == self.gone.person
        return came_up and missed and self.has(row.date, row.span)

    def _is_hole(self, one: Hole) -> bool:
        """Whether a hole is one of those that came up with what is over."""
        if one.rule != "C2" or one.ids[:1] != (self.gone.person,):
            return False
        date = dt.date.fromisoformat(one.ids[1])
        if len(one.ids) < 4 or not any(date in left for left in self.left):
            return self.has(date)
        return not any(date in left and int(one.ids[3]) in left.periods for left in self.left)

    def _as_planned(self, row: Cover, planned: dict[str, Cover]) -> Cover | None:
        """A row as it was planned before the absence; None where it came up with it."""
        old, there = planned.get(row.id), self.has(row.date, row.span)
        if there and old is not None and old.coverer == self.gone.person and row.by != old.by:
            return dataclasses.replace(old, sequence=row.sequence + 1)
        if not self._is_for(row):
            return row
        return None if old is None else dataclasses.replace(old, sequence=row.sequence + 1)

    def _with_member(self, now: tuple[PDDay, ...], before: tuple[PDDay, ...]) -> tuple[PDDay, ...]:
        """PD days with somebody who was taken off them."""
        name = self.gone.person
        old = {row.id: row for row in before if name in row.members and self.has(row.date)}
        return tuple(
            row
            if row.id not in old or name in row.members
            else dataclasses.replace(
                row,
                members=tuple(one for one in old[row.id].members if one in (*row.members, name)),
                sequence=row.sequence + 1,
            )
            for row in now
        )
