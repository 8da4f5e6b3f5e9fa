"""PD groups suggested by team or department: seen first, added with one click, then edited."""

from __future__ import annotations

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import InputError
from scheduler.services.sites.choices import choices
from scheduler.services.sites.suggest import By, Wish, add_suggested, suggest
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.setup.frame import blueprint
from scheduler.web.setup.saving import to_list
from scheduler.web.setup.things import complaints_of

_USUAL_DAYS, _USUAL_MEMBERS = "4", "8"


@blueprint.route("/pd-groups/suggest", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_list_suggest(school: str) -> Response | tuple[str, int]:
    """Show the groups that teams or departments make, and add them."""
    wrong: list[str] = []
    status, groups = 200, {}
    try:
        if request.method == "POST":
            done = add_suggested(viewer(), school, _wish(request.form.get("by", By.TEAM)))
            flash("Added. Change them as you like.", "success")
            return to_list(school, "pd_groups", done.undo)
        groups = {by: suggest(viewer(), school, _wish(by)) for by in By}
    except InputError as error:
        wrong, status = complaints_of(error), status_of(error)
    return render_template(
        "setup/suggest.html",
        groups=groups,
        wrong=wrong,
        names=choices(viewer(), school, ["staff"])["staff"],
        days=request.values.get("days", _USUAL_DAYS),
        most=request.values.get("most", _USUAL_MEMBERS),
    ), status


def _wish(by: str) -> Wish:
    """Return the wish of this request for one way to make groups."""
    try:
        days = int(request.values.get("days", _USUAL_DAYS))
        most = int(request.values.get("most", _USUAL_MEMBERS))
        return Wish(By(by), days, most)
    except ValueError:
        raise InputError("PD groups", "Give whole numbers of days and of teachers.") from None
