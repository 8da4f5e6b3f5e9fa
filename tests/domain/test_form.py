"""The check of form at birth: each type of field feasible, at its border, and violated."""

from __future__ import annotations

import enum
import pickle
from datetime import date, datetime
from typing import Any, Literal

import pytest

from scheduler.domain.form import (
    Checked,
    Clock,
    MisshapenError,
    clock_text,
    field_complaints,
    nearest,
    number,
    record,
    ref,
    shown,
    text,
)
from scheduler.domain.slots import Slot
from scheduler.errors import InvalidProblemError
from tests.domain.birth import complaints


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


@record
class Inner(Checked):
    size: int = 0


@record
class Thing(Checked):
    """Has a field of every type that the domain uses."""

    noun = "Thing"
    id: str = text(default="thing")
    note: str = text(default="", empty=True, longest=10)
    owner: str | None = ref("staff", default=None)
    count: int = number(least=1, most=3, default=1)
    counts: tuple[int, ...] = number(least=1, default=())
    share: float = number(least=0, most=1, default=0.5)
    value: float = 0.0
    flag: bool = False
    day: date = date(2026, 9, 1)
    time: Clock = Clock(0)
    slot: Slot | None = None
    colour: Colour = Colour.RED
    half: Literal["first", "second"] = "first"
    inner: Inner = Inner()


ACCEPTED: list[dict[str, Any]] = [
    {},
    {"id": "x" * 200},
    {"id": "Zoë \N{ZERO WIDTH SPACE} 林"},
    {"note": "x" * 10},
    {"owner": None},
    {"owner": "alice"},
    {"count": 1},
    {"count": 3},
    {"counts": (1, 10**9)},
    {"share": 0},
    {"share": 1.0},
    {"value": -1e300},
    {"time": 0},
    {"time": 24 * 60},
    {"slot": Slot("Mon", 1)},
    {"half": "second"},
]

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id must not be empty."),
    ({"id": "   "}, "id must not be empty."),
    ({"id": 5}, "id must be text, not 5."),
    ({"id": None}, "id must be text, not None."),
    ({"id": "x" * 201}, "id must have at most 200 characters, not 201."),
    ({"id": "x "}, "id must not begin or end with a blank, as 'x ' does."),
    ({"id": "a\tb"}, "id must not contain control characters."),
    ({"id": "a\x7fb"}, "id must not contain control characters."),
    ({"id": "a\ud800b"}, "id must not contain control characters."),
    ({"note": "x" * 11}, "note must have at most 10 characters, not 11."),
    ({"owner": ""}, "owner must not be empty."),
    ({"count": 0}, "count must be at least 1, not 0."),
    ({"count": 4}, "count must be at most 3, not 4."),
    ({"count": 2.0}, "count must be a whole number, not 2.0."),
    ({"count": True}, "count must be a whole number, not True."),
    ({"count": "2"}, "count must be a whole number, not '2'."),
    ({"counts": [1]}, "counts must be a list."),
    ({"counts": (1, 0)}, "counts must be at least 1, not 0."),
    ({"share": 1.001}, "share must be at most 1, not 1.001."),
    ({"share": float("nan")}, "share must be a finite number, not nan."),
    ({"value": float("inf")}, "value must be a finite number, not inf."),
    ({"value": False}, "value must be a number, not False."),
    ({"flag": 1}, "flag must be true or false, not 1."),
    ({"day": "2026-09-01"}, "day must be a date (YYYY-MM-DD), not '2026-09-01'."),
    (
        {"day": datetime(2026, 9, 1)},
        "day must be a date (YYYY-MM-DD), not datetime.datetime(2026, 9, 1, 0, 0).",
    ),
    ({"time": -1}, "time must be a time of day between 00:00 and 24:00, not -1."),
    ({"time": 1441}, "time must be a time of day between 00:00 and 24:00, not 1441."),
    ({"time": True}, "time must be a time of day between 00:00 and 24:00, not True."),
    ({"time": "08:00"}, "time must be a time of day between 00:00 and 24:00, not '08:00'."),
    ({"slot": "Mon 1"}, "slot must be a Slot, not 'Mon 1'."),
    ({"colour": "red"}, "colour must be one of red, blue, not 'red'."),
    ({"half": "third"}, "half must be one of 'first', 'second'."),
    ({"inner": None}, "inner must be a Inner, not None."),
]


@pytest.mark.parametrize("fields", ACCEPTED, ids=str)
def test_a_value_up_to_its_border_is_accepted(fields: dict[str, Any]) -> None:
    assert complaints(Thing, **fields) == ()


@pytest.mark.parametrize(("fields", "sentence"), REFUSED, ids=lambda value: ascii(value)[:60])
def test_a_value_beyond_its_border_is_refused(fields: dict[str, Any], sentence: str) -> None:
    assert complaints(Thing, **fields) == (sentence,)


def test_all_that_is_wrong_with_an_object_is_said_together_and_names_it() -> None:
    with pytest.raises(InvalidProblemError) as caught:
        Thing(id="box", count=0, share=2)
    assert caught.value.problems == (
        'Thing "box": count must be at least 1, not 0.',
        'Thing "box": share must be at most 1, not 2.',
    )


def test_an_object_without_id_is_named_by_its_noun_or_class() -> None:
    assert Inner().label == "Inner"
    assert Thing().label == 'Thing "thing"'
    with pytest.raises(InvalidProblemError, match=r"^Thing: id must be text"):
        Thing(id=3)  # type: ignore[arg-type]


def test_contradictions_are_looked_for_only_between_fields_of_the_right_type() -> None:
    @record
    class Range(Checked):
        first: int
        last: int

        def contradictions(self) -> Any:
            if self.last < self.first:
                yield "it ends before it starts."

    assert complaints(Range, first=1, last=1) == ()
    assert complaints(Range, first=2, last=1) == ("it ends before it starts.",)
    assert complaints(Range, first="2", last=1) == ("first must be a whole number, not '2'.",)


def test_the_values_of_an_unfinished_object_can_be_judged() -> None:
    assert list(field_complaints(Thing, {"count": 9, "note": "fine"})) == [
        "count must be at most 3, not 9."
    ]


def test_the_error_survives_the_way_to_another_process() -> None:
    error = MisshapenError('Thing "box"', ["it is odd."])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.label, again.complaints, str(again)) == (
        'Thing "box"',
        ("it is odd.",),
        'Thing "box": it is odd.',
    )


def test_a_time_of_day_is_written_with_two_digits() -> None:
    assert (clock_text(0), clock_text(485), clock_text(1440)) == ("00:00", "08:05", "24:00")


def test_a_long_value_is_cut_in_sentences() -> None:
    assert shown("a" * 78) == repr("a" * 78)
    assert shown("a" * 79) == "'" + "a" * 59 + "…"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("alise", ["alice", "bob"], ' Did you mean "alice"?'),
        ("6B", ["6A", "7A"], ' Did you mean "6A"?'),
        ("zzz", ["alice", "bob"], ""),
        ("alise", [], ""),
        ("a" * 201, ["a" * 200], ""),
    ],
)
def test_the_nearest_word_is_offered_where_one_is_near(
    word: str, known: list[str], hint: str
) -> None:
    assert nearest(word, known) == hint
