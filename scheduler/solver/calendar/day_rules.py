"""What one person's day can bear, as constraints on things that may or may not be booked on it.

An *item* is a stretch of minutes with the literal that says whether it is booked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import WHOLE_DAY, mask_of
from scheduler.domain.problems.calendar_options import keeps_lunch
from scheduler.domain.problems.calendar_people import REST_MINUTES, PersonDay


@dataclass(frozen=True)
class Item:
    """Something that may be booked."""

    mask: int
    literal: cp_model.IntVar


def one_place(model: cp_model.CpModel, items: Sequence[Item]) -> None:
    """At most one of all items that go on at one instant."""
    for at_once in _at_once(items):
        if len(at_once) > 1:
            model.add_at_most_one(at_once)


class PlusDay:
    """The day of a Plus teacher: one place, planning, lunch and limits (rule C3).

    Parameters
    ----------
    fixed
        Minutes that are booked in any case.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        problem: CalendarProblem,
        name: str,
        day: int,
        fixed: int,
    ) -> None:
        self.model = model
        self.rights = problem.school.rights
        self.limits = problem.school.plus_limits
        self.day: PersonDay = problem.plus_days[name][day]
        self.fixed = fixed | self.day.own

    def bind(self, items: Sequence[Item]) -> None:
        """Add the constraints."""
        one_place(self.model, items)
        every = self.fixed
        for item in items:
            every |= item.mask
        self._limit(items, every)
        if not keeps_lunch(self.day, every, self.rights.lunch_minutes):
            self._keep_lunch(items)

    def _limit(self, items: Sequence[Item], every: int) -> None:
        most = self.day.spare
        if self.limits.most_periods_a_day is not None:
            most = min(most, self.limits.most_periods_a_day)
        row = self.limits.most_periods_in_a_row
        if self.day.booked_periods(every) <= most and row is None:
            return
        booked: list[cp_model.LinearExprT] = []
        for mask in self.day.masks:
            one = self.model.new_bool_var("booked")
            booked.append(one)
            if self.fixed & mask:
                self.model.add_bool_or([one])
            for at_once in _at_once(items, mask):
                self.model.add_at_most_one([*at_once, one.negated()])
        # What is booked in any case may be above a limit already; then nothing more comes.
        most = max(most, self.day.booked_periods(self.fixed))
        self.model.add_linear_constraint(cp_model.LinearExpr.sum(booked), 0, most)
        if row is not None:
            self._rows(booked, row)

    def _rows(self, booked: Sequence[cp_model.LinearExprT], most: int) -> None:
        spans = self.day.spans
        for first in range(len(spans) - most):
            window = spans[first : first + most + 1]
            if all(b.start - a.end < REST_MINUTES for a, b in pairwise(window)):
                run = cp_model.LinearExpr.sum(list(booked[first : first + most + 1]))
                self.model.add_linear_constraint(run, 0, most)

    def _keep_lunch(self, items: Sequence[Item]) -> None:
        minutes = self.rights.lunch_minutes
        starts = {self.rights.lunch_from} | {span.end for span in self.day.spans}
        starts |= {one.mask.bit_length() for one in items}
        options = []
        for start in sorted(starts):
            span = Span(start, start + minutes)
            lunch = mask_of(span)
            if not span.within(self.rights.lunch_window) or lunch & self.fixed:
                continue
            option = self.model.new_bool_var(f"lunch {start}")
            options.append(option)
            for at_once in _at_once(items, lunch):
                self.model.add_at_most_one([*at_once, option])
        if options:
            self.model.add_bool_or(options)


def _at_once(items: Sequence[Item], within: int = WHOLE_DAY) -> Iterator[list[cp_model.IntVar]]:
    """Yield literals of items that go on at one instant; each that goes on at all is in one.

    Said of all of them together, a constraint is stronger than of each by itself.

    Parameters
    ----------
    within
        Minutes that are looked at.
    """
    seen: set[tuple[int, ...]] = set()
    for start in sorted({_first(one.mask & within) for one in items if one.mask & within}):
        at_once = {one.literal.index: one.literal for one in items if one.mask >> start & 1}
        key = tuple(sorted(at_once))
        if key not in seen:
            seen.add(key)
            yield list(at_once.values())


def _first(mask: int) -> int:
    """First minute of a set."""
    return (mask & -mask).bit_length() - 1
