"""An absence turns out otherwise: it is taken back, or it ends earlier or later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, InvalidProblemError
from scheduler.services.absences import change as changing
from scheduler.services.absences import give_back as giving
from scheduler.services.absences.change import Until
from scheduler.services.absences.take_back import take_back
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.office import (
    REFUSED,
    blueprint,
    mailing,
    page_date,
    page_of,
    proposed,
    sentences,
    to_morning,
)
from scheduler.web.office_forms import spans_words

__all__ = ["blueprint"]


@blueprint.get("/absences/<absence>/change")
@allow(Action.RECORD_ABSENCE)
def change(school: str, absence: str) -> Response | tuple[str, int]:
    """Somebody comes back earlier, or stays away longer: what that would change."""
    return _change(school, absence, request.args)


@blueprint.post("/absences/<absence>/change")
@allow(Action.RECORD_ABSENCE)
def change_save(school: str, absence: str) -> Response | tuple[str, int]:
    """Have an absence last as it was shown; what comes on top is proposed for."""
    version, base = request.form.get("version", 0, type=int), request.form.get("base", "")
    try:
        until = _until(request.form) or Until(dt.date.min)
        done = changing.change(viewer(), school, absence, until, version, base, mailing())
    except REFUSED as error:
        return _change(school, absence, request.form, sentences(error))
    if done.over:
        flash("The absence ends earlier now; cover after it is called off.", "success")
    answer = proposed(school, page_date())
    if done.over and giving.is_any(viewer(), school, absence):
        return redirect(url_for("office.back", school=school, absence=absence), 303)
    return answer


@blueprint.post("/absences/<absence>/take-back")
@allow(Action.RECORD_ABSENCE)
def withdraw(school: str, absence: str) -> Response | tuple[str, int]:
    """Somebody is not absent after all."""
    date, version = page_date(), request.form.get("version", 0, type=int)
    try:
        take_back(viewer(), school, absence, version, mailing())
    except REFUSED as error:
        return page_of(school, date, sentences(error)), status_of(error)
    flash("The absence was taken back; cover that was announced for it is called off.", "success")
    done = proposed(school, date)
    if giving.is_any(viewer(), school, absence):
        return redirect(url_for("office.back", school=school, absence=absence), 303)
    return done


@blueprint.get("/absences/<absence>/sessions")
@allow(Action.REPAIR)
def back(school: str, absence: str) -> str:
    """Sessions that gave way to an absence which was taken back, and where they could go."""
    return _back(school, absence)


@blueprint.post("/absences/<absence>/sessions")
@allow(Action.REPAIR)
def give_back(school: str, absence: str) -> Response | tuple[str, int]:
    """Give back what was ticked; everybody affected gets one message."""
    chosen, base = request.form.getlist("request"), request.form.get("base", "")
    try:
        head = giving.give_back(viewer(), school, absence, chosen, base, mailing())
    except REFUSED as error:
        return _back(school, absence, sentences(error)), status_of(error)
    flash(
        f"Given back: plan {head.number} is published. Everybody affected has a message.",
        "success",
    )
    return to_morning(school, None)


def _back(school: str, absence: str, wrong: Sequence[str] = ()) -> str:
    found = giving.offers(viewer(), school, absence)
    return render_template("office/back.html", found=found, absence=absence, wrong=wrong)


def _change(
    school: str, absence: str, form: Mapping[str, str], wrong: Sequence[str] = ()
) -> Response | tuple[str, int]:
    until, status = None, 200 if not wrong else 409
    try:
        until = _until(form)
        found = changing.look(viewer(), school, absence, None if wrong else until)
    except InvalidProblemError as error:
        wrong, status = error.problems, status_of(error)
        found = changing.look(viewer(), school, absence)
    except ConflictError as error:
        flash(str(error), "warning")
        return to_morning(school, page_date())
    page = render_template(
        "office/change.html",
        found=found,
        absence=absence,
        until=until,
        wrong=wrong,
        spans_words=spans_words,
        date=page_date() or found.known.absence.first,
    )
    return page, status


def _until(form: Mapping[str, str]) -> Until | None:
    """Read until when somebody is absent; None where nothing was asked yet."""
    if not form.get("last"):
        return None
    words = form.get("back", "")
    try:
        last, back = dt.date.fromisoformat(form["last"]), int(words) if words else None
    except ValueError:
        last, back = dt.date.min, None
    return Until(last, back)
