"""Two people at one school: nothing is overwritten, everything deleted can be restored."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, update

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.policy import CoverCaps
from scheduler.domain.staff import ContentArea, StaffMember
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.store import edit, reading, writing
from scheduler.store import load as loading
from scheduler.store.tables.school import LISTS, school_value
from scheduler.store.tables.trail import Audit
from tests.cast import small_school
from tests.store.cast import load, new_user, save

MUSIC = ContentArea(id="music", name="Music")


@pytest.fixture
def school_id(school_id: str) -> str:
    """Return a school with data."""
    save(school_id, small_school())
    return school_id


def done(action: Callable[..., Any], school_id: str, *what: Any, **how: Any) -> Any:
    """Do one edit in a transaction of its own."""
    with writing() as session:
        return action(session, school_id, *what, **{"by": None} | how)


def row(school_id: str, name: str, id: str) -> loading.Row:
    with reading() as session:
        return loading.row(session, school_id, name, id)


def audits(school_id: str) -> list[tuple[str, str, str, list[str], int | None]]:
    with reading() as session:
        query = select(Audit).where(Audit.school_id == school_id, Audit.action != "import")
        found = session.scalars(query.order_by(Audit.at, Audit.version)).all()
        return [(one.action, one.table, one.row, one.fields, one.version) for one in found][-3:]


def first_of_staff() -> StaffMember:
    return small_school().staff[0]


def test_a_thing_is_added_at_the_end(school_id: str) -> None:
    assert done(edit.add, school_id, "areas", MUSIC) == 1
    assert load(school_id).areas[-1] == MUSIC
    assert audits(school_id)[-1] == ("add", "areas", "music", [], 1)


def test_an_id_is_given_once(school_id: str) -> None:
    done(edit.add, school_id, "areas", MUSIC)
    with pytest.raises(ConflictError, match='There is a Content area "music" already'):
        done(edit.add, school_id, "areas", MUSIC)
    done(edit.remove, school_id, "areas", "music", expected=1)
    with pytest.raises(ConflictError, match="restore it, or choose another id"):
        done(edit.add, school_id, "areas", MUSIC)


def test_a_list_holds_things_of_its_kind(school_id: str) -> None:
    with pytest.raises(TypeError, match="staff holds StaffMember, not ContentArea"):
        done(edit.add, school_id, "staff", MUSIC)


def test_a_change_gives_a_new_version(school_id: str) -> None:
    changed = dataclasses.replace(first_of_staff(), name="New Name", volunteer=True)
    assert done(edit.change, school_id, "staff", changed, expected=1) == 2
    assert load(school_id).staff[0] == changed
    assert audits(school_id)[-1] == ("change", "staff", changed.id, ["name", "volunteer"], 2)


def test_a_change_that_changes_nothing_leaves_no_trace(school_id: str) -> None:
    before = audits(school_id)
    assert done(edit.change, school_id, "staff", first_of_staff(), expected=1) == 1
    assert audits(school_id) == before


def test_the_second_of_two_sees_what_the_first_changed(school_id: str) -> None:
    pat, kim = new_user("Pat Lee"), new_user("Kim Ray")
    person = first_of_staff()
    theirs = dataclasses.replace(person, name="Theirs", most_load=33)
    done(edit.change, school_id, "staff", theirs, expected=1, by=pat)
    mine = dataclasses.replace(person, share=0.5)
    with pytest.raises(ConflictError) as caught:
        done(edit.change, school_id, "staff", mine, expected=1, by=kim)
    assert str(caught.value) == (
        f'Staff member "{person.id}" was changed meanwhile by Pat Lee (name, most load). Nothing '
        "of yours was saved; look at it as it is now and enter your change again."
    )
    assert load(school_id).staff[0] == theirs


def test_the_second_is_told_that_it_was_deleted(school_id: str) -> None:
    pat = new_user("Pat Lee")
    done(edit.add, school_id, "areas", MUSIC)
    done(edit.remove, school_id, "areas", "music", expected=1, by=pat)
    with pytest.raises(ConflictError, match="was deleted meanwhile by Pat Lee\\. Nothing"):
        done(edit.change, school_id, "areas", MUSIC, expected=1)


def test_a_change_by_the_program_names_nobody(school_id: str) -> None:
    person = first_of_staff()
    done(edit.change, school_id, "staff", dataclasses.replace(person, name="X"), expected=1)
    with pytest.raises(ConflictError, match=r"was changed meanwhile \(name\)\."):
        done(edit.remove, school_id, "staff", person.id, expected=1)


def test_what_was_deleted_stands_where_it_stood_when_restored(school_id: str) -> None:
    school = small_school()
    room = school.rooms[0]
    done(edit.remove, school_id, "rooms", room.id, expected=1)
    assert row(school_id, "rooms", room.id).deleted_at is not None
    with reading() as session:
        listed = loading.rows(session, school_id, "rooms")
    assert [one.thing for one in listed] == list(school.rooms[1:])
    assert done(edit.restore, school_id, "rooms", room.id) == 3
    assert load(school_id) == school
    assert done(edit.restore, school_id, "rooms", room.id) == 3
    assert [one[0] for one in audits(school_id)[-2:]] == ["delete", "restore"]


def test_rows_that_do_not_fit_can_be_saved_and_are_told(school_id: str) -> None:
    area = small_school().staff[0].areas[0]
    done(edit.remove, school_id, "areas", area, expected=1)
    with reading() as session:
        told = loading.problems(session, school_id)
        listed = loading.rows(session, school_id, "staff")
    name = small_school().staff[0].id
    assert any(f'Staff member "{name}": areas names "{area}"' in one for one in told)
    assert [one.thing for one in listed] == list(small_school().staff)
    with pytest.raises(InvalidProblemError):
        load(school_id)
    done(edit.restore, school_id, "areas", area)
    with reading() as session:
        assert loading.problems(session, school_id) == ()


def test_rows_of_an_older_release_are_shown_and_told(school_id: str) -> None:
    name = small_school().staff[0].id
    table = LISTS["staff"].table
    with writing() as session:
        of = table.c.id == name
        session.execute(update(table).where(of).values(share=7, unavailable=["never"]))
        saved = dataclasses.replace(first_of_staff(), name="Y", id=small_school().staff[1].id)
        edit.change(session, school_id, "staff", saved, expected=1, by=None)
    found = row(school_id, "staff", name)
    assert found.thing is None
    assert found.values["share"] == 7
    assert found.problems == (
        f'staff member "{name}" → number 1: must be a slot such as "Mon 3", not "never".',
    )
    with pytest.raises(InvalidProblemError, match="must be a slot"):
        load(school_id)
    done(edit.change, school_id, "staff", first_of_staff(), expected=1)
    assert load(school_id).staff[0] == first_of_staff()


def test_a_value_of_an_older_release_is_told_and_can_be_mended(school_id: str) -> None:
    done(edit.set_value, school_id, "cover_caps", CoverCaps(covered_in_a_row=2), expected=0)
    with writing() as session:
        old = {"covered_in_a_row": 0, "per_century": 1}
        session.execute(update(school_value).values(document=old).where(*is_caps(school_id)))
        edit.add(session, school_id, "areas", MUSIC, by=None)
    told = (
        'cover caps: the key "per_century" is unknown.',
        "cover caps: covered in a row must be at least 1, not 0.",
    )
    with reading() as session:
        value = loading.value(session, school_id, "cover_caps")
        problems = loading.problems(session, school_id)
    assert (value.content, value.version) == (None, 1)
    for found in (value.problems, problems):
        assert [one.partition(" Known are")[0] for one in found] == [*told]
    done(edit.set_value, school_id, "cover_caps", CoverCaps(), expected=1)
    assert load(school_id).cover_caps == CoverCaps()


def is_caps(school_id: str) -> tuple[ColumnElement[bool], ...]:
    return school_value.c.school_id == school_id, school_value.c.name == "cover_caps"


def test_a_list_is_put_in_order(school_id: str) -> None:
    school = small_school()
    ids = [one.id for one in reversed(school.rooms)]
    done(edit.arrange, school_id, "rooms", ids)
    assert load(school_id).rooms == tuple(reversed(school.rooms))
    with pytest.raises(ConflictError, match="The list of rooms was changed meanwhile"):
        done(edit.arrange, school_id, "rooms", ids[1:])


def test_a_value_of_the_school_is_changed(school_id: str) -> None:
    with reading() as session:
        value = loading.value(session, school_id, "cover_caps")
    assert value == loading.Value(CoverCaps(), 0)
    caps = CoverCaps(covered_in_a_row=2)
    assert done(edit.set_value, school_id, "cover_caps", caps, expected=0) == 1
    assert load(school_id).cover_caps == caps
    with pytest.raises(ConflictError, match='"Cover caps" of the school was changed meanwhile'):
        done(edit.set_value, school_id, "cover_caps", CoverCaps(), expected=0)
    assert done(edit.set_value, school_id, "cover_caps", CoverCaps(), expected=1) == 2
    assert audits(school_id)[-1][3] == ["covered_in_a_row"]


def test_a_value_of_the_wrong_form_is_refused(school_id: str) -> None:
    with pytest.raises(InvalidProblemError, match="name must not be empty"):
        done(edit.set_value, school_id, "name", "", expected=1)


def test_there_must_be_such_a_row(school_id: str) -> None:
    for action, how in ((edit.restore, {}), (edit.remove, {"expected": 1})):
        with pytest.raises(NotFoundError, match='There is no room "attic"'):
            done(action, school_id, "rooms", "attic", **how)


def request(**changes: Any) -> CoachingRequest:
    school = small_school()
    values = {
        "id": "r-new",
        "teacher": school.staff[0].id,
        "template": school.templates[0].id,
        "first": school.calendar.first,
        "last": school.calendar.last,
        "any_area": True,
    }
    return CoachingRequest(**values | changes)


def test_a_withdrawn_request_leaves_nothing_behind(school_id: str) -> None:
    done(edit.add, school_id, "requests", request())
    before = audits(school_id)
    done(edit.remove, school_id, "requests", "r-new", expected=1)
    assert audits(school_id) == before
    with reading() as session:
        assert loading.rows(session, school_id, "requests", deleted=True) == ()
    with pytest.raises(ConflictError, match="no longer there"):
        done(edit.remove, school_id, "requests", "r-new", expected=1)


def test_the_audit_does_not_say_whom_a_teacher_excludes(school_id: str) -> None:
    done(edit.add, school_id, "requests", request())
    coach = small_school().staff[1].id
    changed = request(not_coaches=(coach,), planning_is_fine=True, status=RequestStatus.CONFIRMED)
    done(edit.change, school_id, "requests", changed, expected=1)
    assert audits(school_id)[-1] == ("change", "requests", "r-new", ["status"], 2)
