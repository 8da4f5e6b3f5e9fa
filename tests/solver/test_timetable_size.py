"""The size of the timetable model: what a rule adds must not grow with the square of the school."""

from __future__ import annotations

from collections import Counter

import pytest

from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.wishes import LimitKind, WorkLimit
from scheduler.solver.timetable.model import RULES, build
from tests.cast import small_school
from tests.solver.judging import staffed


@pytest.mark.parametrize(
    "kind",
    [
        LimitKind.MOST_GAPS_A_DAY,
        LimitKind.MOST_SECOND_STARTS,
        LimitKind.MOST_SPAN_A_DAY,
        LimitKind.MOST_DAYS,
    ],
)
def test_a_limit_speaks_of_a_possible_start_no_more_than_twice(kind: LimitKind) -> None:
    """Once each way, to say that its period is busy; the rest is said of busy periods."""
    limit = WorkLimit(id="l", kind=kind, value=1, of="groups")
    school = small_school(limits=(limit,))
    staffing = staffed(school).answer
    assert staffing is not None
    rules = [rule for rule in RULES if rule.key == "T6"]
    variables, _ = build(timetable_problem(school, staffing), rules, exact_rooms=False)
    places = Counter(place.literal.index for places in variables.places for place in places)
    structure, _ = build(timetable_problem(school, staffing), [], exact_rooms=False)
    before = len(structure.model.proto.constraints)
    times: Counter[int] = Counter()
    for row in list(variables.model.proto.constraints)[before:]:
        literals = [*row.bool_or.literals, *row.bool_and.literals, *row.enforcement_literal]
        times.update({one if one >= 0 else -one - 1 for one in literals} & places.keys())
    assert times
    assert all(number <= 2 * places[literal] for literal, number in times.items())
