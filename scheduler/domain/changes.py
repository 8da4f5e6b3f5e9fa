"""What differs between two calendars, told to each person whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduler.domain.form import clock_text
from scheduler.domain.naming import class_name
from scheduler.domain.school import School
from scheduler.domain.staffing import Assignment
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    PDDay,
    Release,
    RoomChange,
    Session,
    TeamMeeting,
)

Row = Cover | Session | Release | PDDay | TeamMeeting | RoomChange


Teachers = Callable[[str, dt.date], tuple[str, ...]]


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise for one person.

    Parameters
    ----------
    kind
        "new", "gone", or "changed" where the same thing stands with another time or person.
    row
        Id of the assignment.
    """

    person: str
    date: dt.date
    kind: str
    text: str
    row: str


def changes(
    school: School,
    before: CalendarAnswer,
    after: CalendarAnswer,
    teachers: Teachers = lambda section, date: (),
) -> tuple[Change, ...]:
    """Say for each person what is otherwise, in order of people, dates and times of day.

    Parameters
    ----------
    teachers
        Who is with a class on a date, as staffing has it: they are told of another room.
    """
    old, new = _rows(before), _rows(after)
    found: list[Change] = []
    for id, row in old.items():
        if id not in new:
            found += _told(school, row, "gone", teachers)
        elif new[id] != row:
            found += _changed(school, row, new[id], teachers)
    for id, row in new.items():
        if id not in old:
            found += _told(school, row, "new", teachers)
    starts = {id: getattr(row, "start", 0) for id, row in (old | new).items()}
    return tuple(sorted(found, key=lambda one: (one.person, one.date, starts[one.row], one.text)))


def changed_rows(before: CalendarAnswer, after: CalendarAnswer) -> frozenset[str]:
    """Ids of announced rows that are otherwise or gone."""
    new = _rows(after)
    return frozenset(id for id, row in _rows(before).items() if new.get(id) != row)


def _rows(answer: CalendarAnswer) -> dict[str, Row]:
    lists: tuple[tuple[Row, ...], ...] = (
        *(answer.pd_days, answer.covers, answer.sessions, answer.releases, answer.team_meetings),
        answer.room_changes,
    )
    return {row.id: row for rows in lists for row in rows}


def people_of(school: School, row: Assignment) -> tuple[str, ...]:
    """Everybody whose day a row is part of."""
    if isinstance(row, Cover):
        return (row.absent, *((row.coverer,) if row.coverer is not None else ()))
    if isinstance(row, Release):
        return (row.absent, row.coverer)
    if isinstance(row, Session):
        return (row.coach, row.teacher, *_colleagues(school, row))
    if isinstance(row, PDDay):
        return row.members
    return row.people if isinstance(row, TeamMeeting) else ()


def _colleagues(school: School, row: Session) -> tuple[str, ...]:
    request = school.request.get(row.request)
    if request is None:
        return ()
    return school.template[request.template].colleagues_at(row.step, request.with_staff)


def _changed(school: School, old: Row, new: Row, teachers: Teachers) -> Iterator[Change]:
    stay = set(_concerned(school, old, teachers)) & set(_concerned(school, new, teachers))
    yield from (one for one in _told(school, old, "gone", teachers) if one.person not in stay)
    yield from (one for one in _told(school, new, "new", teachers) if one.person not in stay)
    for one in _told(school, new, "changed", teachers):
        if one.person in stay:
            yield one


def _concerned(school: School, row: Row, teachers: Teachers) -> tuple[str, ...]:
    if isinstance(row, RoomChange):
        return teachers(row.section, row.date)
    return people_of(school, row)


def _told(school: School, row: Row, kind: str, teachers: Teachers) -> Iterator[Change]:
    for person in dict.fromkeys(_concerned(school, row, teachers)):
        words = _words(school, row, person)
        head = {"new": "New", "gone": "No longer", "changed": "Now"}[kind]
        yield Change(person, row.date, kind, f"{head}: {words}", row.id)


def _words(school: School, row: Row, person: str) -> str:
    """A row as one of its people reads it."""
    if isinstance(row, PDDay):
        names = {one.id: one.name for one in school.pd_groups}
        return f"PD of {names[row.group]} on {row.date}."
    when = f"on {row.date}, {clock_text(row.start)}-{clock_text(row.end)}."
    if isinstance(row, TeamMeeting):
        names = {one.id: one.name for one in school.team_events}
        return f"{names[row.event]} {when}"
    if isinstance(row, RoomChange):
        room = school.room[row.room].name
        return f"{class_name(school, row.section)} is in {room} {when}"
    if isinstance(row, Session):
        other = row.teacher if person == row.coach else row.coach
        return f"session with {school.person[other].name} {when}"
    what = _class(school, row)
    if person != row.absent:
        return f"you take {what} for {school.person[row.absent].name} {when}"
    by = _by(school, row)
    return f"{what} is taken by {by} {when}"


def _class(school: School, row: Cover | Release) -> str:
    if row.section is None:
        duties = {one.id: one.name for one in school.duties}
        return duties[str(row.duty)] if isinstance(row, Cover) else "a class"
    return class_name(school, row.section)


def _by(school: School, row: Cover | Release) -> str:
    if row.coverer is not None:
        return school.person[row.coverer].name
    return row.source.words if isinstance(row, Cover) and row.source else "nobody"
