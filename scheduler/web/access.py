"""
Who is asking, and whether the page is theirs: one decision for each endpoint, made before its view.

Every view says who may open it, nearest to the function:

>>> @blueprint.get("/schools/<school>/plans")
... @allow(Action.SEE_DRAFTS)
... def index(school: str) -> str: ...

`allow` finds the place in the address: an argument ``school``, ``site`` or ``district``. An address
without one says ``anywhere=True`` (the viewer must be allowed the action at some place; the service
sorts out which) or ``server=True`` (an administrator of the whole server). `signed_in` is for
what belongs to everybody with an account, `public` for everybody at all. An endpoint without a
decision stops the application at its start. Services check again: they are the border, this is the
gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import SERVER, Action, Place, Viewer, require
from scheduler.errors import NotAllowedError, NotFoundError, SchedulerError
from scheduler.services import context
from scheduler.services.access import sessions, typed
from scheduler.web.callers import caller, is_call

__all__ = [
    "KEEPS",
    "Decision",
    "Gate",
    "allow",
    "decision_of",
    "init_app",
    "is_allowed",
    "may",
    "place",
    "present",
    "public",
    "signed_in",
    "viewer",
    "visitor",
]

TOKEN = "token"  # noqa: S105
"""Where the cookie keeps the token of the session."""

View = TypeVar("View", bound=Callable[..., Any])
_DECISION = "access_decision"
KEEPS = "keeps_typed"
"""Marks a view whose forms outlive the session; see `web.typed`."""

_PLACES: Mapping[str, Callable[[Viewer, str], Place]] = {
    "school": context.place_of,
    "site": context.place_of_site,
    "district": context.place_of_district,
}


class Gate(StrEnum):
    """The kinds of decisions."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    AT_PLACE = "at the place of the address"
    ANYWHERE = "anywhere"
    SERVER = "on the server"


@dataclass(frozen=True)
class Decision:
    """Who may open a page: a gate and, for some, the action that the viewer must be allowed."""

    gate: Gate
    action: Action | None = None


def public(view: View) -> View:
    """Let everybody open this, signed in or not."""
    return _decide(view, Decision(Gate.PUBLIC))


def signed_in(view: View) -> View:
    """Let everybody with an account open this: it shows what is their own."""
    return _decide(view, Decision(Gate.SIGNED_IN))


def allow(
    action: Action, *, anywhere: bool = False, server: bool = False
) -> Callable[[View], View]:
    """
    Let those open this whom the policy allows an action.

    Parameters
    ----------
    action
        What the page is for.
    anywhere
        Whether it is enough to be allowed the action at some place. Default False.
    server
        Whether it is about the whole server. Default False: about the place in the address.
    """
    gate = Gate.ANYWHERE if anywhere else Gate.SERVER if server else Gate.AT_PLACE
    return lambda view: _decide(view, Decision(gate, action))


def visitor() -> Viewer | None:
    """Return who asks, or None for somebody who has not signed in."""
    found: Viewer | None = g.get("viewer")
    return found


def viewer() -> Viewer:
    """Return who asks, in a view that only those who signed in can open."""
    found = visitor()
    if found is None:
        raise RuntimeError("A public page has no viewer; ask for the visitor.")
    return found


def place() -> Place:
    """Return the place in the address of this request."""
    found: Place = g.place
    return found


def init_app(app: Flask) -> None:
    """
    Decide on every request before its view, and refuse to start with an endpoint undecided.

    Parameters
    ----------
    app
        The application, with all of its pages.

    Raises
    ------
    RuntimeError
        If a page has no decision, or one that doesn't fit its address.
    """
    app.before_request(_admit)
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    undecided = sorted(end for end in endpoints if decision_of(app, end) is None)
    if undecided:
        raise RuntimeError(f"Nobody has decided who may open: {', '.join(undecided)}.")
    for rule in app.url_map.iter_rules():
        decision = decision_of(app, rule.endpoint)
        has_place = bool(rule.arguments & _PLACES.keys())
        if decision is not None and decision.gate is Gate.AT_PLACE and not has_place:
            raise RuntimeError(f"The address {rule.rule} has no school, site or district.")


def decision_of(app: Flask, endpoint: str) -> Decision | None:
    """
    Return who may open an endpoint, or None if nobody has decided.

    Parameters
    ----------
    app, endpoint
        The application, and the name of the endpoint.
    """
    if endpoint == "static" or endpoint.endswith(".static"):
        return Decision(Gate.PUBLIC)
    return getattr(app.view_functions[endpoint], _DECISION, None)


def is_allowed(endpoint: str, values: Mapping[str, Any]) -> bool:
    """
    Return whether the visitor may open an endpoint: what the navigation shows.

    Parameters
    ----------
    endpoint, values
        The endpoint, and the arguments of its address.
    """
    decision = decision_of(current_app, endpoint)
    if decision is None or decision.gate is Gate.PUBLIC:
        return decision is not None
    who = visitor()
    if who is None:
        return False
    try:
        _check(decision, who, values)
    except SchedulerError:
        return False
    return True


def may(endpoint: str, **values: Any) -> bool:
    """Return whether the visitor may open another page of the same place: for buttons."""
    return is_allowed(endpoint, {**(request.view_args or {}), **values})


def _decide(view: View, decision: Decision) -> View:
    if hasattr(view, _DECISION):
        raise RuntimeError(f"{view.__name__} has two decisions on who may open it.")
    setattr(view, _DECISION, decision)
    return view


def _admit() -> Response | None:
    """Load the visitor and decide; what is returned is the answer instead of the page's."""
    if request.endpoint is None:
        return None  # there is no such page
    decision = decision_of(current_app, request.endpoint)
    if decision is None:
        raise RuntimeError(f"Nobody has decided who may open {request.endpoint}.")
    if request.endpoint.endswith("static"):
        return None
    if is_call():  # programs show a token; whatever the cookie says, it isn't looked at
        token, g.viewer = None, None if decision.gate is Gate.PUBLIC else caller()
    else:
        token, g.viewer = session.get(TOKEN), present()
    if decision.gate is Gate.PUBLIC:
        return None
    if g.viewer is None:
        return _to_sign_in(token)
    g.place = _check(decision, g.viewer, request.view_args or {})
    return None


def present() -> Viewer | None:
    """Return who is behind the cookie; a token that no longer counts is dropped."""
    token = session.get(TOKEN)
    found = sessions.viewer_of(token) if isinstance(token, str) else None
    if token is not None and found is None:
        session.clear()
    return found


def _to_sign_in(token: object) -> Response:
    """Send a person to the sign-in page and back, with what they typed; tell a program."""
    accepted = request.accept_mimetypes
    is_program = accepted["application/json"] > accepted["text/html"]
    if request.path.startswith("/api/") or is_program:
        abort(HTTPStatus.UNAUTHORIZED)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.method == "POST" and isinstance(token, str):
        if _is_kept(token):
            flash("You were signed out meanwhile. Sign in, and what you typed is there.", "warning")
            back = request.path if "fresh" in request.args else request.full_path.rstrip("?")
        else:
            flash("You were signed out meanwhile, and nothing was changed. Sign in, then do it"
                  " once more.", "warning")  # fmt: skip
            back = _page_of_form()
    return redirect(url_for("auth.sign_in", next=back), HTTPStatus.SEE_OTHER)


def _page_of_form() -> str | None:
    """Return the address of our page from which a form was sent; None where it isn't known."""
    before = request.referrer or ""
    return (
        before.removeprefix(request.host_url[:-1]) if before.startswith(request.host_url) else None
    )


def _is_kept(token: str) -> bool:
    """Whether the form of somebody whose session has ended is kept for them."""
    view = current_app.view_functions[request.endpoint or ""]
    fields = list(request.form.items(multi=True))
    return getattr(view, KEEPS, False) and typed.keep_of_ended(token, request.path, fields)


def _check(decision: Decision, who: Viewer, values: Mapping[str, Any]) -> Place:
    """Return the place of a page, if this viewer may open it there."""
    if decision.action is None:
        return SERVER
    if decision.gate is Gate.SERVER:
        require(who, decision.action, SERVER)
        return SERVER
    if decision.gate is Gate.ANYWHERE:
        if not who.may_somewhere(decision.action):
            raise NotAllowedError("No role of yours allows this.")
        return SERVER
    found = SERVER
    for name in _PLACES.keys() & values.keys():
        found = _place_of(who, name, str(values[name]))
        require(who, decision.action, found)
    return found


def _place_of(who: Viewer, name: str, place_id: str) -> Place:
    """Return a place by its id, looked up once for each request, whether there is one or not."""
    known: dict[tuple[str, str], Place | NotFoundError] = g.setdefault("places", {})
    if (name, place_id) not in known:
        try:
            known[name, place_id] = _PLACES[name](who, place_id)
        except NotFoundError as missing:
            known[name, place_id] = missing
    found = known[name, place_id]
    if isinstance(found, NotFoundError):
        raise found
    return found
