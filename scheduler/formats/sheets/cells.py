"""
Cells as text: how each kind of domain value is written into one and read back exactly.

Which kind a cell has follows from the type hint of the domain field; no field is named here.
"""

from __future__ import annotations

import enum
import math
import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduler.domain.document.complaints import quoted
from scheduler.domain.form import Clock, clock_text
from scheduler.domain.slots import Slot

__all__ = ["Kind", "defused", "items_of", "joined", "kind_of", "live_again"]

_WHOLE = re.compile(r"[+-]?\d+(\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 300
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:00)?(?:\s*([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_EMPTY_LIST = "(none)"


@dataclass(frozen=True)
class Kind:
    """
    A kind of cell.

    Parameters
    ----------
    write
        From the value to the text of the cell; "" for nothing.
    read
        Back from a text that is not empty; raises a ValueError whose text follows "it " in a
        sentence.
    is_number
        Whether spreadsheet programs may see it as a number.
    is_list
        Whether it holds several values.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    is_number: bool = False
    is_list: bool = False


def kind_of(hint: Any) -> Kind:
    """Return the kind of cell for a type hint of the domain."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        kind = kind_of(inner)
        return Kind(lambda value: "" if value is None else kind.write(value), kind.read,
                    kind.is_number, kind.is_list)  # fmt: skip
    if origin is tuple:
        return _list_kind(kind_of(typing.get_args(hint)[0]))
    if origin is typing.Literal:
        return _choice({str(option): option for option in typing.get_args(hint)})
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _choice({str(member.value): member for member in hint})
    return _SINGLE[hint]


# --- texts that spreadsheet programs would take for formulas

# A mark before one of the marks below, so that a text which itself begins like a defused one
# comes back as it was.
_LIVE = re.compile(r"'*[=+\-@\t\r\n]")


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program might run as a formula."""
    return f"'{text}" if _LIVE.match(text) else text


def live_again(text: str) -> str:
    """Take the apostrophe away again that `defused` put there."""
    return text[1:] if text.startswith("'") and _LIVE.match(text) else text


# --- lists: joined by a comma and a blank, with quotation marks around items that need them


def _list_kind(item: Kind) -> Kind:
    def read(text: str) -> tuple[Any, ...]:
        if text.casefold() == _EMPTY_LIST:
            return ()
        return tuple(item.read(one) for one in items_of(text))

    def write(values: Iterable[Any]) -> str:
        return joined(map(item.write, values))

    return Kind(write, read, is_list=True)


def joined(items: Iterable[str]) -> str:
    """Write several texts into one cell."""
    return ", ".join(map(_item_text, items))


def _item_text(text: str) -> str:
    if "," in text or '"' in text or text.casefold() == _EMPTY_LIST:
        return '"' + text.replace('"', '""') + '"'
    return text


_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,"][^,]*)?)\s*(?:,|$)')


def items_of(text: str) -> list[str]:
    """
    Read the several texts of one cell.

    Raises
    ------
    ValueError
        If a quotation mark has no partner; its text follows "it ".
    """
    items: list[str] = []
    end = 0
    while end < len(text):
        match = _ITEM.match(text, end)
        if match is None:
            raise ValueError(
                'has a quotation mark without its partner; write items as a, b, "c, d"'
            )
        whole, bare = match.groups()
        item = whole.replace('""', '"') if whole is not None else (bare or "").strip()
        if item:  # A comma too many means nothing.
            items.append(item)
        end = match.end()
    return items


def empty_list() -> str:
    """Return what stands in a cell for an empty list where nothing would mean something else."""
    return _EMPTY_LIST


# --- single values


def _read_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"must be a whole number, not {quoted(text)}")
    _refuse_long(text)
    return int(text.partition(".")[0])


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a number such as 0.5, not {quoted(text)}")
    _refuse_long(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"is far too large: {quoted(text)}")
    return value


def _refuse_long(text: str) -> None:
    """Leave it to the field to say how large is too large, as long as the number can be read."""
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"is far too large: a number of {len(text):,} signs")


def _read_flag(text: str) -> bool:
    if text.casefold() not in _FLAGS:
        raise ValueError(f"must be true or false, not {quoted(text)}")
    return _FLAGS[text.casefold()]


def _read_date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):  # Python would also take 20260831 and 2026-W36-1.
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"must be a date such as 2026-08-31, not {quoted(text)}")


def _read_clock(text: str) -> Clock:
    match = _CLOCK.fullmatch(text)
    if match is not None and int(match[2]) <= 59:
        hours, half = int(match[1]), (match[4] or "").lower()
        if half and 1 <= hours <= 12:
            return Clock((hours % 12 + 12 * (half == "p")) * 60 + int(match[2]))
        if not half and hours * 60 + int(match[2]) <= 24 * 60:
            return Clock(hours * 60 + int(match[2]))
    raise ValueError(f"must be a time of day such as 08:05 or 1:15 PM, not {quoted(text)}")


def _read_slot(text: str) -> Slot:
    try:
        return Slot.parse(text)
    except ValueError:
        raise ValueError(f"must be slots such as Mon 3, not {quoted(text)}") from None


def _choice(options: dict[str, Any]) -> Kind:
    texts = {option: text for text, option in options.items()}

    def read(text: str) -> Any:
        if text not in options:
            wanted = ", ".join(options)
            raise ValueError(f"must be one of {wanted}, not {quoted(text)}")
        return options[text]

    return Kind(texts.__getitem__, read)


_SINGLE: dict[Any, Kind] = {
    str: Kind(str, str),
    bool: Kind(lambda value: "true" if value else "false", _read_flag),
    int: Kind(str, _read_whole, is_number=True),
    float: Kind(lambda value: repr(float(value)).removesuffix(".0"), _read_number, is_number=True),
    date: Kind(date.isoformat, _read_date),
    Clock: Kind(clock_text, _read_clock),
    Slot: Kind(str, _read_slot),
}
