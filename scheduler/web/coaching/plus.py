"""For Plus teachers: requests that fit, and times to keep free."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, TimeField
from wtforms.validators import Optional

from scheduler.domain.calendar import Weekday
from scheduler.domain.roles import Action
from scheduler.errors import SchedulerError
from scheduler.services.coaching import availability as kept
from scheduler.services.coaching import suited
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.frame import at_field, blueprint, options
from scheduler.web.forms import Form

__all__: list[str] = []

_DAYS = {
    Weekday.MON: "Mondays",
    Weekday.TUE: "Tuesdays",
    Weekday.WED: "Wednesdays",
    Weekday.THU: "Thursdays",
    Weekday.FRI: "Fridays",
}


class KeepForm(Form):
    """A time to keep free."""

    weekday = SelectField(
        "On",
        choices=options(
            ("", "Every day between the dates"), *((k.value, v) for k, v in _DAYS.items())
        ),
    )
    first = DateField("From date", [Optional()])
    last = DateField("To date", [Optional()])
    start = TimeField("From time", [Optional()], description="Without times: the whole day.")
    end = TimeField("To time", [Optional()])


@blueprint.get("/requests")
@allow(Action.TAKE_REQUEST)
def requests(school: str) -> str:
    """Requests that the viewer could take."""
    return render_template(
        "coaching/requests.html", rows=suited.requests_that_fit(viewer(), school)
    )


@blueprint.route("/availability", methods=["GET", "POST"])
@allow(Action.TAKE_REQUEST)
def availability(school: str) -> Response | tuple[str, int]:
    """Times that are kept free of new coaching."""
    form = KeepForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            kept.keep_free(
                viewer(),
                school,
                weekday=form.weekday.data or None,
                first=form.first.data,
                last=form.last.data,
                start=_minutes(form.start),
                end=_minutes(form.end),
            )
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            flash("Kept free. What is booked already stays.", "success")
            return redirect(url_for("coaching.availability", school=school), 303)
    rows = kept.kept_free(viewer(), school)
    days = {day.value: words for day, words in _DAYS.items()}
    return render_template("coaching/availability.html", form=form, rows=rows, days=days), status


@blueprint.post("/availability/<kept_id>/drop")
@allow(Action.TAKE_REQUEST)
def drop(school: str, kept_id: str) -> Response:
    """Keep a time free no longer."""
    kept.drop(viewer(), school, kept_id)
    flash("It can be booked again.", "success")
    return redirect(url_for("coaching.availability", school=school), 303)


def _minutes(field: TimeField) -> int | None:
    return None if field.data is None else field.data.hour * 60 + field.data.minute
