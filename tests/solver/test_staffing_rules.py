"""Each staffing rule three ways: clearly kept, impossible to keep, exactly at the border."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from scheduler.domain.calendar import Segment
from scheduler.domain.courses import Course, Section, SectionStaff
from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Status
from scheduler.domain.policy import Policy
from scheduler.domain.rules import RULES as REGISTRY
from scheduler.domain.rules import Stage
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, StaffMember, Team
from scheduler.domain.wishes import PartRelease, Release, RuleStrength
from scheduler.solver.staffing import model
from scheduler.solver.staffing.solve import StaffingOutcome
from tests.cast import section, small_school
from tests.solver.judging import owners, plan_of, staffed, swap


def changed(person: str = "alice", *, staff: dict[str, Any] | None = None, **rest: Any) -> School:
    """Change one person of the small school, and fields of the school."""
    school = small_school(**rest)
    return dataclasses.replace(school, staff=swap(school.staff, person, **(staff or {})))


def level(outcome: StaffingOutcome, key: str) -> float:
    return next(one.value for one in outcome.result.levels if one.key == key)


def infeasible(school: School, key: str) -> str:
    """Solve a school that has no staffing; return the reason of that rule."""
    outcome = staffed(school)
    assert outcome.result.status is Status.INFEASIBLE
    texts = [one.text for one in outcome.reasons if one.key == key or key in one.ids]
    assert texts, outcome.reasons
    return texts[0]


def test_every_staffing_rule_is_in_the_model_or_structural_for_a_reason() -> None:
    built = [rule.key for rule in model.RULES]
    assert len(set(built)) == len(built)
    assert all(len(reason.split()) > 3 for reason in model.STRUCTURAL.values())
    known = {rule.key for rule in REGISTRY if rule.stage is Stage.STAFFING}
    assert set(built) | set(model.STRUCTURAL) == known
    assert not set(built) & set(model.STRUCTURAL)


def test_s1_needs_enough_groups() -> None:
    school = small_school()
    grades = swap(school.grades, "6", enrolment=30)
    assert staffed(dataclasses.replace(school, grades=grades)).answer is not None
    grades = swap(school.grades, "6", enrolment=31)
    text = infeasible(dataclasses.replace(school, grades=grades), "S1")
    assert text == "Grade 6 (6) needs at least 2 groups for its 31 pupils; 1 is given."


def test_s1_runs_no_more_sections_than_needed_where_staff_is_short() -> None:
    """A third elective would bring the classes to target, but nobody has the periods."""
    school = small_school()
    art = dataclasses.replace(
        school.course["Art-6"], id="Draw", grade=None, enrolment=60, size_target=20
    )
    extra = tuple(
        dataclasses.replace(section("Draw", "6A"), id=f"Draw-{number}") for number in range(3)
    )
    school = dataclasses.replace(
        school, courses=(*school.courses, art), sections=(*school.sections, *extra)
    )
    for load, running, excess in ((8, 2, 10), (10, 3, 0)):
        staff = swap(school.staff, "carol", most_load=load)
        outcome = staffed(dataclasses.replace(school, staff=staff))
        assert sum(name.startswith("Draw") for name in owners(outcome)) == running
        assert level(outcome, "largest_excess") == excess


def test_s2_gives_every_section_to_somebody_certified() -> None:
    assert owners(staffed(small_school()))["Art-6A"] == "carol"
    school = changed("carol", staff={"areas": ("ELA",)})
    text = infeasible(
        dataclasses.replace(school, staff=swap(school.staff, "erin", areas=("Math",))), "S2"
    )
    assert text.startswith("Art has 2 sections and no teacher certified in it")


def test_s2_a_fixed_owner_need_not_be_certified() -> None:
    school = small_school(
        sections=swap(small_school().sections, "Art-6A", staff=(SectionStaff(person="alice"),))
    )
    text = infeasible(school, "S3")
    assert "certified teachers have 8" in text
    school = dataclasses.replace(school, staff=swap(school.staff, "alice", most_load=12))
    school = dataclasses.replace(school, staff=swap(school.staff, "carol", least_load=0))
    assert owners(staffed(school))["Art-6A"] == "alice"


@pytest.mark.parametrize(("most", "feasible"), [(11, True), (10, True), (9, False)])
def test_s3_most_load(most: int, feasible: bool) -> None:
    school = changed("alice", staff={"most_load": most})
    if feasible:
        assert staffed(school).answer is not None
    else:
        assert infeasible(school, "S3") == (
            "English language arts needs at least 2 sections \N{MULTIPLICATION SIGN} 5 periods = "
            "10 a cycle; certified teachers have 9 (enough for 1) left when 2 are released."
        )


@pytest.mark.parametrize(("least", "feasible"), [(3, True), (4, True), (5, False)])
def test_s3_least_load(least: int, feasible: bool) -> None:
    school = changed("carol", staff={"least_load": least})
    assert (staffed(school).answer is not None) == feasible


def test_s3_duties_count_where_they_say_so() -> None:
    school = changed("carol", staff={"most_load": 4})
    assert staffed(school).answer is not None
    duty = dataclasses.replace(school.duties[0], load_periods=1)
    text = infeasible(dataclasses.replace(school, duties=(duty,)), "S3")
    assert "certified teachers have 3" in text


@pytest.mark.parametrize(("limit", "feasible"), [(3, True), (2, True), (1, False)])
def test_s4a_preps(limit: int, feasible: bool) -> None:
    outcome = staffed(small_school(policy=Policy(most_preps=limit)))
    assert (outcome.answer is not None) == feasible
    if not feasible:
        assert any("S4a" in (one.key, *one.ids) for one in outcome.reasons)


def test_s4a_soft_counts_courses_above_the_limit() -> None:
    school = small_school(
        policy=Policy(most_preps=1), rules=(RuleStrength(rule="S4a", strength=10),)
    )
    assert level(staffed(school), "rules") == 30


@pytest.mark.parametrize(("limit", "feasible"), [(47, True), (46, True), (45, False)])
def test_s4b_pupils(limit: int, feasible: bool) -> None:
    school = small_school(policy=Policy(most_pupils_a_day=limit))
    assert (staffed(school).answer is not None) == feasible


def test_s4b_soft_counts_pupils_above_the_limit() -> None:
    school = small_school(
        policy=Policy(most_pupils_a_day=40), rules=(RuleStrength(rule="S4b", strength=5),)
    )
    assert level(staffed(school), "rules") == 5 * (6 + 6)


def test_s5_the_released_own_nothing_and_the_partly_released_little() -> None:
    assert {"dave", "erin"}.isdisjoint(owners(staffed(small_school())).values())
    release = Release(k=1, names=("dave",), part=(PartRelease(person="erin", most_load=2),))
    school = changed("carol", staff={"most_load": 2}, release=release)
    assert sorted(owners(staffed(school)).values()).count("erin") == 1
    release = dataclasses.replace(release, part=(PartRelease(person="erin", most_load=1),))
    infeasible(dataclasses.replace(school, release=release), "S3")


@pytest.mark.parametrize("name", ["erin", "dave"])
def test_s5_the_released_own_not_even_what_is_no_load(name: str) -> None:
    """Only Dave may lead the club, which counts towards nobody's load."""
    school = small_school(release=Release(k=1, names=(name,)))
    club = Course(id="Club", name="Club", area="Club", counts_as_load=False)
    school = dataclasses.replace(
        school,
        areas=(*school.areas, ContentArea(id="Club", name="Club")),
        staff=swap(school.staff, "dave", areas=("ELA", "Math", "Club")),
        courses=(*school.courses, club),
        sections=(*school.sections, Section(id="Club-1", course="Club")),
    )
    if name == "erin":
        assert owners(staffed(school))["Club-1"] == "dave"
    else:
        assert "cannot all hold" in infeasible(school, "S5")


def test_s6_only_volunteers_as_many_as_chosen() -> None:
    outcome = staffed(small_school(release=Release(k=1)))
    assert outcome.answer is not None
    assert set(outcome.answer.released) < {"dave", "erin"}
    assert "only 2 volunteered" in infeasible(small_school(release=Release(k=3)), "S6")
    text = infeasible(small_school(release=Release(k=2, names=("alice",))), "S6")
    assert text == "Alice Adams (alice) is to be released, but is no volunteer."
    assert "only 1 are" in infeasible(
        small_school(release=Release(k=1, names=("dave", "erin"))), "S6"
    )
    kept = small_school(release=Release(k=1, kept=("dave",)))
    outcome = staffed(kept)
    assert outcome.answer is not None
    assert outcome.answer.released == ("erin",)


def test_s6_without_a_number_the_least_over_half_is_released() -> None:
    """2·F·D / (days + 2·D) with F = 5 and D = 20 of 76 days is 1.7, so two are released."""
    pd = PDGroup(id="core", name="Core", members=("alice", "bob"), days_owed=20)
    school = small_school(release=Release(), pd_groups=(pd,))
    assert len(school.calendar.days) == 76
    outcome = staffed(school)
    assert outcome.answer is not None
    assert len(outcome.answer.released) == 2


def test_s6_without_a_number_growth_limits_where_over_half_is_out_of_reach() -> None:
    pd = PDGroup(id="core", name="Core", members=("alice", "bob"), days_owed=60)
    school = small_school(release=Release(), pd_groups=(pd,))
    outcome = staffed(school)
    assert outcome.answer is not None
    assert len(outcome.answer.released) == 2
    assert level(outcome, "largest_excess") == 0


def test_s6_where_nobody_owes_days_nobody_need_be_released() -> None:
    outcome = staffed(small_school(release=Release(), pd_groups=()))
    assert outcome.answer is not None
    assert outcome.answer.released == ()


def test_s7_all_grouped_courses_run_for_the_same_first_groups() -> None:
    school = small_school()
    second = dataclasses.replace(school.group["6A"], id="6B", name="6B", home_room=None)
    more = tuple(section(f"{area}-6", "6B") for area in ("ELA", "Math", "Art"))
    school = dataclasses.replace(
        school, groups=(*school.groups, second), sections=(*school.sections, *more)
    )
    assert not any(name.endswith("6B") for name in owners(staffed(school)))
    school = dataclasses.replace(school, grades=swap(school.grades, "6", enrolment=44))
    school = dataclasses.replace(school, release=Release(k=0))
    assert sum(name.endswith("6B") for name in owners(staffed(school))) == 3


def test_s8_a_homeroom_has_one_core_teacher() -> None:
    school = small_school(release=Release(k=1, names=("erin",)))
    school = dataclasses.replace(
        school,
        groups=swap(school.groups, "6A", homeroom=True),
        courses=tuple(dataclasses.replace(one, core=one.area != "Art") for one in school.courses),
    )
    outcome = staffed(school)
    assert owners(outcome)["ELA-6A"] == owners(outcome)["Math-6A"] == "dave"
    impossible = dataclasses.replace(school, release=Release(k=2))
    assert staffed(impossible).result.status is Status.INFEASIBLE
    soft = dataclasses.replace(impossible, rules=(RuleStrength(rule="S8", strength=20),))
    assert level(staffed(soft), "rules") == 20


def test_s9_team_teachers_share_their_groups() -> None:
    team = Team(id="team", name="Team", staff=("alice", "dave"), same_groups=True)
    school = small_school(release=Release(k=1, names=("erin",)), teams=(team,))
    school = dataclasses.replace(
        school, staff=swap(school.staff, "dave", areas=("ELA",), least_load=5)
    )
    assert staffed(school).result.status is Status.INFEASIBLE
    school = dataclasses.replace(school, rules=(RuleStrength(rule="S9", strength=3),))
    assert level(staffed(school), "rules") == 6
    school = dataclasses.replace(school, staff=swap(school.staff, "dave", least_load=0))
    assert level(staffed(school), "rules") == 0


def with_replacement() -> School:
    """Bob leaves in October, Gina takes over in November."""
    school = small_school()
    segments = (
        Segment(id="fall", name="Fall", first=date(2026, 8, 31), last=date(2026, 10, 30)),
        Segment(id="late", name="Late", first=date(2026, 11, 2), last=date(2026, 12, 18)),
    )
    gina = StaffMember(
        id="gina",
        name="Gina Gold",
        areas=("Math",),
        most_load=10,
        replaces="bob",
        first=date(2026, 11, 2),
    )
    staff = swap(school.staff, "bob", last=date(2026, 10, 30))
    return dataclasses.replace(
        school,
        staff=(*staff, gina),
        calendar=dataclasses.replace(school.calendar, segments=segments),
    )


def test_a_post_is_handed_over_from_the_leaver_to_the_replacement() -> None:
    outcome = staffed(with_replacement())
    assert outcome.answer is not None
    rows = [
        (row.owner, row.segments) for row in outcome.answer.ownerships if row.section == "Math-6A"
    ]
    assert rows == [("bob", ("fall",)), ("gina", ("late",))]


def test_a_replacement_without_the_certificate_is_no_help() -> None:
    school = with_replacement()
    school = dataclasses.replace(school, staff=swap(school.staff, "gina", areas=("ELA",)))
    assert staffed(school).result.status is Status.INFEASIBLE


def test_what_stays_keeps_its_id_and_what_changes_counts_on() -> None:
    school = small_school()
    first = staffed(school)
    assert first.answer is not None
    previous = plan_of(school, first.answer)
    assert staffed(school, previous).answer == first.answer
    moved = dataclasses.replace(school, release=Release(k=2))
    moved = dataclasses.replace(
        moved,
        staff=swap(
            swap(moved.staff, "alice", volunteer=True, least_load=0), "dave", volunteer=False
        ),
    )
    second = staffed(moved, previous).answer
    assert second is not None
    before = {row.section: row for row in first.answer.ownerships}
    for row in second.ownerships:
        old = before[row.section]
        assert row.id == old.id
        assert row.sequence == (old.owner != row.owner)
    assert any(row.sequence for row in second.ownerships)


def test_last_year_and_balance_decide_between_equals() -> None:
    school = small_school(release=Release(k=1, names=("erin",)))
    school = dataclasses.replace(
        school, staff=swap(school.staff, "dave", last_year=("ELA-7", "Math-7"))
    )
    outcome = staffed(school)
    assert owners(outcome)["ELA-7A"] == owners(outcome)["Math-7A"] == "dave"
    assert level(outcome, "pairs_and_preps") == 0
