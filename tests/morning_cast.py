"""
A whole year of the tiny school, made by hand: the referee finds nothing in it.

Alice and Bob are in PD on Thursday, September 17 and Tuesday, October 6; Dave takes Alice's
classes then and Erin Bob's. Alice has one coaching cycle with Dave, on September 21 and 22. Two
substitutes can be had on any day.
"""

from __future__ import annotations

import dataclasses
from datetime import date

from scheduler.domain.pd import WeekType
from scheduler.domain.policy import Policy
from scheduler.domain.problems.calendar_weeks import week_types
from scheduler.domain.roles import Grant, Role
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, PlannedWeek, Session
from scheduler.services.access.tokens import digest
from scheduler.store import plans, snapshots, writing
from scheduler.store.queries import feeds, people
from scheduler.store.tables.people import User
from tests.cast import at, plan_id, small_plan, small_school
from tests.furnished import fill
from tests.people_cast import Town

PD_DAY = date(2026, 9, 17)
OTHER_PD_DAY = date(2026, 10, 6)
COACHING_DAY = date(2026, 9, 22)
QUIET_DAY = date(2026, 10, 12)

_TIMES = (("08:30", "09:30"), ("09:35", "10:35"), ("10:40", "11:40"), ("12:20", "13:20"))
_COVERS = (
    ("ELA-6A", 1, "alice", "dave"),
    ("ELA-7A", 2, "alice", "dave"),
    ("Math-7A", 1, "bob", "erin"),
    ("Math-6A", 2, "bob", "erin"),
)


def morning_school(**changes: object) -> School:
    """Return the tiny school, to which two substitutes come when they are called."""
    return dataclasses.replace(small_school(), **{"policy": Policy(substitutes_a_day=2), **changes})


def furnish_whole(site: str) -> None:
    """Give a site of the cast this school and its published year."""
    school, plan = morning_school(), small_plan(calendar=whole_year())
    fill(f"{site}-year", school)
    with writing() as session:
        snapshot = snapshots.take(session, f"{site}-year", school)
        head = plans.save(session, f"{site}-year", plan, snapshot=snapshot, name="Autumn", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)


def add_feeds(town: Town, site: str) -> None:
    """Give everybody on the staff of a site a calendar feed, `feed_of` them."""
    place, accounts = town.place[site], {"alice": "teacher", "dave": "plus"}
    with writing() as session:
        for one in morning_school().staff:
            user = accounts.get(one.id, f"{site}-{one.id}")
            if one.id not in accounts:
                session.add(User(id=user, email=f"{user}@feeds.example", name=one.name))
                session.flush()
                people.add_membership(
                    session,
                    user,
                    Grant(
                        role=Role.TEACHER, district=place.district, site=place.site, staff=one.id
                    ),
                )
            feeds.add(session, user, site, digest(_token(one.id)))


def feed_of(person: str) -> str:
    """Return the address of somebody's feed."""
    return f"/feeds/{_token(person)}.ics"


def _token(person: str) -> str:
    return f"a-secret-that-only-{person}-has-been-shown"


def whole_year() -> CalendarAnswer:
    """Return its year."""
    dates = (PD_DAY, OTHER_PD_DAY)
    sessions = (
        _session("before", date(2026, 9, 21), 3),
        _session("lesson", COACHING_DAY, 1, section="ELA-6A", teacher_is="teaching"),
        _session("after", COACHING_DAY, 3),
    )
    pd_days = tuple(
        PDDay(id=plan_id(f"PD {day}"), group="core", date=day, members=("alice", "bob"))
        for day in dates
    )
    covers = tuple(_cover(day, *row) for day in dates for row in _COVERS)
    with_pd = {_monday(day) for day in dates}
    with_sessions = {_monday(one.date) for one in sessions}
    weeks = tuple(
        PlannedWeek(
            monday=monday,
            type=kind or _type(monday in with_pd, monday in with_sessions),
        )
        for monday, (kind, _) in week_types(small_school()).items()
    )
    return CalendarAnswer(weeks=weeks, pd_days=pd_days, covers=covers, sessions=sessions)


def _type(pd: bool, coaching: bool) -> WeekType:
    if pd:
        return WeekType.MIXED if coaching else WeekType.PD
    return WeekType.COACHING


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())


def _cover(day: date, section: str, period: int, absent: str, coverer: str) -> Cover:
    start, end = _TIMES[period - 1]
    return Cover(
        id=plan_id(f"cover {section} {day}"),
        date=day,
        section=section,
        period=period,
        start=at(start),
        end=at(end),
        absent=absent,
        coverer=coverer,
    )


def _session(step: str, day: date, period: int, **changes: object) -> Session:
    start, end = _TIMES[period - 1]
    session = Session(
        id=plan_id(f"session {step}"),
        request="r1",
        step=step,
        date=day,
        start=at(start),
        end=at(end),
        coach="dave",
        teacher="alice",
        periods=(period,),
    )
    return dataclasses.replace(session, **changes)
