"""Transactions: a reader sees one moment, a writer changes all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler.errors import ConflictError, InputError
from scheduler.store import init_app, plain_session, reading, writing
from scheduler.store.tables.people import User
from scheduler.store.tables.places import District
from scheduler.store.tables.trail import Audit

on_either = pytest.mark.usefixtures("either_database")


def add_district(name: str = "Maple Valley") -> str:
    with writing() as session:
        district = District(name=name)
        session.add(district)
        session.flush()
        return district.id


def name_of(district: str) -> str:
    with reading() as session:
        return session.get_one(District, district).name


@on_either
def test_what_was_written_can_be_read() -> None:
    id = add_district()
    assert len(id) == 10
    assert name_of(id) == "Maple Valley"


@on_either
def test_an_error_takes_everything_back() -> None:
    id = add_district()

    def spoil() -> None:
        with writing() as session:
            session.get_one(District, id).name = "Other"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        spoil()
    assert name_of(id) == "Maple Valley"


@on_either
@pytest.mark.parametrize(
    "change",
    [
        lambda session, district: session.execute(update(District).values(name="Other")),
        lambda session, district: session.add(District(name="Other")),
        lambda session, district: setattr(district, "name", "Other"),
        lambda session, district: session.delete(district),
    ],
)
def test_a_change_while_reading_is_refused(change: Callable[[Session, District], object]) -> None:
    id = add_district()

    def attempt() -> None:
        with reading() as session:
            change(session, session.get_one(District, id))

    with pytest.raises((RuntimeError, DBAPIError), match=r"reading transaction|read-?only"):
        attempt()
    assert name_of(id) == "Maple Valley"


@on_either
def test_a_reader_sees_one_moment() -> None:
    id = add_district()
    with reading() as session:
        assert session.get_one(District, id).name == "Maple Valley"
        with plain_session() as other:
            other.get_one(District, id).name = "Other"
            other.commit()
        assert session.scalar(select(District.name)) == "Maple Valley"
    assert name_of(id) == "Other"


@on_either
def test_reading_within_is_the_same_session() -> None:
    with writing() as session:
        session.add(District(name="New"))
        with reading() as inner:
            assert inner is session
            assert inner.scalar(select(District.name)) == "New"


@pytest.mark.parametrize("outer", [reading, writing])
@on_either
def test_a_writer_within_a_transaction_is_refused(outer) -> None:
    with outer(), pytest.raises(RuntimeError, match="inside another"), writing():
        pass
    add_district()


@on_either
def test_the_second_of_two_people_with_one_row_is_told() -> None:
    id = add_district()

    def change() -> None:
        with writing() as session:
            district = session.get_one(District, id)
            # What another process would do, had it come between.
            session.execute(text("UPDATE district SET version = version + 1, name = 'Theirs'"))
            district.name = "Mine"

    with pytest.raises(ConflictError, match="Somebody else changed this"):
        change()
    assert name_of(id) == "Maple Valley"


@on_either
def test_what_must_be_unique_is_a_sentence() -> None:
    twins = [User(email="a@example.org", name=name) for name in ("A", "B")]
    match = "There is one with the same email already"
    with pytest.raises(ConflictError, match=match), writing() as session:
        session.add_all(twins)


@on_either
def test_what_is_not_there_cannot_be_referred_to() -> None:
    with pytest.raises(ConflictError, match="no longer there"), writing() as session:
        session.add(Audit(action="edit", user_id="nobody"))


@on_either
def test_moments_come_back_in_utc() -> None:
    zone = dt.timezone(dt.timedelta(hours=-5))
    at = dt.datetime(2026, 8, 31, 7, 30, tzinfo=zone)
    with writing() as session:
        session.add(Audit(action="edit", at=at))
    with reading() as session:
        back = session.scalars(select(Audit.at)).one()
    assert (back, back.tzinfo) == (at, dt.UTC)


@on_either
def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Exception, match="has no time zone"), writing() as session:
        session.add(Audit(action="edit", at=dt.datetime(2026, 8, 31, 7, 30)))


@pytest.mark.usefixtures("open_app")
def test_the_file_is_opened_with_the_pragmas() -> None:
    with reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in (
                *("journal_mode", "synchronous", "foreign_keys", "busy_timeout"),
                "secure_delete",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not the address of a database"),
        ("sqlite://", "in memory"),
        ("sqlite:///some.db", "absolute path"),
        ("mysql://host/base", 'not "mysql"'),
    ],
)
def test_an_address_that_cannot_be_used_is_named(url: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        init_app(Flask("other"), url)
