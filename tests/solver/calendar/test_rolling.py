"""A published year planned anew on the way: the past stands, announced rows stay, debts go on."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar import NamedDates
from scheduler.domain.changes import changed_rows
from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.disruption import Disruption
from scheduler.domain.pd import PDGroup, PDLock
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.policy import Absence
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.errors import InputError
from scheduler.services.build import Built, build
from scheduler.services.repair import repair
from scheduler.solver.calendar.solve import solve_calendar
from tests.cast import small_plan, small_school, small_staffing, small_timetable
from tests.examples import examples
from tests.solver.calendar.solving import OPTIONS, solved
from tests.solver.calendar.test_calendar_random import DATES, schools

# Dates early in the year, so that there is time after them to make up for what is lost.
EARLY = tuple(PDLock(group="core", date=one) for one in (date(2026, 9, 21), date(2026, 10, 6)))
YEAR = solved(small_school(pd_locks=EARLY))
KINDS = ("pd_days", "covers", "sessions", "releases", "team_meetings")


def published(year: CalendarAnswer) -> Plan:
    """The tiny plan with a year."""
    return small_plan(calendar=year)


def rolled(
    school: School, plan: Plan, starting: date, until: date | None = None
) -> tuple[Built, CalendarAnswer]:
    """Plan anew from a date on; the referee sees to the past, too."""
    built = build(school, [Stage.CALENDAR], plan, OPTIONS, rolling=Rolling(starting, until))
    assert built.plan.calendar is not None, built.reasons
    assert built.kept is not None
    return built, built.plan.calendar


def rows(year: CalendarAnswer | None) -> dict[str, object]:
    """All assignments by id."""
    assert year is not None
    return {row.id: row for kind in KINDS for row in getattr(year, kind)}


def more(**changes: object) -> School:
    """The tiny school with one more confirmed request."""
    first = small_school().requests[0]
    second = dataclasses.replace(first, id="r2", teacher="bob", areas=("Math",), **changes)
    return small_school(requests=(first, second))


@pytest.mark.parametrize("starting", [DATES[0], DATES[20], date(2026, 10, 12), DATES[-1]])
def test_where_nothing_is_new_nothing_changes(starting: date) -> None:
    built, year = rolled(small_school(), published(YEAR), starting)
    assert rows(year) == rows(YEAR)
    assert built.kept is not None
    assert (built.kept.changed, built.kept.is_proven) == (0, True)


def test_a_new_request_finds_a_place_and_moves_nothing() -> None:
    starting = YEAR.sessions[-1].date
    school = more(first=starting, last=DATES[-1])
    _, year = rolled(school, published(YEAR), starting)
    assert changed_rows(YEAR, year) == frozenset()
    new = [row for row in year.sessions if row.request == "r2"]
    assert len(new) == 3
    assert all(row.date >= starting for row in new)


def test_dates_after_the_last_one_stay_as_they_are() -> None:
    until = date(2026, 10, 30)
    school = more(first=date(2026, 9, 1), last=DATES[-1])
    _, year = rolled(school, published(YEAR), date(2026, 10, 1), until)
    new = [row for row in year.sessions if row.request == "r2"]
    assert new
    assert all(date(2026, 10, 1) <= row.date <= until for row in new)
    assert changed_rows(YEAR, year) == frozenset()


def test_a_new_holiday_moves_only_what_lay_on_it() -> None:
    pd_day = YEAR.pd_days[-1]
    calendar = small_school().calendar
    gone = NamedDates(first=pd_day.date, last=pd_day.date, name="Election day")
    school = small_school(
        calendar=dataclasses.replace(calendar, holidays=(*calendar.holidays, gone))
    )
    built, year = rolled(school, published(YEAR), DATES[0])
    on_it = {id for id, row in rows(YEAR).items() if getattr(row, "date", None) == pd_day.date}
    assert changed_rows(YEAR, year) <= on_it
    assert sum(len(row.members) for row in year.pd_days) == 4
    assert built.kept is not None
    assert built.kept.changed == built.kept.forced


def test_who_was_ill_on_a_pd_day_makes_up_for_it_later() -> None:
    first = YEAR.pd_days[0].date
    ill = Disruption(absences=(Absence(person="bob", first=first, last=first),))
    repaired = repair(small_school(), published(YEAR), ill).plan
    assert repaired is not None
    assert repaired.calendar is not None
    assert [hole.rule for hole in repaired.calendar.holes] == ["C5"]
    _, year = rolled(small_school(), repaired, first + timedelta(days=1))
    alone = [row for row in year.pd_days if row.members == ("bob",)]
    assert len(alone) == 1
    assert alone[0].date > max(row.date for row in year.pd_days if "alice" in row.members)
    assert year.holes == ()
    assert year.absences == ill.absences


def test_a_cycle_that_was_broken_off_goes_on_with_its_coach() -> None:
    lesson, after = (row for row in YEAR.sessions if row.step in ("lesson", "after"))
    # Once the debrief is gone for good, a new plan finds it another place on the lesson's date.
    broken = dataclasses.replace(
        YEAR,
        sessions=tuple(row for row in YEAR.sessions if row.step == "before"),
        cancelled=(lesson.id, after.id),
        holes=(),
    )
    _, year = rolled(small_school(), published(broken), YEAR.sessions[0].date + timedelta(days=1))
    assert {row.step for row in year.sessions} == {"before", "lesson", "after"}
    assert len({row.coach for row in year.sessions}) == 1
    assert year.sessions[0] == YEAR.sessions[0]


def test_what_cannot_go_on_is_a_hole_and_no_violation() -> None:
    broken = dataclasses.replace(
        YEAR,
        sessions=tuple(row for row in YEAR.sessions if row.step == "before"),
        cancelled=tuple(row.id for row in YEAR.sessions if row.step != "before"),
    )
    request = small_school().requests[0]
    # The window closes before the lesson can follow.
    late = date.fromordinal(max(row.date for row in YEAR.sessions).toordinal() + 20)
    school = small_school(
        requests=(dataclasses.replace(request, last=max(YEAR.sessions[0].date, request.first)),)
    )
    _, year = rolled(school, published(broken), late)
    assert [(hole.rule, hole.ids) for hole in year.holes] == [("C8", ("r1",))]
    assert "the last 2 steps" in year.holes[0].sentence


def test_sessions_that_are_over_stand_when_a_teacher_withdraws() -> None:
    over = max(row.date for row in YEAR.sessions) + timedelta(days=1)
    request = dataclasses.replace(small_school().requests[0], status=RequestStatus.TO_CONFIRM)
    _, year = rolled(small_school(requests=(request,)), published(YEAR), over)
    assert year.sessions == YEAR.sessions
    _, year = rolled(small_school(requests=(request,)), published(YEAR), DATES[0])
    assert year.sessions == ()


@pytest.mark.parametrize(
    ("plan", "stages", "rolling", "words"),
    [
        (small_plan(), [Stage.CALENDAR], Rolling(DATES[5]), "no calendar that could"),
        (published(YEAR), list(Stage), Rolling(DATES[5]), "Only the calendar"),
        (published(YEAR), [Stage.CALENDAR], Rolling(date(2027, 1, 1)), "after the year's last"),
        (published(YEAR), [Stage.CALENDAR], Rolling(DATES[5], DATES[4]), "lies before"),
    ],
)
def test_what_cannot_be_planned_anew_is_refused(
    plan: Plan, stages: list[Stage], rolling: Rolling, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        build(small_school(), stages, plan, OPTIONS, rolling=rolling)


def test_a_past_that_breaks_rules_is_the_plans_fault() -> None:
    broken = dataclasses.replace(YEAR, covers=YEAR.covers[1:])
    with pytest.raises(InputError, match="What stands of it"):
        rolled(small_school(), published(broken), DATES[-1])


def test_a_group_that_is_new_finds_dates_beside_the_announced_ones() -> None:
    art = PDGroup(id="art", name="Art", members=("carol",), days_owed=2)
    school = small_school(pd_groups=(*small_school().pd_groups, art))
    _, year = rolled(school, published(YEAR), date(2026, 10, 1))
    assert changed_rows(YEAR, year) == frozenset()
    assert [row.date >= date(2026, 10, 1) for row in year.pd_days if row.group == "art"] == [
        True,
        True,
    ]


@given(
    school=schools(),
    starting=st.sampled_from(DATES),
    length=st.sampled_from((None, 0, 20)),
    asked=st.booleans(),
)
@examples(12)
def test_random_years_planned_anew_keep_their_past(
    school: School, starting: date, length: int | None, asked: bool
) -> None:
    before = published(solved(school))
    if asked:
        template = school.templates[-1].id
        new = CoachingRequest(
            id="new",
            teacher="carol",
            template=template,
            first=starting,
            last=DATES[-1],
            any_area=True,
            with_staff=("bob",),
            status=RequestStatus.CONFIRMED,
        )
        school = dataclasses.replace(school, requests=(*school.requests, new))
    until = None if length is None else starting + timedelta(days=length)
    outcome = solve_calendar(
        *(school, small_staffing(), small_timetable(), OPTIONS),
        previous=before,
        rolling=Rolling(starting, until),
    )
    year = outcome.answer
    assert year is not None
    report = check(school, dataclasses.replace(before, calendar=year), before, starting)
    assert [one for one in report.violations if one.key[0] not in "ST"] == []
    levels = tuple((level.key, level.value) for level in outcome.result.levels)
    assert levels == report.levels[Stage.CALENDAR]
    assert all(0 <= level.bound <= level.value for level in outcome.result.levels)
    fixed = [one for one in DATES if one < starting or (until is not None and one > until)]
    old, now = rows(before.calendar), rows(year)
    stand = {id: row for id, row in old.items() if getattr(row, "date", None) in fixed}
    assert stand == {id: row for id, row in now.items() if getattr(row, "date", None) in fixed}
    # The same school, and nothing stood against it: whatever was announced has stayed.
    assert {id: now.get(id) for id in old} == old
