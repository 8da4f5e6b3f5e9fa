"""The first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from scheduler.web.access import public

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    """Say what this is and how to begin."""
    return render_template("home/index.html")
