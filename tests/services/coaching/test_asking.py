"""Only teachers ask; what others bring in is theirs to confirm, and a no leaves no trace."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.roles import Grant, Role
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.jobs import wiring
from scheduler.services.coaching import (
    ask,
    cycles,
    offers,
    searching,
    suggest,
    waiting,
    withdraw,
    words,
)
from scheduler.services.messages import inbox
from scheduler.store import load, reading, writing
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import people, plans
from scheduler.store.tables.coaching import CoachingOffer
from scheduler.store.tables.jobs import JobState, SolverJob
from tests.cast import small_school
from tests.jobs.conftest import ended, working
from tests.prepared import prepared
from tests.services.coaching.cast import WISH, Elm, elm, freeze, work
from tests.services.sites_cast import audit


@pytest.fixture
def place(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Elm:
    freeze(monkeypatch)
    return prepared(open_app, "elm, asking", elm)


def requests(school: str) -> dict[str, object]:
    with reading() as session:
        return {row.id: row.thing for row in load.rows(session, school, "requests")}


def test_a_teacher_asks_both_accept_and_it_is_booked(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    assert work(place.school, id) == "done"
    mine = offers.offers(place.bob, place.school, id)
    assert 1 <= len(mine) <= 3
    assert {one.coach for one in mine} == {"Dave Diaz", "Erin Evans"}
    first = mine[0]
    coach = place.dave if first.coach == "Dave Diaz" else place.erin
    assert not offers.answer(place.bob, place.school, first.id, True)
    (theirs,) = [one for one in offers.offers_to_me(coach, place.school) if one.id == first.id]
    assert theirs.accepted_by_other
    assert theirs.teacher == "Bob Brown"
    assert offers.answer(coach, place.school, first.id, True)
    assert work(place.school, id) == "done"
    found = cycles.cycle(place.bob, place.school, id)
    assert (found.status, found.coach) == ("Active", first.coach)
    assert [one.date for one in found.steps] == [one.date for one in first.sessions]
    assert cycles.cycle(coach, place.school, id).is_active
    assert offers.offers(place.bob, place.school, id) == ()
    with reading() as session:
        head = plans.published(session, place.school)
        assert head is not None
        assert head.number == 2
        assert len(plans.of_school(session, place.school)) == 2


def test_the_same_wish_sent_twice_is_one_request(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    assert ask.ask(place.bob, place.school, WISH) == id
    other = dataclasses.replace(WISH, last=WISH.last - dt.timedelta(days=1))
    assert ask.ask(place.bob, place.school, other) != id


def test_nobody_else_gets_at_a_request(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    for other in (place.alice, place.carol, place.dave):
        with pytest.raises(NotFoundError):
            cycles.cycle(other, place.school, id)
    for other in (place.pat, place.town.office, place.town.district_staff):
        with pytest.raises(NotAllowedError):
            cycles.cycle(other, place.school, id)
    with pytest.raises(NotFoundError):
        cycles.cycle(place.town.stranger, place.school, id)


@pytest.mark.parametrize("name", ["dave", "pat"])
def test_only_a_teacher_asks(place: Elm, name: str) -> None:
    with pytest.raises(NotAllowedError):
        ask.ask(place.everybody[name], place.school, WISH)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"template": "nothing"}, "template", "kinds of coaching"),
        ({"areas": ()}, "areas", "at least one content area"),
        ({"areas": ("Music",)}, "areas", "of the school"),
        ({"last": WISH.first - dt.timedelta(days=1)}, "last", "before the first"),
        ({"first": dt.date(2025, 1, 1), "last": dt.date(2025, 2, 1)}, "first", "school year"),
        ({"last": dt.date(2026, 9, 9), "first": dt.date(2026, 9, 1)}, "last", "over already"),
        ({"section": "ELA-6A"}, "section", "your own classes"),
        ({"wished_coach": "carol"}, "wished_coach", "Plus teachers"),
        ({"wished_coach": "dave", "not_coaches": ("dave",)}, "not_coaches", "excluded"),
        ({"with_staff": ("bob",)}, "with_staff", "colleagues"),
        ({"goal": "x" * 2001}, "goal", "2,000"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    place: Elm, changes: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask.ask(place.bob, place.school, dataclasses.replace(WISH, **changes))
    assert caught.value.where == field
    assert words in caught.value.what
    assert len(requests(place.school)) == 1


def test_what_others_brought_in_is_shown_to_its_teacher_alone(place: Elm) -> None:
    (entry,) = waiting.to_confirm(place.alice, place.school)
    assert (entry.request.id, entry.kind, entry.by) == ("r1", "Coaching cycle", "")
    assert waiting.to_confirm(place.bob, place.school) == ()
    assert waiting.to_confirm(place.dave, place.school) == ()
    with pytest.raises(NotFoundError):
        waiting.confirm(place.bob, place.school, "r1")
    with pytest.raises(NotAllowedError):
        waiting.to_confirm(place.pat, place.school)
    waiting.confirm(place.alice, place.school, "r1", goal="Ask better questions.")
    assert requests(place.school)["r1"].status is RequestStatus.CONFIRMED
    assert work(place.school, "r1") == "done"
    assert offers.offers(place.alice, place.school, "r1")


def test_a_no_leaves_no_trace(place: Elm) -> None:
    before = audit(place.school)
    waiting.decline(place.alice, place.school, "r1")
    assert requests(place.school) == {}
    assert audit(place.school) == before
    with pytest.raises(NotFoundError):
        waiting.decline(place.alice, place.school, "r1")


def test_withdrawing_before_anything_is_booked_leaves_no_trace_of_it(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    before = audit(place.school)
    withdraw.withdraw(place.bob, place.school, id)
    assert list(requests(place.school)) == ["r1"]
    assert audit(place.school) == before


def booked(place: Elm) -> tuple[str, str]:
    """Have Bob's request booked with the first coach offered; return it, and the coach's name."""
    id = ask.ask(place.bob, place.school, WISH)
    work(place.school, id)
    first = offers.offers(place.bob, place.school, id)[0]
    coach = "dave" if first.coach == "Dave Diaz" else "erin"
    offers.answer(place.bob, place.school, first.id, True)
    offers.answer(place.everybody[coach], place.school, first.id, True)
    work(place.school, id)
    return id, coach


def test_withdrawing_gives_the_booked_time_back(place: Elm) -> None:
    id, coach = booked(place)
    with reading() as session:
        state = plans.published(session, place.school)
    withdraw.withdraw(place.bob, place.school, id)
    with pytest.raises(NotFoundError):
        cycles.cycle(place.everybody[coach], place.school, id)
    with reading() as session:
        jobs = session.scalars(select(SolverJob))
        (job,) = [one.id for one in jobs if one.input.get("free")]
    with working(wiring.current()):
        assert ended(job, 60).error is None
    with reading() as session:
        head = plans.published(session, place.school)
        assert head is not None
        assert head.id != state.id
        answer = plans.content(session, head.id).calendar
        assert answer.sessions == ()
        assert all(one.id != id for one in plans.school_of(session, head.id).requests)


def test_another_coach_is_looked_for_and_the_first_is_out(place: Elm) -> None:
    id, coach = booked(place)
    withdraw.change_coach(place.bob, place.school, id)
    assert work(place.school, id) == "done"
    with pytest.raises(NotFoundError):
        cycles.cycle(place.everybody[coach], place.school, id)
    assert work(place.school, id) == "done"
    names = {one.coach for one in offers.offers(place.bob, place.school, id)}
    other = {"dave": "Erin Evans", "erin": "Dave Diaz"}[coach]
    assert names == {other}


def test_who_evaluates_cannot_coach(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    staff = tuple(
        dataclasses.replace(one, evaluates=("bob",)) if one.id == "dave" else one
        for one in small_school().staff
    )
    place = elm(small_school(staff=staff, requests=()))
    assert "dave" not in {one.id for one in ask.choices(place.bob, place.school).coaches}
    with pytest.raises(InputError, match="evaluates you"):
        ask.ask(place.bob, place.school, dataclasses.replace(WISH, wished_coach="dave"))
    id = ask.ask(place.bob, place.school, WISH)
    work(place.school, id)
    assert {one.coach for one in offers.offers(place.bob, place.school, id)} == {"Erin Evans"}


def test_the_match_is_explained(place: Elm) -> None:
    found = {one.coach: one for one in ask.matches(place.bob, place.school, WISH)}
    assert found["dave"].areas == ("Math",)
    assert found["dave"].days > 20
    assert found["dave"].first_free is not None


def test_whoever_accepts_is_the_coach_whoever_else_has_their_place(place: Elm) -> None:
    site = place.dave.grants[0].site
    with writing() as session:
        for who, role in ((place.erin, Role.TEACHER), (place.dave, Role.PLUS)):
            grant = Grant(role=role, district=place.town.district, site=site, staff="dave")
            people.add_membership(session, str(who.user), grant)
    wish = dataclasses.replace(WISH, not_coaches=("erin",))
    id = ask.ask(place.bob, place.school, wish)
    work(place.school, id)
    first = offers.offers(place.bob, place.school, id)[0]
    offers.answer(place.dave, place.school, first.id, True)
    assert offers.answer(place.bob, place.school, first.id, True)
    with reading() as session:
        assert rows.cycle(session, place.school, id).coach_id == place.dave.user
    assert work(place.school, id) == "done"
    assert cycles.cycle(place.dave, place.school, id).is_active
    with reading() as session:
        assert rows.cycle(session, place.school, id).coach_id == place.dave.user


def test_a_cycle_that_has_begun_ends_and_another_goes_on(
    place: Elm, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, coach = booked(place)
    words.write(place.bob, place.school, id, "goal", {"goal": "Quieter beginnings"})
    first, *rest = cycles.cycle(place.bob, place.school, id).steps
    freeze(monkeypatch, first.date + dt.timedelta(days=1))
    goes_on = withdraw.change_coach(place.bob, place.school, id)
    assert goes_on != id
    with reading() as session:
        jobs = list(session.scalars(select(SolverJob.id)))
    with working(wiring.current()):
        assert {ended(one, 60).error for one in jobs} == {None}
    (kept,) = cycles.cycle(place.bob, place.school, id).steps
    assert kept.id == first.id
    assert rest, "and the others are given back"
    other = {"dave": "Erin Evans", "erin": "Dave Diaz"}[coach]
    assert {one.coach for one in offers.offers(place.bob, place.school, goes_on)} == {other}
    (goal,) = words.pieces(place.bob, place.school, goes_on)
    assert goal.content == {"goal": "Quieter beginnings"}
    assert cycles.cycle(place.everybody[coach], place.school, id).steps


def test_what_came_to_nothing_can_be_looked_for_again(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    with pytest.raises(ConflictError, match="looked for already"):
        searching.look_again(place.bob, place.school, id)
    work(place.school, id)
    for one in offers.offers(place.bob, place.school, id):
        offers.answer(place.bob, place.school, one.id, False)
    assert cycles.cycle(place.bob, place.school, id).search.state == "gone"
    with pytest.raises(NotFoundError):
        searching.look_again(place.alice, place.school, id)
    searching.look_again(place.bob, place.school, id)
    work(place.school, id)
    assert cycles.cycle(place.bob, place.school, id).status == "Offers"


def test_a_booking_that_fails_is_said_and_can_be_tried_again(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    work(place.school, id)
    first = offers.offers(place.bob, place.school, id)[0]
    offers.answer(place.bob, place.school, first.id, True)
    coach = place.dave if first.coach == "Dave Diaz" else place.erin
    offers.answer(coach, place.school, first.id, True)
    with writing() as session:
        job = rows.job(session, rows.cycle(session, place.school, id).fit_job)
        job.state, job.error = JobState.FAILED, "Something broke."
    found = cycles.cycle(place.bob, place.school, id)
    assert (found.status, found.search.state) == ("Waiting for a time", "failed")
    searching.look_again(place.bob, place.school, id)
    assert cycles.cycle(place.bob, place.school, id).coach == ""
    work(place.school, id)
    assert len(offers.offers(place.bob, place.school, id)) >= 1


def test_offers_are_over_when_a_new_plan_was_faster(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, WISH)
    work(place.school, id)
    first, *more = offers.offers(place.bob, place.school, id)
    assert more
    coach = place.dave if first.coach == "Dave Diaz" else place.erin
    offers.answer(place.bob, place.school, first.id, True)
    with reading() as session:
        kept = [dict(vars(one)) for one in rows.offers(session, place.school, id)]
    offers.answer(coach, place.school, first.id, True)
    work(place.school, id)
    with writing() as session:  # as if a build had booked it
        names = [column.key for column in CoachingOffer.__table__.columns]
        session.add_all(CoachingOffer(**{n: one[n] for n in names}) for one in kept)
    for who in (place.bob, place.dave, place.erin):
        assert offers.offers_to_me(who, place.school) == ()
    assert offers.offers(place.bob, place.school, id) == ()
    with pytest.raises(ConflictError, match="booked"):
        searching.look_again(place.bob, place.school, id)


def test_who_is_meant_finds_a_message_and_nobody_else_does(place: Elm) -> None:
    window = (WISH.first, WISH.last)
    suggest.suggest(place.pat, place.school, "bob", "cycle", ("Math",), *window)
    suggest.invite(place.pat, place.school, "pd:core", "cycle", "Who would like to?", *window)
    told = {
        name: sorted(
            str(one.content["coaching"])
            for one in inbox.messages_of(getattr(place, name), place.school)
        )
        for name in ("alice", "bob", "carol", "dave")
    }
    both = {"alice": ["invitation"], "bob": ["entry", "invitation"]}
    assert told == both | {"carol": [], "dave": []}
