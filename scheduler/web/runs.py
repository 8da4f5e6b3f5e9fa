"""Build: order a plan, watch the search, stop it and keep the best, read what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from scheduler.domain.orders import BuildOrder, SearchOrder
from scheduler.domain.plan import Stage
from scheduler.domain.roles import Action
from scheduler.domain.wishes import Release
from scheduler.errors import InvalidProblemError, NotFoundError, SchedulerError
from scheduler.services.plans import scenarios
from scheduler.services.plans.show import plans_of
from scheduler.services.runs import end, resolve, start
from scheduler.services.runs import show as runs
from scheduler.services.runs.show import Run
from scheduler.services.runs.things import Told, told
from scheduler.services.sites.show import listed, overview, value
from scheduler.web.access import allow, place, viewer
from scheduler.web.charts import LineChart, Series, line_chart
from scheduler.web.complaints import complain
from scheduler.web.forms import Form
from scheduler.web.run_words import level_words

__all__ = ["blueprint"]

blueprint = Blueprint("runs", __name__, url_prefix="/schools/<school>/runs")

_STAGES = {
    "all": tuple(Stage),
    "schedule": (Stage.STAFFING, Stage.TIMETABLE),
    "timetable": (Stage.TIMETABLE, Stage.CALENDAR),
    "calendar": (Stage.CALENDAR,),
}
_NO_PLAN = ""
_NOW, _THEIRS = "now", "theirs"


class BuildForm(Form):
    """What to build, on which plan, and for how long."""

    name = StringField("Name of the plan", [DataRequired(), Length(max=100)], default="Draft")
    what = RadioField(
        "What is to be built?",
        choices=[
            SelectChoice(
                "all", "Everything: who teaches what, the master schedule, the year calendar"
            ),
            SelectChoice("schedule", "Who teaches what, and the master schedule"),
            SelectChoice(
                "timetable", "The master schedule and the calendar; who teaches what stays"
            ),
            SelectChoice("calendar", "The calendar only; the master schedule stays"),
        ],
        default="all",
    )
    previous = SelectField(
        "Go on from",
        description="What stays the same keeps its place in people's calendars.",
    )
    data = RadioField(
        "With which data of the school?",
        choices=[
            SelectChoice(_NOW, "As they are entered now"),
            SelectChoice(_THEIRS, "Those of the plan it goes on from: with its locks, or scenario"),
        ],
        default=_NOW,
    )
    minutes = SelectField(
        "Time",
        choices=[
            SelectChoice("1", "1 minute"),
            *(SelectChoice(one, f"{one} minutes") for one in ("2", "5", "15")),
        ],
        default="2",
        description="It ends earlier when nothing better is possible; you can stop it at any time.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to keep what no plan is named for, beside the field that names it."""
        good = bool(super().validate(extra_validators))
        first = _STAGES.get(self.what.data or "", tuple(Stage))[0]
        if self.previous.data == _NO_PLAN and (first is not Stage.STAFFING or self._is_theirs):
            why = "which of its data are used" if self._is_theirs else "what of it stays"
            self.previous.errors = [*self.previous.errors, f"Choose a plan: it says {why}."]
            return False
        return good

    @property
    def _is_theirs(self) -> bool:
        return bool(self.data.data == _THEIRS)

    def order(self) -> BuildOrder:
        """Return what was ordered."""
        return BuildOrder(
            name=" ".join(self.name.data.split()),
            stages=_STAGES[self.what.data],
            previous=self.previous.data or None,
            time_limit_s=60.0 * int(self.minutes.data),
        )


@blueprint.route("/", methods=["GET", "POST"])
@allow(Action.BUILD)
def show(school: str) -> Response | tuple[str, int]:
    """Order a build; what was run before."""
    form = BuildForm()
    plans = plans_of(viewer(), school)
    form.previous.choices = [
        SelectChoice(_NO_PLAN, "Nothing: start fresh"),
        *(SelectChoice(one.id, f"{one.number} · {one.name}") for one in plans),
    ]
    status = 200
    if form.validate_on_submit():
        try:
            start_it = resolve.start_build_on if form.data.data == _THEIRS else start.start_build
            run = start_it(viewer(), school, form.order())
        except SchedulerError as error:
            status = complain(form, error)
            if isinstance(error, InvalidProblemError):
                form.form_errors[:] = error.problems
        else:
            return redirect(url_for("runs.show_run", school=school, run=run), 303)
    elif form.is_submitted():
        status = 422
    return render_template(
        "runs/show.html",
        form=form,
        release=_release(school),
        overview=overview(viewer(), school),
        history=runs.history(viewer(), school),
    ), status


@blueprint.post("/calendar/<plan>")
@allow(Action.BUILD)
def calendar_again(school: str, plan: str) -> Response:
    """Have the calendar that an edit by hand left out planned anew, keeping what it announced."""
    run = resolve.calendar_again(viewer(), school, plan)
    return redirect(url_for("runs.show_run", school=school, run=run), 303)


@blueprint.get("/<run>")
@allow(Action.SEE_CAPACITY)
def show_run(school: str, run: str) -> str:
    """One run: how far it is, or what came of it."""
    found = _run(school, run)
    return render_template("runs/run.html", **_facts(found))


@blueprint.post("/<run>/fixes/<int:number>")
@allow(Action.BUILD)
def try_fix(school: str, run: str, number: int) -> Response:
    """Build a copy of the school with a fix: a scenario, beside the school's own data."""
    new = scenarios.try_fix(viewer(), school, run, number)
    flash("The scenario is being built. The school's own data stay as they are.", "success")
    return redirect(url_for("runs.show_run", school=school, run=new), 303)


@blueprint.get("/<run>/progress")
@allow(Action.SEE_CAPACITY)
def show_progress(school: str, run: str) -> Response | str:
    """The part of the page of a run that changes while it goes on."""
    found = _run(school, run)
    if found.finished_at is not None and "HX-Request" in request.headers:
        # The whole page is another one now.
        answer = redirect(url_for("runs.show_run", school=school, run=run))
        answer.status_code = 204
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render_template("runs/progress.html", **_facts(found))


@blueprint.post("/<run>/stop")
@allow(Action.SEE_CAPACITY)
def stop(school: str, run: str) -> Response:
    """End a run and keep its best."""
    end.stop(viewer(), _run(school, run).id)
    flash("The run ends as soon as it can, and keeps the best it has found.", "success")
    return redirect(url_for("runs.show_run", school=school, run=run), 303)


@blueprint.post("/<run>/cancel")
@allow(Action.SEE_CAPACITY)
def cancel(school: str, run: str) -> Response:
    """End a run and throw away what it has found."""
    end.cancel(viewer(), _run(school, run).id)
    flash("The run is cancelled; nothing was kept.", "success")
    return redirect(url_for("runs.show_run", school=school, run=run), 303)


@blueprint.post("/explain")
@allow(Action.BUILD)
def explain(school: str) -> Response:
    """Have it found out what would give the school a solution."""
    order, of = SearchOrder(time_limit_s=120), request.form.get("run")
    if of:
        run = resolve.start_explain_of(viewer(), school, of, order)
    else:
        run = start.start_explain(viewer(), school, order)
    return redirect(url_for("runs.show_run", school=school, run=run), 303)


def _release(school: str) -> str:
    """Say how many Plus teachers a build releases, and whom in any case."""
    chosen: Release = value(viewer(), school, "release").content
    names = {row.id: row.thing.name for row in listed(viewer(), school, "staff") if row.thing}  # type: ignore[attr-defined]  # rows of this list are staff
    who = ", ".join(names.get(one, one) for one in chosen.names)
    number = "1 Plus teacher" if chosen.k == 1 else f"{chosen.k} Plus teachers"
    if chosen.k is None:
        number = "as few Plus teachers as keep over half of their days whole"
    return f"It releases {number}{f', in any case {who}' if who else ''}."


def _run(school: str, run: str) -> Run:
    """Return a run of the school in the address; another school's is none."""
    found = runs.run(viewer(), run)
    if found.school != school:
        raise NotFoundError("There is no such run, or none that you may know of.")
    return found


def _facts(found: Run) -> dict[str, object]:
    """Return what the templates of a run show."""
    ahead = runs.ahead(viewer(), found.id) if found.state == "queued" else 0
    said = told(viewer(), found.id) if found.finished_at else Told()
    return {
        "run": found,
        "ahead": ahead,
        "chart": _chart(found),
        "told": said,
        "improving": level_words(str((found.progress or {}).get("level", ""))),
        "may_mend": viewer().may(Action.BUILD, place()),
        "before": found.input.get("plan") or found.input.get("previous"),
    }


def _chart(found: Run) -> LineChart | None:
    """Draw best and bound of the level that is being improved, or was improved last."""
    if not found.history:
        return None
    last = found.history[-1]
    key = (last["stage"], last["level"])
    points = [one for one in found.history if (one["stage"], one["level"]) == key]
    words = level_words(str(last["level"]))
    return line_chart(
        [
            Series("Best so far", "first", _points(points, "value"), stepped=True),
            Series("Proven bound", "limit", _points(points, "bound"), stepped=True),
        ],
        title=f"{words}: best value and proven bound over time",
        x_title="seconds",
        y_title=words.capitalize(),
    )


def _points(
    points: Sequence[Mapping[str, Any]], key: str
) -> tuple[tuple[float, float | None], ...]:
    return tuple((one["at"], one.get(key)) for one in points)
