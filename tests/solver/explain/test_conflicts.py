"""Minimal conflicts: what clashes is named, what is harmless is not, nothing named is to spare."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.coaching import SessionLock
from scheduler.domain.courses import Lock
from scheduler.domain.pd import PDGroup, PDLock
from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.policy import CoverCaps, Policy
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Team
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    LimitKind,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    SlotWish,
    Spacing,
    WorkLimit,
)
from scheduler.solver.engine import Run, Stop
from scheduler.solver.explain.calendar_conflict import calendar_conflict, calendar_reasons
from scheduler.solver.explain.examine import Examiner
from scheduler.solver.explain.guards import Conflict
from scheduler.solver.explain.slices import part_of, parts
from scheduler.solver.explain.staffing_parts import staffing_conflict
from scheduler.solver.explain.timetable_conflict import local_conflicts, smallest
from scheduler.solver.explain.timetable_guarding import GuardableTimetable
from scheduler.solver.explain.timetable_parts import timetable_parts
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable import solve_timetable
from scheduler.solver.timetable.counting import count
from scheduler.solver.timetable.model import RULES
from tests.cast import small_plan, small_school, small_staffing
from tests.examples import examples
from tests.solver.random_timetable import random_week

OPTIONS = SolveOptions(time_limit_s=30)


def run(stage: Stage = Stage.TIMETABLE) -> Run:
    return Run(stage, OPTIONS)


def conflict_in(school: School) -> Conflict:
    """The one conflict of a school whose timetable no count shows to be impossible."""
    assert count(timetable_problem(school, small_staffing())) == ()
    (found,) = local_conflicts(run(), school, small_staffing(), 20)
    return found


def keys(conflict: Conflict) -> list[str]:
    return sorted(one.key for one in conflict.parts)


def status_of(problem: TimetableProblem, whys: set[tuple[str, tuple[str, ...], str]]) -> Status:
    """Solve with these instances alone, and nothing of what explanations need."""
    variables = GuardableTimetable(problem)
    for one in timetable_parts(problem):
        if (one.why.key, one.why.ids, one.why.text) in whys:
            one.add(variables)
    return run().search(variables.model, "test").status


def relation(name: str, kind: RelationKind, *sections: str) -> Relation:
    return Relation(id=name, kind=kind, sections=sections)


CLASHING = (
    relation("same", RelationKind.SAME_TIME, "ELA-6A", "Math-7A"),
    relation("never", RelationKind.NEVER_TOGETHER, "ELA-6A", "Math-7A"),
)


def test_two_relations_clash_and_the_harmless_third_is_not_named() -> None:
    harmless = relation("harmless", RelationKind.SAME_DAY, "Art-6A", "ELA-6A")
    found = conflict_in(small_school(relations=(*CLASHING, harmless)))
    assert {one.ids[0] for one in found.parts} == {"same", "never"}
    assert found.is_minimal


def test_two_locks_clash_with_the_same_period() -> None:
    locks = tuple(
        Lock(section=section, meeting=number, slot=slot)
        for section, number, slot in (
            ("ELA-6A", 1, Slot("Mon", 1)),
            ("ELA-6A", 2, Slot("Tue", 2)),
            ("Art-6A", 1, Slot("Mon", 3)),
        )
    )
    found = conflict_in(small_school(locks=locks))
    assert keys(found) == ["T5d", "T8", "T8"]
    assert {id for one in found.parts for id in one.ids} == {"ELA-6A"}


HARD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("T6", {"limits": (WorkLimit(id="one", kind=LimitKind.MOST_PERIODS_A_DAY, value=1),)}),
    ("T11", {"common_planning": (
        CommonPlanning(id="all", name="All", staff=("alice", "bob"), periods=11),)}),
    ("T14a", {"slot_wishes": (SlotWish(id="w", sections=("ELA-6A",), slots=(Slot("Mon", 1),),
                                       strength=100),)}),
    ("T16a", {"spacings": (Spacing(id="far", sections=("ELA-6A",), least_days=2),)}),
    ("T17", {"day_ends": tuple(
        DayEnd(id=f"end-{one}", sections=(one,)) for one in ("ELA-6A", "Math-6A"))}),
)  # fmt: skip


@pytest.mark.parametrize(("key", "changes"), HARD)
def test_each_kind_of_entry_is_found(key: str, changes: dict[str, Any]) -> None:
    school = small_school(**changes)
    found = local_conflicts(run(), school, small_staffing(), 20)
    assert any(key in keys(one) for one in found)


def test_whoever_is_partly_released_is_free_in_named_slots() -> None:
    slots = tuple(Slot(day, period) for day in ("Mon", "Tue") for period in (1, 2, 3))
    release = Release(k=2, names=("dave", "erin"),
                      part=(PartRelease(person="alice", most_load=10, free=slots),))  # fmt: skip
    (found, *_) = local_conflicts(run(), small_school(release=release), small_staffing(), 20)
    assert "T12" in keys(found)


def test_every_rule_of_times_is_taken_apart() -> None:
    """What hangs on rooms is looked at with the whole timetable, rule by rule."""
    of_rooms = {"T3", "T10b", "T10c", "T10d", "T14b", "T14e", "T14f"}
    known = {"T1", "T2", "T4a", "T4b", "T5b", "T5c", "T5d", "T5e", "T6", "T7a", "T7b", "T7c",
             "T8", "T9", "T10a", "T11", "T12", "T13", "T14a", "T14c", "T14d", "T15", "T16a",
             "T16b", "T17"}  # fmt: skip
    assert {rule.key for rule in RULES} == known | of_rooms


@examples(6)
@given(seed=st.integers(0, 10_000))
def test_random_weeks_are_told_apart_and_conflicts_have_nothing_to_spare(seed: int) -> None:
    school, staffing = random_week(seed)
    feasible = solve_timetable(school, staffing, OPTIONS).answer is not None
    problem = timetable_problem(school, staffing)
    conflicts = local_conflicts(run(), school, staffing, 5)
    assert not (feasible and conflicts)
    whole = smallest(run(), problem, 10)
    if whole is None:
        return
    assert not feasible
    names = {(one.key, one.ids, one.text) for one in whole.parts}
    assert status_of(problem, names) is Status.INFEASIBLE
    for one in names if whole.is_minimal else ():
        assert status_of(problem, names - {one}).has_answer


@examples(6)
@given(seed=st.integers(0, 10_000))
def test_a_part_asks_nothing_that_the_whole_does_not(seed: int) -> None:
    school, staffing = random_week(seed)
    answer = solve_timetable(school, staffing, OPTIONS).answer
    if answer is None:
        return
    problem = timetable_problem(school, staffing)
    for sections in parts(problem):
        part = part_of(school, staffing, problem, sections)
        instances = timetable_parts(part)
        names = {(one.why.key, one.why.ids, one.why.text) for one in instances}
        assert status_of(part, names).has_answer


def test_preps_that_nobody_can_keep_to_name_the_courses_and_the_teacher() -> None:
    school = small_school(policy=Policy(most_preps=1))
    found = staffing_conflict(run(Stage.STAFFING), staffing_problem(school), 20)
    assert found is not None
    assert found.is_minimal
    assert {"S2", "S4a"} <= set(keys(found))
    assert not any("bob" in one.ids and "alice" in one.ids for one in found.parts)


def test_teams_and_homerooms_are_taken_apart() -> None:
    """A team of Alice and Carol shares its groups; Carol is fixed to one of them alone."""
    base = small_school()
    courses = tuple(dataclasses.replace(one, core=one.area != "Art") for one in base.courses)
    groups = tuple(dataclasses.replace(one, homeroom=True) for one in base.groups)
    school = small_school(
        courses=courses, groups=groups,
        teams=(Team(id="t", name="Team T", staff=("alice", "bob"), same_groups=True),),
    )  # fmt: skip
    found = staffing_conflict(run(Stage.STAFFING), staffing_problem(school), 20)
    assert found is not None
    assert "S8" in keys(found)


def test_demands_on_the_year_clash_with_a_cap() -> None:
    group = PDGroup(id="core", name="Core team", members=("alice", "bob"), days_owed=12,
                    least_gap_days=3, must=True)  # fmt: skip
    other = PDGroup(id="art", name="Art", members=("carol",), days_owed=1, must=True)
    school = small_school(
        pd_groups=(group, other), cover_caps=CoverCaps(covered_per_section_term=5)
    )
    assert calendar_reasons(school, small_plan()) == ()
    found = calendar_conflict(run(Stage.CALENDAR), school, small_plan(), 30)
    assert keys(found) == ["C5", "C6"]
    assert found.is_minimal
    assert found.parts[0].ids == ("core",)


def test_a_locked_pd_day_that_clashes_with_the_gap_is_named() -> None:
    school = small_school()
    group = dataclasses.replace(school.pd_groups[0], least_gap_days=10)
    locks = tuple(PDLock(group="core", date=date(2026, 9, day)) for day in (14, 17))
    school = dataclasses.replace(school, pd_groups=(group,), pd_locks=locks)
    seen = Examiner(OPTIONS).examine(school, Stage.CALENDAR, small_plan())
    assert seen.status is Status.INFEASIBLE
    (cause,) = seen.causes
    assert sorted(one.key for one in cause.parts) == ["C12", "C12", "C5"]


def test_a_locked_session_on_a_locked_pd_day_is_named_with_it() -> None:
    thursday = date(2026, 9, 17)
    lesson = SessionLock(request="r1", step="lesson", date=thursday, periods=(2,), coach="dave")
    school = small_school(pd_locks=(PDLock(group="core", date=thursday),), session_locks=(lesson,))
    seen = Examiner(OPTIONS).examine(school, Stage.CALENDAR, small_plan())
    assert seen.status is Status.INFEASIBLE
    (cause,) = seen.causes
    assert [one.key for one in cause.parts] == ["C12", "C12"]
    assert {one.ids for one in cause.parts} == {("core",), ("dave", "alice")}


def test_a_school_that_has_a_solution_has_no_cause() -> None:
    seen = Examiner(OPTIONS).examine(small_school())
    assert (seen.status, seen.causes) == (Status.FEASIBLE, ())


def test_without_time_nothing_is_claimed() -> None:
    school = small_school(relations=CLASHING)
    plan = Plan(school="elm", staffing=small_staffing())
    stop = Stop()
    stop.set()
    seen = Examiner(SolveOptions(), stop=stop).examine(school, Stage.TIMETABLE, plan)
    assert (seen.status, seen.causes) == (Status.UNKNOWN, ())
