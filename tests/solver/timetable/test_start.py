"""The start in the timetable stage: the proven best, a hint, or what there is when time is up."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.plan import Stage, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.wishes import SlotWish
from scheduler.samples import known_plan, make
from scheduler.solver.engine import Progress, Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable import TimetableOutcome, solve, solve_timetable
from scheduler.solver.timetable.start import find_start
from tests.domain.referee.builders import klass, slots, tiny
from tests.examples import examples
from tests.solver.judging import plan_of, timetable_score
from tests.solver.random_timetable import random_week
from tests.solver.timetable.searching import as_given

OPTIONS = SolveOptions(time_limit_s=20)


def costly() -> School:
    """Make a school in which two of three classes of Ann can be where they are wished."""
    wishes = tuple(
        SlotWish(id=f"w{n}", sections=(f"c{n}",), slots=slots("Mon1 Tue1"), strength=4 + n)
        for n in range(3)
    )
    return tiny(*(klass(f"c{n}", "ann") for n in range(3)), slot_wishes=wishes)


def solved(school: School, staffing: StaffingAnswer | None = None, **more: Any) -> TimetableOutcome:
    """Solve; the referee finds no hard rule broken, and the value that is reported."""
    staffing = staffing or as_given(school)
    outcome = solve_timetable(school, staffing, OPTIONS, **more)
    if outcome.answer is not None:
        score = timetable_score(school, staffing, outcome.answer)
        assert [level.value for level in outcome.result.levels] == [score]
    return outcome


def test_a_start_that_costs_nothing_is_proven_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "build", lambda *_, **__: pytest.fail("a model was built"))
    outcome = solved(make("high"), known_plan("high").staffing)
    assert outcome.result.status is Status.OPTIMAL
    assert (outcome.result.levels[0].value, outcome.result.levels[0].bound) == (0, 0)


def test_a_start_that_costs_something_is_a_complete_hint() -> None:
    lines: list[str] = []
    outcome = solved(costly(), log=lines.append)
    assert outcome.result.status is Status.OPTIMAL
    assert outcome.result.levels[0].value == 4
    log = "\n".join(lines)
    assert "The solution hint is complete and is feasible" in log


def test_the_start_is_the_answer_when_there_is_no_time_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Run, "lexicographic", lambda *_, **__: Solved(Status.UNKNOWN, None, ()))
    outcome = solved(costly())
    assert outcome.result.status is Status.FEASIBLE
    assert outcome.result.levels[0].value > 0
    assert outcome.result.levels[0].bound == 0


def test_who_stops_at_the_start_waits_for_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "build", lambda *_, **__: pytest.fail("a model was built"))
    stop = Stop()

    def at_first(told: Progress) -> None:
        if told.level == solve.LEVEL and told.value is not None:
            stop.set()

    outcome = solved(costly(), progress=at_first, stop=stop)
    assert outcome.result.status is Status.FEASIBLE


def test_a_published_plan_is_the_start_instead() -> None:
    school = costly()
    first = solved(school)
    again = solved(school, previous=plan_of(school, as_given(school), first.answer))
    assert again.answer == first.answer


@pytest.mark.parametrize(("locked", "searches"), [(1, True), (2, False)])
def test_locks_of_an_earlier_run_are_the_start_where_they_are_most_of_it(
    locked: int, searches: bool
) -> None:
    locks = tuple(
        Lock(section=f"c{n}", slot=slots(f"Mon{n + 2}")[0], by=LockedBy.SOLVER)
        for n in range(locked)
    )
    school = dataclasses.replace(costly(), locks=locks)
    problem = timetable_problem(school, as_given(school))
    run = Run(Stage.TIMETABLE, OPTIONS, None, None, None)
    assert (find_start(run, problem, solve.LEVEL) is not None) == searches


def test_progress_tells_of_the_start_first() -> None:
    told: list[Progress] = []
    solved(costly(), progress=told.append)
    values = [one.value for one in told if one.level == solve.LEVEL and one.value is not None]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 4


@examples(25)
@given(seed=st.integers(0, 10_000))
def test_the_best_is_the_same_with_a_start_and_without(seed: int) -> None:
    school, staffing = random_week(seed, tiny=True)
    found = solved(school, staffing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "find_start", lambda *_: None)
        other = solved(school, staffing)
    assert found.result.status is other.result.status
    if found.result.status is Status.OPTIMAL:
        assert found.result.levels[0].value == other.result.levels[0].value
