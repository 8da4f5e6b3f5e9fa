"""A renamed school is the same school under other names."""

import json

import pytest

from scheduler.domain.wishes import LimitKind, WorkLimit
from scheduler.formats.schooljson import dump_school
from scheduler.samples import make
from scheduler.samples.renaming import renamed
from tests.cast import small_school


@pytest.fixture(scope="module")
def middle():
    return make("middle")


def test_no_old_id_or_name_is_left(middle):
    text = dump_school(renamed(middle))
    for person in middle.staff:
        assert json.dumps(person.id) not in text
        assert person.name not in text


def test_everything_is_still_there(middle):
    other = renamed(middle)
    assert len(other.staff) == len(middle.staff)
    assert [len(one.groups) for one in other.sections] == [
        len(one.groups) for one in middle.sections
    ]
    assert other.calendar == middle.calendar


def test_the_ids_of_a_work_limit_follow_whom_it_limits():
    limits = tuple(
        WorkLimit(id=of, kind=LimitKind.MOST_DAYS, value=5, of=of, ids=ids)
        for of, ids in (("staff", ("bob",)), ("groups", ("7A",)))
    )
    school = renamed(small_school(limits=limits))
    assert school.limits[0].ids == (school.staff[1].id,)
    assert school.limits[1].ids == (school.groups[1].id,)


def test_renaming_twice_changes_nothing_more(middle):
    assert renamed(renamed(middle)) == renamed(middle)
