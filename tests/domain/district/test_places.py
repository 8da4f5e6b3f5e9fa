"""What a district file must not say."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.district import District, Post, SharedPerson, Site
from scheduler.errors import InvalidProblemError

NORTH = Site(id="north", name="North", school="north.json")
SOUTH = Site(id="south", name="South", school="south.json")


def both(**changes: Any) -> District:
    posts = (Post(site="north", staff="ann"), Post(site="south", staff="ann-b"))
    facts: dict[str, Any] = {"shared": (SharedPerson(name="Ann", posts=posts),)}
    return District(**{"id": "d", "name": "D", "sites": (NORTH, SOUTH)} | facts | changes)


def test_a_district_of_two_sites_stands() -> None:
    assert both().shared[0].posts[1].staff == "ann-b"


@pytest.mark.parametrize(
    "file", ["../north.json", "a/b.json", "a\\b.json", ".north", "/etc/passwd"]
)
def test_a_school_file_lies_in_the_same_folder(file: str) -> None:
    with pytest.raises(InvalidProblemError, match="in the same folder"):
        dataclasses.replace(NORTH, school=file)


def test_sites_and_files_stand_there_once() -> None:
    with pytest.raises(InvalidProblemError, match='site "north" stands there 2 times'):
        both(sites=(NORTH, SOUTH, dataclasses.replace(NORTH, school="other.json")))
    # Some file systems do not tell capitals from small letters.
    with pytest.raises(InvalidProblemError, match="school file"):
        both(sites=(NORTH, dataclasses.replace(SOUTH, school="NORTH.json")))


def test_a_post_names_a_site_that_is_there() -> None:
    with pytest.raises(InvalidProblemError, match='"south", which is not there'):
        both(sites=(NORTH,))


def test_one_member_of_staff_is_one_person() -> None:
    twice = (*both().shared, dataclasses.replace(both().shared[0], name="Bob"))
    with pytest.raises(InvalidProblemError, match='"ann" at site "north" is said to be 2 persons'):
        both(shared=twice)


def test_a_shared_person_works_at_two_sites_and_has_one_post_at_each() -> None:
    one = Post(site="north", staff="ann")
    with pytest.raises(InvalidProblemError, match="at one site only"):
        SharedPerson(name="Ann", posts=(one,))
    with pytest.raises(InvalidProblemError, match='two posts at site "north"'):
        SharedPerson(name="Ann", posts=(one, dataclasses.replace(one, staff="b"),
                                        Post(site="south", staff="c")))  # fmt: skip
