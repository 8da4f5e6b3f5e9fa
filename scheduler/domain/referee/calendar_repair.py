"""Cover for absences that came up: whence it is, and what it costs (rules C2, C4, C13)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, monday_of
from scheduler.domain.form import clock_text
from scheduler.domain.policy import CoverSource
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Cover, LostReason

_OF_TEAM = (CoverSource.STANDBY_PLUS, CoverSource.PLUS_FROM_COACHING)


def _from(year: Year, *sources: CoverSource) -> list[Cover]:
    return [row for row in year.answer.covers if row.source in sources]


def _ids(row: Cover) -> tuple[str, ...]:
    return (row.by, row.absent, str(row.date), row.id)


@BOOK.rule("C2d")
def sources_are_the_schools(year: Year) -> Iterator[Finding]:
    """Cover that was not planned follows an absence, from a source that the school uses."""
    for row in year.answer.covers:
        if row.source is None:
            continue
        what = f"{year.who(row)} covers {year.covered(row)} {on(row.date)}"
        if not year.unplanned.on(row.date):
            yield Finding(f"{what} out of plan, though nobody was reported absent.", _ids(row))
        if row.source not in year.school.policy.cover_sources:
            yield Finding(f"{what}; the school does not use {row.source.words}.", _ids(row))
        if row.source in _OF_TEAM and row.coverer not in year.team:
            yield Finding(f"{what} without being a Plus teacher.", _ids(row))
        if row.source is CoverSource.COLLEAGUE and not _agreed(year, str(row.coverer)):
            yield Finding(f"{what} without having agreed to it.", _ids(row))


def _agreed(year: Year, person: str) -> bool:
    return person not in year.team and year.school.person[person].covers_for_colleagues


@BOOK.rule("C2e")
def lost_time_is_recorded(year: Year) -> Iterator[Finding]:
    """Where somebody covers from coaching, a session that gave way to it is on the record."""
    for row in _from(year, CoverSource.PLUS_FROM_COACHING):
        gave_way = [
            one
            for one in year.answer.lost
            if one.date == row.date
            and one.span.overlaps(row.span)
            and one.reason is LostReason.EMERGENCY_COVER
        ]
        if not gave_way:
            yield Finding(
                f"{year.who(row)} covers {year.covered(row)} {on(row.date)} from coaching time, "
                "and the plan does not record which session gave way.",
                _ids(row),
            )


@BOOK.rule("C4c")
def colleagues_are_free(year: Year) -> Iterator[Finding]:
    """A colleague who covers is there, with no class, duty or team time of their own."""
    for row in _from(year, CoverSource.COLLEAGUE):
        day, person = year.day_of(row), str(row.coverer)
        if day is None:
            continue
        there = year.is_there(person, day, row.span) and not year.is_out(person, row.date)
        if not there or any(row.span.overlaps(one) for one in _own(year, person, day)):
            yield Finding(
                f"{year.who(row)} covers {year.covered(row)} {on(row.date)} at "
                f"{clock_text(row.start)}, but is not free then.",
                _ids(row),
            )


def _own(year: Year, person: str, day: SchoolDay) -> list[Span]:
    """Classes, duties and team times of a person on a date."""
    track = year.periods(person, day)
    return [
        *(part.held.span for part in year.parts(person, day)),
        *year.duties(person, day).values(),
        *(track[one] for one in year.team_periods(person, day) if one in track),
    ]


@BOOK.rule("C4d")
def split_among_classes(year: Year) -> Iterator[Finding]:
    """A class that is split goes to others of its course or grade that meet, teacher and all."""
    for row in _from(year, CoverSource.SPLIT_CLASS):
        day = year.day_of(row)
        if day is not None and row.section is not None and not _hosts(year, row, day):
            yield Finding(
                f"{year.covered(row)} {on(row.date)} is split, but no other class of its course "
                "or grade meets then with its teacher.",
                _ids(row),
            )


def _hosts(year: Year, row: Cover, day: SchoolDay) -> list[str]:
    course = year.school.course[year.school.section[str(row.section)].course]
    split = {
        (one.section, one.period)
        for one in _from(year, CoverSource.SPLIT_CLASS)
        if one.date == row.date
    }
    found = []
    for held in year.held(day):
        other = year.school.course[year.school.section[held.section].course]
        alike = other.id == course.id or (course.grade is not None and other.grade == course.grade)
        owner = year.owner(held.section, day)
        if (
            alike
            and held.section != row.section
            and any(span.overlaps(row.span) for span in held.spans)
            and not any((held.section, one) in split for one in held.periods)
            and owner is not None
            and not year.is_out(owner, day.date)
            and year.is_there(owner, day, row.span)
        ):
            found.append(held.section)
    return found


@BOOK.rule("C13d")
def colleague_cap(year: Year) -> Iterator[Finding]:
    """A colleague covers no more periods in a week than the cap allows."""
    most = year.school.cover_caps.colleague_periods_a_week
    times = Counter(
        (str(row.coverer), monday_of(row.date)) for row in _from(year, CoverSource.COLLEAGUE)
    )
    for (person, monday), count in times.items():
        if count > most:
            yield Finding(
                f"{year.names.person(person)} covers {counted(count, 'period')} for colleagues "
                f"in the week of {monday}; at most {most} are allowed.",
                (person, str(monday)),
                count - most,
            )


@BOOK.rule("C13e")
def substitutes_there(year: Year) -> Iterator[Finding]:
    """No more substitutes are at work at once than can be had on the date."""
    rows = _from(year, CoverSource.SUBSTITUTE)
    given = {one.date: one.number for one in year.answer.substitutes}
    moments: set[tuple[dt.date, int]] = {(row.date, row.start) for row in rows}
    for date, start in sorted(moments):
        at_once = sum(row.date == date and row.start <= start < row.end for row in rows)
        most = given.get(date, year.school.policy.substitutes_a_day)
        if at_once > most:
            yield Finding(
                f"{counted(at_once, 'substitute')} are needed {on(date)} at {clock_text(start)}; "
                f"there are {most}.",
                (str(date), clock_text(start)),
                at_once - most,
            )
