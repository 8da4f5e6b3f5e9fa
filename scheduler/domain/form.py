"""Form checks at birth: the one mechanism by which domain objects refuse impossible values.

A domain class derives from `Checked` and declares its fields with the helpers below.  Type,
range and reference are declared once, as field metadata, and read by three: the check at birth
(here), the check of references (`references`), and whoever derives a JSON Schema or a web form
from the same dataclass.

Only *form* is judged here (type, range, reference, one object's own contradiction).  Quantities
or rules that contradict one another are a valid problem that may turn out infeasible.
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
import math
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, ClassVar, NewType, TypeVar

from scheduler.errors import InvalidProblemError

Clock = NewType("Clock", int)
"""Minutes after midnight; written 08:05 in files and sentences."""

DAY_MINUTES = 24 * 60

_T = TypeVar("_T")

type_names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def clock_text(minutes: int) -> str:
    """Write minutes after midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shown(value: object) -> str:
    """Write a value into a sentence: on one line, and cut where it would fill a page."""
    words = repr(value)
    return words if len(words) <= 80 else f"{words[:60]}…"


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word the unknown one is closest to, or nothing where none is close."""
    # A word longer than any id is like none of them, and costly to compare.
    close = _closest(word, frozenset(known)) if len(word) <= 200 else ""
    return f' Did you mean "{close}"?' if close else ""


@lru_cache(maxsize=1024)
def _closest(word: str, known: frozenset[str]) -> str:
    """Find the closest word; the same one is often missing in hundreds of places."""
    # Of two signs, as in 6A, only one can differ for the words to be alike at all.
    alike = 0.5 if len(word) <= 3 else 0.6
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=alike)
    return close[0] if close else ""


def number(*, least: float | None = None, most: float | None = None, **rest: Any) -> Any:
    """Declare a numeric field with inclusive limits (each number of a tuple is limited)."""
    return dataclasses.field(metadata={"least": least, "most": most}, **rest)


def ref(table: str, **rest: Any) -> Any:
    """Declare a field that names (or lists) ids of another table of the school."""
    return dataclasses.field(metadata={"ref": table}, **rest)


def text(*, longest: int = 200, empty: bool = False, **rest: Any) -> Any:
    """Declare a text field; ids and names may not be empty unless said so."""
    return dataclasses.field(metadata={"longest": longest, "empty": empty}, **rest)


@typing.dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(number, ref, text, dataclasses.field),
)
def record(cls: type[_T]) -> type[_T]:
    """Make a class a frozen dataclass whose fields are given by name."""
    return dataclasses.dataclass(frozen=True, kw_only=True)(cls)


class MisshapenError(InvalidProblemError):
    """One object was refused when it was to be made.

    Parameters
    ----------
    label
        How sentences name the object.
    complaints
        What is wrong with it, without the label: for readers that know a better name of the place.
    """

    def __init__(self, label: str, complaints: Iterable[str]) -> None:
        self.label = label
        self.complaints = tuple(complaints)
        super().__init__([f"{label}: {complaint}" for complaint in self.complaints])
        self.args = (label, self.complaints)


def field_complaints(cls: type[Checked], values: typing.Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with each of these values of a class's fields, looked at by itself."""
    for name, check in _field_checks(cls):  # type: ignore[arg-type]  # classes are hashable
        if name in values and (complaint := check(values[name])):
            yield f"{name.replace('_', ' ')} {complaint}."


class Checked:
    """Base of all domain dataclasses: checks its form when it is made.

    Raises
    ------
    MisshapenError
        An `InvalidProblemError` with every sentence that applies to this object.
    """

    noun: ClassVar[str] = ""

    def __post_init__(self) -> None:
        complaints = [*field_complaints(type(self), self.__dict__)]
        # A value of the wrong type would make the cross-field checks stumble.
        if not complaints:
            complaints = [*self.contradictions()]
        if complaints:
            raise MisshapenError(self.label, complaints)

    def contradictions(self) -> Iterator[str]:
        """Yield a sentence for each pair of own fields that cannot both be meant."""
        return iter(())

    @property
    def label(self) -> str:
        """How sentences name this object."""
        name = getattr(self, "id", None)
        noun = self.noun or type(self).__name__
        return f'{noun} "{name}"' if isinstance(name, str) and name else noun


_Check = Callable[[Any], str]


@cache
def _field_checks(cls: type) -> tuple[tuple[str, _Check], ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        (field.name, _check_of(hints[field.name], field.metadata))
        for field in dataclasses.fields(cls)
    )


def _check_of(hint: Any, meta: typing.Mapping[str, Any]) -> _Check:
    """Build the check of one field from its type hint; it returns a complaint or ''."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [_check_of(arg, meta) for arg in typing.get_args(hint) if arg is not type(None)]
        return lambda value: "" if value is None else inner[0](value)
    if origin is tuple:
        return _tuple_check(_check_of(typing.get_args(hint)[0], meta))
    if origin is typing.Literal:
        allowed = typing.get_args(hint)
        return lambda value: (
            "" if value in allowed else f"must be one of {', '.join(map(repr, allowed))}"
        )
    if hint is Clock:
        return _clock_check
    if hint in (int, float):
        return _number_check(hint, meta)
    if hint is str:
        return _text_check(meta)
    return _instance_check(hint)


def _tuple_check(inner: _Check) -> _Check:
    def check(value: Any) -> str:
        if not isinstance(value, tuple):
            return "must be a list"
        return next((complaint for item in value if (complaint := inner(item))), "")

    return check


def _clock_check(value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= DAY_MINUTES:
        return f"must be a time of day between 00:00 and 24:00, not {shown(value)}"
    return ""


def _number_check(kind: type, meta: typing.Mapping[str, Any]) -> _Check:
    least, most = meta.get("least"), meta.get("most")
    accepted = (int, float) if kind is float else int

    def check(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, accepted):
            return f"must be {type_names[kind]}, not {shown(value)}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"must be a finite number, not {value}"
        if least is not None and value < least:
            return f"must be at least {least}, not {shown(value)}"
        if most is not None and value > most:
            return f"must be at most {most}, not {shown(value)}"
        return ""

    return check


def _text_check(meta: typing.Mapping[str, Any]) -> _Check:
    longest, empty = meta.get("longest", 200), meta.get("empty", False)

    def check(value: Any) -> str:
        if not isinstance(value, str):
            return f"must be text, not {shown(value)}"
        if not empty and not value.strip():
            return "must not be empty"
        if value != value.strip():
            return f"must not begin or end with a blank, as {shown(value)} does"
        if len(value) > longest:
            return f"must have at most {longest} characters, not {len(value)}"
        if not value.isprintable() and any(map(_unwritable, value)):
            return "must not contain control characters"
        return ""

    return check


def _unwritable(sign: str) -> bool:
    """Whether a sign is a control character or half of a pair, which no file can hold."""
    return unicodedata.category(sign) in ("Cc", "Cs")


def _instance_check(kind: type) -> _Check:
    if issubclass(kind, enum.Enum):
        wanted = "one of " + ", ".join(str(member.value) for member in kind)
    elif kind is date:
        wanted = "a date (YYYY-MM-DD)"
    else:
        wanted = type_names.get(kind, f"a {kind.__name__}")

    def check(value: Any) -> str:
        right = isinstance(value, kind) and not (kind is date and isinstance(value, datetime))
        return "" if right else f"must be {wanted}, not {shown(value)}"

    return check
