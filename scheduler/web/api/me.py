"""Who is calling: the person behind the token, their roles, and the schools where they have one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g

from scheduler.domain.roles import Action, Grant, Role
from scheduler.services.access.programs import Caller, Scope
from scheduler.services.sites.show import Year, schools_of
from scheduler.web.access import signed_in, viewer
from scheduler.web.api.operations import operation

__all__ = ["blueprint"]

blueprint = Blueprint("me", __name__)


@dataclass(frozen=True)
class HeldRole:
    """
    A role, and where it holds.

    Parameters
    ----------
    district
        None: every district of the server.
    site
        None: all sites of the district.
    staff
        Id under which the schools of the site know this person.
    may
        What the role allows there.
    """

    role: Role
    district: str | None
    site: str | None
    staff: str | None
    may: tuple[Action, ...]


@dataclass(frozen=True)
class Me:
    """
    The person behind the token.

    Parameters
    ----------
    scope
        What the token allows of what the person may do.
    expires_at
        When the token ends.
    """

    user: str
    name: str
    scope: Scope
    expires_at: dt.datetime
    roles: tuple[HeldRole, ...]


@blueprint.get("/me")
@signed_in
@operation(answer=Me)
def me() -> Me:
    """Say who is calling, and what they may do where."""
    caller: Caller = g.caller
    roles = tuple(_held(one) for one in caller.viewer.grants)
    token = caller.token
    return Me(caller.viewer.user or "", caller.viewer.name, token.scope, token.expires, roles)


@blueprint.get("/schools")
@signed_in
@operation(answer=Year, is_list=True)
def schools() -> Sequence[Year]:
    """List the schools (each a site in one school year) where the caller has a role."""
    return schools_of(viewer())


def _held(grant: Grant) -> HeldRole:
    may = tuple(sorted(grant.actions))
    return HeldRole(grant.role, grant.district, grant.site, grant.staff, may)
