"""A snow day, or a room that is closed: have the published year mended with the fewest changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from scheduler.domain.calendar import NamedDates
from scheduler.domain.orders import RepairOrder
from scheduler.domain.roles import Action
from scheduler.domain.yearplan import ClosedRoom
from scheduler.errors import SchedulerError
from scheduler.services.plans.show import Shown, published
from scheduler.services.runs.start import start_repair
from scheduler.web.access import allow, viewer
from scheduler.web.complaints import complain
from scheduler.web.forms import Form
from scheduler.web.office_forms import periods_of

__all__ = ["blueprint"]

blueprint = Blueprint("repairs", __name__, url_prefix="/schools/<school>/repair")

_TIME_LIMIT_S = 120.0
_ALONE = "Left empty, it is that day alone."


class RepairForm(Form):
    """What came up: days without school, a closed room, or both."""

    reason = StringField(
        "What it is called", [Length(max=100)], default="Snow day", description="People read it."
    )
    first = DateField("First day without school", [Optional()])
    last = DateField("Last day without school", [Optional()], description=_ALONE)
    room = SelectField("Room")
    room_first = DateField("Closed from", [Optional()])
    room_last = DateField("Closed to", [Optional()], description=_ALONE)
    periods = StringField(
        "Periods", [Length(max=40)], description="As 1-3, 5. Left empty, it is the whole day."
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Want something to have come up, and each part of it whole."""
        good = bool(super().validate(extra_validators))
        for first, last in ((self.first, self.last), (self.room_first, self.room_last)):
            if first.data and last.data and last.data < first.data:
                last.errors = [*last.errors, "It lies before the first day."]
                good = False
        if self.room.data and not self.room_first.data:
            self.room_first.errors = [*self.room_first.errors, "Say from when it is closed."]
            good = False
        if not self.first.data and not self.room.data:
            self.form_errors.append("Say which days have no school, or which room is closed.")
            good = False
        return good

    def validate_periods(self, field: StringField) -> None:
        """Take periods as people write them."""
        try:
            periods_of(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def order(self, plan: str) -> RepairOrder:
        """Return what was ordered."""
        closed: tuple[NamedDates, ...] = ()
        rooms: tuple[ClosedRoom, ...] = ()
        if self.first.data:
            closed = (_dates(NamedDates, self.first, self.last, name=self.reason.data or ""),)
        if self.room.data:
            rooms = (
                _dates(
                    *(ClosedRoom, self.room_first, self.room_last),
                    room=self.room.data,
                    periods=periods_of(self.periods.data or ""),
                ),
            )
        return RepairOrder(
            plan=plan,
            name=" ".join((self.reason.data or "").split()) or "Repair",
            closed_dates=closed,
            closed_rooms=rooms,
            time_limit_s=_TIME_LIMIT_S,
        )


@blueprint.route("/", methods=["GET", "POST"])
@allow(Action.REPAIR)
def show(school: str) -> Response | tuple[str, int]:
    """Say what came up; a draft with the fewest changes is looked for in the background."""
    shown = published(viewer(), school)
    if shown is None or shown.plan.calendar is None:
        return render_template("repairs/nothing.html"), 200
    form = RepairForm()
    form.room.choices = _rooms(shown)
    status = 200
    if form.validate_on_submit():
        try:
            run = start_repair(viewer(), school, form.order(shown.head.id))
        except SchedulerError as error:
            status = complain(form, error)
        else:
            return redirect(url_for("runs.show_run", school=school, run=run), 303)
    elif form.is_submitted():
        status = 422
    return render_template("repairs/show.html", form=form, year=_year(shown)), status


def _rooms(shown: Shown) -> list[SelectChoice]:
    rooms = sorted(shown.school.rooms, key=lambda one: one.name)
    return [SelectChoice("", "None"), *(SelectChoice(one.id, one.name) for one in rooms)]


def _year(shown: Shown) -> tuple[dt.date, dt.date]:
    return shown.school.calendar.first, shown.school.calendar.last


def _dates(kind: Any, first: DateField, last: DateField, **more: Any) -> Any:
    return kind(first=first.data, last=last.data or first.data, **more)
