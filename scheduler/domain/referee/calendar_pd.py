"""PD days: who goes when, as often as owed, and in which room (rule C5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.calendar_holes import hole_findings
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import PDDay, Session


def dates_out(year: Year) -> dict[tuple[str, str], list[dt.date]]:
    """Dates, in order, on which each member of each group (group, person) is out."""
    found: dict[tuple[str, str], set[dt.date]] = defaultdict(set)
    for row in year.answer.pd_days:
        for person in row.members:
            if person in unit_of(year, row):
                found[row.group, person].add(row.date)
    return {key: sorted(dates) for key, dates in found.items()}


def unit_of(year: Year, row: PDDay) -> tuple[str, ...]:
    """Members of the unit that a row sends out."""
    group = year.pd_groups[row.group]
    if row.unit == "whole":
        return group.members
    return group.halves[row.unit == "second_half"]


def missing_days(year: Year) -> dict[str, int]:
    """Teacher-days that each group owes and that are not placed."""
    placed = dates_out(year)
    return {
        group.id: sum(
            max(0, group.owed_by(one) - len(placed.get((group.id, one), ())))
            for one in group.members
        )
        for group in year.school.pd_groups
    }


@BOOK.rule("C5")
def owed_days_placed(year: Year) -> Iterator[Finding]:
    """Days owed are placed, or listed as missing where they are not demanded."""
    missing = missing_days(year)
    for group in year.school.pd_groups:
        if group.must and missing[group.id] and not year.answer.is_repaired:
            yield Finding(
                f"{group.name} ({group.id}) lacks {counted(missing[group.id], 'PD day')} of its "
                "members that must be placed.",
                (group.id,),
                missing[group.id],
            )
    # Once something has come up, what cannot be made up for is a hole, a must or not.
    demanded = frozenset(
        group.id for group in year.school.pd_groups if group.must and not year.answer.is_repaired
    )
    yield from hole_findings(year, "C5", missing, "PD days of group", demanded=demanded)
    for (group_id, person), dates in dates_out(year).items():
        owed = year.pd_groups[group_id].owed_by(person)
        if len(dates) > owed:
            yield Finding(
                f"{year.names.person(person)} is out on {counted(len(dates), 'PD day')} of "
                f"{year.pd_groups[group_id].name}, but owes {owed}.",
                (person, group_id),
                len(dates) - owed,
            )


@BOOK.rule("C5a")
def units_go_out(year: Year) -> Iterator[Finding]:
    """A group goes out as a whole, or in its halves where allowed, on a school day."""
    for row in year.answer.pd_days:
        group = year.pd_groups[row.group]
        if year.day_of(row) is None:
            yield _of_row(row, f"{group.name} is out {on(row.date)}, which is no school day.")
        if row.unit != "whole" and not group.halves_allowed:
            yield _of_row(
                row, f"{group.name} goes out in halves {on(row.date)}, which is not allowed."
            )
        for person in sorted(set(row.members) - set(unit_of(year, row))):
            yield _of_row(
                row,
                f"{year.names.person(person)} is out with {group.name} {on(row.date)} without "
                f"being of its {row.unit.replace('_', ' ')}.",
                person,
            )
    times: dict[tuple[str, dt.date], Counter[str]] = defaultdict(Counter)
    for row in year.answer.pd_days:
        times[row.group, row.date][row.unit] += 1
    for (group_id, date), units in times.items():
        if max(units.values()) > 1 or ("whole" in units and len(units) > 1):
            yield Finding(
                f"{year.pd_groups[group_id].name} is out {on(date)} more than once.",
                (group_id, str(date)),
            )


@BOOK.rule("C5b")
def members_go_together(year: Year) -> Iterator[Finding]:
    """All of a unit who owe the most days go whenever it goes; nobody goes who is not there.

    Once something has come up, those who have had all their days may stay, so that others can make
    up for a day they lost.
    """
    had = dates_out(year) if year.answer.is_repaired else {}
    for row in year.answer.pd_days:
        group = year.pd_groups[row.group]
        there = [one for one in unit_of(year, row) if not year.is_off(one, row.date)]
        for person in sorted({*row.members} & {*unit_of(year, row)} - {*there}):
            name = year.names.person(person)
            yield _of_row(row, f"{name} is sent to PD {on(row.date)} without being there.", person)
        most = max(map(group.owed_by, there), default=0)
        for person in there:
            dates = had.get((group.id, person), [])
            if dates and sum(one < row.date for one in dates) >= group.owed_by(person):
                continue
            if person not in row.members and group.owed_by(person) == most > 0:
                yield _of_row(
                    row,
                    f"{year.names.person(person)} owes as many PD days as anybody of {group.name}, "
                    f"but stays when it goes out {on(row.date)}.",
                    person,
                )


@BOOK.rule("C5c")
def gaps_kept(year: Year) -> Iterator[Finding]:
    """Two PD days of a member are as many calendar days apart as asked."""
    for (group_id, person), dates in dates_out(year).items():
        group = year.pd_groups[group_id]
        for earlier, later in pairwise(dates):
            if (later - earlier).days < group.least_gap_days:
                yield Finding(
                    f"{year.names.person(person)} is out with {group.name} {on(earlier)} and "
                    f"{on(later)}, less than {group.least_gap_days} days apart.",
                    (person, group_id, str(earlier), str(later)),
                )


@BOOK.rule("C5d")
def exclusions_kept(year: Year) -> Iterator[Finding]:
    """Nobody is sent out on a date that is protected."""
    for row in year.answer.pd_days:
        group = year.pd_groups[row.group]
        closed = [one.person for one in group.exclusions if row.date in one]
        if None in closed or set(closed) & set(row.members):
            yield _of_row(row, f"{group.name} cannot go out {on(row.date)}.")


@BOOK.rule("C5e")
def rooms_free(year: Year) -> Iterator[Finding]:
    """A PD day has the room it asks for, to itself."""
    users: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for row in year.answer.pd_days:
        asked = year.pd_groups[row.group].room
        closed = any(one.room == asked and row.date in one for one in year.answer.closed_rooms)
        # Where the room is closed after all, any other will do.
        if asked is not None and row.room != asked and not closed:
            yield _of_row(
                row,
                f"{year.pd_groups[row.group].name} needs {year.names.room(asked)} {on(row.date)}, "
                f"but has {year.names.room(row.room) if row.room else 'no room'}.",
                asked,
            )
        if row.room is not None:
            users[row.room, row.date].append(year.pd_groups[row.group].name)
    for (room, date), groups in users.items():
        day = year.days.get(date)
        classes = [one.section for one in (year.held(day) if day else ()) if room in one.rooms]
        others = [*groups[1:], *(year.names.section(one) for one in dict.fromkeys(classes))]
        if others:
            yield Finding(
                f"{year.names.room(room)} is taken by {groups[0]} {on(date)}, and by "
                f"{others[0]} too.",
                (room, str(date), *classes[:1]),
            )


@BOOK.rule("C5f")
def leaders_lead(year: Year) -> Iterator[Finding]:
    """Who leads a PD day is not out and coaches nobody on that date."""
    for date, leaders in year.leading.items():
        for person in sorted(leaders):
            name = year.names.person(person)
            if year.is_out(person, date):
                yield Finding(
                    f"{name} leads a PD day {on(date)} and is sent to one.", (person, str(date))
                )
            for booking in year.bookings.get((person, date), ()):
                if isinstance(booking.row, Session):
                    yield Finding(
                        f"{name} leads a PD day {on(date)} and has {year.named(booking.row)}.",
                        (person, str(date), booking.row.id),
                    )


def _of_row(row: PDDay, text: str, *ids: str) -> Finding:
    return Finding(text, (row.group, str(row.date), row.id, *ids))
