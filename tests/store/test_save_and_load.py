"""A school goes into the database and comes back as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from scheduler import samples, store
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.store import load as loading
from scheduler.store import reading, writing
from scheduler.store import save as saving
from scheduler.store.load import _recent
from scheduler.store.tables.school import LISTS, VALUES
from scheduler.store.tables.trail import Audit
from tests.applications import close_database
from tests.cast import small_school
from tests.formats.full_school import full_school
from tests.store.cast import load, new_school_year, new_user, save


def versions(school_id: str, name: str) -> dict[str, int]:
    with reading() as session:
        return {row.id: row.version for row in loading.rows(session, school_id, name)}


def test_every_field_of_a_school_has_a_place() -> None:
    assert {*LISTS, *VALUES} == {field.name for field in dataclasses.fields(School)}
    for of in LISTS.values():
        columns = {cell.name for cell in of.cells}
        assert columns == {field.name for field in dataclasses.fields(of.kind)}
        assert not columns & {"school_id", "position", "version", "deleted_at"}


def test_a_school_with_everything_comes_back_as_it_was(school_id: str) -> None:
    school = full_school()
    save(school_id, school)
    assert load(school_id) == school


@pytest.mark.usefixtures("open_app")
@pytest.mark.parametrize("name", ["elementary", "middle", "high", "large"])
def test_a_sample_comes_back_as_it_was(name: str) -> None:
    school = samples.make(name)
    school_id = new_school_year()
    save(school_id, school)
    assert load(school_id) == school


@pytest.mark.usefixtures("open_app")
def test_a_large_school_takes_no_more_questions_than_a_small_one() -> None:
    asked = []
    for school in (small_school(), samples.make("large")):
        school_id = new_school_year()
        save(school_id, school)
        _recent._kept.clear()
        with statements() as seen:
            load(school_id)
        asked.append(len(seen))
        with statements() as seen:
            assert load(school_id) is load(school_id)
        assert len(seen) < asked[-1] / 2
    assert asked[0] == asked[1]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked within."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store.db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.db.engine, "before_cursor_execute", note)


def test_what_is_saved_again_changes_nothing_but_the_edition(school_id: str) -> None:
    school = full_school()
    first = save(school_id, school)
    second = save(school_id, school)
    assert first != second
    assert {*versions(school_id, "staff").values()} == {1}
    assert load(school_id) == school


def test_only_what_differs_gets_a_new_version(school_id: str) -> None:
    school = small_school()
    save(school_id, school)
    first, *others = school.staff
    renamed = dataclasses.replace(first, name="Somebody Else")
    # Renamed, and now the last of the list.
    changed = dataclasses.replace(school, staff=(*others, renamed))
    save(school_id, changed)
    assert load(school_id) == changed
    assert versions(school_id, "staff") == {one.id: 1 for one in others} | {first.id: 2}


def test_what_a_file_no_longer_has_is_deleted_and_returns_with_it(school_id: str) -> None:
    school = small_school()
    save(school_id, school)
    last = school.rooms[-1].id
    save(school_id, dataclasses.replace(school, rooms=school.rooms[:-1], sections=()))
    with reading() as session:
        (row,) = loading.rows(session, school_id, "rooms", deleted=True)
    assert (row.id, row.version) == (last, 2)
    save(school_id, school)
    assert load(school_id) == school
    assert versions(school_id, "rooms")[last] == 3


def test_an_import_made_against_another_edition_is_refused(school_id: str) -> None:
    school = small_school()
    seen = save(school_id, school)
    save(school_id, dataclasses.replace(school, name="Theirs"))
    mine = dataclasses.replace(school, name="Mine")
    with pytest.raises(ConflictError, match="changed meanwhile"), writing() as session:
        saving.whole(session, school_id, mine, by=None, expected=seen)
    assert load(school_id).name == "Theirs"


def test_what_was_rolled_back_is_never_shown(school_id: str) -> None:
    school = small_school()
    save(school_id, school)

    def half_done() -> None:
        with writing() as session:
            saving.whole(session, school_id, dataclasses.replace(school, name="Never"), by=None)
            assert loading.school(session, school_id).name == "Never"
            raise LookupError

    with pytest.raises(LookupError):
        half_done()
    assert load(school_id) == school


def test_a_school_that_changes_while_it_is_loaded_is_not_mixed(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Readers see one moment, but a writer of PostgreSQL sees what others commit meanwhile.
    app = Flask("loading")
    store.init_app(app, migrated_postgres_url)
    with app.app_context():
        school = small_school()
        school_id = new_school_year()
        save(school_id, school)
        listed = loading.rows

        def rows(session: Session, *which: str) -> tuple[loading.Row, ...]:
            monkeypatch.setattr(loading, "rows", listed)
            with store.plain_session() as other:
                saving.whole(other, school_id, dataclasses.replace(school, name="New"), by=None)
                other.commit()
            return listed(session, *which)

        monkeypatch.setattr(loading, "rows", rows)
        with pytest.raises(ConflictError, match="at this very moment"), writing() as session:
            loading.school(session, school_id)
        assert load(school_id).name == "New"
    close_database(app)


def test_an_empty_school_says_what_to_enter(school_id: str) -> None:
    with pytest.raises(InvalidProblemError) as caught:
        load(school_id)
    assert caught.value.problems == (
        "The school's name is missing; enter it first.",
        "The school's kind is missing; enter it first.",
        "The school's calendar is missing; enter it first.",
    )


def test_there_must_be_such_a_school(school_id: str) -> None:
    with pytest.raises(NotFoundError, match="no such school"):
        load("0123456789")
    with pytest.raises(NotFoundError, match="no such school"):
        save("0123456789", small_school())


def test_the_audit_names_fields_and_never_content(school_id: str) -> None:
    school = small_school()
    user = new_user("Pat Lee")
    save(school_id, school, by=user)
    renamed = dataclasses.replace(school.staff[0], name="Somebody Else")
    calendar = dataclasses.replace(school.calendar, last=date(2027, 6, 30))
    changed = dataclasses.replace(school, staff=(renamed, *school.staff[1:]), calendar=calendar)
    save(school_id, changed, by=user)
    with reading() as session:
        query = select(Audit).where(Audit.version == 2).order_by(Audit.table)
        audits = session.scalars(query).all()
        told = [(one.table, one.row, one.fields) for one in audits]
        assert {one.user_id for one in audits} == {user}
    assert told == [("calendar", "", ["last"]), ("staff", school.staff[0].id, ["name"])]
