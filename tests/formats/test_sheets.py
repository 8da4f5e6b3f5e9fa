"""Sheets: an export is the template of the import, exactly, and wrong cells are named."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import date, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.form import Clock
from scheduler.domain.policy import Policy
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.sheets import read_sheets, write_sheets
from scheduler.formats.sheets.cells import defused, kind_of, live_again
from scheduler.formats.sheets.layout import SETTINGS, school_layout, sheets
from scheduler.formats.sheets.write import sheets_of
from tests.cast import small_school
from tests.formats.full_school import full_school

KINDS = ("school.xlsx", "school.zip")


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def staff_csv(*lines: str, bom: bytes = b"\xef\xbb\xbf", ends: str = "\r\n") -> bytes:
    return bom + ends.join(lines).encode()


def errors(content: bytes, name: str = "staff.csv", present: School | None = None) -> list[str]:
    imported = read_sheets(content, name, present or small_school())
    assert imported.school is None
    assert imported.difference is None
    return [str(finding) for finding in imported.report.errors]


# --- round trips


def test_the_full_school_has_something_in_every_list() -> None:
    """Else the round trips below would show little."""
    assert [one.name for one in sheets_of(full_school()) if not one.rows] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("school", [small_school(), full_school()], ids=["small", "full"])
def test_an_export_read_back_changes_nothing(kind: str, school: School) -> None:
    imported = read_sheets(write_sheets(school, kind), kind, school)
    assert imported.report.errors == []
    assert not imported.difference
    assert imported.school == school


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_alone_makes_the_same_school_but_for_what_is_the_teachers(kind: str) -> None:
    """Requests come back as to confirm and without wish, exclusion and tick: nothing else."""
    school = full_school()
    imported = read_sheets(write_sheets(school, kind), kind)
    bare = dataclasses.replace(
        school.requests[0],
        status=RequestStatus.TO_CONFIRM,
        wished_coach=None,
        not_coaches=(),
        planning_is_fine=False,
    )
    assert imported.school == dataclasses.replace(school, requests=(bare,))


@pytest.mark.parametrize("name", [one.name for one in sheets_of(small_school())])
def test_every_list_can_be_a_csv_of_its_own(name: str) -> None:
    school = full_school()
    imported = read_sheets(write_sheets(school, f"{name}.csv"), f"{name}.csv", school)
    if name in ("bells.tracks", "bells.tracks.periods"):
        assert "put both in one file" in str(imported.report.errors[0])
    else:
        assert imported.report.errors == []
        assert imported.school == school


def test_a_list_alone_fills_an_empty_school() -> None:
    school = small_school()
    empty = small_school(rooms=(), groups=(), sections=(), courses=())
    imported = read_sheets(write_sheets(school, "rooms.csv"), "rooms.csv", empty)
    assert imported.school is not None
    assert imported.school.rooms == school.rooms


def test_equal_schools_make_equal_csv_files() -> None:
    assert write_sheets(small_school(), "a.zip") == write_sheets(small_school(), "a.zip")


@given(st.text(min_size=1))
def test_defusing_is_undone_exactly(text: str) -> None:
    assert live_again(defused(text)) == text
    assert defused(text)[0] not in "=+-@\t\r\n"


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1)))
def test_list_cells_keep_their_items(items: list[str]) -> None:
    kind = kind_of(tuple[str, ...])
    text = kind.write(tuple(items))
    assert (kind.read(text) if text else ()) == tuple(items)


# --- what an export looks like


def test_a_workbook_has_a_frozen_header_and_ids_as_text() -> None:
    book = workbook(write_sheets(small_school(), "elm.xlsx"))
    rooms = book["rooms"]
    assert rooms.freeze_panes == "A2"
    assert [cell.value for cell in rooms[1]][:4] == ["id", "name", "kind", "capacity"]
    assert (rooms["A2"].value, rooms["A2"].number_format) == ("101", "@")
    assert rooms["D2"].value == 28


def test_a_csv_has_a_byte_order_mark_iso_dates_and_clock_times() -> None:
    content = write_sheets(small_school(), "duties.times.csv")
    assert content.startswith(b"\xef\xbb\xbfduties,bell,start,end\r\nbus,regular,08:05,08:25\r\n")
    assert b"Q1,First quarter,2026-08-31,2026-10-30" in write_sheets(
        small_school(), "calendar.terms.csv"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_an_export_is_live(kind: str) -> None:
    """Names such as =1+1 are defused in both kinds of file."""
    content = write_sheets(full_school(), "staff.csv")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    for sheet in workbook(write_sheets(full_school(), "a.xlsx")).worksheets:
        for cells in sheet.iter_rows():
            assert not [one for one in cells if one.data_type == "f"]


def test_columns_follow_from_the_dataclasses_without_a_clash() -> None:
    """Each sheet has a name that Excel takes, and no column twice."""
    for name, sheet in sheets().items():
        assert len(name) <= 31
        assert len(set(sheet.columns)) == len(sheet.columns)
    assert len(set(school_layout().columns)) == len(school_layout().columns)


def test_what_is_the_teachers_is_in_no_export() -> None:
    """Wish, exclusion, tick and requests to confirm stay in the school."""
    content = write_sheets(full_school(), "requests.csv").decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content, newline=""))
    assert not {"status", "wished_coach", "not_coaches", "planning_is_fine"} & set(header)
    assert [row[0] for row in rows] == ["r1"]


def test_a_text_that_no_workbook_can_hold_is_named() -> None:
    school = small_school()
    staff = (dataclasses.replace(school.staff[0], name="A\ufffeB"), *school.staff[1:])
    with pytest.raises(InputError, match='sheet "staff", row 2, column "name"'):
        write_sheets(dataclasses.replace(school, staff=staff), "a.xlsx")


@pytest.mark.parametrize(
    ("name", "sheet"), [("a.ods", None), ("nonsense.csv", None), ("a.zip", "x")]
)
def test_an_unknown_kind_or_list_is_named(name: str, sheet: str | None) -> None:
    with pytest.raises(InputError):
        write_sheets(small_school(), name, sheet)


# --- what people do to a sheet


def test_changes_are_previewed_and_what_is_gone_is_kept() -> None:
    """New, changed and gone rows are told apart; nobody is deleted."""
    content = staff_csv("id,name,areas", "alice,Alice Adams-Young,ELA", "gil,Gil Gray,")
    imported = read_sheets(content, "staff.csv", small_school())
    assert imported.difference is not None
    table = imported.difference.tables["staff"]
    assert [one.id for one in table.new] == ["gil"]  # type: ignore[attr-defined]
    assert [(one.name, one.fields) for one in table.changed] == [("alice", ("name",))]
    assert [one.id for one in table.gone] == ["bob", "carol", "dave", "erin", "fiona"]  # type: ignore[attr-defined]
    assert imported.school is not None
    assert imported.school.person["alice"].most_load == 10
    assert "bob" in imported.school.person
    assert 'Changed: staff "alice" (name).' in list(imported.difference.lines())


def test_an_empty_cell_is_the_default() -> None:
    content = staff_csv("id,name,least_load,most_load", "alice,Alice Adams,,")
    imported = read_sheets(content, "staff.csv", small_school())
    assert imported.school is not None
    assert imported.school.person["alice"].most_load == 0


def test_values_that_excel_made_its_own_are_understood() -> None:
    """Numbers for ids, true dates and true times come as the texts that we write."""
    book = workbook(write_sheets(small_school(), "a.xlsx"))
    book["rooms"]["A2"].value = 101
    book["requests"]["D2"].value = date(2026, 9, 14)
    book["duties.times"]["C2"].value = time(8, 5)
    book["staff"]["F2"].value = 1.0
    imported = read_sheets(saved(book), "a.xlsx", small_school())
    assert imported.report.errors == []
    assert imported.school == small_school()


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_csv_of_any_country_is_read(bom: bytes, delimiter: str, ends: str) -> None:
    lines = (
        delimiter.join(row) for row in (("ID", " Name "), ("alice", "Al"), ("", ""), ("bob", "Bo"))
    )
    imported = read_sheets(staff_csv(*lines, bom=bom, ends=ends), "Staff.csv", small_school())
    assert imported.school is not None
    assert [one.name for one in imported.school.staff[:3]] == ["Al", "Bo", "Carol Clark"]


def test_classes_are_sections() -> None:
    content = staff_csv("id,course", "ELA-6A,ELA-6")
    assert read_sheets(content, "classes.csv", small_school()).school == small_school()


def test_lists_within_rows_may_come_alone() -> None:
    content = staff_csv("duties,bell,start,end", "bus,regular,8:00,8:20", "bus,early,8:00,8:20")
    imported = read_sheets(content, "duties.times.csv", small_school())
    assert imported.school is not None
    assert [one.bell for one in imported.school.duties[0].times] == ["regular", "early"]


# --- requests


def request_csv(**cells: str) -> bytes:
    row = {"id": "r1", "teacher": "alice", "template": "cycle", "first": "2026-09-14",
           "last": "2026-10-30", "areas": "ELA", "asked_on": "2026-08-20"} | cells  # fmt: skip
    return staff_csv(",".join(row), ",".join(row.values()))


def test_an_unchanged_request_keeps_its_teachers_word() -> None:
    assert read_sheets(request_csv(), "requests.csv", small_school()).school == small_school()


@pytest.mark.parametrize(
    "cells", [{"last": "2026-10-29"}, {"id": "r9"}, {"id": "r9", "status": "confirmed"}]
)
def test_a_request_that_a_sheet_makes_or_changes_is_to_confirm(cells: dict[str, str]) -> None:
    imported = read_sheets(request_csv(**cells), "requests.csv", small_school())
    assert imported.school is not None
    assert imported.school.requests[-1].status is RequestStatus.TO_CONFIRM
    assert "to be confirmed" in imported.report.warnings[0].sentence


def test_no_sheet_withdraws_a_request_or_says_a_teachers_wish() -> None:
    content = request_csv(id="r9", wished_coach="dave", status="confirmed", goal="my secret goal")
    imported = read_sheets(content, "requests.csv", small_school())
    assert imported.school is not None
    assert imported.difference is not None
    assert imported.difference.tables["requests"].gone == ()
    assert imported.school.requests[-1].wished_coach is None
    assert imported.report.not_read['cells of column "wished_coach" of requests'] == 1
    assert imported.report.not_read["columns that are not known"] == 1
    assert "secret" not in "\n".join(imported.report.lines())


# --- wrong cells


@pytest.mark.parametrize(
    ("header", "row", "place", "words"),
    [
        ("id,name", "gil,", 'row 2, column "name"', "must not be empty"),
        ("id,name,most_load", "gil,Gil,many", 'row 2, column "most_load"', 'not "many"'),
        ("id,name,most_load", "gil,Gil,-1", 'row 2, column "most_load"', "at least 0"),
        ("id,name,most_load", f"gil,Gil,{10**19}", "most_load", f"at most 200, not {10**19}"),
        ("id,name,most_load", f"gil,Gil,{10**400}", "most_load", "far too large"),
        ("id,name,share", "gil,Gil,1e999", 'row 2, column "share"', "far too large"),
        ("id,name,share", "gil,Gil,\"0,5\"", 'row 2, column "share"', "such as 0.5"),
        ("id,name,volunteer", "gil,Gil,maybe", 'row 2, column "volunteer"', "true or false"),
        ("id,name,first", "gil,Gil,8/31/26", 'row 2, column "first"', "such as 2026-08-31"),
        ("id,name,first", "gil,Gil,#N/A", 'row 2, column "first"', "error of the spreadsheet"),
        ("Our staff", "id", "row 1", "must name the columns, such as id, name, areas; here"),
        ("id,name,unavailable", "gil,Gil,Monday", 'row 2, column "unavailable"', "Mon 3"),
        ("id,name,unavailable", "gil,Gil,Mon 9", 'row 2, column "unavailable"', "among the slots"),
        ("id,name,areas", "gil,Gil,Mathe", 'row 2, column "areas"', 'Did you mean "Math"?'),
        ("id,name,areas", 'gil,Gil,"""ELA"', 'row 2, column "areas"', "quotation mark"),
        ("id,name", "gil,=HYPERLINK(1)", 'row 2, column "name"', "formula"),
        ("id,name", "gil,Gil,extra", "row 2", "more cells than the header"),
        ("id,name,id", "gil,Gil,x", "row 1", "stands there twice"),
        ("id,name,most_laod", "gil,Gil,1", "row 1", 'Did you mean "most_load"?'),
        ("id,areas", "gil,ELA", "row 2", 'needs a value for "name"'),
        ("name", "Gil", "staff.csv", 'Column "id" is missing'),
        ("id,name,least_load,most_load", "gil,Gil,5,1", "row 2", "lies below the least"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_place(
    header: str, row: str, place: str, words: str
) -> None:
    (error,) = errors(staff_csv(header, row))
    assert error.startswith("staff.csv")
    assert place in error
    assert words in error


def test_all_errors_come_at_once() -> None:
    found = errors(staff_csv("id,name,most_load", "gil,,x", "gil,Gil,1", "hal,Hal,500"))
    assert len(found) == 4


def test_the_same_id_twice_names_both_rows() -> None:
    (error,) = errors(staff_csv("id,name", "gil,Gil", "gil,Gil"))
    assert "row 3" in error
    assert "row 2" in error


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("duties.times.csv", b"duties,bell,start,end\nlunch,regular,8:00,8:20", "not in the sheet"),
        ("bells.tracks.periods.csv", b"bells,tracks,period,start,end\n", "only together"),
        ("locks.csv", b"section,slot\nELA-6A,Mon 1\nELA-9,Mon 1", 'row 3, column "section"'),
        ("school.csv", b"setting,value\nnmae,Elm", 'Did you mean "name"?'),
        ("school.csv", b"setting,value\nname,Elm\nname,Oak", "stands there twice"),
        ("school.csv", b"setting\nname", 'must be "setting" and "value"'),
        ("school.csv", b"setting,value\ncalendar.last,2025-01-01", "before the first"),
        ("staff.csv", b"", "no header"),
    ],
)  # fmt: skip
def test_other_lists_name_their_places_too(name: str, content: bytes, words: str) -> None:
    assert words in "\n".join(errors(content, name))


def test_a_new_school_names_the_sheets_it_needs() -> None:
    school = write_sheets(small_school(), "school.csv")
    assert 'needs the sheet "bells"' in str(read_sheets(school, "school.csv").report.errors[-1])
    found = read_sheets(b"id,name\nx,X", "rooms.csv").report.errors
    assert 'needs the sheet "school"' in str(found[0])


def filled(template: bytes, *, lunch: str = "10:46") -> bytes:
    """Fill in what a school cannot be without."""
    book = workbook(template)
    own = {
        "id": "oak",
        "name": "Oak School",
        "kind": "middle",
        "calendar.first": "2026-08-31",
        "calendar.last": "2027-06-04",
        "calendar.timezone": "America/Denver",
        "calendar.cycle_days": "Mon, Tue, Wed, Thu, Fri",
        "calendar.regular_bell": "regular",
    }
    for setting, value in book["school"].iter_rows(min_row=2):
        value.value = own.get(setting.value, value.value)
    book["bells"].append(["regular", "Regular"])
    book["bells.tracks"].append(["regular", "all", lunch, "10:58"])
    for period in range(1, 7):
        book["bells.tracks.periods"].append(
            ["regular", "all", period, f"{7 + period:02}:00", f"{7 + period:02}:45"]
        )
    return saved(book)


def test_the_template_of_a_new_school_is_filled_in_and_read() -> None:
    template = write_sheets(None, "new.xlsx")
    assert {one.title for one in workbook(template)} == {SETTINGS, *sheets()}
    found = read_sheets(filled(template), "new.xlsx")
    assert found.school is not None, found.report.errors
    assert found.school.policy == Policy()
    assert found.difference is not None
    assert 'New: the school "oak", Oak School.' in list(found.difference.lines())


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("8:05", 485), ("8:05 AM", 485), ("1:15 p.m.", 795), ("12:05 am", 5), ("12:30PM", 750)],
)
def test_times_of_day_may_be_those_of_twelve_hours(typed: str, minutes: int) -> None:
    assert kind_of(Clock).read(typed) == minutes


@pytest.mark.parametrize("typed", ["13:00 PM", "0:10 am", "24:30", "8", "8:75"])
def test_a_time_that_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        kind_of(Clock).read(typed)


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("al\N{CYRILLIC SMALL LETTER I}ce", "mixes Cyrillic and Latin letters"),
        ("alice\N{ZERO WIDTH SPACE}", "a sign that cannot be seen"),
    ],
)
def test_an_id_that_only_looks_like_another_is_pointed_out(id: str, words: str) -> None:
    found = read_sheets(staff_csv("id,name", f"{id},Alice"), "staff.csv", small_school())
    assert words in str(found.report.warnings[0])
    plain = staff_csv("id,name", "\N{CYRILLIC SMALL LETTER I}\N{CYRILLIC SMALL LETTER A},Ia")
    assert not read_sheets(plain, "staff.csv", small_school()).report.warnings


def test_a_file_that_is_not_what_its_name_says_is_told_what_it_is() -> None:
    book = write_sheets(small_school(), "school.xlsx")
    with pytest.raises(InputError, match=r"must end in \.xlsx"):
        read_sheets(book, "staff.csv", small_school())
    with pytest.raises(InputError, match=r"or name it \.csv"):
        read_sheets(staff_csv("id,name"), "staff.xlsx", small_school())


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"'])
def test_a_csv_may_say_what_stands_between_its_cells(line: str) -> None:
    content = staff_csv(line, "id;name", "gil;Gil, the third")
    found = read_sheets(content, "staff.csv", small_school())
    assert found.school is not None
    assert found.school.person["gil"].name == "Gil, the third"


def test_a_template_as_it_is_names_each_setting_that_is_missing() -> None:
    found = [str(one) for one in read_sheets(write_sheets(None, "x.xlsx"), "x.xlsx").report.errors]
    assert found[0] == 'x.xlsx, sheet "school", row 2, setting "id": It must not be empty.'
    assert len(found) == 8


def test_a_list_that_a_school_needs_may_not_be_empty() -> None:
    book = workbook(filled(write_sheets(None, "new.xlsx")))
    for name in ("bells", "bells.tracks", "bells.tracks.periods"):
        book[name].delete_rows(2, 9)
    (error,) = read_sheets(saved(book), "new.xlsx").report.errors
    assert "give at least one" in error.sentence


def test_who_has_a_row_that_was_refused_is_not_blamed_for_missing_it() -> None:
    found = read_sheets(filled(write_sheets(None, "x.xlsx"), lunch="10:30"), "x.xlsx")
    (error,) = found.report.errors
    assert "lies in the lunch" in error.sentence


def test_more_errors_than_anybody_reads_are_counted() -> None:
    rows = [f"p{number},Name,x" for number in range(300)]
    imported = read_sheets(staff_csv("id,name,most_load", *rows), "staff.csv", small_school())
    assert len(imported.report.errors) == 200
    assert "Error: … and 100 more of this kind." in list(imported.report.lines())


def _cell_kinds() -> list[Any]:
    return [item for sheet in sheets().values() for item in sheet.layout.items]


def test_every_default_can_be_written_as_a_cell() -> None:
    """An empty cell stands for the default, and for nothing else."""
    for column in _cell_kinds():
        if hasattr(column, "kind") and not column.is_required:
            text = column.text(column.default)
            assert not text or column.kind.read(text) == column.default
