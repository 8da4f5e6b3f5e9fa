"""
Suggest coaching to a teacher, or invite a group: the teachers alone decide, and nobody is told.

A suggestion is an entry to confirm, seen by that teacher alone. Of an invitation nobody keeps who
answered: whoever takes it up asks like everybody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest, CycleTemplate, RequestStatus
from scheduler.domain.roles import Action, Viewer
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.errors import InputError, InvalidProblemError, NotFoundError
from scheduler.services.coaching.case import NONE, open_desk, today
from scheduler.services.coaching.telling import tell
from scheduler.store import edit, reading, writing
from scheduler.store.ids import new_id
from scheduler.store.queries import coaching as rows
from scheduler.store.tables.coaching import (
    CoachingInvitation,
    CycleState,
    InvitationHidden,
)

__all__ = ["Invited", "Offering", "hide", "invitations", "invite", "offering", "suggest"]

EVERYBODY = "everybody"
_LONGEST = 1000


@dataclass(frozen=True)
class Invited:
    """An invitation, as those see it whom it goes to."""

    id: str
    by: str
    group: str
    kind: str
    template: str
    words: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Offering:
    """What can be suggested, to whom: groups by their key, with their names."""

    templates: tuple[CycleTemplate, ...]
    teachers: tuple[StaffMember, ...]
    areas: Mapping[str, str]
    groups: Mapping[str, str]
    first: dt.date
    last: dt.date


def offering(viewer: Viewer, school: str) -> Offering:
    """Say what the viewer can suggest at a school."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SUGGEST_COACHING)
        found = desk.school
        first = min(max(found.calendar.first, today()), found.calendar.last)
        plus = {one.id for one in found.staff if one.volunteer}
        teachers = (one for one in found.staff if one.id not in desk.mine | plus and one.most_load)
        return Offering(
            found.templates,
            tuple(sorted(teachers, key=lambda one: one.name)),
            {one.id: one.name for one in found.areas},
            {EVERYBODY: "Everybody"} | {key: name for key, (name, _) in _groups(found).items()},
            first,
            min(first + dt.timedelta(weeks=8), found.calendar.last),
        )


def suggest(
    viewer: Viewer,
    school: str,
    teacher: str,
    template: str,
    areas: tuple[str, ...],
    first: dt.date,
    last: dt.date,
    link: str | None = None,
) -> None:
    """
    Bring in coaching for a teacher; it is to be confirmed, and only the teacher sees it.

    Raises
    ------
    InputError
        Naming the field, if it cannot be.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.SUGGEST_COACHING)
        if teacher not in desk.school.person:
            raise InputError("teacher", "Choose somebody of the staff.")
        if desk.template(template) is None:
            raise InputError("template", "Choose one of the kinds of coaching.")
        if any(one not in desk.school.area for one in areas):
            raise InputError("areas", "Choose content areas of the school.")
        try:
            request = CoachingRequest(
                id=new_id(),
                teacher=teacher,
                template=template,
                first=first,
                last=last,
                areas=areas,
                any_area=not areas,
                status=RequestStatus.TO_CONFIRM,
                asked_on=today(),
            )
        except InvalidProblemError as error:
            raise InputError("last", "The last day lies before the first.") from error
        # Who brought it in is told to the teacher, and stands in no audit.
        edit.add(session, school, "requests", request, by=None)
        state = CycleState(school_id=school, request_id=request.id, suggested_by=desk.user)
        session.add(state)
        tell(session, school, [teacher], "entry", link)


def invite(
    viewer: Viewer,
    school: str,
    group: str,
    template: str,
    words: str,
    first: dt.date,
    last: dt.date,
    link: str | None = None,
) -> None:
    """
    Tell a group that coaching is there; their answers are not listed.

    Raises
    ------
    InputError
        Naming the field, if it cannot be.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.SUGGEST_COACHING)
        if group != EVERYBODY and group not in _groups(desk.school):
            raise InputError("group", "Choose one of the groups.")
        if desk.template(template) is None:
            raise InputError("template", "Choose one of the kinds of coaching.")
        if last < first:
            raise InputError("last", "The last day lies before the first.")
        if len(words) > _LONGEST:
            raise InputError("words", f"It may have {_LONGEST:,} characters; shorten it.")
        session.add(
            CoachingInvitation(
                school_id=school,
                invited_by=desk.user,
                group=group,
                template=template,
                words=words.strip(),
                first=first,
                last=last,
            )
        )
        everybody = (one.id for one in desk.school.staff if one.id not in desk.mine)
        members = _groups(desk.school)[group][1] if group != EVERYBODY else everybody
        tell(session, school, sorted(members), "invitation", link)


def invitations(viewer: Viewer, school: str) -> tuple[Invited, ...]:
    """List the invitations to the viewer that are open and not put away."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        away = rows.hidden(session, desk.user)
        groups = _groups(desk.school)
        found = [
            one
            for one in rows.invitations(session, school)
            if one.id not in away and one.last >= today() and _is_meant(one, groups, desk.mine)
        ]
        names = rows.names(session, [one.invited_by for one in found])
        kinds = {one.id: one.name for one in desk.school.templates}
        return tuple(
            Invited(
                one.id,
                names.get(one.invited_by, ""),
                groups[one.group][0] if one.group in groups else "everybody",
                kinds.get(one.template, ""),
                one.template,
                one.words,
                one.first,
                one.last,
            )
            for one in found
        )


def hide(viewer: Viewer, school: str, invitation: str) -> None:
    """Put an invitation away; nobody is told."""
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.ANSWER_REQUEST)
        known = {one.id: one for one in rows.invitations(session, school)}
        found = known.get(invitation)
        if found is None or not _is_meant(found, _groups(desk.school), desk.mine):
            raise NotFoundError(NONE)
        session.merge(InvitationHidden(invitation_id=invitation, user_id=desk.user))


def _groups(school: School) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the groups that can be invited: name and members by key."""
    found = {f"pd:{one.id}": (one.name, frozenset(one.members)) for one in school.pd_groups}
    return found | {f"team:{one.id}": (one.name, frozenset(one.staff)) for one in school.teams}


def _is_meant(
    one: CoachingInvitation,
    groups: Mapping[str, tuple[str, frozenset[str]]],
    mine: frozenset[str],
) -> bool:
    if one.group == EVERYBODY:
        return bool(mine)
    return one.group in groups and bool(groups[one.group][1] & mine)
