"""Plans: who sees which, edits by hand, side by side, and publishing with one message each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.district.clashes import SitePlan, with_promises
from scheduler.domain.plan import Plan, PlanState
from scheduler.domain.referee import check
from scheduler.domain.roles import CONSOLE, Action, Role, Viewer
from scheduler.domain.slots import Slot
from scheduler.domain.yearplan import Hole
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.samples.district import sample_district
from scheduler.services.plans import compare, edit, publish, show
from scheduler.services.sites import opening, shared
from scheduler.store import plans as saving
from scheduler.store import reading, writing
from scheduler.store.queries import sites as queries
from scheduler.store.queries.plans import PlanHead
from tests.cast import small_calendar, small_plan, small_school
from tests.district_cast import moved_to
from tests.prepared import prepared
from tests.services.plans_cast import other_plan, saved
from tests.services.sites_cast import Town, town, viewer


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def announce(place: Town, head: PlanHead, instead_of: str | None = None) -> PlanHead:
    return publish.publish(
        place.principal, place.elm, head.id, expected=head.version, instead_of=instead_of
    )


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "use",
    [
        lambda who, school, plan: edit.moves(who, school, plan, "ELA-6A#1"),
        lambda who, school, plan: edit.move(who, school, plan, "ELA-6A#1", "x"),
        lambda who, school, plan: edit.rename(who, school, plan, name="X", note="", expected=1),
        lambda who, school, plan: edit.archive(who, school, plan, 1),
        lambda who, school, plan: edit.reopen(who, school, plan, 1),
        lambda who, school, plan: compare.compare(who, school, [plan]),
        lambda who, school, plan: compare.difference(who, school, plan, plan),
        lambda who, school, plan: publish.summary(who, school, plan),
        lambda who, school, plan: publish.publish(who, school, plan, expected=1, instead_of=None),
    ],
)
def test_only_those_who_build_do_anything_with_plans(
    place: Town, use: Callable[[Viewer, str, str], Any]
) -> None:
    head = saved(place.elm)
    for who in (place.teacher, place.office):
        with pytest.raises(NotAllowedError):
            use(who, place.elm, head.id)
    for who, school, plan in (
        (place.stranger, place.elm, head.id),
        (place.principal, place.oak, head.id),
        (place.principal, place.elm, "0000000000"),
    ):
        with pytest.raises(NotFoundError):
            use(who, school, plan)


def test_a_plan_of_another_school_is_none(place: Town) -> None:
    head = saved(place.oak)
    with pytest.raises(NotFoundError):
        show.show(place.principal, place.elm, head.id)


def test_drafts_are_seen_by_those_who_make_them(place: Town) -> None:
    draft = saved(place.elm)
    assert [one.id for one in show.plans_of(place.principal, place.elm)] == [draft.id]
    assert show.plans_of(place.teacher, place.elm) == ()
    assert show.plans_of(place.teacher, place.elm, PlanState.DRAFT) == ()
    assert show.published(place.teacher, place.elm) is None
    with pytest.raises(NotFoundError):
        show.show(place.teacher, place.elm, draft.id)
    announce(place, draft)
    assert [one.id for one in show.plans_of(place.teacher, place.elm)] == [draft.id]


def test_who_may_not_see_bookings_gets_the_plan_without_coaching(place: Town) -> None:
    head = saved(place.elm, small_plan(calendar=small_calendar()))
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    whole = show.published(place.principal, place.elm)
    for who in (place.teacher, place.office):
        found = show.published(who, place.elm)
        assert found is not None
        assert found.plan.calendar is not None
        assert found.plan.calendar.sessions == found.plan.calendar.holes == ()
        assert found.plan.calendar.covers
        assert found.school.requests == ()
    assert whole is not None
    assert whole.plan.calendar == small_calendar()


def test_who_sees_bookings_sees_nothing_of_what_was_told_to_the_solver_alone(
    place: Town,
) -> None:
    one = small_school().requests[0]
    wished = dataclasses.replace(one, wished_coach="dave", not_coaches=("erin",))
    waiting = dataclasses.replace(one, id="r2", status=RequestStatus.TO_CONFIRM)
    holes = (
        Hole(rule="C8", sentence="Alice could not be served.", ids=("r1",), amount=1),
        Hole(rule="C5", sentence="A PD day is missing.", ids=("core",), amount=1),
    )
    calendar = dataclasses.replace(small_calendar(), holes=holes)
    school = small_school(requests=(wished, waiting))
    head = saved(place.elm, small_plan(calendar=calendar), school)
    for _ in range(2):
        found = show.show(place.principal, place.elm, head.id)
        assert found.school.requests == (one,)
        assert found.plan.calendar is not None
        assert found.plan.calendar.sessions == small_calendar().sessions
        assert [hole.rule for hole in found.plan.calendar.holes] == ["C5"]


# --- edits by hand -------------------------------------------------------------------------------


def test_a_move_makes_a_new_plan_and_the_old_one_stays(place: Town) -> None:
    head = saved(place.elm)
    found = edit.moves(place.principal, place.elm, head.id, "Art-7A#1")
    target = next(one for one in found.targets if one.is_legal and not one.is_current)
    assert target.best is not None
    new = edit.move(place.principal, place.elm, head.id, "Art-7A#1", edit.key_of(target.best))
    assert (new.parent, new.number, new.step, new.state) == (head.id, 1, 1, PlanState.DRAFT)
    assert "Art 7 (7A)" in new.edit
    before = show.show(place.principal, place.elm, head.id)
    after = show.show(place.principal, place.elm, new.id)
    assert before.plan == small_plan()
    assert check(after.school, after.plan).is_valid
    assert compare.difference(place.principal, place.elm, head.id, new.id).counts["time"] == 1


def test_a_move_that_is_none_is_refused(place: Town) -> None:
    head = saved(place.elm)
    with pytest.raises(ConflictError, match="cannot be made"):
        edit.move(place.principal, place.elm, head.id, "Art-7A#1", "no such key")
    with pytest.raises(InputError, match="Did you mean"):
        edit.moves(place.principal, place.elm, head.id, "Art-7A#9")


def test_a_plan_is_named_put_away_and_taken_out(place: Town) -> None:
    head = saved(place.elm)
    named = edit.rename(
        place.principal, place.elm, head.id, name=" My  plan ", note="why", expected=head.version
    )
    assert (named.name, named.note) == ("My plan", "why")
    with pytest.raises(ConflictError):
        edit.archive(place.principal, place.elm, head.id, head.version)
    away = edit.archive(place.principal, place.elm, head.id, named.version)
    assert away.state is PlanState.ARCHIVED
    assert edit.reopen(place.principal, place.elm, head.id, away.version).state is PlanState.DRAFT
    for wrong in ({"name": " "}, {"name": "x" * 101}, {"name": "x", "note": "x" * 2001}):
        with pytest.raises(InputError):
            edit.rename(
                place.principal, place.elm, head.id, **{"note": "", **wrong}, expected=away.version
            )


def test_plans_stand_side_by_side(place: Town) -> None:
    first, second = saved(place.elm), saved(place.elm, other_plan())
    columns = compare.compare(place.principal, place.elm, [first.id, second.id])
    assert [one.name for one in columns] == ["1 · First", "2 · First"]
    assert columns[1].difference is not None
    assert columns[1].difference.counts["time"] == 1
    with pytest.raises(InputError, match="1 to 6"):
        compare.compare(place.principal, place.elm, [])


# --- publishing ----------------------------------------------------------------------------------


def test_the_first_publication_concerns_everybody_in_it(place: Town) -> None:
    head = saved(place.elm)
    shown = publish.summary(place.principal, place.elm, head.id)
    assert (shown.before, shown.difference, shown.is_current) == (None, None, True)
    assert {one.staff for one in shown.affected} >= {"alice", "bob", "carol"}
    assert shown.may_be_published
    assert announce(place, head).state is PlanState.PUBLISHED
    assert [one.plan_id for one in compare.versions(place.teacher, place.elm)] == [head.id]


def test_the_next_one_archives_it_and_concerns_those_for_whom_something_changes(
    place: Town,
) -> None:
    first, second = saved(place.elm), saved(place.elm, other_plan())
    announce(place, first)
    shown = publish.summary(place.principal, place.elm, second.id)
    assert shown.before is not None
    assert shown.before.id == first.id
    assert [one.staff for one in shown.affected] == ["carol"]
    assert shown.counts["time"] == 1
    announce(place, second, instead_of=first.id)
    states = {one.number: one.state for one in show.plans_of(place.principal, place.elm)}
    assert states == {1: PlanState.ARCHIVED, 2: PlanState.PUBLISHED}


def test_what_was_not_seen_is_not_replaced(place: Town) -> None:
    first, second = saved(place.elm), saved(place.elm, other_plan())
    announce(place, first)
    with pytest.raises(ConflictError, match="Another plan was published meanwhile"):
        announce(place, second)
    with pytest.raises(ConflictError):
        publish.publish(place.principal, place.elm, second.id, expected=9, instead_of=first.id)


def test_a_plan_that_breaks_a_rule_or_has_no_timetable_is_not_published(place: Town) -> None:
    plan = small_plan()
    assert plan.timetable is not None
    twice = dataclasses.replace(plan.timetable, meetings=plan.timetable.meetings[:-1])
    broken = saved(place.elm, dataclasses.replace(plan, timetable=twice))
    assert publish.summary(place.principal, place.elm, broken.id).violations
    with pytest.raises(InvalidProblemError):
        announce(place, broken)
    half = saved(place.elm, Plan(school="elm", staffing=plan.staffing))
    assert not publish.summary(place.principal, place.elm, half.id).may_be_published
    with pytest.raises(InputError, match="timetable"):
        announce(place, half)
    assert show.published(place.principal, place.elm) is None


def test_a_plan_made_before_the_data_were_changed_says_so(place: Town) -> None:
    head = saved(place.elm, school=small_school(name="Old Elm School"))
    assert not publish.summary(place.principal, place.elm, head.id).is_current


def test_a_scheduler_publishes_only_where_it_was_granted(place: Town) -> None:
    head = saved(place.elm)
    grant = dataclasses.replace(place.principal.grants[0], role=Role.SCHEDULER)
    scheduler = dataclasses.replace(place.principal, grants=(grant,))
    with pytest.raises(NotAllowedError):
        publish.publish(scheduler, place.elm, head.id, expected=1, instead_of=None)
    granted = dataclasses.replace(grant, extra=frozenset({Action.PUBLISH}))
    scheduler = dataclasses.replace(scheduler, grants=(granted,))
    publish.publish(scheduler, place.elm, head.id, expected=head.version, instead_of=None)


# --- people of two sites -------------------------------------------------------------------------


def test_a_clash_of_a_special_bell_is_told_and_refuses_nothing(open_app: Flask) -> None:
    made = sample_district()
    person = made.district.shared[0]
    sites = {one.site for one in person.posts}
    few = tuple(one for one in made.district.sites if one.id in sites)
    district = dataclasses.replace(made.district, sites=few, shared=(person,))
    ids = opening.open_whole_district(CONSOLE, district, made.schools)
    heads = []
    for one, period in zip(person.posts, (3, 4), strict=True):
        school, plan = made.schools[one.site], made.plans[one.site]
        post = moved_to(SitePlan(one.site, school, plan, one.staff), Slot("Thu", period))
        heads.append(saved(ids[one.site], post.plan, school))
    first, second = heads
    with writing() as session:
        saving.publish(session, first.id, expected=first.version, by=None)
    site = ids[person.posts[1].site]
    shown = publish.summary(principal_at(site), site, second.id)
    assert shown.clashes == ()
    assert any(f"{person.name} teaches Music " in one for one in shown.special)


def test_publishing_refuses_a_clash_with_another_site_by_name(open_app: Flask) -> None:
    made = sample_district()
    person = made.district.shared[0]
    morning, afternoon = person.posts
    sites = tuple(one for one in made.district.sites if one.id in (morning.site, afternoon.site))
    few = dataclasses.replace(made.district, sites=sites, shared=(person,))
    ids = opening.open_whole_district(CONSOLE, few, made.schools)
    schools, plans = made.schools, made.plans
    # What the first site says of the way: two hours, which the other site does not know.
    member = schools[morning.site].person[morning.staff]
    slow = [dataclasses.replace(member.elsewhere[0], travel_minutes=120)]
    name = schools[afternoon.site].name
    school = with_promises(schools[morning.site], morning.staff, name, slow)
    first = saved(ids[morning.site], plans[morning.site], school)
    second = saved(ids[afternoon.site], plans[afternoon.site], schools[afternoon.site])
    with writing() as session:
        saving.publish(session, first.id, expected=first.version, by=None)
    principal = principal_at(ids[afternoon.site])
    shown = publish.summary(principal, ids[afternoon.site], second.id)
    assert not shown.may_be_published
    assert any(f" at {schools[morning.site].name} " in one for one in shown.clashes)
    with pytest.raises(ConflictError, match=f"not published. {person.name} teaches Music "):
        publish.publish(principal, ids[afternoon.site], second.id, expected=1, instead_of=None)
    # A build at the other site takes what was published for unavailability.
    with reading() as session:
        years = {site: queries.year(session, ids[site]) for site in (morning.site, afternoon.site)}
        kept, same = (
            shared.with_other_sites(session, years[site], schools[site])
            for site in (afternoon.site, morning.site)
        )
    promises = kept.person[afternoon.staff].elsewhere
    assert {one.site for one in promises} == {schools[morning.site].name}
    assert promises != schools[afternoon.site].person[afternoon.staff].elsewhere
    assert same == schools[morning.site]


def principal_at(school: str) -> Viewer:
    with reading() as session:
        year = queries.year(session, school)
    return viewer("Paul Principal", Role.PRINCIPAL, year.district, year.site)
