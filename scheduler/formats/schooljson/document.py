"""
Parse: from bytes to one JSON object that says what it is.

Nothing here knows what stands in a school or a plan. Everything that can be wrong with bytes
and with JSON as such is said here, as an `InputError`.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from scheduler.domain.document.complaints import shown
from scheduler.errors import InputError
from scheduler.formats.files import MOST_BYTES, refuse_large

__all__ = ["VERSION", "RepeatedKeys", "parse", "parse_json"]

VERSION = 1
"""Version of both formats that this program writes, and the newest that it reads."""

_ZIP = b"PK\x03\x04"
_FILES = {
    "scheduler-school": "school file",
    "scheduler-plan": "plan file",
    "scheduler-district": "district file",
    "scheduler-fet-map": "map for a file of FET",
}

_OTHER_ENCODINGS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which keys stand more than once; the builder says where."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        seen: set[str] = set()
        self.repeated = tuple(
            dict.fromkeys(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add returns None, on purpose
        )


def parse(
    content: bytes, where: str, format_name: str, most_bytes: int = MOST_BYTES
) -> dict[str, Any]:
    """
    Read the object that a file holds.

    Parameters
    ----------
    content
        The file's bytes: UTF-8, with or without a byte-order mark.
    where
        Name of the file in sentences.
    format_name
        What its key "format" must say.

    Raises
    ------
    InputError
        If it is too large, empty, not UTF-8, not JSON, no object, or of another format or a
        newer version.
    """
    refuse_large(content, where, most_bytes)
    document = parse_json(content, where)
    if not isinstance(document, dict):
        raise InputError(
            where, f"It must hold one JSON object, in braces at the top, not {shown(document)}."
        )
    _check_kind(document, where, format_name)
    return document


def parse_json(content: bytes, where: str) -> Any:
    """
    Read any JSON value; objects in which a key stands twice are `RepeatedKeys`.

    Raises
    ------
    InputError
        If it is empty, not UTF-8, or not JSON.
    """
    return _loaded(_decoded(content, where), where)


def _decoded(content: bytes, where: str) -> str:
    for mark, name in _OTHER_ENCODINGS.items():
        if content.startswith(mark):
            raise InputError(where, f"It is written in {name}; save it as UTF-8.")
    if content.startswith(_ZIP):
        raise InputError(
            where,
            "It is a workbook or a zip archive; `scheduler import` makes a school file of it.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{where}, line {line}",
            f"It is not UTF-8 (byte {error.start + 1} is 0x{content[error.start]:02x}); "
            "save it as UTF-8.",
        ) from error
    if not text.strip():
        raise InputError(where, "It is empty.")
    return text


def _loaded(text: str, where: str) -> Any:
    # NaN, Infinity and numbers too large for a float are let through: whoever builds objects
    # refuses them too, and knows their place.
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}"
        raise InputError(place, _not_json(error)) from error
    except RecursionError as error:
        raise InputError(where, "Its brackets are nested far too deep.") from error
    except ValueError as error:  # Python refuses to read whole numbers of thousands of digits.
        line = text.count("\n", 0, _place_of_longest(text)) + 1
        raise InputError(
            f"{where}, line {line}", "It holds a number with far too many digits."
        ) from error


def _not_json(error: json.JSONDecodeError) -> str:
    # A text that begins and never ends can only stand last: a line break would have ended it.
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated"):
        return "It is not JSON: it ends in the middle. Is this the whole file?"
    what = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
    return (
        f"It is not JSON: {what}. Look there for a comma, a quotation mark or a bracket that is "
        "missing or too many."
    )


def _place_of_longest(text: str) -> int:
    """Return where the longest row of digits begins."""
    found = max(re.finditer(r"[0-9]+", text), key=lambda one: one.end() - one.start())
    return found.start()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(pairs)


def _check_kind(document: dict[str, Any], where: str, wanted: str) -> None:
    if "format" not in document:
        raise InputError(where, f'The key "format" is missing; it must be "{wanted}".')
    if document["format"] != wanted:
        found = shown(document["format"])
        if (ours := _FILES.get(str(document["format"]))) is not None:
            raise InputError(where, f"It is a {ours}; a {_FILES[wanted]} is needed here.")
        raise InputError(where, f'Its "format" must be "{wanted}", not {found}.')
    if "version" not in document:
        raise InputError(where, f'The key "version" is missing; it must be {VERSION}.')
    version = document["version"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(where, f'Its "version" must be {VERSION}, not {shown(version)}.')
    if version > VERSION:
        raise InputError(
            where,
            f"It has version {shown(version)} of the format, written by a newer release of this "
            f"program; this one reads version {VERSION}. Install the newer release to read it.",
        )
