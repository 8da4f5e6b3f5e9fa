"""One's own data: who has read it, all of it in one file, and gone at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.confidence import Part, readable
from scheduler.domain.document.shapes import Record
from scheduler.domain.roles import Action, Viewer
from scheduler.services.coaching import fitting, taking_part
from scheduler.services.coaching.case import Desk, open_desk, today
from scheduler.store import load, reading, typed, writing
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import colleagues as asked
from scheduler.store.tables.coaching import ColleagueAsked, PairContent

__all__ = ["Look", "delete_everything", "export", "forget_expired", "looks"]


@dataclass(frozen=True)
class Look:
    """Somebody has read what a teacher and a coach have written."""

    at: dt.datetime
    who: str
    kind: str


def looks(viewer: Viewer, school: str) -> tuple[Look, ...]:
    """List who has read what was written in the viewer's own coaching, the latest first."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        own = {one.request.id: one for one in desk.cases() if one.is_teacher}
        kinds = {
            id: template.name
            for id, one in own.items()
            if (template := desk.template(one.request.template)) is not None
        }
        found = rows.accesses(session, school, desk.mine, own)
        return tuple(Look(one.at, name, kinds.get(one.row, "")) for one, name in found)


def export(viewer: Viewer, school: str) -> dict[str, Any]:
    """Return all that is stored of the viewer's coaching at a school, as plain values."""
    with writing() as session:  # that somebody else's words were read is written down
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        cases = desk.cases()
        for one in cases:
            if not one.is_teacher and rows.contents(session, school, one.request.id, desk.user):
                about = one.request.teacher
                rows.saw(session, desk.user, school, about, "pair_content", one.request.id)
        return {
            "exported_on": today().isoformat(),
            "school": desk.year.site_name,
            "requests": [
                Record(CoachingRequest).write(one.request) for one in cases if one.is_teacher
            ],
            "sessions": [
                {
                    "date": row.date.isoformat(),
                    "teacher": desk.name(row.teacher),
                    "coach": desk.name(row.coach),
                }
                for one in cases
                for row in one.sessions
            ],
            "written": [
                found
                for one in rows.contents_of(session, desk.user)
                if one.school_id == school and (found := _piece(desk, one))["content"]
            ],
            "takes_part_with": [
                desk.name(getattr(load.row(session, school, "requests", one).thing, "teacher", ""))
                for one in (row.request_id for row in _taking_part(desk))
            ],
            "kept_free": [
                {"weekday": one.weekday, "start": one.start, "end": one.end}
                for one in rows.unavailable(session, school, desk.user)
            ],
            "read_by": [
                {"at": one.at.isoformat(), "who": name}
                for one, name in rows.accesses(
                    session, school, desk.mine, [one.request.id for one in cases if one.is_teacher]
                )
            ],
        }


def delete_everything(viewer: Viewer, school: str, link: str | None = None) -> None:
    """
    Delete now what the viewer has told and written at a school, in snapshots, too.

    A teacher's requests go with all that hangs on them, and what is booked and ahead is given
    back. Of somebody else's coaching goes what the viewer wrote. Backups keep it for as long as
    backups are kept.
    """
    waiting = []
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        for case in desk.cases():
            if not case.is_teacher:
                continue
            rows.forget(session, school, case.request.id, by=desk.user)
            waiting.append(fitting.order_free(desk, case.request.id, link))
        waiting += [taking_part.leave(desk, one, link) for one in _taking_part(desk)]
        rows.forget_words(session, school, desk.user)
        rows.unbind(session, desk.user, school)
        typed.drop_all(session, desk.user)
    for one in waiting:
        fitting.send(one)


def forget_expired() -> None:
    """
    Delete what is not to be kept any longer; the worker does it now and then.

    That is what pairs have agreed on, and what was typed when a session ended.
    """
    with reading() as session:
        if not (rows.any_expired(session, today()) or typed.any_old(session)):
            return  # the usual case, in which nobody is kept from writing
    with writing() as session:
        rows.drop_expired(session, today())
        typed.drop_old(session)


def _taking_part(desk: Desk) -> list[ColleagueAsked]:
    """List where the viewer has said yes to a colleague."""
    found = asked.asked_of(desk.session, desk.year.id, desk.mine)
    return [one for one in found if one.user_id == desk.user]


def _piece(desk: Desk, one: PairContent) -> dict[str, Any]:
    parts = {Part.TEACHER} if one.teacher_id == desk.user else {Part.COACH}
    if one.author_id == desk.user:
        parts.add(Part.AUTHOR)
    return {
        "kind": one.kind,
        "written_at": one.created_at.isoformat(),
        "keep_until": one.keep_until.isoformat() if one.keep_until else None,
        "content": readable(one.kind, one.content, parts),
    }
