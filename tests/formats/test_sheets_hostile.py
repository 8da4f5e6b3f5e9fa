"""Spreadsheets that may be anybody's: only sentences come out, in bounded time and memory."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from scheduler.errors import InputError
from scheduler.formats.sheets import read_sheets, write_sheets
from tests.bounded import bounded
from tests.cast import small_school
from tests.formats.full_school import full_school
from tests.formats.hostile import mangled, members, with_parts, zipped

GOOD = write_sheets(small_school(), "a.xlsx")
GOOD_ZIP = write_sheets(small_school(), "a.zip")
SHEET = "xl/worksheets/sheet1.xml"
SEEDS = st.integers(0, 2**32)

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
    + b"&a;" * 1000
    + b'"><!ENTITY c "'
    + b"&b;" * 1000
    + b'">]>'
)


def sheet_xml(rows: bytes, before: bytes = b"") -> bytes:
    return before + b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"


def with_sheet(rows: bytes, before: bytes = b"") -> bytes:
    return with_parts(GOOD, {SHEET: sheet_xml(rows, before)})


def noise(size: int) -> bytes:
    """Return text that packs badly, so that it isn't taken for a bomb."""
    return random.Random(1).randbytes(size // 2).hex().encode()


def cells(count: int) -> bytes:
    chance = random.Random(1)
    return b"".join(b'<c s="%x"/>' % chance.getrandbits(64) for _ in range(count))


def without(name: str) -> bytes:
    return zipped({key: data for key, data in members(GOOD).items() if key != name})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not an Excel workbook"),
    "not a zip": (lambda: b"id,name\r\nx,X\r\n", "not an Excel workbook"),
    "old Excel": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
        "not an Excel workbook",
    ),
    "truncated": (lambda: GOOD[:-300], "not a zip"),
    "another zip": (lambda: zipped({"a.txt": b"hello"}), "not an Excel workbook"),
    "no workbook part": (lambda: without("xl/workbook.xml"), "not an Excel workbook"),
    "no sheet part": (lambda: without(SHEET), "sheets is damaged"),
    "macros": (lambda: with_parts(GOOD, {"xl/vbaProject.bin": b"x"}), "macros"),
    "path out": (lambda: with_parts(GOOD, {"../../evil.xml": b"<a/>"}), "leads out"),
    "billion laughs": (lambda: with_sheet(b"<row><c>&c;</c></row>", LAUGHS), "damaged"),
    "laughs in strings": (
        lambda: with_parts(GOOD, {"xl/sharedStrings.xml": LAUGHS + b"<sst>&c;</sst>"}),
        "damaged",
    ),
    "bomb": (lambda: with_sheet(b" " * 40_000_000), "far more than any real file"),
    "many bombs": (
        lambda: with_parts(GOOD, {f"xl/x{n}.bin": bytes(1_000_000) for n in range(70)}),
        "unpack to more",
    ),
    "large tree": (
        lambda: with_parts(GOOD, {"xl/styles.xml": b"<a>" + noise(2_500_000) + b"</a>"}),
        "larger than any real",
    ),
    "row far down": (lambda: with_sheet(b'<row r="1048576"><c r="A1048576"/></row>'), "rows"),
    "row beyond": (lambda: with_sheet(b'<row r="99999999999999"/>'), "proper number"),
    "too many rows": (lambda: with_sheet(b"<row/>" * 20_001), "rows"),
    "column far right": (lambda: with_sheet(b'<row r="1"><c r="XFD1"/></row>'), "columns"),
    "column beyond": (lambda: with_sheet(b'<row r="1"><c r="ZZZZZZ1"/></row>'), "proper name"),
    "too many cells": (lambda: with_sheet(b"<row>" + cells(500_001) + b"</row>"), "cells"),
    "deep": (lambda: with_sheet(b"<a>" * 1000 + b"</a>" * 1000), "nested deeper"),
    "broken XML": (lambda: with_sheet(b"<row>"), "damaged"),
    "odd encoding": (
        lambda: with_sheet(b"", b'<?xml version="1.0" encoding="klingon"?>'),
        "damaged",
    ),
    "odd number": (
        lambda: with_sheet(b'<row r="1"><c r="A1" t="n"><v>many</v></c></row>'),
        "cannot be read as a workbook",
    ),
    "no such string": (
        lambda: with_sheet(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        "cannot be read as a workbook",
    ),
}


@pytest.mark.parametrize("story", HOSTILE)
def test_a_hostile_workbook_ends_in_a_sentence(story: str) -> None:
    make, words = HOSTILE[story]
    content = make()
    with bounded(), pytest.raises(InputError, match=words):
        read_sheets(content, "a.xlsx", small_school())


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    """A dimension of a billion cells costs nothing."""
    xml = members(GOOD)[SHEET].replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>', 1
    )
    assert b"dimension" in xml
    content = with_parts(GOOD, {SHEET: xml})
    assert read_sheets(content, "a.xlsx", small_school()).school == small_school()


def test_links_to_other_workbooks_are_not_followed() -> None:
    content = with_parts(GOOD, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert read_sheets(content, "a.xlsx", small_school()).school == small_school()


@pytest.mark.parametrize("formula", ["=1+1", ArrayFormula("B2:B2", "=1+1")])
def test_a_formula_is_refused_and_never_computed(formula: object) -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book["staff"]["B2"].value = formula
    content = io.BytesIO()
    book.save(content)
    imported = read_sheets(content.getvalue(), "a.xlsx", small_school())
    assert imported.school is None
    (error,) = imported.report.errors
    assert error.where == 'a.xlsx, sheet "staff", row 2, column "name"'
    assert "formula" in error.sentence


CSV = {
    "UTF-16": ("id,name\nx,X".encode("utf-16"), "UTF-16"),
    "Latin-1": ("id,name\nx,Zoë".encode("latin-1"), "line 2: It is not UTF-8"),
    "NUL": (b"id,name\nx,X\0", "line 2: There is a NUL"),
    "open quotes": (b'id,name\nx,"X\ny,Y\n', "quotation marks"),
    "one endless line": (b"id,name\nx," + b"X" * 100_000, "longer than any real"),
    "endless rows": (b"id,name\n" + b"x,X\n" * 20_001, "20,000 rows"),
    "endless columns": (b"id,name" + b",x" * 500, "200 columns"),
}


@pytest.mark.parametrize("story", CSV)
def test_a_hostile_csv_ends_in_a_sentence(story: str) -> None:
    content, words = CSV[story]
    with pytest.raises(InputError, match=words):
        read_sheets(content, "rooms.csv", small_school())


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xls", "a.xlsm"])
def test_another_kind_of_file_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(InputError, match=r"\.xlsx, \.csv, or \.zip"):
        read_sheets(GOOD, name)


def only_sentences(content: bytes, name: str) -> None:
    """Read something; a report with errors and no school, or a school, or an `InputError`."""
    try:
        imported = read_sheets(content, name, small_school())
    except InputError:
        pass
    else:
        assert (imported.school is None) == bool(imported.report.errors)


@given(SEEDS, st.sampled_from([("a.xlsx", GOOD), ("a.zip", GOOD_ZIP)]))
def test_mangled_files_only_ever_give_sentences(seed: int, good: tuple[str, bytes]) -> None:
    name, content = good
    only_sentences(mangled(content, seed), name)


@given(SEEDS, st.data())
def test_mangled_parts_only_ever_give_sentences(seed: int, data: st.DataObject) -> None:
    """Archives that are whole, with one part that is not."""
    content, kind = data.draw(st.sampled_from([(GOOD, "a.xlsx"), (GOOD_ZIP, "a.zip")]))
    part = data.draw(st.sampled_from(sorted(members(content))))
    only_sentences(with_parts(content, {part: mangled(members(content)[part], seed)}), kind)


@given(SEEDS, st.sampled_from(sorted(members(write_sheets(full_school(), "a.zip")))))
def test_mangled_lists_only_ever_give_sentences(seed: int, name: str) -> None:
    only_sentences(mangled(members(write_sheets(full_school(), "a.zip"))[name], seed), name)


@given(st.binary(max_size=2000), st.sampled_from(["a.xlsx", "a.zip", "staff.csv"]))
def test_any_bytes_only_ever_give_sentences(content: bytes, name: str) -> None:
    only_sentences(content, name)
