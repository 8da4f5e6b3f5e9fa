"""A build runs the stages in order, and the referee has the last word."""

import dataclasses

import pytest

from scheduler.domain.courses import Course, Lock
from scheduler.domain.plan import Level, Stage, Status
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea
from scheduler.domain.wishes import Release
from scheduler.errors import InputError, ModelMismatchError
from scheduler.services import build as build_module
from scheduler.services.build import build
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing import solve_staffing
from scheduler.solver.timetable import solve_timetable
from tests.cast import section, small_plan, small_school
from tests.solver.judging import swap


def test_all_stages_give_a_whole_plan():
    built = build(small_school(), list(Stage))
    assert built.status.has_answer
    assert [result.stage for result in built.plan.results] == list(Stage)
    assert None not in (built.plan.staffing, built.plan.timetable, built.plan.calendar)


def test_stages_before_the_first_are_taken_from_the_plan_before():
    built = build(small_school(), [Stage.CALENDAR], small_plan())
    assert built.plan.staffing == small_plan().staffing
    assert built.plan.timetable == small_plan().timetable


def test_a_stage_taken_over_without_a_result_counts_as_given():
    built = build(small_school(), [Stage.CALENDAR], small_plan(results=()))
    assert built.plan.result(Stage.TIMETABLE).status is Status.GIVEN


def test_a_missing_stage_before_the_first_is_named():
    with pytest.raises(InputError, match="timetable"):
        build(small_school(), [Stage.CALENDAR], small_plan(timetable=None))


def test_an_infeasible_stage_ends_the_build_with_reasons():
    locks = tuple(Lock(section=name, slot=Slot("Mon", 1)) for name in ("ELA-6A", "ELA-7A"))
    built = build(small_school(locks=locks), list(Stage))
    assert built.status is Status.INFEASIBLE
    assert built.reasons
    assert built.plan.calendar is None


def test_where_the_best_staffing_has_no_timetable_a_plain_one_may_have():
    """Alice and Bob may have 16 periods, which one Plus teacher cannot cover, or 11."""
    base = small_school()
    music = Course(id="Mu-6", name="Music 6", area="Music", grade="6")
    school = small_school(
        areas=(*base.areas, ContentArea(id="Music", name="Music")),
        staff=swap(base.staff, "alice", areas=("ELA", "Music")),
        courses=(*base.courses, music),
        sections=(*base.sections, section("Mu-6", "6A")),
        release=Release(k=1),
    )
    first = solve_staffing(school, SolveOptions())
    built = build(school, [Stage.STAFFING, Stage.TIMETABLE])
    assert [one.status for one in built.plan.results] == [Status.OPTIMAL, Status.OPTIMAL]
    # The other one is as good, by the referee's word.
    assert built.plan.results[0].levels == first.result.levels


def test_of_what_follows_a_worse_level_no_bound_is_known():
    best = [Level(key=key, value=4, bound=4) for key in ("size", "preps", "balance")]
    found = list(build_module._levels_of(best, {"size": 4, "preps": 6, "balance": 1}))
    assert [(one.value, one.bound) for one in found] == [(4, 4), (6, 4), (1, 0)]


def test_a_rule_that_the_solver_broke_is_our_bug(monkeypatch):
    def careless(*arguments):
        outcome = solve_timetable(*arguments)
        meetings = outcome.answer.meetings[1:]
        return dataclasses.replace(
            outcome, answer=dataclasses.replace(outcome.answer, meetings=meetings)
        )

    monkeypatch.setattr(build_module, "solve_timetable", careless)
    with pytest.raises(ModelMismatchError, match="timetable"):
        build(small_school(), [Stage.STAFFING, Stage.TIMETABLE])


def test_another_objective_than_the_referees_is_our_bug(monkeypatch):
    def boastful(*arguments):
        outcome = solve_staffing(*arguments)
        levels = (Level(key="rules", value=-1.0, bound=-1.0),)
        return dataclasses.replace(
            outcome, result=dataclasses.replace(outcome.result, levels=levels)
        )

    monkeypatch.setattr(build_module, "solve_staffing", boastful)
    with pytest.raises(ModelMismatchError, match="counts"):
        build(small_school(), [Stage.STAFFING])
