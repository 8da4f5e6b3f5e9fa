"""
Programs that call `/api`: who sent them, by the token in the header `Authorization`.

Cookies are neither read nor set there, so that no page of somebody else's can make a browser call
in its owner's name, and no form token is needed.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, current_app, g, request

from scheduler.domain.roles import Viewer
from scheduler.errors import NotAllowedError, TooOftenError
from scheduler.services.access.pace import Pace
from scheduler.services.access.programs import Caller, Scope, caller_of

__all__ = ["caller", "is_call"]

_READING = ("GET", "HEAD", "OPTIONS")


def is_call() -> bool:
    """Return whether a program is calling, rather than a person looking at a page."""
    return f"{request.blueprint}.".startswith("api.")


def caller() -> Viewer:
    """
    Return for whom the program works that is calling.

    Raises
    ------
    Unauthorized
        Of HTTP, if it shows no token that counts.
    TooOftenError
        If it has called too often.
    NotAllowedError
        If it wants to change something with a token for reading.
    """
    given = request.authorization
    is_bearer = given is not None and given.type == "bearer" and given.token
    found = caller_of(given.token) if given and is_bearer and given.token else None
    if found is None:
        abort(HTTPStatus.UNAUTHORIZED, "Send a token that counts: Authorization: Bearer plus_….")
    _keep_pace(found)
    if found.token.scope is Scope.READ and request.method not in _READING:
        raise NotAllowedError("This token may only read. Make one that may change things, too.")
    g.caller = found
    return found.viewer


def _keep_pace(found: Caller) -> None:
    pace: Pace = current_app.extensions["api_pace"]
    wait_s = pace.wait_s(found.token.id)
    if wait_s:
        raise TooOftenError(wait_s)
