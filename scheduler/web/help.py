"""Help: what the figures mean, and whose work stands behind the pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from scheduler.domain.definitions import DEFINITIONS, TITLES
from scheduler.web.access import public
from scheduler.web.vendored import versions

__all__ = ["blueprint"]

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("/figures")
@public
def figures() -> str:
    """Define every figure; each has an address of its own (#key)."""
    return render_template("help/figures.html", titles=TITLES, definitions=DEFINITIONS)


@blueprint.get("/about")
@public
def about() -> str:
    """Name the version of the program, and what of others is in its pages."""
    return render_template("help/about.html", parts=versions())
