"""Give and take roles; deactivate and reactivate accounts."""

from __future__ import annotations

from scheduler.domain.roles import SERVER, Action, Grant, Place, Role, Viewer, require
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services.access.invitations import check_staff
from scheduler.services.people import show
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import access_tokens, people, people_links, people_sessions, places
from scheduler.store.queries.trail import record

__all__ = ["deactivate", "give", "grant_at", "reactivate", "take"]

_NOBODY = "There is no such person, or none that you may know of."


def grant_at(
    viewer: Viewer, role: str, place: str, staff: str = "", *, may_publish: bool = False
) -> Grant:
    """
    Return the grant that a form describes.

    Parameters
    ----------
    viewer
        Who fills it in.
    role
        Name of the role.
    place
        Id of a site, of one of its school years or of a district; empty for the whole server.
    staff
        Id of the person on the site's staff. Default empty: none.
    may_publish
        Whether somebody who schedules may publish, too. Default False.

    Raises
    ------
    NotFoundError
        If there is no such place, or none that the viewer may know of.
    InputError
        If the role makes no sense there.
    """
    where = _place(viewer, place)
    if role not in list(Role):
        raise InputError("Role", "Choose one of the roles.")
    if may_publish and role != Role.SCHEDULER:
        may_publish = False
    if role in (Role.PLUS, Role.TEACHER) and where.site is not None and not staff.strip():
        raise InputError("Person", "Choose who of the staff this is; their own days are shown.")
    try:
        return Grant(
            role=Role(role),
            district=where.district,
            site=where.site,
            staff=staff.strip() or None,
            extra=frozenset({Action.PUBLISH} if may_publish else ()),
        )
    except ValueError as error:
        raise InputError("Role", str(error)) from None


def give(viewer: Viewer, user_id: str, grant: Grant) -> None:
    """
    Give somebody one more role.

    Parameters
    ----------
    viewer
        Who gives it.
    user_id
        To whom; somebody who has a role at one of the viewer's places already. Others are invited.
    grant
        The role, and where.

    Raises
    ------
    NotFoundError
        If the viewer knows no such person or place.
    NotAllowedError
        If they may not give this role there.
    ConflictError
        If that person has it already, or somebody else is this person of the staff.
    """
    require(viewer, Action.MANAGE_PEOPLE, grant.place)
    if not viewer.may_give(grant):
        raise NotAllowedError(f"Your role does not allow you to make somebody {grant.role}.")
    person = show.one(viewer, user_id)
    with writing() as session:
        if grant in people.grants_of(session, person.id):
            raise ConflictError(f"{person.name} has this role already.")
        check_staff(session, grant, person.id)
        row = people.add_membership(session, person.id, grant)
        record(session, viewer, "give role", grant.place, "membership", row.id, ["role"])


def take(viewer: Viewer, user_id: str, membership_id: str) -> None:
    """
    Take a role from somebody; what they have open no longer shows it with the next click.

    Parameters
    ----------
    viewer
        Who takes it.
    user_id, membership_id
        From whom, and which of their roles.

    Raises
    ------
    NotFoundError
        If that person has no such role, or none that the viewer may know of.
    NotAllowedError
        If the viewer could not have given it.
    ConflictError
        If nobody could administer the server any more.
    """
    with writing() as session:
        row = people.membership(session, membership_id)
        if row is None or row.user_id != user_id:
            raise NotFoundError("There is no such role, or none that you may know of.")
        grant = people.grant_of(row)
        require(viewer, Action.MANAGE_PEOPLE, grant.place)
        if not viewer.may_give(grant):
            raise NotAllowedError("Your role does not allow you to take this one away.")
        session.delete(row)
        record(session, viewer, "take role", grant.place, "membership", membership_id, ["role"])
        session.flush()
        _keep_an_administrator(session, grant)


def deactivate(viewer: Viewer, user_id: str) -> None:
    """
    Let somebody no longer sign in. Their sessions end, their calendar feeds and links are dead.

    Parameters
    ----------
    viewer
        Who asks; they must be able to take every role of that person.
    user_id
        Whom.

    Raises
    ------
    NotFoundError
        If the viewer knows no such person.
    NotAllowedError
        If that person has roles that aren't the viewer's to take.
    ConflictError
        If it is the viewer, or nobody could administer the server any more.
    """
    with writing() as session:
        grants = _all_grants(session, viewer, user_id)
        if user_id == viewer.user:
            raise ConflictError("You cannot deactivate yourself; ask somebody else to.")
        user = people.user(session, user_id)
        if user is None or user.deactivated_at is not None:
            return
        moment = now()
        user.deactivated_at = moment
        people_sessions.revoke_all(session, user_id, moment)
        access_tokens.revoke_all(session, user_id, moment)
        people_links.end_resets(session, user_id, moment)
        people_links.end_feeds(session, user_id, moment)
        record(session, viewer, "deactivate", SERVER, "user_account", user_id, ["deactivated_at"])
        session.flush()
        for grant in grants:
            _keep_an_administrator(session, grant)


def reactivate(viewer: Viewer, user_id: str) -> None:
    """
    Let somebody sign in again. Sessions, links and feeds that were ended stay so.

    Parameters
    ----------
    viewer, user_id
        Who asks, and for whom; as for `deactivate`.

    Raises
    ------
    NotFoundError
        If the viewer knows no such person.
    NotAllowedError
        If that person has roles that aren't the viewer's to give.
    """
    with writing() as session:
        _all_grants(session, viewer, user_id)
        user = people.user(session, user_id)
        if user is None or user.deactivated_at is None:
            return
        user.deactivated_at = None
        record(session, viewer, "reactivate", SERVER, "user_account", user_id, ["deactivated_at"])


def _place(viewer: Viewer, place_id: str) -> Place:
    with reading() as session:
        place = (
            places.place_of_site(session, place_id)
            or places.place_of_school(session, place_id)
            or places.place_of_district(session, place_id)
            if place_id
            else SERVER
        )
    if place is None or not viewer.knows(place):
        raise NotFoundError("There is no such place, or none that you may know of.")
    return place


def _all_grants(session: Session, viewer: Viewer, user_id: str) -> tuple[Grant, ...]:
    """Return all roles of somebody; every one of them must be the viewer's to give."""
    grants = people.grants_of(session, user_id)
    if not any(viewer.knows(grant.place) for grant in grants):
        raise NotFoundError(_NOBODY)
    if not all(viewer.may_give(grant) for grant in grants):
        raise NotAllowedError(
            "This person has roles that are not yours to give or take. You can take away those"
            " that are."
        )
    return grants


def _keep_an_administrator(session: Session, taken: Grant) -> None:
    """Refuse to leave the server without anybody who can administer it."""
    is_of_server = taken.role is Role.ADMIN and taken.district is None
    if is_of_server and not people.num_administrators(session):
        raise ConflictError("This is the last administrator of the server; make another one first.")
