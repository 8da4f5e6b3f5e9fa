"""What may give way for each reason, and that a change does to the school what it says."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.coaching import SessionLock
from scheduler.domain.courses import CoursePair, Lock, SectionStaff
from scheduler.domain.pd import CoverLock, Exclusion, OwedDays, PDGroup, PDLock
from scheduler.domain.plan import Stage
from scheduler.domain.policy import CoverCaps, Policy, ShareDemand
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    LimitKind,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    Spacing,
    WorkLimit,
)
from scheduler.solver.explain import kinds as kinds_module
from scheduler.solver.explain.changes import SOFT, Change, applied
from scheduler.solver.explain.essential import essential
from scheduler.solver.explain.kinds import KINDS, Kind
from scheduler.solver.explain.mends import _MENDS, mends
from scheduler.solver.outcome import Reason
from scheduler.solver.staffing.model import RULES as STAFFING
from scheduler.solver.timetable.model import RULES as TIMETABLE
from tests.cast import at, small_school
from tests.solver.judging import swap

MUST = PDGroup(id="core", name="Core team", members=("alice", "bob"), days_owed=8,
               least_gap_days=4, must=True, exclusions=(
                   Exclusion(first=date(2026, 9, 14), last=date(2026, 9, 14)),))  # fmt: skip


def rich_school() -> School:
    """A school in which everything that may give way is there."""
    base = small_school()
    staff = swap(
        base.staff, "alice", unavailable=(Slot("Mon", 4),), planning_minutes=120, volunteer=True,
        elsewhere=(Elsewhere(start=at("12:20"), end=at("13:20"), site="Oak School"),),
    )  # fmt: skip
    sections = swap(base.sections, "Art-6A", staff=(SectionStaff(person="carol"),))
    return small_school(
        requests=(dataclasses.replace(base.requests[0], must=True),),
        staff=staff,
        sections=sections,
        rooms=swap(base.rooms, "studio", unavailable=(Slot("Mon", 1), Slot("Mon", 2))),
        locks=(Lock(section="ELA-6A", meeting=1, slot=Slot("Mon", 1)),),
        limits=(WorkLimit(id="day", kind=LimitKind.MOST_PERIODS_A_DAY, value=2),
                WorkLimit(id="least", kind=LimitKind.LEAST_DAYS, value=3)),
        relations=(Relation(id="r", kind=RelationKind.SAME_DAY, sections=("ELA-6A", "ELA-7A")),),
        common_planning=(CommonPlanning(id="team", name="Team", staff=("alice", "bob"),
                                        periods=2),),
        spacings=(Spacing(id="s", sections=("ELA-6A",), adjacent=True),),
        day_ends=(DayEnd(id="e", sections=("ELA-6A",)),),
        course_pairs=(CoursePair(first="ELA-6", second="Math-6", pupils=9),),
        release=Release(k=2, names=("dave", "erin"), common_slots=2,
                        part=(PartRelease(person="bob", most_load=5, free=(Slot("Fri", 4),)),)),
        policy=Policy(most_preps=2),
        pd_groups=(MUST,),
        pd_locks=(PDLock(group="core", date=date(2026, 9, 21)),),
        cover_locks=(CoverLock(date=date(2026, 9, 21), section="ELA-6A", period=1,
                               coverer="dave"),
                     CoverLock(date=date(2026, 9, 21), duty="bus", coverer="erin")),
        session_locks=(SessionLock(request="r1", step="before", date=date(2026, 9, 18),
                                   periods=(4,), coach="dave"),),
        cover_caps=CoverCaps(covered_per_section_term=3, plus_periods_a_day=2,
                             plus_periods_a_week=9, standby_periods=1),
        share_demands=(ShareDemand(figure="free_share", least=0.6),),
    )  # fmt: skip


WHYS: tuple[tuple[str, tuple[str, ...], dict[str, int], set[str]], ...] = (
    ("S1", ("6",), {"needed": 2, "given": 1}, {"one_more_section"}),
    ("S1", ("Art-6A",), {"pupils": 40, "cap": 30}, {"larger_classes"}),
    ("S2", ("Art", "Art-6A"), {}, {"certify", "more_load", "open_owner", "release_fewer"}),
    ("S3", ("carol", "Art-6A"), {"load": 8, "most": 6}, {"more_load", "open_owner"}),
    ("S3", ("carol",), {"least": 2, "reachable": 1}, {"less_least_load"}),
    ("S3", ("ELA",), {"needed": 10, "have": 5}, {"more_load", "certify", "release_fewer"}),
    ("S4a", ("alice",), {}, {"raise_limit", "soften_rule"}),
    ("S4b", (), {}, {"soften_rule"}),
    ("S5", (), {}, {"release_as_fits", "release_fewer"}),
    ("S6", ("dave",), {}, {"release_as_fits", "release_fewer"}),
    ("S6", (), {"k": 4, "volunteers": 2}, {"release_fewer"}),
    ("S6", ("dave", "erin"), {"k": 1, "named": 3}, {"release_as_fits"}),
    ("S8", ("6A",), {}, {"soften_rule"}),
    ("S9", ("t",), {}, {"soften_rule"}),
    ("T1", ("alice", "ELA-6A"), {"needed": 11, "open": 10},
     {"open_time", "drop_elsewhere", "drop_meeting", "give_up_lock"}),
    ("T4b", ("alice",), {}, {"open_time", "drop_elsewhere"}),
    ("T5b", ("ELA-6A",), {}, {"loosen_pattern"}),
    ("T5c", ("ELA-6A",), {}, {"loosen_pattern"}),
    ("T5d", ("ELA-6A",), {}, {"loosen_pattern"}),
    ("T5e", ("ELA-6A",), {}, {"loosen_pattern"}),
    ("T6", ("day",), {}, {"raise_limit", "soften_entry"}),
    ("T6", ("least",), {}, {"raise_limit", "soften_entry"}),
    ("T7a", ("alice",), {}, {"planning_by_cycle", "less_planning"}),
    ("T7b", ("alice",), {}, {"wider_lunch"}),
    ("T7c", ("carol",), {}, {"leave_duty"}),
    ("T8", ("ELA-6A",), {}, {"give_up_lock"}),
    ("T9", ("r",), {}, {"soften_entry"}),
    ("T10a", ("studio", "Art-6", "Art-7"), {"needed": 36, "open": 18},
     {"add_room", "open_room"}),
    ("T10a", ("Art-6A",), {"pupils": 40}, {"add_room", "fit_room"}),
    ("T10b", (), {}, {"soften_rule"}),
    ("T11", ("team",), {}, {"fewer_team_slots", "soften_entry"}),
    ("T12", ("bob",), {}, {"fewer_team_slots", "open_time"}),
    ("T13", ("core",), {}, {"allow_halves", "release_more", "soften_rule"}),
    ("T15", ("ELA-6", "Math-6"), {}, {"raise_limit"}),
    ("T16a", ("s",), {}, {"soften_entry"}),
    ("T16b", ("s",), {}, {"soften_entry"}),
    ("T17", ("e",), {}, {"soften_entry"}),
    ("C2", ("core",), {}, {"allow_halves", "pd_no_must", "loosen_cover_cap"}),
    ("C4", ("core", "Art"), {}, {"allow_cover", "certify", "pd_no_must"}),
    ("C5", ("core",), {"owed": 8, "open": 5},
     {"fewer_pd_days", "shorter_gap", "drop_exclusions", "pd_no_must"}),
    ("C6", (), {}, {"loosen_cover_cap"}),
    ("C7", ("r1",), {}, {"give_up_pd_lock", "wider_window", "request_no_must"}),
    ("C12", ("core",), {}, {"give_up_pd_lock"}),
    ("C12", ("dave", "ELA-6A"), {}, {"give_up_cover_lock"}),
    ("C12", ("erin", "bus"), {}, {"give_up_cover_lock"}),
    ("C12", ("dave", "alice"), {}, {"give_up_session_lock", "drop_elsewhere"}),
    ("C13", (), {}, {"loosen_cover_cap"}),
    ("C14", ("core",), {"cover_periods": 60, "plus_periods": 100},
     {"fewer_pd_days", "lower_share"}),
)  # fmt: skip


@pytest.mark.parametrize(("key", "ids", "numbers", "wanted"), WHYS)
def test_every_reason_has_its_ways_out(key, ids, numbers, wanted):
    school = rich_school()
    found = mends(school, Reason(key, "", ids, numbers))
    assert {one.kind.value for one in found} == wanted
    assert [one.cost for one in found] == sorted(one.cost for one in found)
    for change in found:
        assert applied(school, [change]) != school
        assert re.fullmatch(r"[A-Z].*\. It buys .*; it costs .*\.", change.sentence)
        assert change.as_data()["cost"] == change.cost > 0


def test_every_kind_is_found_somewhere():
    """A kind that no reason leads to would be a promise that nobody keeps."""
    assert {kind for *_, wanted in WHYS for kind in wanted} == {kind.value for kind in Kind}
    assert set(KINDS) == set(Kind)


def test_every_hard_rule_of_the_models_has_ways_out():
    assert {rule.key for rule in (*STAFFING, *TIMETABLE)} <= set(_MENDS)
    folder = Path(kinds_module.__file__).parents[1] / "calendar"
    counted = {
        key
        for path in folder.glob("counting*.py")
        for key in re.findall(r'Reason\(\s*"(C\d+)', path.read_text(encoding="utf-8"))
    }
    assert counted
    assert counted <= set(_MENDS)


def change(key: str, kind: Kind, *ids: str, **numbers: int) -> Change:
    found = mends(rich_school(), Reason(key, "", ids, numbers))
    return next(one for one in found if one.kind is kind)


def mended(*changes: Change) -> School:
    return applied(rich_school(), changes)


def test_more_load_goes_to_one_person():
    school = mended(change("S3", Kind.MORE_LOAD, "carol", load=8, most=6))
    assert school.person["carol"].most_load == 8


def test_a_further_room_has_the_kind_the_size_and_the_equipment():
    school = mended(change("T10a", Kind.ADD_ROOM, "studio", "Art-6", needed=36, open=18))
    assert (school.rooms[-1].kind, school.rooms[-1].capacity) == ("art", 28)


def test_a_further_group_brings_all_its_classes():
    school = mended(change("S1", Kind.ONE_MORE_SECTION, "6", needed=2, given=1))
    new = school.groups[-1]
    assert new.grade == "6"
    assert sum(new.id in one.groups for one in school.sections) == 3


def test_a_softened_rule_is_soft():
    school = mended(change("S9", Kind.SOFTEN_RULE))
    assert [(one.rule, one.strength) for one in school.rules] == [("S9", SOFT)]


def test_two_changes_of_one_person_both_count():
    school = mended(
        change("T4a", Kind.OPEN_TIME, "alice"), change("T4b", Kind.DROP_ELSEWHERE, "alice")
    )
    alice = school.person["alice"]
    assert (alice.unavailable, alice.elsewhere) == ((), ())


def test_part_timers_owe_fewer_days_by_their_share():
    owed = dataclasses.replace(MUST, owed=(OwedDays(person="bob", days=4),))
    school = dataclasses.replace(rich_school(), pd_groups=(owed,))
    (first, *_) = [
        one for one in mends(school, Reason("C5", "", ("core",), {"owed": 8, "open": 6}))
        if one.kind is Kind.FEWER_PD_DAYS
    ]  # fmt: skip
    (group,) = applied(school, [first]).pd_groups
    assert (group.owed_by("alice"), group.owed_by("bob")) == (6, 3)


def test_changes_of_the_year_leave_the_timetable_alone():
    assert change("C12", Kind.GIVE_UP_PD_LOCK, "core").stage is Stage.CALENDAR
    assert change("S6", Kind.RELEASE_FEWER, "dave").stage is Stage.STAFFING


def test_the_essential_school_keeps_what_is_hard_and_nothing_else():
    relations = tuple(
        Relation(id=f"r{strength}", kind=RelationKind.SAME_DAY, strength=strength,
                 sections=("ELA-6A", "ELA-7A"))
        for strength in (100, 99)
    )  # fmt: skip
    pairs = tuple(
        CoursePair(first="ELA-6", second=other, pupils=pupils)
        for other, pupils in (("Math-6", 9), ("Art-6", 3))
    )
    school = essential(
        small_school(relations=relations, course_pairs=pairs, policy=Policy(most_pair_conflict=5))
    )
    assert [one.id for one in school.relations] == ["r100"]
    assert [one.pupils for one in school.course_pairs] == [9]
    assert school.requests == ()
