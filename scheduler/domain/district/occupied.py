"""When somebody is needed at a site, date by date, and for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.changes import people_of
from scheduler.domain.days import TeamYear
from scheduler.domain.naming import class_name
from scheduler.domain.yearplan import Cover, Release

__all__ = ["Busy", "classes_and_duties", "occupied"]


class Busy(NamedTuple):
    """A stretch of a day, and what it is for, as in "teaches 6B"."""

    span: Span
    what: str


def occupied(year: TeamYear, person: str, day: SchoolDay) -> list[Busy]:
    """List everything for which a plan needs a person on a date, in order of time."""
    if what := _in_pd(year, person, day):
        there = year.present(year.school.person[person], day)
        if not there:
            return []
        whole = Span(min(one.start for one in there), max(one.end for one in there))
        return [Busy(whole, what)]
    return sorted([*classes_and_duties(year, person, day), *_bookings(year, person, day)])


def _in_pd(year: TeamYear, person: str, day: SchoolDay) -> str:
    """Say what somebody does in PD all day; "" where nothing."""
    groups = {one.id: one for one in year.school.pd_groups}
    rows = [row for row in year.answer.pd_days if row.date == day.date and row.group in groups]
    if any(person in row.members for row in rows):
        return "is out for PD"
    leads = any(person in groups[row.group].leaders for row in rows)
    return "leads a PD day" if leads else ""


def classes_and_duties(year: TeamYear, person: str, day: SchoolDay) -> Iterator[Busy]:
    """Give what the timetable and the duties need a person for on a date."""
    for meeting in year.meetings(day):
        if person in year.people(meeting.section, day):
            for span in meeting.periods.values():
                yield Busy(span, f"teaches {class_name(year.school, meeting.section)}")
    for duty in year.school.duties:
        stood = duty.span_on(day.cycle_day, day.bell)
        if person in duty.staff and stood is not None:
            yield Busy(stood, f"stands {duty.name}")


def _bookings(year: TeamYear, person: str, day: SchoolDay) -> Iterator[Busy]:
    answer = year.answer
    taken: tuple[Cover | Release, ...] = (*answer.covers, *answer.releases)
    for row in taken:
        if row.date == day.date and row.coverer == person:
            what = class_name(year.school, row.section) if row.section else "a duty"
            yield Busy(row.span, f"covers {what}")
    for session in (one for one in answer.sessions if one.date == day.date):
        with_teacher = person in people_of(year.school, session)[1:]
        takes_part = person == session.coach or (with_teacher and session.teacher_is != "nowhere")
        if takes_part:
            # With whom, and what for, is the pair's alone.
            yield Busy(session.span, "is busy")
    for meeting in answer.team_meetings:
        if meeting.date == day.date and person in meeting.people:
            yield Busy(meeting.span, "meets the team")
