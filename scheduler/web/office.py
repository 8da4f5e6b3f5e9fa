"""The office's morning: who is absent, what is proposed for it, approving it, what really was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, InputError, InvalidProblemError, NotFoundError
from scheduler.services.absences import approve as approving
from scheduler.services.absences import give_back as giving
from scheduler.services.absences.afterwards import tell
from scheduler.services.absences.candidates_file import candidates_file
from scheduler.services.absences.choose import choose
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import record
from scheduler.services.absences.show import Morning, candidates
from scheduler.services.absences.show import morning as shown
from scheduler.services.absences.take_back import take_back
from scheduler.services.messages.tell import Mailing
from scheduler.web.access import allow, viewer
from scheduler.web.auth_session import smtp
from scheduler.web.calendar_dates import asked_date, day_words
from scheduler.web.errors import status_of
from scheduler.web.lists import sent
from scheduler.web.office_forms import Entry, absences_of, entries, spans_words

__all__ = ["blueprint"]

blueprint = Blueprint("office", __name__, url_prefix="/schools/<school>/morning")

_BLANK_ROWS = 4
_SCOPES = ("one", "next", "day")
_REFUSED = (ConflictError, InvalidProblemError, InputError)


@blueprint.get("/")
@allow(Action.RECORD_ABSENCE)
def morning(school: str) -> str:
    """A date before school: who is absent, what is proposed, and what was announced."""
    return _page(school, _date())


@blueprint.post("/absences")
@allow(Action.RECORD_ABSENCE)
def add(school: str) -> Response | tuple[str, int]:
    """Enter who is absent, and have cover proposed at once."""
    date, typed = _date(), entries(request.form)
    try:
        record(viewer(), school, absences_of(typed, date))
    except _REFUSED as error:
        return _page(school, date, _sentences(error), typed), status_of(error)
    return _proposed(school, date)


@blueprint.post("/absences/<absence>/take-back")
@allow(Action.RECORD_ABSENCE)
def withdraw(school: str, absence: str) -> Response | tuple[str, int]:
    """Somebody is not absent after all."""
    date, version = _date(), request.form.get("version", 0, type=int)
    try:
        take_back(viewer(), school, absence, version, _mailing())
    except _REFUSED as error:
        return _page(school, date, _sentences(error)), status_of(error)
    flash("The absence was taken back; cover that was announced for it is called off.", "success")
    done = _proposed(school, date)
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
        head = giving.give_back(viewer(), school, absence, chosen, base, _mailing())
    except _REFUSED as error:
        return _back(school, absence, _sentences(error)), status_of(error)
    flash(
        f"Given back: plan {head.number} is published. Everybody affected has a message.",
        "success",
    )
    return _to_morning(school, None)


@blueprint.post("/propose")
@allow(Action.APPROVE_COVER)
def ask(school: str) -> Response | tuple[str, int]:
    """Propose cover anew, perhaps with another number of substitutes."""
    date = _date()
    number = request.form.get("substitutes", type=int)
    if number is not None and not 0 <= number <= 200:
        wrong = ["The number of substitutes lies between 0 and 200."]
        return _page(school, date, wrong), 400
    return _proposed(school, date, None if number is None or date is None else {date: number})


@blueprint.get("/classes/<int:gap>")
@allow(Action.APPROVE_COVER)
def morning_class(school: str, gap: int) -> Response | str:
    """Everybody who could take one class, ranked, with reasons, counters and their day."""
    version = request.args.get("version", 0, type=int)
    try:
        return _candidates(school, version, gap)
    except ConflictError as error:
        flash(str(error), "warning")
        return _to_morning(school, _date())


@blueprint.get("/classes/<int:gap>/candidates.<any(csv, xlsx):kind>")
@allow(Action.APPROVE_COVER)
def class_file(school: str, gap: int, kind: str) -> Response:
    """Everybody who could take one class, as a file for Excel, or as CSV."""
    version = request.args.get("version", 0, type=int)
    try:
        content = candidates_file(viewer(), school, version, gap, kind)
    except ConflictError as error:
        flash(str(error), "warning")
        return _to_morning(school, _date())
    return sent("candidates", kind, content)


@blueprint.post("/classes/<int:gap>")
@allow(Action.APPROVE_COVER)
def pick(school: str, gap: int) -> Response | tuple[str, int]:
    """Have somebody else take a class; caps hold, and the rule is said."""
    version, by = request.form.get("version", 0, type=int), request.form.get("by", "")
    scope: Any = request.form.get("scope", "one")
    if scope not in _SCOPES:
        raise NotFoundError("There is no such choice.")
    try:
        done = choose(viewer(), school, version, gap, by, scope)
    except InvalidProblemError as error:
        return _candidates(school, version, gap, error.problems), status_of(error)
    except ConflictError as error:
        flash(str(error), "warning")
        return _to_morning(school, _date())
    for sentence in done.left:
        flash(sentence, "warning")
    return _to_morning(school, _date(), "proposal")


@blueprint.post("/approve")
@allow(Action.APPROVE_COVER)
def approve(school: str) -> Response | tuple[str, int]:
    """Announce what was shown; everybody affected gets one message."""
    date, version = _date(), request.form.get("version", 0, type=int)
    try:
        head = approving.approve(viewer(), school, version, _mailing())
    except _REFUSED as error:
        return _page(school, date, _sentences(error)), status_of(error)
    flash(
        f"Approved: plan {head.number} is published. Everybody affected has a message.", "success"
    )
    return _to_morning(school, date)


@blueprint.post("/covers/<row>")
@allow(Action.RECORD_ABSENCE)
def happened(school: str, row: str) -> Response | tuple[str, int]:
    """Say who really had a class, or that it did not take place."""
    date, who = _date(), request.form.get("coverer", "")
    took_place = who != "nobody"
    try:
        named = who if took_place and who else None
        tell(viewer(), school, row, took_place=took_place, coverer=named)
    except InputError as error:
        return _page(school, date, [error.what]), status_of(error)
    flash("Noted. What was said before is kept as its history.", "success")
    return _to_morning(school, date, "announced")


def _page(
    school: str,
    date: dt.date | None,
    wrong: Sequence[str] = (),
    typed: Sequence[Entry] = (),
) -> str:
    found = shown(viewer(), school, date)
    if found is None:
        return render_template("office/nothing.html")
    blank = max(1, _BLANK_ROWS - len(typed))
    return render_template(
        "office/morning.html",
        found=found,
        title=day_words(found.date),
        day_words=day_words,
        spans_words=spans_words,
        people=_people(found),
        rows=[*typed, *(Entry() for _ in range(blank))],
        wrong=wrong,
        name=lambda id: found.school.person[id].name if id in found.school.person else id,
    )


def _candidates(school: str, version: int, gap: int, wrong: Sequence[str] = ()) -> str:
    row, rows = candidates(viewer(), school, version, gap)
    return render_template(
        "office/class.html", row=row, rows=rows, version=version, wrong=wrong, date=row.date
    )


def _back(school: str, absence: str, wrong: Sequence[str] = ()) -> str:
    found = giving.offers(viewer(), school, absence)
    return render_template("office/back.html", found=found, absence=absence, wrong=wrong)


def _people(found: Morning) -> list[tuple[str, str]]:
    """Everybody who may be absent on the date, by name."""
    staff = sorted(found.school.staff, key=lambda one: (one.name, one.id))
    return [(one.id, one.name) for one in staff if one.employed(found.date, found.date)]


def _proposed(
    school: str, date: dt.date | None, substitutes: dict[dt.date, int] | None = None
) -> Response | tuple[str, int]:
    try:
        propose(viewer(), school, substitutes)
    except ConflictError as error:
        return _page(school, date, [str(error)]), status_of(error)
    return _to_morning(school, date, "proposal")


def _to_morning(school: str, date: dt.date | None, part: str | None = None) -> Response:
    shown = None if date is None else date.isoformat()
    return redirect(url_for("office.morning", school=school, date=shown, _anchor=part), 303)


def _date() -> dt.date | None:
    """Return the date that the address or the form names; None: today."""
    today = dt.date.min
    found = asked_date("date", today)
    return None if found == today else found


def _mailing() -> Mailing | None:
    return Mailing(current_app.extensions["settings"].public_url) if smtp() else None


def _sentences(error: Exception) -> Sequence[str]:
    if isinstance(error, InvalidProblemError):
        return error.problems
    return [error.what if isinstance(error, InputError) else str(error)]
