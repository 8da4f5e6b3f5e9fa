"""A PD day is full, covered by those who may, and no class pays too often (rules C2, C4, C6)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.form import clock_text
from scheduler.domain.policy import CoverSource
from scheduler.domain.referee.calendar_bookings import BOOK, StandIn, Year, on
from scheduler.domain.referee.calendar_weeks import term_name
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Cover


class Need(NamedTuple):
    """One thing that somebody must take over: a period of a class, or a duty."""

    date: dt.date
    section: str | None
    duty: str | None
    period: int | None
    absent: str


def needs(year: Year) -> dict[Need, Span]:
    """Everything that must be covered, and when: of PD days, and of absences that came up."""
    found: dict[Need, Span] = {}
    for date, people in year.out.items():
        day = year.days.get(date)
        if day is not None:
            for person in sorted(people):
                found.update(_needs_of(year, person, day))
    for absence in year.unplanned.absences:
        for day in year.school.calendar.days:
            if day.date in absence:
                found.update(_missed(year, absence.person, day))
    return found


def _missed(year: Year, person: str, day: SchoolDay) -> Iterator[tuple[Need, Span]]:
    """What an absence that came up leaves on a date: all of it, or its periods by the clock."""
    missed = year.unplanned.periods(person, day.date)
    for need, span in _needs_of(year, person, day):
        if missed is None or any(
            span.overlaps(one)
            for period, one in year.periods(person, day).items()
            if period in missed
        ):
            yield need, span


def _needs_of(year: Year, person: str, day: SchoolDay) -> Iterator[tuple[Need, Span]]:
    for held, role in year.parts(person, day):
        if year.needs_cover(person, role, held.section, day):
            for period, span in zip(held.periods, held.spans, strict=True):
                yield Need(day.date, held.section, None, period, person), span
    covered = {duty.id for duty in year.school.duties if duty.cover_on_pd}
    for duty, span in year.duties(person, day).items():
        if duty in covered:
            yield Need(day.date, None, duty, None, person), span


def _need_of(row: Cover) -> Need:
    return Need(row.date, row.section, row.duty, row.period, row.absent)


@BOOK.rule("C2a")
def everything_covered_once(year: Year) -> Iterator[Finding]:
    """Each class period and duty of somebody who is out has exactly one coverer."""
    times = Counter(_need_of(row) for row in year.answer.covers)
    told = Counter(hole.ids for hole in year.answer.holes if hole.rule == "C2")
    for need, span in needs(year).items():
        # After an absence that came up, what nobody can cover is a hole that the plan names.
        named = told.pop(hole_ids(need), 0) if year.unplanned.on(need.date) else 0
        if times[need] + named == 1:
            continue
        what = _what(year, need)
        who = "Nobody covers" if not times[need] else f"{times[need]} people cover"
        if named and times[need]:
            who = "The plan says that nobody covers, and somebody covers,"
        out = "absent" if year.unplanned.concerns(need.absent, need.date) else "out for PD"
        yield Finding(
            f"{who} {what} at {clock_text(span.start)} {on(need.date)}, while "
            f"{year.names.person(need.absent)} is {out}.",
            _need_ids(need),
        )
    for ids in told:
        yield Finding(
            f"The plan lists as uncovered what needs no cover, or must have it: {', '.join(ids)}.",
            ids,
        )


def hole_ids(need: Need) -> tuple[str, ...]:
    """Ids of the hole that says of a need that nobody covers it."""
    what = str(need.section or need.duty)
    period = () if need.period is None else (str(need.period),)
    return (need.absent, str(need.date), what, *period)


@BOOK.rule("C2b")
def no_needless_cover(year: Year) -> Iterator[Finding]:
    """Every cover stands for somebody who is out, at the time of the date's bell."""
    needed = needs(year)
    for row in year.answer.covers:
        need = _need_of(row)
        ids = (row.by, *_need_ids(need))
        coverer = year.who(row)
        if need not in needed:
            yield Finding(
                f"{coverer} covers {year.covered(row)} {on(row.date)} for "
                f"{year.names.person(row.absent)}, which nobody needs.",
                ids,
            )
        elif needed[need] != row.span:
            right = needed[need]
            yield Finding(
                f"{coverer} covers {year.covered(row)} {on(row.date)} from "
                f"{clock_text(row.start)} to {clock_text(row.end)}; it lasts from "
                f"{clock_text(right.start)} to {clock_text(right.end)}.",
                ids,
            )


def _what(year: Year, need: Need) -> str:
    if need.section is not None:
        return f"{year.names.section(need.section)}, period {need.period},"
    duties = {one.id: one.name for one in year.school.duties}
    return f"{duties[str(need.duty)]} ({need.duty})"


def _need_ids(need: Need) -> tuple[str, ...]:
    return str(need.section or need.duty), need.absent, str(need.date)


@BOOK.rule("C2c")
def out_means_out(year: Year) -> Iterator[Finding]:
    """Who is out for PD covers nothing, coaches nobody and meets nobody on that date."""
    for date, people in year.out.items():
        for person in sorted(people):
            for booking in year.bookings.get((person, date), ()):
                yield Finding(
                    f"{year.names.person(person)} is out for PD {on(date)}, but has "
                    f"{year.named(booking.row)} at {clock_text(booking.span.start)}.",
                    (person, str(date), booking.row.id),
                )
    groups: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for row in year.answer.pd_days:
        for person in row.members:
            groups[person, row.date].append(row.group)
    for (person, date), names in groups.items():
        if len(names) > 1:
            yield Finding(
                f"{year.names.person(person)} is sent to {len(names)} PD days {on(date)}.",
                (person, str(date), *names),
            )


# --- who may cover -------------------------------------------------------------------------------


@BOOK.rule("C4a")
def coverer_may(year: Year) -> Iterator[Finding]:
    """The coverer is of the Plus team, not shut out of the class, certified where it must be."""
    for row in year.stand_ins:
        source = row.source if isinstance(row, Cover) else None
        coverer, ids = year.who(row), (str(row.coverer or source), row.id, str(row.date))
        if source is None and row.coverer not in year.team:
            yield Finding(
                f"{coverer} takes {_taken(year, row)} {on(row.date)} without being a Plus teacher.",
                ids,
            )
        if row.section is None:
            continue
        section = year.school.section[row.section]
        area = year.school.area[year.facts.course_of(section).area]
        if row.coverer in section.no_cover_by:
            yield Finding(
                f"{coverer} takes {_taken(year, row)} {on(row.date)}, but cannot take this class.",
                ids,
            )
        if source is CoverSource.SPLIT_CLASS:
            continue
        if not year.may_cover_area(row.coverer, section.id):
            yield Finding(
                f"{coverer} takes {_taken(year, row)} {on(row.date)}, which only somebody "
                f"certified in {area.name} ({area.id}) may do.",
                ids,
            )


@BOOK.rule("C4b")
def no_cover_by_those_at_pd(year: Year) -> Iterator[Finding]:
    """Who leads a PD day does not cover on it."""
    for row in year.stand_ins:
        if row.coverer in year.leading.get(row.date, ()):
            yield Finding(
                f"{year.who(row)} leads a PD day {on(row.date)} and cannot take "
                f"{_taken(year, row)}.",
                (str(row.coverer), row.id, str(row.date)),
            )


def _taken(year: Year, row: StandIn) -> str:
    if isinstance(row, Cover):
        return year.covered(row)
    return f"{year.names.section(row.section)}, period {row.period},"


# --- what a class can bear -----------------------------------------------------------------------


def covered_meetings(year: Year) -> dict[str, set[tuple[dt.date, int]]]:
    """Meetings (date and number) of each section that were to take place without its owner.

    An absence that came up does not count: the caps are for what is planned.
    """
    found: dict[str, set[tuple[dt.date, int]]] = defaultdict(set)
    for row in year.stand_ins:
        day = year.day_of(row)
        if day is None or row.section is None or year.owner(row.section, day) != row.absent:
            continue
        if isinstance(row, Cover) and year.unplanned.concerns(row.absent, row.date):
            continue
        for held in year.held_by(row.section, day):
            if row.period in held.periods:
                found[row.section].add((row.date, held.meeting))
    return dict(found)


@BOOK.rule("C6a")
def covered_in_a_term(year: Year) -> Iterator[Finding]:
    """A class is without its teacher no more often in a grading term than the cap allows."""
    for section, meetings in covered_meetings(year).items():
        terms = Counter(year.days[date].term for date, _ in meetings)
        for term, count in terms.items():
            if term is None:
                continue
            cap = cap_of_term(year, section, term)
            if count > cap:
                yield Finding(
                    f"{year.names.section(section)} is covered in "
                    f"{counted(count, 'meeting')} {term_name(year, term)}; at most {cap} are "
                    "allowed.",
                    (section, term),
                    count - cap,
                )


def cap_of_term(year: Year, section: str, term: str) -> int:
    """Most meetings of a section that may be covered in a grading term.

    A date that is closed at short notice takes none of them away.
    """
    given = year.school.cover_caps.covered_per_section_term
    if given is not None:
        return given
    owners = {row.owner for row in year.facts.rows_of.get(section, ())}
    owed = sum(
        group.owed_by(owner)
        for owner in owners
        for group in year.school.pd_groups
        if owner in group.members
    )
    in_term = 0
    for calendar in (year.announced, year.school.calendar):
        due = owed * sum(day.term == term for day in calendar.days)
        in_term = max(in_term, -(-due // max(1, len(calendar.days))))
    return in_term * year.most_meetings_a_day(section) + 1


@BOOK.rule("C6b")
def covered_in_a_row(year: Year) -> Iterator[Finding]:
    """A class is not covered on too many of its meeting dates in a row.

    A meeting that fell to a date closed at short notice still lies between two others.
    """
    most = year.school.cover_caps.covered_in_a_row
    for section, meetings in covered_meetings(year).items():
        covered = {date for date, _ in meetings}
        dates = [day.date for day in year.announced.days if year.held_by(section, day)]
        for is_covered, run in groupby(dates, key=partial(_contains, covered)):
            ones = list(run)
            if is_covered and len(ones) > most:
                yield Finding(
                    f"{year.names.section(section)} is covered on {len(ones)} of its meeting days "
                    f"in a row, from {ones[0]} to {ones[-1]}; at most {most} are allowed.",
                    (section, str(ones[0]), str(ones[-1])),
                    len(ones) - most,
                )


def _contains(dates: set[dt.date], date: dt.date) -> bool:
    return date in dates
