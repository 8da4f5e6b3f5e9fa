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
from scheduler.services.absences.afterwards import tell
from scheduler.services.absences.candidates_file import candidates_file
from scheduler.services.absences.choose import choose
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import record
from scheduler.services.absences.show import Morning, candidates
from scheduler.services.absences.show import morning as shown
from scheduler.services.messages.tell import Mailing
from scheduler.web.access import allow, viewer
from scheduler.web.auth_session import smtp
from scheduler.web.calendar_dates import asked_date, day_words
from scheduler.web.errors import status_of
from scheduler.web.lists import sent
from scheduler.web.office_forms import Entry, absences_of, entries, spans_words

__all__ = [
    "REFUSED",
    "blueprint",
    "mailing",
    "page_date",
    "page_of",
    "proposed",
    "sentences",
    "to_morning",
]

blueprint = Blueprint("office", __name__, url_prefix="/schools/<school>/morning")

_BLANK_ROWS = 4
_SCOPES = ("one", "next", "day")
REFUSED = (ConflictError, InvalidProblemError, InputError)


@blueprint.get("/")
@allow(Action.RECORD_ABSENCE)
def morning(school: str) -> str:
    """A date before school: who is absent, what is proposed, and what was announced."""
    return page_of(school, page_date())


@blueprint.post("/absences")
@allow(Action.RECORD_ABSENCE)
def add(school: str) -> Response | tuple[str, int]:
    """Enter who is absent, and have cover proposed at once."""
    date, typed = page_date(), entries(request.form)
    try:
        record(viewer(), school, absences_of(typed, date))
    except REFUSED as error:
        return page_of(school, date, sentences(error), typed), status_of(error)
    return proposed(school, date)


@blueprint.post("/propose")
@allow(Action.APPROVE_COVER)
def ask(school: str) -> Response | tuple[str, int]:
    """Propose cover anew, perhaps with another number of substitutes."""
    date = page_date()
    number = request.form.get("substitutes", type=int)
    if number is not None and not 0 <= number <= 200:
        wrong = ["The number of substitutes lies between 0 and 200."]
        return page_of(school, date, wrong), 400
    return proposed(school, date, None if number is None or date is None else {date: number})


@blueprint.get("/classes/<int:gap>")
@allow(Action.APPROVE_COVER)
def morning_class(school: str, gap: int) -> Response | str:
    """Everybody who could take one class, ranked, with reasons, counters and their day."""
    version = request.args.get("version", 0, type=int)
    try:
        return _candidates(school, version, gap)
    except ConflictError as error:
        flash(str(error), "warning")
        return to_morning(school, page_date())


@blueprint.get("/classes/<int:gap>/candidates.<any(csv, xlsx):kind>")
@allow(Action.APPROVE_COVER)
def class_file(school: str, gap: int, kind: str) -> Response:
    """Everybody who could take one class, as a file for Excel, or as CSV."""
    version = request.args.get("version", 0, type=int)
    try:
        content = candidates_file(viewer(), school, version, gap, kind)
    except ConflictError as error:
        flash(str(error), "warning")
        return to_morning(school, page_date())
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
        return to_morning(school, page_date())
    for sentence in done.left:
        flash(sentence, "warning")
    return to_morning(school, page_date(), "proposal")


@blueprint.post("/approve")
@allow(Action.APPROVE_COVER)
def approve(school: str) -> Response | tuple[str, int]:
    """Announce what was shown; everybody affected gets one message."""
    date, version = page_date(), request.form.get("version", 0, type=int)
    try:
        head = approving.approve(viewer(), school, version, mailing())
    except REFUSED as error:
        return page_of(school, date, sentences(error)), status_of(error)
    flash(
        f"Approved: plan {head.number} is published. Everybody affected has a message.", "success"
    )
    return to_morning(school, date)


@blueprint.post("/covers/<row>")
@allow(Action.RECORD_ABSENCE)
def happened(school: str, row: str) -> Response | tuple[str, int]:
    """Say who really had a class, or that it did not take place."""
    date, who = page_date(), request.form.get("coverer", "")
    took_place = who != "nobody"
    try:
        named = who if took_place and who else None
        tell(viewer(), school, row, took_place=took_place, coverer=named)
    except InputError as error:
        return page_of(school, date, [error.what]), status_of(error)
    flash("Noted. What was said before is kept as its history.", "success")
    return to_morning(school, date, "announced")


def page_of(
    school: str,
    date: dt.date | None,
    wrong: Sequence[str] = (),
    typed: Sequence[Entry] = (),
) -> str:
    """Write the page of a date, with what was wrong and what was typed."""
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


def _people(found: Morning) -> list[tuple[str, str]]:
    """Everybody who may be absent on the date, by name."""
    staff = sorted(found.school.staff, key=lambda one: (one.name, one.id))
    return [(one.id, one.name) for one in staff if one.employed(found.date, found.date)]


def proposed(
    school: str, date: dt.date | None, substitutes: dict[dt.date, int] | None = None
) -> Response | tuple[str, int]:
    """Have cover proposed, and lead to it."""
    try:
        propose(viewer(), school, substitutes)
    except ConflictError as error:
        return page_of(school, date, [str(error)]), status_of(error)
    return to_morning(school, date, "proposal")


def to_morning(school: str, date: dt.date | None, part: str | None = None) -> Response:
    """Lead to a part of the page of a date; None: today's."""
    shown = None if date is None else date.isoformat()
    return redirect(url_for("office.morning", school=school, date=shown, _anchor=part), 303)


def page_date() -> dt.date | None:
    """Return the date that the address or the form names; None: today."""
    today = dt.date.min
    found = asked_date("date", today)
    return None if found == today else found


def mailing() -> Mailing | None:
    """Return how messages are mailed; None where no mail is set."""
    return Mailing(current_app.extensions["settings"].public_url) if smtp() else None


def sentences(error: Exception) -> Sequence[str]:
    """Return what a refusal says."""
    if isinstance(error, InvalidProblemError):
        return error.problems
    return [error.what if isinstance(error, InputError) else str(error)]
