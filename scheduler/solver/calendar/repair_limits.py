"""Limits that sessions of several requests share when some of them move (rules C6, C13, C15).

A new place was looked for while nothing lay on the dates of the repair.  What stays there, and
what others move, counts as well; here they are counted together.  Where a limit is passed already
by what stays, nothing more comes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching_places import Placed
from scheduler.solver.calendar.day_rules import Item

_MOST_PARTS = 4
"""Of so many sessions of one person on one date what is too much is found out."""


@dataclass(frozen=True)
class Laid:
    """A step that may come to lie in a place.

    Parameters
    ----------
    is_new
        Whether it moves there; else it stays.
    """

    bundle: int
    task: RequestTask
    placed: Placed
    literal: cp_model.IntVar
    is_new: bool


@dataclass(frozen=True)
class _Part:
    """A stretch of somebody's date that sessions take: whether as planning, whether they move."""

    mask: int
    takes_planning: bool
    is_new: bool


class SharedLimits:
    """Constraints on the steps that stay on the dates of a repair, and on those that move."""

    def __init__(
        self,
        model: cp_model.CpModel,
        problem: CalendarProblem,
        bookings: Bookings,
        laid: Sequence[Laid],
    ) -> None:
        self.model, self.problem, self.bookings = model, problem, bookings
        self.laid = laid
        self._ticked = problem.ticked

    def bind(self) -> None:
        """Add the constraints on classes and on the planning of teachers."""
        self._classes()
        self._conferences()
        self._planning()

    # --- C6 ----------------------------------------------------------------------------------

    def _classes(self) -> None:
        """Count the meetings that a class is without its teacher."""
        moving = {need.section for one in self.laid if one.is_new for need, _ in one.placed.jobs}
        meetings: dict[str, dict[tuple[int, int], list[Laid]]] = defaultdict(dict)
        for one in self.laid:
            day = one.placed.day
            for need, _ in one.placed.jobs:
                if need.section in moving and not self.bookings.is_covered(need, day):
                    at = (day, self.bookings.meeting(need, day))
                    meetings[str(need.section)].setdefault(at, []).append(one)
        for section, by_meeting in meetings.items():
            covered = [(day, self._any(ones), ones) for (day, _), ones in by_meeting.items()]
            for number in self.problem.limits_of.get(section, ()):
                days = {day for day, _ in self.problem.limits[number].meetings}
                some = [(literal, ones) for day, literal, ones in covered if day in days]
                stay = sum(any(not one.is_new for one in ones) for _, ones in some)
                most = max(self.bookings.limit_left(number), stay)
                self._at_most([literal for literal, _ in some], most)

    def _any(self, ones: Iterable[Laid]) -> cp_model.IntVar:
        """Whether any of these comes to lie in its place; a request moves to one place at most."""
        found = self.model.new_bool_var("covered")
        moved: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for one in ones:
            if one.is_new:
                moved[one.bundle][one.literal.index] = one.literal
            else:
                self.model.add_implication(one.literal, found)
        for literals in moved.values():
            self.model.add_at_most_one([*literals.values(), found.negated()])
        return found

    # --- C15 ---------------------------------------------------------------------------------

    def _conferences(self) -> None:
        """Count the sessions in a teacher's planning, week by week."""
        weeks: dict[tuple[str, dt.date], list[Laid]] = defaultdict(list)
        for one in self.laid:
            teacher = one.task.request.teacher
            if one.placed.option.how == "planning" and teacher not in self._ticked:
                weeks[teacher, self.problem.days[one.placed.day].week].append(one)
        most = self.problem.school.policy.planning_conferences_a_week
        for (teacher, week), ones in weeks.items():
            if any(one.is_new for one in ones):
                left = most - self.bookings.conferences[teacher, week]
                stay = sum(not one.is_new for one in ones)
                self._at_most([one.literal for one in ones], max(left, stay))

    def _planning(self) -> None:
        """Keep a teacher's right to planning on a date that several sessions come to."""
        dates: dict[tuple[str, int], dict[_Part, list[Laid]]] = defaultdict(dict)
        for one in self.laid:
            option, teacher = one.placed.option, one.task.request.teacher
            for person in (teacher, *one.task.colleagues(one.placed.step)):
                if option.how != "nowhere" and person not in self._ticked:
                    takes = option.how == "planning" and person == teacher
                    part = _Part(option.mask, takes, one.is_new)
                    dates[person, one.placed.day].setdefault(part, []).append(one)
        for (person, day), parts in dates.items():
            if any(part.is_new for part in parts):
                taken = {part: self._any(ones) for part, ones in parts.items()}
                for some in self._too_many(person, day, list(parts)):
                    self.model.add_bool_or([taken[part].negated() for part in some])

    def _too_many(
        self,
        person: str,
        day: int,
        parts: Sequence[_Part],
        chosen: tuple[_Part, ...] = (),
        booked: int = 0,
    ) -> Iterator[tuple[_Part, ...]]:
        """Yield what cannot all lie on somebody's date: the fewest parts, four at most."""
        used = self.bookings.planning_used[person, day]
        stand = self.bookings.in_session[person, day]
        for number, part in enumerate(parts):
            if part.mask & booked:  # nobody is in two places
                continue
            some, mask = (*chosen, part), booked | part.mask
            counts = used or any(one.takes_planning for one in some)
            moves = any(one.is_new for one in some)
            if (
                len(some) > 1
                and counts
                and moves
                and not self.problem.options.planning_kept(person, day, stand | mask)
            ):
                yield some
            elif len(some) < _MOST_PARTS:
                yield from self._too_many(person, day, parts[number + 1 :], some, mask)

    def _at_most(self, literals: Sequence[cp_model.IntVar], most: int) -> None:
        if len(literals) > most:
            self.model.add_linear_constraint(cp_model.LinearExpr.sum(list(literals)), 0, most)


def keep_standby(
    model: cp_model.CpModel,
    problem: CalendarProblem,
    bookings: Bookings,
    items: Mapping[tuple[str, int], Sequence[Item]],
    days: Iterable[int],
) -> None:
    """C13: keep fully released Plus teachers free in every period of these dates."""
    least = problem.school.cover_caps.standby_periods
    for day in days if least else ():
        for _, span in problem.first_track_spans(day):
            period = mask_of(span)
            free = [name for name in problem.full if not bookings.taken(name, day) & period]
            taken = []
            for name in free:
                literals = [i.literal for i in items.get((name, day), ()) if i.mask & period]
                if literals:
                    one = model.new_bool_var("at work")
                    taken.append(one)
                    for literal in literals:
                        model.add_implication(literal, one)
            most = len(free) - least
            if len(taken) > most:
                model.add_linear_constraint(cp_model.LinearExpr.sum(taken), 0, max(0, most))
