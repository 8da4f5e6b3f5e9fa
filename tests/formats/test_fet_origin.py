"""What an imported school remembers of its file, and what becomes of that when it is changed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.origin import Origin, OriginSet
from scheduler.domain.school import School
from scheduler.formats.fet import fet_file, import_fet
from scheduler.formats.fet.counted import count_elements, differences
from scheduler.formats.schooljson import dump_school
from tests.formats.fet_cast import path, school

_SETS = ("Year", "Group", "Subgroup")


def counts(known: School) -> Counter[str]:
    """Count the elements of our own file."""
    return count_elements(fet_file(known).content)


def test_students_are_those_of_the_file() -> None:
    for name in ("village", "college", "harbor", "mill"):
        theirs, ours = count_elements(path(name).read_bytes()), counts(school(name))
        assert [theirs[one] for one in _SETS] == [ours[one] for one in _SETS], name


def test_a_list_without_slots_and_a_class_that_is_off_come_back() -> None:
    theirs, ours = count_elements(path("village").read_bytes()), counts(school("village"))
    for tag in ("Activity", "Activity (not active)", "ConstraintStudentsSetNotAvailableTimes"):
        assert ours[tag] == theirs[tag] > 0


def test_what_is_off_stays_off_with_its_switch() -> None:
    content = fet_file(school("college")).content
    again = import_fet(content).school
    assert again is not None
    off = [one.id for one in again.limits if not one.strength]
    assert off == ["TeachersMaxGapsPerDay-1"]
    assert count_elements(content)["ConstraintTeachersMaxGapsPerDay (not active)"] == 1


def test_a_new_group_is_a_year_of_its_own() -> None:
    known = school("village")
    first = known.groups[0]
    moths = replace(first, id="Moths", name="Moths")
    section = next(one for one in known.sections if one.groups == (first.id,))
    changed = replace(section, groups=(first.id, "Moths"))
    sections = tuple(changed if one is section else one for one in known.sections)
    grown = replace(known, groups=(*known.groups, moths), sections=sections)
    assert counts(grown)["Year"] == counts(known)["Year"] + 1
    again = import_fet(fet_file(grown).content).school
    assert again is not None
    assert "Moths" in again.group


def test_groups_that_share_pupils_since_leave_the_old_years() -> None:
    known = school("village")
    one, other, *rest = known.groups
    sharing = replace(known, groups=(replace(one, overlaps=(other.id,)), other, *rest))
    again = import_fet(fet_file(sharing).content).school
    assert again is not None
    assert counts(sharing)["Year"] == 1


def test_a_class_that_is_off_is_left_out_where_the_school_lost_what_it_names() -> None:
    known = school("village")
    assert known.origin.idle
    idle = tuple(replace(one, teachers=("Somebody gone",)) for one in known.origin.idle)
    lost = replace(known, origin=replace(known.origin, idle=idle))
    assert counts(lost)["Activity (not active)"] == 0
    assert import_fet(fet_file(lost).content).report.is_clean


def test_sets_that_go_round_in_a_circle_end_at_three_levels() -> None:
    known = school("village")
    round_ = (OriginSet(name="a", parts=("b",)), OriginSet(name="b", parts=("a", "gone")))
    odd = replace(known, origin=Origin(years=("a", "nowhere"), sets=round_))
    assert counts(odd)["Year"] == 1 + len({one for x in known.sections for one in x.groups})


def test_the_command_says_how_the_counts_differ(tmp_path: Path) -> None:
    (tmp_path / "school.json").write_text(dump_school(school("harbor")), encoding="utf-8")
    words = [str(tmp_path / "school.json"), "-o", str(tmp_path / "own.fet")]
    run = CliRunner().invoke(main, ["export", "fet", *words, "--counts", str(path("harbor"))])
    assert run.exit_code == 0, run.output
    assert "ConstraintActivityPreferredRoom: 3 there, 2 here" in run.output


def test_the_same_file_has_as_many_of_each() -> None:
    theirs = count_elements(path("mill").read_bytes())
    (line,) = differences(theirs, theirs)
    assert line.startswith("As many of each element as there: ")


def test_a_school_of_no_file_has_no_origin_in_its_own() -> None:
    assert json.loads(dump_school(replace(school("mill"), origin=Origin()))).get("origin") is None
