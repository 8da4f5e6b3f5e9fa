"""Messages: what a publication changed for me, seen or not; and change sheets to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action, Place, Viewer
from scheduler.errors import NotFoundError
from scheduler.services.messages import inbox
from scheduler.services.sites.show import Year
from scheduler.web.access import allow, viewer
from scheduler.web.listing import listing
from scheduler.web.shell import Link

__all__ = ["blueprint", "link"]

blueprint = Blueprint("messages", __name__, url_prefix="/schools/<school>")

_PER_PAGE = 50


def link(who: Viewer, here: Year) -> Link | None:
    """Return the way to the viewer's messages, with how many are new; None where they get none."""
    place = Place(district=here.district, site=here.site, school=here.id)
    if not who.may(Action.SEE_OWN_WEEK, place):
        return None
    new = len(inbox.messages_of(who, here.id, unseen=True))
    return Link("Messages", url_for("messages.index", school=here.id), f"{new} new" if new else "")


@blueprint.get("/messages/")
@allow(Action.SEE_OWN_WEEK)
def index(school: str) -> str:
    """All messages to the viewer at this school, the newest first."""
    found = inbox.messages_of(viewer(), school)
    keys: Mapping[str, Any] = {"date": lambda one: one.created_at}
    return render_template(
        "messages/index.html",
        page=listing(found, keys, "-date", per_page=_PER_PAGE),
        unseen=[one.id for one in found if one.seen_at is None],
    )


@blueprint.get("/messages/<plan>")
@allow(Action.SEE_OWN_WEEK)
def index_one(school: str, plan: str) -> str:
    """The viewer's own message about a publication: everything that changes for them."""
    mine = (one for one in inbox.messages_of(viewer(), school) if one.plan == plan)
    message = next(mine, None)
    if message is None:
        raise NotFoundError("There is no such message to you.")
    found, sheet = inbox.read(viewer(), school, message.id)
    return render_template("messages/one.html", message=found, sheet=sheet)


@blueprint.post("/messages/seen")
@allow(Action.SEE_OWN_WEEK)
def seen(school: str) -> Response:
    """Write down that the viewer has seen some messages."""
    ids = request.form.getlist("message")
    inbox.mark_seen(viewer(), school, ids)
    flash("Marked as seen." if ids else "There was nothing to mark.", "success")
    return redirect(url_for("messages.index", school=school), 303)


@blueprint.get("/plans/<plan>/change-sheets")
@allow(Action.SEE_BOOKINGS)
def sheets(school: str, plan: str) -> str:
    """What a publication changed for each person, to be printed where there is no mail."""
    return render_template(
        "messages/sheets.html",
        sheets=inbox.sheets(viewer(), school, plan),
        told=inbox.told(viewer(), school, plan),
    )
