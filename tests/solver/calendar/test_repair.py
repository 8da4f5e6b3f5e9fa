"""Repairs of the tiny school's year: fewest changes, and nobody loses what nothing has taken."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar import NamedDates
from scheduler.domain.changes import changed_rows
from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.pd import CoverLock
from scheduler.domain.plan import Plan, Status
from scheduler.domain.policy import Absence, CoverSource, Policy
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, LostReason, Substitutes
from scheduler.errors import InputError
from scheduler.services.repair import Repair, repair
from scheduler.solver.options import SolveOptions
from tests.cast import small_plan, small_school
from tests.examples import examples
from tests.solver.calendar.solving import solved

PEOPLE = ("alice", "bob", "carol", "dave", "erin", "fiona")
YEAR = solved(small_school())
SCHOOL_DATES = [one.date for one in small_school().calendar.days]
PD_DATE = min(row.date for row in YEAR.pd_days)
QUIET = next(
    one
    for one in SCHOOL_DATES[10:]
    if one not in {row.date for row in (*YEAR.pd_days, *YEAR.sessions)} and one.weekday() == 0
)


def off(person: str, when: date, *periods: int) -> Disruption:
    """Somebody is absent on a date."""
    return Disruption(absences=(Absence(person=person, first=when, last=when, periods=periods),))


def repaired(what: Disruption, school: School | None = None) -> tuple[Repair, CalendarAnswer]:
    """Repair the year; the service has the referee look at it."""
    found = repair(school or small_school(), small_plan(calendar=YEAR), what)
    assert found.plan is not None
    assert found.plan.calendar is not None
    return found, found.plan.calendar


def values(found: Repair) -> dict[str, float]:
    """Levels of a repair that are not 0."""
    return {one.key: one.value for one in found.result.levels if one.value}


def emergency(answer: CalendarAnswer) -> dict[tuple[str | None, int | None], Any]:
    """What was covered out of plan, by class and period."""
    return {(row.section, row.period): row for row in answer.covers if row.source is not None}


def test_one_plus_teacher_takes_all_classes_of_an_absent_teacher():
    found, answer = repaired(off("alice", QUIET))
    assert found.result.status is Status.OPTIMAL
    rows = emergency(answer)
    assert set(rows) == {("ELA-6A", 1), ("ELA-7A", 2)}
    assert len({row.coverer for row in rows.values()}) == 1
    assert {row.source for row in rows.values()} == {CoverSource.STANDBY_PLUS}
    assert changed_rows(YEAR, answer) == frozenset()


def test_only_the_periods_missed_are_covered():
    _, answer = repaired(off("alice", QUIET, 2))
    assert set(emergency(answer)) == {("ELA-7A", 2)}


def test_the_order_of_the_school_decides_whence_cover_comes():
    order = (CoverSource.SUBSTITUTE, CoverSource.STANDBY_PLUS)
    school = small_school(policy=Policy(cover_sources=order, substitutes_a_day=1))
    _, answer = repaired(off("alice", QUIET), school)
    assert {row.source for row in emergency(answer).values()} == {CoverSource.SUBSTITUTE}
    assert all(row.coverer is None for row in emergency(answer).values())
    turned = small_school(policy=Policy(cover_sources=order[::-1], substitutes_a_day=1))
    _, answer = repaired(off("alice", QUIET), turned)
    assert {row.source for row in emergency(answer).values()} == {CoverSource.STANDBY_PLUS}


def test_substitutes_of_a_date_count_instead_of_the_usual_number():
    order = (CoverSource.SUBSTITUTE, CoverSource.STANDBY_PLUS)
    school = small_school(policy=Policy(cover_sources=order, substitutes_a_day=1))
    none = dataclasses.replace(
        off("alice", QUIET), substitutes=(Substitutes(date=QUIET, number=0),)
    )
    _, answer = repaired(none, school)
    assert {row.source for row in emergency(answer).values()} == {CoverSource.STANDBY_PLUS}


def test_a_consenting_colleague_helps_within_the_cap():
    staff = tuple(
        dataclasses.replace(one, covers_for_colleagues=one.id == "bob")
        for one in small_school().staff
    )
    order = (CoverSource.COLLEAGUE, CoverSource.STANDBY_PLUS)
    school = small_school(staff=staff, policy=Policy(cover_sources=order))
    monday_art = off("carol", QUIET)
    # Art is for specialists, so Bob may not take it; Erin may.
    _, answer = repaired(monday_art, school)
    assert [row.coverer for row in emergency(answer).values()] == ["erin"]


def test_what_nobody_may_cover_is_a_named_hole():
    school = small_school(policy=Policy(cover_sources=(CoverSource.SUBSTITUTE,)))
    found, answer = repaired(off("alice", QUIET), school)
    assert values(found)["uncovered"] == 2
    assert [hole.rule for hole in found.holes] == ["C2", "C2"]
    assert "ELA 6 (ELA-6A), period 1" in found.holes[0].sentence
    assert emergency(answer) == {}


def lock(section: str, period: int, coverer: str, when: date = PD_DATE) -> School:
    """The tiny school, with a lock on who covers a class on the first PD day."""
    held = CoverLock(date=when, section=section, period=period, coverer=coverer)
    order = (CoverSource.SUBSTITUTE, CoverSource.STANDBY_PLUS)
    policy = Policy(cover_sources=order, substitutes_a_day=1)
    return small_school(cover_locks=(held,), policy=policy)


def covered(answer: CalendarAnswer, when: date = PD_DATE) -> dict[str | None, str]:
    """Who covers which class on a date."""
    return {row.section: row.by for row in answer.covers if row.date == when}


def test_a_locked_cover_stays_where_another_change_would_do_as_well():
    # Erin cannot come to period 1, and Dave is one of two who could take over her class then.
    _, answer = repaired(off("erin", PD_DATE, 1), lock("ELA-6A", 1, "dave"))
    assert covered(answer)["ELA-6A"] == "dave"
    assert covered(answer)["Math-7A"] == "substitute"


def test_a_locked_cover_is_no_hole_even_for_a_choice_by_hand():
    pick = Pick(date=PD_DATE, absent="bob", section="Math-7A", period=1, by="dave")
    plan = small_plan(calendar=YEAR)
    absence, options = off("erin", PD_DATE, 1), SolveOptions(time_limit_s=20)
    locked = lock("ELA-6A", 1, "dave")
    found = repair(locked, plan, absence, options, picks=[pick])
    assert found.plan is not None
    assert found.plan.calendar is not None
    assert covered(found.plan.calendar)["ELA-6A"] == "dave"
    assert "Math-7A" not in covered(found.plan.calendar)
    unlocked = dataclasses.replace(locked, cover_locks=())
    free = repair(unlocked, plan, absence, options, picks=[pick])
    assert free.plan is not None
    assert free.plan.calendar is not None
    assert covered(free.plan.calendar)["Math-7A"] == "dave"


def test_a_lock_gives_way_to_the_absence_of_its_coverer():
    found, answer = repaired(off("dave", PD_DATE), lock("ELA-6A", 1, "dave"))
    assert covered(answer)["ELA-6A"] == "substitute"
    assert found.result.status is Status.OPTIMAL


def test_an_absent_coach_moves_the_session_and_nothing_else():
    session = YEAR.sessions[0]
    found, answer = repaired(off(session.coach, session.date))
    hit = {row.id for row in YEAR.sessions if row.date == session.date}
    moved = {row.id: row for row in answer.sessions if row.id in hit}
    assert set(moved) == hit
    assert all(row.sequence == 1 for row in moved.values())
    assert {one.reason for one in answer.lost} == {LostReason.ABSENCE}
    assert "lost_sessions" not in values(found)


def test_a_session_called_off_finds_another_day():
    session = YEAR.sessions[0]
    _, answer = repaired(Disruption(cancelled=(session.id,)))
    (moved,) = (row for row in answer.sessions if row.id == session.id)
    assert moved.date > session.date
    assert {one.reason for one in answer.lost} == {LostReason.CANCELLED}


def test_a_cycle_that_begins_anew_keeps_its_coach() -> None:
    asked = dataclasses.replace(small_school().requests[0], any_area=True)
    school = small_school(requests=(asked,))
    year = solved(school)
    first = min(year.sessions, key=lambda one: one.date)
    made = repair(school, small_plan(calendar=year), Disruption(cancelled=(first.id,)))
    assert made.plan is not None
    assert made.plan.calendar is not None
    assert {row.coach for row in made.plan.calendar.sessions} == {first.coach}


def test_a_pd_day_goes_on_without_the_member_who_is_absent():
    pd_day = YEAR.pd_days[0]
    found, answer = repaired(off("bob", pd_day.date))
    (row,) = (one for one in answer.pd_days if one.id == pd_day.id)
    assert row.members == ("alice",)
    assert row.sequence == pd_day.sequence + 1
    assert answer.covers == YEAR.covers
    assert [hole.rule for hole in found.holes] == ["C5"]


def test_an_absent_coverer_is_replaced():
    cover = YEAR.covers[0]
    found, answer = repaired(off(cover.coverer or "", cover.date))
    same = [row for row in answer.covers if row.id == cover.id]
    assert all(row.coverer != cover.coverer for row in same)
    # One Plus teacher is left, and two classes meet at once.
    assert values(found)["uncovered"] > 0 or same


def test_a_pd_day_under_snow_goes_to_another_date():
    pd_day = YEAR.pd_days[0]
    gone = NamedDates(first=pd_day.date, last=pd_day.date, name="Snow")
    _, answer = repaired(Disruption(closed_dates=(gone,)))
    (row,) = (one for one in answer.pd_days if one.id == pd_day.id)
    assert row.date > pd_day.date
    assert pd_day.date not in {one.date for one in answer.covers}
    assert sum(one.date == row.date for one in answer.covers) >= 4


def test_a_second_absence_builds_on_the_first():
    first, _ = repaired(off("alice", QUIET))
    assert first.plan is not None
    second = repair(small_school(), first.plan, off("bob", QUIET))
    assert second.plan is not None
    assert second.plan.calendar is not None
    rows = emergency(second.plan.calendar)
    assert {row.absent for row in rows.values()} == {"alice", "bob"}
    assert len(second.plan.calendar.absences) == 2


def test_people_affected_are_told_what_changes_for_each():
    found, _ = repaired(off("alice", QUIET, 1))
    told = {one.person: one.text for one in found.affected}
    assert len(told) == 2
    assert told["alice"].startswith("New: ELA 6 (6A) is taken by")
    coverer = next(name for name in told if name != "alice")
    assert told[coverer].startswith("New: you take ELA 6 (6A) for Alice Adams on")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (off("zoe", QUIET), "nobody with the id"),
        (off("alice", date(2026, 9, 7)), "no school day"),
        (Disruption(cancelled=("x",)), "no session with the id"),
        (
            Disruption(closed_dates=(NamedDates(first=date(2026, 9, 6), last=date(2026, 9, 6)),)),
            "no school day",
        ),
    ],
)
def test_what_is_not_there_cannot_come_up(what: Disruption, words: str):
    with pytest.raises(InputError, match=words):
        repair(small_school(), small_plan(calendar=YEAR), what)


def test_a_plan_without_calendar_is_refused():
    with pytest.raises(InputError, match="solve the calendar stage first"):
        repair(small_school(), small_plan(), off("alice", QUIET))


def test_a_plan_that_breaks_rules_already_is_sent_to_check():
    broken = dataclasses.replace(YEAR, covers=YEAR.covers[1:])
    with pytest.raises(InputError, match="breaks 1 rules already"):
        repair(small_school(), small_plan(calendar=broken), off("alice", QUIET))


ABSENCES = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(SCHOOL_DATES),
        st.sampled_from(((), (), (1,), (2, 3))),
    ),
    min_size=1,
    max_size=3,
)


@examples(25)
@given(absences=ABSENCES)
def test_random_absences_leave_all_other_dates_as_they_were(
    absences: list[tuple[str, date, tuple[int, ...]]],
):
    made = tuple(Absence(person=p, first=d, last=d, periods=n) for p, d, n in absences)
    found, answer = repaired(Disruption(absences=made))
    changed = changed_rows(YEAR, answer)
    dates = {when for _, when, _ in absences}
    for old in (*YEAR.covers, *YEAR.pd_days, *YEAR.team_meetings):
        assert old.date in dates or old.id not in changed
    requests = {row.request for row in YEAR.sessions if row.date in dates}
    for old in YEAR.sessions:
        assert old.request in requests or old.id not in changed
    assert values(found).get("changed", 0) == len(changed)
    _sequences(small_plan(calendar=YEAR), found.plan, changed)


def _sequences(before: Plan, after: Plan | None, changed: frozenset[str]) -> None:
    """Only what has changed counts one up."""
    assert before.calendar is not None
    assert after is not None
    assert after.calendar is not None
    for kind in ("covers", "sessions", "releases", "pd_days", "team_meetings"):
        new = {row.id: row for row in getattr(after.calendar, kind)}
        for row in getattr(before.calendar, kind):
            if row.id in new:
                assert new[row.id].sequence == row.sequence + (row.id in changed)
