"""What a map adds to a file of FET: Plus teachers, areas, times, the year, PD groups."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.calendar import NamedDates, Term
from scheduler.domain.courses import SectionRole
from scheduler.domain.pd import OwedDays
from scheduler.domain.plan import Stage
from scheduler.domain.school import School
from scheduler.domain.wishes import Release
from scheduler.errors import InputError
from scheduler.formats.fet import FetMap, import_fet, load_map
from scheduler.formats.fet.fetmap import DaysOwed, PDPlan, PlusPost, SubjectArea
from scheduler.services.build import build
from scheduler.solver.options import SolveOptions
from tests.formats.fet_cast import path

POSTS = (PlusPost(name="Pia", areas=("Reading", "Sums")), PlusPost(name="Quin"))


def mapped(name: str = "harbor", **changes: object) -> School:
    """Import one of the files with a map."""
    found = import_fet(path(name), replace(FetMap(), **changes)).school  # type: ignore[arg-type]
    assert found is not None
    return found


def refused(**changes: object) -> str:
    """Return what is said of a map."""
    with pytest.raises(InputError) as error:
        mapped(**changes)
    return str(error.value)


def test_without_a_map_nobody_is_released_and_nothing_is_owed() -> None:
    school = mapped()
    assert school.release == Release()
    assert school.pd_groups == ()
    assert not any(one.volunteer for one in school.staff)


def test_plus_staff_comes_on_top_and_is_released() -> None:
    school = mapped(plus_staff=POSTS)
    assert school.release == Release(k=2, names=("Pia", "Quin"))
    assert school.person["Pia"].areas == ("Reading", "Sums")
    assert school.person["Pia"].volunteer
    assert set(school.person) == {"Ann", "Bea", "Cy", "Dot", "Pia", "Quin"}
    # Limits of all teachers are those of the file's: a Plus teacher has no classes.
    assert all(set(one.ids) <= {"Ann", "Bea", "Cy", "Dot"} for one in school.limits if one.ids)
    assert school.limits[0].ids == ("Ann", "Bea", "Cy", "Dot")


def test_candidates_alone_keep_their_classes() -> None:
    school = mapped(plus_candidates=("Dot",))
    assert school.person["Dot"].volunteer
    assert all(one.people(SectionRole.OWNER) for one in school.sections)
    assert school.release.k is None


def test_with_a_load_up_to_which_all_may_teach_their_classes_are_open() -> None:
    areas = tuple(SubjectArea(subject=one, area="Moving") for one in ("Gym", "Choir"))
    school = mapped(plus_candidates=("Dot",), most_load=9, release=1, areas=areas)
    open_ones = [one.id for one in school.sections if not one.people(SectionRole.OWNER)]
    assert open_ones == ["Gym-61", "Gym-62", "Choir-63"]
    assert school.section["Gym-62"].people(SectionRole.CO_TEACHER) == ("Cy",)
    assert {one.most_load for one in school.staff} == {9}
    assert school.release.k == 1


def test_somebody_certified_takes_the_classes_of_who_is_released() -> None:
    """Dot's three lessons go to Cy, who helps in one of them and so is certified."""
    areas = tuple(SubjectArea(subject=one, area="Moving") for one in ("Gym", "Choir"))
    school = mapped("harbor", plus_candidates=("Dot",), most_load=9, release=1, areas=areas)
    built = build(school, (Stage.STAFFING,), options=SolveOptions(time_limit_s=10))
    assert built.plan.staffing is not None
    assert built.plan.staffing.released == ("Dot",)
    owners = {one.section: one.owner for one in built.plan.staffing.ownerships}
    assert owners["Choir-63"] == "Cy"


def test_the_year_has_its_dates() -> None:
    holiday = NamedDates(first=dt.date(2026, 11, 26), last=dt.date(2026, 11, 27), name="Fair")
    term = Term(id="T1", name="One", first=dt.date(2026, 9, 1), last=dt.date(2027, 1, 29))
    testing = NamedDates(first=dt.date(2027, 5, 3), last=dt.date(2027, 5, 7), name="Tests")
    school = mapped(holidays=(holiday,), terms=(term,), blackout=(testing,), plus_periods_a_day=3)
    assert dt.date(2026, 11, 26) not in school.calendar.by_date
    assert school.calendar.terms == (term,)
    assert school.rhythm.blackout == (testing,)
    assert school.plus_limits.most_periods_a_day == 3


def test_pd_groups_are_areas_in_parties_that_can_be_covered() -> None:
    """Reading, sums, science and gym have one teacher each; two Plus teachers cover two."""
    pd = PDPlan(days_owed=4, least_gap_days=7, owed=(DaysOwed(teacher="Dot", days=2),))
    groups = mapped(plus_staff=POSTS, pd=pd).pd_groups
    assert [(one.name, one.members) for one in groups] == [
        ("Reading, Sums", ("Ann", "Bea")),
        ("Science, Gym", ("Cy", "Dot")),
    ]
    assert {one.days_owed for one in groups} == {4}
    assert {one.least_gap_days for one in groups} == {7}
    assert [one.owed for one in groups] == [(), (OwedDays(person="Dot", days=2),)]


def test_a_large_area_has_several_parties() -> None:
    areas = tuple(SubjectArea(subject=one, area="All") for one in ("Reading", "Sums", "Science"))
    pd = PDPlan(days_owed=1, most_members=2)
    groups = mapped(areas=areas, pd=pd).pd_groups
    assert [(one.name, one.members) for one in groups] == [
        ("All 1", ("Ann",)),
        ("All 2", ("Bea", "Cy")),
        ("Gym", ("Dot",)),
    ]


def test_a_party_of_many_areas_names_a_few() -> None:
    areas = (SubjectArea(subject="Reading", area="R" * 150),)
    (group,) = mapped(areas=areas, pd=PDPlan(days_owed=1, most_members=9)).pd_groups
    assert group.name == f"{'R' * 50}, Sums, Science and 1 more"


def test_who_may_be_released_is_in_no_pd_group() -> None:
    pd = PDPlan(days_owed=1, most_members=9)
    (group,) = mapped(plus_candidates=("Dot",), pd=pd).pd_groups
    assert group.members == ("Ann", "Bea", "Cy")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"plus_staff": (PlusPost(name="Ann"),)}, 'The file has a teacher "Ann" already'),
        ({"plus_staff": (PlusPost(name="Pia", areas=("Cooking",)),)}, 'the area "Cooking"'),
        ({"pd": PDPlan(owed=(DaysOwed(teacher="Ed", days=1),))}, 'the teacher "Ed"'),
    ],
)
def test_names_that_the_file_does_not_have(changes: dict[str, object], sentence: str) -> None:
    assert sentence in refused(**changes)


def test_the_map_is_read_from_a_file(tmp_path: Path) -> None:
    document = {
        "format": "scheduler-fet-map",
        "version": 1,
        "holidays": [{"first": "2026-11-26", "last": "2026-11-27", "name": "Fair"}],
        "plus_staff": [{"name": "Pia", "areas": ["Sums"]}],
        "pd": {"days_owed": 4, "least_gap_days": 7, "owed": [{"teacher": "Dot", "days": 2}]},
    }
    (tmp_path / "map.json").write_text(json.dumps(document), encoding="utf-8")
    found = load_map(tmp_path / "map.json")
    assert found.plus_staff == (PlusPost(name="Pia", areas=("Sums",)),)
    assert found.pd.owed == (DaysOwed(teacher="Dot", days=2),)
    assert found.holidays[0].name == "Fair"


def test_the_whole_path_with_a_map() -> None:
    """Staffing, timetable and calendar of an imported school; the referee judges each."""
    school = mapped(plus_staff=POSTS, pd=PDPlan(days_owed=2, least_gap_days=5))
    built = build(school, tuple(Stage), options=SolveOptions(time_limit_s=30))
    assert built.status.has_answer, built.reasons
    assert built.plan.calendar is not None
    assert sum(len(one.members) for one in built.plan.calendar.pd_days) == 8
