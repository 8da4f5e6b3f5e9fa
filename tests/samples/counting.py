"""Counts by hand, independent of how the samples are made."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember


def posts(school: School) -> list[StaffMember]:
    """Teachers before anybody is released; who replaces a leaver holds no post of their own."""
    return [one for one in school.staff if one.most_load and one.replaces is None]


def full_time_equivalents(school: School) -> float:
    """Return N + P."""
    return round(math.fsum(one.share for one in posts(school)), 6)


def load_without(school: School, released: int) -> int:
    """Periods a cycle that remain when so many full-time teachers are released."""
    full = max(one.most_load for one in posts(school))
    return sum(one.most_load for one in posts(school)) - released * full


def periods_needed(school: School) -> int:
    """Periods a cycle, in a segment, of the fewest sections that the caps allow.

    Grouped courses of a grade all have as many sections as the one that needs most.
    """
    fewest: Counter[str] = Counter()
    enrolment = {grade.id: grade.enrolment for grade in school.grades}
    groups: Counter[str] = Counter()
    for course in school.courses:
        if course.grade:
            needed = math.ceil(enrolment[course.grade] / course.size_cap)
            groups[course.grade] = max(groups[course.grade], needed)
    segments = max(1, len(school.calendar.segments))
    for course in school.courses:
        if not course.counts_as_load:
            continue
        given = [one for one in school.sections if one.course == course.id]
        needed = (
            groups[course.grade] if course.grade else math.ceil(course.enrolment / course.size_cap)
        )
        part = len(given[0].segments or range(segments)) / segments
        fewest[course.id] = int(needed * course.pattern.periods * part * segments)
    return fewest.total() // segments


def sections_owned(school: School, plan: Plan, segment: str) -> int:
    """Sections that count as load and run in a segment of the plan."""
    assert plan.staffing is not None
    return sum(
        segment in row.segments and school.course[school.section[row.section].course].counts_as_load
        for row in plan.staffing.ownerships
    )


def weekday_gaps(school: School) -> int:
    """Weekdays within the year that are no school days."""
    calendar = school.calendar
    days = (calendar.last - calendar.first).days + 1
    weekdays = sum(
        (calendar.first + timedelta(days=number)).weekday() < 5 for number in range(days)
    )
    return weekdays - len(calendar.days)
