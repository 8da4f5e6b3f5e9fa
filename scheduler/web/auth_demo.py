"""The door of a demonstration: sign in as anybody, on this computer alone."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from scheduler.services.access import demo
from scheduler.web.access import public
from scheduler.web.auth_session import begin, safe_next, source

__all__ = ["blueprint"]

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.get("/")
@public
def show() -> str:
    """List everybody as whom one may look around."""
    goal = safe_next(request.args.get("next"), "/")
    return render_template("auth/demo.html", people=demo.people_here(), goal=goal)


@blueprint.post("/<user>")
@public
def enter(user: str) -> Response:
    """Sign in as somebody."""
    begin(demo.sign_in_as(current_app.extensions["settings"], user, source()))
    return redirect(safe_next(request.args.get("next"), "/"), 303)
