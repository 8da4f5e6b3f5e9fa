"""The calendar of the tiny school, as a whole."""

from __future__ import annotations

import dataclasses
from datetime import date

from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import RequestStatus
from scheduler.domain.pd import Rhythm, WeekType
from scheduler.domain.plan import Plan, Status
from scheduler.solver.calendar.solve import solve_calendar
from scheduler.solver.engine import Progress, Stop
from tests.cast import small_plan, small_school, small_staffing, small_timetable
from tests.solver.calendar.solving import OPTIONS, outcome_of, solved


def test_all_pd_days_and_requests_of_the_tiny_school_find_a_place() -> None:
    answer = solved(small_school())
    assert sum(len(row.members) for row in answer.pd_days) == 4
    assert {row.request for row in answer.sessions} == {"r1"}
    assert answer.holes == ()


def test_an_absent_teacher_is_covered_in_every_period() -> None:
    answer = solved(small_school())
    assert len(answer.covers) == 4 * len(answer.pd_days)


def test_a_request_to_confirm_is_never_planned_nor_counted() -> None:
    request = dataclasses.replace(small_school().requests[0], status=RequestStatus.TO_CONFIRM)
    school = small_school(requests=(request,))
    outcome = outcome_of(school)
    assert outcome.answer is not None
    assert outcome.answer.sessions == ()
    assert outcome.answer.holes == ()
    levels = {level.key: level.value for level in outcome.result.levels}
    assert levels["requests_unserved"] == 0


def test_weeks_without_pd_are_coaching_weeks_and_the_ends_are_blackout() -> None:
    weeks = {week.monday: week.type for week in solved(small_school()).weeks}
    assert weeks[date(2026, 8, 31)] is WeekType.BLACKOUT
    assert weeks[date(2026, 12, 14)] is WeekType.BLACKOUT
    assert WeekType.COACHING in weeks.values()


def test_the_rhythm_keeps_pd_days_in_pd_weeks() -> None:
    rhythm = Rhythm(pattern=(WeekType.PD, WeekType.COACHING))
    answer = solved(small_school(rhythm=rhythm))
    types = {week.monday: week.type for week in answer.weeks}
    days = small_school().calendar.by_date
    assert {types[days[row.date].week] for row in answer.pd_days} == {WeekType.PD}


def test_where_no_week_is_left_the_pd_days_are_holes() -> None:
    whole_year = NamedDates(first=date(2026, 8, 31), last=date(2026, 12, 18), name="Testing")
    answer = solved(small_school(rhythm=Rhythm(blackout=(whole_year,))))
    assert answer.pd_days == ()
    assert {(hole.rule, hole.ids, hole.amount) for hole in answer.holes} == {
        ("C5", ("core",), 4),
        ("C8", ("r1",), 1),
    }


def test_what_does_not_change_keeps_its_id_and_sequence() -> None:
    school = small_school()
    first = solved(school)
    again = solved(school, previous=small_plan(calendar=first))
    before = {row.id: row for row in (*first.pd_days, *first.covers, *first.sessions)}
    for row in (*again.pd_days, *again.covers, *again.sessions):
        old = before[row.id]
        same = dataclasses.replace(row, sequence=old.sequence) == old
        assert row.sequence == old.sequence + (not same)


def test_a_stop_before_the_beginning_gives_no_answer() -> None:
    stop = Stop()
    stop.set()
    outcome = solve_calendar(
        small_school(), small_staffing(), small_timetable(), OPTIONS, stop=stop
    )
    assert outcome.answer is None
    assert outcome.result.status is Status.UNKNOWN


def test_a_stop_in_the_middle_keeps_a_complete_calendar() -> None:
    stop = Stop()

    def listen(progress: Progress) -> None:
        if progress.level == "plus_days_touched":
            stop.set()

    outcome = solve_calendar(
        small_school(), small_staffing(), small_timetable(), OPTIONS, listen, stop
    )
    assert outcome.answer is not None
    assert len(outcome.answer.covers) == 4 * len(outcome.answer.pd_days)


def test_a_school_without_pd_and_requests_has_a_calendar_of_weeks() -> None:
    answer = solved(small_school(pd_groups=(), requests=()))
    assert answer.pd_days == answer.covers == answer.sessions == ()
    assert len(answer.weeks) == len(small_school().calendar.weeks)


def test_a_plan_that_stops_before_the_calendar_is_a_fine_previous_plan() -> None:
    assert solved(small_school(), previous=Plan(school="elm")).pd_days
