"""The bound on Plus-days holds: trying out all dates and coverers of a tiny year finds no fewer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar import Term
from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.policy import PlusLimits
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, PDDay
from scheduler.solver.calendar.rows import cover_row
from tests.cast import plan_id, small_school, small_staffing, small_timetable
from tests.examples import examples
from tests.solver.calendar.solving import outcome_of

FIRST, LAST = date(2026, 8, 31), date(2026, 9, 9)
_ABOUT_COVER = {"C2", "C3", "C4", "C13"}


@st.composite
def schools(draw: st.DrawFn) -> School:
    """The tiny school with a year of seven dates."""
    base = small_school()
    cut = draw(st.integers(1, 2))
    people = ("alice", "bob", "carol")
    parts = (("one", people[:cut]), ("two", people[cut:]))
    calendar = dataclasses.replace(
        base.calendar,
        last=LAST,
        holidays=base.calendar.holidays[:1],
        terms=(Term(id="Q1", name="First quarter", first=FIRST, last=LAST),),
    )
    groups = tuple(
        PDGroup(
            id=name,
            name=name.title(),
            members=members,
            days_owed=draw(st.integers(1, 2)),
            least_gap_days=draw(st.integers(1, 4)),
        )
        for name, members in parts
    )
    limits = PlusLimits(most_periods_a_day=draw(st.sampled_from((None, 1, 2))))
    return small_school(calendar=calendar, pd_groups=groups, requests=(), plus_limits=limits)


class Brute:
    """All choices of dates, each date covered by as few as the referee lets pass."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.problem: CalendarProblem = calendar_problem(
            school, small_staffing(), small_timetable()
        )
        self._known: dict[tuple[int, frozenset[str]], int | None] = {}
        self._apart: dict[tuple[int, frozenset[str]], set[int]] = {}

    def fewest(self) -> int | None:
        """Fewest Plus-days with all PD days placed; None where they cannot be."""
        best: int | None = None
        for choice in product(*(list(self._dates(group)) for group in self.school.pd_groups)):
            touched = self._touched(choice)
            if touched is not None and (best is None or touched < best):
                best = touched
        return best

    def fairest(self) -> int | None:
        """Fewest periods by which the two of the team are apart with all PD days placed."""
        best: int | None = None
        for choice in product(*(list(self._dates(group)) for group in self.school.pd_groups)):
            apart = {0}
            for day in frozenset().union(*choice):
                more = self._differences(day, self._out(choice, day))
                apart = {abs(one + two * sign) for one in apart for two in more for sign in (1, -1)}
            if apart and (best is None or min(apart) < best):
                best = min(apart)
        return best

    def _differences(self, day: int, out: frozenset[str]) -> set[int]:
        """By how much one of the team can cover more than the other on a date."""
        key = (self.problem.days[day].shape, out)
        if key not in self._apart:
            needs = self.problem.needs(day, out)
            first = self.problem.team[0]
            self._apart[key] = {
                abs(2 * sum(name == first for name in way) - len(way))
                for way in product(*(sorted(need.may) for need in needs))
                if self._passes(day, out, needs, way)
            }
        return self._apart[key]

    def _out(self, choice: tuple[frozenset[int], ...], day: int) -> frozenset[str]:
        going = zip(self.school.pd_groups, choice, strict=True)
        return frozenset(one for group, dates in going if day in dates for one in group.members)

    def _dates(self, group: PDGroup) -> Iterator[frozenset[int]]:
        days = self.problem.days
        for some in combinations([day.index for day in days if day.pd_open], group.days_owed):
            gaps = [(days[b].date - days[a].date).days for a, b in pairwise(some)]
            if all(gap >= group.least_gap_days for gap in gaps):
                yield frozenset(some)

    def _touched(self, choice: tuple[frozenset[int], ...]) -> int | None:
        total = 0
        for day in frozenset().union(*choice):
            used = self._coverers(day, self._out(choice, day))
            if used is None:
                return None
            total += used
        return total

    def _coverers(self, day: int, out: frozenset[str]) -> int | None:
        key = (self.problem.days[day].shape, out)
        if key not in self._known:
            needs = self.problem.needs(day, out)
            ways = sorted(
                product(*(sorted(need.may) for need in needs)), key=lambda way: len(set(way))
            )
            self._known[key] = next(
                (len(set(way)) for way in ways if self._passes(day, out, needs, way)), None
            )
        return self._known[key]

    def _passes(
        self, day: int, out: frozenset[str], needs: tuple[Need, ...], way: tuple[str, ...]
    ) -> bool:
        """Whether the referee has nothing against these coverers."""
        at = self.problem.days[day].date
        pd_days = tuple(
            PDDay(id=plan_id(one.id), group=one.id, date=at, unit="whole", members=one.members)
            for one in self.school.pd_groups
            if out.issuperset(one.members)
        )
        covers = tuple(
            cover_row(self.problem, day, need, name) for need, name in zip(needs, way, strict=True)
        )
        plan = Plan(
            school=self.school.id,
            staffing=small_staffing(),
            timetable=small_timetable(),
            calendar=CalendarAnswer(pd_days=pd_days, covers=covers),
        )
        found = check(self.school, plan, only=Stage.CALENDAR).violations
        return not any(one.key in _ABOUT_COVER for one in found)


@given(school=schools())
@examples(8)
def test_no_choice_of_dates_and_coverers_touches_fewer_plus_days_than_the_bound(
    school: School,
) -> None:
    levels = {one.key: one for one in outcome_of(school).result.levels}
    least = Brute(school).fewest()
    if least is None:
        assert not levels or levels["pd_shortfall"].value > 0
    elif levels["pd_shortfall"].value == 0:
        touched = levels["plus_days_touched"]
        assert touched.bound <= least <= touched.value


@given(school=schools())
@examples(8)
def test_no_choice_of_dates_and_coverers_is_fairer_than_the_bound(school: School) -> None:
    levels = {one.key: one for one in outcome_of(school).result.levels}
    least = Brute(school).fairest()
    if least is not None and levels["pd_shortfall"].value == 0:
        assert levels["fairness"].bound <= least <= levels["fairness"].value
