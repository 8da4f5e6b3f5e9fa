"""What the teachers who keep classes get: coaching, PD days, cover of their classes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.days import TeamYear
from scheduler.domain.measures.rule_of_thumb import Part, ratio, share
from scheduler.domain.measures.team_time import coaching_days, scheduled_minutes
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, Release


def coaching_days_per_teacher(year: TeamYear) -> float | None:
    """Scheduled coaching days for each teacher who keeps classes."""
    return ratio(coaching_days(year, scheduled_minutes(year)), len(year.owners))


def reached(year: TeamYear) -> Part | None:
    """Teachers with at least one session, of those who keep classes."""
    if year.plan.calendar is None:
        return None
    met = {one.teacher for one in year.answer.sessions}
    return Part(sum(one.id in met for one in year.owners), len(year.owners))


def reach(year: TeamYear) -> float | None:
    """Share of the teachers who keep classes with at least one session."""
    return share(reached(year))


def pd_days_owed(year: TeamYear) -> int:
    """PD days owed, in teacher-days."""
    return sum(group.owed_by(one) for group in year.school.pd_groups for one in group.members)


def pd_days_placed(year: TeamYear) -> int | None:
    """PD days with a date, in teacher-days; none beyond what is owed."""
    if year.plan.calendar is None:
        return None
    dates: dict[tuple[str, str], set[dt.date]] = defaultdict(set)
    for row in year.answer.pd_days:
        for person in row.members:
            dates[row.group, person].add(row.date)
    return sum(
        min(group.owed_by(one), len(dates.get((group.id, one), ())))
        for group in year.school.pd_groups
        for one in group.members
    )


def requests_total(year: TeamYear) -> int:
    """Confirmed requests."""
    return sum(one.is_confirmed for one in year.school.requests)


def requests_served(year: TeamYear) -> int | None:
    """Confirmed requests each of whose steps is booked once."""
    if year.plan.calendar is None:
        return None
    return len(served(year.school, year.answer))


def served(school: School, answer: CalendarAnswer) -> frozenset[str]:
    """Ids of the confirmed requests each of whose steps is booked once."""
    steps = {one.id: Counter(step.key for step in one.steps) for one in school.templates}
    booked: dict[str, Counter[str]] = defaultdict(Counter)
    for session in answer.sessions:
        booked[session.request][session.step] += 1
    return frozenset(
        one.id
        for one in school.requests
        if one.is_confirmed and booked[one.id] == steps[one.template]
    )


def matched(year: TeamYear) -> Part:
    """Sessions whose coach has an accepted area, of those whose area the team has."""
    requests = {one.id: one for one in year.school.requests}
    team = {area for one in year.team for area in one.areas}
    known = [one for one in year.answer.sessions if one.request in requests]
    possible = [one for one in known if team.intersection(requests[one.request].areas)]
    hits = sum(_matches(year, requests[one.request], one.coach) for one in possible)
    return Part(hits, len(possible))


def match_rate(year: TeamYear) -> float | None:
    """Of the sessions whose area the team has, the share whose coach has an accepted one."""
    return share(matched(year))


def _matches(year: TeamYear, request: CoachingRequest, coach: str) -> bool:
    person = year.school.person.get(coach)
    return person is not None and bool(set(person.areas) & set(request.areas))


def cover_per_class(year: TeamYear) -> dict[tuple[str, str | None], int] | None:
    """Meetings of each class, by section and grading term, that it was without its owner."""
    if year.plan.calendar is None:
        return None
    covered: dict[tuple[str, str | None], set[tuple[dt.date, int]]] = defaultdict(set)
    rows: tuple[Cover | Release, ...] = (*year.answer.covers, *year.answer.releases)
    for row in rows:
        day = year.school.calendar.by_date.get(row.date)
        if day is None or row.section is None or year.owner(row.section, day) != row.absent:
            continue
        for one in year.meetings(day):
            if one.section == row.section and row.period in one.periods:
                covered[row.section, day.term].add((row.date, one.number))
    return {key: len(meetings) for key, meetings in covered.items()}


def cover_per_class_max(year: TeamYear) -> int | None:
    """Most meetings in a grading term that a class was without its owner."""
    found = cover_per_class(year)
    return None if found is None else max(found.values(), default=0)
