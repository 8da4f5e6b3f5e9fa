"""Import with preview and confirm, export, and the year after."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.courses import Room
from scheduler.domain.district.delivered import DeliveredPD
from scheduler.domain.district.roll_over import PDDebts
from scheduler.domain.roles import Role
from scheduler.domain.school import School, SchoolKind
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.formats.fet import import_fet
from scheduler.formats.oneroster import write_oneroster
from scheduler.formats.schooljson import dump_school, load_school
from scheduler.formats.sheets import write_sheets
from scheduler.formats.sheets.workbook import read_xlsx
from scheduler.samples import make
from scheduler.services.sites import edit, import_, show
from scheduler.services.sites.export import export
from scheduler.services.sites.next_year import (
    NextYear,
    public_holidays,
    roll_over_school,
    show_roll_over,
)
from scheduler.services.sites.requests import to_confirm
from scheduler.services.sites.sources import Format, Source
from scheduler.store import edit as edit_store
from scheduler.store import load, plans, reading, records, snapshots, writing
from tests.cast import small_calendar, small_plan, small_school
from tests.prepared import prepared
from tests.services.sites_cast import Town, town, viewer

NEW_ROOM = Room(id="103", name="Room 103", capacity=20)


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def as_file(school: School) -> Source:
    return Source(Format.SCHOOL, "school.json", dump_school(school).encode())


def with_room() -> School:
    return small_school(rooms=(*small_school().rooms, NEW_ROOM))


def now(school: str) -> School:
    with reading() as session:
        return load.school(session, school)


# --- import ------------------------------------------------------------


def test_what_is_confirmed_is_what_was_shown(place: Town) -> None:
    shown = import_.preview(place.principal, place.elm, as_file(with_room()))
    assert any("New: 1 room: 103." in line for line in shown.lines)
    assert now(place.elm) == small_school()
    assert shown.id is not None
    done = import_.confirm(place.principal, place.elm, shown.id)
    assert now(place.elm) == with_room()
    with pytest.raises(NotFoundError):  # once
        import_.confirm(place.principal, place.elm, shown.id)
    assert done.undo is not None
    edit.take_back(place.principal, place.elm, done.undo)
    assert now(place.elm) == small_school()


def test_an_import_is_refused_where_the_school_was_changed_and_says_what_and_by_whom(
    place: Town,
) -> None:
    shown = import_.preview(place.principal, place.elm, as_file(with_room()))
    other = dataclasses.replace(place.principal, user=place.office.user)
    edit.remove(other, place.elm, "duties", {"bus": 1})
    assert shown.id is not None
    with pytest.raises(ConflictError, match=r"changed by Olga Office .*duties bus"):
        import_.confirm(place.principal, place.elm, shown.id)
    assert now(place.elm).rooms == small_school().rooms


def test_who_asked_for_coaching_meanwhile_is_not_told(place: Town) -> None:
    shown = import_.preview(place.principal, place.elm, as_file(with_room()))
    assert shown.id is not None
    asked = dataclasses.replace(small_school().requests[0], id="own")
    with writing() as session:
        edit_store.add(session, place.elm, "requests", asked, by=place.teacher.user)
    with pytest.raises(ConflictError, match=r"was changed since .*\(its data\)"):
        import_.confirm(place.principal, place.elm, shown.id)


def test_an_import_is_confirmed_by_whom_it_was_shown_to(place: Town) -> None:
    shown = import_.preview(place.principal, place.elm, as_file(with_room()))
    assert shown.id is not None
    other = dataclasses.replace(place.principal, user=place.office.user)
    for who in (other, place.stranger):
        with pytest.raises(NotFoundError):
            import_.confirm(who, place.elm, shown.id)
    with pytest.raises(NotAllowedError):
        import_.confirm(place.teacher, place.elm, shown.id)


def test_the_first_import_fills_an_empty_school(place: Town) -> None:
    school = dataclasses.replace(small_school(), id="oak", name="Oak School")
    shown = import_.preview(place.district_staff, place.oak, as_file(school))
    assert shown.id is not None
    import_.confirm(place.district_staff, place.oak, shown.id)
    assert now(place.oak) == to_confirm(school)
    again = import_.preview(place.district_staff, place.oak, as_file(school))
    assert (again.id, again.lines[-1]) == (None, "Nothing would change.")


def test_what_a_file_no_longer_has_stays_unless_its_removal_is_confirmed(place: Town) -> None:
    fewer = small_school(duties=())
    shown = import_.preview(place.principal, place.elm, as_file(fewer))
    assert (shown.id, shown.gone) == (shown.id, {"duties": ["bus"]})
    assert shown.id is not None
    import_.confirm(place.principal, place.elm, shown.id)
    assert now(place.elm).duties == small_school().duties
    shown = import_.preview(place.principal, place.elm, as_file(fewer))
    assert shown.id is not None
    import_.confirm(place.principal, place.elm, shown.id, remove_gone=True)
    assert now(place.elm) == fewer


def test_a_file_of_another_school_takes_its_place(open_app: Flask) -> None:
    place, other = town(small_school(requests=())), make("middle")
    shown = import_.look(place.principal, place.elm, as_file(other))
    assert shown.must_go
    assert "What the file no longer has is deleted: it would not fit to the rest." in shown.lines
    assert shown.id is not None
    import_.confirm(place.principal, place.elm, shown.id)
    found = now(place.elm)
    assert {one.id for one in found.staff} == {one.id for one in other.staff}
    assert found.calendar == other.calendar


def test_a_file_takes_no_place_of_people_who_ask_for_coaching(place: Town) -> None:
    with pytest.raises(InvalidProblemError, match="into a school year of its own") as caught:
        import_.look(place.principal, place.elm, as_file(make("middle")))
    assert "request" not in str(caught.value)


def test_what_is_still_needed_is_not_removed(place: Town) -> None:
    """The request of a teacher stays whatever a file says, and so it needs its teacher."""
    school = small_school()
    staff = tuple(one for one in school.staff if one.id != "alice")
    groups = tuple(dataclasses.replace(one, members=("bob",)) for one in school.pd_groups)
    leader = dataclasses.replace(staff[-1], evaluates=("bob",))
    file = small_school(
        staff=(*staff[:-1], leader), pd_groups=groups, common_planning=(), requests=()
    )
    shown = import_.preview(place.principal, place.elm, as_file(file))
    assert shown.gone["staff"] == ["alice"]
    assert shown.id is not None
    with pytest.raises(InvalidProblemError, match="still needed"):
        import_.confirm(place.principal, place.elm, shown.id, remove_gone=True)


def test_requests_in_a_file_are_to_be_confirmed_and_change_none_that_is_there(
    place: Town,
) -> None:
    one = small_school().requests[0]
    file = small_school(
        requests=(
            dataclasses.replace(one, areas=("Math",)),
            dataclasses.replace(one, id="r2", teacher="bob"),
        )
    )
    shown = import_.preview(place.principal, place.elm, as_file(file))
    assert shown.id is not None
    import_.confirm(place.principal, place.elm, shown.id)
    first, second = now(place.elm).requests
    assert first == one
    assert (second.id, second.status) == ("r2", RequestStatus.TO_CONFIRM)
    nothing = import_.preview(place.principal, place.elm, as_file(small_school(requests=())))
    assert (nothing.id, nothing.gone) == (None, {})


@pytest.mark.parametrize(
    ("format", "content"),
    [
        (Format.SHEETS, write_sheets(with_room(), "school.xlsx")),
        (Format.ONEROSTER, write_oneroster(with_room(), small_plan())),
    ],
)
def test_other_formats_are_compared_with_the_school(
    place: Town, format: Format, content: bytes
) -> None:
    name = {Format.SHEETS: "school.xlsx"}.get(format, "roster.zip")
    shown = import_.preview(place.principal, place.elm, Source(format, name, content))
    assert any(line.startswith("Read: ") for line in shown.lines)
    if format is Format.SHEETS:
        assert shown.id is not None
        import_.confirm(place.principal, place.elm, shown.id)
        assert now(place.elm) == with_room()


def test_a_file_of_fet_fills_an_empty_school(place: Town) -> None:
    file = next(iter(sorted((Path(__file__).parents[1] / "formats" / "fet").glob("*.fet"))))
    source = Source(Format.FET, file.name, file.read_bytes())
    shown = import_.preview(place.district_staff, place.oak, source)
    assert shown.id is not None, shown.lines
    import_.confirm(place.district_staff, place.oak, shown.id)
    assert now(place.oak).sections


def test_a_roster_fills_an_empty_school_with_what_somebody_adds_to_it(place: Town) -> None:
    content = write_oneroster(small_school(), small_plan())
    source = Source(
        Format.ONEROSTER,
        "roster.zip",
        content,
        kind=SchoolKind.MIDDLE,
        timezone="America/Denver",
    )
    shown = import_.preview(place.district_staff, place.oak, source)
    assert shown.id is not None, shown.lines
    import_.confirm(place.district_staff, place.oak, shown.id)
    assert now(place.oak).calendar.timezone == "America/Denver"


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00", b'{"format": "scheduler-school"}'])
@pytest.mark.parametrize("format", list(Format))
def test_broken_files_are_refused_and_leave_nothing(
    place: Town, format: Format, content: bytes
) -> None:
    with suppress(InputError, InvalidProblemError):
        shown = import_.preview(place.principal, place.elm, Source(format, "x.zip", content))
        assert shown.id is None
    assert now(place.elm) == small_school()


# --- export ------------------------------------------------------------


def test_a_school_that_leaves_says_nothing_that_its_teachers_told_the_solver_alone(
    open_app: Flask,
) -> None:
    one = small_school().requests[0]
    wished = dataclasses.replace(
        one, wished_coach="dave", not_coaches=("erin",), planning_is_fine=True
    )
    waiting = dataclasses.replace(one, id="r2", status=RequestStatus.TO_CONFIRM)
    place = town(small_school(requests=(wished, waiting)))
    file = export(place.principal, place.elm, Format.SCHOOL)
    assert load_school(file.content).requests == (one,)
    assert file.name == "elm.json"
    for format in (Format.SHEETS, Format.ONEROSTER):
        assert export(place.principal, place.elm, format).content
    assert export(place.principal, place.elm, Format.SHEETS, "rooms").name == "elm-rooms.csv"
    for who, error in ((place.office, NotAllowedError), (place.stranger, NotFoundError)):
        with pytest.raises(error):
            export(who, place.elm, Format.SCHOOL)


def test_a_file_of_fet_leaves_with_what_it_cannot_say(place: Town) -> None:
    file = export(place.principal, place.elm, Format.FET)
    assert file.name == "elm.fet"
    again = import_fet(file.content).school
    assert again is not None
    assert {one.name for one in again.staff} >= {one.name for one in small_school().staff}
    assert b"<Comments>Not in the file: " in file.content
    with pytest.raises(NotAllowedError):
        export(place.office, place.elm, Format.FET)


def test_a_school_of_which_nothing_is_known_leaves_as_sheets_to_be_filled_in(place: Town) -> None:
    principal = viewer("Paul Principal", Role.PRINCIPAL, place.district, place.oak_site)
    file = export(principal, place.oak, Format.SHEETS)
    assert file.name == "new-school.xlsx"
    sheets = read_xlsx(file.content, file.name)
    assert sheets[0].name == "school"
    assert all(len(one.rows) == 1 for one in sheets[1:])
    assert export(principal, place.oak, Format.SHEETS, "rooms").name == "rooms.csv"
    with pytest.raises(InvalidProblemError, match="calendar is missing"):
        export(principal, place.oak, Format.SCHOOL)
    with pytest.raises(NotFoundError):
        export(place.stranger, place.oak, Format.SHEETS)


# --- the year after ------------------------------------------------------------


def test_the_year_after_is_shown_then_opened_once(place: Town) -> None:
    wanted = NextYear(country="US")
    shown = show_roll_over(place.district_staff, place.elm, wanted)
    opened, rolled = roll_over_school(place.district_staff, place.elm, wanted)
    assert rolled == shown
    assert rolled.school.id == "elm-2027-28"
    assert any(one.name == "Labor Day" for one in rolled.school.calendar.holidays)
    years = [one for one in show.schools_of(place.district_staff) if one.site_name == "Elm"]
    assert [(one.name, one.id) for one in years] == [("2027-28", opened), ("2026-27", place.elm)]
    with pytest.raises(ConflictError):
        roll_over_school(place.district_staff, place.elm, wanted)
    with pytest.raises(NotAllowedError):
        roll_over_school(place.principal, place.elm, wanted)


def test_pd_days_that_did_not_take_place_are_carried_over_where_wanted(place: Town) -> None:
    plan = small_plan(calendar=small_calendar())
    day = small_calendar().pd_days[0]
    with writing() as session:
        kept = snapshots.take(session, place.elm, small_school())
        head = plans.save(session, place.elm, plan, snapshot=kept, name="A", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
        records.keep(
            session, place.elm, DeliveredPD(pd_day=day.id, date=day.date, members=("alice",))
        )
    carried = show_roll_over(place.district_staff, place.elm, NextYear(debts=PDDebts.CARRY))
    group = carried.school.pd_groups[0]
    assert [group.owed_by(one) for one in group.members] == [3, 4]
    forgiven = show_roll_over(place.district_staff, place.elm, NextYear()).school.pd_groups[0]
    assert [forgiven.owed_by(one) for one in forgiven.members] == [2, 2]


def test_public_holidays_are_those_of_a_known_country_and_region() -> None:
    assert public_holidays("US", None, {2027})[dt.date(2027, 9, 6)] == "Labor Day"
    assert public_holidays(None, None, {2027}) == {}
    with pytest.raises(InputError, match="no country code"):
        public_holidays("USSR", None, {2027})
    with pytest.raises(InputError, match="has no region"):
        public_holidays("US", "ZZ", {2027})
