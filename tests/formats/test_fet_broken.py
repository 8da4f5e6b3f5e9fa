"""Broken .fet files and maps: always a sentence with its place, never a crash."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cli import main
from scheduler.domain.bell import Span
from scheduler.errors import InputError
from scheduler.formats.fet import import_fet, load_map
from scheduler.formats.fet.clock import invented, times_in_names
from scheduler.formats.schooljson import load_school
from tests.formats.fet_cast import NAMES, path

_TEXTS = {name: path(name).read_text(encoding="utf-8") for name in NAMES}


def _refused(content: bytes | str) -> InputError:
    with pytest.raises(InputError) as caught:
        import_fet(content if isinstance(content, bytes) else content.encode())
    return caught.value


def _line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


_BOMB = """<?xml version="1.0"?><!DOCTYPE fet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<fet version="6.0.0"><Institution_Name>&b;</Institution_Name></fet>"""


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", "The .fet file", "It is empty."),
        (b" \n ", "The .fet file", "It is empty."),
        (b"\x00\x01\x02", "line 1", "It is not XML"),
        (b"PK\x03\x04 archive", "line 1", "It is not XML"),
        (b"<fet><Days_List></fet>", "line 1, column", "mismatched tag"),
        (b"<school/>", "The .fet file", 'Its outermost element must be "fet", not "school".'),
        (_BOMB.encode(), "The .fet file", "It declares entities or refers to other files"),
        (b'<?xml version="1.0" encoding="klingon"?><fet/>', "", "Its encoding is not known"),
        (b"<fet/>", "The .fet file", 'The list "Students_List" is missing'),
        (b"<fet>" + b"<a>" * 60 + b"</a>" * 60 + b"</fet>", "line 1", "nested over 40 deep"),
    ],
)
def test_no_fet_file(content: bytes, where: str, what: str) -> None:
    error = _refused(content)
    assert where in error.where
    assert what in error.what


def test_sizes_that_no_school_has() -> None:
    many = b"<a/>" * 500_001
    assert "more than 500,000 elements" in _refused(b"<fet>" + many + b"</fet>").what
    assert "larger than the 32 MiB" in _refused(b" " * (32 * 1024 * 1024 + 1)).what
    hours = "".join(f"<Hour><Name>x{number}</Name></Hour>" for number in range(20))
    longer = _TEXTS["college"].replace("<Hour><Name>h1</Name></Hour>", hours, 1)
    assert 'The list "Hours_List" has over 20 entries.' in _refused(longer).what


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "village",
            "<Teacher>Cleo</Teacher><Teacher>Ada</Teacher>",
            "<Teacher>Cleo</Teacher><Teacher>Adda</Teacher>",
            'The activity names the teacher "Adda", which the file does not have. Did you mean '
            '"Ada"?',
        ),
        (
            "village",
            "<Subject><Name>Song</Name></Subject>",
            "<Subject><Name>Sums</Name></Subject>",
            'The subject "Sums" stands there twice; rename one.',
        ),
        (
            "village",
            "<Teacher><Name>Ada</Name></Teacher>",
            "<Teacher><Name> </Name></Teacher>",
            "The teacher has no name; give it one.",
        ),
        (
            "college",
            "<Duration>2</Duration><Id>4</Id>",
            "<Duration>two</Duration><Id>4</Id>",
            'Duration must be a whole number from 1 to 12, not "two".',
        ),
        ("college", "<Id>5</Id>", "<Id>4</Id>", "The activity 4 stands there twice."),
        ("college", "<Id>5</Id>", "", "The activity needs an Id."),
        (
            "college",
            "<Activity_Id>5</Activity_Id><MaxDays>",
            "<Activity_Id>99</Activity_Id><MaxDays>",
            'Constraint MaxDaysBetweenActivities: it names the activity "99", which the file '
            "does not have.",
        ),
        (
            "college",
            "<Teacher_Name>Hal</Teacher_Name>",
            "<Teacher_Name>Hall</Teacher_Name>",
            'Constraint TeacherMaxHoursContinuously: it names the teacher "Hall", which the file '
            'does not have. Did you mean "Hal"?',
        ),
        (
            "college",
            "<MaxDays>1</MaxDays>",
            "<MaxDays>soon</MaxDays>",
            'Constraint MaxDaysBetweenActivities: MaxDays must be a whole number, not "soon".',
        ),
        (
            "college",
            "<MaxDays>1</MaxDays>",
            "",
            "Constraint MaxDaysBetweenActivities: MaxDays must be a whole number, but it is "
            "missing.",
        ),
        (
            "college",
            "<Weight_Percentage>70</Weight_Percentage>",
            "<Weight_Percentage>170</Weight_Percentage>",
            "Constraint ActivityPreferredStartingTime: its weight must be a number from 0 to "
            '100, not "170".',
        ),
        (
            "town",
            "<Subject>Art</Subject><Room>lab</Room>",
            "<Subject>Art</Subject><Room>cellar</Room>",
            'Constraint SubjectPreferredRoom: it names the room "cellar", which the file does '
            "not have.",
        ),
        (
            "town",
            "<Real_Room>r1</Real_Room>",
            "<Real_Room>r9</Real_Room>",
            'The room "any classroom" stands for the room "r9", which the file does not have.',
        ),
        (
            "town",
            "<Subgroup><Name>7a south</Name>",
            "<Subgroup><Name>7a</Name>",
            'The students "7a" are part of themselves.',
        ),
    ],
)
def test_the_sentence_names_line_and_mend(name: str, old: str, new: str, sentence: str) -> None:
    assert old in _TEXTS[name]
    broken = _TEXTS[name].replace(old, new, 1)
    error = _refused(broken)
    said = f"{error.where}: {error.what}"
    assert sentence in said
    assert ", line " in error.where


def test_the_line_is_that_of_the_thing() -> None:
    broken = _TEXTS["village"].replace("<Day>Fr</Day>", "<Day>Su</Day>", 1)
    error = _refused(broken)
    assert error.where == f"The .fet file, line {_line_of(broken, '<Day>Su</Day>')}"
    assert error.what.startswith('Constraint BreakTimes: it names the day "Su"')


def test_all_that_is_wrong_is_said_at_once() -> None:
    broken = _TEXTS["college"].replace(
        "<Activity_Id>5</Activity_Id>", "<Activity_Id>9</Activity_Id>"
    )
    assert len(_refused(broken).what.splitlines()) == 5


def test_what_the_domain_refuses_is_said_as_well() -> None:
    broken = _TEXTS["town"].replace("<Name>r2</Name>", "<Name>other-1</Name>", 1)
    assert "r2" in _refused(broken).what
    long = _TEXTS["village"].replace("<Name>Ada</Name>", f"<Name>{'A' * 151}</Name>")
    assert "has a name of 151 signs" in _refused(long).what


@given(st.data())
def test_shuffled_bytes_end_in_a_sentence(data: st.DataObject) -> None:
    content = bytearray(_TEXTS[data.draw(st.sampled_from(NAMES))].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        action = data.draw(st.sampled_from(("cut", "change", "drop", "repeat")))
        if action == "cut" and place:
            del content[place:]
        elif action == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif action == "drop":
            del content[place : place + data.draw(st.integers(1, 400))]
        else:
            content[place:place] = content[place : place + data.draw(st.integers(1, 400))]
        if not content:
            break
    _imported_or_refused(bytes(content))


@given(seed=st.integers(0, 10**9))
def test_shuffled_elements_end_in_a_sentence(seed: int) -> None:
    chance = random.Random(seed)
    lines = _TEXTS[chance.choice(NAMES)].splitlines()
    words = [line.strip() for line in lines if line.strip().startswith("<")]
    for _ in range(chance.randint(1, 30)):
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(("", chance.choice(words), lines[place] * 2))
    _imported_or_refused("\n".join(lines).encode())


@given(seed=st.integers(0, 10**9))
def test_exchanged_texts_end_in_a_sentence(seed: int) -> None:
    """Keep it well-formed, so that the readers themselves are tried."""
    chance = random.Random(seed)
    odd = (
        "",
        "0",
        "-1",
        "1",
        "2",
        "13",
        "99999999999",
        "true",
        "Bees",
        "Ada",
        "100",
        "x" * 300,
        "½",
    )
    text = _TEXTS[chance.choice(NAMES)]
    pieces = text.split("<")
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(pieces))
        tag, end, _ = pieces[place].partition(">")
        if end and not tag.startswith(("/", "?", "!")):
            pieces[place] = f"{tag}>{chance.choice(odd)}"
    _imported_or_refused("<".join(pieces).encode())


def _imported_or_refused(content: bytes) -> None:
    with contextlib.suppress(InputError):
        assert import_fet(content).school is not None


# The map.


def _map(tmp_path: Path, **keys: Any) -> Path:
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"format": "scheduler-fet-map", "version": 1, **keys}))
    return file


_HOURS = [
    {"hour": f"h{number}", "start": f"{8 + number:02}:00", "end": f"{8 + number:02}:40"}
    for number in range(1, 6)
]


def test_a_map_adds_what_the_file_has_no_place_for(tmp_path: Path) -> None:
    added = load_map(
        _map(
            tmp_path,
            name="River",
            kind="middle",
            timezone="Europe/Paris",
            first="2026-09-01",
            last="2027-06-30",
            plus_candidates=["Ida"],
            areas=[
                {"subject": "Law", "area": "Society"},
                {"subject": "Meeting", "area": "Society"},
            ],
            specialist_areas=["Music"],
            hours=_HOURS,
        )
    )
    school = import_fet(path("college"), added).school
    assert school is not None
    assert (school.name, school.kind, school.calendar.timezone) == (
        "River", "middle", "Europe/Paris",
    )  # fmt: skip
    assert str(school.calendar.first) == "2026-09-01"
    assert [one.id for one in school.staff if one.volunteer] == ["Ida"]
    assert [(one.id, one.specialist_only) for one in school.areas] == [
        ("Society", False), ("Music", True), ("Study", False),
    ]  # fmt: skip
    assert school.course["Law"].area == "Society"
    assert school.person["Gus"].areas == ("Society",)
    assert next(iter(school.regular_bell.spans.values())) == Span(540, 580)


def test_a_map_may_keep_the_locks_of_a_run(tmp_path: Path) -> None:
    added = load_map(_map(tmp_path, hold_all_locks=True))
    village, town = (import_fet(path(name), added).school for name in ("village", "town"))
    assert village is not None
    assert town is not None
    assert {str(one.by) for one in village.locks} == {"user"}
    assert town.locks == ()
    assert town.section["Biology-1"].meeting_rooms[1].rooms == ("r1",)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"plus_candidates": ["Idda"]}, 'names the teacher "Idda", which the file does not have'),
        (
            {"areas": [{"subject": "Lore", "area": "x"}]},
            'names the subject "Lore", which the file does not have.',
        ),
        ({"specialist_areas": ["Musik"]}, 'area "Musik", which the file does not have. Did you'),
        ({"hours": _HOURS[:4]}, "It gives no time for the hour h5."),
        ({"timezone": "Mars"}, "is no time zone"),
        ({"first": "2027-09-01"}, "lies before the first"),
        ({"hours": [*_HOURS[:4], _HOURS[0] | {"hour": "h5"}]}, "before period 4 ends"),
    ],
)
def test_a_map_that_does_not_fit(tmp_path: Path, keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        import_fet(path("college"), load_map(_map(tmp_path, **keys)), "map.json")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            {"plus_candidate": ["Ida"]},
            'the key "plus_candidate" is unknown. Did you mean "plus_candidates"?',
        ),
        ({"version": 2}, "newer release"),
        ({"format": "map"}, 'Its "format" must be "scheduler-fet-map", not "map".'),
        ({"hours": [_HOURS[0], _HOURS[0]]}, 'the hour "h1" stands there twice.'),
        ({"hours": [_HOURS[0] | {"end": "08:00"}]}, '"h1" ends before it starts.'),
    ],
)
def test_a_map_that_cannot_be_read(tmp_path: Path, keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        load_map(_map(tmp_path, **keys))
    assert sentence in str(caught.value)


# Times in names.


@pytest.mark.parametrize(
    ("names", "spans"),
    [
        (("8.00", "9.00"), [(480, 535), (540, 595)]),
        (("08h10", "09h00", "09h50"), [(490, 535), (540, 585), (590, 635)]),
        (("11:30-12:20", "12:30-01:20p"), [(690, 740), (750, 800)]),
        (("1", "2"), None),
        (("8:00", "break"), None),
        (("8:00-8:45", "8:30-9:15"), None),  # one begins before the other has ended
        (("8:00", "8:02"), None),
    ],
)
def test_times_in_names(names: tuple[str, ...], spans: list[tuple[int, int]] | None) -> None:
    found = times_in_names(names)
    assert found == (None if spans is None else tuple(Span(*one) for one in spans))


def test_twenty_periods_fit_a_day() -> None:
    assert invented(20)[-1].end <= 24 * 60


# The command.


def test_the_command_writes_a_school_and_its_report(tmp_path: Path) -> None:
    output = tmp_path / "school.json"
    result = CliRunner().invoke(main, ["import", "fet", str(path("village")), "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert "Read: 1 ConstraintBasicCompulsoryTime" in result.output
    assert "Dropped: " in result.output
    assert load_school(output) == import_fet(path("village")).school


def test_without_an_output_it_is_a_preview(tmp_path: Path) -> None:
    added = _map(tmp_path, plus_candidates=["Ida"])
    result = CliRunner().invoke(main, ["import", "fet", str(path("college")), "--map", str(added)])
    assert result.exit_code == 0, result.output
    assert "Not read: 1 Timetable_Generation_Options_List" in result.output
    assert "This was a preview" in result.output


def test_what_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "bad.fet"
    file.write_text("<fet/>")
    output = tmp_path / "school.json"
    result = CliRunner().invoke(main, ["import", "fet", str(file), "-o", str(output)])
    assert result.exit_code == 2
    assert "bad.fet" in result.output
    assert not output.exists()
