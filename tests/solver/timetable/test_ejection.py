"""The first schedule as a whole: samples, random schools, seeds, stops, partial answers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.referee import check
from scheduler.domain.wishes import RuleStrength
from scheduler.samples import FEASIBLE, known_plan, make
from scheduler.solver.timetable.answer import read
from scheduler.solver.timetable.ejection import first_schedule
from tests.domain.referee.builders import klass, person, slots, tiny
from tests.examples import examples
from tests.solver.random_timetable import random_week
from tests.solver.timetable.searching import as_given, search, timetable_violations


def problem_of(sample: str) -> TimetableProblem:
    staffing = known_plan(sample).staffing
    assert staffing is not None
    return timetable_problem(make(sample), staffing)


SLOW = {"stress"}


@pytest.mark.parametrize(
    "sample",
    [pytest.param(one, marks=pytest.mark.slow) if one in SLOW else one for one in FEASIBLE],
)
def test_every_sample_gets_a_timetable_that_the_referee_passes(sample: str) -> None:
    problem, plan = problem_of(sample), known_plan(sample)
    found = first_schedule(problem, seed=3)
    assert found.complete
    answer = read(problem, found.times, found.rooms, found.teams, None)
    assert check(make(sample), replace(plan, timetable=answer)).violations == ()


@examples(30)
@given(seed=st.integers(0, 10_000), tiny_one=st.booleans())
def test_whatever_is_complete_breaks_no_hard_rule(seed: int, tiny_one: bool) -> None:
    school, staffing = random_week(seed, tiny=tiny_one)
    problem = timetable_problem(school, staffing)
    found = first_schedule(problem, seed, most_steps=600)
    if found.complete:
        assert timetable_violations(school, staffing, problem, found) == []


def test_the_same_seed_finds_the_same() -> None:
    problem = problem_of("middle")
    assert first_schedule(problem, seed=5) == first_schedule(problem, seed=5)
    assert first_schedule(problem, seed=5).times != first_schedule(problem, seed=6).times


def test_a_stop_ends_the_search_with_what_is_placed() -> None:
    questions = 0

    def after_ten() -> bool:
        nonlocal questions
        questions += 1
        return questions > 10

    problem = problem_of("middle")
    found = first_schedule(problem, stop=after_ten)
    assert not found.complete
    assert 0 < found.steps < 200
    assert any(found.times)


def test_the_steps_are_a_budget() -> None:
    found = first_schedule(problem_of("elementary"), most_steps=100)
    assert (found.complete, found.steps) == (False, 100)


def test_the_best_partial_schedule_breaks_nothing_that_is_placed() -> None:
    school = tiny(
        *(klass(f"c{n}", "ann") for n in range(3)),
        klass("d", "bob"),
        staff=(
            person("ann", unavailable=slots("Tue1 Tue2 Tue3 Tue4 Tue5 Tue6 Wed1 Wed2 Wed3 Wed4 "
                                            "Wed5 Wed6 Mon3 Mon4 Mon5 Mon6")),
        ),
    )  # fmt: skip
    problem = timetable_problem(school, as_given(school))
    found = first_schedule(problem, most_steps=500)
    assert not found.complete
    starts = [(one.day, one.period) for times in found.times[:3] for one in times]
    assert sorted(starts) == [(0, 1), (0, 2)]
    assert len(found.times[3]) == 1


@pytest.mark.parametrize(
    ("open_days", "same"), [(("Mon1 Mon2 Tue1 Tue2"), True), ("Mon1 Tue2", False)]
)
def test_wishes_of_the_pattern_are_kept_where_they_can(open_days: str, same: bool) -> None:
    everything = {f"{day}{n}" for day in ("Mon", "Tue", "Wed") for n in range(1, 7)}
    closed = " ".join(sorted(everything - set(open_days.split())))
    school = tiny(
        klass("a", "ann", lengths=(1, 1), same_period=True),
        staff=(person("ann", unavailable=slots(closed)),),
        rules=(RuleStrength(rule="T5d", strength=5),),
    )
    found = search(school)
    assert found.complete
    assert (len({one.period for one in found.times[0]}) == 1) is same


def test_a_school_without_classes_has_its_timetable() -> None:
    found = search(tiny(staff=(person("ann"),)))
    assert found.complete
    assert found.times == ()


def test_the_search_itself_needs_no_solver() -> None:
    code = (
        "import pathlib, re\n"
        "for path in pathlib.Path('scheduler/solver/timetable').glob('ejection/*.py'):\n"
        "    for name in re.findall(r'^from (\\S+) import', path.read_text(), re.M):\n"
        "        assert name.startswith(('scheduler.domain', 'scheduler.solver.timetable.ejection',"
        " 'collections', 'dataclasses', 'functools', 'itertools', 'heapq', 'math', 'typing',"
        " '__future__')), (path, name)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
