"""Covers one date exactly: who stands in for whom, in every period, in one place at a time.

Variables
---------
covers[n, p]   Plus teacher p covers need n; exactly one p for each n
booked[p, k]   p is booked in period k of p's own track
used[p]        p covers something
with[a, p]     p covers something of absent person a

minimise  announced covers that change, then used, then mismatches (coverer not certified in the
          area), then sum of with, in this order
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.domain.plan import Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.domain.problems.calendar_options import keeps_lunch
from scheduler.domain.problems.calendar_people import REST_MINUTES
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.cover_flow import Cover
from scheduler.solver.engine import Run

# Seconds for a good cover of a date; and for any at all, where none is found in that time.
_SHORT_LIMIT_S = 0.4
_DAY_LIMIT_S = 10.0
# The same as a part of the time that is left: the date can be chosen anew instead.
_DAY_PART = 0.15


@dataclass(frozen=True)
class CoverTask:
    """What is to be covered on a date.

    Parameters
    ----------
    locked
        By whom it must be, as the user locked it: (number of the need, Plus teacher).
    announced
        Who was announced for each need; None: nobody.
    """

    day: int
    needs: tuple[Need, ...]
    locked: tuple[tuple[int, str], ...]
    week_room: tuple[tuple[str, int], ...]
    announced: tuple[str | None, ...]


class CoverModel:
    """The exact cover of one date."""

    def __init__(self, problem: CalendarProblem, bookings: Bookings, task: CoverTask) -> None:
        self.problem = problem
        self.bookings = bookings
        self.task = task
        self.model = cp_model.CpModel()
        self.covers: dict[tuple[int, str], cp_model.IntVar] = {}
        self.booked: dict[tuple[str, int], cp_model.IntVar] = {}
        self._team = [name for name in problem.team if (name, task.day) not in bookings.barred]
        self._choose()
        for name in self._team:
            self._one_place(name)
            self._day_of(name)
            self._lunch(name)
        self._standby()
        self._goal()

    def _choose(self) -> None:
        for number, need in enumerate(self.task.needs):
            for name in self._team:
                if name in need.may and not need.mask & self.bookings.taken(name, self.task.day):
                    self.covers[number, name] = self.model.new_bool_var(f"{number} {name}")
            able = [self.covers[number, one] for one in self._team if (number, one) in self.covers]
            if able:
                self.model.add_exactly_one(able)
            else:
                self.model.add_bool_or([])
        for number, name in self.task.locked:
            lock = self.covers.get((number, name))
            self.model.add_bool_or([lock] if lock is not None else [])

    def _of(self, name: str) -> list[tuple[Need, cp_model.IntVar]]:
        return [
            (need, self.covers[number, name])
            for number, need in enumerate(self.task.needs)
            if (number, name) in self.covers
        ]

    def _one_place(self, name: str) -> None:
        """At most one of all needs that are going on at one instant."""
        mine = self._of(name)
        seen: set[tuple[int, ...]] = set()
        for start in sorted({need.span.start for need, _ in mine}):
            at_once = [var for need, var in mine if need.mask >> start & 1]
            key = tuple(var.index for var in at_once)
            if len(at_once) > 1 and key not in seen:
                seen.add(key)
                self.model.add_at_most_one(at_once)

    def _day_of(self, name: str) -> None:
        """Planning, the limits of a Plus teacher's day, and the caps of cover."""
        one, school = self.problem.plus_days[name][self.task.day], self.problem.school
        before = self.bookings.busy[name, self.task.day] | one.own
        periods: list[cp_model.LinearExprT] = []
        for place, mask in enumerate(one.masks):
            booked = self.model.new_bool_var(f"booked {name} {place}")
            self.booked[name, place] = booked
            periods.append(booked)
            if before & mask:
                self.model.add_bool_or([booked])
            for need, var in self._of(name):
                if need.mask & mask:
                    self.model.add_implication(var, booked)
        most = [one.spare, school.plus_limits.most_periods_a_day]
        self._at_most(periods, [limit for limit in most if limit is not None])
        rows = [var for need, var in self._of(name) if need.section is not None]
        caps = [school.cover_caps.plus_periods_a_day, dict(self.task.week_room).get(name)]
        self._at_most(rows, [cap for cap in caps if cap is not None])
        if school.plus_limits.most_periods_in_a_row:
            self._rows(name, one.spans, school.plus_limits.most_periods_in_a_row)

    def _at_most(self, terms: Sequence[cp_model.LinearExprT], limits: Sequence[int]) -> None:
        if limits and terms:
            self.model.add_linear_constraint(
                cp_model.LinearExpr.sum(list(terms)), 0, max(0, min(limits))
            )

    def _rows(self, name: str, spans: Sequence[Span], most: int) -> None:
        for first in range(len(spans) - most):
            window = spans[first : first + most + 1]
            if all(b.start - a.end < REST_MINUTES for a, b in pairwise(window)):
                self._at_most([self.booked[name, first + k] for k in range(most + 1)], [most])

    def _lunch(self, name: str) -> None:
        """Keep one stretch of the lunch window free, where covers could fill it all."""
        one, rights = self.problem.plus_days[name][self.task.day], self.problem.school.rights
        before = self.bookings.busy[name, self.task.day] | one.own
        every = before
        for need, _ in self._of(name):
            every |= need.mask
        if keeps_lunch(one, every, rights.lunch_minutes):
            return
        starts = {rights.lunch_from, *(need.span.end for need, _ in self._of(name))}
        starts |= {span.end for span in one.spans} | set(_ends(before))
        options = []
        for start in sorted(starts):
            span = Span(start, start + rights.lunch_minutes)
            lunch = mask_of(span)
            if not span.within(rights.lunch_window) or lunch & before:
                continue
            option = self.model.new_bool_var(f"lunch {name} {start}")
            options.append(option)
            for need, var in self._of(name):
                if need.mask & lunch:
                    self.model.add_implication(option, var.negated())
        self.model.add_bool_or(options)

    def _standby(self) -> None:
        least, day = self.problem.school.cover_caps.standby_periods, self.task.day
        if not least or self.problem.days[day].blackout:
            return
        for _, span in self.problem.first_track_spans(day):
            mask = mask_of(span)
            busy = []
            for name in sorted(self.problem.full & set(self._team)):
                var = self.model.new_bool_var(f"busy {name} {span.start}")
                for need, cover in self._of(name):
                    if need.mask & mask:
                        self.model.add_implication(cover, var)
                busy.append(var)
            free = self.bookings.standing_by(day, mask)
            if free < least and busy:
                self.model.add_bool_or([])
            self._at_most(busy, [free - least])

    def _goal(self) -> None:
        used, mismatched, partners = [], [], []
        for name in self._team:
            mine = self._of(name)
            if not mine:
                continue
            touched = self.model.new_bool_var(f"used {name}")
            used.append(touched)
            by_absent = defaultdict(list)
            for need, var in mine:
                self.model.add_implication(var, touched)
                by_absent[need.absent].append(var)
                if name not in need.matched and need.section is not None:
                    mismatched.append(var)
            for absent, group in by_absent.items():
                partner = self.model.new_bool_var(f"{name} for {absent}")
                partners.append(partner)
                for var in group:
                    self.model.add_implication(var, partner)
        size = len(self.task.needs) + 1
        kept = [
            self.covers[number, name]
            for number, name in enumerate(self.task.announced)
            if name is not None and (number, name) in self.covers
        ]
        self.model.minimize(
            -1 * cp_model.LinearExpr.sum([*kept, 0]) * (size * size * 4 * (len(self._team) + 1))
            + cp_model.LinearExpr.sum(used) * (size * size * 4)
            + cp_model.LinearExpr.sum(mismatched) * (size * 2)
            + cp_model.LinearExpr.sum(partners)
        )

    def solve(self, run: Run, start: Sequence[str] | None = None) -> tuple[Status, Cover | None]:
        """Coverer of each need, in order, and whether none was shown to exist.

        Parameters
        ----------
        start
            A cover that is known: then only a short look for a better one is taken.
        """
        if start is not None:
            for (number, name), var in self.covers.items():
                self.model.add_hint(var, int(start[number] == name))
        found = run.search(self.model, "cover", _SHORT_LIMIT_S)
        if start is None and found.status is Status.UNKNOWN:
            limit = min(_DAY_LIMIT_S, _DAY_PART * run.remaining_s)
            found = run.search(self.model, "cover", limit)
        if not found.status.has_answer:
            return found.status, None
        return found.status, tuple(
            next(
                name
                for name in self._team
                if (number, name) in self.covers and found.is_true(self.covers[number, name])
            )
            for number in range(len(self.task.needs))
        )


def _ends(busy: int) -> list[int]:
    """Minutes at which a booked stretch ends."""
    edges = busy & ~(busy >> 1)
    found = []
    while edges:
        low = edges & -edges
        found.append(low.bit_length())
        edges ^= low
    return found
