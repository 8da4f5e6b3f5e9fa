"""What takes place once: PD days, covers, coaching sessions, releases and team meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.yearplan import Cover, PDDay, Release, Session, TeamMeeting
from scheduler.formats.ical.event import Category, Event, moments
from scheduler.formats.ical.whose import Whose
from scheduler.formats.ical.year import Year

__all__ = ["booked_events", "pd_span"]

_HALVES = {"whole": "", "first_half": ", first half", "second_half": ", second half"}


def booked_events(year: Year, whose: Whose) -> Iterator[Event]:
    """Give the events of a calendar that take place once."""
    calendar = year.calendar
    for pd_day in calendar.pd_days:
        if (event := _pd_event(year, pd_day, whose)) is not None:
            yield event
    everybody, person = whose.person is None, whose.person or ""
    for session in year.sessions if everybody else year.sessions_around.get(person, ()):
        if (event := _session_event(year, session, whose)) is not None:
            yield event
    if whose.room is not None:
        return
    for meeting in calendar.team_meetings:
        if whose.person is None or whose.person in meeting.people:
            yield _team_meeting_event(year, meeting)
    if whose.person is None:
        return  # The class itself says who has it.
    for row in year.taken_over.get(whose.person, ()):
        yield _cover_event(year, row)


def _pd_event(year: Year, pd_day: PDDay, whose: Whose) -> Event | None:
    group = next(one for one in year.school.pd_groups if one.id == pd_day.group)
    leads = whose.person in group.leaders and whose.person not in pd_day.members
    if whose.person is not None and whose.person not in pd_day.members and not leads:
        return None
    if whose.room is not None and whose.room != pd_day.room:
        return None
    whole_day = pd_span(year, pd_day)
    if whole_day is None:
        return None
    event = _event(pd_day.id, pd_day.sequence, pd_day.date, whole_day)
    return event._replace(
        summary=f"{'Leading ' if leads else ''}PD: {group.name}{_HALVES[pd_day.unit]}",
        category=Category.PD,
        location=year.room_names((pd_day.room,) if pd_day.room else ()),
    )


def pd_span(year: Year, pd_day: PDDay) -> Span | None:
    """Give the stretch of a PD day: all periods of those who are out; None: there is no school."""
    day = year.school.calendar.by_date.get(pd_day.date)
    if day is None:
        return None
    tracks = {year.school.person[who].track or year.school.first_track for who in pd_day.members}
    spans = [
        span
        for atom, span in year.school.bell[day.bell].spans.items()
        if atom.track in tracks or not tracks
    ]
    if not spans:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _cover_event(year: Year, row: Cover | Release) -> Event:
    event = _event(row.id, row.sequence, row.date, row.span)
    duty = None
    if isinstance(row, Cover) and row.duty is not None:
        duty = next(one for one in year.school.duties if one.id == row.duty)
    if duty is not None:
        title, location, period = duty.name, duty.place, ""
    else:
        section, number = row.section or "", row.period or 0
        title = year.class_titles[section]
        location = year.room_names(year.rooms_at(section, row.date, number))
        period = f"Period {number}"
    return event._replace(
        summary=f"Cover: {title} for {year.name(row.absent)}",
        category=Category.COVER,
        location=location,
        description=period,
        periods=(row.period,) if row.period else (),
    )


def _team_meeting_event(year: Year, meeting: TeamMeeting) -> Event:
    name = next(one.name for one in year.school.team_events if one.id == meeting.event)
    event = _event(meeting.id, meeting.sequence, meeting.date, meeting.span)
    return event._replace(summary=name, category=Category.TEAM, periods=meeting.periods)


def _session_event(year: Year, session: Session, whose: Whose) -> Event | None:
    event = _event(session.id, session.sequence, session.date, session.span)
    event = event._replace(periods=session.periods)
    rooms: tuple[str, ...] = ()
    if session.section is not None and session.periods:
        rooms = year.rooms_at(session.section, session.date, session.periods[0])
    if whose.person is None:
        if whose.room is not None and whose.room not in rooms:
            return None
        # Not even where: that would name the teacher.
        return event._replace(summary="Busy", category=Category.BUSY)
    present = _participants(year, session)
    if whose.person not in present:
        return None
    others = [who for who in present if who != whose.person]
    if session.teacher_is == "nowhere":  # The coach works alone, for the teacher.
        summary = f"Coaching for {year.name(session.teacher)}"
    else:
        summary = f"Coaching with {year.names(others)}"
    return event._replace(
        summary=summary, category=Category.COACHING, location=year.room_names(rooms)
    )


def _participants(year: Year, session: Session) -> tuple[str, ...]:
    """Say who is at a session: the pair, and the request's colleagues where they take part."""
    if session.teacher_is == "nowhere":
        return (session.coach,)
    request = year.confirmed[session.request]
    template = year.school.template[request.template]
    pair = (session.coach, session.teacher)
    colleagues = template.colleagues_at(session.step, request.with_staff)
    return (*pair, *(who for who in colleagues if who not in pair))


def _event(uid: str, sequence: int, date: dt.date, span: Span) -> Event:
    """Begin an event; title and category are for the caller to say."""
    start, end = moments(date, span)
    return Event(uid, sequence, start, end, summary="", category=Category.BUSY)
