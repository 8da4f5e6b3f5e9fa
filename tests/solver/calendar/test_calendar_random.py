"""Random small schools: whatever is asked, the referee finds nothing and counts the same."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bell import BellSchedule, PeriodTime, Span, Track
from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    DayOrder,
    Kind,
    RequestStatus,
    Step,
    TeacherIs,
    TeamEvent,
)
from scheduler.domain.form import Clock
from scheduler.domain.pd import Exclusion, OwedDays, PDGroup, Rhythm, WeekType
from scheduler.domain.policy import Absence, CoverCaps, PlusLimits, Policy
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime, Elsewhere
from scheduler.domain.yearplan import CalendarAnswer, Session
from tests.cast import at, small_school
from tests.examples import examples
from tests.solver.calendar.solving import solved

DATES = [day.date for day in small_school().calendar.days]
PEOPLE = ("alice", "bob", "carol")
WAYS = tuple(TeacherIs)


@st.composite
def groups(draw: st.DrawFn) -> tuple[PDGroup, ...]:
    """One or two PD groups; nobody is in both."""
    cut = draw(st.integers(1, 3))
    parts = [PEOPLE[:cut], PEOPLE[cut:]]
    made = []
    for name, members in zip(("one", "two"), parts, strict=True):
        if not members:
            continue
        days = draw(st.integers(0, 8))
        less = draw(st.integers(0, days))
        first = draw(st.sampled_from(DATES))
        made.append(
            PDGroup(
                id=name,
                name=name.title(),
                members=members,
                days_owed=days,
                owed=(OwedDays(person=members[-1], days=less),) if draw(st.booleans()) else (),
                least_gap_days=draw(st.sampled_from((1, 2, 7))),
                halves_allowed=draw(st.booleans()),
                exclusions=draw(
                    st.sampled_from(
                        (
                            (),
                            (Exclusion(first=first, last=first),),
                            (Exclusion(first=first, last=DATES[-1], person=members[0]),),
                        )
                    )
                ),
                leaders=draw(st.sampled_from(((), ("erin",), ("fiona",)))),
                room=draw(st.sampled_from((None, "studio"))),
            )
        )
    return tuple(made)


@st.composite
def templates(draw: st.DrawFn) -> CycleTemplate:
    """A template of one to three steps, tied to one another in some way."""
    kind = draw(st.sampled_from(tuple(Kind)))
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(WAYS))
        before = steps[-1] if steps else None
        least = draw(st.integers(0, 8))
        lesson_before = before is not None and before.teacher_is is TeacherIs.TEACHING
        steps.append(
            Step(
                key=f"s{number}",
                title=f"Step {number}",
                minutes=draw(st.sampled_from((20, 45, 90))),
                teacher_is=way,
                least_gap_days=least,
                most_gap_days=draw(st.sampled_from((None, least, least + 5))),
                same_day_as=before.key if before and draw(st.booleans()) else None,
                day_order=draw(st.sampled_from(tuple(DayOrder))),
                next_meeting_after=(
                    before.key if before and lesson_before and way is TeacherIs.TEACHING else None
                ),
            )
        )
        if steps[-1].next_meeting_after:
            steps[-1] = dataclasses.replace(steps[-1], same_day_as=None)
    return CycleTemplate(id="any", name="Any", kind=kind, steps=tuple(steps))


@st.composite
def requests(draw: st.DrawFn) -> tuple[CoachingRequest, ...]:
    """Up to five requests, some of them not confirmed."""
    made = []
    for number in range(draw(st.integers(0, 5))):
        teacher = draw(st.sampled_from(PEOPLE))
        first = draw(st.sampled_from(DATES))
        others = [one for one in PEOPLE if one != teacher]
        made.append(
            CoachingRequest(
                id=f"r{number}",
                teacher=teacher,
                template=draw(st.sampled_from(("any", "cycle"))),
                first=first,
                last=first + timedelta(days=draw(st.integers(0, 40))),
                areas=draw(st.sampled_from((("ELA",), ("Math",), ("Art", "Math")))),
                any_area=draw(st.booleans()),
                wished_coach=draw(st.sampled_from((None, "dave"))),
                planning_is_fine=draw(st.booleans()),
                with_staff=draw(st.sampled_from(((), (others[0],)))),
                status=draw(st.sampled_from(tuple(RequestStatus))),
                asked_on=draw(st.sampled_from((None, date(2026, 6, 1)))),
            )
        )
    return tuple(made)


def two_waves(bells: tuple[BellSchedule, ...]) -> tuple[BellSchedule, ...]:
    """Add a track whose periods 3 and 4 lie half an hour later, over the lunch of the other."""
    made = []
    for bell in bells:
        (main,) = bell.tracks
        late = tuple(
            dataclasses.replace(
                one, start=Clock(one.start + 30), end=Clock(one.end + 30 - 10 * (one.period == 3))
            )
            if one.period > 2
            else one
            for one in main.periods
        )
        late = (*late[:3], _after(late[3], late[2]))
        made.append(dataclasses.replace(bell, tracks=(main, Track(id="late", periods=late))))
    return tuple(made)


def _after(later: PeriodTime, earlier: PeriodTime) -> PeriodTime:
    start = max(later.start, earlier.end + 5)
    return dataclasses.replace(later, start=Clock(start), end=Clock(max(later.end, start + 30)))


@st.composite
def schools(draw: st.DrawFn) -> School:
    """The tiny school with everything that the calendar reads drawn anew."""
    base = small_school()
    bells, school_groups = base.bells, base.groups
    if draw(st.booleans()):
        bells = two_waves(bells)
        school_groups = tuple(
            dataclasses.replace(one, track="late") if one.id == "7A" else one for one in base.groups
        )
    away = Elsewhere(start=at("08:00"), end=at("10:00"), cycle_days=("Tue",), travel_minutes=10)
    staff = tuple(
        dataclasses.replace(
            one, elsewhere=(away,), planning_minutes=draw(st.sampled_from((None, 0, 90)))
        )
        if one.id == "dave" and draw(st.booleans())
        else one
        for one in base.staff
    )
    times = (DutyTime(bell="regular", start=at("11:45"), end=at("12:15")),)
    duty = Duty(id="lunch", name="Lunch duty", staff=("carol",), times=times, cover_on_pd=True)
    out = draw(st.sampled_from(DATES))
    return small_school(
        bells=bells,
        groups=school_groups,
        staff=staff,
        duties=draw(st.sampled_from((base.duties, (duty,)))),
        pd_groups=draw(groups()),
        templates=(base.templates[0], draw(templates())),
        requests=draw(requests()),
        team_events=draw(st.sampled_from(((), (TeamEvent(id="plc", name="PLC", minutes=60),)))),
        absences=draw(
            st.sampled_from(((), (Absence(person="alice", first=out, last=out, periods=(1,)),)))
        ),
        rhythm=Rhythm(
            pattern=draw(st.sampled_from(((), (WeekType.PD, WeekType.COACHING)))),
            strength=draw(st.sampled_from((100, 50))),
        ),
        cover_caps=CoverCaps(
            covered_in_a_row=draw(st.integers(1, 2)),
            plus_periods_a_week=draw(st.sampled_from((None, 4))),
            standby_periods=draw(st.sampled_from((0, 0, 1))),
        ),
        plus_limits=PlusLimits(most_periods_in_a_row=draw(st.sampled_from((None, 2)))),
        policy=Policy(planning_conferences_a_week=draw(st.integers(0, 2))),
    )


@given(school=schools())
@examples(25)
def test_every_calendar_is_clean_and_its_levels_are_the_referees(school: School) -> None:
    answer = solved(school)
    confirmed = {one.id for one in school.requests if one.is_confirmed}
    assert {row.request for row in answer.sessions} <= confirmed


@given(school=schools())
@examples(6)
def test_every_calendar_keeps_its_promises_read_off_the_rows(school: School) -> None:
    answer = solved(school)
    days, requests = school.calendar.by_date, {one.id: one for one in school.requests}
    templates = {one.id: one for one in school.templates}
    out = {(name, row.date) for row in answer.pd_days for name in row.members}
    _nobody_is_in_two_places(school, answer)
    steps: dict[str, list[Session]] = {}
    for row in answer.sessions:
        steps.setdefault(row.request, []).append(row)
        asked = requests[row.request]
        assert asked.is_confirmed
        assert row.date in days
        assert asked.first <= row.date <= asked.last
        assert (row.teacher, row.date) not in out or row.teacher_is == "nowhere"
        assert (row.coach, row.date) not in out
    for request, rows in steps.items():
        template = templates[requests[request].template]
        assert sorted(row.step for row in rows) == sorted(one.key for one in template.steps)
        assert len({row.coach for row in rows}) == 1
        assert len({row.section for row in rows if row.teacher_is == "teaching"}) <= 1
        dates = {row.step: row.date for row in rows}
        for one in template.steps:
            if one.same_day_as is not None:
                assert dates[one.key] == dates[one.same_day_as]
    sessions = {row.id for row in answer.sessions}
    assert {row.session for row in answer.releases} <= sessions
    planned = {name for group in school.pd_groups for name in group.members}
    assert {name for name, _ in out} <= planned


def _nobody_is_in_two_places(school: School, answer: CalendarAnswer) -> None:
    """By the clock: covers, releases, sessions and meetings of each Plus teacher."""
    chains = {one.id for one in school.templates if one.kind is Kind.RELEASE_CHAIN}
    of = {one.id: one.template for one in school.requests}
    # On a visit the coach holds the class: the session and its release are one booking.
    visits = {
        row.id
        for row in answer.sessions
        if of[row.request] in chains and row.teacher_is == "released"
    }
    booked: dict[tuple[str, date], list[Span]] = {}
    for cover in answer.covers:
        booked.setdefault((cover.by, cover.date), []).append(cover.span)
    for release in answer.releases:
        if release.session not in visits:
            booked.setdefault((release.coverer, release.date), []).append(release.span)
    for session in answer.sessions:
        booked.setdefault((session.coach, session.date), []).append(session.span)
    for meeting in answer.team_meetings:
        for name in meeting.people:
            booked.setdefault((name, meeting.date), []).append(meeting.span)
    for spans in booked.values():
        ordered = sorted(spans)
        assert all(one.end <= other.start for one, other in pairwise(ordered))
