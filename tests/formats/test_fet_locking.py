"""
Files of FET with a plan locked in them, and what FET itself says of them.

A missing FET is a loud skip at a desk and a failure under ``CI=true``, where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.courses import Lock
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.errors import InputError
from scheduler.formats.fet import FetMap, import_fet, locked_file
from scheduler.formats.schooljson import dump_plan, dump_school
from tests.conftest import FetCl
from tests.formats.fet_cast import path, school
from tests.formats.fet_solved import solved

OPENED_BY_FET = ("harbor", "mill", "fjord")
SUCCESS = "Simulation successful"
FOR_GOOD = "<Permanently_Locked>true</Permanently_Locked>"


@cache
def planned(name: str) -> tuple[School, Plan]:
    """Import one of the files and solve it, once for all tests."""
    return school(name), solved(school(name))


def locked(name: str) -> bytes:
    """Return the file with its timetable."""
    return locked_file(path(name).read_bytes(), *planned(name), f"{name}.fet").content


def without_locks(content: bytes) -> bytes:
    """Return a file without any lock of a time or room."""
    lock = rb"<(ConstraintActivityPreferred(?:StartingTime|Room))>.*?</\1>\r?\n"
    return re.sub(lock, b"", content, flags=re.DOTALL)


def refused(content: bytes, known: School, plan: Plan) -> str:
    """Return what is said of a file that cannot be written."""
    with pytest.raises(InputError) as error:
        locked_file(content, known, plan, "a.fet")
    return str(error.value)


@pytest.mark.parametrize("name", OPENED_BY_FET)
def test_fet_opens_the_files_of_the_tests(fet_cl: FetCl, name: str) -> None:
    assert fet_cl(path(name).read_bytes()) == SUCCESS


@pytest.mark.parametrize("name", OPENED_BY_FET)
def test_fet_accepts_our_times_and_rooms(fet_cl: FetCl, name: str) -> None:
    assert fet_cl(locked(name)) == SUCCESS


def test_fet_refuses_what_is_wrong(fet_cl: FetCl) -> None:
    """All classes at one time: FET says no, so its yes to our timetables means something."""
    known, plan = planned("fjord")
    assert plan.timetable is not None
    meetings = tuple(replace(one, slot=Slot("Mandag", 1)) for one in plan.timetable.meetings)
    wrong = replace(plan, timetable=replace(plan.timetable, meetings=meetings))
    content = locked_file(path("fjord").read_bytes(), known, wrong, "a.fet").content
    assert fet_cl(content, 2) != SUCCESS


@pytest.mark.parametrize("name", OPENED_BY_FET)
def test_all_but_the_locks_stays_byte_for_byte(name: str) -> None:
    assert without_locks(locked(name)) == without_locks(path(name).read_bytes())


@pytest.mark.parametrize("name", OPENED_BY_FET)
def test_what_was_locked_is_read_back(name: str) -> None:
    _, plan = planned(name)
    again = import_fet(locked(name)).school
    assert again is not None
    assert plan.timetable is not None
    meetings = plan.timetable.meetings
    assert {(one.section, one.meeting, one.slot) for one in again.locks if one.slot} == {
        (one.section, one.meeting, one.slot) for one in meetings
    }
    rooms = {(one.section, one.meeting, *one.rooms) for one in meetings}
    assert {(one.section, one.meeting, *one.rooms) for one in again.locks if one.rooms} <= rooms


def test_a_written_file_is_written_again_as_it_is() -> None:
    content = locked("harbor")
    again = locked_file(content, *planned("harbor"), "a.fet")
    assert (again.content, again.times, again.rooms, again.taken_out) == (content, 0, 0, 0)


def test_every_activity_has_one_lock_of_its_time() -> None:
    known, _ = planned("harbor")
    activities = sum(len(known.pattern_of(one).lengths) for one in known.sections)
    content = locked("harbor").decode()
    assert content.count("<ConstraintActivityPreferredStartingTime>") == activities
    assert content.count(FOR_GOOD) == 2  # those that the file has, one of a time, one of a room


def test_a_lock_of_a_run_that_says_otherwise_is_taken_out() -> None:
    """The lesson on Monday at eight was locked by a run to an hour that is closed since."""
    known, plan = planned("harbor")
    content = path("harbor").read_bytes()
    moved = content.replace(
        b"<Preferred_Day>Mon</Preferred_Day>\n\t<Preferred_Hour>08:00",
        b"<Preferred_Day>Fri</Preferred_Day>\n\t<Preferred_Hour>11:15",
    )
    assert moved != content
    found = locked_file(moved, known, plan, "a.fet")
    assert found.taken_out >= 1
    assert b"<Preferred_Day>Fri</Preferred_Day>\n\t<Preferred_Hour>11:15" not in found.content
    assert any("locks of an earlier run" in line for line in found.lines())
    assert without_locks(found.content) == without_locks(content)


def test_a_lock_of_the_user_is_for_good() -> None:
    known, plan = planned("fjord")
    assert plan.timetable is not None
    first = plan.timetable.meetings[0]
    lock = Lock(section=first.section, meeting=first.meeting, slot=first.slot)
    held = replace(known, locks=(lock,))
    content = locked_file(path("fjord").read_bytes(), held, plan, "a.fet").content.decode()
    assert content.count(FOR_GOOD) == 1


def test_a_plan_against_a_lock_for_good_is_refused() -> None:
    content = path("harbor").read_bytes()
    moved = content.replace(b"_Day>Thu</Preferred_Day>", b"_Day>Tue</Preferred_Day>")
    sentence = "The activity 61 is locked otherwise than the plan has it"
    assert sentence in refused(moved, *planned("harbor"))


def test_a_plan_without_timetable_is_refused() -> None:
    known, plan = planned("fjord")
    nothing = replace(plan, timetable=None)
    assert "It has no timetable" in refused(path("fjord").read_bytes(), known, nothing)


def test_a_file_of_another_school_is_refused() -> None:
    assert "another school's" in refused(path("mill").read_bytes(), *planned("fjord"))


def _closed(text: str) -> str:
    whole = r"<Time_Constraints.*</Time_Constraints_List>"
    return re.sub(whole, "<Time_Constraints_List/>", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("<Duration>2<", "<Duration>1<"), "another duration"),
        (lambda text: text.replace("<Active>true", "<Active>false", 1), "no activities for"),
        (lambda text: text.replace("Mandag", "Manday"), "It has no slot"),
        (_closed, "written as one closed tag"),
    ],
)
def test_a_file_that_has_changed_is_refused(change: Callable[[str], str], sentence: str) -> None:
    content = path("fjord").read_bytes().decode()
    assert change(content) != content
    assert sentence in refused(change(content).encode(), *planned("fjord"))


def test_letters_that_an_encoding_lacks_are_written_as_numbers() -> None:
    text = path("harbor").read_text(encoding="utf-8").replace("UTF-8", "ISO-8859-1")
    latin = text.replace("08:00", "8 Uhr früh").encode("latin-1")
    known = import_fet(latin).school
    assert known is not None
    found = locked_file(latin, known, solved(known), "a.fet").content
    assert b"<Preferred_Hour>8 Uhr fr&#252;h</Preferred_Hour>" in found
    assert import_fet(found).report.is_clean


def test_letters_of_two_bytes_are_refused() -> None:
    text = path("harbor").read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    assert "save it as UTF-8" in refused(text.encode("utf-16"), *planned("harbor"))


def test_a_list_that_is_missing_is_made() -> None:
    text = path("fjord").read_bytes().decode()
    bare = re.sub(r"<(Time|Space)_Con.*</\1_[^>]*>", "", text, flags=re.DOTALL).encode()
    known = import_fet(bare).school
    assert known is not None
    found = locked_file(bare, known, solved(known), "a.fet").content
    assert found.count(b"</Time_Constraints_List>\r\n") == 1
    again = import_fet(found).school
    assert again is not None
    assert len(again.locks) == 5


def test_who_teaches_otherwise_is_said() -> None:
    known, plan = planned("fjord")
    assert plan.staffing is not None
    other = tuple(replace(one, owner="Øyvind & Åse") for one in plan.staffing.ownerships)
    changed = replace(plan, staffing=replace(plan.staffing, ownerships=other))
    found = locked_file(path("fjord").read_bytes(), known, changed, "a.fet")
    assert found.taught_by_others == ("Språk-5", "Språk-9")
    assert "Warning: 2 classes are taught by somebody else" in list(found.lines())[-1]


def test_the_command_writes_it(tmp_path: Path) -> None:
    known, plan = planned("harbor")
    for name, content in (("s.json", dump_school(known)), ("p.json", dump_plan(plan))):
        (tmp_path / name).write_text(content, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("s.json", "p.json", "out.fet")]
    words = ["export", "fet", *files[:2], "-o", files[2], "--original", str(path("harbor"))]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 0, found.output
    assert "Locked: " in found.output
    assert Path(files[2]).read_bytes() == locked("harbor")


def test_locks_of_a_run_may_be_held_by_the_map() -> None:
    """What is written is the result of a run; a map that holds these keeps it all."""
    again = import_fet(locked("harbor"), FetMap(hold_all_locks=True)).school
    assert again is not None
    assert {str(one.by) for one in again.locks if one.slot} == {"user"}
