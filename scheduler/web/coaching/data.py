"""My data: who has read it, all of it in one file, gone at once."""

from __future__ import annotations

import json

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.confidence import CONTENT
from scheduler.domain.roles import Action
from scheduler.services.coaching import mine
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.frame import blueprint, link

__all__: list[str] = []


@blueprint.get("/data")
@allow(Action.SEE_OWN_COACHING)
def data(school: str) -> str:
    """Who has read what one has written, and what can be done with it."""
    return render_template("coaching/data.html", looks=mine.looks(viewer(), school), kinds=CONTENT)


@blueprint.get("/data/export")
@allow(Action.SEE_OWN_COACHING)
def data_export(school: str) -> Response:
    """All of it in one file."""
    document = json.dumps(mine.export(viewer(), school), indent=2, ensure_ascii=False)
    answer = make_response(document)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="my-coaching.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/data/delete")
@allow(Action.SEE_OWN_COACHING)
def data_delete(school: str) -> Response:
    """Delete it now."""
    mine.delete_everything(viewer(), school, link())
    flash("Everything you have told and written here is deleted.", "success")
    return redirect(url_for("coaching.data", school=school), 303)
