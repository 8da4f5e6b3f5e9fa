"""Say in two taps what came of a session; what both say counts as delivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scheduler.domain.district.delivered import Channel, Outcome, SessionRecord
from scheduler.domain.roles import Action, Viewer
from scheduler.domain.yearplan import LostReason
from scheduler.domain.yearplan import Session as Booked
from scheduler.errors import ConflictError, InputError, InvalidProblemError, NotFoundError
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk, today
from scheduler.store import reading, records, writing
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows

__all__ = ["Due", "confirm", "due", "log"]


@dataclass(frozen=True)
class Due:
    """
    A session that is over and waits for a word of the viewer.

    Parameters
    ----------
    told
        What the other has said, to be confirmed; None: nobody has said anything.
    """

    session: str
    request: str
    title: str
    other: str
    date: dt.date
    start: int
    end: int
    told: SessionRecord | None

    @property
    def minutes(self) -> int:
        """As booked."""
        return self.end - self.start


def due(viewer: Viewer, school: str) -> tuple[Due, ...]:
    """List the sessions that are over and of which both have not yet said what came of them."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        told, by = _told(session, school), rows.tellers(session, school)
        found = []
        for case in desk.cases():
            for one in case.sessions:
                record = told.get(one.id)
                is_said = record and (record.confirmed or by.get(one.id) == desk.user)
                if one.date <= today() and not is_said:
                    found.append(_due(desk, case, one, record))
    return tuple(sorted(found, key=lambda one: (one.date, one.start)))


def log(
    viewer: Viewer,
    school: str,
    session_id: str,
    outcome: Outcome,
    *,
    channel: Channel = Channel.IN_PERSON,
    minutes: int | None = None,
    moved_to: dt.date | None = None,
    reason: LostReason | None = None,
) -> None:
    """
    Say what came of a session; it counts when the other of the two says the same.

    Parameters
    ----------
    minutes
        How long it took. Default None, in which case it took as long as was booked.
    moved_to, reason
        Where it was moved to; why it was lost.

    Raises
    ------
    InputError
        If it is still ahead, or what is said of it makes no sense.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.LOG_SESSION)
        _, booked = _booked(desk, session_id)
        if booked.date > today() and outcome is Outcome.HAPPENED:
            raise InputError("outcome", f"It is planned for {booked.date}; log it afterwards.")
        try:
            record = SessionRecord(
                session=booked.id,
                coach=booked.coach,
                teacher=booked.teacher,
                date=booked.date,
                minutes=booked.end - booked.start if minutes is None else minutes,
                outcome=outcome,
                channel=channel,
                moved_to=moved_to,
                reason=reason,
            )
        except InvalidProblemError as error:
            raise InputError("outcome", " ".join(error.problems)) from error
        before, by = _told(session, school).get(booked.id), rows.tellers(session, school)
        is_same = before is not None and replace(before, confirmed=False) == record
        is_others = by.get(booked.id) not in (None, desk.user)
        records.keep(session, school, replace(record, confirmed=is_same and is_others))
        rows.told(session, school, booked.id, desk.user)


def confirm(viewer: Viewer, school: str, session_id: str) -> None:
    """
    Say that what the other has logged is right.

    Raises
    ------
    ConflictError
        If there is nothing to confirm for the viewer.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.LOG_SESSION)
        _, booked = _booked(desk, session_id)
        found = _told(session, school).get(booked.id)
        by_me = rows.tellers(session, school).get(session_id) == desk.user
        if found is None or found.confirmed or by_me:
            raise ConflictError("There is nothing here that waits for your confirmation.")
        records.keep(session, school, replace(found, confirmed=True))


def _due(desk: Desk, case: Case, one: Booked, record: SessionRecord | None) -> Due:
    template = desk.template(case.request.template)
    titles = {step.key: step.title for step in template.steps} if template else {}
    other = one.coach if case.is_teacher else one.teacher
    return Due(
        one.id,
        case.request.id,
        titles.get(one.step, one.step),
        desk.name(other),
        one.date,
        one.start,
        one.end,
        record,
    )


def _booked(desk: Desk, id: str) -> tuple[Case, Booked]:
    for case in desk.cases():
        for one in case.sessions:
            if one.id == id:
                return case, one
    raise NotFoundError(NONE)


def _told(session: Session, school: str) -> dict[str, SessionRecord]:
    return {one.session: one for one in records.of_school(session, school).sessions}
