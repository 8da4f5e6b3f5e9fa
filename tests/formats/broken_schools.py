"""
School files that are broken, each in one way, and what a person must be told about each.

They are made from the tiny school of the cast, so that everything else in them is right.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from scheduler.errors import InputError, InvalidProblemError, SchedulerError
from scheduler.formats.schooljson import dump_school
from tests.cast import small_school

GOOD = dump_school(small_school())


class BrokenFile(NamedTuple):
    """A file, the error it must end in, and words that its sentences must have."""

    name: str
    content: bytes
    error: type[SchedulerError]
    words: tuple[str, ...]


def document() -> dict[str, Any]:
    """Return the good file as JSON values that may be spoiled."""
    found: dict[str, Any] = json.loads(GOOD)
    return found


def changed(*path: str | int, to: Any) -> bytes:
    """Return the good file with one value changed or added."""
    whole = document()
    place: Any = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(whole).encode()


def without(*path: str | int) -> bytes:
    """Return the good file without one value."""
    whole = document()
    place: Any = whole
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return json.dumps(whole).encode()


def replaced(old: str, new: str) -> bytes:
    """Return the good file with its first such text replaced."""
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


def _twice(table: str) -> bytes:
    rows = document()[table]
    return changed(table, to=[*rows, rows[0]])


_WEDNESDAY = ("calendar", "weekday_bells", 0)
_FIRST_PERIOD = ("bells", 0, "tracks", 0, "periods", 0)
_PLACE = 'bells → "regular" → tracks → "main" → periods → number 1'

# What is wrong with the bytes, with JSON itself, or with the kind of the file.
_UNREADABLE: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "empty": (lambda: b"", ("is empty",)),
    "only blanks": (lambda: b" \n\t\n", ("is empty",)),
    "only a byte-order mark": (lambda: b"\xef\xbb\xbf", ("is empty",)),
    "not JSON": (lambda: b"Dear school,", ("not JSON", "line 1, column 1")),
    "cut off": (lambda: GOOD[: len(GOOD) // 2].encode(), ("ends in the middle", "line ")),
    "trailing comma": (lambda: replaced("\n  ],", "\n  ],,"), ("not JSON", "line ")),
    "something after the end": (lambda: GOOD.encode() + b"}", ("not JSON", "extra data")),
    "a spreadsheet": (
        lambda: b"PK\x03\x04\x14\x00\x06\x00\xff\xfe",
        ("a workbook or a zip archive", "scheduler import"),
    ),
    "Latin-1": (
        lambda: (
            replaced("Alice Adams", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}")
            .decode()
            .encode("latin-1")
        ),
        ("not UTF-8", "0xeb", "line "),
    ),
    "UTF-16": (lambda: GOOD.encode("utf-16"), ("UTF-16", "save it as UTF-8")),
    "nested too deep": (lambda: b"[" * 200_000, ("nested far too deep",)),
    "a number without end": (
        lambda: replaced('"enrolment": 24', f'"enrolment": {"9" * 10_000}'),
        ("too many digits", "line "),
    ),
    "a list at the top": (lambda: b"[1, 2]", ("one JSON object", "not a list")),
    "a number at the top": (lambda: b"42", ("one JSON object", "not 42")),
    "no format": (lambda: without("format"), ('"format" is missing', '"scheduler-school"')),
    "another format": (
        lambda: changed("format", to="scheduler-plan"),
        ("It is a plan file; a school file is needed here",),
    ),
    "no version": (lambda: without("version"), ('"version" is missing',)),
    "a newer version": (lambda: changed("version", to=2), ("version 2", "newer release")),
    "a version that is none": (lambda: changed("version", to="1"), ('must be 1, not "1"',)),
}

# What is wrong with the school.
_INVALID: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "text for a number": (
        lambda: changed("grades", 0, "enrolment", to="many"),
        ('grades → "6" → enrolment: must be a whole number, not "many"',),
    ),
    "a broken number for a whole one": (
        lambda: changed("grades", 0, "enrolment", to=24.5),
        ('grades → "6" → enrolment: must be a whole number, not 24.5',),
    ),
    "true for a number": (
        lambda: changed("grades", 0, "enrolment", to=True),
        ("must be a whole number, not true",),
    ),
    "a number for text": (
        lambda: changed("staff", 0, "name", to=7),
        ('staff → "alice" → name: must be text, not 7',),
    ),
    "text for a list": (
        lambda: changed("sections", 0, "groups", to="6A"),
        ('sections → "ELA-6A" → groups: must be a list, not "6A"',),
    ),
    "a list for an object": (
        lambda: changed("calendar", to=[]),
        ("calendar: must be an object in braces, not a list",),
    ),
    "a wrong item in a list": (
        lambda: changed("sections", 0, "groups", to=["6A", None]),
        ('sections → "ELA-6A" → groups → number 2: must be text, not null',),
    ),
    "null where something must be": (
        lambda: changed("kind", to=None),
        ('kind: must be one of "elementary", "middle", "high", not null',),
    ),
    "a kind that is none": (
        lambda: changed("kind", to="midle"),
        ('not "midle"', 'Did you mean "middle"?'),
    ),
    "an unknown key": (
        lambda: changed("sections", 0, "grups", to=[]),
        ('sections → "ELA-6A": the key "grups" is unknown', 'Did you mean "groups"?'),
    ),
    "an unknown key at the top": (
        lambda: changed("xyz", to=[]),
        ('School: the key "xyz" is unknown. Known are: id, name',),
    ),
    "a missing key": (
        lambda: without("staff", 1, "id"),
        ('staff → number 2: the key "id" is missing; it must be text',),
    ),
    "a key given twice": (
        lambda: replaced('"name": "Alice Adams"', '"name": "Alice", "name": "Adams"'),
        ('staff → "alice": the key "name" stands there twice',),
    ),
    "an id given twice": (lambda: _twice("sections"), ('section "ELA-6A" stands there 2 times',)),
    "a person given twice": (lambda: _twice("staff"), ('"alice" stands there 2 times',)),
    "a missing group": (
        lambda: changed("sections", 0, "groups", to=["6B"]),
        ('Section "ELA-6A": groups names "6B", which is not among the groups', 'mean "6A"?'),
    ),
    "a missing person": (
        lambda: changed("pd_groups", 0, "members", to=["alice", "bobb"]),
        ('PD group "core": members names "bobb"', 'mean "bob"?'),
    ),
    "a missing bell": (
        lambda: changed(*_WEDNESDAY, "bell", to="erly"),
        ('bell names "erly"', 'mean "early"?'),
    ),
    "a slot that the school does not have": (
        lambda: changed("staff", 0, "unavailable", to=["Mon 9"]),
        ('Staff member "alice": unavailable names "Mon 9"',),
    ),
    "a slot that is none": (
        lambda: changed("staff", 0, "unavailable", to=["Monday"]),
        ('unavailable → number 1: must be a slot such as "Mon 3", not "Monday"',),
    ),
    "an impossible time": (
        lambda: changed(*_FIRST_PERIOD, "start", to="25:99"),
        (f'{_PLACE} → start: must be a time of day such as "08:05", not "25:99"',),
    ),
    "a time without minutes": (
        lambda: changed(*_FIRST_PERIOD, "start", to=830),
        (f'{_PLACE} → start: must be a time of day such as "08:05", not 830',),
    ),
    "a period that ends before it starts": (
        lambda: changed(*_FIRST_PERIOD, "end", to="08:00"),
        (f"{_PLACE}: period 1 ends at 08:00, not after its start at 08:30",),
    ),
    "an impossible date": (
        lambda: changed("calendar", "first", to="2026-02-31"),
        ('calendar → first: must be a date such as "2026-08-31", not "2026-02-31"',),
    ),
    "a date in another order": (
        lambda: changed("calendar", "first", to="08/31/2026"),
        ('calendar → first: must be a date such as "2026-08-31"',),
    ),
    "a year that ends before it begins": (
        lambda: changed("calendar", "last", to="2026-08-01"),
        ("calendar: the last day 2026-08-01 lies before the first 2026-08-31",),
    ),
    "a time zone that is none": (
        lambda: changed("calendar", "timezone", to="America/New_Yrk"),
        ('calendar: "America/New_Yrk" is no time zone', 'mean "America/New_York"?'),
    ),
    "a value out of its range": (
        lambda: changed("policy", to={"most_preps": 0}),
        ("policy: most preps must be at least 1, not 0",),
    ),
    "NaN": (
        lambda: changed("baseline", to={"coaches": float("nan")}),
        ("baseline → coaches: must be a number, not NaN",),
    ),
    "Infinity": (
        lambda: changed("baseline", to={"coaches": float("inf")}),
        ("baseline → coaches: is far too large a number",),
    ),
    "a number too large for any computer": (
        lambda: replaced('"kind": "middle"', '"kind": "middle", "baseline": {"coaches": 1e999}'),
        ("baseline → coaches: is far too large a number",),
    ),
    "an empty id": (
        lambda: changed("rooms", 0, "id", to=""),
        ("rooms → number 1: id must not be empty",),
    ),
    "a name with a line break": (
        lambda: changed("rooms", 0, "name", to="Room\n101"),
        ('rooms → "101": name must not contain control characters',),
    ),
    "half a character": (
        lambda: changed("rooms", 0, "name", to="Room \ud83d"),
        ('rooms → "101": name must not contain control characters',),
    ),
    "a grouped section without group": (
        lambda: changed("sections", 0, "groups", to=[]),
        ('Section "ELA-6A" of the grouped course "ELA-6" needs exactly one group of grade "6"',),
    ),
    "a lock of a meeting that is not": (
        lambda: changed("locks", to=[{"section": "Art-6A", "meeting": 3, "slot": "Mon 1"}]),
        ('a lock names meeting 3 of section "Art-6A", which has 2',),
    ),
    "a rule whose strength is fixed": (
        lambda: changed("rules", to=[{"rule": "T1", "strength": 5}]),
        ('rules names "T1", which is not a rule whose strength a school sets',),
    ),
}


def broken_files() -> list[BrokenFile]:
    """Return all of them; making the contents takes a moment, so once is enough."""
    unreadable = [
        BrokenFile(name, make(), InputError, words) for name, (make, words) in _UNREADABLE.items()
    ]
    invalid = [
        BrokenFile(name, make(), InvalidProblemError, words)
        for name, (make, words) in _INVALID.items()
    ]
    return unreadable + invalid
