"""A week and a day of a calendar: what each Plus teacher does, who is out, who covers what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, monday_of
from scheduler.domain.pd import WeekType
from scheduler.domain.staff import StaffMember
from scheduler.domain.yearplan import PDDay
from scheduler.errors import NotFoundError
from scheduler.formats.html.absences import CoverSheet, cover_sheets
from scheduler.formats.html.agenda import Day, Line
from scheduler.formats.html.words import bell_words, clock_range
from scheduler.services.calendar.opened import Opened

__all__ = [
    "DayPage",
    "Out",
    "PersonRow",
    "Stretch",
    "WeekPage",
    "day_of",
    "out_on",
    "stretches_of",
    "week_of",
]

_UNITS = {"whole": "", "first_half": ", first half", "second_half": ", second half"}


@dataclass(frozen=True)
class PersonRow:
    """Somebody's dates, one after the other."""

    person: StaffMember
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Stretch:
    """
    What somebody does on a date without doing anything else in between: covers, own classes.

    Parameters
    ----------
    absent
        Of covers: whom they are for.
    """

    lines: tuple[Line, ...]
    absent: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What all of it is, where it is several."""
        first, number = self.lines[0], len(self.lines)
        if first.kind == "cover":
            return f"{number} covers"
        return f"{number} classes handed over" if first.handed_over else f"{number} own classes"

    @property
    def time(self) -> str:
        """From its beginning to its end, for people."""
        end = max(one.span.end for one in self.lines)
        return clock_range(Span(self.lines[0].span.start, end))


@dataclass(frozen=True)
class Out:
    """A PD group (or half of one) that is out on a date."""

    row: PDDay
    title: str
    members: tuple[str, ...]
    leaders: tuple[str, ...]
    room: str


@dataclass(frozen=True)
class WeekPage:
    """
    A week.

    Parameters
    ----------
    type
        None where the plan has no calendar yet.
    out
        Who is in PD on each of the dates.
    before, after
        Mondays of the weeks beside it that have school.
    """

    monday: dt.date
    days: tuple[SchoolDay, ...]
    type: WeekType | None
    rows: tuple[PersonRow, ...]
    out: tuple[tuple[Out, ...], ...]
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True)
class DayPage:
    """
    A date.

    Parameters
    ----------
    bell
        Cycle day and bell, in words.
    sheets
        What each absent teacher leaves to others, and who has it.
    before, after
        School days beside it.
    """

    day: SchoolDay
    bell: str
    type: WeekType | None
    rows: tuple[PersonRow, ...]
    out: tuple[Out, ...]
    sheets: tuple[CoverSheet, ...]
    before: dt.date | None
    after: dt.date | None

    @property
    def open_rows(self) -> int:
        """Periods of classes, and duties, that nobody has yet."""
        return sum(row.is_open for sheet in self.sheets for row in sheet.rows)


def week_of(opened: Opened, date: dt.date, person: str | None = None) -> WeekPage:
    """
    Lay out the week in which a date lies.

    Parameters
    ----------
    person
        The only one wanted; None: every Plus teacher.

    Raises
    ------
    NotFoundError
        If there is no school in it, or nobody of that id.
    """
    weeks = opened.year.school.calendar.weeks
    monday = monday_of(date)
    if monday not in weeks:
        raise NotFoundError(f"There is no school in the week of {monday:%B} {monday.day}.")
    mondays, days = list(weeks), weeks[monday]
    before, after = _beside(mondays, monday)
    return WeekPage(
        monday=monday,
        days=days,
        type=type_of(opened, monday),
        rows=_rows(opened, days, person),
        out=tuple(out_on(opened, day.date) for day in days),
        before=before,
        after=after,
    )


def day_of(opened: Opened, date: dt.date, person: str | None = None) -> DayPage:
    """
    Lay out a date.

    Raises
    ------
    NotFoundError
        If there is no school on it, or nobody of that id.
    """
    day = opened.days.get(date)
    if day is None:
        raise NotFoundError(f"There is no school on {date:%A, %B} {date.day}, {date.year}.")
    before, after = _beside(list(opened.days), date)
    sheets = cover_sheets(opened.year, day, person and opened.person(person).id)
    return DayPage(
        day=day,
        bell=bell_words(opened.school, day),
        type=type_of(opened, day.week),
        rows=_rows(opened, (day,), person),
        out=out_on(opened, date),
        sheets=tuple(one for one in sheets if one.rows),
        before=before,
        after=after,
    )


def stretches_of(opened: Opened, day: Day) -> tuple[Stretch, ...]:
    """Lay out what is booked on a date; covers, or own classes, in a row are told in one."""
    calendar = opened.year.calendar
    covers = {row.id: row.absent for row in calendar.covers}
    away = covers | {row.id: row.absent for row in calendar.releases}
    booked = [line for line in (*day.all_day, *day.lines) if line.is_booked]
    found = list[Stretch]()
    for (kind, _), lines in groupby(booked, key=lambda line: (line.kind, line.handed_over)):
        some = tuple(lines)
        if kind in ("cover", "class"):
            names = dict.fromkeys(away[one.row] for one in some if one.row in away)
            found.append(Stretch(some, tuple(map(opened.year.name, names))))
        else:
            found += [Stretch((one,)) for one in some]
    return tuple(found)


def type_of(opened: Opened, monday: dt.date) -> WeekType | None:
    """Return the type of a week; None where the plan says none."""
    weeks = opened.year.calendar.weeks
    return next((one.type for one in weeks if one.monday == monday), None)


def out_on(opened: Opened, date: dt.date) -> tuple[Out, ...]:
    """List the PD groups that are out on a date."""
    groups = {one.id: one for one in opened.school.pd_groups}
    return tuple(
        Out(
            row,
            groups[row.group].name + _UNITS[row.unit],
            _names(opened, row.members),
            _names(opened, groups[row.group].leaders),
            opened.year.room_names((row.room,) if row.room else ()),
        )
        for row in opened.year.calendar.pd_days
        if row.date == date and row.group in groups
    )


def _names(opened: Opened, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(opened.year.name, people)))


def _rows(opened: Opened, days: Sequence[SchoolDay], person: str | None) -> tuple[PersonRow, ...]:
    people = opened.plus if person is None else (opened.person(person),)
    return tuple(PersonRow(one, opened.agenda(one.id, days)) for one in people)


def _beside(dates: Sequence[dt.date], date: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return what stands before and after a date in a row of dates."""
    at = dates.index(date)
    return dates[at - 1] if at else None, dates[at + 1] if at + 1 < len(dates) else None
