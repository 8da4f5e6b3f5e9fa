"""The morning: absences entered, cover proposed and chosen, approved, taken back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from scheduler.domain.pd import CoverLock, WeekType
from scheduler.domain.policy import Absence, CoverSource, Policy
from scheduler.domain.referee import check
from scheduler.domain.roles import Role
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.services.absences.approve import affected, approve
from scheduler.services.absences.choose import choose
from scheduler.services.absences.gaps import Gap, gaps
from scheduler.services.absences.give_back import give_back, is_any, offers
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import listed, record
from scheduler.services.absences.show import morning
from scheduler.services.absences.standing import Decision, Standing, standing
from scheduler.services.absences.take_back import take_back
from scheduler.services.calendar import feeds
from scheduler.services.messages import inbox
from scheduler.services.plans.publish import publish
from scheduler.services.sites import edit
from scheduler.services.sites.show import value
from scheduler.store import reading, writing
from scheduler.store.queries import people, plans
from tests.cast import small_plan
from tests.morning_cast import COACHING_DAY, PD_DAY, QUIET_DAY, morning_school, whole_year
from tests.prepared import prepared
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, audit, town, viewer

TODAY = dt.date(2026, 9, 1)


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "morning", settled)


def settled(calendar: CalendarAnswer | None = None, **changes: Any) -> Town:
    """Publish the year of the tiny school at Elm."""
    school = morning_school(**changes)
    found = town(school)
    head = saved(found.elm, small_plan(calendar=calendar or whole_year()), school)
    publish(found.principal, found.elm, head.id, expected=head.version, instead_of=None)
    return found


def without_pd() -> CalendarAnswer:
    """Return the year with coaching alone."""
    year = whole_year()
    with_pd = (WeekType.PD, WeekType.MIXED)
    weeks = (
        dataclasses.replace(one, type=WeekType.COACHING) if one.type in with_pd else one
        for one in year.weeks
    )
    return dataclasses.replace(year, weeks=tuple(weeks), pd_days=(), covers=())


def off(person: str, date: dt.date, *periods: int, last: dt.date | None = None) -> Absence:
    return Absence(person=person, first=date, last=last or date, periods=periods)


def now(place: Town) -> Standing:
    with reading() as session:
        return standing(session, place.elm)


def on(place) -> Decision:
    """Return what is proposed at a place."""
    found = now(place).decision
    assert found is not None
    return found


def proposed(place: Town, *absences: Absence, **order: Any) -> tuple[int, tuple[Gap, ...]]:
    """Enter absences and have cover proposed."""
    record(place.office, place.elm, absences)
    version = propose(place.office, place.elm, **order)
    assert version is not None
    return version, gaps(on(place))


def published(place: Town) -> tuple[School, CalendarAnswer]:
    with reading() as session:
        head = plans.published(session, place.elm)
        assert head is not None
        plan = plans.content(session, head.id)
        school = plans.school_of(session, head.id)
    assert plan.calendar is not None
    assert not check(school, plan).violations
    return school, plan.calendar


def by(found: tuple[Gap, ...]) -> dict[tuple[str | None, int | None], str]:
    return {(one.section or one.duty, one.period): one.row.by if one.row else "" for one in found}


def rows(answer: CalendarAnswer) -> dict[str, Cover]:
    return {row.id: row for row in answer.covers}


def test_a_locked_cover_is_no_choice_for_others_and_its_absent_coverer_is_named(
    open_app: Flask,
) -> None:
    lock = CoverLock(date=PD_DAY, section="ELA-6A", period=1, coverer="dave")
    place = settled(cover_locks=(lock,))
    _, found = proposed(place, off("erin", PD_DAY, 1))
    held = next(one for one in found if one.section == "ELA-6A")
    assert held.stays
    against = {one.by: one.why_not for one in held.candidates}
    assert against["dave"] == ()
    assert "Dave Diaz is locked to it" in against["substitute"]
    record(place.office, place.elm, [off("dave", PD_DAY)])
    propose(place.office, place.elm)
    page = morning(place.office, place.elm, PD_DAY)
    assert page is not None
    assert page.proposal is not None
    (row,) = (one for one in page.proposal.rows if one.title.startswith("ELA 6"))
    assert (row.was, row.was_locked, row.by) == ("Dave Diaz", True, "A substitute")


# --- who is absent -------------------------------------------------------------------------------


def test_several_are_entered_at_once_and_the_audit_names_fields_only(place: Town) -> None:
    ids = record(place.office, place.elm, [off("alice", QUIET_DAY), off("dave", QUIET_DAY, 1, 2)])
    found = listed(place.office, place.elm, QUIET_DAY, QUIET_DAY)
    assert [(one.absence.person, one.absence.periods) for one in found] == [
        ("alice", ()),
        ("dave", (1, 2)),
    ]
    assert {one.created_by for one in found} == {"Olga Office"}
    notes = [one for one in audit(place.elm) if one[1] == "absence_record"]
    assert {one[2] for one in notes} == set(ids)
    assert all(one[3] == ("first", "last", "periods", "staff_id") for one in notes)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([], "Choose at least one person"),
        ([off("zoe", QUIET_DAY)], 'nobody with the id "zoe"'),
        ([off("alice", dt.date(2026, 9, 7))], "Alice Adams: there is no school"),
        ([off("alice", QUIET_DAY, 9)], "Alice Adams: there is no period 9"),
        ([off("alice", QUIET_DAY, last=dt.date(2027, 6, 1))], "at most 120 days"),
        ([off("alice", QUIET_DAY, 1), off("alice", QUIET_DAY)], "absent for some of this time"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_entered(
    place: Town, wrong: list[Absence], sentence: str
) -> None:
    with pytest.raises(InvalidProblemError, match=sentence):
        record(place.office, place.elm, [*wrong, *([off("bob", QUIET_DAY)] if wrong else [])])
    assert listed(place.office, place.elm, QUIET_DAY, QUIET_DAY) == ()


def test_the_same_time_is_not_entered_twice(place: Town) -> None:
    record(place.office, place.elm, [off("alice", QUIET_DAY, 1)])
    record(place.office, place.elm, [off("alice", QUIET_DAY, 2)])
    with pytest.raises(InvalidProblemError, match="Alice Adams is entered"):
        record(place.office, place.elm, [off("alice", QUIET_DAY)])


def test_the_morning_is_for_those_who_run_it(place: Town) -> None:
    for who, error in ((place.teacher, NotAllowedError), (place.stranger, NotFoundError)):
        for use in (
            lambda: record(who, place.elm, [off("alice", QUIET_DAY)]),  # noqa: B023
            lambda: listed(who, place.elm, QUIET_DAY, QUIET_DAY),  # noqa: B023
            lambda: propose(who, place.elm),  # noqa: B023
            lambda: choose(who, place.elm, 1, 0, "dave"),  # noqa: B023
            lambda: approve(who, place.elm, 1),  # noqa: B023
            lambda: affected(who, place.elm),  # noqa: B023
            lambda: take_back(who, place.elm, "x", 1),  # noqa: B023
        ):
            with pytest.raises(error):
                use()


def test_without_a_published_year_there_is_nothing_to_cover(open_app: Flask) -> None:
    place = town(morning_school())
    with pytest.raises(ConflictError, match="No year calendar is published"):
        record(place.office, place.elm, [off("alice", QUIET_DAY)])


# --- what is proposed ----------------------------------------------------------------------------


def test_cover_is_proposed_in_the_order_of_the_school_and_proven(place: Town) -> None:
    _, found = proposed(place, off("alice", QUIET_DAY))
    assert by(found) == {("ELA-6A", 1): "substitute", ("ELA-7A", 2): "substitute"}
    made = now(place).proposed
    assert made is not None
    assert made.is_proven


def test_substitutes_of_the_day_and_the_order_of_now_count(place: Town) -> None:
    _, found = proposed(place, off("alice", QUIET_DAY), substitutes={QUIET_DAY: 0})
    assert set(by(found).values()) <= {"dave", "erin"}
    policy = value(place.principal, place.elm, "policy")
    order = Policy(cover_sources=(CoverSource.SPLIT_CLASS,))
    edit.set_value(place.principal, place.elm, "policy", order, policy.version)
    propose(place.office, place.elm)
    found = gaps(on(place))
    assert by(found) == {("ELA-6A", 1): "", ("ELA-7A", 2): ""}
    (why,) = {one.why_not for one in found[0].candidates if one.by == "dave"}
    assert "not called upon by the school's order" in why[0]


def test_candidates_are_ranked_and_say_why_and_why_not(place: Town) -> None:
    _, found = proposed(place, off("alice", COACHING_DAY), off("carol", COACHING_DAY))
    art = next(one for one in found if one.section == "Art-7A")
    reasons = {one.by: one.why_not for one in art.candidates}
    assert reasons["erin"] == ()
    assert reasons["dave"] == ("is not certified in Art, which this class needs",)
    assert reasons["substitute"] == ("the class needs somebody certified in its area",)
    assert [one.is_possible for one in art.candidates] == sorted(
        (one.is_possible for one in art.candidates), reverse=True
    )


# --- chosen by hand ------------------------------------------------------------------------------


def test_another_is_chosen_and_the_rest_stays(place: Town) -> None:
    version, found = proposed(place, off("alice", QUIET_DAY), off("bob", QUIET_DAY))
    first = next(one for one in found if one.section == "ELA-6A")
    chosen = choose(place.office, place.elm, version, first.number, "dave")
    after = by(gaps(on(place)))
    assert after[("ELA-6A", 1)] == "dave"
    assert {**by(found), ("ELA-6A", 1): "dave"} == after
    assert chosen.version > version
    with pytest.raises(ConflictError, match="meanwhile"):
        choose(place.office, place.elm, version, first.number, "erin")


@pytest.mark.parametrize("scope", ["next", "day"])
def test_one_click_gives_a_whole_day_or_the_periods_that_adjoin(place: Town, scope: Any) -> None:
    version, found = proposed(place, off("alice", QUIET_DAY))
    done = choose(place.office, place.elm, version, found[0].number, "erin", scope)
    assert (done.taken, done.left) == (2, ())
    assert set(by(gaps(on(place))).values()) == {"erin"}


def test_what_of_a_whole_day_somebody_cannot_take_is_said(place: Town) -> None:
    version, found = proposed(place, off("alice", QUIET_DAY), off("dave", QUIET_DAY, 2))
    done = choose(place.office, place.elm, version, found[0].number, "dave", "day")
    assert done.taken == 1
    assert done.left == ("Dave Diaz cannot take ELA 7 (7A), period 2: is not at school then.",)


def test_caps_hold_for_choices_by_hand_and_are_said_in_words(open_app: Flask) -> None:
    staff = tuple(
        dataclasses.replace(one, covers_for_colleagues=one.id == "carol")
        for one in morning_school().staff
    )
    place = settled(staff=staff)
    version, found = proposed(place, off("alice", QUIET_DAY))
    with pytest.raises(InvalidProblemError, match="at most 1 are allowed"):
        choose(place.office, place.elm, version, found[0].number, "carol", "day")
    version = choose(place.office, place.elm, version, found[0].number, "carol").version
    with pytest.raises(InvalidProblemError, match="covers 1 period this week already; the school"):
        choose(place.office, place.elm, version, found[1].number, "carol")
    kept = now(place).proposed
    assert kept is not None
    assert kept.version == version


@pytest.mark.parametrize("cap", ["plus_periods_a_day", "plus_periods_a_week"])
@pytest.mark.parametrize("scope", ["one", "next", "day"])
def test_no_order_of_choices_gets_round_the_caps_of_a_plus_teacher(
    open_app: Flask, cap: str, scope: Any
) -> None:
    caps = dataclasses.replace(morning_school().cover_caps, **{cap: 1})
    place = settled(without_pd(), cover_caps=caps, pd_groups=())
    version, found = proposed(place, off("alice", QUIET_DAY), off("bob", QUIET_DAY))
    for _ in range(2):  # whoever is refused once tries again
        for gap in range(len(found)):
            with suppress(InvalidProblemError):
                version = choose(place.office, place.elm, version, gap, "dave", scope).version
            mine = [one for one in gaps(on(place)) if one.row and one.row.coverer == "dave"]
            assert len(mine) <= 1
    approve(place.office, place.elm, version)
    _, answer = published(place)
    assert sum(row.coverer == "dave" for row in answer.covers) <= 1


def test_nobody_is_chosen_who_is_not_there(place: Town) -> None:
    version, found = proposed(place, off("alice", QUIET_DAY))
    for number, person in ((99, "dave"), (0, "zoe")):
        with pytest.raises(NotFoundError):
            choose(place.office, place.elm, version, number, person)
    version, found = proposed(place, off("erin", QUIET_DAY))
    with pytest.raises(InvalidProblemError, match="Erin Evans cannot take"):
        choose(place.office, place.elm, version, found[0].number, "erin")


# --- approved ------------------------------------------------------------------------------------


def test_approving_changes_nothing_but_what_it_must(place: Town) -> None:
    _, before = published(place)
    version, _ = proposed(place, off("carol", PD_DAY), off("dave", PD_DAY))
    told = {one.staff for one in affected(place.office, place.elm)}
    head = approve(place.office, place.elm, version)
    _, after = published(place)
    old, new = rows(before), rows(after)
    for id, row in old.items():
        if row.coverer == "dave" and row.date == PD_DAY:
            assert new[id].sequence == row.sequence + 1
            assert new[id].source is CoverSource.SUBSTITUTE
        else:
            assert new[id] == row
    assert after.pd_days == before.pd_days
    assert after.sessions == before.sessions
    assert told == {"alice", "carol", "dave", "erin"}
    assert [one.plan for one in listed(place.office, place.elm, PD_DAY, PD_DAY)] == [head.id] * 2
    assert now(place).proposed is None
    assert inbox.told(place.principal, place.elm, head.id).people == len(told)


def test_feeds_of_people_who_are_not_affected_keep_every_byte(place: Town) -> None:
    before = {one: feed_of(place, one) for one in ("alice", "bob", "carol")}
    version, _ = proposed(place, off("alice", QUIET_DAY))
    approve(place.office, place.elm, version)
    after = {one: feeds.serve(token, today=TODAY).content for one, (token, _) in before.items()}
    assert [one for one, (_, content) in before.items() if content != after[one]] == ["alice"]


def feed_of(place: Town, staff: str) -> tuple[str, bytes | None]:
    """Give somebody an account; return the address of their feed, and what it says."""
    site = place.teacher.grants[0].site
    assert site is not None
    who = viewer(staff, Role.TEACHER, place.district, site, staff)
    assert who.user is not None
    with writing() as session:
        people.add_membership(session, who.user, who.grants[0])
    token = feeds.create(who, site)
    return token, feeds.serve(token, today=TODAY).content


def test_what_is_not_as_it_was_seen_is_not_approved(place: Town) -> None:
    version, _ = proposed(place, off("alice", QUIET_DAY))
    record(place.office, place.elm, [off("bob", QUIET_DAY)])
    with pytest.raises(ConflictError):
        approve(place.office, place.elm, version)
    fresh = propose(place.office, place.elm)
    assert fresh is not None
    approve(place.office, place.elm, fresh)
    with pytest.raises(ConflictError):
        approve(place.office, place.elm, fresh)


# --- taken back ----------------------------------------------------------------------------------


def test_an_absence_is_taken_back_before_anything_is_announced(place: Town) -> None:
    proposed(place, off("alice", QUIET_DAY))
    (one,) = listed(place.office, place.elm, QUIET_DAY, QUIET_DAY)
    take_back(place.office, place.elm, one.id, one.version)
    assert now(place).waiting == ()
    assert propose(place.office, place.elm) is None
    with pytest.raises(ConflictError):
        take_back(place.office, place.elm, one.id, one.version)


@pytest.mark.parametrize(
    ("person", "date"), [("carol", QUIET_DAY), ("alice", PD_DAY), ("dave", PD_DAY)]
)
def test_cover_that_was_announced_is_called_off(place: Town, person: str, date: dt.date) -> None:
    _, before = published(place)
    version, _ = proposed(place, off(person, date))
    approve(place.office, place.elm, version)
    (one,) = listed(place.office, place.elm, date, date)
    take_back(place.office, place.elm, one.id, one.version)
    _, after = published(place)
    assert after.absences == ()
    assert not [row for row in after.covers if row.absent == person and row.source]
    assert {row.members for row in after.pd_days} == {row.members for row in before.pd_days}


# --- what gave way is given back -----------------------------------------------------------------


def gave_way(place: Town) -> str:
    """Let a coaching session give way to an absence that is then taken back; return its id."""
    version, _ = proposed(place, off("dave", COACHING_DAY))
    approve(place.office, place.elm, version)
    (one,) = listed(place.office, place.elm, COACHING_DAY, COACHING_DAY)
    with pytest.raises(ConflictError, match="still stands"):
        offers(place.principal, place.elm, one.id, TODAY)
    take_back(place.office, place.elm, one.id, one.version)
    return one.id


def test_sessions_that_gave_way_are_given_back_where_they_were(place: Town) -> None:
    _, planned = published(place)
    id = gave_way(place)
    _, before = published(place)
    assert len(before.lost) == 2
    found = offers(place.principal, place.elm, id, TODAY)
    (row,) = found.rows
    assert (found.name, found.num_left) == ("Dave Diaz", 0)
    assert "Dave Diaz and Alice Adams" in row.title
    assert row.was == row.new != row.now
    give_back(place.principal, place.elm, id, [row.request], found.base, today=TODAY)
    _, after = published(place)
    assert after.lost == ()
    times = {row.step: (row.date, row.periods, row.coach) for row in planned.sessions}
    assert {row.step: (row.date, row.periods, row.coach) for row in after.sessions} == times
    assert {row.id for row in after.sessions} == {row.id for row in planned.sessions}
    assert after.covers == before.covers
    assert after.pd_days == before.pd_days
    moved = {row.id: row.sequence for row in before.sessions}
    assert all(
        row.sequence == moved[row.id] + 1
        for row in after.sessions
        if row.date == COACHING_DAY and row.id in moved
    )
    assert offers(place.principal, place.elm, id, TODAY).rows == ()


def test_only_who_places_sessions_sees_and_gives_back_what_gave_way(place: Town) -> None:
    id = gave_way(place)
    assert not is_any(place.office, place.elm, id)
    with pytest.raises(NotAllowedError):
        offers(place.office, place.elm, id, TODAY)
    with pytest.raises(NotAllowedError):
        give_back(place.office, place.elm, id, ["r1"], "", today=TODAY)
    with pytest.raises(NotFoundError):
        offers(place.principal, place.elm, "nothing", TODAY)


def test_nothing_is_given_back_that_was_not_seen_or_is_over(place: Town) -> None:
    id = gave_way(place)
    found = offers(place.principal, place.elm, id, TODAY)
    with pytest.raises(ConflictError, match="published meanwhile"):
        give_back(place.principal, place.elm, id, ["r1"], "another plan", today=TODAY)
    with pytest.raises(InputError, match="at least one"):
        give_back(place.principal, place.elm, id, [], found.base, today=TODAY)
    with pytest.raises(ConflictError, match="Not all"):
        give_back(place.principal, place.elm, id, ["r1", "r9"], found.base, today=TODAY)
    late = COACHING_DAY + dt.timedelta(days=1)
    assert offers(place.principal, place.elm, id, late).rows == ()
    assert published(place)[1].lost


def test_a_session_that_was_taken_finds_another_place_where_its_own_is_gone(place: Town) -> None:
    version, _ = proposed(place, off("alice", COACHING_DAY, last=dt.date(2026, 10, 30)))
    approve(place.office, place.elm, version)
    (one,) = listed(place.office, place.elm, COACHING_DAY, COACHING_DAY)
    take_back(place.office, place.elm, one.id, one.version)
    _, alone = published(place)
    assert [row.step for row in alone.sessions] == ["before"]
    assert len(alone.cancelled) == 2
    version, _ = proposed(place, off("alice", COACHING_DAY))
    approve(place.office, place.elm, version)
    found = offers(place.principal, place.elm, one.id, TODAY)
    (row,) = found.rows
    assert row.now == ()
    assert len(row.new) == 2
    assert not set(row.new) & set(row.was)
    give_back(place.principal, place.elm, one.id, ["r1"], found.base, today=TODAY)
    _, after = published(place)
    assert [row.step for row in after.sessions] == ["before", "lesson", "after"]
    assert after.cancelled == ()
    assert len(after.lost) == 2
