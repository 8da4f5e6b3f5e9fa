"""PD days that change places stay an answer, get no worse, and mend what has been forbidden."""

from __future__ import annotations

import dataclasses

from hypothesis import given

from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Stage
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.pd_answer import Cut, PDDates
from scheduler.solver.calendar.pd_dates import PDPlanner
from scheduler.solver.calendar.pd_exchange import Exchange
from scheduler.solver.calendar.pd_start import Start
from scheduler.solver.calendar.pd_visits import Visits
from scheduler.solver.calendar.solve import solve_calendar
from scheduler.solver.engine import Run
from scheduler.solver.options import SolveOptions
from tests.cast import small_school, small_staffing, small_timetable
from tests.examples import examples
from tests.solver.calendar.solving import solved
from tests.solver.calendar.test_calendar_random import schools


def planner_of(school: School) -> PDPlanner:
    problem = calendar_problem(school, small_staffing(), small_timetable())
    return PDPlanner(problem, Bookings(problem))


def new_run(seconds: float = 20) -> Run:
    return Run(Stage.CALENDAR, SolveOptions(time_limit_s=seconds))


def is_answer(school: School, dates: PDDates) -> bool:
    """Whether a model made afresh can have exactly these people out on these dates."""
    planner = planner_of(school)
    for (number, day), out in planner.pd.out.items():
        planner.pd.model.add(out == int(number in dates.out.get(day, ())))
    return planner.feasible(new_run(), 10).has_answer


@given(school=schools())
@examples(10)
def test_what_has_changed_places_keeps_every_rule(school: School) -> None:
    dates = planner_of(school).solve(new_run())
    assert not dates.status.has_answer or is_answer(school, dates)


def test_two_groups_come_to_lie_on_one_date_where_that_spares_a_plus_day() -> None:
    """Alice leaves periods 1 and 2, Carol period 3: on one date one of the team covers both."""
    groups = tuple(
        PDGroup(id=name, name=name.title(), members=(name,), days_owed=1)
        for name in ("alice", "carol")
    )
    planner = planner_of(small_school(pd_groups=groups))
    start, out = planner.pd.model.clone(), planner.pd.out
    both = [day for number, day in out if number == 0 and (1, day) in out]
    start.add_bool_and([out[0, both[0]], out[1, both[1]]])
    found = new_run().search(start, "pd_shortfall")
    visits = Visits(planner.pd, planner.pd.model, found.values)
    assert visits.touched >= 2
    Exchange(visits, 0).improve(lambda: True)
    assert visits.touched == 1


def test_after_a_cut_what_it_forbids_is_nowhere() -> None:
    school = small_school()
    planner = planner_of(school)
    first = planner.solve(new_run())
    day, numbers = next(iter(first.out.items()))
    planner.cut(Cut(frozenset(numbers), planner.kind(day)))
    second = planner.solve(new_run())
    assert set(numbers) - set(second.out.get(day, ()))
    same_kind = [one for one in second.out if planner.kind(one) == planner.kind(day)]
    assert all(set(numbers) - set(second.out[one]) for one in same_kind)
    assert is_answer(school, second)


@given(school=schools())
@examples(10)
def test_dates_that_are_there_at_once_keep_every_rule(school: School) -> None:
    planner = planner_of(school)
    dates = Start(planner.pd, planner.pd.model).answer()
    assert not dates.status.has_answer or is_answer(school, dates)


def test_where_there_is_no_time_at_all_pd_days_still_find_dates() -> None:
    options = SolveOptions(time_limit_s=1e-6)
    outcome = solve_calendar(small_school(), small_staffing(), small_timetable(), options)
    assert outcome.answer is not None
    assert sum(len(row.members) for row in outcome.answer.pd_days) == 4


def test_what_is_missing_is_called_impossible_only_where_that_is_proven() -> None:
    """One date for each of four days owed with a gap of three weeks: too few in the tiny year."""
    group = dataclasses.replace(small_school().pd_groups[0], days_owed=60, least_gap_days=21)
    answer = solved(small_school(pd_groups=(group,)))
    (hole,) = [one for one in answer.holes if one.rule == "C5"]
    assert "not proven" not in hole.sentence
