"""Repairs of random schools: right by the referee, and no repair changes less."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import assume, example, given
from hypothesis import strategies as st

from scheduler.domain.plan import Plan, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.referee import check
from scheduler.domain.referee.report import Report
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.timetable.repair import TimetableOutcome, repair_timetable
from tests.domain.moves.test_moves_random import thrown
from tests.examples import examples
from tests.solver.judging import OPTIONS, STAFFING_KEYS, plan_of, timetable_score
from tests.solver.random_timetable import random_week
from tests.solver.test_timetable_random import weeks


def repaired(school: School, staffing: StaffingAnswer, before: Plan) -> TimetableOutcome:
    """Repair a timetable; what comes out is judged."""
    assert before.timetable is not None
    outcome = repair_timetable(school, staffing, before.timetable, OPTIONS)
    if outcome.answer is not None:
        value = timetable_score(school, staffing, outcome.answer, before)
        changed, wishes = outcome.result.levels
        assert (changed.key, wishes.key, wishes.value) == ("changed", "wishes", value)
        assert changed.value == distance(school, staffing, before.timetable, outcome.answer)
        assert len({one.id for one in outcome.answer.meetings}) == len(outcome.answer.meetings)
    return outcome


def distance(
    school: School, staffing: StaffingAnswer, before: TimetableAnswer, after: TimetableAnswer
) -> int:
    """Count what is not as it was; interchangeable meetings are told apart by nobody."""
    problem = timetable_problem(school, staffing, before)
    unit = {
        (problem.sections[one.section].id, number): index
        for index, one in enumerate(problem.units)
        for number in one.numbers
    }
    entries = {one.id for one in school.common_planning if one.strength}

    def places(answer: TimetableAnswer) -> Counter[object]:
        rows: list[object] = [
            (unit[one.section, one.meeting], one.slot, one.rooms) for one in answer.meetings
        ]
        # A team that meets twice in one slot meets there once.
        teams = {(one.common_planning, one.slot) for one in answer.team_times}
        return Counter(rows) + Counter(one for one in teams if one[0] in entries)

    old, new = places(before), places(after)
    return (old - new).total()


def meets_in_name_only(report: Report) -> bool:
    """Whether a team has a slot in which some of it are elsewhere: worth nothing, so never kept."""
    texts = (text for cost in report.costs if cost.key == "T11" for text in cost.texts)
    return any(re.search(r" is on .*, when .*( cannot\.| (is|are) at )", one) for one in texts)


@examples(6)
@given(seed=st.integers(0, 10_000))
def test_what_is_repaired_passes_the_referee(seed: int) -> None:
    school, staffing = random_week(seed)
    before = thrown(school, staffing, seed)
    assert before.timetable is not None
    teams = {(one.common_planning, one.slot): one for one in before.timetable.team_times}
    before = plan_of(
        school,
        staffing,
        TimetableAnswer(meetings=before.timetable.meetings, team_times=tuple(teams.values())),
    )
    outcome = repaired(school, staffing, before)
    assert outcome.result.status is not Status.UNKNOWN


@examples(5)
@given(seed=st.integers(0, 10_000))
@example(seed=757)
def test_no_other_timetable_changes_less(seed: int) -> None:
    school, staffing = random_week(seed, tiny=True)
    before = thrown(school, staffing, seed)
    assert before.timetable is not None
    least: int | None = None
    for answer in weeks(school):
        report = check(school, plan_of(school, staffing, answer), before)
        right = {one.key for one in report.violations} <= set(STAFFING_KEYS)
        if right and not meets_in_name_only(report):
            far = distance(school, staffing, before.timetable, answer)
            least = far if least is None else min(least, far)
    outcome = repaired(school, staffing, before)
    if least is None:
        assert outcome.result.status is Status.INFEASIBLE
    else:
        assume(outcome.result.status is not Status.UNKNOWN)
        assert outcome.result.levels[0].value == least
        assert outcome.result.levels[0].gap == 0
