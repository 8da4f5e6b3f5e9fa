"""When and where sessions take place, and who is set free for them (rules C8, C10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.coaching import Kind, Step, TeacherIs
from scheduler.domain.courses import SectionRole
from scheduler.domain.form import clock_text
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.calendar_dates import Held
from scheduler.domain.referee.calendar_sessions import of_session
from scheduler.domain.referee.names import listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Release, Session

HALF_BLOCK_MINUTES = 80
"""Blocks from this length on may be booked in halves."""

_ALLOWED = {
    TeacherIs.TEACHING: ("teaching",),
    TeacherIs.PLANNING: ("planning",),
    TeacherIs.TEAM_TIME: ("team_time",),
    TeacherIs.RELEASED: ("released",),
    TeacherIs.CONFERENCE: ("planning", "team_time", "released"),
    TeacherIs.NOWHERE: ("nowhere",),
}

_Placed = tuple[Session, Step, SchoolDay]
_ClassPeriod = tuple[str, int, str]
"""Section, period and the person who leaves it."""


def _placed(year: Year) -> Iterator[_Placed]:
    """Sessions of known steps on school days; the others are named by other rules."""
    for session in year.answer.sessions:
        step, day = year.step(session), year.day_of(session)
        if step is not None and day is not None:
            yield session, step, day


# --- lessons -------------------------------------------------------------------------------------


@BOOK.rule("C8d")
def lessons_are_lessons(year: Year) -> Iterator[Finding]:
    """A lesson step takes a meeting of one class of the teacher, with the teacher there."""
    sections: dict[str, set[str]] = {}
    for session, step, day in _placed(year):
        if step.teacher_is is not TeacherIs.TEACHING:
            continue
        if session.section is None:
            yield of_session(session, "is a lesson, but names no class")
            continue
        sections.setdefault(session.request, set()).add(session.section)
        if not _is_class_of(year, session, session.section, day):
            yield of_session(
                session,
                f"is not in a class of the request: {year.names.section(session.section)}",
                session.section,
            )
        if not _takes_meeting(year.held_by(session.section, day), session, step):
            yield of_session(
                session,
                f"does not take a whole meeting (nor the half of a long one) of "
                f"{year.names.section(session.section)} at its time",
                session.section,
            )
        if _is_relieved(year, session, session.teacher):
            yield of_session(session, "lies where somebody else takes the class", session.section)
    for request, names in sections.items():
        if len(names) > 1:
            yield Finding(
                f"The lessons of request {request} lie in different classes: "
                f"{year.names.sections(names)}.",
                (request, *sorted(names)),
            )


def _is_class_of(year: Year, session: Session, section: str, day: SchoolDay) -> bool:
    wanted = year.requests[session.request].section
    roles = {part.role for part in year.parts(session.teacher, day) if part.held.section == section}
    if wanted is not None:
        return section == wanted and bool(roles)
    return bool(roles - {SectionRole.SUPPORT})


def _takes_meeting(meetings: tuple[Held, ...], session: Session, step: Step) -> bool:
    return any(
        held.periods == session.periods
        and (
            (session.half is None and session.span == held.span)
            or session.span == _half(held.spans, session, step)
        )
        for held in meetings
    )


def _half(spans: tuple[Span, ...], session: Session, step: Step) -> Span | None:
    """Half of a single long block that a session may take; None where it may not."""
    whole = spans[0]
    if session.half is None or len(spans) > 1 or whole.minutes < HALF_BLOCK_MINUTES:
        return None
    if 2 * step.minutes > whole.minutes:
        return None
    middle = whole.start + whole.minutes // 2
    return Span(whole.start, middle) if session.half == "first" else Span(middle, whole.end)


def _is_relieved(year: Year, session: Session, person: str) -> bool:
    """Whether somebody takes the class of a session from the person who should be in it."""
    return any(
        row.absent == person
        and row.section == session.section
        and row.date == session.date
        and row.period in session.periods
        for row in year.stand_ins_on(session.date)
    )


# --- other steps ---------------------------------------------------------------------------------


@BOOK.rule("C8e")
def sessions_take_their_time(year: Year) -> Iterator[Finding]:
    """Other steps take the fewest whole periods in a row, or half a block, that they need."""
    for session, step, day in _placed(year):
        if step.teacher_is is TeacherIs.TEACHING or year.is_chain_visit(session):
            continue
        if not _takes_periods(year, session, step, day):
            periods = listed(map(str, session.periods))
            yield of_session(
                session,
                f"does not fit its {step.minutes} minutes: period {periods}, from "
                f"{clock_text(session.start)} to {clock_text(session.end)}",
            )


def _takes_periods(year: Year, session: Session, step: Step, day: SchoolDay) -> bool:
    track = year.periods(session.teacher, day)
    order = list(track)
    if not session.periods or session.periods[0] not in track:
        return False
    first = order.index(session.periods[0])
    if tuple(order[first : first + len(session.periods)]) != session.periods:
        return False
    spans = tuple(track[one] for one in session.periods)
    if session.half is not None:
        return session.span == _half(spans, session, step)
    minutes = [span.minutes for span in spans]
    fits = sum(minutes) >= step.minutes > sum(minutes[:-1])
    return fits and session.span == Span(spans[0].start, spans[-1].end)


@BOOK.rule("C8f")
def teacher_is_where_asked(year: Year) -> Iterator[Finding]:
    """The teacher is where the step asks: teaching, planning, in team time, released, nowhere."""
    for session, step, day in _placed(year):
        allowed = _ALLOWED[step.teacher_is]
        name = year.names.person(session.teacher)
        if session.teacher_is not in allowed:
            yield of_session(
                session,
                f"has {name} {_words(session.teacher_is)}; asked is "
                f"{' or '.join(map(_words, allowed))}",
            )
        elif session.teacher_is == "planning" and not _is_planning(year, session, day):
            yield of_session(session, f"takes {name}'s planning, but {name} has no time then")
        elif session.teacher_is == "team_time" and not _in_team_time(year, session, day):
            yield of_session(session, f"is booked in a team time that {name} does not have then")
        elif session.teacher_is == "released" and not _leaves_class(year, session, day):
            yield of_session(session, f"releases {name}, who has no class then")


def _words(teacher_is: str) -> str:
    return {"team_time": "in team time", "nowhere": "not there"}.get(teacher_is, teacher_is)


def _is_planning(year: Year, session: Session, day: SchoolDay) -> bool:
    teacher = session.teacher
    track = year.periods(teacher, day)
    busy = [part.held.span for part in year.parts(teacher, day)]
    busy += year.duties(teacher, day).values()
    busy += [track[one] for one in year.team_periods(teacher, day) if one in track]
    return not any(session.span.overlaps(span) for span in busy)


def _in_team_time(year: Year, session: Session, day: SchoolDay) -> bool:
    """Whether the periods are team time of the teacher and of all who take part."""
    people = {session.teacher, *year.taking_part(session)}
    return any(
        people <= staff and set(session.periods) <= periods
        for staff, periods in year.team_times_on(day)
    )


def _leaves_class(year: Year, session: Session, day: SchoolDay) -> bool:
    return any(absent == session.teacher for _, _, absent in release_needs(year, session, day))


# --- releases ------------------------------------------------------------------------------------


def release_needs(year: Year, session: Session, day: SchoolDay) -> dict[_ClassPeriod, Span]:
    """Class periods that somebody must take so that people can be at a session."""
    people = {session.teacher} if session.teacher_is == "released" else set()
    if year.template(year.requests[session.request]).kind in (
        Kind.LESSON_STUDY,
        Kind.LEARNING_LAB,
    ):
        people |= set(year.taking_part(session))
    return {
        (part.held.section, period, person): span
        for person in people
        for part in year.parts(person, day)
        if year.needs_cover(person, part.role, part.held.section, day)
        for period, span in zip(part.held.periods, part.held.spans, strict=True)
        if span.overlaps(session.span)
    }


@BOOK.rule("C10a")
def releases_fit(year: Year) -> Iterator[Finding]:
    """Each class period that a session needs somebody to leave is taken by one person, no other."""
    for session, _, day in _placed(year):
        needed = release_needs(year, session, day)
        rows = year.releases_of.get(session.id, [])
        times = Counter((row.section, row.period, row.absent) for row in rows)
        for key in needed:
            if times[key] != 1:
                who = "nobody takes" if not times[key] else f"{times[key]} people take"
                yield of_session(
                    session,
                    f"needs {year.names.person(key[2])} away from {year.names.section(key[0])}, "
                    f"period {key[1]}, which {who}",
                    key[2],
                )
        for row in rows:
            key = (row.section, row.period, row.absent)
            if row.date != session.date or needed.get(key) != row.span:
                yield _of_release(year, row, "without need, or not at its time")
    for row in year.answer.releases:
        session_of_row = year.sessions.get(row.session)
        if session_of_row is None or year.day_of(session_of_row) is None:
            yield _of_release(year, row, "for a session that is not there")


def _of_release(year: Year, row: Release, what: str) -> Finding:
    return Finding(
        f"{year.names.person(row.coverer)} takes {year.names.section(row.section)}, period "
        f"{row.period}, {on(row.date)} {what}.",
        (row.coverer, row.section, str(row.date), row.id),
    )


@BOOK.rule("C10b")
def linked_rows_fit(year: Year) -> Iterator[Finding]:
    """A visit to a colleague is to a class that meets then, and the coach holds the visitor's."""
    for session, _, day in _placed(year):
        if not year.is_chain_visit(session):
            continue
        hosts = year.taking_part(session)
        if not hosts or not _is_visit(year, session, hosts[0], day):
            yield of_session(session, "is no visit to a whole meeting of the colleague's class")
        for row in year.releases_of.get(session.id, ()):
            if row.coverer != session.coach:
                yield of_session(
                    session,
                    f"leaves {year.names.section(row.section)} to "
                    f"{year.names.person(row.coverer)}, not to the coach",
                    row.coverer,
                )


def _is_visit(year: Year, session: Session, host: str, day: SchoolDay) -> bool:
    section = session.section
    if section is None or year.owner(section, day) != host or session.half is not None:
        return False
    whole = any(
        held.periods == session.periods and held.span == session.span
        for held in year.held_by(section, day)
    )
    return whole and not year.is_out(host, day.date) and not _is_relieved(year, session, host)
