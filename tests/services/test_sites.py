"""Opening, showing and editing the data of a school, by those who may."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from scheduler.domain.courses import Room
from scheduler.domain.roles import CONSOLE, Action, Viewer
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.samples.district import sample_district
from scheduler.services.sites import edit, opening, show
from scheduler.store import load, reading
from scheduler.store.queries import sites as queries
from tests.cast import small_school
from tests.prepared import prepared
from tests.services.sites_cast import Town, audit, town

ROOM = Room(id="103", name="Room 103", capacity=20)


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


# --- opening -----------------------------------------------------------------------------------


def test_a_school_is_what_it_was_filled_with(place: Town) -> None:
    found = show.open_school(place.principal, Action.SEE_SCHOOL_DATA, place.elm)
    assert found == small_school()


def test_requests_in_a_file_are_to_be_confirmed_unless_the_console_brings_them(
    place: Town,
) -> None:
    school = dataclasses.replace(small_school(), id="oak")
    site = opening.open_site(place.district_staff, place.district, "Ash")
    ash = opening.open_year(place.district_staff, site, "2026-27", school)
    with reading() as session:
        found = load.school(session, ash)
    assert [one.is_confirmed for one in found.requests] == [False]
    # Nobody but its teacher sees it before that.
    shown = show.open_school(principal_of_all(place), Action.SEE_SCHOOL_DATA, ash)
    assert shown.requests == ()


def principal_of_all(place: Town) -> Viewer:
    """Let the principal be one of every site."""
    grant = dataclasses.replace(place.principal.grants[0], site=None)
    return dataclasses.replace(place.principal, grants=(grant,))


@pytest.mark.parametrize("year", ["2026", "2026-28", "next", "2026-2027", "2027-28"])
def test_a_year_is_written_as_people_say_it_and_is_that_of_the_calendar(
    place: Town, year: str
) -> None:
    with pytest.raises(InputError, match="year"):
        opening.open_year(place.district_staff, place.oak_site, year, small_school())


def test_a_site_has_a_year_once_and_a_district_a_name_once(place: Town) -> None:
    with pytest.raises(ConflictError):
        opening.open_year(place.district_staff, place.oak_site, "2026-27")
    with pytest.raises(ConflictError):
        opening.open_site(place.district_staff, place.district, "Oak")
    with pytest.raises(InputError, match="name"):
        opening.open_site(place.district_staff, place.district, "  ")


def test_only_the_district_opens_sites_and_only_the_server_opens_districts(place: Town) -> None:
    with pytest.raises(NotAllowedError):
        opening.open_year(place.principal, _site(place.elm), "2027-28")
    with pytest.raises(NotFoundError):
        opening.open_site(place.principal, place.district, "Ash")
    with pytest.raises(NotFoundError):
        opening.open_site(place.stranger, place.district, "Ash")
    with pytest.raises(NotFoundError):
        opening.open_district(place.district_staff, "Mine")


def _site(school: str) -> str:
    with reading() as session:
        return queries.year(session, school).site


def test_a_whole_district_is_opened_with_the_people_it_shares(open_app: Flask) -> None:
    made = sample_district()
    found = opening.open_whole_district(CONSOLE, made.district, made.schools)
    assert found.keys() == made.schools.keys()
    years = show.schools_of(CONSOLE)
    assert sorted(one.site_name for one in years) == sorted(s.name for s in made.district.sites)
    first = made.district.shared[0]
    with reading() as session:
        shared = queries.shared_at(session, _site(found[first.posts[0].site]))
        assert [(one.name, one.staff) for one in shared] == [(first.name, first.posts[0].staff)]
        other = _site(found[first.posts[1].site])
        assert shared[0].others == ((other, first.posts[1].staff),)


def test_an_archived_year_is_listed_only_when_asked_for(place: Town) -> None:
    opening.archive_year(place.district_staff, place.oak)
    assert [one.id for one in show.schools_of(place.district_staff)] == [place.elm]
    assert len(show.schools_of(place.district_staff, archived=True)) == 2


# --- showing -----------------------------------------------------------------------------------


def test_everybody_sees_the_schools_where_they_have_a_role(place: Town) -> None:
    assert [one.site_name for one in show.schools_of(place.teacher)] == ["Elm"]
    assert [one.site_name for one in show.schools_of(place.district_staff)] == ["Elm", "Oak"]
    assert show.schools_of(place.stranger) == ()


@pytest.mark.parametrize(
    "read",
    [
        lambda who, school: show.overview(who, school),
        lambda who, school: show.listed(who, school, "rooms"),
        lambda who, school: show.one(who, school, "rooms", "101"),
        lambda who, school: show.value(who, school, "calendar"),
        lambda who, school: show.open_school(who, Action.SEE_SCHOOL_DATA, school),
        lambda who, school: edit.add(who, school, "rooms", ROOM),
        lambda who, school: edit.change(who, school, "rooms", ROOM, 1),
        lambda who, school: edit.remove(who, school, "rooms", {"101": 1}),
        lambda who, school: edit.restore(who, school, "rooms", "101"),
        lambda who, school: edit.arrange(who, school, "rooms", []),
        lambda who, school: edit.set_value(who, school, "name", "X", 1),
        lambda who, school: edit.take_back(who, school, "0" * 10),
    ],
)
def test_teachers_may_not_and_strangers_know_of_nothing(
    place: Town, read: Callable[[Viewer, str], Any]
) -> None:
    with pytest.raises(NotAllowedError):
        read(place.teacher, place.elm)
    for who, school in (
        (place.stranger, place.elm),
        (place.principal, place.oak),
        (place.principal, "0000000000"),
    ):
        with pytest.raises(NotFoundError):
            read(who, school)


def test_the_overview_says_what_is_there_and_what_is_missing(place: Town) -> None:
    elm = show.overview(place.office, place.elm)
    assert elm.counts["staff"] == 6
    assert elm.problems == ()
    assert "requests" not in elm.counts
    oak = show.overview(principal_of_all(place), place.oak)
    assert any("calendar is missing" in one for one in oak.problems)


def test_coaching_requests_are_no_school_data(place: Town) -> None:
    for read in (
        lambda: show.listed(place.principal, place.elm, "requests"),
        lambda: show.one(place.principal, place.elm, "requests", "r1"),
        lambda: edit.remove(place.principal, place.elm, "requests", {"r1": 1}),
        lambda: show.listed(place.principal, place.elm, "user_account"),
        lambda: show.value(place.principal, place.elm, "staff"),
    ):
        with pytest.raises(NotFoundError):
            read()


# --- editing -----------------------------------------------------------------------------------


def test_adding_changing_and_deleting_can_be_taken_back(place: Town) -> None:
    who, school = place.principal, place.elm
    added = edit.add(who, school, "rooms", ROOM)
    assert added.versions == {"103": 1}
    larger = dataclasses.replace(ROOM, capacity=30)
    changed = edit.change(who, school, "rooms", larger, 1)
    assert changed.versions == {"103": 2}
    gone = edit.remove(who, school, "rooms", {"103": 2})
    assert [one.id for one in show.listed(who, school, "rooms", deleted=True)] == ["103"]
    assert gone.undo is not None
    edit.take_back(who, school, gone.undo)
    assert show.one(who, school, "rooms", "103").thing == larger
    # What stands between is changed again: the versions have moved on.
    assert changed.undo is not None
    with pytest.raises(ConflictError):
        edit.take_back(who, school, changed.undo)


def test_taking_back_can_be_taken_back(place: Town) -> None:
    who, school = place.principal, place.elm
    room = show.one(who, school, "rooms", "101")
    assert isinstance(room.thing, Room)
    small = dataclasses.replace(room.thing, capacity=5)
    step = edit.change(who, school, "rooms", small, room.version).undo
    assert step is not None
    redo = edit.take_back(who, school, step).undo
    assert show.one(who, school, "rooms", "101").thing == room.thing
    assert redo is not None
    edit.take_back(who, school, redo)
    assert show.one(who, school, "rooms", "101").thing == small
    with pytest.raises(ConflictError, match="already"):
        edit.take_back(who, school, step)


def test_a_change_of_somebody_else_is_not_mine_to_take_back(place: Town) -> None:
    step = edit.add(place.principal, place.elm, "rooms", ROOM).undo
    assert step is not None
    with pytest.raises(NotFoundError):
        edit.take_back(
            dataclasses.replace(place.principal, user=place.office.user), place.elm, step
        )


def test_many_rows_are_changed_all_or_none(place: Town) -> None:
    who, school = place.principal, place.elm
    rooms = [one for one in show.listed(who, school, "rooms") if isinstance(one.thing, Room)]
    larger = [(dataclasses.replace(one.thing, capacity=40), one.version) for one in rooms]  # type: ignore[type-var]
    with pytest.raises(ConflictError):
        edit.change_many(who, school, "rooms", [*larger[:-1], (larger[-1][0], 9)])
    assert {one.thing for one in show.listed(who, school, "rooms")} == {r.thing for r in rooms}
    saved = edit.change_many(who, school, "rooms", larger)
    assert set(saved.versions.values()) == {2}
    assert saved.undo is not None
    edit.take_back(who, school, saved.undo)
    assert {one.thing for one in show.listed(who, school, "rooms")} == {r.thing for r in rooms}


def test_the_second_of_two_is_told_what_the_first_changed(place: Town) -> None:
    other = dataclasses.replace(place.principal, user=place.office.user)
    room = show.one(place.principal, place.elm, "rooms", "101")
    assert isinstance(room.thing, Room)
    edit.change(other, place.elm, "rooms", dataclasses.replace(room.thing, capacity=5), 1)
    with pytest.raises(ConflictError, match=r"Olga Office \(capacity\)"):
        edit.change(
            place.principal, place.elm, "rooms", dataclasses.replace(room.thing, name="X"), 1
        )


def test_values_are_edited_and_taken_back(place: Town) -> None:
    who, school = place.principal, place.elm
    before = show.value(who, school, "policy")
    wanted = dataclasses.replace(before.content, most_preps=3)
    edited = edit.set_value(who, school, "policy", wanted, before.version)
    assert show.value(who, school, "policy").content == wanted
    assert edited.undo is not None
    edit.take_back(who, school, edited.undo)
    assert show.value(who, school, "policy").content == before.content
    with pytest.raises(InputError, match="stays"):
        edit.set_value(who, school, "id", "other", 1)
    with pytest.raises(NotFoundError):
        edit.set_value(who, school, "wishes", "other", 1)


def test_the_audit_names_fields_and_never_content(place: Town) -> None:
    edit.add(place.principal, place.elm, "rooms", dataclasses.replace(ROOM, name="Marker"))
    edit.change(place.principal, place.elm, "rooms", dataclasses.replace(ROOM, name="Marker 2"), 1)
    rows = audit(place.elm)
    assert ("add", "rooms", "103", ()) in rows
    assert ("change", "rooms", "103", ("name",)) in rows
    assert "Marker" not in repr(rows)


def test_things_are_made_of_plain_values_with_all_complaints_at_once() -> None:
    assert edit.thing_of("rooms", {"id": "103", "name": "Room 103", "capacity": 20}) == ROOM
    with pytest.raises(InvalidProblemError) as refused:
        edit.thing_of("rooms", {"id": "103", "capacity": "many", "colour": "red"})
    assert len(refused.value.problems) == 3
    with pytest.raises(NotFoundError):
        edit.thing_of("requests", {})
