"""
What two plans hold alike, found once for everybody: nobody need look for what differs there.

Two plans of one school seldom differ in more than a few classes and dates, while a comparison
person by person writes out everybody's whole year twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting
from scheduler.formats.ical.year import Year

__all__ = ["Meetings", "alike"]

Meetings = frozenset[tuple[str, dt.date]]
"""Class meetings on dates: the id of the meeting, the date."""

_LOCKS = frozenset({"locks", "pd_locks", "cover_locks", "session_locks"})
_OTHERWISE_READ = _LOCKS | {"requests", "absences"}
"""Fields of a school that no class is read from, or only by way of who is out."""


def alike(before: Year, after: Year) -> Meetings:
    """
    Return the class meetings that say the same to everybody in two years.

    None where the schools themselves differ in what a class is read from: names, bells, people.
    """
    if not _are_same(before.school, after.school) or before.class_titles != after.class_titles:
        return frozenset()
    if _hours_missed(before.school) != _hours_missed(after.school):
        return frozenset()
    kept = {*before.timetable.meetings} & {*after.timetable.meetings}
    around = _around(before)
    found: set[tuple[str, dt.date]] = set()
    for one in kept:
        if before.rows_of(one.section) != after.rows_of(one.section):
            continue
        people = around(one.section)
        found.update(
            (one.id, day.date)
            for day in before.days[one.slot.day]
            if _held(before, one, day.date, people) == _held(after, one, day.date, people)
        )
    return frozenset(found)


def _are_same(one: School, other: School) -> bool:
    return all(
        getattr(one, field.name) == getattr(other, field.name)
        for field in dataclasses.fields(School)
        if field.name not in _OTHERWISE_READ
    )


def _hours_missed(school: School) -> set[object]:
    """Absences of some periods: they are not among those who are out all day."""
    return {one for one in school.absences if one.periods}


def _around(year: Year) -> Callable[[str], frozenset[str]]:
    """Return a function that says who may be with a class: those given to it, and who follows."""
    known: dict[str, frozenset[str]] = {}

    def around(section: str) -> frozenset[str]:
        if section not in known:
            people = [*year.people_of(section)]
            for one in people:  # it grows by those who take over
                come = year.successors.get(one)
                if come is not None and come not in people:
                    people.append(come)
            known[section] = frozenset(people)
        return known[section]

    return around


def _held(
    year: Year, meeting: PlacedMeeting, date: dt.date, people: frozenset[str]
) -> tuple[object, ...]:
    """Return all that the calendar of a year says of a class on a date."""
    stand_ins = year.stand_ins(date, section=meeting.section)
    return year.rooms_on(meeting, date), stand_ins, people.intersection(year.out.get(date, ()))
