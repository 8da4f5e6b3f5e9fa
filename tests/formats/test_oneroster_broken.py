"""Broken OneRoster archives: a sentence with file, line and mend, and never half a school."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.errors import InputError
from scheduler.formats.oneroster import read_oneroster, write_oneroster
from tests.bounded import bounded
from tests.cast import small_plan, small_school
from tests.formats.hostile import mangled, with_parts, zipped
from tests.formats.roster_cast import SURNAME, edited, manifest, packed, roster

GOOD = packed(roster())
SEEDS = st.integers(0, 2**32)


def replaced(old: str, new: str, version: str = "1.1") -> bytes:
    """Return the archive with another manifest."""
    return edited("manifest", old, new, version)


def without(name: str) -> bytes:
    return packed({key: text for key, text in roster().items() if key != name})


def encoded(name: str, encoding: str) -> bytes:
    text = roster()[name].replace("Fall", "Früh")
    return with_parts(GOOD, {f"{name}.csv": text.encode(encoding)})


def renamed(old: str, new: str) -> bytes:
    return packed({new if key == old else key: text for key, text in roster().items()})


def with_file(**texts: str) -> bytes:
    return packed(roster() | texts)


def link() -> bytes:
    content = io.BytesIO(GOOD)
    with zipfile.ZipFile(content, "a") as archive:
        member = zipfile.ZipInfo("results.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return content.getvalue()


def twice() -> bytes:
    content = io.BytesIO(GOOD)
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("users.csv", "x")
    return content.getvalue()


def encrypted() -> bytes:
    """Set the flag of encryption in the directory of the archive and before each file."""
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def liar() -> bytes:
    """Say that a file is small which is large: only what was said is ever unpacked."""
    data = bytearray(with_parts(GOOD, {"users.csv": b"x" * 5_000_000}))
    for start in range(len(data) - 4):
        if data[start : start + 4] == b"PK\x01\x02" and b"users.csv" in data[start : start + 60]:
            struct.pack_into("<I", data, start + 24, 100)
    return bytes(data)


ORGS = roster()["orgs"].splitlines()[0]


def spaced(text: str) -> str:
    """Put blanks around all cells, but for the lines with quotation marks."""
    lines = (line if '"' in line else line.replace(",", " , ") for line in text.splitlines())
    return "".join(f"{line} \n" for line in lines)


def packed_with(method: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in roster().items():
            archive.writestr(f"{name}.csv", text)
    return content.getvalue()


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size // 2).hex().encode()


# Story: how to make it, and what the report or the error must say.
BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    # The archive.
    "empty": (lambda: b"", "not a zip archive"),
    "not a zip": (lambda: b"sourcedId,status\n1,\n", "not a zip archive"),
    "truncated": (lambda: GOOD[: len(GOOD) // 2], "not a zip archive"),
    "encrypted": (encrypted, "protected by a password"),
    "zip bomb": (lambda: with_parts(GOOD, {"users.csv": bytes(60_000_000)}), "far more than any"),
    "many files": (lambda: zipped({f"{n}.csv": b"x" for n in range(300)}), "more than the 200"),
    "liar about its size": (liar, "damaged"),
    "rare packing": (lambda: packed_with(zipfile.ZIP_LZMA), "ordinary zip"),
    "path out": (lambda: packed(roster(), "../"), "leads out"),
    "path out, hidden": (lambda: packed(roster(), "a/../../"), "leads out"),
    "absolute path": (lambda: packed(roster(), "/etc/"), "leads out"),
    "drive": (lambda: packed(roster(), "C:/"), "leads out"),
    "backslashes": (lambda: packed(roster(), "..\\"), "leads out"),
    "link": (link, "is a link"),
    "file twice": (twice, '"users.csv" stands there twice'),
    "file twice but for case": (
        lambda: with_parts(GOOD, {"USERS.csv": b"x"}),
        "stands there twice",
    ),
    "two folders deep": (lambda: packed(roster(), "a/b/"), "several folders"),
    "two folders": (lambda: with_parts(GOOD, {"x/users.csv": b""}), "several folders"),
    # The manifest.
    "no manifest": (lambda: without("manifest"), "no manifest.csv"),
    "manifest without header": (lambda: replaced("propertyName,value\n", ""), "propertyName,value"),
    "no version": (lambda: replaced("oneroster.version,1.1\n", ""), "must have a line oneroster"),
    "old version": (lambda: replaced("version,1.1", "version,1.0"), '"1.0" is not a version'),
    "unknown mode": (lambda: replaced("users,bulk", "users,all"), "bulk, delta or absent"),
    "said to be absent": (
        lambda: replaced("users,bulk", "users,absent"),
        "it is there; write bulk",
    ),
    "said to be there": (lambda: without("users"), "users.csv is there (bulk), but it is missing"),
    "not in the manifest": (lambda: replaced("file.users,bulk\n", ""), "no line for file.users"),
    "said twice": (
        lambda: replaced("file.users,bulk", "file.users,bulk\nfile.users,bulk"),
        "twice",
    ),
    "no such file": (lambda: replaced("file.users,bulk", "file.user,bulk"), 'no file "user"'),
    "1.2 file in 1.1": (lambda: with_file(roles="x"), "versions are mixed"),
    "1.1 users in 1.2": (
        lambda: replaced("version,1.1", "version,1.2"),
        "without which nobody's role",
    ),
    "1.2 users in 1.1": (
        lambda: packed(roster(users=roster("1.2")["users"])),
        "Column orgSourcedIds of OneRoster 1.1 is missing",
    ),
    "no orgs": (lambda: packed(roster(orgs=None)), "orgs.csv is missing"),
    # The files.
    "wrong case of a file": (lambda: renamed("users", "Users"), "must be named users.csv exactly"),
    "empty file": (lambda: with_file(users=""), "users.csv: It is empty"),
    "UTF-16": (lambda: encoded("academicSessions", "utf-16"), "line 1: It is UTF-16"),
    "Latin-1": (lambda: encoded("academicSessions", "latin-1"), "line 3: It is not UTF-8"),
    "NUL byte": (lambda: edited("classes", "ELA one", "ELA\0one"), "line 2: There is a NUL"),
    "open quotes": (lambda: edited("courses", 'reading"', "reading"), "quotation marks"),
    "huge row": (
        lambda: with_parts(GOOD, {"users.csv": roster()["users"].encode() + noise(200_000)}),
        "longer than any real one",
    ),
    "missing column": (lambda: edited("classes", ",courseSourcedId", ""), "courseSourcedId of"),
    "wrong case of a column": (
        lambda: edited("users", "sourcedId,status", "sourcedid,status"),
        "must be written sourcedId exactly",
    ),
    "column twice": (lambda: edited("orgs", "identifier", "name"), '"name" stands there twice'),
    "no header": (lambda: edited("orgs", roster()["orgs"].splitlines()[0] + "\n", ""), "missing"),
    # The rows.
    "ragged row": (
        lambda: edited("classes", "3(A)", "3,(A)"),
        "line 3: It has 15 cells, the header 14",
    ),
    "no id": (
        lambda: edited("courses", "ma7,,,", ",,,"),
        'line 3, column "sourcedId": It must not',
    ),
    "id twice": (lambda: edited("courses", "ma7,,,", "ela7,,,"), '"ela7" is also that of line 2'),
    "user twice": (lambda: edited("users", "ben,,,", "ann,,,"), "The id is also that of line 2"),
    "enrollment twice": (
        lambda: edited("enrollments", "e2,", "e1,"),
        "The id is also that of line 2",
    ),
    "class without course": (
        lambda: edited("classes", "one,07,ma7", "one,07,ma9"),
        'has the id "ma9"',
    ),
    "class without session": (lambda: edited("classes", "oak,s1", "oak,s9"), 'has the id "s9"'),
    "enrollment without class": (
        lambda: edited("enrollments", "c1,oak,ann", "c9,oak,ann"),
        "No class",
    ),
    "pupil without class": (lambda: edited("enrollments", "c1,oak,p0", "c9,oak,p0"), "No class"),
    "enrollment without user": (
        lambda: edited("enrollments", "oak,ann", "oak,nn"),
        "Nobody of the",
    ),
    "unknown role": (
        lambda: edited("users", "oak,aide", "oak,wizard"),
        "not a role that OneRoster",
    ),
    "unknown role in a class": (
        lambda: edited("enrollments", "amy,aide", "amy,elf"),
        "must be teacher",
    ),
    "unknown status": (
        lambda: edited("courses", "ma7,,", "ma7,gone,"),
        "empty, active or tobedeleted",
    ),
    "unknown type of org": (
        lambda: edited("orgs", ",school,", ",castle,"),
        "must be one of department",
    ),
    "unknown type of session": (
        lambda: edited("academicSessions", "semester", "moon"),
        "one of grading",
    ),
    "malformed date": (
        lambda: edited("academicSessions", "2027-06-11,,", "6/11/27,,"),
        'not "6/11/27"',
    ),
    "date that is none": (
        lambda: edited("academicSessions", "2027-01-22,y", "2027-02-30,y"),
        "such as",
    ),
    "malformed date of a pupil": (
        lambda: edited("enrollments", "2026-10-01", f"{SURNAME}x"),
        'line 9, column "endDate": It must be a date such as 2026-08-31.',
    ),
    "year backwards": (
        lambda: edited("academicSessions", "2026-08-31,2027-06-11", "2027-06-11,2026-08-31"),
        "before the start",
    ),
    "endless year": (
        lambda: edited("academicSessions", "2027-06-11,,", "2030-06-11,,"),
        "400 days",
    ),
    "formula as title": (lambda: edited("courses", "ELA 7", "=CMD()"), "begins like a formula"),
    "formula as id": (lambda: edited("courses", "ela7,,,", "=1+1,,,"), "begins like a formula"),
    "formula as name": (lambda: edited("users", "Abel", "=1+1"), 'column "familyName": It begins'),
    "formula as room": (lambda: edited("classes", "101", "=1+1"), 'column "location": It begins'),
    "neither true nor false": (
        lambda: edited("enrollments", "teacher,true", "teacher,yes"),
        "true, false",
    ),
    "nobody's name": (lambda: edited("users", "Ann,Abel", ","), "needs a name"),
    "endless name": (lambda: edited("users", "Abel", "A" * 300), "at most 200 characters"),
    "control character": (
        lambda: edited("orgs", "Oak School", "Oak\x07School"),
        "control characters",
    ),
}


@pytest.mark.parametrize("story", BROKEN)
def test_a_broken_archive_ends_in_a_sentence_and_no_school(story: str) -> None:
    make, words = BROKEN[story]
    content = make()
    try:
        with bounded():
            imported = read_oneroster(content, "oak.zip")
    except InputError as error:
        text = str(error)
    else:
        assert imported.school is None
        assert imported.difference is None
        text = "\n".join(map(str, imported.report.errors))
    assert words in text
    assert "oak.zip" in text
    assert SURNAME not in text


def test_there_are_more_than_enough_stories() -> None:
    assert len(BROKEN) > 60


TOLERATED: dict[str, tuple[Callable[[], bytes], str]] = {
    "byte-order marks": (
        lambda: zipped({f"{k}.csv": b"\xef\xbb\xbf" + t.encode() for k, t in roster().items()}),
        "",
    ),
    "one folder around all": (
        lambda: packed(roster(), "export/"),
        'folder "export", not at the top',
    ),
    "litter of a Mac": (
        lambda: with_parts(GOOD, {"__MACOSX/._users.csv": b"x", ".DS_Store": b"x"}),
        "",
    ),
    "a file of somebody's own": (
        lambda: with_parts(GOOD, {"readme.txt": b"x"}),
        "No file of OneRoster",
    ),
    "lines that end with CR LF": (
        lambda: packed({name: text.replace("\n", "\r\n") for name, text in roster().items()}),
        "",
    ),
    "trailing spaces": (
        lambda: packed({name: spaced(text) for name, text in roster().items()}),
        "",
    ),
    "blank lines": (lambda: packed({name: f"{text}\n\n" for name, text in roster().items()}), ""),
    "columns of one's own": (
        lambda: with_file(orgs=f"{ORGS},metadata.x,fax\noak,,,Oak School,school,,d1,1,2\n"),
        'Not columns of OneRoster, and not read: "fax"',
    ),
    "a column that nobody needs is missing": (
        lambda: with_file(orgs="sourcedId,status,name,type\noak,,Oak School,school\n"),
        "Columns are missing: dateLastModified, identifier, parentSourcedId",
    ),
    "columns in another order": (
        lambda: with_file(orgs="name,type,sourcedId,status\nOak School,school,oak,\n"),
        "not in the order",
    ),
    "a file without rows": (
        lambda: with_file(enrollments=roster()["enrollments"].splitlines()[0]),
        "It has no rows",
    ),
    "active rows": (lambda: edited("courses", "ma7,,,", "ma7,active,2026-08-01T00:00:00Z,"), ""),
    "course without subject": (
        lambda: edited("courses", "Mathematics", ""),
        'its area is "General"',
    ),
}


@pytest.mark.parametrize("story", TOLERATED)
def test_what_does_no_harm_is_read_with_a_warning(story: str) -> None:
    make, words = TOLERATED[story]
    imported = read_oneroster(make(), "oak.zip")
    assert [str(error) for error in imported.report.errors] == []
    assert imported.school is not None
    assert [one.id for one in imported.school.sections] == ["c1", "c2"]
    assert imported.school.name == "Oak School"
    assert words in "\n".join(map(str, imported.report.warnings))


def test_several_errors_come_at_once() -> None:
    files = roster()
    files["classes"] = files["classes"].replace("ma7", "ma9").replace("ela7", "ela9")
    files["users"] = files["users"].replace("Ann,Abel", ",")
    report = read_oneroster(packed(files), "oak.zip").report
    assert len(report.errors) == 3


def test_a_large_district_is_read_with_bounded_work() -> None:
    """A hundred thousand enrolments of pupils, of which nothing stays."""
    files = roster()
    files["enrollments"] += "".join(f"x{n},,,c1,oak,q{n},student,,,\n" for n in range(100_000))
    with bounded():
        imported = read_oneroster(packed(files), "oak.zip")
    assert imported.report.dropped["enrolments of pupils"] == 100_006


def only_sentences(content: bytes) -> None:
    try:
        imported = read_oneroster(content, "oak.zip")
    except InputError:
        pass
    else:
        assert (imported.school is None) == bool(imported.report.errors)


@given(SEEDS)
def test_mangled_archives_only_ever_give_sentences(seed: int) -> None:
    only_sentences(mangled(GOOD, seed))


@given(SEEDS, st.sampled_from(["1.1", "1.2"]), st.data())
def test_mangled_files_only_ever_give_sentences(
    seed: int, version: str, data: st.DataObject
) -> None:
    files = roster(version)
    name = data.draw(st.sampled_from(sorted(files)))
    content = with_parts(packed(files), {f"{name}.csv": mangled(files[name].encode(), seed)})
    only_sentences(content)


@given(SEEDS)
def test_shuffled_lines_only_ever_give_sentences(seed: int) -> None:
    chance, files = random.Random(seed), roster()
    name = chance.choice(sorted(files))
    lines = files[name].splitlines()
    chance.shuffle(lines)
    only_sentences(packed(files | {name: "\n".join(lines)}))


@given(SEEDS, st.sampled_from(["orgs", "academicSessions", "courses", "classes", "users"]))
def test_cells_that_change_places_only_ever_give_sentences(seed: int, name: str) -> None:
    chance, files = random.Random(seed), roster()
    cells = files[name].replace("\n", ",\n,").split(",")
    first, second = chance.randrange(len(cells)), chance.randrange(len(cells))
    cells[first], cells[second] = cells[second], cells[first]
    only_sentences(packed(files | {name: ",".join(cells).replace(",\n,", "\n")}))


@given(st.binary(max_size=500))
def test_any_bytes_only_ever_give_sentences(content: bytes) -> None:
    only_sentences(content)


@given(SEEDS)
def test_our_own_archive_mangled_only_ever_gives_sentences(seed: int) -> None:
    only_sentences(mangled(write_oneroster(small_school(), small_plan()), seed))


def test_the_manifest_of_the_tests_is_right() -> None:
    assert "file.orgs,bulk" in manifest("1.1", roster())
