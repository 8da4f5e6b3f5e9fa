from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.courses import MeetingPattern
from scheduler.domain.plan import Plan, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.rules import RULES as REGISTRY
from scheduler.domain.rules import Stage
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.wishes import Rights
from scheduler.samples import known_plan, make
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable import dealt_rooms, model, solve_timetable, variables
from scheduler.solver.timetable.twins import twins
from tests.cast import small_school, small_staffing
from tests.examples import more
from tests.solver.judging import assert_fair, plan_of, timetabled
from tests.solver.random_timetable import random_week

SEEDS = [0, 1, 2, *more(range(3, 8))]


def test_every_timetable_rule_is_in_the_model_or_structural_for_a_reason() -> None:
    built = [rule.key for rule in model.RULES]
    assert len(set(built)) == len(built)
    assert all(len(reason.split()) > 3 for reason in model.STRUCTURAL.values())
    known = {rule.key for rule in REGISTRY if rule.stage is Stage.TIMETABLE}
    assert set(built) | set(model.STRUCTURAL) == known
    assert not set(built) & set(model.STRUCTURAL)


def core_school() -> tuple[School, StaffingAnswer]:
    """Alice teaches both core courses of 6A, Bob those of 7A: two pairs of twins."""
    pattern = MeetingPattern(lengths=(1,) * 6, most_a_day=2)
    school = small_school(rights=Rights(planning_minutes=0))
    courses = tuple(
        dataclasses.replace(one, pattern=one.pattern if one.area == "Art" else pattern)
        for one in school.courses
    )
    owner = {"6A": "alice", "7A": "bob"}
    staffing = small_staffing()
    rows = tuple(
        row if row.owner == "carol" else dataclasses.replace(row, owner=owner[row.section[-2:]])
        for row in staffing.ownerships
    )
    return (
        dataclasses.replace(school, courses=courses),
        dataclasses.replace(staffing, ownerships=rows),
    )


@pytest.fixture
def counted_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count rooms in the model of times, as in a large school."""
    monkeypatch.setattr(variables, "_MOST_EXACT_ROOM_CHOICES", -1)


@pytest.mark.usefixtures("counted_rooms")
def test_twins_share_places_and_keep_their_meetings_a_day() -> None:
    school, staffing = core_school()
    found = twins(timetable_problem(school, staffing))
    assert len(found) == 2
    outcome = timetabled(school, staffing)
    assert outcome.result.status is Status.OPTIMAL


@pytest.mark.usefixtures("counted_rooms")
def test_twins_that_meet_too_often_have_no_timetable() -> None:
    school, staffing = core_school()
    often = MeetingPattern(lengths=(1,) * 6)
    courses = tuple(dataclasses.replace(one, pattern=often) for one in school.courses)
    outcome = timetabled(dataclasses.replace(school, courses=courses), staffing)
    assert outcome.result.status is Status.INFEASIBLE


@pytest.mark.usefixtures("counted_rooms")
@pytest.mark.parametrize("seed", SEEDS)
def test_counted_rooms_are_found_afterwards(seed: int) -> None:
    timetabled(*random_week(seed))


@pytest.mark.usefixtures("counted_rooms")
@pytest.mark.parametrize("seed", SEEDS)
def test_rooms_are_dealt_where_nothing_else_is_asked(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the referee accepts at the reported score may not depend on how rooms are found."""
    monkeypatch.setattr(dealt_rooms, "_MOST_CHOICES", -1)
    school, staffing = random_week(seed)
    timetabled(school, staffing)
    timetabled(dataclasses.replace(school, room_wishes=(), room_limits=(), rules=()), staffing)


@pytest.mark.usefixtures("counted_rooms")
def test_dealt_rooms_are_those_of_the_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealt_rooms, "_MOST_CHOICES", -1)
    outcome = timetabled(small_school(), small_staffing())
    assert outcome.answer is not None
    home = {"6A": ("101",), "7A": ("102",)}
    core = [one for one in outcome.answer.meetings if not one.section.startswith("Art")]
    assert all(one.rooms == home[one.section[-2:]] for one in core)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["elementary", "middle"])
def test_a_sample_is_solved(name: str) -> None:
    school = make(name)
    staffing = known_plan(name).staffing
    assert staffing is not None
    outcome = solve_timetable(school, staffing, SolveOptions(time_limit_s=90))
    assert outcome.answer is not None
    assert_fair(school, plan_of(school, staffing, outcome.answer), outcome.result)


@pytest.mark.parametrize(("name", "key"), [("art-room", "T10a"), ("clashing-locks", "T8")])
def test_an_infeasible_sample_has_its_reason_and_its_twin_a_timetable(name: str, key: str) -> None:
    school, mended = make(name), make(name, mended=True)
    staffing = known_plan(name).staffing
    assert staffing is not None
    outcome = solve_timetable(school, staffing, SolveOptions(time_limit_s=90))
    assert key in {reason.key for reason in outcome.reasons}
    good = solve_timetable(mended, staffing, SolveOptions(time_limit_s=90))
    assert good.answer is not None
    plan: Plan = plan_of(mended, staffing, good.answer)
    assert_fair(mended, plan, good.result)
