"""Which sessions there are, with which coach, in which order (rules C7, C8, C9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.coaching import CoachingRequest, DayOrder, Step
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.calendar_holes import hole_findings
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Session


@BOOK.rule("C7")
def sessions_may_be(year: Year) -> Iterator[Finding]:
    """Sessions are of confirmed requests, in their window, on dates when everybody can come."""
    history = year.answer.planned_from
    for session in year.answer.sessions:
        request = year.requests[session.request]
        over = history is not None and session.date < history
        # Who withdraws has had the sessions that are over.
        if not request.is_confirmed and not over:
            yield of_session(session, "is booked for a request that is still to be confirmed")
        if not request.first <= session.date <= request.last:
            yield of_session(
                session, f"lies outside the window from {request.first} to {request.last}"
            )
        if year.day_of(session) is None:
            yield of_session(session, "is booked where there is no school")
        elif session.date in year.blackout:
            yield of_session(session, "is booked on a blackout date")
        if session.teacher_is != "nowhere":
            for person in (session.teacher, *year.taking_part(session)):
                yield from _can_come(year, session, person)


def _can_come(year: Year, session: Session, person: str) -> Iterator[Finding]:
    name, day = year.names.person(person), year.day_of(session)
    if year.is_out(person, session.date):
        yield of_session(session, f"needs {name}, who is out for PD", person)
    elif day is not None and not year.is_there(person, day, session.span):
        yield of_session(session, f"needs {name}, who is not there", person)


def of_session(session: Session, what: str, *ids: str) -> Finding:
    """Say something of a session; the finding carries the request's id."""
    return Finding(
        f'The session "{session.step}" of request {session.request} {on(session.date)} {what}.',
        (session.request, session.id, str(session.date), *ids),
    )


# --- served or not -------------------------------------------------------------------------------


@BOOK.rule("C8")
def served_whole_or_not(year: Year) -> Iterator[Finding]:
    """Each step of a request is booked once, or none is and the plan says so."""
    missing: dict[str, int] = {}
    for request in year.confirmed:
        missing[request.id] = 0 if year.is_served(request) else 1
        booked = year.by_step.get(request.id, {})
        if not booked:
            if request.must and not year.answer.is_repaired:
                yield Finding(
                    f"Request {request.id} must be served, but has no session.", (request.id,)
                )
        elif missing[request.id] and not year.answer.is_repaired:
            steps = len(year.template(request).steps)
            yield Finding(
                f"Of the {counted(steps, 'step')} of request {request.id} only "
                f"{len(year.booked(request))} are booked once.",
                (request.id,),
            )
    for session in year.answer.sessions:
        if year.step(session) is None:
            yield of_session(session, "is no step of what was asked for")
    # Once something has come up, a cycle may be broken off: that is a hole, too.
    demanded = frozenset(
        one.id
        for one in year.confirmed
        if (one.must or year.by_step.get(one.id)) and not year.answer.is_repaired
    )
    yield from hole_findings(year, "C8", missing, "Request", demanded=demanded)


@BOOK.rule("C8a")
def one_pair(year: Year) -> Iterator[Finding]:
    """All sessions of a request are of its teacher with one coach."""
    for id, steps in year.by_step.items():
        sessions = [one for ones in steps.values() for one in ones]
        coaches = {one.coach for one in sessions}
        if len(coaches) > 1:
            yield Finding(
                f"The sessions of request {id} have {len(coaches)} coaches: "
                f"{year.names.people(coaches)}.",
                (id, *sorted(coaches)),
            )
        for session in sessions:
            if session.teacher != year.requests[id].teacher:
                yield of_session(
                    session,
                    f"is booked with {year.names.person(session.teacher)}, who did not ask for it",
                    session.teacher,
                )


# --- order ---------------------------------------------------------------------------------------


@BOOK.rule("C8b")
def steps_in_order(year: Year) -> Iterator[Finding]:
    """Steps follow one another as the template says, with its gaps in calendar days."""
    for id in year.by_step:
        request = year.requests[id]
        booked = year.booked(request)
        for position, step in enumerate(year.template(request).steps):
            session = booked.get(step.key)
            if session is None:
                continue
            if step.same_day_as is not None:
                yield from _same_day(session, step, booked.get(step.same_day_as))
            else:
                earlier = year.template(request).steps[:position]
                yield from _after(session, earlier, booked)
        yield from _gaps(year, request, booked)


def _same_day(session: Session, step: Step, other: Session | None) -> Iterator[Finding]:
    if other is None:
        return
    if session.date != other.date:
        yield of_session(session, f'is not on the day of "{other.step}", {other.date}')
        return
    right = {
        DayOrder.BEFORE: session.end <= other.start,
        DayOrder.AFTER: session.start >= other.end,
        DayOrder.ANY: not session.span.overlaps(other.span),
    }[step.day_order]
    if not right:
        words = "apart from" if step.day_order is DayOrder.ANY else step.day_order.value
        yield of_session(session, f'is not {words} "{other.step}" of the same day')


def _after(
    session: Session, earlier: tuple[Step, ...], booked: dict[str, Session]
) -> Iterator[Finding]:
    for step in earlier:
        other = booked.get(step.key)
        if other is None:
            continue
        same_day_too_early = session.date == other.date and session.start < other.end
        if session.date < other.date or same_day_too_early:
            yield of_session(session, f'begins before "{other.step}" has ended, on {other.date}')


def _gaps(year: Year, request: CoachingRequest, booked: dict[str, Session]) -> Iterator[Finding]:
    for before, step in pairwise(year.template(request).steps):
        session, other = booked.get(step.key), booked.get(before.key)
        if step.same_day_as is not None or session is None or other is None:
            continue
        gap = (session.date - other.date).days
        most = step.most_gap_days
        if gap < step.least_gap_days or (most is not None and gap > most):
            upper = "" if most is None else f", at most {most}"
            yield of_session(
                session,
                f'lies {counted(gap, "day")} after "{other.step}"; at least '
                f"{step.least_gap_days}{upper} are asked",
            )


@BOOK.rule("C8c")
def very_next_meeting(year: Year) -> Iterator[Finding]:
    """Where a step asks for it, its lesson is the very next meeting of the class."""
    for id in year.by_step:
        request = year.requests[id]
        booked = year.booked(request)
        for step in year.template(request).steps:
            other, session = booked.get(step.next_meeting_after or ""), booked.get(step.key)
            if other is None or session is None or other.section is None:
                continue
            expected = _next_meeting(year, other)
            if (session.date, session.periods[:1]) != expected:
                yield of_session(
                    session,
                    f"is not the very next meeting of {year.names.section(other.section)} after "
                    f'"{other.step}"',
                    other.section,
                )


def _next_meeting(year: Year, session: Session) -> tuple[dt.date, tuple[int, ...]] | None:
    """Date and first period of the meeting that follows the one of a lesson."""
    for day in year.school.calendar.days:
        if day.date < session.date:
            continue
        for held in year.held_by(str(session.section), day):
            if day.date > session.date or held.span.start >= session.end:
                return day.date, held.periods[:1]
    return None


# --- the pair ------------------------------------------------------------------------------------


@BOOK.rule("C9")
def coach_fits(year: Year) -> Iterator[Finding]:
    """The coach is of the team, has an accepted area, and the two can be this pair."""
    for session in year.answer.sessions:
        request, coach = year.requests[session.request], year.school.person[session.coach]
        name = year.names.person(coach.id)
        if coach.id not in year.team:
            yield of_session(session, f"has {name} as coach, who is no Plus teacher", coach.id)
        if not request.any_area and not set(coach.areas) & set(request.areas):
            yield of_session(session, f"has {name} as coach, who has no accepted area", coach.id)
        # One sentence for all reasons, so that none can be told from it.
        if (
            coach.id == session.teacher
            or session.teacher in coach.evaluates
            or coach.id in request.not_coaches
        ):
            yield of_session(
                session,
                f"cannot be of this pair: {name} and {year.names.person(session.teacher)}",
                coach.id,
                session.teacher,
            )
