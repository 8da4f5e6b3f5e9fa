"""Scenarios: the plans of a school, side by side; naming, putting away and publishing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from scheduler.domain.definitions import TITLES, written
from scheduler.domain.plan import PlanState
from scheduler.domain.roles import Action
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotFoundError,
    SchedulerError,
)
from scheduler.services.compare import Column
from scheduler.services.messages.tell import Mailing
from scheduler.services.plans import compare as comparing
from scheduler.services.plans import difference_words, edit, scenarios
from scheduler.services.plans import publish as publishing
from scheduler.services.plans.pages import verdict
from scheduler.services.plans.show import PlanHead, makers_of, plans_of, show
from scheduler.services.plans.steps import steps_of
from scheduler.services.runs import resolve
from scheduler.web.access import allow, place, viewer
from scheduler.web.auth_session import smtp
from scheduler.web.complaints import complain
from scheduler.web.errors import status_of
from scheduler.web.forms import Form
from scheduler.web.listing import listing
from scheduler.web.plan_moves import laid_out
from scheduler.web.setup.differences import parts_of

__all__ = ["blueprint"]

blueprint = Blueprint("plans", __name__, url_prefix="/schools/<school>/plans")

_HEADLINE = ("free_share", "whole_day_share", "multiplier", "pd_days_placed", "requests_served")
_OF = {"pd_days_placed": "pd_days_owed", "requests_served": "requests_total"}
"""Figures that say little without the number that was wanted."""
_PER_PAGE = 50


class NameForm(Form):
    """What a plan is called, and what is to be remembered of it."""

    name = StringField("Name", [DataRequired(), Length(max=100)])
    note = TextAreaField("Note", [Length(max=2000)])
    version = HiddenField()


@blueprint.get("/")
@allow(Action.SEE_DRAFTS)
def index(school: str) -> str:
    """All plans of the school with their headline figures, to choose some to compare."""
    found = plans_of(viewer(), school)
    archived = request.args.get("state") == PlanState.ARCHIVED.value
    rows = [one for one in found if (one.state is PlanState.ARCHIVED) == archived]
    keys: dict[str, Any] = {"number": lambda one: one.number, "name": lambda one: one.name.lower()}
    keys |= {key: _sorting(key) for key in _HEADLINE}
    return render_template(
        "plans/index.html",
        page=listing(rows, keys, "-number", per_page=_PER_PAGE),
        archived=archived,
        n_archived=sum(one.state is PlanState.ARCHIVED for one in found),
        number_of={one.id: one.number for one in found},
        maker_of=makers_of(viewer(), school),
        headline=[(key, TITLES[key]) for key in _HEADLINE],
        figure=_figure,
        may_edit=viewer().may(Action.EDIT_PLAN, place()),
    )


@blueprint.route("/<plan>/name", methods=["GET", "POST"])
@allow(Action.EDIT_PLAN)
def index_name(school: str, plan: str) -> Response | tuple[str, int]:
    """Give a plan another name and note, or put it away."""
    head = _head(school, plan)
    form = NameForm(data={"name": head.name, "note": head.note, "version": head.version})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        name, note = form.name.data, form.note.data or ""
        try:
            edit.rename(viewer(), school, plan, name=name, note=note, expected=_version())
        except SchedulerError as error:
            status = complain(form, error)
            if isinstance(error, ConflictError):  # what was typed may be saved over it knowingly
                form.version.data = head.version
        else:
            flash("Saved.", "success")
            return redirect(url_for("plans.index", school=school), 303)
    return render_template("plans/name.html", form=form, head=head), status


@blueprint.post("/<plan>/archive")
@allow(Action.EDIT_PLAN)
def archive(school: str, plan: str) -> Response:
    """Put a draft away."""
    head = edit.archive(viewer(), school, plan, _version())
    flash(f"Plan {head.number} is archived. You find it under Archived.", "success")
    return redirect(url_for("plans.index", school=school), 303)


@blueprint.post("/<plan>/reopen")
@allow(Action.EDIT_PLAN)
def reopen(school: str, plan: str) -> Response:
    """Make an archived plan a draft again."""
    head = edit.reopen(viewer(), school, plan, _version())
    flash(f"Plan {head.number} is a draft again.", "success")
    return redirect(url_for("plans.index", school=school), 303)


@blueprint.get("/compare")
@allow(Action.SEE_DRAFTS)
def compare(school: str) -> str:
    """Plans side by side: figures, how good they are, what differs and whom it concerns."""
    ids = list(dict.fromkeys(request.args.getlist("plan")))
    columns = comparing.compare(viewer(), school, ids)
    first = columns[0].school
    others = [
        {
            "name": one.name,
            "counts": difference_words.counted(one.difference),
            "people": difference_words.concerned((one.school, first), one.difference),
            "lines": difference_words.lines((one.school, first), one.difference),
            "other_data": one.school != first,
        }
        for one in columns
        if one.difference is not None
    ]
    return render_template(
        "plans/compare.html",
        columns=list(zip(ids, columns, strict=True)),
        figures=list(zip(*(one.figures.shown() for one in columns), strict=True)),
        stages=_stages(columns),
        others=others,
    )


@blueprint.get("/versions")
@allow(Action.SEE_DRAFTS)
def versions(school: str) -> str:
    """What was published, the last first, with the way to what each changed."""
    heads = {one.id: one for one in plans_of(viewer(), school)}
    found = comparing.versions(viewer(), school)
    rows = [
        (number, one, heads[one.plan_id], found[number - 2].plan_id if number > 1 else None)
        for number, one in enumerate(found, start=1)
    ]
    return render_template("plans/versions.html", rows=rows[::-1], heads=heads)


@blueprint.get("/<plan>/publish")
@allow(Action.SEE_DRAFTS)
def publish(school: str, plan: str) -> str:
    """What publishing a plan would change, for whom, and what stands in its way."""
    return _publish_page(school, plan)


@blueprint.post("/<plan>/publish")
@allow(Action.PUBLISH)
def publish_now(school: str, plan: str) -> Response | tuple[str, int]:
    """Publish a plan exactly as it was shown; where that is no longer so, show it anew."""
    instead_of, server = request.form.get("instead_of") or None, smtp()
    mailing = Mailing(current_app.extensions["settings"].public_url) if server else None
    try:
        head = publishing.publish(
            viewer(),
            school,
            plan,
            expected=_version(),
            instead_of=instead_of,
            mailing=mailing,
        )
    except (ConflictError, InvalidProblemError, InputError) as error:
        if _head(school, plan).state is PlanState.PUBLISHED:  # the button was pressed twice
            flash("It is published already; nothing more was sent to anybody.", "message")
            return redirect(url_for("schedule.overview", school=school, plan=plan), 303)
        wrong = error.problems if isinstance(error, InvalidProblemError) else [str(error)]
        return _publish_page(school, plan, wrong), status_of(error)
    flash(f"Plan {head.number} is published. Everybody affected has a message.", "success")
    return redirect(url_for("schedule.overview", school=school, plan=plan), 303)


@blueprint.post("/<plan>/data")
@allow(Action.EDIT_PLAN)
def take_over(school: str, plan: str) -> str:
    """What would change in the school's data to be those of a plan, to be confirmed."""
    head = _head(school, plan)
    preview = scenarios.take_over(viewer(), school, plan)
    return render_template(
        "plans/take_over.html", head=head, preview=preview, parts=parts_of(preview)
    )


@blueprint.get("/<plan>/moves/<meeting>")
@allow(Action.EDIT_PLAN)
def moves(school: str, plan: str, meeting: str) -> str:
    """Where a meeting may go, why not elsewhere, and what to exchange, as a list to read."""
    try:
        found = edit.moves(viewer(), school, plan, meeting)
    except InputError as error:  # the name stands in the address
        raise NotFoundError(error.what) from error
    shown = show(viewer(), school, plan)
    return render_template(
        "plans/moves.html",
        head=shown.head,
        page=laid_out(shown.school, found),
        newest=steps_of(viewer(), school, plan).newest,
    )


def _publish_page(school: str, plan: str, wrong: Sequence[str] = ()) -> str:
    found = publishing.summary(viewer(), school, plan)
    schools = [show(viewer(), school, plan).school]
    if found.before is not None:
        schools.append(show(viewer(), school, found.before.id).school)
    difference = found.difference
    return render_template(
        "plans/publish.html",
        found=found,
        counts=difference_words.counted(difference) if difference else [],
        lines=difference_words.lines(schools, difference) if difference else [],
        wrong=wrong,
        lost_calendar=resolve.lost_calendar(viewer(), school, plan),
        may_publish=viewer().may(Action.PUBLISH, place()),
        may_build=viewer().may(Action.BUILD, place()),
    )


def _head(school: str, plan: str) -> PlanHead:
    return show(viewer(), school, plan).head


def _version() -> int:
    """Return the version that the viewer saw; 0, which no plan has, where none came along."""
    return request.form.get("version", 0, type=int)


def _figure(summary: Mapping[str, Any], key: str) -> str:
    """Write a headline figure of a plan as lists of plans show it."""
    value, most = summary.get(key), summary.get(_OF.get(key, ""))
    if value is None:
        return "not known yet"
    return written(key, value) if most is None else f"{value:g} of {most:g}"


def _sorting(key: str) -> Any:
    """Return what a column of figures sorts by; what is not known counts as least."""
    return lambda one: (one.summary.get(key) is not None, one.summary.get(key) or 0)


def _stages(columns: Sequence[Column]) -> list[tuple[str, list[str]]]:
    """Return for each stage how good its answer is in each plan."""
    results = [{one.stage: one for one in column.plan.results} for column in columns]
    names = list(dict.fromkeys(stage for some in results for stage in some))
    return [
        (
            stage.value.capitalize(),
            [verdict(some[stage]) if stage in some else "Not built." for some in results],
        )
        for stage in names
    ]
