"""The sample district: sites of several kinds, and two people who work at two of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.bell import Span
from scheduler.domain.referee import check
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.schooljson import dump_district
from scheduler.formats.schooljson.folder import DISTRICT_FILE, load_folder, write_folder
from scheduler.samples.district import MOST, DistrictSample, sample_district


@pytest.fixture(scope="module")
def six() -> DistrictSample:
    return sample_district()


def test_its_known_plans_break_no_rule(six: DistrictSample) -> None:
    for site, school in six.schools.items():
        assert [one.text for one in check(school, six.plans[site]).violations] == [], site


def test_its_sites_differ_in_kind_size_name_and_people(six: DistrictSample) -> None:
    schools = list(six.schools.values())
    assert len({one.kind for one in schools}) == 3
    assert len({len(one.staff) for one in schools}) == 3
    assert len({one.name for one in schools}) == len({one.staff for one in schools}) == 6
    assert [site.name for site in six.district.sites] == [one.name for one in schools]


def test_the_same_seed_gives_the_same_district(six: DistrictSample) -> None:
    assert sample_district() == six
    assert sample_district(seed=2).district.sites != six.district.sites


def test_two_people_are_shared_and_have_time_to_travel(six: DistrictSample) -> None:
    assert len(six.district.shared) == 2
    for shared in six.district.shared:
        first, then = shared.posts
        morning, afternoon = six.schools[first.site], six.schools[then.site]
        one, other = morning.person[first.staff], afternoon.person[then.staff]
        assert one.name == other.name == shared.name
        assert one.elsewhere[0].site == afternoon.name
        assert other.elsewhere[0].site == morning.name
        # Whoever is at one site is on the way to or from the other for that long.
        gone, before = one.elsewhere[0], other.elsewhere[0]
        assert gone.start - before.end == gone.travel_minutes == before.travel_minutes > 0


def test_nobody_else_is_promised_to_a_site_of_the_district(six: DistrictSample) -> None:
    shared = {(post.site, post.staff) for one in six.district.shared for post in one.posts}
    names = {site.name for site in six.district.sites}
    for site, school in six.schools.items():
        for person in school.staff:
            inside = {one.site for one in person.elsewhere} & names
            assert bool(inside) == ((site, person.id) in shared)


def test_a_shared_person_teaches_at_one_site_at_a_time(six: DistrictSample) -> None:
    for shared in six.district.shared:
        first, then = (
            _teaching(six, post.site, post.staff)  # by cycle day: both have Mon..Fri
            for post in shared.posts
        )
        assert first
        assert then
        for day in first.keys() & then.keys():
            assert max(one.end for one in first[day]) < min(one.start for one in then[day])


def _teaching(made: DistrictSample, site: str, person: str) -> dict[str, list[Span]]:
    school, plan = made.schools[site], made.plans[site]
    assert plan.staffing is not None
    assert plan.timetable is not None
    own = {row.section for row in plan.staffing.ownerships if row.owner == person}
    found: dict[str, list[Span]] = {}
    for meeting in plan.timetable.meetings:
        if meeting.section in own:
            track = school.track_of(school.section[meeting.section])
            times = school.regular_bell.spans[track, meeting.slot.period]  # type: ignore[index]  # an atom is a tuple
            found.setdefault(meeting.slot.day, []).append(times)
    return found


def test_larger_districts_have_large_schools_and_names_for_all() -> None:
    made = sample_district(16)
    assert len({site.name for site in made.district.sites}) == 16
    assert max(len(one.staff) for one in made.schools.values()) > 100
    for number in (5, MOST + 1):
        with pytest.raises(ValueError, match="sites"):
            sample_district(number)


# --- as files ------------------------------------------------------------------------------------


def test_the_command_writes_a_folder_that_reads_back(tmp_path: Path, six: DistrictSample) -> None:
    folder = tmp_path / "a" / "district"
    result = CliRunner().invoke(main, ["sample", "district", "-o", str(folder)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(list(folder.iterdir())) == 7
    assert load_folder(folder) == (six.district, six.schools)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["district"], "Say with -o which folder"),
        (["district", "-o", "x", "--mended"], "of their own"),
        (["middle", "--sites", "6"], "Only a district"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words: list[str], sentence: str) -> None:
    result = CliRunner().invoke(main, ["sample", *words])
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, six: DistrictSample) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="folder cannot be made"):
        write_folder(tmp_path / "file" / "x", six.district, six.schools)


def test_a_shared_person_who_is_not_on_the_staff_is_named(
    tmp_path: Path, six: DistrictSample
) -> None:
    write_folder(tmp_path, six.district, six.schools)
    post = six.district.shared[0].posts[0]
    text = dump_district(six.district).replace(f'"{post.staff}"', '"nobody"', 1)
    (tmp_path / DISTRICT_FILE).write_text(text)
    with pytest.raises(InvalidProblemError, match=f'{post.site}" has no "nobody" on its staff'):
        load_folder(tmp_path)


def test_a_broken_school_is_named_with_its_file(tmp_path: Path, six: DistrictSample) -> None:
    write_folder(tmp_path, six.district, six.schools)
    file = tmp_path / six.district.sites[2].school
    file.write_text(file.read_text().replace('"kind": "elementary"', '"kind": "circus"'))
    with pytest.raises(InvalidProblemError, match=f"^{file.name}: "):
        load_folder(tmp_path)
