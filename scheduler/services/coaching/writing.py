"""Keep a piece of what a pair writes, bound to the accounts of the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scheduler.domain.confidence import CONTENT
from scheduler.domain.roles import SERVER
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.coaching.case import NONE, Case, Desk
from scheduler.store.queries import coaching as rows
from scheduler.store.queries.trail import record
from scheduler.store.tables.coaching import PairContent

__all__ = ["keep", "keep_words", "latest"]


def keep_words(
    desk: Desk, case: Case, goal: str, wish_reason: str = "", exclusion_reason: str = ""
) -> None:
    """Keep what a teacher writes with a request, as far as there is anything."""
    if goal.strip():
        keep(desk, case, "goal", {"goal": goal.strip()})
    reasons = {"wish_reason": wish_reason.strip(), "exclusion_reason": exclusion_reason.strip()}
    if any(reasons.values()):
        keep(desk, case, "wish", reasons)


def keep(
    desk: Desk,
    case: Case,
    kind: str,
    content: Mapping[str, Any],
    *,
    about: str | None = None,
    present: PairContent | None = None,
    expected: int | None = None,
    keep_until: dt.date | None = None,
) -> PairContent:
    """
    Write a piece, new or over what is present; the audit has its kind, never a word of it.

    Parameters
    ----------
    about
        Id of the booked session that it is about.
    expected
        The version of what is present, as the viewer saw it; None: whatever is there.

    Raises
    ------
    ConflictError
        If the other of the two has changed it meanwhile.
    """
    unknown = content.keys() - CONTENT[kind].keys()
    if unknown:
        raise KeyError(f"{kind} has no field {sorted(unknown)}.")
    if present is None:
        present = _new(desk, case, kind, about)
        desk.session.add(present)
    elif expected is not None and present.version != expected:
        raise ConflictError(
            "The other of you has changed this meanwhile. What you typed is still here: look at"
            " both, and save again."
        )
    present.content = {**(present.content or {}), **content}
    present.keep_until = keep_until
    desk.session.flush()
    # Without the school: who writes to whom is not for those who read the school's audit.
    record(desk.session, desk.viewer, "write", SERVER, "pair_content", present.id, content)
    return present


def latest(desk: Desk, case: Case, kind: str, about: str | None = None) -> PairContent | None:
    """Return the newest piece of a kind that the present pair has, if there is one."""
    state = case.cycle
    if state is None:
        return None
    found = [
        one
        for one in rows.contents(desk.session, desk.year.id, case.request.id, desk.user)
        if one.kind == kind and one.session == about and one.coach_id in (None, state.coach_id)
    ]
    return found[-1] if found else None


def _new(desk: Desk, case: Case, kind: str, about: str | None) -> PairContent:
    state = case.cycle
    if state is None or state.teacher_id is None:
        raise NotFoundError(NONE)
    return PairContent(
        school_id=desk.year.id,
        request_id=case.request.id,
        kind=kind,
        session=about,
        teacher_id=state.teacher_id,
        # A goal and the reasons of wishes are the teacher's, whoever becomes the coach.
        coach_id=None if kind in ("goal", "wish") else state.coach_id,
        author_id=desk.user,
        content={},
    )
