"""Moves are judged by excerpts of the week; here the referee judges the whole week as well."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.domain import rules
from scheduler.domain.moves import Board, Judge, Move, applied, swaps, targets, whole_targets
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.domain.wishes import HARD
from tests.examples import examples
from tests.solver.judging import plan_of, timetabled
from tests.solver.random_timetable import random_week

Broken = Counter[tuple[str, tuple[str, ...]]]


def judged(school: School, plan: Plan) -> tuple[Broken, int]:
    """Let every check look at the whole week: units of broken hard rules, and the cost."""
    week = Week(Facts(school, plan), plan)
    broken: Broken = Counter()
    cost = 0
    for key in BOOK.keys:
        strength = rules.strength(school, key)
        for finding in BOOK.check(key)(week) if strength else ():
            weight = strength if finding.strength is None else finding.strength
            if weight == HARD:
                broken[key, finding.ids] += finding.units
            else:
                cost += weight * finding.units
    return broken, cost


def surely_worse(before: Broken, after: Broken) -> set[tuple[str, tuple[str, ...]]]:
    """Find what nobody could call a rest of what was broken before.

    Of three who were in one place at once two may still be there: that is no worse.
    """
    crowds = [(key, {*ids}) for key, ids in before if key in ("T1", "T3")]
    return {
        (key, ids)
        for key, ids in worse(before, after)
        if not any(key == one and {*ids} <= others for one, others in crowds)
    }


def worse(before: Broken, after: Broken) -> set[tuple[str, tuple[str, ...]]]:
    """Find what is broken in more units than before."""
    return {one for one, units in after.items() if units > before[one]}


def slots_of(school: School) -> list[Slot]:
    bell = school.regular_bell
    numbers = sorted({atom.period for atom in bell.spans})
    return [Slot(day, one) for day in school.calendar.cycle_days for one in numbers]


def rooms_of(school: School) -> list[tuple[str, ...]]:
    return [(), *((one.id,) for one in school.rooms)]


def thrown(school: School, staffing: StaffingAnswer, seed: int) -> Plan:
    """Place all meetings and team times by dice; most rules are broken somewhere."""
    rng = random.Random(seed)
    slots, rooms = slots_of(school), rooms_of(school)
    meetings = tuple(
        PlacedMeeting(
            id=f"{section.id}#{number}",
            section=section.id,
            meeting=number,
            slot=rng.choice(slots),
            rooms=rng.choice(rooms),
        )
        for section in school.sections
        for number in range(1, len(school.pattern_of(section).lengths) + 1)
    )
    teams = tuple(
        TeamTime(id=f"{one.id}{number}", common_planning=one.id, slot=rng.choice(slots))
        for one in school.common_planning
        for number in range(one.periods)
    )
    return plan_of(school, staffing, TimetableAnswer(meetings=meetings, team_times=teams))


@examples(12)
@given(seed=st.integers(0, 10_000))
def test_excerpts_find_what_the_whole_week_shows(seed: int) -> None:
    """One or two meetings anywhere, in a week that breaks rules: same reasons, same gain."""
    school, staffing = random_week(seed)
    plan = thrown(school, staffing, seed)
    assert plan.timetable is not None
    board = Board(school, plan)
    judge = Judge(board)
    rng = random.Random(seed)
    before, cost = judged(school, plan)
    for _ in range(12):
        some = rng.sample(range(len(board.placed)), rng.randint(1, min(2, len(board.placed))))
        changed = {
            one: replace(
                board.placed[one],
                slot=rng.choice(slots_of(school)),
                rooms=rng.choice(rooms_of(school)),
            )
            for one in some
        }
        meetings = tuple(changed.get(i, one) for i, one in enumerate(board.placed))
        after, total = judged(
            school, replace(plan, timetable=replace(plan.timetable, meetings=meetings))
        )
        found = judge.judge(changed, thorough=True)
        reasons = {(one.key, one.ids) for one in found.reasons}
        assert surely_worse(before, after) <= reasons <= worse(before, after)
        assert found.gain == cost - total
        assert bool(judge.judge(changed).reasons) == bool(reasons)


def solved(seed: int) -> tuple[School, Plan]:
    school, staffing = random_week(seed)
    outcome = timetabled(school, staffing)
    assume(outcome.answer is not None)
    return school, replace(plan_of(school, staffing, outcome.answer), results=(outcome.result,))


def legal_by_referee(
    school: School, plan: Plan, position: int
) -> set[tuple[Slot, tuple[str, ...]]]:
    """Try a meeting in every slot and every room, each judged by the whole referee."""
    assert plan.timetable is not None
    found = set()
    meetings = list(plan.timetable.meetings)
    one = meetings[position]
    for slot, rooms in itertools.product(slots_of(school), rooms_of(school)):
        meetings[position] = replace(one, slot=slot, rooms=rooms)
        there = replace(plan, timetable=replace(plan.timetable, meetings=tuple(meetings)))
        if (slot, rooms) != (one.slot, one.rooms) and not judged(school, there)[0]:
            found.add((slot, rooms))
    return found


def assert_sound(school: School, plan: Plan, move: Move) -> None:
    """What is offered passes the referee, costs what was promised, and keeps ids."""
    after = applied(plan, move)
    assert plan.timetable is not None
    assert after.timetable is not None
    assert judged(school, after)[0] == Counter()
    assert move.gain == judged(school, plan)[1] - judged(school, after)[1]
    assert [one.id for one in after.timetable.meetings] == [
        one.id for one in plan.timetable.meetings
    ]
    for old, new in zip(plan.timetable.meetings, after.timetable.meetings, strict=True):
        assert new.sequence == old.sequence + ((old.slot, old.rooms) != (new.slot, new.rooms))
    level = dict(check(school, after).levels[Stage.TIMETABLE])["wishes"]
    assert [one.value for one in after.results[0].levels] == [level]


@examples(5)
@given(seed=st.integers(0, 10_000))
def test_all_that_is_offered_passes_and_nothing_legal_is_left_out(seed: int) -> None:
    school, plan = solved(seed)
    assert plan.timetable is not None
    judge = Judge(Board(school, plan))
    rng = random.Random(seed)
    for position in rng.sample(range(len(plan.timetable.meetings)), 1):
        found = targets(judge, position)
        offered = {(target.slots[0], choice.rooms) for target in found for choice in target.choices}
        assert offered == legal_by_referee(school, plan, position)
        assert all(one.is_legal or one.is_current or one.reasons for one in found)
        for target in (*found, *whole_targets(judge, position)):
            for choice in target.choices:
                assert_sound(school, plan, choice.move)
        for move in swaps(judge, (position,), found):
            assert_sound(school, plan, move)
