"""A desk finds what can be done with a meeting, by its name or its id."""

from __future__ import annotations

import pytest

from scheduler.domain.wishes import RuleStrength
from scheduler.errors import ConflictError, InputError
from scheduler.services.moves import Desk, apply
from scheduler.services.plans.words import what_moves
from tests.cast import small_plan, small_school

SCHOOL = small_school(rules=(RuleStrength(rule="T5d", strength=0),))


def test_a_meeting_is_known_by_section_and_number_and_by_id():
    desk = Desk(SCHOOL, small_plan())
    one = desk.moves("ELA-6A#2")
    assert one.meeting.meeting == 2
    assert desk.moves(one.meeting.id).targets == one.targets


def test_an_unknown_meeting_is_answered_with_the_nearest():
    with pytest.raises(InputError, match='Did you mean "ELA-6A#5"'):
        Desk(SCHOOL, small_plan()).moves("ELA-6A#7")


def test_a_section_with_several_meetings_is_answered_with_all_of_them():
    with pytest.raises(InputError, match="Its meetings are Art-6A#1, Art-6A#2"):
        Desk(SCHOOL, small_plan()).moves("Art-6A")


def test_a_plan_of_another_school_is_refused():
    with pytest.raises(InputError, match="other"):
        Desk(SCHOOL, small_plan(school="other"))


def test_a_plan_without_timetable_is_refused():
    with pytest.raises(InputError, match="timetable"):
        Desk(SCHOOL, small_plan(timetable=None))


def test_a_found_move_is_made_once():
    desk = Desk(SCHOOL, small_plan())
    move = next(one.best for one in desk.moves("ELA-6A#1").targets if one.best is not None)
    assert what_moves(SCHOOL, move)[0].startswith("ELA 6 (6A): Mon 1 to ")
    after = apply(small_plan(), move)
    with pytest.raises(ConflictError):
        apply(after, move)


def test_the_json_has_every_slot_once():
    found = Desk(SCHOOL, small_plan()).moves("ELA-6A#1").as_json()
    assert len(found["targets"]) == 20
    assert [one["slots"] for one in found["targets"] if one["current"]] == [["Mon 1"]]
    for one in found["targets"]:
        assert one["legal"] == bool(one["rooms"])
        assert one["legal"] or one["current"] or one["reasons"]
    assert {"kind", "gain", "text", "changes"} == set(found["swaps"][0])
