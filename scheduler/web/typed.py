"""
Nothing typed is lost when a session ends: the form comes back, filled, after signing in again.

A view that asks for it (`keeps_typed`) is sent a form by somebody whose session has ended, or with
a page from before they signed in anew. The fields are kept on the server for that person
(`services.access.typed`), and the page finds them with `form_kept`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, flash, redirect, request
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from scheduler.services.access import typed
from scheduler.web import access, errors

__all__ = ["forget", "form_kept", "init_app", "keeps_typed"]

_FROM_BEFORE = (
    "The page was opened before you signed in or out the last time, so nothing was changed. Go"
    " back, load the page again, and send it once more."
)

_FROM_NOWHERE = (
    "Over https a form has to say that it comes from a page of ours; this one did not, so nothing"
    " was changed. If your browser or an extension hides the page before (Referer), allow it here."
    " Otherwise tell your administrator: the web server in front has to pass on the name of the"
    " host."
)

View = TypeVar("View", bound=Callable[..., Any])


def keeps_typed(view: View) -> View:
    """Let a form with this address survive the end of a session; never one with a password."""
    setattr(view, access.KEEPS, True)
    return view


def form_kept() -> MultiDict[str, str] | None:
    """Return what the viewer typed here when their session ended; None where nothing waits."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "GET" or "fresh" in request.args or not getattr(view, access.KEEPS, False):
        return None
    found = typed.kept(access.viewer(), request.path)
    return None if found is None else MultiDict(found)


def forget() -> None:
    """Forget what was typed here: it has just been saved."""
    typed.drop(access.viewer(), request.path)


def init_app(app: Flask) -> None:
    """Answer forms from before a new sign-in with the same form, filled."""
    app.register_error_handler(CSRFError, _refused)


def _refused(error: CSRFError) -> AnyResponse | Response:
    if "referrer" in (error.description or ""):
        return errors.answered(error.code or 400, [_FROM_NOWHERE])
    view = current_app.view_functions.get(request.endpoint or "")
    who = access.present()
    if not getattr(view, access.KEEPS, False) or who is None:
        return errors.answered(error.code or 400, [_FROM_BEFORE])
    if not typed.keep(who, request.path, list(request.form.items(multi=True))):
        return errors.answered(error.code or 400, [_FROM_BEFORE])
    flash("You have signed in since this page was opened. Look at it and save it again.", "warning")
    return redirect(request.path, 303)
