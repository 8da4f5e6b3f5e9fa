"""What others or a spreadsheet brought in: shown to its teacher alone, to confirm or not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import NotFoundError
from scheduler.services.coaching import colleagues, fitting
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk
from scheduler.services.coaching.writing import keep_words
from scheduler.store import edit, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import coaching as rows
from scheduler.store.queries.jobs import Waiting

__all__ = ["Entry", "accept", "confirm", "decline", "to_confirm"]


@dataclass(frozen=True)
class Entry:
    """
    An entry that waits for the viewer's word.

    Parameters
    ----------
    kind
        Name of the kind of coaching.
    by
        Who brought it in; empty: a file.
    """

    request: CoachingRequest
    kind: str
    by: str
    version: int


def to_confirm(viewer: Viewer, school: str) -> tuple[Entry, ...]:
    """List what others entered for the viewer; nobody else sees it."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        cases = [one for one in desk.cases() if _waits(one)]
        names = rows.names(session, [_by(one) for one in cases])
        return tuple(_entry(desk, one, names.get(_by(one) or "", "")) for one in cases)


def confirm(
    viewer: Viewer, school: str, request: str, goal: str = "", link: str | None = None
) -> None:
    """
    Make an entry of others one's own; from now on it is scheduled and counted.

    Raises
    ------
    NotFoundError
        If it is not the viewer's, or does not wait any more.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = _own(desk, request)
        own = accept(desk, case, link, by=viewer.user)
        keep_words(desk, desk.case(request), goal)
    fitting.send(own)


def accept(desk: Desk, case: Case, link: str | None, *, by: str | None) -> Waiting | None:
    """Make an entry the teacher's own, in a transaction; the job is to be sent after it."""
    state = desk.state(case)
    state.teacher_agreed_at = now()
    new = case.request
    if not new.with_staff:  # else its colleagues come first
        new = dataclasses.replace(new, status=RequestStatus.CONFIRMED)
        edit.change(desk.session, desk.year.id, "requests", new, expected=case.version, by=by)
    desk.session.flush()
    return colleagues.begin(desk, new, state, link)


def decline(viewer: Viewer, school: str, request: str) -> None:
    """Say no; it is gone for good, and nobody is told."""
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        _own(desk, request)
        rows.forget(session, school, request, by=viewer.user)


def _waits(case: Case) -> bool:
    return case.is_teacher and not case.is_wanted


def _own(desk: Desk, request: str) -> Case:
    case = desk.case(request)
    if not _waits(case):
        raise NotFoundError(NONE)
    return case


def _by(case: Case) -> str | None:
    return case.cycle.suggested_by if case.cycle else None


def _entry(desk: Desk, case: Case, by: str) -> Entry:
    template = desk.template(case.request.template)
    return Entry(case.request, template.name if template else "", by, case.version)
