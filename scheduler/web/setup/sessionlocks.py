"""Coaching sessions that the school's data hold fast: shown to those who place them, let go."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import ConflictError
from scheduler.services.sites.session_locks import release, session_locks
from scheduler.web.access import allow, viewer
from scheduler.web.setup.frame import blueprint, version


@blueprint.get("/fixed-sessions")
@allow(Action.SEE_BOOKINGS)
def checklist_sessions(school: str) -> str:
    """Coaching sessions that every new build must leave where they are."""
    return render_template("setup/sessions.html", found=session_locks(viewer(), school))


@blueprint.post("/fixed-sessions")
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_sessions_release(school: str) -> Response:
    """Let one of them go."""
    asked, step = request.form.get("request", ""), request.form.get("step", "")
    undo: str | None = None
    try:
        undo = release(viewer(), school, asked, step, version()).undo
    except ConflictError:
        flash("Somebody changed the fixed sessions meanwhile; look again.", "warning")
    else:
        flash("The session is not held any more: a new build may place it elsewhere.", "success")
    return redirect(url_for("setup.checklist_sessions", school=school, undo=undo), 303)
