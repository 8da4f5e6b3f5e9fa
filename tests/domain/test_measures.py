"""The figures, computed by hand on tiny schools and from the known case of the product."""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from scheduler.domain.bell import BellSchedule, PeriodTime, Span, Track
from scheduler.domain.calendar import ONE_DAY, NamedDates, SchoolCalendar, Term, WeekdayBell
from scheduler.domain.coaching import CoachingRequest, RequestStatus, TeamEvent
from scheduler.domain.courses import Course, MeetingPattern, Section, SectionRole, SectionStaff
from scheduler.domain.days import TeamYear, minutes_together
from scheduler.domain.definitions import DEFINITIONS, TITLES, UNITS, written
from scheduler.domain.form import Clock
from scheduler.domain.measures import (
    DayForDay,
    Recorded,
    available_minutes,
    day_for_day,
    figures,
    multiplier,
    plc_minutes,
    ratio,
    substitute_cost,
)
from scheduler.domain.pd import FixedWeek, PDGroup, Rhythm, WeekType
from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.policy import Absence, Baseline, Policy
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Elsewhere, StaffMember
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.wishes import PartRelease, Release, Rights
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    PDDay,
    Session,
    TeamMeeting,
)
from scheduler.domain.yearplan import Release as ReleaseRow
from tests.cast import small_calendar, small_plan, small_school

JSON_KEYS = [
    "plus_minutes",
    "cover_minutes",
    "free_share",
    "whole_day_share",
    "multiplier",
    "baseline",
    "available_coaching_days",
    "bookable_coaching_days",
    "scheduled_coaching_days",
    "delivered_coaching_days",
    "coaching_days_per_teacher",
    "reach",
    "pd_days_owed",
    "pd_days_placed",
    "pd_days_delivered",
    "requests_total",
    "requests_served",
    "match_rate",
    "cover_per_class_max",
    "minutes_lost",
    "substitutes_avoided_days",
    "day_for_day",
    "stages",
    "gap",
]

# The small school: 17 weeks of which Labor Day and three days of Thanksgiving are off. A regular
# day gives 240 - 60 minutes (four hours less one for planning), a shortened one 180 - 45.
WEDNESDAYS, OTHER_DAYS = 15, 61
ONE_PLUS = OTHER_DAYS * 180 + WEDNESDAYS * 135


def small(**changes: Any) -> Any:
    """Figures of the small school's plan, with some fields of the school changed."""
    return figures(small_school(**changes), small_plan(calendar=small_calendar()))


def staff(**changes: dict[str, Any]) -> tuple[StaffMember, ...]:
    """The staff of the small school, some with other fields."""
    return tuple(
        dataclasses.replace(one, **changes.get(one.id, {})) for one in small_school().staff
    )


def test_the_keys_are_those_of_the_contract() -> None:
    assert list(small().as_json()) == JSON_KEYS
    # A comparison of sites has three more.
    more = {"multiplier_scheduled", "multiplier_delivered", "substitute_cost"}
    assert set(TITLES) == set(DEFINITIONS) == {*JSON_KEYS, *more}
    json.dumps(small().as_json(), allow_nan=False)


def test_day_for_day_of_the_known_case() -> None:
    one = day_for_day(38, 8, 2, 180, 180)
    assert one is not None
    assert one.whole_day_share == pytest.approx(0.525)
    assert one.days == pytest.approx(756)
    assert one.multiplier == pytest.approx(4.2)
    two = day_for_day(38, 8, 2, 180, 360)
    assert two is not None
    assert two.multiplier == pytest.approx(2.1)


@pytest.mark.parametrize(("plus", "weeks"), [(0, 2), (8, 0)])
def test_day_for_day_divides_by_nothing(plus: int, weeks: int) -> None:
    assert day_for_day(38, plus, weeks, 180) is None


def test_day_for_day_without_pd_or_baseline() -> None:
    assert day_for_day(38, 8, math.inf, 180) == DayForDay(1.0, 1440.0, None)
    assert day_for_day(38, 8, 2, 180, 0) == DayForDay(0.525, 756.0, None)


def test_day_for_day_over_capacity_is_below_zero() -> None:
    one = day_for_day(40, 2, 2, 180)
    assert one is not None
    assert one.whole_day_share == pytest.approx(-1)


# --- the middle school of the product, by periods ------------------------------------------------


@cache
def middle() -> tuple[School, Plan]:
    """38 teachers with 5 of 7 periods, 8 Plus teachers, 180 days, 18 PD days a teacher.

    Only what figures look at: who covers is dealt out in turn, whether they may or not.
    """
    times = tuple(
        PeriodTime(period=n, start=Clock(480 + 50 * n), end=Clock(527 + 50 * n))
        for n in range(1, 8)
    )
    track = Track(id="main", periods=times, lunch_start=Clock(900), lunch_end=Clock(930))
    teachers = [f"t{n}" for n in range(38)]
    plus = [f"p{n}" for n in range(8)]
    sections = [(f"{teacher}-{n}", teacher, n) for teacher in teachers for n in range(1, 6)]
    daily = MeetingPattern(lengths=(1,) * 5)
    first = date(2026, 8, 31)
    school = School(
        id="m",
        name="Middle",
        kind=SchoolKind.MIDDLE,
        calendar=SchoolCalendar(
            first=first,
            last=first + timedelta(weeks=36) - 3 * ONE_DAY,
            timezone="America/New_York",
            cycle_days=("Mon", "Tue", "Wed", "Thu", "Fri"),
            regular_bell="regular",
        ),
        bells=(BellSchedule(id="regular", name="Regular", tracks=(track,)),),
        areas=(ContentArea(id="X", name="X"),),
        staff=tuple(StaffMember(id=one, name=one, most_load=25) for one in (*teachers, *plus)),
        courses=(Course(id="c", name="c", area="X", pattern=daily),),
        sections=tuple(Section(id=id, course="c") for id, _, _ in sections),
        pd_groups=(PDGroup(id="all", name="All", members=tuple(teachers), days_owed=18),),
    )
    days = school.calendar.days
    rows = [
        (days[10 * turn + place % 10].date, teacher)
        for turn in range(18)
        for place, teacher in enumerate(teachers)
    ]
    covers = [
        Cover(
            id=f"{day}-{teacher}-{n}",
            date=day,
            section=f"{teacher}-{n}",
            period=n,
            start=times[n - 1].start,
            end=times[n - 1].end,
            absent=teacher,
            coverer=plus[place % 8],
        )
        for place, (day, teacher) in enumerate(rows)
        for n in range(1, 6)
    ]
    plan = Plan(
        school="m",
        staffing=StaffingAnswer(
            released=tuple(plus),
            ownerships=tuple(Ownership(id=s, section=s, owner=t) for s, t, _ in sections),
        ),
        timetable=TimetableAnswer(
            meetings=tuple(
                PlacedMeeting(id=f"{s}{day}", section=s, meeting=n, slot=Slot(day, period))
                for s, _, period in sections
                for n, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"), start=1)
            )
        ),
        calendar=CalendarAnswer(
            pd_days=tuple(
                PDDay(id=f"{day}-{teacher}", group="all", date=day, members=(teacher,))
                for day, teacher in rows
            ),
            covers=tuple(covers),
        ),
    )
    return school, plan


def test_the_middle_school_by_periods_and_day_for_day() -> None:
    school, plan = middle()
    assert len(school.calendar.days) == 180
    found = figures(school, plan)
    assert found.free_share == pytest.approx(1 - 684 * 5 / (8 * 180 * 6))
    assert found.free_share == pytest.approx(0.604, abs=0.0005)
    assert found.multiplier == pytest.approx(4.83, abs=0.005)
    assert found.plus_minutes == 8 * 180 * 6 * 47
    assert (found.pd_days_owed, found.pd_days_placed) == (684, 684)
    # Without grading terms the year is one: each class is covered as often as its teacher is out.
    assert found.cover_per_class_max == 18
    assert found.day_for_day is not None
    assert found.day_for_day.whole_day_share == pytest.approx(0.525)
    assert found.day_for_day.days == pytest.approx(756)
    assert found.day_for_day.multiplier == pytest.approx(4.2)


# --- the small school, by hand -------------------------------------------------------------------


def test_plus_minutes_by_hand() -> None:
    assert small().plus_minutes == 2 * ONE_PLUS


def test_cover_and_available_by_hand() -> None:
    found = small()
    assert found.cover_minutes == 4 * 60
    assert found.free_share == pytest.approx(1 - 240 / (2 * ONE_PLUS))
    assert found.available_coaching_days == pytest.approx((2 * ONE_PLUS - 240) / 180)
    assert found.multiplier == pytest.approx((2 * ONE_PLUS - 240) / 180 / 180)
    assert found.baseline == 180


def test_whole_days_by_hand() -> None:
    assert small().whole_day_share == pytest.approx(1 - 2 / (2 * 76))


def test_scheduled_and_reach_by_hand() -> None:
    found = small()
    assert found.scheduled_coaching_days == pytest.approx(60 / 180)
    assert found.coaching_days_per_teacher == pytest.approx(60 / 180 / 3)
    assert found.reach == pytest.approx(1 / 3)
    assert (found.requests_total, found.requests_served) == (1, 0)
    assert (found.pd_days_owed, found.pd_days_placed) == (4, 2)
    assert found.substitutes_avoided_days == 2
    assert found.cover_per_class_max == 1
    assert found.match_rate == 1


def test_bookable_leaves_out_blackout_and_short_pieces() -> None:
    # First and last week are blackout: 10 days of which 2 are Wednesdays.
    open_minutes = (OTHER_DAYS - 8) * 180 + (WEDNESDAYS - 2) * 135
    expected = 2 * open_minutes - 240
    assert small().bookable_coaching_days == pytest.approx(expected / 180)
    # Periods 3 and 4 are apart by lunch: on the day of cover only pieces of 60 are left.
    policy = Policy(shortest_session_minutes=100)
    expected = 2 * open_minutes - 2 * 180
    # A shortened day has 3 x 45 before lunch; a regular day 3 x 60, so nothing is lost there.
    assert small(policy=policy).bookable_coaching_days == pytest.approx(expected / 180)


def test_bookable_without_blackout_is_at_most_available() -> None:
    found = small(rhythm=Rhythm(blackout_ends=False))
    assert found.bookable_coaching_days == pytest.approx(found.available_coaching_days)


def test_fixed_and_dated_blackout_are_not_bookable() -> None:
    rhythm = Rhythm(
        blackout_ends=False,
        fixed=(
            FixedWeek(monday=date(2026, 9, 21), type=WeekType.BLACKOUT),
            FixedWeek(monday=date(2026, 10, 12), type=WeekType.PD),
        ),
        blackout=(NamedDates(first=date(2026, 9, 28), last=date(2026, 9, 28), name="Testing"),),
    )
    lost = 2 * (4 * 180 + 135) + 2 * 180
    found = small(rhythm=rhythm)
    assert found.bookable_coaching_days == pytest.approx(found.available_coaching_days - lost / 180)


def test_daylight_saving_changes_no_minutes() -> None:
    # The clocks go back on Sunday 2026-11-01; the weeks before and after count the same.
    year = TeamYear(small_school(), small_plan())
    days = {day.date: day for day in year.days}
    dave = year.team[0]
    before = [year.working_minutes(dave, days[date(2026, 10, 26) + n * ONE_DAY]) for n in range(5)]
    after = [year.working_minutes(dave, days[date(2026, 11, 2) + n * ONE_DAY]) for n in range(5)]
    assert before == after == [180, 180, 135, 180, 180]


def test_part_time_absent_and_late_plus_teachers_count_as_they_are() -> None:
    def plus(**changes: Any) -> int:
        found = small(staff=staff(dave=changes)).plus_minutes
        assert found is not None
        return found - ONE_PLUS

    # Mondays off: 13 school Mondays (Labor Day is off anyway) at 180.
    monday_off = tuple(Slot("Mon", period) for period in (1, 2, 3, 4))
    mondays = sum(day.cycle_day == "Mon" for day in small_school().calendar.days)
    assert plus(unavailable=monday_off) == ONE_PLUS - mondays * 180
    # Mornings only, elsewhere from noon: three periods, of which one (by share) is planning.
    noon = Elsewhere(start=Clock(12 * 60), end=Clock(14 * 60))
    assert plus(elsewhere=(noon,)) == OTHER_DAYS * 120 + WEDNESDAYS * 90
    named = Elsewhere(start=Clock(12 * 60), end=Clock(14 * 60), cycle_days=("Mon",))
    assert plus(elsewhere=(named,)) == ONE_PLUS - mondays * 60
    # Hired in November.
    late = sum(
        135 if day.bell == "early" else 180
        for day in small_school().calendar.days
        if day.date >= date(2026, 11, 2)
    )
    assert plus(first=date(2026, 11, 2)) == late


def test_absences_count() -> None:
    whole = Absence(person="dave", first=date(2026, 9, 14), last=date(2026, 9, 15))
    part = Absence(person="erin", first=date(2026, 9, 14), last=date(2026, 9, 14), periods=(1,))
    found = small(absences=(whole, part))
    # A teacher there for three of four periods still keeps one of them.
    assert found.plus_minutes == 2 * ONE_PLUS - 2 * 180 - 60
    assert found.whole_day_share == pytest.approx(1 - 2 / (2 * 76 - 2))


def test_partly_released_teachers_keep_their_classes() -> None:
    # Carol has art in period 3 on four days; what is left are three periods less one.
    release = Release(k=2, names=("dave", "erin"), part=(PartRelease(person="carol"),))
    found = small(release=release)
    with_class = 3 * 120 + 90  # Mon, Tue, Thu and an early Wednesday
    days = small_school().calendar.days
    art = {"Mon", "Tue", "Wed", "Thu"}
    carol = sum(
        (90 if day.bell == "early" else 120) if day.cycle_day in art else 180 for day in days
    )
    assert with_class == 450
    assert found.plus_minutes == 2 * ONE_PLUS + carol


def test_planning_and_lunch_periods_are_kept() -> None:
    rights = Rights(planning_minutes=61, planning_block_minutes=30)
    assert small(rights=rights).plus_minutes == 2 * (OTHER_DAYS * 120 + WEDNESDAYS * 135)
    assert small(rights=Rights(planning_minutes=0)).plus_minutes == 2 * (
        OTHER_DAYS * 240 + WEDNESDAYS * 180
    )
    # Without a lunch of the track's own, lunch takes a period as well.
    bells = tuple(
        dataclasses.replace(
            bell,
            tracks=tuple(
                dataclasses.replace(one, lunch_start=None, lunch_end=None) for one in bell.tracks
            ),
        )
        for bell in small_school().bells
    )
    assert small(bells=bells).plus_minutes == 2 * (OTHER_DAYS * 120 + WEDNESDAYS * 90)
    half_day = tuple(Slot(day, period) for day in ("Mon", "Tue") for period in (1, 2))
    found = small(bells=bells, staff=staff(dave={"unavailable": half_day}))
    # Half a day needs half of 45 minutes, which one period holds, and no lunch at school.
    mondays = sum(day.cycle_day in ("Mon", "Tue") for day in small_school().calendar.days)
    assert found.plus_minutes == 2 * (OTHER_DAYS * 120 + WEDNESDAYS * 90) - mondays * 60


def test_a_planning_right_of_ones_own() -> None:
    found = small(staff=staff(dave={"planning_minutes": 0}))
    assert found.plus_minutes == 2 * ONE_PLUS + OTHER_DAYS * 60 + WEDNESDAYS * 45


def test_team_meetings_are_not_available() -> None:
    event = TeamEvent(id="plc", name="PLC", minutes=100)
    meeting = TeamMeeting(
        id="m",
        event="plc",
        date=date(2026, 9, 21),
        periods=(1, 2),
        start=Clock(510),
        end=Clock(635),
        people=("dave", "erin"),
    )
    school = small_school(team_events=(event,))
    calendar = dataclasses.replace(small_calendar(), team_meetings=(meeting,))
    year = TeamYear(school, small_plan(calendar=calendar))
    assert plc_minutes(year) == 2 * 120  # the five minutes between two periods do not count
    assert available_minutes(year) == 2 * ONE_PLUS - 240 - 240
    before, after = small(), figures(school, small_plan(calendar=calendar))
    # Two of three morning periods are gone, so the day has a piece of 60 and one of 60 left.
    lost = before.bookable_coaching_days - after.bookable_coaching_days
    assert lost == pytest.approx(2 * 120 / 180)


def test_a_meeting_where_there_is_no_school_counts_by_the_clock() -> None:
    meeting = TeamMeeting(
        id="m", event="plc", date=date(2026, 9, 20), start=Clock(600), end=Clock(660), people=("x",)
    )
    year = TeamYear(small_school(), small_plan(calendar=CalendarAnswer(team_meetings=(meeting,))))
    assert plc_minutes(year) == 60


def session(id: str, **changes: Any) -> Session:
    given: dict[str, Any] = {
        "request": "r1",
        "step": "before",
        "date": date(2026, 9, 21),
        "start": Clock(510),
        "end": Clock(570),
        "coach": "dave",
        "teacher": "alice",
        "periods": (1,),
    }
    return Session(id=id, **given | changes)


def scheduled(*sessions: Session, releases: tuple[ReleaseRow, ...] = ()) -> float:
    answer = CalendarAnswer(sessions=sessions, releases=releases)
    found = figures(small_school(), small_plan(calendar=answer)).scheduled_coaching_days
    assert found is not None
    return found * 180


def test_halves_and_doubles_count_their_own_minutes() -> None:
    assert scheduled(session("a", half="first", end=Clock(540))) == pytest.approx(30)
    assert scheduled(session("a", periods=(1, 2), end=Clock(635))) == pytest.approx(120)
    assert scheduled(session("a", section="ELA-6A", periods=(1,))) == pytest.approx(60)
    assert scheduled(session("a", date=date(2026, 9, 20))) == pytest.approx(60)
    assert scheduled(session("a", teacher="nobody", periods=(9,))) == pytest.approx(60)


def test_a_coach_who_holds_the_class_meanwhile_is_counted_once() -> None:
    def release(coverer: str) -> ReleaseRow:
        return ReleaseRow(
            id="x",
            session="a",
            date=date(2026, 9, 21),
            section="ELA-6A",
            period=1,
            start=Clock(510),
            end=Clock(570),
            absent="alice",
            coverer=coverer,
        )

    assert scheduled(session("a"), releases=(release("dave"),)) == pytest.approx(60)
    assert scheduled(session("a"), releases=(release("erin"),)) == pytest.approx(120)


def test_minutes_together() -> None:
    assert minutes_together([]) == 0
    assert minutes_together([Span(10, 20), Span(15, 30), Span(16, 18), Span(40, 41)]) == 21


def test_a_request_is_served_when_each_step_is_booked_once() -> None:
    steps = [session(step, step=step) for step in ("before", "lesson", "after")]
    served = CalendarAnswer(sessions=tuple(steps))
    twice = CalendarAnswer(sessions=(*steps, session("again", step="after")))
    unknown = CalendarAnswer(sessions=tuple(dataclasses.replace(s, request="r9") for s in steps))
    assert figures(small_school(), small_plan(calendar=served)).requests_served == 1
    assert figures(small_school(), small_plan(calendar=twice)).requests_served == 0
    assert figures(small_school(), small_plan(calendar=unknown)).requests_served == 0


def test_requests_to_confirm_are_never_counted() -> None:
    steps = tuple(session(step, step=step) for step in ("before", "lesson", "after"))
    request = dataclasses.replace(small_school().requests[0], status=RequestStatus.TO_CONFIRM)
    found = figures(
        small_school(requests=(request,)), small_plan(calendar=CalendarAnswer(sessions=steps))
    )
    assert (found.requests_total, found.requests_served) == (0, 0)


def test_match_rate_counts_what_the_team_could_match() -> None:
    def request(id: str, **changes: Any) -> CoachingRequest:
        return dataclasses.replace(small_school().requests[0], id=id, **changes)

    requests = (
        request("art", areas=("Art",)),
        request("math", areas=("Math",)),
        request("any", areas=(), any_area=True),
    )
    rows = (
        session("1", request="art", coach="dave"),  # Erin could, Dave cannot
        session("2", request="math", coach="dave"),
        session("3", request="any"),
        session("4", request="gone"),
        session("5", request="math", coach="stranger"),
    )
    school = small_school(requests=requests)
    found = figures(school, small_plan(calendar=CalendarAnswer(sessions=rows)))
    assert found.match_rate == pytest.approx(1 / 3)
    nobody = figures(school, small_plan(calendar=CalendarAnswer(sessions=rows[2:3])))
    assert nobody.match_rate is None


def test_cover_of_a_co_teacher_leaves_the_class_its_own_teacher() -> None:
    cover = Cover(
        id="x",
        date=date(2026, 9, 17),
        section="ELA-6A",
        period=1,
        start=Clock(510),
        end=Clock(570),
        absent="carol",
        coverer="dave",
    )
    rows = (
        cover,
        dataclasses.replace(cover, id="y", date=date(2026, 9, 20)),
        dataclasses.replace(cover, id="z", section="gone"),
        dataclasses.replace(cover, id="d", section=None, period=None, duty="bus"),
    )
    found = figures(small_school(), small_plan(calendar=CalendarAnswer(covers=rows)))
    assert found.cover_per_class_max == 0


def test_cover_per_class_is_counted_by_term() -> None:
    days = [date(2026, 10, 29), date(2026, 10, 30), date(2026, 11, 2)]
    rows = tuple(
        Cover(
            id=str(day),
            date=day,
            section="ELA-6A",
            period=1,
            start=Clock(510),
            end=Clock(570),
            absent="alice",
            coverer="dave",
        )
        for day in days
    )
    plan = small_plan(calendar=CalendarAnswer(covers=rows))
    assert figures(small_school(), plan).cover_per_class_max == 2
    calendar = dataclasses.replace(small_school().calendar, terms=())
    assert figures(small_school(calendar=calendar), plan).cover_per_class_max == 3


def test_pd_days_beyond_what_is_owed_do_not_count() -> None:
    row = small_calendar().pd_days[0]
    rows = tuple(dataclasses.replace(row, id=str(n), date=row.date + n * ONE_DAY) for n in range(5))
    stranger = dataclasses.replace(row, id="s", group="gone", members=("nobody",))
    plan = small_plan(calendar=CalendarAnswer(pd_days=(*rows, rows[0], stranger)))
    assert figures(small_school(), plan).pd_days_placed == 4


# --- nothing there -------------------------------------------------------------------------------


def test_without_any_stage_nothing_is_made_up() -> None:
    found = figures(small_school(), Plan(school="elm"))
    known = {
        "baseline": 180.0,
        "pd_days_owed": 4,
        "requests_total": 1,
        "delivered_coaching_days": 0.0,
        "pd_days_delivered": 0,
        "minutes_lost": 0,
        "stages": {},
    }
    for key, value in found.as_json().items():
        assert value == known.get(key), key


def test_without_a_calendar_only_the_team_is_known() -> None:
    found = figures(small_school(), small_plan())
    assert found.plus_minutes == 2 * ONE_PLUS
    assert found.day_for_day is not None
    for key in ("cover_minutes", "free_share", "whole_day_share", "reach", "multiplier"):
        assert getattr(found, key) is None


def test_without_staffing_a_calendar_says_little() -> None:
    found = figures(small_school(), Plan(school="elm", calendar=small_calendar()))
    assert found.cover_minutes == 240
    assert found.plus_minutes is None
    assert found.free_share is None
    assert found.whole_day_share is None
    assert found.bookable_coaching_days is None
    assert found.reach is None


def test_a_team_of_nobody_divides_by_nothing() -> None:
    plan = small_plan(staffing=StaffingAnswer(), calendar=CalendarAnswer())
    found = figures(small_school(release=Release()), plan)
    assert found.plus_minutes == 0
    for key in ("free_share", "whole_day_share", "match_rate", "reach", "day_for_day"):
        assert getattr(found, key) is None, key
    assert found.available_coaching_days == 0
    assert found.coaching_days_per_teacher is None


def test_a_baseline_of_nothing_has_no_multiplier() -> None:
    found = small(baseline=Baseline(coaches=0))
    assert found.multiplier is None
    assert found.day_for_day.multiplier is None


def test_a_school_without_days_or_free_periods() -> None:
    calendar = dataclasses.replace(
        small_school().calendar,
        holidays=(NamedDates(first=date(2026, 8, 1), last=date(2027, 1, 1), name="Closed"),),
    )
    found = small(calendar=calendar)
    assert found.plus_minutes == 0
    assert found.free_share is None
    assert found.day_for_day is None
    busy = small(rights=Rights(planning_minutes=480))
    assert busy.plus_minutes == 2 * WEDNESDAYS * 135
    assert busy.available_coaching_days is None  # a regular day has no working minute


def test_pd_that_nobody_owes_leaves_every_day() -> None:
    found = figures(small_school(pd_groups=()), small_plan())
    assert found.day_for_day == DayForDay(1.0, 152.0, 152 / 180)


def test_a_leaver_and_the_hire_are_one_full_time_teacher() -> None:
    calendar = small_school().calendar
    people = (
        *staff(bob={"last": date(2026, 10, 30)}),
        StaffMember(id="gil", name="Gil", replaces="bob", first=date(2026, 10, 31)),
    )
    plan = small_plan()
    assert plan.staffing is not None
    rows = [
        dataclasses.replace(row, id=f"{row.id}-2", owner="gil")
        for row in plan.staffing.ownerships
        if row.owner == "bob"
    ]
    staffing = dataclasses.replace(plan.staffing, ownerships=(*plan.staffing.ownerships, *rows))
    year = TeamYear(small_school(staff=people), small_plan(staffing=staffing))
    assert calendar.days
    assert year.full_time_equivalents == pytest.approx(3)


def test_owners_of_classes_that_are_no_load_keep_none() -> None:
    courses = tuple(
        dataclasses.replace(one, counts_as_load=one.area != "Art") for one in small_school().courses
    )
    year = TeamYear(small_school(courses=courses), small_plan())
    assert [one.id for one in year.owners] == ["alice", "bob"]


def test_support_in_a_class_takes_time_of_a_plus_teacher() -> None:
    sections = tuple(
        dataclasses.replace(one, staff=(SectionStaff(person="dave", role=SectionRole.SUPPORT),))
        if one.id == "ELA-6A"
        else one
        for one in small_school().sections
    )
    found = small(sections=sections)
    assert found.plus_minutes == 2 * ONE_PLUS - OTHER_DAYS * 60 - WEDNESDAYS * 45


def test_a_tampered_timetable_is_passed_over() -> None:
    plan = small_plan(calendar=small_calendar())
    assert plan.timetable is not None
    first = plan.timetable.meetings[0]
    odd = (
        dataclasses.replace(first, id="1", section="gone"),
        dataclasses.replace(first, id="2", meeting=9),
        dataclasses.replace(first, id="3", slot=Slot("Mon", 9)),
    )
    timetable = dataclasses.replace(plan.timetable, meetings=(*plan.timetable.meetings, *odd))
    tampered = dataclasses.replace(plan, timetable=timetable)
    assert figures(small_school(), tampered) == figures(small_school(), plan)


def test_a_class_that_nobody_owns_does_not_meet() -> None:
    year = TeamYear(small_school(), small_plan(staffing=StaffingAnswer(released=("dave",))))
    assert year.meetings(year.days[0]) == ()


def test_a_period_that_a_short_day_leaves_out_does_not_meet() -> None:
    early = small_school().bells[1]
    short = dataclasses.replace(
        early,
        tracks=(dataclasses.replace(early.tracks[0], periods=early.tracks[0].periods[1:]),),
    )
    school = small_school(bells=(small_school().bells[0], short))
    year = TeamYear(school, small_plan())
    wednesday = next(day for day in year.days if day.bell == "early")
    assert {2, 3} == {period for one in year.meetings(wednesday) for period in one.periods}


# --- recorded, shown, stages ---------------------------------------------------------------------


def test_what_was_recorded_is_delivered() -> None:
    recorded = Recorded(coaching_minutes=360, pd_days=3, minutes_lost=47)
    found = figures(small_school(), small_plan(calendar=small_calendar()), recorded)
    assert found.delivered_coaching_days == pytest.approx(2)
    assert (found.pd_days_delivered, found.minutes_lost) == (3, 47)
    year = TeamYear(small_school(), small_plan())
    assert multiplier(year, found.delivered_coaching_days) == pytest.approx(2 / 180)


def test_substitutes_cost_only_at_a_rate() -> None:
    plan = small_plan(calendar=small_calendar())
    assert substitute_cost(TeamYear(small_school(), plan)) is None
    school = small_school(policy=Policy(substitute_rate=150))
    assert substitute_cost(TeamYear(school, plan)) == 300
    assert substitute_cost(TeamYear(school, small_plan())) is None


def test_stages_say_how_good_they_are() -> None:
    results = (
        StageResult(
            stage=Stage.STAFFING, status=Status.OPTIMAL, levels=(Level(key="a", value=3, bound=3),)
        ),
        StageResult(
            stage=Stage.CALENDAR,
            status=Status.FEASIBLE,
            levels=(Level(key="a", value=10, bound=8), Level(key="b", value=5, bound=5)),
        ),
    )
    found = figures(small_school(), small_plan(results=results))
    assert found.stages == {
        "staffing": {"status": "optimal", "value": 3, "bound": 3, "gap": 0.0},
        "calendar": {"status": "feasible", "value": 10, "bound": 8, "gap": 0.2},
    }
    assert found.gap == pytest.approx(0.2)
    assert figures(small_school(), small_plan(results=())).gap is None


def test_every_single_number_is_shown_with_its_definition() -> None:
    shown = small().shown()
    assert [one.key for one in shown] == [key for key in JSON_KEYS if key in UNITS]
    assert all(one.title and one.definition for one in shown)
    values = {one.key: one.value for one in shown}
    assert values["free_share"] == "99.1 %"
    assert values["plus_minutes"] == "26,010 minutes"
    assert values["baseline"] == "180 days"
    assert values["requests_served"] == "0"


def test_what_is_missing_is_said() -> None:
    assert written("free_share", None) == "not known yet"
    assert written("multiplier", 4.2) == "4.2 times"
    assert ratio(None, 3) is None
    assert ratio(3, 0) is None
    assert ratio(3, None) is None
    assert ratio(3, 2) == 1.5


def test_terms_and_bells_are_those_of_the_date() -> None:
    # A second early day in the week changes the minutes of that weekday alone.
    calendar = dataclasses.replace(
        small_school().calendar,
        weekday_bells=tuple(
            WeekdayBell(weekday=one, bell="early") for one in small_school().calendar.weekdays[1:3]
        ),
        terms=(Term(id="Y", name="Year", first=date(2026, 8, 31), last=date(2026, 12, 18)),),
    )
    tuesdays = sum(day.date.weekday() == 1 for day in calendar.days)
    assert small(calendar=calendar).plus_minutes == 2 * (ONE_PLUS - tuesdays * 45)
