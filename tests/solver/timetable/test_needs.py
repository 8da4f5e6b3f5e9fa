"""What a week still needs: never more than the fewest lessons that mend it, 0 only if it is fine.

For each set of limits all 4,096 weeks of three days with four periods are looked at.
"""

from __future__ import annotations

import pytest

from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.wishes import LimitKind
from scheduler.solver.timetable.ejection.grid import Grid
from scheduler.solver.timetable.ejection.limits import Limit
from scheduler.solver.timetable.ejection.needs import Needs
from tests.domain.referee.builders import bell, klass, person, slots, tiny, track
from tests.solver.timetable.searching import as_given

Limits = dict[LimitKind, int]
Week = tuple[tuple[int, ...], ...]
"""The periods, from 0, with a lesson of each day."""

DAYS, PERIODS = range(3), range(4)
AWAY = (0, 0)
"""Ann is not there in the first period of the first day."""

TIMES = ("08:00-08:50", "08:55-09:45", "09:50-10:40", "10:45-11:35")


def needs_of(limits: list[Limit]) -> tuple[Needs, int]:
    """Make the needs of Ann, and tell how many bits a day has."""
    ann = person("ann", unavailable=slots("Mon1"))
    school = tiny(klass("a", "ann"), staff=(ann,), bells=(bell(track(times=TIMES)),))
    problem = timetable_problem(school, as_given(school))
    grid = Grid(problem)
    return Needs(grid, problem.people[0], limits), grid.width


def week_of(number: int) -> Week:
    """Read twelve bits as a week."""
    return tuple(tuple(p for p in PERIODS if number >> (4 * day + p) & 1) for day in DAYS)


def holds(kind: LimitKind, value: int, week: Week) -> bool:
    """Whether a week keeps a limit, read off its words."""
    worked = [(day, some) for day, some in enumerate(week) if some]
    if kind is LimitKind.LEAST_DAYS:
        return len(worked) >= value
    if kind is LimitKind.LEAST_PERIODS_A_DAY:
        return all(len(some) >= value for _, some in worked)
    if kind is LimitKind.LEAST_PERIODS_A_CYCLE:
        return sum(len(some) for _, some in worked) >= value
    gaps = [max(some) - min(some) + 1 - len(some) for _, some in worked]
    if kind is LimitKind.MOST_GAPS_A_DAY:
        return max(gaps, default=0) <= value
    if kind is LimitKind.MOST_GAPS_A_CYCLE:
        return sum(gaps) <= value
    late = [min(some) - (1 if day == AWAY[0] else 0) for day, some in worked]
    if kind is LimitKind.MOST_SECOND_STARTS:
        return max(late, default=0) <= 1 and sum(one > 0 for one in late) <= value
    return sum(one > 0 for one in late) <= value


def fewest_more(limits: Limits) -> list[int]:
    """Count for each week the fewest further lessons that mend it."""
    found = [99] * 4096
    for number in reversed(range(4096)):
        if number & 1:
            continue
        if all(holds(kind, value, week_of(number)) for kind, value in limits.items()):
            found[number] = 0
        else:
            more = (number | 1 << bit for bit in range(1, 12) if not number >> bit & 1)
            found[number] = min((1 + found[one] for one in more), default=99)
    return found


K = LimitKind


@pytest.mark.parametrize(
    "limits",
    [
        {K.LEAST_DAYS: 2},
        {K.LEAST_PERIODS_A_CYCLE: 5},
        {K.LEAST_PERIODS_A_DAY: 2, K.LEAST_DAYS: 3},
        {K.MOST_GAPS_A_DAY: 1},
        {K.MOST_GAPS_A_CYCLE: 1, K.LEAST_PERIODS_A_DAY: 3},
        {K.MOST_LATE_STARTS: 1},
        {K.MOST_SECOND_STARTS: 1},
        {K.MOST_SECOND_STARTS: 1, K.MOST_GAPS_A_CYCLE: 1},
        {K.MOST_SECOND_STARTS: 0, K.MOST_GAPS_A_CYCLE: 0, K.LEAST_PERIODS_A_DAY: 3},
        {K.MOST_SECOND_STARTS: 2, K.MOST_GAPS_A_DAY: 0, K.LEAST_PERIODS_A_DAY: 2},
        {K.MOST_LATE_STARTS: 1, K.MOST_GAPS_A_DAY: 1, K.MOST_GAPS_A_CYCLE: 1},
    ],
    ids=lambda limits: "+".join(kind.value for kind in limits),
)
def test_a_week_needs_no_more_than_mends_it(limits: Limits) -> None:
    needs, width = needs_of([Limit(kind, value, ()) for kind, value in limits.items()])
    exact = 0
    for number, fewest in enumerate(fewest_more(limits)):
        if number & 1:
            continue
        days = (number >> (4 * day) & 15 for day in DAYS)
        missing = needs.missing(sum(bits << (day * width) for day, bits in enumerate(days)))
        assert missing <= fewest, week_of(number)
        assert (missing == 0) == (fewest == 0), week_of(number)
        exact += missing == fewest
    assert exact > 0.9 * 2048


def test_limits_of_different_periods_are_looked_at_apart() -> None:
    needs, width = needs_of([Limit(K.LEAST_PERIODS_A_DAY, 2, (1, 2)), Limit(K.LEAST_DAYS, 2, ())])
    assert needs.missing(0b1000) == 1  # Another day; the fourth period is not counted.
    assert needs.missing(0b1000 | 0b0010 << width) == 1  # Period 1 of the second day.
    assert needs.missing(0b1000 | 0b0011 << width) == 0
