"""Moves on the small school: Alice's and Bob's classes, and what stands in their way."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.courses import Lock
from scheduler.domain.moves import Board, Judge, Move, applied, swaps, targets, whole_targets
from scheduler.domain.moves.scopes import SCOPES
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check, checked_keys
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import RuleStrength, SlotWish
from scheduler.samples import known_plan, make
from tests.cast import small_plan, small_school
from tests.examples import more


def judge_of(school: School, plan: Plan | None = None) -> Judge:
    return Judge(Board(school, plan or small_plan()))


def position(judge: Judge, section: str, meeting: int = 1) -> int:
    return next(
        place
        for place, one in enumerate(judge.board.placed)
        if (one.section, one.meeting) == (section, meeting)
    )


def free_periods(**changes: object) -> School:
    """The small school whose classes may be in any period."""
    return small_school(rules=(RuleStrength(rule="T5d", strength=0),), **changes)


def test_a_meeting_may_go_where_everybody_is_free():
    judge = judge_of(free_periods())
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    assert found[Slot("Mon", 1)].is_current
    assert found[Slot("Mon", 4)].is_legal
    assert not found[Slot("Mon", 2)].is_legal


def test_a_reason_names_rule_person_and_class():
    judge = judge_of(free_periods())
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    reasons = {one.key: one.text for one in found[Slot("Mon", 2)].reasons}
    assert "Alice Adams" in reasons["T1"]
    assert "ELA-7A" in reasons["T1"]
    assert "MATH-6A" in reasons["T2"].upper()


def test_a_meeting_of_a_section_in_one_period_cannot_go_alone_but_all_can_together():
    judge = judge_of(small_school(common_planning=()))
    place = position(judge, "ELA-6A")
    alone = [one for one in targets(judge, place) if one.is_legal and not one.is_current]
    assert alone == []
    together = {one.slots[0].period: one for one in whole_targets(judge, place)}
    assert together[4].is_legal
    assert together[4].best is not None
    assert len(together[4].best.changes) == 5
    assert not together[2].is_legal


def test_a_section_without_the_wish_for_one_period_has_no_place_for_all():
    judge = judge_of(small_school())
    assert whole_targets(judge, position(judge, "Art-6A")) == ()


def test_a_lock_is_a_reason():
    school = free_periods(locks=(Lock(section="ELA-6A", slot=Slot("Mon", 1)),))
    judge = judge_of(school)
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    assert [one.key for one in found[Slot("Mon", 4)].reasons] == ["T8"]


def test_the_gain_is_what_the_soft_rules_save():
    wish = SlotWish(id="late", sections=("ELA-6A",), slots=(Slot("Mon", 4),), strength=7)
    judge = judge_of(free_periods(slot_wishes=(wish,)))
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    best = found[Slot("Mon", 4)].best
    assert best is not None
    assert best.gain == 7


def test_an_exchange_and_chains_take_the_place_of_who_is_in_the_way():
    """Art of 6A alone keeps ELA of 6A from the third period of its day."""
    school = free_periods(common_planning=())
    judge = judge_of(school)
    art = judge.board.placed[position(judge, "Art-6A")].slot
    place = next(
        i for i, one in enumerate(judge.board.placed)
        if one.section == "ELA-6A" and one.slot.day == art.day
    )  # fmt: skip
    ela = judge.board.placed[place].slot
    found = [
        {change.before.section: change.slot for change in one.changes} | {"kind": one.kind}
        for one in swaps(judge, (place,), targets(judge, place))
    ]
    assert {"ELA-6A": art, "Art-6A": ela, "kind": "exchange"} in found
    assert {"ELA-6A": art, "Art-6A": Slot(art.day, 4), "kind": "chain"} in found
    assert all(one["ELA-6A"] == art for one in found)


def test_a_move_keeps_ids_counts_a_change_and_drops_the_calendar():
    judge = judge_of(free_periods())
    plan = small_plan()
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    move = found[Slot("Mon", 4)].best
    assert move is not None
    after = applied(plan, move)
    assert plan.timetable is not None
    assert after.timetable is not None
    (old,) = {*plan.timetable.meetings} - {*after.timetable.meetings}
    (new,) = {*after.timetable.meetings} - {*plan.timetable.meetings}
    assert (new.id, new.sequence, new.slot) == (old.id, old.sequence + 1, Slot("Mon", 4))
    assert after.calendar is None
    assert after.result(Stage.CALENDAR) is None


def test_a_move_of_nothing_leaves_the_plan_as_it_is():
    assert applied(small_plan(), Move(())) == small_plan()


def test_a_move_found_before_somebody_elses_is_refused():
    judge = judge_of(free_periods())
    found = {one.slots[0]: one for one in targets(judge, position(judge, "ELA-6A"))}
    move = found[Slot("Mon", 4)].best
    assert move is not None
    with pytest.raises(ValueError, match="changed"):
        applied(applied(small_plan(), move), move)


def test_what_was_broken_before_is_no_reason():
    plan = small_plan()
    assert plan.timetable is not None
    meetings = list(plan.timetable.meetings)
    one = meetings[0]
    other = next(
        place for place, it in enumerate(meetings) if it.section != one.section
        and it.slot.day != one.slot.day
    )  # fmt: skip
    broken = dataclasses.replace(meetings[other], slot=one.slot)
    meetings[other] = broken
    there = dataclasses.replace(
        plan, timetable=dataclasses.replace(plan.timetable, meetings=tuple(meetings))
    )
    judge = judge_of(free_periods(), there)
    back = next(
        target
        for target in targets(judge, other)
        if target.slots == (plan.timetable.meetings[other].slot,)
    )
    assert back.is_legal


def test_every_rule_of_the_timetable_has_its_subjects():
    scoped = {key for keys in SCOPES.values() for key in keys}
    assert scoped == {key for key in checked_keys() if key.startswith("T")}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["middle", *more(["elementary", "large"])])
def test_what_is_offered_in_a_sample_passes_the_referee(name: str) -> None:
    school, plan = make(name), known_plan(name)
    judge = judge_of(school, plan)
    step = len(judge.board.placed) // 3
    for place in range(0, 3 * step, step):
        found = targets(judge, place)
        together = whole_targets(judge, place)
        moves = [one.best for one in (*found, *together) if one.best is not None]
        moves += swaps(judge, (place,), found)[:2]
        element = judge.board.meetings_of([judge.board.placed[place].section])
        moves += swaps(judge, element, together)[:1] if together else ()
        for move in moves[:4]:
            assert check(school, applied(plan, move)).violations == ()


def test_a_rule_without_subjects_is_judged_on_the_whole_week(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = targets(judge_of(free_periods()), 0)
    for kind in ("room", "pupils", "pd_groups"):
        monkeypatch.setitem(SCOPES, kind, ())
    assert targets(judge_of(free_periods()), 0) == expected
