"""Import of a .fet file: what it cannot say itself is asked on one page, then shown as a change."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from scheduler.domain.form import clock_text
from scheduler.domain.roles import Action
from scheduler.domain.school import SchoolKind
from scheduler.errors import NotFoundError, SchedulerError
from scheduler.services.sites.fet import Waiting, preview_fet, waiting
from scheduler.services.sites.import_ import Look
from scheduler.services.sites.show import overview, value
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.setup.differences import parts_of
from scheduler.web.setup.frame import blueprint
from scheduler.web.setup.things import complaints_of
from scheduler.web.typed import form_kept, keeps_typed

_NUMBERS = ("most_load", "release")
_OF_PD = ("days_owed", "least_gap_days")
_ALWAYS = ("name", "kind", "timezone", "first", "last")


@blueprint.route("/import/fet/<file>", methods=["GET", "POST"])
@allow(Action.IMPORT_DATA)
@keeps_typed
def import_file_fet(school: str, file: str) -> Response | tuple[str, int]:
    """Ask what a .fet file does not say, and show what it would change."""
    try:
        found = waiting(viewer(), school, file)
    except NotFoundError as error:  # brought too long ago
        flash(str(error), "error")
        return redirect(url_for("setup.import_file", school=school), 303)
    typed = request.form if request.method == "POST" else form_kept()
    preview: Look | None = None
    wrong: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            preview = preview_fet(viewer(), school, file, _answers(request.form, found))
        except SchedulerError as error:
            wrong, status = complaints_of(error), status_of(error)
            wrong = [line for one in wrong for line in one.splitlines()]
    return render_template(
        "setup/fet.html",
        file=found,
        typed=typed if typed is not None else _usual(school, found),
        preview=preview,
        parts=parts_of(preview) if preview else (),
        wrong=wrong,
        is_back=request.method == "GET" and typed is not None,
        kinds=[kind.value for kind in SchoolKind],
        zones=sorted(zoneinfo.available_timezones()),
    ), status


def _usual(school: str, found: Waiting) -> MultiDict[str, str]:
    """Begin with what the school has already, and with the times that the file names."""
    calendar = value(viewer(), school, "calendar").content
    year = int(overview(viewer(), school).year.name[:4])
    usual = MultiDict(
        {
            "name": found.offered.institution,
            "kind": value(viewer(), school, "kind").content or SchoolKind.HIGH,
            "timezone": calendar.timezone if calendar else "America/New_York",
            "first": (calendar.first if calendar else f"{year}-08-31"),
            "last": (calendar.last if calendar else f"{year + 1}-06-11"),
            "days_owed": "4",
            "least_gap_days": "7",
        }
    )
    for number, span in enumerate(found.offered.hours.values()):
        usual[f"start:{number}"] = clock_text(span.start)
        usual[f"end:{number}"] = clock_text(span.end)
    return usual


def _answers(form: MultiDict[str, str], found: Waiting) -> dict[str, object]:
    """Write what was answered as a map file has it."""
    answers: dict[str, object] = {
        name: form[name].strip() for name in _ALWAYS if form.get(name, "").strip()
    }
    answers |= {name: _number(form[name]) for name in _NUMBERS if form.get(name, "").strip()}
    answers["pd"] = {name: _number(form[name]) for name in _OF_PD if form.get(name, "").strip()}
    answers["hours"] = list(_hours(form, found))
    subjects = [
        (subject, form.get(f"area:{number}", "").strip(), f"special:{number}" in form)
        for number, subject in enumerate(found.offered.subjects)
    ]
    answers["areas"] = [{"subject": subject, "area": area} for subject, area, _ in subjects if area]
    specialists = dict.fromkeys(area or subject for subject, area, special in subjects if special)
    answers["specialist_areas"] = [*specialists]
    names = list(found.offered.teachers)
    ticked = [int(one) for one in form.getlist("plus") if one.isdecimal()]
    answers["plus_candidates"] = [names[one] for one in ticked if one < len(names)]
    answers["hold_all_locks"] = "hold_all_locks" in form
    return answers


def _hours(form: MultiDict[str, str], found: Waiting) -> Iterator[dict[str, str]]:
    for number, hour in enumerate(found.offered.hours):
        start, end = form.get(f"start:{number}", ""), form.get(f"end:{number}", "")
        if start or end:
            yield {"hour": hour, "start": start, "end": end}


def _number(text: str) -> Any:
    """Read a whole number; anything else is refused by the map, with its place."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text
