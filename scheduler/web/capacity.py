"""Plus capacity: how many teachers a school can free, at what price, and why not one more."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from scheduler.domain.orders import SearchOrder
from scheduler.domain.roles import Action
from scheduler.domain.wishes import Release
from scheduler.errors import SchedulerError
from scheduler.services.runs import start
from scheduler.services.runs.show import Run, history
from scheduler.services.runs.things import in_words
from scheduler.services.sites import edit
from scheduler.services.sites.show import listed, value
from scheduler.web.access import allow, place, viewer
from scheduler.web.charts import LineChart, Series, line_chart
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("capacity", __name__, url_prefix="/schools/<school>/capacity")

_TIME_LIMIT_S = 120.0


class ChooseForm(Form):
    """How many are released, and who in any case."""

    k = IntegerField("Plus teachers", [InputRequired(), NumberRange(min=0, max=200)])
    names = SelectMultipleField(
        "Released in any case",
        description="Those who volunteered; the others are chosen by the search.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    version = HiddenField()


@blueprint.route("/", methods=["GET", "POST"])
@allow(Action.SEE_CAPACITY)
def show(school: str) -> Response | tuple[str, int]:
    """The frontier that was found last; the form on it chooses how many and who."""
    may_choose = viewer().may(Action.EDIT_SCHOOL_DATA, place())
    form, status = (_form(school), 200) if may_choose else (None, 200)
    if form is not None and form.is_submitted():
        if form.validate():
            try:
                _choose(school, form)
            except SchedulerError as error:
                status = complain(form, error)
            else:
                flash("Chosen. The next build releases that many.", "success")
                then = "runs.show" if request.form.get("then") == "build" else "capacity.show"
                return redirect(url_for(then, school=school), 303)
        else:
            status = 422
    latest = _latest(history(viewer(), school))
    found: Mapping[str, Any] = latest.result or {} if latest else {}
    rungs: Sequence[Mapping[str, Any]] = found.get("rungs", ())
    texts = [found.get("why_no_more") or "", *(one.get("reason") or "" for one in rungs)]
    why_no_more, *reasons = in_words(viewer(), latest.id, texts) if latest else texts
    return render_template(
        "capacity/show.html",
        form=form,
        run=latest,
        rungs=rungs,
        why_no_more=why_no_more,
        reasons=reasons,
        chart=_chart(rungs),
    ), status


@blueprint.post("/find")
@allow(Action.SEE_CAPACITY)
def find(school: str) -> Response:
    """Have the frontier found."""
    run = start.start_capacity(viewer(), school, SearchOrder(time_limit_s=_TIME_LIMIT_S))
    return redirect(url_for("runs.show_run", school=school, run=run), 303)


def _form(school: str) -> ChooseForm:
    """Return the form with what is chosen now."""
    present = value(viewer(), school, "release")
    release: Release = present.content
    k = request.args.get("k", release.k, type=int)  # chosen in the table
    data = {"k": k, "names": list(release.names), "version": present.version}
    form = ChooseForm(data=data)
    staff = [row.thing for row in listed(viewer(), school, "staff") if row.thing is not None]
    form.names.choices = [
        SelectChoice(one.id, one.name)  # type: ignore[attr-defined]  # rows of this list are staff
        for one in staff
        if one.volunteer or one.id in release.names  # type: ignore[attr-defined]
    ]
    return form


def _choose(school: str, form: ChooseForm) -> None:
    present: Release = value(viewer(), school, "release").content
    chosen = dataclasses.replace(present, k=form.k.data, names=tuple(form.names.data))
    edit.set_value(viewer(), school, "release", chosen, int(form.version.data or 0))


def _latest(runs: Sequence[Run]) -> Run | None:
    return next((one for one in runs if one.kind == "capacity" and one.result), None)


def _chart(rungs: Sequence[Mapping[str, Any]]) -> LineChart | None:
    def line(key: str, title: str, style: str) -> Series:
        # Below 0 the team is too few for the PD days: the table says so, the picture leaves it out.
        shares = ((one["k"], one[key]) for one in rungs)
        points = ((k, None if part is None or part < 0 else 100 * part) for k, part in shares)
        return Series(title, style, tuple(points))

    return line_chart(
        [
            line("whole_day_share", "Days without any cover", "first"),
            line("free_share", "Time without cover", "second"),
        ],
        title="Share of the Plus team's time that stays free, by the number of Plus teachers",
        x_title="Plus teachers",
        y_title="Share of the team's time",
        unit=" %",
        most=100,
        rule=(50, "over half"),
    )
