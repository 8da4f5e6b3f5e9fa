"""A thing as a form: what is shown can be sent back and means the same."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.formats.sheets.forms import Shape, Thing, thing_of_list, thing_of_value
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
        read = form.read(typed, rows(form, thing), None)
        assert read.errors == {}
        assert read.content == thing


@pytest.mark.parametrize("name", VALUE_NAMES)
def test_every_value_comes_back_as_it_was_shown(name: str) -> None:
    form, value = thing_of_value(name), getattr(SCHOOL, name)
    typed = {one.name: one.text for one in form.fields(value)}
    read = form.read(typed, rows(form, value), None)
    assert read.errors == {}
    assert read.content == value


def test_what_is_wrong_stands_at_its_field() -> None:
    form = thing_of_list("staff")
    read = form.read({"id": "x", "name": "", "most_load": "many"}, {}, None)
    assert read.content is None
    assert read.errors["name"] == ["It must not be empty."]
    assert "must be a whole number" in read.errors["most_load"][0]


def test_what_is_not_sent_stays_as_it_is() -> None:
    person = SCHOOL.staff[0]
    read = thing_of_list("staff").read({"name": "Ada Lopez"}, {}, person)
    assert read.content == dataclasses.replace(person, name="Ada Lopez")


def test_what_is_wrong_in_a_row_stands_at_its_cell() -> None:
    typed = {"course_pairs": [{"first": "A", "second": "B", "pupils": "3"}, {"first": "C"}]}
    typed["course_pairs"].append({"first": "C", "second": "D", "pupils": "x"})
    read = thing_of_value("course_pairs").read({}, typed, ())
    assert read.errors == {
        "course_pairs:1": ['A new course pair needs a value for "second".'],
        "course_pairs:2:pupils": ['It must be a whole number, not "x".'],
    }


def test_a_row_in_which_nothing_was_typed_is_no_row() -> None:
    blank = {"person": "", "role": "owner"}
    typed = {"sections.staff": [blank, {"person": "ada", "role": "owner"}, blank]}
    read = thing_of_list("sections").read({"id": "a", "course": "A"}, typed, None)
    assert [one.person for one in read.content.staff] == ["ada"]


def test_fields_say_what_they_take() -> None:
    shapes = {one.name: one.shape for one in thing_of_list("staff").fields(None)}
    assert (shapes["most_load"], shapes["first"], shapes["volunteer"]) == (
        Shape.NUMBER,
        Shape.DATE,
        Shape.FLAG,
    )
    names = {one.name: one.names for one in thing_of_list("staff").fields(None)}
    assert (names["areas"], names["unavailable"]) == ("areas", "slots")


def rows(form: Thing, thing: Any) -> dict[str, list[dict[str, str]]]:
    return {
        table.name: [{one.name: one.text for one in row} for row in table.rows]
        for table in form.table_fields(thing)
    }
