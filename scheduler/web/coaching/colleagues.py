"""Colleagues in a request: their yes or no, stepping out, asking somebody else."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from scheduler.domain.roles import Action
from scheduler.errors import SchedulerError
from scheduler.services.coaching import ask as asking
from scheduler.services.coaching import colleagues, cycles, taking_part
from scheduler.services.coaching.ask import Choices
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.frame import at_field, blueprint, link, options, ticks
from scheduler.web.forms import Form

__all__ = ["ColleagueForm"]


class ColleagueForm(Form):
    """Who is asked to take part."""

    with_staff = ticks("Together with")
    colleague_area = SelectField("Or with somebody who teaches", default="")

    def offer(self, choices: Choices) -> None:
        """Fill in who can be chosen at this school."""
        self.with_staff.choices = options(*((one.id, one.name) for one in choices.colleagues))
        areas = ((one.id, one.name) for one in choices.areas)
        self.colleague_area.choices = options(("", "Nobody in particular"), *areas)


@blueprint.post("/questions/<request_id>/<any(yes, no):what>")
@allow(Action.ANSWER_REQUEST)
def questions_answer(school: str, request_id: str, what: str) -> Response:
    """Say yes or no to a colleague."""
    taking_part.answer(viewer(), school, request_id, what == "yes", link())
    said = "You take part. When times are found, you choose among them here."
    flash(said if what == "yes" else "It is gone. Nobody is told.", "success")
    return redirect(url_for("coaching.cycles", school=school), 303)


@blueprint.post("/visits/<request_id>/step-out")
@allow(Action.ANSWER_REQUEST)
def step_out(school: str, request_id: str) -> Response:
    """Take part no longer."""
    taking_part.step_out(viewer(), school, request_id, link())
    flash("You no longer take part. What was booked is given back.", "success")
    return redirect(url_for("coaching.cycles", school=school), 303)


@blueprint.route("/cycles/<request_id>/colleagues", methods=["GET", "POST"])
@allow(Action.REQUEST_COACHING)
def cycles_colleagues(school: str, request_id: str) -> Response | tuple[str, int]:
    """Ask somebody else than so far."""
    who = viewer()
    cycle = cycles.cycle(who, school, request_id)
    form = ColleagueForm()
    form.offer(asking.choices(who, school))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        whom, area = tuple(form.with_staff.data or ()), form.colleague_area.data or None
        try:
            colleagues.ask_anew(who, school, request_id, whom, area, link())
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            flash("Asked.", "success")
            path = url_for("coaching.cycles_show", school=school, request_id=request_id)
            return redirect(path, 303)
    return render_template("coaching/colleagues.html", form=form, cycle=cycle), status
