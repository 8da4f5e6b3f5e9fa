"""The form of a calendar: what rules look at names only what the school has."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.references import known_ids
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, Release, Session

_Known = dict[str, frozenset[str]]


def understood(school: School, answer: CalendarAnswer) -> CalendarAnswer:
    """Return a calendar without the rows that name something unknown."""
    known = known_ids(school)
    staff = known["staff"]
    return replace(
        answer,
        absences=tuple(one for one in answer.absences if one.person in staff),
        pd_days=tuple(
            replace(one, members=tuple(name for name in one.members if name in staff))
            for one in answer.pd_days
            if one.group in known["pd_groups"] and _is_room(one.room, known)
        ),
        covers=tuple(one for one in answer.covers if _names_known(one, known)),
        sessions=tuple(one for one in answer.sessions if _session_known(one, known)),
        releases=tuple(one for one in answer.releases if _names_known(one, known)),
        team_meetings=tuple(
            replace(one, people=tuple(name for name in one.people if name in staff))
            for one in answer.team_meetings
            if one.event in known["team_events"]
        ),
        closed_rooms=tuple(one for one in answer.closed_rooms if one.room in known["rooms"]),
        room_changes=tuple(
            one
            for one in answer.room_changes
            if one.room in known["rooms"] and one.section in known["sections"]
        ),
    )


def _is_room(room: str | None, known: _Known) -> bool:
    return room is None or room in known["rooms"]


def _names_known(row: Cover | Release, known: _Known) -> bool:
    coverers = {row.coverer} if row.coverer is not None else set()
    if not {row.absent, *coverers} <= known["staff"]:
        return False
    duty = row.duty if isinstance(row, Cover) else None
    return row.section in known["sections"] or duty in known["duties"]


def _session_known(row: Session, known: _Known) -> bool:
    return (
        {row.coach, row.teacher} <= known["staff"]
        and row.request in known["requests"]
        and (row.section is None or row.section in known["sections"])
    )
