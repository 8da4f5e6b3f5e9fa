"""Files of real schools, where the environment names their folder: no hard element is unread."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import defusedxml.ElementTree as ElementTree
import pytest

from scheduler.domain.wishes import HARD
from scheduler.formats.fet import fet_file, import_fet, locked_file
from scheduler.formats.fet.counted import count_elements
from scheduler.formats.schooljson import dump_school, load_school
from tests.conftest import FetCl
from tests.formats.fet_cast import essence
from tests.formats.fet_solved import solved


class Counts(NamedTuple):
    """What the first number in a file's name stands for."""

    activities: int
    sections: int
    teachers: int
    stand_ins: int
    groups: int
    rooms: int


_FILES = {
    "01b": Counts(400, 165, 27, 0, 16, 0),
    "03": Counts(362, 185, 26, 0, 32, 11),
    "04": Counts(439, 225, 66, 0, 20, 39),
    "06": Counts(760, 336, 80, 1, 41, 45),
    "07": Counts(952, 319, 44, 25, 53, 33),
}

_WRITTEN = ("04",)
"""Files that are solved in seconds; `make real` does it with all."""


def _file(folder: Path, number: str) -> Path:
    found = next(iter(sorted(folder.glob(f"{number}-*.fet"))), None)
    if found is None:
        pytest.skip(f"The folder FET_FILES has no file {number}-*.fet.")
    return found


@pytest.mark.parametrize("number", _FILES)
def test_nothing_is_left_unread(fet_files: Path, number: str) -> None:
    found = import_fet(_file(fet_files, number)).report
    assert found.is_clean
    assert +found.not_read == {}


@pytest.mark.parametrize("number", _FILES)
def test_every_constraint_of_the_file_is_counted(fet_files: Path, number: str) -> None:
    path = _file(fet_files, number)
    root = ElementTree.parse(path).getroot()
    lists = (root.find("Time_Constraints_List"), root.find("Space_Constraints_List"))
    in_file = [one.tag for some in lists if some is not None for one in some]
    found = import_fet(path).report
    for tag in set(in_file):
        counted = found.read[tag] + sum(
            count for what, count in found.dropped.items() if what.split(" ")[0] == tag
        )
        assert counted == in_file.count(tag), tag


@pytest.mark.parametrize("number", _FILES)
def test_what_becomes_of_a_real_school(fet_files: Path, number: str) -> None:
    school = import_fet(_file(fet_files, number)).school
    assert school is not None
    meetings = sum(len(school.pattern_of(one).lengths) for one in school.sections)
    stand_ins = sum(one.id.startswith("nobody-") for one in school.staff)
    real = [one for one in school.rooms if not one.id.startswith("other-")]
    assert (
        Counts(
            meetings,
            len(school.sections),
            len(school.staff) - stand_ins,
            stand_ins,
            len(school.groups),
            len(real),
        )
        == _FILES[number]
    )
    assert load_school(dump_school(school).encode()) == school


def test_locks_of_an_earlier_run_stay_hints(fet_files: Path) -> None:
    school = import_fet(_file(fet_files, "06")).school
    assert school is not None
    assert sorted(str(one.by) for one in school.locks) == ["solver"] * 66 + ["user"] * 2


def test_weights_become_strengths(fet_files: Path) -> None:
    school = import_fet(_file(fet_files, "07")).school
    assert school is not None
    assert {one.strength for one in school.spacings} == {95, 96, 97}
    assert {one.strength for one in school.room_wishes} == {92}
    assert {one.strength for one in school.limits} == {HARD}


@pytest.mark.parametrize("number", _FILES)
def test_our_own_file_has_as_many_of_each_element(fet_files: Path, number: str) -> None:
    """Constraints, entries of the lists, years, groups and subgroups, what is switched off."""
    path = _file(fet_files, number)
    school = import_fet(path).school
    assert school is not None
    written = fet_file(school)
    assert written.unsaid == ()
    assert count_elements(written.content) == count_elements(path.read_bytes())


@pytest.mark.parametrize("number", _FILES)
def test_a_real_school_comes_back_whole(fet_files: Path, number: str) -> None:
    school = import_fet(_file(fet_files, number)).school
    assert school is not None
    again = import_fet(fet_file(school).content).school
    assert again is not None
    assert essence(again) == essence(school)


@pytest.mark.parametrize("number", ["01b", "04"])
def test_fet_makes_a_timetable_of_our_own_file(fet_files: Path, fet_cl: FetCl, number: str) -> None:
    school = import_fet(_file(fet_files, number)).school
    assert school is not None
    assert fet_cl(fet_file(school).content) == "Simulation successful"


@pytest.mark.slow
@pytest.mark.parametrize("number", _WRITTEN)
def test_fet_accepts_our_times_and_rooms(fet_files: Path, fet_cl: FetCl, number: str) -> None:
    """The whole way: import, solve, judge, lock in the original, let FET judge."""
    path = _file(fet_files, number)
    school = import_fet(path).school
    assert school is not None
    plan = solved(school, limit_s=60)
    found = locked_file(path.read_bytes(), school, plan, path.name)
    assert fet_cl(found.content) == "Simulation successful"
    assert fet_cl(fet_file(school, plan).content) == "Simulation successful"
