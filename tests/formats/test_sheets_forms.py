"""A thing as a form: what is shown can be sent back and means the same."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.formats.sheets.forms import thing_of_list, thing_of_value
from scheduler.formats.sheets.layout import sheets
from scheduler.samples import make
from scheduler.store.tables.school import VALUES

SCHOOL = make("middle")
LISTS = [name for name, sheet in sheets().items() if sheet.has_ids and name != "requests"]
VALUE_NAMES = [name for name in VALUES if name not in ("id", "name", "kind")]


@pytest.mark.parametrize("name", LISTS)
def test_every_thing_comes_back_as_it_was_shown(name: str) -> None:
    form = thing_of_list(name)
    for thing in getattr(SCHOOL, name):
        typed = {one.name: one.text for one in form.fields(thing)}
        typed |= {one.name: one.text for one in form.table_fields(thing)}
        read = form.read(typed, None)
        assert read.errors == {}
        assert read.content == thing


@pytest.mark.parametrize("name", VALUE_NAMES)
def test_every_value_comes_back_as_it_was_shown(name: str) -> None:
    form, value = thing_of_value(name), getattr(SCHOOL, name)
    typed = {one.name: one.text for one in form.fields(value)}
    typed |= {one.name: one.text for one in form.table_fields(value)}
    read = form.read(typed, None)
    assert read.errors == {}
    assert read.content == value


def test_what_is_wrong_stands_at_its_field() -> None:
    form = thing_of_list("staff")
    read = form.read({"id": "x", "name": "", "most_load": "many"}, None)
    assert read.content is None
    assert read.errors["name"] == ["It must not be empty."]
    assert "must be a whole number" in read.errors["most_load"][0]


def test_what_is_not_sent_stays_as_it_is() -> None:
    person = SCHOOL.staff[0]
    read = thing_of_list("staff").read({"name": "Ada Lopez"}, person)
    assert read.content == dataclasses.replace(person, name="Ada Lopez")


def test_a_row_with_too_many_cells_is_named_with_the_columns() -> None:
    read = thing_of_value("course_pairs").read({"course_pairs": "A\tB\t3\t4\n"}, ())
    assert read.errors == {
        "course_pairs": ["“A\tB\t3\t4” has 4 cells; the columns are first, second, pupils."]
    }


def test_rows_pasted_from_a_spreadsheet_are_read() -> None:
    read = thing_of_value("course_pairs").read({"course_pairs": "A\tB\t3\n\nC\tD\t4"}, ())
    assert [(one.first, one.second, one.pupils) for one in read.content] == [
        ("A", "B", 3),
        ("C", "D", 4),
    ]
