"""
What the pair writes: goal, visit agreement, letters, reflections, notes on a visit, own notes.

Each piece is handed out through the table in `domain.confidence`, and that the other of the two has
read it stands in the access log. Notes on a visit are taken only as the two have agreed before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.confidence import CONTENT, Part, readable
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk, today
from scheduler.services.coaching.writing import keep, latest
from scheduler.store import reading, writing
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows
from scheduler.store.tables.coaching import PairContent

__all__ = ["FORMS", "KINDS", "Piece", "agree_to_visit", "agreement", "observe", "pieces", "write"]

KINDS = ("goal", "before", "after", "reflection", "note")
"""Kinds that are written freely; agreements and notes on a visit have their own ways."""

FORMS: Mapping[str, str] = {
    "notes": "Notes in words",
    "script": "What was said, word for word",
    "tally": "Counts and tallies",
    "map": "A map of who speaks and where",
    "times": "How long each part took",
}
"""In which form something is collected on a visit."""

VIEWERS: Mapping[str, str] = {
    "pair": "The two of us",
    "teacher": "The teacher alone: the coach hands it over after the visit",
}

_TEACHERS = frozenset({"goal"})
_LONGEST = 10_000
_MOST_DAYS = 400


@dataclass(frozen=True)
class Piece:
    """
    One piece, with those of its fields that the viewer may read.

    Parameters
    ----------
    author
        Their name; ``you`` where it is the viewer.
    about
        Id of the booked session that it is about.
    """

    id: str
    kind: str
    content: Mapping[str, Any]
    author: str
    is_mine: bool
    about: str | None
    written_at: dt.datetime
    keep_until: dt.date | None
    version: int


def pieces(viewer: Viewer, school: str, request: str) -> tuple[Piece, ...]:
    """List what was written in a cycle, as far as the viewer may read it."""
    with writing() as session:  # that it was read is written down
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        found = _pieces(desk, case)
        if not case.is_teacher and any(not one.is_mine for one in found):
            rows.saw(session, desk.user, school, case.request.teacher, "pair_content", request)
        return found


def write(
    viewer: Viewer,
    school: str,
    request: str,
    kind: str,
    content: Mapping[str, str],
    *,
    piece: str | None = None,
    expected: int | None = None,
) -> str:
    """
    Write a piece, or change one; return its id.

    Parameters
    ----------
    piece, expected
        What is to be changed, and its version as the viewer saw it.

    Raises
    ------
    InputError
        If nothing is written, or too much.
    ConflictError
        If the other of the two has changed it meanwhile, or the cycle is not active.
    NotFoundError
        If the viewer may not write this.
    """
    if kind not in KINDS:
        raise NotFoundError(NONE)
    words = {name: str(content.get(name, "")).strip() for name in CONTENT[kind]}
    for name, value in words.items():
        if len(value) > _LONGEST:
            raise InputError(name, f"It may have {_LONGEST:,} characters; shorten it.")
    if not any(words.values()):
        raise InputError(next(iter(words)), "There is nothing written yet.")
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.LOG_SESSION)
        case = desk.case(request)
        _may_write(case, kind)
        desk.state(case)
        session.flush()
        case = desk.case(request)
        present = _own_piece(desk, session, case, kind, piece)
        return keep(desk, case, kind, words, present=present, expected=expected).id


def agreement(viewer: Viewer, school: str, request: str, about: str) -> Piece | None:
    """Return what the two have agreed, or are about to, for one visit."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        _session(case, about)
        found = latest(desk, case, "agreement", about)
        return None if found is None else _piece(desk, case, found, {})


def agree_to_visit(
    viewer: Viewer,
    school: str,
    request: str,
    about: str,
    terms: Mapping[str, Any],
    expected: int | None = None,
) -> bool:
    """
    Propose the terms of a visit, or accept them; return whether both have agreed to them now.

    Who changes the terms agrees to them; the other has to agree anew.

    Parameters
    ----------
    terms
        ``purpose``, ``collected``, ``form``, ``viewers``, ``keep_days``.

    Raises
    ------
    InputError
        If something is missing.
    ConflictError
        If nobody is the coach yet, or the other has changed the terms meanwhile.
    """
    wanted = _terms(terms)
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.LOG_SESSION)
        case = desk.case(request)
        _needs_both(case)
        _session(case, about)
        present = latest(desk, case, "agreement", about)
        mine, other = "teacher_agrees", "coach_agrees"
        if not case.is_teacher:
            mine, other = other, mine
        before = present.content if present else {}
        is_same = all(before.get(name) == value for name, value in wanted.items())
        made = {**wanted, mine: True, other: bool(is_same and before.get(other))}
        until = today() + dt.timedelta(days=wanted["keep_days"])
        keep(
            desk,
            case,
            "agreement",
            made,
            about=about,
            present=present,
            expected=expected,
            keep_until=until,
        )
        return bool(made[other])


def observe(viewer: Viewer, school: str, request: str, about: str, form: str, notes: str) -> str:
    """
    Keep the coach's notes on a visit, as the two have agreed; return the id of the piece.

    Raises
    ------
    ConflictError
        If the two have not agreed on the visit, or on another form: nothing is kept.
    """
    if not notes.strip() or len(notes) > _LONGEST:
        raise InputError("notes", f"Write 1 to {_LONGEST:,} characters.")
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.LOG_SESSION)
        case = desk.case(request)
        if Part.COACH not in case.parts:
            raise NotFoundError(NONE)
        _session(case, about)
        agreed = latest(desk, case, "agreement", about)
        terms = agreed.content if agreed else {}
        if not (terms.get("teacher_agrees") and terms.get("coach_agrees")):
            raise ConflictError(
                "The two of you have not agreed on this visit: what is collected, for what, who"
                " sees it and how long it is kept. Nothing was saved; agree first."
            )
        if form != terms["form"]:
            raise ConflictError(
                f"You have agreed on “{FORMS[terms['form']]}”, not on"
                f" “{FORMS.get(form, form)}”. Nothing was saved; change the agreement first."
            )
        until = today() + dt.timedelta(days=int(terms["keep_days"]))
        content = {"form": form, "notes": notes.strip()}
        present = latest(desk, case, "observation", about)
        return keep(
            desk, case, "observation", content, about=about, present=present, keep_until=until
        ).id


def _pieces(desk: Desk, case: Case) -> tuple[Piece, ...]:
    found = rows.contents(desk.session, desk.year.id, case.request.id, desk.user)
    if not case.is_teacher and case.is_active and case.cycle:
        # What the teacher has written for whoever becomes the coach.
        teacher = case.cycle.teacher_id or ""
        known = {one.id for one in found}
        of_teacher = rows.contents(desk.session, desk.year.id, case.request.id, teacher)
        found = [
            *(one for one in of_teacher if one.coach_id is None and one.id not in known),
            *found,
        ]
    if not case.is_teacher:
        handed_over = {
            one.session
            for one in found
            if one.kind == "agreement" and one.content.get("viewers") == "teacher"
        }
        found = [
            one for one in found if one.kind != "observation" or one.session not in handed_over
        ]
    names = rows.names(desk.session, [one.author_id for one in found])
    shown = (_piece(desk, case, one, names) for one in found)
    return tuple(one for one in shown if one.content)


def _piece(desk: Desk, case: Case, one: PairContent, names: Mapping[str, str]) -> Piece:
    is_mine = one.author_id == desk.user
    parts = {*case.parts, Part.AUTHOR} if is_mine else {*case.parts}
    return Piece(
        one.id,
        one.kind,
        readable(one.kind, one.content, parts),
        "you" if is_mine else names.get(one.author_id, ""),
        is_mine,
        one.session,
        one.created_at,
        one.keep_until,
        one.version,
    )


def _own_piece(
    desk: Desk, session: Session, case: Case, kind: str, piece: str | None
) -> PairContent | None:
    if piece is None:
        return latest(desk, case, kind) if kind in _TEACHERS else None
    found = rows.content(session, piece)
    is_there = found is not None and (found.request_id, found.kind) == (case.request.id, kind)
    if found is None or not is_there or found.author_id != desk.user:
        raise NotFoundError(NONE)
    return found


def _may_write(case: Case, kind: str) -> None:
    if kind in _TEACHERS and not case.is_teacher:
        raise NotFoundError(NONE)
    if kind not in _TEACHERS:
        _needs_both(case)


def _needs_both(case: Case) -> None:
    if not case.is_active:
        raise ConflictError("First both of you confirm your roles; then you write to one another.")


def _session(case: Case, about: str) -> None:
    if all(one.id != about for one in case.sessions):
        raise NotFoundError(NONE)


def _terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, what in (
        ("purpose", "Say what the visit is for."),
        ("collected", "Say what is looked at and written down."),
    ):
        found[name] = str(terms.get(name, "")).strip()
        if not found[name] or len(found[name]) > _LONGEST:
            raise InputError(name, what)
    for name, known in (("form", FORMS), ("viewers", VIEWERS)):
        found[name] = str(terms.get(name, ""))
        if found[name] not in known:
            raise InputError(name, "Choose one.")
    days = terms.get("keep_days")
    if not isinstance(days, int) or not 1 <= days <= _MOST_DAYS:
        raise InputError("keep_days", f"Give a number of days from 1 to {_MOST_DAYS}.")
    return found | {"keep_days": days}
