"""
What FET itself says of the files that we make: it opens them, and accepts what our referee does.

A missing FET is a loud skip at a desk and a failure under ``CI=true``, where it is installed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.plan import Plan
from scheduler.domain.slots import Slot
from scheduler.formats.fet import fet_file
from scheduler.samples import known_plan, make
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable.solve import solve_timetable
from tests.conftest import FetCl
from tests.formats.fet_cast import school
from tests.solver.random_timetable import random_week

SUCCESS = "Simulation successful"
SAMPLES = ("elementary", "middle", "high")


@pytest.mark.parametrize("name", ["village", "harbor", "mill", "fjord"])
def test_fet_makes_a_timetable_of_an_imported_school(fet_cl: FetCl, name: str) -> None:
    assert fet_cl(fet_file(school(name)).content) == SUCCESS


@pytest.mark.parametrize("name", SAMPLES)
def test_fet_makes_a_timetable_of_a_school_without_a_plan(fet_cl: FetCl, name: str) -> None:
    """Shared pupils, shared rooms, home rooms, pull-outs, doubles, lunch waves."""
    assert fet_cl(fet_file(make(name)).content) == SUCCESS


@pytest.mark.parametrize("name", SAMPLES)
def test_fet_accepts_the_known_plan_of_a_school(fet_cl: FetCl, name: str) -> None:
    assert fet_cl(fet_file(make(name), known_plan(name)).content) == SUCCESS


def test_fet_refuses_what_is_wrong(fet_cl: FetCl) -> None:
    """All classes at one time: FET says no, so its yes means something."""
    plan = known_plan("elementary")
    assert plan.timetable is not None
    meetings = tuple(replace(one, slot=Slot("Mon", 1)) for one in plan.timetable.meetings)
    wrong = replace(plan, timetable=replace(plan.timetable, meetings=meetings))
    assert fet_cl(fet_file(make("elementary"), wrong).content, 2) != SUCCESS


@pytest.mark.parametrize("seed", [1, 5, 9, 12, 16, 23])
def test_fet_accepts_what_the_referee_accepts(fet_cl: FetCl, seed: int) -> None:
    """A few of every rule: the file asks for nothing that the school does not."""
    school, staffing = random_week(seed)
    outcome = solve_timetable(school, staffing, SolveOptions(time_limit_s=5))
    assert outcome.answer is not None
    plan = Plan(school=school.id, staffing=staffing, timetable=outcome.answer)
    segments = [one.id for one in school.calendar.segments] or [None]
    for segment in segments:
        assert fet_cl(fet_file(school, plan, segment).content) == SUCCESS
