"""A teacher without an account answers one entry by a link; whoever sent it learns nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from flask import Flask

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.roles import Role
from scheduler.errors import InputError, NotAllowedError, NotFoundError, TooOftenError
from scheduler.services.access.entrance import Entrance, Source
from scheduler.services.coaching import cycles, links
from scheduler.store import load, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import people
from scheduler.store.tables.coaching import CoachingLink
from tests.prepared import prepared
from tests.services.coaching.cast import Elm, elm, freeze, work
from tests.services.sites_cast import audit

HERE = Source(address="192.0.2.1", agent="Firefox")


@pytest.fixture
def entrance(open_app: Flask) -> Entrance:
    found: Entrance = open_app.extensions["entrance"]
    return found


@pytest.fixture
def place(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Elm:
    """Return Elm, where nobody has an account as Alice, and something waits for her word."""
    freeze(monkeypatch)
    return prepared(open_app, "elm, links", elm)


def made(place: Elm, entrance: Entrance, teacher: str = "alice") -> tuple[str, ...]:
    email = f"{teacher}@home.example"
    return links.make(place.pat, place.school, teacher, email, entrance, HERE).tokens


def request(place: Elm) -> object:
    with reading() as session:
        return load.row(session, place.school, "requests", "r1").thing


def test_it_shows_the_entry_and_the_own_week_and_confirms_it_once(
    place: Elm, entrance: Entrance
) -> None:
    (token,) = made(place, entrance)
    for _ in range(2):
        asked = links.look(token)  # a mail program looks, too
    assert (asked.name, asked.school, asked.kind) == ("Alice Adams", "Elm", "Coaching cycle")
    titles = {line.title for day in asked.week for line in day.lines}
    assert any("ELA" in one for one in titles)
    assert not any("Art" in one for one in titles)
    links.answer(entrance, token, True, HERE)
    assert request(place).status is RequestStatus.CONFIRMED
    for again in (lambda: links.look(token), lambda: links.answer(entrance, token, False, HERE)):
        with pytest.raises(NotFoundError, match="used"):
            again()
    assert work(place.school, "r1") == "done"
    assert cycles.cycle(place.alice, place.school, "r1").status == "Offers"


def test_a_no_leaves_no_trace(place: Elm, entrance: Entrance) -> None:
    (token,) = made(place, entrance)
    before = audit(place.school)
    links.answer(entrance, token, False, HERE)
    assert audit(place.school) == before
    with pytest.raises(NotFoundError):
        request(place)
    with reading() as session:
        assert session.query(CoachingLink).count() == 0


def test_whoever_sends_it_learns_not_whether_anything_waits(place: Elm, entrance: Entrance) -> None:
    assert made(place, entrance, "bob") == ()
    assert len(made(place, entrance)) == 1
    sent = [one for one in audit(place.school) if "send link" in repr(one)]
    assert len(sent) == 2


def test_a_new_one_makes_the_earlier_useless_and_an_old_one_is_too_old(
    place: Elm, entrance: Entrance
) -> None:
    (first,) = made(place, entrance)
    (second,) = made(place, entrance)
    with pytest.raises(NotFoundError):
        links.look(first)
    with writing() as session:
        session.query(CoachingLink).update({"expires_at": now() - dt.timedelta(seconds=1)})
    with pytest.raises(NotFoundError):
        links.look(second)
    with pytest.raises(NotFoundError):
        links.answer(entrance, second, True, HERE)


def test_only_its_hash_is_kept(place: Elm, entrance: Entrance) -> None:
    (token,) = made(place, entrance)
    with reading() as session:
        (row,) = session.query(CoachingLink).all()
        assert token not in repr(vars(row))


def test_who_has_an_account_gets_none(place: Elm, entrance: Entrance) -> None:
    with writing() as session:
        people.add_membership(session, str(place.alice.user), place.alice.grants[0])
    with pytest.raises(InputError, match="has an account"):
        made(place, entrance)


@pytest.mark.parametrize("name", ["dave", "alice", "office", "district"])
def test_only_who_leads_the_school_sends_them(place: Elm, entrance: Entrance, name: str) -> None:
    principal = dataclasses.replace(place, pat=place.everybody[name])
    with pytest.raises(NotAllowedError):
        made(principal, entrance)
    assert place.everybody[name].grants[0].role is not Role.PRINCIPAL


def test_letters_to_one_address_and_answers_from_one_are_counted(
    place: Elm, entrance: Entrance
) -> None:
    for _ in range(3):
        made(place, entrance)
    with pytest.raises(TooOftenError):
        made(place, entrance)
    for _ in range(50):
        with pytest.raises(NotFoundError):
            links.answer(entrance, "guess", True, HERE)
    with pytest.raises(TooOftenError):
        links.answer(entrance, "guess", True, HERE)
