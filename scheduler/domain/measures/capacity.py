"""What releasing teachers costs and buys, by the numbers of a staffing."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.days import TeamYear
from scheduler.domain.measures.rule_of_thumb import day_for_day, ratio
from scheduler.domain.plan import Plan
from scheduler.domain.problems.posts import nominal_holders, segments_of
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer


class Preps(NamedTuple):
    """Courses that teachers prepare.

    Parameters
    ----------
    above_two
        Teachers who prepare more than two in some segment.
    total
        Sum over the teachers of the most courses that each prepares in any segment.
    """

    above_two: int
    total: int


@dataclass(frozen=True)
class Capacity:
    """What a staffing costs and buys, before anything is timetabled.

    The shares are day for day and by periods at the school's own rhythm of PD: each teacher who
    keeps classes owes as many days as the members of the PD groups do on average.

    Parameters
    ----------
    n_regular
        Full-time equivalents who keep classes.
    average_class_size, largest_class
        Of the sections that count as load.
    max_load
        Most periods a cycle of anybody, duties that count among them.
    free_share
        1 less the periods to cover divided by the periods the Plus team works, on regular days.
    free_share_after_absences
        The same where the team covers the expected absences of colleagues, too.
    whole_day_share
        Share of the team's days that no cover takes, if each absent teacher took one whole day.
    densest_rhythm_over_half
        Fewest weeks to each PD day of a teacher that leave more than half of those days whole.
    """

    n_regular: float
    average_class_size: float | None
    largest_class: int | None
    preps: Preps
    max_load: int
    free_share: float | None
    free_share_after_absences: float | None
    whole_day_share: float | None
    densest_rhythm_over_half: int | None


def capacity(school: School, staffing: StaffingAnswer) -> Capacity:
    """Compute what a staffing costs and buys."""
    released = frozenset(staffing.released)
    teachers = keep_classes(school, released)
    sizes = _class_sizes(school, staffing)
    expected = school.policy.expected_absences_a_day
    return Capacity(
        n_regular=teachers,
        average_class_size=ratio(sum(sizes), len(sizes)),
        largest_class=max(sizes, default=None),
        preps=preps(school, staffing),
        max_load=most_load(school, staffing),
        free_share=_free_by_periods(school, staffing, 0),
        free_share_after_absences=_free_by_periods(school, staffing, expected),
        whole_day_share=whole_days_at_rhythm(school, released),
        densest_rhythm_over_half=densest_rhythm_over_half(teachers, len(released)),
    )


def keep_classes(school: School, released: Collection[str] = ()) -> float:
    """Full-time equivalents of the teachers who keep classes when these people are released."""
    return math.fsum(
        _equivalent(school, one.id)
        for one in school.staff
        if one.most_load and one.id not in released
    )


def _equivalent(school: School, name: str) -> float:
    """Share of a post, for the part of the school year that the person is there."""
    person, days = school.person[name], school.calendar.days
    if person.first is None and person.last is None:
        return person.share
    return person.share * (
        ratio(sum(person.employed(d.date, d.date) for d in days), len(days)) or 0
    )


def pd_days_per_teacher(school: School) -> float:
    """PD days that a full-time member of the PD groups owes a year; 0 where nobody owes any."""
    members = {person for group in school.pd_groups for person in group.members}
    owed = sum(group.owed_by(one) for group in school.pd_groups for one in group.members)
    return ratio(owed, math.fsum(_equivalent(school, one) for one in members)) or 0.0


def whole_days_at_rhythm(school: School, released: Collection[str]) -> float | None:
    """Day-for-day share of whole days at the school's PD rhythm; below 0 it cannot be done."""
    owed, days = pd_days_per_teacher(school), len(school.calendar.days)
    weeks = days / (5 * owed) if owed else math.inf
    found = day_for_day(keep_classes(school, released), len(released), weeks, days)
    return None if found is None else found.whole_day_share


def team_coaching_days(school: School, plus: int, free_share: float | None) -> float | None:
    """Coaching days that a team has in a year: its days at school, times their free share."""
    if free_share is None:
        return None
    return plus * len(school.calendar.days) * max(0.0, free_share)


def densest_rhythm_over_half(teachers: float, plus: int) -> int | None:
    """Fewest weeks w to a PD day with 1 - teachers / (5 * plus * w) > 1/2; None without a Plus."""
    if plus <= 0:
        return None
    # Strictly more than half; the small number keeps 2.0 a 2 whatever the sum of shares.
    return max(1, math.floor(2 * teachers / (5 * plus) + 1e-9) + 1)


def _free_by_periods(school: School, staffing: StaffingAnswer, absences: float) -> float | None:
    """1 - (PD and absences) * periods a day of a teacher / (Plus teachers * periods they work).

    An owed PD day of all teachers has to cover all periods taught on a day, so the number of
    teachers cancels out of the first part; `absences` are teachers a day.
    """
    days = len(school.calendar.days)
    works = len(staffing.released) * days * _working_periods(school)
    teachers = keep_classes(school, staffing.released)
    taught = _periods_a_day(school, staffing)
    absent = ratio(absences * days * taught, teachers) or 0.0
    used = ratio(pd_days_per_teacher(school) * taught + absent, works)
    return None if used is None else 1 - used


def _working_periods(school: School) -> int:
    """Periods that a full-time Plus teacher works on a regular day."""
    year = TeamYear(school, Plan(school=school.id))
    bell, track = school.regular_bell, school.first_track
    minutes = [span.minutes for atom, span in bell.spans.items() if atom.track == track]
    return max(0, len(minutes) - year.kept_periods(minutes, bell, track))


def _periods_a_day(school: School, staffing: StaffingAnswer) -> float:
    """Periods on an average school day that need cover if all teachers are out."""
    by_segment: Counter[str] = Counter()
    for row in staffing.ownerships:
        section = school.section[row.section]
        course = school.course[section.course]
        if course.counts_as_load and course.needs_cover:
            for segment in row.segments:
                by_segment[segment] += school.pattern_of(section).periods
    if not school.calendar.segments:
        return by_segment.total() / len(school.calendar.cycle_days)
    days = [day for day in school.calendar.days if day.segment is not None]
    total = sum(by_segment[day.segment or ""] for day in days)
    return (ratio(total, len(days)) or 0.0) / len(school.calendar.cycle_days)


def _class_sizes(school: School, staffing: StaffingAnswer) -> list[int]:
    sizes = {row.section: row.pupils for row in staffing.ownerships}
    return [
        pupils
        for section, pupils in sizes.items()
        if school.course[school.section[section].course].counts_as_load
    ]


def preps(school: School, staffing: StaffingAnswer) -> Preps:
    """Count the courses that teachers prepare."""
    courses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in staffing.ownerships:
        course = school.course[school.section[row.section].course]
        if course.counts_as_load:
            for segment in row.segments:
                courses[row.owner, segment].add(course.id)
    most: Counter[str] = Counter()
    for (owner, _), prepared in courses.items():
        most[owner] = max(most[owner], len(prepared))
    return Preps(sum(number > 2 for number in most.values()), most.total())


def most_load(school: School, staffing: StaffingAnswer) -> int:
    """Most periods a cycle that anybody who is not released teaches or stands duty for."""
    load: Counter[tuple[str, str]] = Counter()
    for row in staffing.ownerships:
        section = school.section[row.section]
        if school.course[section.course].counts_as_load:
            for segment in row.segments:
                load[row.owner, segment] += school.pattern_of(section).periods
    holders = nominal_holders(school)
    for duty in school.duties:
        for segment in segments_of(school):
            for person in {holders[one, segment] for one in duty.staff}:
                if person not in staffing.released:
                    load[person, segment] += duty.load_periods
    return max(load.values(), default=0)
