"""Wished distances in days: kept where possible, given up where a duty needs the day."""

from __future__ import annotations

from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.wishes import MeetingRef, Spacing
from scheduler.solver.timetable.ejection import schedules
from scheduler.solver.timetable.ejection.conflicts import Near, conflicts, wished_near
from scheduler.solver.timetable.ejection.fitting import hard
from scheduler.solver.timetable.ejection.grid import Grid
from scheduler.solver.timetable.ejection.items import Items
from scheduler.solver.timetable.ejection.owners import Owners
from scheduler.solver.timetable.ejection.spreading import Spreading
from scheduler.solver.timetable.ejection.state import Partial
from tests.domain.referee.builders import klass, person, slots, tiny
from tests.solver.timetable.searching import as_given


def school(closed: str = "") -> School:
    """Let Ann teach two classes that should be on different days."""
    together = (MeetingRef(section="a", meeting=1), MeetingRef(section="b", meeting=1))
    return tiny(
        klass("a", "ann"),
        klass("b", "ann"),
        staff=(person("ann", unavailable=slots(closed)),),
        spacings=(Spacing(id="s", meetings=together, least_days=1, strength=50),),
    )


def start(given: School) -> tuple[Spreading, Partial, Near]:
    """Place both classes on Monday."""
    problem = timetable_problem(given, as_given(given))
    grid = Grid(problem)
    items = Items(problem, grid, hard).all()
    owners = Owners(problem, items, grid, hard).all()
    schedule = Partial(items, grid, conflicts(problem, items, grid, hard), owners)
    schedule.put(0, 0)
    schedule.put(1, 1)
    near = wished_near(problem, items)
    return Spreading(items, schedule, near, seed=1), schedule, near


def test_who_is_too_near_moves() -> None:
    spreading, schedule, near = start(school())
    assert schedule.is_near(0, near[0])
    assert spreading.run(lambda: False)
    assert not schedule.is_near(0, near[0])
    assert -1 not in schedule.chosen


def test_pairs_that_are_too_near_are_counted_as_they_come_and_go() -> None:
    _, schedule, near = start(school())
    schedule.count_near(near)
    assert schedule.broken == 1
    both = list(schedule.chosen)
    schedule.take_out(0)
    assert schedule.broken == 0
    schedule.put(0, 11)
    assert schedule.broken == 0
    schedule.become(both)
    assert (schedule.chosen, schedule.broken) == (both, 1)


def test_who_need_not_keep_a_distance_throws_nobody_out() -> None:
    _, schedule, near = start(school())
    schedule.take_out(0)
    schedule.keep_apart(near, True)
    assert schedule.harm(0, 0, below=10) == (1, 0b10)
    assert schedule.harm(0, 0, below=10, apart=False) == (0, 0)


def test_a_duty_comes_before_a_wished_distance() -> None:
    only_monday = " ".join(f"{day}{period}" for day in ("Tue", "Wed") for period in range(1, 7))
    spreading, schedule, _ = start(school(only_monday))
    assert not spreading.run(lambda: False)
    assert -1 not in schedule.chosen
    found = list(schedules(problem_of(only_monday), seed=1, most_steps=500))
    assert [one.complete for one in found] == [True]


def test_the_first_schedule_keeps_wished_distances_where_it_can() -> None:
    first = next(schedules(problem_of(""), seed=1, most_steps=500))
    assert first.complete
    days = [starts[0].day for starts in first.times]
    assert len(set(days)) == 2


def problem_of(closed: str) -> TimetableProblem:
    """Make the problem of the school."""
    given = school(closed)
    return timetable_problem(given, as_given(given))
