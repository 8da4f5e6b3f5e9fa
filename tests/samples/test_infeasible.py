"""Each infeasible sample has one thing planted in it; its twin lacks that thing alone."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler import samples
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.samples.planted import PLANTED
from scheduler.samples.renaming import renamed

infeasible = pytest.mark.parametrize("name", samples.INFEASIBLE)

# The field of the school file in which the sample and its twin differ.
PLANTED_IN = {
    "art-room": "rooms",
    "half-time-overload": "sections",
    "clashing-locks": "locks",
    "no-over-half": "pd_groups",
    "grade-out": "pd_groups",
    "music-uncovered": "staff",
    "shared-plus": "cover_locks",
    "pd-window": "pd_locks",
}


@infeasible
@pytest.mark.parametrize("seed", [1, 2])
def test_the_known_plan_of_the_twin_breaks_no_rule(name: str, seed: int) -> None:
    school = samples.make(name, seed=seed, mended=True)
    plan = samples.known_plan(name, seed=seed, mended=True)
    assert [one.text for one in check(school, plan).violations] == []


@infeasible
def test_the_twin_differs_in_one_thing(name: str) -> None:
    school, twin = samples.make(name), samples.make(name, mended=True)
    differing = [
        field.name
        for field in dataclasses.fields(school)
        if getattr(school, field.name) != getattr(twin, field.name)
    ]
    assert differing == [PLANTED_IN[name]]
    ours, theirs = getattr(school, PLANTED_IN[name]), getattr(twin, PLANTED_IN[name])
    if name == "no-over-half":  # every group owes other days, and nothing else about it differs
        ours = tuple(dataclasses.replace(one, days_owed=0, owed=()) for one in ours)
        theirs = tuple(dataclasses.replace(one, days_owed=0, owed=()) for one in theirs)
    assert len(set(ours) ^ set(theirs)) <= 2


@infeasible
def test_the_plan_of_the_twin_does_not_fit_the_sample(name: str) -> None:
    if PLANTED[name].key[0] in "ST":
        assert check(samples.make(name), samples.known_plan(name)).violations


@infeasible
def test_it_is_small(name: str) -> None:
    teachers = sum(one.most_load > 0 for one in samples.make(name).staff)
    assert teachers <= 12 or name == "no-over-half"


def test_the_art_room_is_open_for_fewer_periods_than_there_are_lessons() -> None:
    school = samples.make("art-room")
    lessons = sum(
        school.pattern_of(section).periods
        for section in school.sections
        if school.course[section.course].room_kind == "art"
    )
    (room,) = (room for room in school.rooms if room.kind == "art")
    (track,) = school.regular_bell.tracks
    assert room.holds == 1
    assert not room.unavailable
    assert (lessons, len(track.periods) * len(school.calendar.cycle_days)) == (36, 30)


def test_the_half_post_is_given_more_than_it_holds() -> None:
    school = samples.make("half-time-overload")
    (half,) = (one for one in school.staff if one.share == 0.5)
    given = sum(
        school.pattern_of(section).periods
        for section in school.sections
        if half.id in (one.person for one in section.staff)
    )
    assert (given, half.most_load) == (12, 8)


def test_the_locks_put_one_group_into_two_classes_at_once() -> None:
    school = samples.make("clashing-locks")
    first, second = school.locks
    assert first.slot == second.slot
    assert school.section[first.section].groups == school.section[second.section].groups


@infeasible
def test_the_reason_can_be_named_in_the_sample_and_in_its_renamed_copy(name: str) -> None:
    assert set(PLANTED) == set(samples.INFEASIBLE)
    school = samples.make(name)
    copy = renamed(school)
    named = PLANTED[name].names_in(school)
    assert len(PLANTED[name].names_in(copy)) == len(named)
    assert all(word in words_of(school) or word.isdigit() for word in named)
    assert all(word in words_of(copy) or word.isdigit() for word in PLANTED[name].names_in(copy))


def words_of(school: School) -> set[str]:
    return {
        str(getattr(one, key))
        for field in dataclasses.fields(school)
        if isinstance(items := getattr(school, field.name), tuple)
        for one in items
        for key in ("id", "name")
        if hasattr(one, key)
    }
