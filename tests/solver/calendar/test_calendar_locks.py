"""Locked sessions and duties: kept by new builds, on the way, in repairs and by hand (rule C12)."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    Kind,
    SessionLock,
    Step,
    TeacherIs,
    TeamEvent,
)
from scheduler.domain.disruption import Disruption
from scheduler.domain.pd import CoverLock, Exclusion, PDLock
from scheduler.domain.plan import Stage, Status
from scheduler.domain.policy import Absence, CoverSource, Policy
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, LostReason, Session
from scheduler.services.build import build
from scheduler.services.plans.held import held_rows, lock_of
from scheduler.services.repair import repair
from scheduler.solver.calendar.candidates import Candidates
from scheduler.solver.calendar.edit_session import SessionMoves
from scheduler.solver.calendar.fit import places_for, with_served
from tests.cast import at, small_plan, small_school, small_staffing, small_timetable
from tests.solver.calendar.solving import OPTIONS, outcome_of, solved

FRIDAY, THURSDAY = date(2026, 10, 16), date(2026, 10, 15)


def held(step: str = "lesson", on: date = THURSDAY, *periods: int, **changes: Any) -> SessionLock:
    """Alice's session is locked to a date, by default her second class on a Thursday with Dave."""
    given = {"request": "r1", "step": step, "date": on, "periods": periods or (2,)}
    return SessionLock(**given | {"coach": "dave"} | changes)


def locked(*locks: SessionLock, **changes: Any) -> School:
    """The tiny school with locks of sessions."""
    return small_school(session_locks=locks or (held(),), **changes)


def steps_of(answer: CalendarAnswer) -> dict[str, Session]:
    """Sessions of Alice's request by step."""
    return {row.step: row for row in answer.sessions if row.request == "r1"}


YEAR = solved(locked())
PLAN = small_plan(calendar=YEAR)


def as_locked(row: Session, lock: SessionLock) -> bool:
    """Whether a session is just so."""
    return (row.date, row.periods, row.coach) == (lock.date, lock.periods, lock.coach)


# --- a new build ---------------------------------------------------------------------------------


def test_a_locked_session_is_where_it_is_locked_and_the_others_go_with_it():
    rows = steps_of(YEAR)
    assert as_locked(rows["lesson"], held())
    assert 0 <= (THURSDAY - rows["before"].date).days <= 7
    assert rows["after"].date == THURSDAY
    assert {row.coach for row in rows.values()} == {"dave"}


@pytest.mark.parametrize("lock", [held("before", date(2026, 9, 14), 4), held("lesson", FRIDAY, 1)])
def test_any_step_can_be_locked_at_the_ends_of_the_window(lock: SessionLock):
    assert as_locked(steps_of(solved(locked(lock)))[lock.step], lock)


def test_two_locked_steps_leave_the_third_its_place():
    locks = held("before", date(2026, 10, 9), 4), held()
    rows = steps_of(solved(locked(*locks)))
    assert all(as_locked(rows[one.step], one) for one in locks)
    assert rows["after"].date == THURSDAY


def test_the_coach_of_one_locked_session_takes_no_class_for_another():
    away = Step(key="talk", title="Talk", minutes=30, teacher_is=TeacherIs.RELEASED)
    alone = Step(key="notes", title="Notes", minutes=30, teacher_is=TeacherIs.NOWHERE)
    templates = (
        CycleTemplate(id="away", name="Away", kind=Kind.COACHING_CYCLE, steps=(away,)),
        CycleTemplate(id="alone", name="Alone", kind=Kind.ASYNCHRONOUS, steps=(alone,)),
    )
    first = dataclasses.replace(small_school().requests[0], template="away")
    second = dataclasses.replace(
        first, id="r2", template="alone", teacher="bob", areas=(), any_area=True
    )
    locks = (
        held("talk", THURSDAY, 1),
        held("notes", THURSDAY, 1, request="r2", coach="carol"),
    )
    school = locked(*locks, templates=templates, requests=(first, second))
    team = dataclasses.replace(small_staffing(), released=("carol", "dave", "erin"))
    answer = solved(school, team)
    assert {(row.request, row.coach) for row in answer.sessions} == {
        ("r1", "dave"),
        ("r2", "carol"),
    }
    assert [row.coverer for row in answer.releases] == ["erin"]


def test_pd_keeps_clear_of_a_locked_session():
    only = tuple(PDLock(group="core", date=one) for one in (date(2026, 9, 17), date(2026, 11, 5)))
    out = {row.date for row in YEAR.pd_days}
    assert THURSDAY not in out
    answer = solved(locked(held("lesson", date(2026, 9, 18)), pd_locks=only))
    assert {row.date for row in answer.pd_days} == {one.date for one in only}


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (held(on=date(2026, 9, 7)), "which is no school day"),
        (held(on=date(2026, 11, 5)), "when it cannot take place"),
        (held("lesson", THURSDAY, 3), "the two cannot meet then"),
        (held(coach="erin"), "but Erin Evans cannot be the coach"),
        (held("unknown"), "has no such step"),
    ],
)
def test_a_lock_that_cannot_hold_is_the_reason_and_names_the_pair(lock: SessionLock, words: str):
    found = outcome_of(locked(lock))
    assert found.result.status is Status.INFEASIBLE
    (reason,) = found.reasons
    assert (reason.key, reason.ids) == ("C12", (lock.coach, "alice"))
    assert words in reason.text
    assert "r1" not in reason.text


def test_whoever_must_be_out_cannot_be_at_a_locked_session():
    out = PDLock(group="core", date=THURSDAY)
    assert outcome_of(locked(pd_locks=(out,))).result.status is Status.INFEASIBLE


@pytest.mark.parametrize("owed_on", [date(2026, 10, 13), date(2026, 10, 14)])
def test_other_steps_of_a_locked_request_give_way_where_pd_has_one_date_only(owed_on: date):
    year, (group,) = small_school().calendar, small_school().pd_groups
    day = timedelta(days=1)
    closed = (
        Exclusion(first=year.first, last=owed_on - day),
        Exclusion(first=owed_on + day, last=year.last),
    )
    must = dataclasses.replace(group, days_owed=1, exclusions=closed, must=True)
    asked = dataclasses.replace(small_school().requests[0], first=date(2026, 10, 13), last=THURSDAY)
    answer = solved(locked(requests=(asked,), pd_groups=(must,)))
    assert [row.date for row in answer.pd_days] == [owed_on]
    rows = steps_of(answer)
    assert as_locked(rows["lesson"], held())
    assert rows["before"].date in {date(2026, 10, 13), date(2026, 10, 14)} - {owed_on}


def test_a_request_that_is_not_confirmed_is_held_by_nothing():
    assert steps_of(solved(locked(requests=()))) == {}


# --- on the way ----------------------------------------------------------------------------------


def other_request() -> CoachingRequest:
    """A request of Bob's."""
    return dataclasses.replace(small_school().requests[0], id="r2", teacher="bob", areas=("Math",))


@pytest.mark.parametrize("starting", [date(2026, 9, 1), date(2026, 10, 14), date(2026, 11, 2)])
def test_planning_anew_keeps_a_locked_session(starting: date):
    requests = (*small_school().requests, other_request())
    school = locked(requests=requests)
    built = build(school, [Stage.CALENDAR], PLAN, OPTIONS, rolling=Rolling(starting))
    assert built.plan.calendar is not None, built.reasons
    assert as_locked(steps_of(built.plan.calendar)["lesson"], held())


def test_planning_anew_follows_a_lock_that_came_since():
    lock = held("lesson", date(2026, 10, 22), 1)
    built = build(locked(lock), [Stage.CALENDAR], PLAN, OPTIONS, rolling=Rolling(date(2026, 9, 1)))
    assert built.plan.calendar is not None, built.reasons
    assert as_locked(steps_of(built.plan.calendar)["lesson"], lock)


def test_fitting_in_another_request_moves_no_locked_session():
    school = locked(requests=(*small_school().requests, other_request()))
    problem = calendar_problem(school, small_staffing(), small_timetable())
    served = places_for(problem, YEAR, problem.by_request["r2"])
    assert served
    for one in served:
        assert steps_of(with_served(problem, YEAR, one)) == steps_of(YEAR)


# --- what comes up -------------------------------------------------------------------------------

ALL = tuple(CoverSource)


def after(absence: Absence, **changes: Any) -> CalendarAnswer:
    """The year with an absence, repaired and judged."""
    policy = Policy(cover_sources=ALL, substitutes_a_day=0)
    school = locked(policy=policy, **changes)
    found = repair(school, PLAN, Disruption(absences=(absence,)), OPTIONS).plan
    assert found is not None
    assert found.calendar is not None
    return found.calendar


def absent(person: str, *periods: int, on: date = THURSDAY) -> Absence:
    """Somebody is absent."""
    return Absence(person=person, first=on, last=on, periods=periods)


def test_a_locked_session_is_not_called_upon_where_another_would_be():
    only = CoverSource.PLUS_FROM_COACHING, CoverSource.STANDBY_PLUS
    two_absent = Disruption(absences=(absent("bob", 2), absent("erin")))
    school = locked(policy=Policy(cover_sources=only))
    free = dataclasses.replace(school, session_locks=())
    taken, kept = (repair(one, PLAN, two_absent, OPTIONS).plan for one in (free, school))
    assert taken is not None
    assert kept is not None
    assert taken.calendar is not None
    assert kept.calendar is not None
    # Without the lock Dave takes Bob's class; with it the class is left open.
    assert not as_locked(steps_of(taken.calendar)["lesson"], held())
    assert as_locked(steps_of(kept.calendar)["lesson"], held())
    assert [hole.rule for hole in kept.calendar.holes] == ["C2"]


@pytest.mark.parametrize("who", ["alice", "dave"])
def test_a_locked_session_gives_way_to_the_absence_of_its_pair_alone(who: str):
    answer = after(absent(who))
    row = steps_of(answer).get("lesson")
    assert row is None or row.date != THURSDAY
    assert {one.reason for one in answer.lost} == {LostReason.ABSENCE}


def test_a_step_that_is_hit_moves_around_a_locked_one():
    rows = steps_of(YEAR)
    answer = after(absent("dave", on=rows["before"].date))
    assert as_locked(steps_of(answer)["lesson"], held())
    assert steps_of(answer)["before"].date != rows["before"].date


def test_a_locked_session_that_is_called_off_leaves_its_place():
    row = steps_of(YEAR)["lesson"]
    found = repair(locked(), PLAN, Disruption(cancelled=(row.id,)), OPTIONS).plan
    assert found is not None
    assert found.calendar is not None
    now = steps_of(found.calendar).get("lesson")
    assert now is None or now.date != THURSDAY


def test_the_coach_of_a_locked_session_is_no_candidate_and_the_reason_says_why():
    report = absent("bob", 2)
    answer = after(report)
    problem = calendar_problem(
        locked(absences=(report,), policy=Policy(cover_sources=ALL)),
        small_staffing(),
        small_timetable(),
    )
    day = problem.by_date[THURSDAY].index
    ((_, candidates),) = Candidates(problem, answer).of(day)
    (dave,) = (one for one in candidates if one.by == "dave")
    assert "has a coaching session then that is locked" in dave.why_not


# --- duties --------------------------------------------------------------------------------------


def on_duty(coverer: str, absent: str | None = "alice") -> School:
    """The tiny school whose bus duty is Alice's and Bob's, locked on a PD day."""
    bus = dataclasses.replace(small_school().duties[0], staff=("alice", "bob"), cover_on_pd=True)
    out = PDLock(group="core", date=THURSDAY)
    lock = CoverLock(date=THURSDAY, duty="bus", coverer=coverer, absent=absent)
    return small_school(duties=(bus,), pd_locks=(out,), cover_locks=(lock,))


@pytest.mark.parametrize(("absent", "other"), [("alice", "bob"), ("bob", "alice")])
@pytest.mark.parametrize("coverer", ["dave", "erin"])
def test_a_locked_duty_is_taken_by_whom_it_is_locked_to(coverer: str, absent: str, other: str):
    answer = solved(on_duty(coverer, absent))
    by = {row.absent: row.coverer for row in answer.covers if row.duty == "bus"}
    assert by[absent] == coverer
    assert by[other] != coverer


def test_a_duty_that_is_not_covered_cannot_be_locked():
    uncovered = dataclasses.replace(on_duty("dave"), duties=small_school().duties)
    found = outcome_of(uncovered)
    assert found.result.status is Status.INFEASIBLE
    assert "Dave Diaz is locked to cover Bus duty on 2026-10-15" in found.reasons[0].text


def test_a_locked_duty_stays_in_a_repair():
    school = on_duty("erin")
    plan = small_plan(calendar=solved(school))
    early = dataclasses.replace(small_school().duties[0].times[0], start=at("08:05"))
    assert early.span.end <= at("08:30")
    found = repair(school, plan, Disruption(absences=(absent("dave", 1),)), OPTIONS).plan
    assert found is not None
    assert found.calendar is not None
    by = {row.absent: row.coverer for row in found.calendar.covers if row.duty == "bus"}
    assert by["alice"] == "erin"


# --- by hand -------------------------------------------------------------------------------------


def test_steps_that_go_with_a_session_are_told_apart():
    problem = calendar_problem(locked(), small_staffing(), small_timetable())
    moves = SessionMoves(problem, YEAR, steps_of(YEAR)["lesson"])
    assert [one.key for one in moves.followers] == ["after"]
    pinned = dataclasses.replace(
        problem, school=dataclasses.replace(problem.school, session_locks=(held("after"),))
    )
    assert list(SessionMoves(pinned, YEAR, steps_of(YEAR)["lesson"]).together([0, 1, 2])) == []


# --- everything at once --------------------------------------------------------------------------


def test_a_year_whose_rows_are_all_locked_is_built_again_just_so():
    locks = [lock_of(row) for row in (*YEAR.pd_days, *YEAR.covers, *YEAR.sessions)]
    school = small_school(
        pd_locks=tuple(one for one in locks if isinstance(one, PDLock)),
        cover_locks=tuple(one for one in locks if isinstance(one, CoverLock)),
        session_locks=tuple(one for one in locks if isinstance(one, SessionLock)),
    )
    again = solved(school, previous=PLAN)
    rows = (*YEAR.pd_days, *YEAR.covers, *YEAR.sessions)
    assert held_rows(school, YEAR) == {row.id for row in rows}
    assert (*again.pd_days, *again.covers, *again.sessions) == rows


def test_the_team_does_not_meet_when_one_of_it_is_locked_to_take_a_class():
    date = YEAR.covers[0].date
    event = TeamEvent(id="plc", name="PLC", minutes=45, first=date, last=date, per_term=False)
    locks = [lock_of(row) for row in (*YEAR.pd_days, *YEAR.covers)]
    answer = solved(
        small_school(
            team_events=(event,),
            pd_locks=tuple(one for one in locks if isinstance(one, PDLock)),
            cover_locks=tuple(one for one in locks if isinstance(one, CoverLock)),
        )
    )
    assert {lock_of(row) for row in answer.covers} == {lock_of(row) for row in YEAR.covers}
