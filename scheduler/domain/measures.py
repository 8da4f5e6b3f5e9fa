"""Every figure of a plan, one function each: the one place where figures are computed.

A figure that cannot be computed, because a stage or an input is missing or would be divided by
zero, is None, never 0.  Minutes are those of periods on the date's bell; passing time between
two periods of a session does not count.  What the figures mean in plain words is in
`definitions`.  Longer than other modules, because no figure is computed anywhere else.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.days import TeamYear, minutes_together, touches
from scheduler.domain.definitions import DEFINITIONS, TITLES, UNITS, written
from scheduler.domain.plan import Plan, StageResult
from scheduler.domain.problems.posts import nominal_holders, segments_of
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.yearplan import Cover, Release

__all__ = [
    "DEFINITIONS",
    "Capacity",
    "DayForDay",
    "Figures",
    "Preps",
    "Recorded",
    "capacity",
    "day_for_day",
    "figures",
]

BREAK_MINUTES = 20
"""A pause from which on free time is broken into pieces."""


@dataclass(frozen=True)
class Recorded:
    """What was confirmed after the fact."""

    coaching_minutes: int = 0
    pd_days: int = 0
    minutes_lost: int = 0


@dataclass(frozen=True)
class DayForDay:
    """What follows from the numbers of teachers, Plus teachers and PD days alone.

    Parameters
    ----------
    whole_day_share
        Share of the Plus teachers' days that no cover takes; below 0 it cannot be done.
    days
        Coaching days a year.
    multiplier
        Days divided by the baseline; None without one.
    """

    whole_day_share: float
    days: float
    multiplier: float | None


def day_for_day(
    teachers: float, plus: float, weeks: float, days: int, baseline_days: float | None = None
) -> DayForDay | None:
    """Say what is free where each teacher has one PD day in so many weeks, covered day for day.

    Parameters
    ----------
    teachers
        Full-time equivalents who keep classes.
    plus
        Plus teachers.
    weeks
        Weeks of five days in which each teacher has one PD day; infinite without PD.
    days
        School days of the year.
    baseline_days
        Coaching days to compare with.

    Returns
    -------
    DayForDay or None
        None where there is no Plus teacher or no week to divide by.
    """
    if plus <= 0 or weeks <= 0:
        return None
    share = 1 - teachers / (5 * plus * weeks)
    free = plus * days * share
    return DayForDay(share, free, ratio(free, baseline_days))


def ratio(part: float | None, whole: float | None) -> float | None:
    """Divide; None where something is missing or nothing is there to divide by."""
    return None if part is None or not whole else part / whole


# --- the team's time -----------------------------------------------------------------------------


def plus_minutes(year: TeamYear) -> int | None:
    """Working minutes of the Plus team over all school days; None without staffing."""
    if year.plan.staffing is None:
        return None
    return sum(year.working_minutes(one, day) for one in year.team for day in year.days)


def cover_minutes(year: TeamYear) -> int | None:
    """Minutes of cover; None without a calendar."""
    if year.plan.calendar is None:
        return None
    return sum(row.span.minutes for row in year.answer.covers)


def plc_minutes(year: TeamYear) -> int | None:
    """Minutes of the team's own meetings, of everybody there; None without a calendar."""
    if year.plan.calendar is None:
        return None
    return sum(year.meeting_minutes(one) * len(one.people) for one in year.answer.team_meetings)


def available_minutes(year: TeamYear) -> int | None:
    """Plus minutes less cover and less the team's own meetings."""
    plus, cover, plc = plus_minutes(year), cover_minutes(year), plc_minutes(year)
    if plus is None or cover is None or plc is None:
        return None
    return plus - cover - plc


def bookable_minutes(year: TeamYear) -> int | None:
    """Available minutes outside blackout dates, in pieces that are long enough for a session."""
    if year.plan.calendar is None or year.plan.staffing is None:
        return None
    taken = _taken(year)
    return sum(
        _bookable_on(year, person.id, day, taken.get((person.id, day.date), []))
        for person in year.team
        for day in year.days
        if day.date not in year.blackout
    )


def _taken(year: TeamYear) -> dict[tuple[str, dt.date], list[tuple[Span, int]]]:
    """Cover and team meetings of each person and date: when, and how many minutes."""
    found: dict[tuple[str, dt.date], list[tuple[Span, int]]] = defaultdict(list)
    for row in year.answer.covers:
        found[row.coverer, row.date].append((row.span, row.span.minutes))
    for meeting in year.answer.team_meetings:
        minutes = year.meeting_minutes(meeting)
        for person in meeting.people:
            found[person, meeting.date].append((meeting.span, minutes))
    return dict(found)


def _bookable_on(year: TeamYear, name: str, day: SchoolDay, taken: list[tuple[Span, int]]) -> int:
    person = year.school.person[name]
    spans = [span for span, _ in taken]
    free = [one for one in year.free_of_classes(person, day) if not touches(one, spans)]
    shortest = year.school.policy.shortest_session_minutes
    pieces = sum(minutes for minutes in _pieces(free) if minutes >= shortest)
    left = year.working_minutes(person, day) - sum(minutes for _, minutes in taken)
    return max(0, min(pieces, left))


def _pieces(free: list[Span]) -> Iterator[int]:
    """Minutes of each unbroken piece of free periods."""
    minutes, end = 0, None
    for span in sorted(free):
        if end is not None and span.start - end >= BREAK_MINUTES:
            yield minutes
            minutes = 0
        minutes, end = minutes + span.minutes, span.end
    yield minutes


def scheduled_minutes(year: TeamYear) -> int | None:
    """Minutes of the team that sessions and releases take, each minute once."""
    if year.plan.calendar is None:
        return None
    booked: dict[tuple[str, dt.date], list[Span]] = defaultdict(list)
    for session in year.answer.sessions:
        booked[session.coach, session.date] += year.session_spans(session)
    for release in year.answer.releases:
        booked[release.coverer, release.date].append(release.span)
    return sum(map(minutes_together, booked.values()))


def multiplier(year: TeamYear, days: float | None) -> float | None:
    """Coaching days (available, scheduled or delivered) divided by the school's baseline."""
    return ratio(days, year.school.baseline.coaching_days)


def coaching_days(year: TeamYear, minutes: int | None) -> float | None:
    """Minutes as coaching days: days of a full-time Plus teacher on the regular bell."""
    return ratio(minutes, year.coaching_day())


def free_share(year: TeamYear) -> float | None:
    """Available minutes as a share of the Plus minutes."""
    return ratio(available_minutes(year), plus_minutes(year))


def whole_day_share(year: TeamYear) -> float | None:
    """Share of the Plus teachers' days without a class of their own on which they cover nothing."""
    if year.plan.calendar is None or year.plan.staffing is None:
        return None
    covering = {(row.coverer, row.date) for row in year.answer.covers}
    there = [
        (one.id, day.date)
        for one in year.team
        for day in year.days
        if year.could_be_whole(one, day)
    ]
    return ratio(sum(one not in covering for one in there), len(there))


# --- what teachers get ---------------------------------------------------------------------------


def coaching_days_per_teacher(year: TeamYear) -> float | None:
    """Scheduled coaching days for each teacher who keeps classes."""
    return ratio(coaching_days(year, scheduled_minutes(year)), len(year.owners))


def reach(year: TeamYear) -> float | None:
    """Share of the teachers who keep classes with at least one session."""
    if year.plan.calendar is None:
        return None
    met = {one.teacher for one in year.answer.sessions}
    return ratio(sum(one.id in met for one in year.owners), len(year.owners))


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
    steps = {one.id: Counter(step.key for step in one.steps) for one in year.school.templates}
    booked: dict[str, Counter[str]] = defaultdict(Counter)
    for session in year.answer.sessions:
        booked[session.request][session.step] += 1
    return sum(
        one.is_confirmed and booked[one.id] == steps[one.template] for one in year.school.requests
    )


def match_rate(year: TeamYear) -> float | None:
    """Of the sessions whose area the team has, the share whose coach has an accepted one."""
    requests = {one.id: one for one in year.school.requests}
    team = {area for one in year.team for area in one.areas}
    known = [one for one in year.answer.sessions if one.request in requests]
    possible = [one for one in known if team.intersection(requests[one.request].areas)]
    matched = sum(_matches(year, requests[one.request], one.coach) for one in possible)
    return ratio(matched, len(possible))


def _matches(year: TeamYear, request: CoachingRequest, coach: str) -> bool:
    person = year.school.person.get(coach)
    return person is not None and bool(set(person.areas) & set(request.areas))


def cover_per_class_max(year: TeamYear) -> int | None:
    """Most meetings in a grading term that a class was without its owner."""
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
    return max(map(len, covered.values()), default=0)


# --- all of them ---------------------------------------------------------------------------------


class Shown(NamedTuple):
    """A figure as people read it."""

    key: str
    title: str
    value: str
    definition: str


@dataclass(frozen=True)
class Figures:
    """The figures of a plan, under the keys under which they are written as JSON."""

    plus_minutes: int | None
    cover_minutes: int | None
    free_share: float | None
    whole_day_share: float | None
    multiplier: float | None
    baseline: float
    available_coaching_days: float | None
    bookable_coaching_days: float | None
    scheduled_coaching_days: float | None
    delivered_coaching_days: float | None
    coaching_days_per_teacher: float | None
    reach: float | None
    pd_days_owed: int
    pd_days_placed: int | None
    pd_days_delivered: int
    requests_total: int
    requests_served: int | None
    match_rate: float | None
    cover_per_class_max: int | None
    minutes_lost: int
    substitutes_avoided_days: int | None
    day_for_day: DayForDay | None
    stages: dict[str, dict[str, Any]]
    gap: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values, ready to be written."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.day_for_day is not None:
            values["day_for_day"] = dict(vars(self.day_for_day))
        return values

    def shown(self) -> tuple[Shown, ...]:
        """Return every figure that is one number, in words, in the order of the fields."""
        return tuple(
            Shown(key, TITLES[key], written(key, getattr(self, key)), DEFINITIONS[key])
            for key in (field.name for field in fields(self))
            if key in UNITS
        )


def figures(school: School, plan: Plan, recorded: Recorded | None = None) -> Figures:
    """Compute every figure of a plan.

    Parameters
    ----------
    recorded
        What was confirmed after the fact; None: nothing yet.
    """
    year, recorded = TeamYear(school, plan), recorded or Recorded()
    available = coaching_days(year, available_minutes(year))
    placed = pd_days_placed(year)
    return Figures(
        plus_minutes=plus_minutes(year),
        cover_minutes=cover_minutes(year),
        free_share=free_share(year),
        whole_day_share=whole_day_share(year),
        multiplier=multiplier(year, available),
        baseline=school.baseline.coaching_days,
        available_coaching_days=available,
        bookable_coaching_days=coaching_days(year, bookable_minutes(year)),
        scheduled_coaching_days=coaching_days(year, scheduled_minutes(year)),
        delivered_coaching_days=coaching_days(year, recorded.coaching_minutes),
        coaching_days_per_teacher=coaching_days_per_teacher(year),
        reach=reach(year),
        pd_days_owed=pd_days_owed(year),
        pd_days_placed=placed,
        pd_days_delivered=recorded.pd_days,
        requests_total=requests_total(year),
        requests_served=requests_served(year),
        match_rate=match_rate(year),
        cover_per_class_max=cover_per_class_max(year),
        minutes_lost=recorded.minutes_lost,
        substitutes_avoided_days=placed,
        day_for_day=day_for_day_of(year),
        stages={one.stage.value: _stage(one) for one in plan.results},
        gap=max((one.gap for one in plan.results), default=None),
    )


def day_for_day_of(year: TeamYear) -> DayForDay | None:
    """Day for day at the school's own numbers: w = days / (5 * PD days owed per teacher)."""
    teachers, owed, days = year.full_time_equivalents, pd_days_owed(year), len(year.days)
    if not teachers or not days:
        return None
    weeks = days * teachers / (5 * owed) if owed else math.inf
    baseline = year.school.baseline.coaching_days
    return day_for_day(teachers, len(year.released), weeks, days, baseline)


def _stage(result: StageResult) -> dict[str, Any]:
    worst = result.worst
    return {
        "status": result.status.value,
        "value": worst.value,
        "bound": worst.bound,
        "gap": result.gap,
    }


def substitute_cost(year: TeamYear) -> float | None:
    """Cost of the substitutes avoided, at the rate that the school enters; None without one."""
    placed, rate = pd_days_placed(year), year.school.policy.substitute_rate
    return None if placed is None or rate is None else placed * rate


# --- what releasing teachers buys ----------------------------------------------------------------


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
