"""Chooses the PD dates of the year: shortfall first, then rules, Plus-days, and an even load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from scheduler.domain.plan import Level, Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.wishes import HARD
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.capacity import periods_to_cover
from scheduler.solver.calendar.pd_announced import announced_cost
from scheduler.solver.calendar.pd_answer import Cut, PDDates, releases_to_come
from scheduler.solver.calendar.pd_bound import least_touched
from scheduler.solver.calendar.pd_exchange import Exchange
from scheduler.solver.calendar.pd_measures import (
    least_off_rhythm,
    most_covers,
    standing_touched,
)
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.pd_rules import RULES
from scheduler.solver.calendar.pd_start import Start
from scheduler.solver.calendar.pd_visits import Visits
from scheduler.solver.engine import Found, Run, hint
from scheduler.solver.rule import Rule, build_all, total

# Seconds at most for a level, and as a part of the time that is left.
_LIMITS = {"pd_shortfall": (40.0, 0.3), "rules": (20.0, 0.2)}
_PERFECT_LIMIT = (6.0, 0.35)
_COMPLETE_LIMIT = (10.0, 0.3)
_ANNOUNCED_LIMIT = (15.0, 0.2)
_SPREAD_LIMIT = (12.0, 0.15)
_MEND_LIMIT_S = 2.0


class PDPlanner:
    """The model of PD dates, solved again with each cut.

    Parameters
    ----------
    rules
        Fewer than all only for finding out which of them contradict one another.
    """

    def __init__(
        self,
        problem: CalendarProblem,
        bookings: Bookings,
        rules: Sequence[Rule[CalendarProblem, PDModel]] = RULES,
    ) -> None:
        self.pd = PDModel(problem, bookings)
        self._last: list[int] = []
        self._exchange: Exchange | None = None
        self._start: Start | None = None
        self._is_suggested = False
        self._levels: dict[str, Level] = {}
        self._by_whole_days: dict[tuple[int, int | None], int] = {}
        self._status = Status.UNKNOWN
        self._reached: tuple[dict[str, Level], bool] | None = None
        penalties = build_all(rules, problem, self.pd)
        self._goals = (
            ("pd_shortfall", self.pd.shortfall),
            ("rules", total(penalties)),
        )
        self._base = self.pd.model
        self._announced: cp_model.LinearExprT | None = None
        if problem.standing.is_rolling:
            self._announced = announced_cost(self.pd)

    def kind(self, day: int) -> tuple[object, ...]:
        """What decides on whether a set of people can be covered on a date."""
        return (*self.pd.kind(day), self.pd.problem.cover_locks.get(day, ()))

    def cut(self, cut: Cut) -> None:
        """Forbid that all these classes are out on a date of this kind."""
        for day in range(len(self.pd.problem.days)):
            keys = [(number, day) for number in sorted(cut.classes)]
            if not all(key in self.pd.out for key in keys):
                continue
            if self.kind(day) == cut.kind:
                self.pd.model.add_bool_or([self.pd.out[key].negated() for key in keys])
                if self._exchange is not None:
                    together = sum(1 << number for number in cut.classes)
                    self._exchange.visits.table.forbid(day, together)

    def suggest(self, out_on: dict[dt.date, frozenset[str]]) -> None:
        """Hint that these people are out on these dates (of an earlier plan)."""
        self._is_suggested = bool(out_on)
        days = self.pd.problem.days
        hinted: set[int] = set()
        for (number, day), out in self.pd.out.items():
            people = set(self.pd.classes[number].people)
            if out.index not in hinted:
                hinted.add(out.index)
                self.pd.model.add_hint(out, int(people <= out_on.get(days[day].date, frozenset())))

    def feasible(self, run: Run, limit_s: float) -> Status:
        """Whether the hard rules can all hold."""
        self.pd.model.clear_objective()  # type: ignore[no-untyped-call]  # ortools left it untyped
        return run.search(self.pd.model, "feasible", limit_s).status

    def solve(self, run: Run) -> PDDates:
        """Minimise shortfall, then rules, then Plus-days together with an uneven load.

        Of a year that is planned anew, what was announced comes first.  After a cut only some PD
        days change places, where that is enough.
        """
        if self._exchange is not None and self._exchange.mend(_going_on(run, _MEND_LIMIT_S)):
            return PDDates(Status.FEASIBLE, *self._exchange.visits.dates(), self._levels)
        if self._announced is not None and not self._keep_announced(run, self._announced):
            return PDDates(self._status)
        hoped, reserve = self._hope()
        good = self._as_good(run, hoped, reserve) if self._is_possible(hoped) else None
        if good is not None:
            levels = self._levels_of(good[1], hoped)
            self._reached = (levels, reserve)
            return self._spread(run, *good, dict(levels))
        levels = {}
        model, best = self._complete(run)
        complete = best is not None
        for key, expression in self._goals:
            bound = 0.0
            if best is None or best.value(expression) > 0:
                model.minimize(expression)
                seconds, part = _LIMITS[key]
                limit = min(seconds, (part if best else 0.6) * run.remaining_s)
                found = run.search(model, key, limit)
                if found.status.has_answer:
                    best, bound = found, found.bound
                elif best is None:
                    return self._without_search(run, found.status)
            value = best.value(expression)
            levels[key] = Level(key=key, value=value, bound=min(value, max(0.0, _up(bound))))
            model.add(cp_model.LinearExpr.sum([expression]) <= value)
            hint(model, best.values)
        if best is None:
            return PDDates(Status.UNKNOWN)
        self._reached = (dict(levels), complete)
        return self._spread(run, model, best, levels)

    def _without_search(self, run: Run, status: Status) -> PDDates:
        """What there is where time was too short for a search, unless somebody has stopped it."""
        if self._start is None or status is Status.INFEASIBLE or run.stop.is_set():
            return PDDates(status)
        return self._start.answer()

    def _keep_announced(self, run: Run, cost: cp_model.LinearExprT) -> bool:
        """Let no more of what was announced be lost than must be; False where nothing fits."""
        model = self.pd.model.clone()
        self._suggest_last(model)
        model.minimize(cost)
        seconds, part = _ANNOUNCED_LIMIT
        found = run.search(model, "pd_shortfall", min(seconds, part * run.remaining_s))
        self._status = found.status
        if not found.status.has_answer:
            return False
        self._base = self.pd.model.clone()
        self._base.add(cp_model.LinearExpr.sum([cost]) <= found.value(cost))
        self._last = self._last or found.values
        return True

    def _complete(self, run: Run) -> tuple[cp_model.CpModel, Found | None]:
        """Look for dates with everything placed: asked as a question this takes far less time.

        Returns
        -------
        tuple
            The model to go on with, and what was found.
        """
        model = self._base.clone()
        self._suggest_last(model)
        key, shortfall = self._goals[0]
        model.add(cp_model.LinearExpr.sum([shortfall]) <= 0)
        self._reserve(model)
        seconds, part = _COMPLETE_LIMIT
        found = run.search(model, key, min(seconds, part * run.remaining_s))
        if found.status.has_answer:
            hint(model, found.values)
            return model, found
        model = self._base.clone()
        self._suggest_last(model)
        if not self._last and self._announced is None:
            # As a hint to the questions before it would only cost time.
            self._start = Start(self.pd, self._base)
            if not self._is_suggested:
                self._start.suggest(model)
        return model, None

    def _hope(self) -> tuple[dict[str, Level], bool]:
        """Values that are asked for as a question, before anything is minimised.

        At first nothing missing, no soft rule broken, and room for releases; after a cut, what was
        reached before it: no answer can be better.  One level after the other would place all days
        first, anywhere, and then have to move nearly every one of them.
        """
        return self._reached or ({key: Level(key=key) for key, _ in self._goals}, True)

    def _is_possible(self, hoped: dict[str, Level]) -> bool:
        """Whether counting leaves it open that a year keeps to the rhythm as well as is hoped."""
        strength = self.pd.problem.school.rhythm.strength
        if not 0 < strength < HARD:
            return True
        shortfall = int(hoped["pd_shortfall"].value)
        return strength * least_off_rhythm(self.pd, shortfall) <= hoped["rules"].value

    def _levels_of(self, found: Found, hoped: dict[str, Level]) -> dict[str, Level]:
        """Levels as they came out, with the bounds of what was hoped for."""
        return {
            key: Level(key=key, value=value, bound=min(value, hoped[key].bound))
            for key, expression in self._goals
            for value in [found.value(expression)]
        }

    def _as_good(
        self, run: Run, levels: dict[str, Level], reserve: bool
    ) -> tuple[cp_model.CpModel, Found] | None:
        """Look for dates that reach these values.

        Parameters
        ----------
        reserve
            Whether to leave room for releases.
        """
        model = self._base.clone()
        for key, expression in self._goals:
            # A cut may cost a few rows of the rhythm; to find out the least number takes long.
            value = int(levels[key].value)
            slack = value // 10 if key == "rules" and self._reached else 0
            model.add(cp_model.LinearExpr.sum([expression]) <= value + slack)
        if reserve:
            self._reserve(model)
        self._suggest_last(model)
        seconds, part = _COMPLETE_LIMIT if self._reached else _PERFECT_LIMIT
        found = run.search(model, "pd_shortfall", min(seconds, part * run.remaining_s))
        if not found.status.has_answer:
            return None
        hint(model, found.values)
        return model, found

    def _reserve(self, model: cp_model.CpModel) -> None:
        """Leave room for the releases that requests will ask for (rule C6)."""
        for number, released in releases_to_come(self.pd.problem).items():
            terms = self.pd.covered_terms(self.pd.problem.limits[number])
            if terms:
                load = cp_model.LinearExpr.sum([var * times for var, times in terms])
                model.add(load <= max(0, self.pd.bookings.limit_left(number) - released))

    def _suggest_last(self, model: cp_model.CpModel) -> None:
        """Hint the dates chosen before the last cut."""
        if self._last:
            hint(model, self._last[: len(model.proto.variables)])

    def _spread(
        self, run: Run, model: cp_model.CpModel, best: Found, levels: dict[str, Level]
    ) -> PDDates:
        """Let PD days change places until few Plus-days are touched and the load is even."""
        shortfall = int(levels["pd_shortfall"].value)
        seconds, part = _SPREAD_LIMIT
        visits = Visits(self.pd, model, best.values)
        self._exchange = Exchange(visits, run.options.seed)
        before = visits.off_rhythm
        run.tell("plus_days_touched", float(visits.touched))
        self._exchange.improve(_going_on(run, min(seconds, part * run.remaining_s)))
        self._last = visits.values(best.values)
        fewer = before - visits.off_rhythm
        levels["rules"] = self._bounded_rules(levels["rules"], fewer, shortfall)
        least = self._least_touched(shortfall)
        if run.remaining_s:
            least = max(least, self._least_by_whole_days(levels))
        value = max(visits.touched, least)
        run.tell("plus_days_touched", float(value), float(least))
        levels["plus_days_touched"] = Level(key="plus_days_touched", value=value, bound=least)
        self._levels = levels
        return PDDates(Status.FEASIBLE, *visits.dates(), levels)

    def _bounded_rules(self, level: Level, fewer: int, shortfall: int) -> Level:
        """The level of soft rules with what counting says about the rhythm.

        Parameters
        ----------
        fewer
            Rows that have come back into weeks meant for PD since the level was found.
        """
        strength = self.pd.problem.school.rhythm.strength
        if not 0 < strength < HARD:
            return level
        value = level.value - strength * fewer
        least = strength * least_off_rhythm(self.pd, shortfall)
        return Level(key=level.key, value=value, bound=min(value, max(level.bound, least)))

    def _least_by_whole_days(self, levels: dict[str, Level]) -> int:
        """Plus-days that any dates touch, by what can be out together on a date."""
        strength = self.pd.problem.school.rhythm.strength
        off_rows = int(levels["rules"].value) // strength if 0 < strength < HARD else None
        given = (int(levels["pd_shortfall"].value), off_rows)
        if given not in self._by_whole_days:
            self._by_whole_days[given] = least_touched(self.pd, *given)
        least = self._by_whole_days[given]
        return least + standing_touched(self.pd, range(len(self.pd.problem.days)))

    def _least_touched(self, shortfall: int) -> int:
        """Plus-days that any cover needs: periods to cover over what one Plus can cover a day."""
        pd, periods, most_each = self.pd, 0, 0
        for number, one in enumerate(pd.classes):
            loads = [periods_to_cover(pd.problem, one, day) for day in pd.days_of(number)]
            periods += one.left * min(loads, default=0)
            most_each = max(most_each, *loads, 0)
        days = {day for _, day in pd.out}
        rooms = [most_covers(pd, day) for day in days]
        least = max(0, -(-(periods - shortfall * most_each) // max([1, *rooms])))
        return least + standing_touched(pd, range(len(pd.problem.days)))


def _going_on(run: Run, limit_s: float) -> Callable[[], bool]:
    """Whether there is time, and nobody has said to stop."""
    until = run.remaining_s - limit_s
    return lambda: not run.stop.is_set() and run.remaining_s > until


def _up(bound: float) -> float:
    return float(-int(-(bound - 1e-6) // 1))
