"""Whole schools explained: the planted reason is found, and what is offered really solves."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from scheduler import samples
from scheduler.domain.coaching import RequestStatus
from scheduler.domain.plan import Stage, Status
from scheduler.domain.policy import Policy
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School
from scheduler.domain.wishes import Relation, RelationKind
from scheduler.samples.planted import PLANTED
from scheduler.samples.renaming import renamed
from scheduler.services.build import build
from scheduler.services.explain import Explanation, explain, fixed
from scheduler.solver.explain.examine import Examined, Examiner
from scheduler.solver.explain.fixes import MOST_FIXES
from scheduler.solver.explain.mends import mends
from scheduler.solver.options import SolveOptions
from tests.cast import small_school

OPTIONS = SolveOptions(time_limit_s=60)
LITTLE = tuple(name for name in samples.INFEASIBLE if name != "no-over-half")

little = pytest.mark.parametrize("name", LITTLE)


@pytest.fixture(scope="module")
def explained() -> dict[str, Explanation]:
    """Each sample explained once, when it is first asked for."""
    return {}


def explanation_of(name: str, explained: dict[str, Explanation]) -> Explanation:
    if name not in explained:
        explained[name] = explain(samples.make(name), OPTIONS)
    return explained[name]


def solves(school: School) -> bool:
    return build(school, list(Stage), options=OPTIONS).status.has_answer


def planted(name: str, seen: Explanation | Examined) -> bool:
    """Whether the reasons hold the planted one, with its ids and quantities."""
    found = (
        seen.reasons
        if isinstance(seen, Explanation)
        else tuple(cause.reason for cause in seen.causes)
    )
    wanted = PLANTED[name]
    return any(one.key == wanted.key and set(wanted.ids) <= set(one.ids) for one in found)


@little
def test_the_planted_reason_is_named_with_its_ids(name, explained):
    explanation = explanation_of(name, explained)
    assert explanation.status is Status.INFEASIBLE
    assert planted(name, explanation)
    text = " ".join(one.text for one in explanation.reasons)
    assert all(word in text for word in PLANTED[name].names_in(samples.make(name)))


@pytest.mark.slow
@little
def test_it_is_named_under_other_names_too(name):
    school = samples.make(name)
    copy = renamed(school)
    place = {
        item.id: namesake.id
        for table in NAMED_LISTS
        for item, namesake in zip(getattr(school, table), getattr(copy, table), strict=True)
    }
    seen = Examiner(OPTIONS).examine(copy)
    wanted = PLANTED[name]
    assert any(
        cause.reason.key == wanted.key
        and {place[one] for one in wanted.ids} <= set(cause.reason.ids)
        for cause in seen.causes
    )


@pytest.mark.slow
@little
def test_every_offer_is_verified_and_the_first_one_solves(name, explained):
    fixes = explanation_of(name, explained).fixes
    assert 1 <= len(fixes) <= MOST_FIXES
    assert all(one.verified for one in fixes)
    assert [one.cost for one in fixes] == sorted(one.cost for one in fixes)
    assert solves(fixed(samples.make(name), fixes[0]))


def test_the_twin_of_a_sample_is_feasible():
    assert explain(samples.make("art-room", mended=True), OPTIONS).status is Status.FEASIBLE


def test_too_small_a_share_of_free_time_is_counted_and_fewer_days_mend_it():
    school = samples.make("no-over-half")
    plan = samples.known_plan("no-over-half", mended=True)
    seen = Examiner(OPTIONS).examine(school, Stage.CALENDAR, plan)
    assert planted("no-over-half", seen)
    (cause,) = seen.causes
    changes = mends(school, cause.reason)
    assert {one.kind.value for one in changes} >= {"fewer_pd_days", "lower_share"}
    assert all(one.stage is Stage.CALENDAR for one in changes)


def test_the_art_room_is_named_in_a_sentence(explained):
    (reason,) = explanation_of("art-room", explained).reasons
    assert reason.text == 'Art needs 36 lessons a cycle; room "Art room" is open 30 periods.'
    assert reason.numbers == {"needed": 36, "open": 30}


def test_two_reasons_at_once_are_both_named_and_a_fix_mends_both():
    school = samples.make("clashing-locks")
    rooms = tuple(
        dataclasses.replace(one, capacity=1) if one.kind == "gym" else one for one in school.rooms
    )
    explanation = explain(dataclasses.replace(school, rooms=rooms), OPTIONS)
    assert {"T8"} < {one.key for one in explanation.reasons} | {"T10a"}
    assert all(len(one.changes) >= 2 for one in explanation.fixes)


def test_a_conflict_is_explained_and_each_of_its_rules_may_give_way():
    kinds = (RelationKind.SAME_TIME, RelationKind.NEVER_TOGETHER)
    relations = tuple(
        Relation(id=kind.value, kind=kind, sections=("ELA-6A", "Math-7A")) for kind in kinds
    )
    school = small_school(relations=relations)
    explanation = explain(school, OPTIONS)
    (reason,) = explanation.reasons
    assert "these cannot all hold" in reason.text
    assert {change.edits[0].id for fix in explanation.fixes for change in fix.changes} == set(kinds)
    assert all(solves(fixed(school, fix)) for fix in explanation.fixes)


def test_a_staffing_that_no_count_forbids_is_explained_by_its_rules():
    school = small_school(policy=Policy(most_preps=1))
    explanation = explain(school, OPTIONS)
    assert explanation.stage is Stage.STAFFING
    (reason,) = explanation.reasons
    assert "prepares at most 1 course" in reason.text
    assert [one.kind.value for one in explanation.fixes[0].changes] == ["soften_rule"]


def test_a_conflict_that_shows_in_two_places_is_said_once():
    planning = dataclasses.replace(small_school().common_planning[0], periods=21)
    explanation = explain(small_school(common_planning=(planning,)), OPTIONS)
    texts = [one.text for one in explanation.reasons]
    assert len(texts) == len(set(texts)) == 1
    assert "Core team has 21 slots of common planning" in texts[0]


def test_no_sentence_names_a_wish_or_an_exclusion():
    """Alice wishes for Erin and will not have Dave, the only one of her area."""
    request = dataclasses.replace(
        small_school().requests[0], must=True, areas=("ELA",), wished_coach="erin",
        not_coaches=("dave",), status=RequestStatus.CONFIRMED,
    )  # fmt: skip
    explanation = explain(small_school(requests=(request,)), OPTIONS)
    assert explanation.status is Status.INFEASIBLE
    words = str(explanation.as_data())
    for secret in ("dave", "Dave", "erin", "Erin", "not_coaches", "wished", "exclu", "refus"):
        assert secret not in words
    assert explanation.fixes


def test_what_is_only_wished_for_stands_in_nobodys_way():
    relations = tuple(
        Relation(id=kind.value, kind=kind, sections=("ELA-6A", "Math-7A"), strength=strength)
        for kind, strength in ((RelationKind.SAME_TIME, 100), (RelationKind.NEVER_TOGETHER, 99))
    )
    assert explain(small_school(relations=relations), OPTIONS).status is Status.FEASIBLE


def test_a_request_that_must_be_served_in_a_closed_week_may_be_served_later():
    request = dataclasses.replace(
        small_school().requests[0], must=True, first=date(2026, 11, 25), last=date(2026, 11, 27)
    )
    explanation = explain(small_school(requests=(request,)), OPTIONS)
    assert {one.key for one in explanation.reasons} == {"C7"}
    assert {"wider_window"} <= {
        change.kind.value for fix in explanation.fixes for change in fix.changes
    }
