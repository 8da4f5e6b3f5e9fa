"""Rooms that are closed after all, and rooms given for one date: rules C16 and C16a."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.yearplan import ClosedRoom, PDDay, RoomChange
from tests.domain.referee.builders import klass, placed, room, slots
from tests.domain.referee.years import CLASSES, DAILY, GROUP, PERIODS, WEEK, Book, day, school

TUESDAY = "9-15"
ROOMS = (
    room("101"),
    room("102"),
    room("103"),
    room("lounge", kind="lounge"),
    room("gym", kind="gym"),
    room("closet", capacity=5),
    room("shut", unavailable=slots("Tue1")),
)
IN_ROOMS: dict[str, Any] = {"lengths": DAILY, "room_kind": "classroom"}
# Ann's two classes, one after the other, are in 101, Ben's first in 102; the others need no room.
WHERE = {"a": "@101", "b": "@101", "c": "@102"}


def roomed(**changes: Any) -> Book:
    """A year in which three classes have rooms, ten pupils in class a."""
    classes = (
        klass("a", "ann", groups="6A", **IN_ROOMS),
        klass("b", "ann", **IN_ROOMS),
        klass("c", "ben", **IN_ROOMS),
        *CLASSES[3:],
    )
    book = Book(school(*classes, rooms=ROOMS, **changes))
    book.timetable = placed(
        *(
            f"{name} " + " ".join(f"{one}{period}{WHERE.get(name, '')}" for one in WEEK)
            for name, period in PERIODS.items()
        )
    )
    return book


def shut(book: Book, name: str = "101", *periods: int) -> None:
    """Close a room on the Tuesday."""
    row = ClosedRoom(room=name, first=day(TUESDAY), last=day(TUESDAY), periods=periods)
    book.rows["closed_rooms"].append(row)


def give(book: Book, name: str, other: str, on: str = TUESDAY, **changes: Any) -> None:
    """Give a class another room on one date."""
    span = book.span(day(on), (PERIODS[name],))
    given: dict[str, Any] = {"meeting": day(on).weekday() + 1, "start": span.start, "end": span.end}
    row = RoomChange(id=f"{name}-{on}", date=day(on), section=name, room=other, **given | changes)
    book.rows["room_changes"].append(row)


def move(book: Book, other: str) -> None:
    """Hold the PD day in a room."""
    row: PDDay = book.rows["pd_days"].pop()
    book.rows["pd_days"].append(dataclasses.replace(row, room=other))


def test_a_class_that_finds_another_room_breaks_nothing() -> None:
    book = roomed()
    shut(book, "101", 1)
    give(book, "a", "103")
    assert book.broken() == {}


def test_who_stays_in_a_closed_room_is_named() -> None:
    book = roomed()
    shut(book)
    give(book, "a", "103")
    assert book.broken() == {"C16": 1}
    (text,) = book.texts("C16")
    assert text == "Course C-b (b) on Tue 2026-09-15 at 08:55 is in a room that is closed."


def test_a_class_for_which_no_room_was_found_is_a_hole_once() -> None:
    book = roomed()
    shut(book, "101", 1)
    book.hole("C16", "2026-09-15", "a", "2")
    assert book.broken() == {}
    book.hole("C16", "2026-09-15", "a", "2")
    assert book.broken() == {"C16": 1}


def test_a_hole_for_a_class_that_has_its_room_is_wrong() -> None:
    book = roomed()
    shut(book, "101", 1)
    give(book, "a", "103")
    book.hole("C16", "2026-09-15", "a", "2")
    assert book.broken() == {"C16": 1}


def test_a_pd_day_in_a_closed_room_is_named() -> None:
    book = roomed(pd_groups=(dataclasses.replace(GROUP, days_owed=1),))
    book.out(TUESDAY)
    move(book, "lounge")
    assert book.broken() == {}
    shut(book, "lounge")
    assert book.broken() == {"C16": 1}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("closet", "it is too small for 10 pupils"),
        ("gym", "it is of kind gym instead of classroom"),
        ("shut", "it cannot be used then"),
        ("102", "2 classes are there at once"),
    ],
)
def test_a_room_that_does_not_do_is_named(other: str, words: str) -> None:
    book = roomed()
    shut(book, "101", 1)
    give(book, "a", other)
    assert book.broken() == {"C16a": 1}
    assert words in book.texts("C16a")[0]


def test_a_room_given_where_none_is_closed_is_wrong() -> None:
    book = roomed()
    give(book, "a", "103")
    assert book.broken() == {"C16a": 1}


def test_a_room_given_for_a_time_at_which_the_class_does_not_meet_is_wrong() -> None:
    book = roomed()
    shut(book, "101", 1)
    give(book, "a", "103")
    give(book, "b", "103", meeting=1)
    assert book.broken() == {"C16a": 1}


def test_a_room_that_a_pd_day_has_is_taken() -> None:
    book = roomed(pd_groups=(dataclasses.replace(GROUP, members=("ben",), days_owed=1),))
    shut(book, "101", 1)
    give(book, "a", "103")
    book.out(TUESDAY, members="ben", by="c=pat d=quin")
    move(book, "103")
    assert book.broken() == {"C16a": 1}
