"""
Single values of a file: text, numbers, dates, times of day, slots and fixed choices.

Each kind of value knows how it is read, how it is written and what a JSON Schema says of it, so
that the three cannot drift apart. Only the *type* is judged here: ranges and lengths are checked
by the domain objects when they are made.
"""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from scheduler.domain.document.complaints import Broken, shown
from scheduler.domain.form import Clock, clock_text, nearest

__all__ = ["CLOCK", "DATE", "FLAG", "NUMBER", "TEXT", "WHOLE", "Value", "choice", "worded"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
# Without blanks at its ends, without control characters.
_TIDY = r"\S(?:[^\u0000-\u001f\u007f-\u009f]*\S)?"

Metadata = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """
    A kind of single value.

    Parameters
    ----------
    wanted
        What sentences call it, as in "must be text".
    read
        From the JSON value; raises `Broken` where the type is wrong.
    write
        To the JSON value.
    describe
        Its JSON Schema, given the metadata of the field (limits, lengths).
    """

    wanted: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    describe: Callable[[Metadata], dict[str, Any]]


def refusal(wanted: str, value: object, hint: str = "") -> Broken:
    """Say what should have stood there."""
    return Broken.at_once(f"must be {wanted}, not {shown(value)}.{hint}")


def _as_it_is(value: Any) -> Any:
    return value


# --- text, numbers, true or false


def _read_text(value: Any) -> str:
    if type(value) is not str:
        raise refusal("text", value)
    return value


def _describe_text(meta: Metadata) -> dict[str, Any]:
    pattern = f"^({_TIDY})?$" if meta.get("empty") else f"^{_TIDY}$"
    return {"type": "string", "pattern": pattern, "maxLength": meta.get("longest", 200)}


def _read_flag(value: Any) -> bool:
    if type(value) is not bool:
        raise refusal("true or false", value)
    return value


def _read_whole(value: Any) -> int:
    if type(value) is int:
        return value
    # JSON has only one kind of number: 5.0 is a whole one, and some tools write it so.
    if type(value) is float and value.is_integer():
        return int(value)
    raise _no_number("a whole number", value)


def _read_number(value: Any) -> float:
    if type(value) is int or type(value) is float:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise _no_number("a number", value)


def _no_number(wanted: str, value: object) -> Broken:
    """Say what is wrong with a number: JSON knows ones beyond those that can be counted with."""
    if type(value) is int or (type(value) is float and math.isinf(value)):
        return Broken.at_once("is far too large a number.")
    return refusal(wanted, value)


def _describe_number(kind: str) -> Callable[[Metadata], dict[str, Any]]:
    def describe(meta: Metadata) -> dict[str, Any]:
        limits = {"minimum": meta.get("least"), "maximum": meta.get("most")}
        return {"type": kind} | {key: one for key, one in limits.items() if one is not None}

    return describe


TEXT = Value("text", _read_text, str, _describe_text)
FLAG = Value("true or false", _read_flag, _as_it_is, lambda _: {"type": "boolean"})
WHOLE = Value("a whole number", _read_whole, _as_it_is, _describe_number("integer"))
# Python code may well have put a whole number where any number is fine.
NUMBER = Value("a number", _read_number, float, _describe_number("number"))


# --- values that JSON has no type for: text of a certain shape


def worded(
    wanted: str, pattern: str, parse: Callable[[str], Any], write: Callable[[Any], str]
) -> Value:
    """Make the kind of a value that is written as text and read by `parse` (or ValueError)."""
    # A year has few different dates, times and slots, and each of them thousands of times.
    remembered = lru_cache(maxsize=4096)(parse)

    def read(value: Any) -> Any:
        if type(value) is str:
            try:
                return remembered(value)
            except ValueError:
                pass
        raise refusal(wanted, value)

    return Value(wanted, read, write, lambda _: {"type": "string", "pattern": pattern})


def _parse_date(words: str) -> date:
    if not _DATE.fullmatch(words):  # Python would also take 20260831 and 2026-W36-1.
        raise ValueError(words)
    return date.fromisoformat(words)


def _parse_clock(words: str) -> Clock:
    if not _CLOCK.fullmatch(words):
        raise ValueError(words)
    return Clock(int(words[:2]) * 60 + int(words[3:]))


DATE = worded(
    'a date such as "2026-08-31"',
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    _parse_date,
    date.isoformat,
)
CLOCK = worded(
    'a time of day such as "08:05"',
    r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
    _parse_clock,
    clock_text,
)


def choice(options: Mapping[str, Any]) -> Value:
    """Make the kind of a value that is one of a few, given by its text in the file."""
    texts = {option: text for text, option in options.items()}
    wanted = "one of " + ", ".join(f'"{text}"' for text in options)

    def read(value: Any) -> Any:
        if type(value) is str and value in options:
            return options[value]
        raise refusal(wanted, value, nearest(value, options) if isinstance(value, str) else "")

    return Value(wanted, read, texts.__getitem__, lambda _: {"enum": list(options)})


def members(kind: type[enum.Enum]) -> dict[str, enum.Enum]:
    """Options of an enumeration."""
    return {str(member.value): member for member in kind}
