"""The master schedule as a grid: look at it, lock, move, take back, re-solve around the edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from scheduler.domain.courses import LockedBy
from scheduler.domain.roles import Action
from scheduler.domain.school import School
from scheduler.errors import (
    ConflictError,
    InvalidProblemError,
    NotFoundError,
    SchedulerError,
)
from scheduler.services.plans import edit, locks, steps
from scheduler.services.plans.grid import Grid, GridRow, Sieve, grid_of
from scheduler.services.plans.show import PlanHead
from scheduler.services.plans.show import show as shown_plan
from scheduler.services.runs import resolve
from scheduler.services.runs.resolve import BEST, FEWEST, Around
from scheduler.web.access import allow, place, viewer
from scheduler.web.areas import area_marks
from scheduler.web.complaints import complain
from scheduler.web.forms import Form
from scheduler.web.grid_desk import desk_of
from scheduler.web.listing import listing

__all__ = ["blueprint"]

blueprint = Blueprint("grid", __name__, url_prefix="/schools/<school>/plans/<plan>")

_ROWS = (
    ("teacher", "Teachers"),
    ("group", "Groups"),
    ("room", "Rooms"),
    ("section", "Classes"),
    ("plus", "Plus team"),
)
_PER_PAGE = 150


@dataclass(frozen=True)
class View:
    """What of the grid is looked at; it comes along with every step of an edit."""

    whose: str = "teacher"
    segment: str = ""
    day: str = ""
    area: str = ""
    q: str = ""
    locked: str = ""
    page: str = ""
    select: str = ""
    row: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> View:
        """Read it from the query of an address, or from a form; what is not of it is left out."""
        names = {one.name for one in fields(cls)}
        view = cls(**{name: " ".join(values[name].split()) for name in names & values.keys()})
        return view if view.whose in dict(_ROWS) else replace(view, whose=cls.whose)

    @property
    def query(self) -> dict[str, str]:
        """As the query of an address, without what is as usual."""
        return {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) != one.default
        }

    def address(self, school: str, plan: str, **changes: str) -> str:
        """Return the address of the grid with some of it changed."""
        query = {**self.query, **changes}
        kept: dict[str, Any] = {name: value for name, value in query.items() if value}
        anchor = "desk" if "select" in kept or "row" in kept else None
        return url_for("grid.show", school=school, plan=plan, _anchor=anchor, **kept)


@blueprint.get("/master", defaults={"whose": "teacher"})
@blueprint.get("/master/<any(teacher, group, room, section, plus):whose>")
@allow(Action.SEE_SCHEDULE)
def show(school: str, plan: str, whose: str) -> str:
    """The master schedule, a row for each teacher, group, room or class."""
    view = View.of({**request.args, "whose": whose})
    found = shown_plan(viewer(), school, plan)
    may_edit = viewer().may(Action.EDIT_PLAN, place())
    segments = _segments(found.school, view, school, plan)
    segment = view.segment or (found.school.calendar.segments[0].id if segments else "")
    grid = grid_of(found, whose, segment, view.day, Sieve(view.area, view.q, bool(view.locked)))
    desk = desk_of(viewer(), found, view.select) if may_edit and view.select else None
    around = steps.steps_of(viewer(), school, plan) if may_edit else steps.Steps()
    where = {one.id: number for number, one in enumerate(grid.rows)}
    return render_template(
        "grid/show.html",
        head=found.head,
        view=view,
        grid=grid,
        page=listing(grid.rows, {"place": lambda one: where[one.id]}, "place", _PER_PAGE),
        rows=[(title, view.address(school, plan, whose=kind, **_UNCHOSEN), kind == whose)
              for kind, title in _ROWS],
        segments=segments,
        days=_days(found.school, view, school, plan),
        areas=found.school.areas,
        marks=area_marks(found.school.areas),
        steps=around,
        lost_calendar=resolve.lost_calendar(viewer(), school, plan) if may_edit else None,
        has_calendar=found.plan.calendar is not None,
        newest=view.address(school, around.newest.id) if around.newest else "",
        may_edit=may_edit,
        desk=desk,
        chosen_row=_chosen_row(grid, view) if may_edit else None,
        marked=_marked_row(grid, view) if desk else None,
        view_query=urlencode(view.query),
        at=lambda **changes: view.address(school, plan, **changes),
    )  # fmt: skip


class ResolveForm(Form):
    """How the rest of the timetable is searched again."""

    how = RadioField(
        "What may move?",
        choices=[
            SelectChoice(FEWEST, "As little as can be: everything stays that can stay"),
            SelectChoice(BEST, "Everything that is not locked: look for the best timetable"),
        ],
        default=FEWEST,
    )
    minutes = SelectField(
        "Time",
        choices=[
            SelectChoice("1", "1 minute"),
            *(SelectChoice(one, f"{one} minutes") for one in ("2", "5", "15")),
        ],
        default="1",
        description="It ends earlier when nothing better is possible; you can stop it at any time.",
    )


_UNCHOSEN = {"select": "", "row": "", "page": ""}


@blueprint.post("/master/lock")
@allow(Action.EDIT_PLAN)
def lock(school: str, plan: str) -> Response:
    """Lock meetings where they are, or unlock them: one, a class, a course, a row."""
    do = locks.unlock if request.form.get("do") == "unlock" else locks.lock
    scope: Any = request.form.get("scope", "")
    return _edited(
        school, plan, lambda: do(viewer(), school, plan, scope, request.form.get("id", ""))
    )


@blueprint.post("/master/move")
@allow(Action.EDIT_PLAN)
def move(school: str, plan: str) -> Response:
    """Move a meeting, or exchange it, as one of the marked places says."""
    meeting, key = request.form.get("meeting", ""), request.form.get("key", "")
    return _edited(school, plan, lambda: edit.move(viewer(), school, plan, meeting, key))


@blueprint.post("/master/undo")
@allow(Action.EDIT_PLAN)
def undo(school: str, plan: str) -> Response:
    """Take back the last edit of a draft."""
    return _edited(school, plan, lambda: steps.undo(viewer(), school, plan), "Taken back")


@blueprint.post("/master/redo")
@allow(Action.EDIT_PLAN)
def redo(school: str, plan: str) -> Response:
    """Do again the edit that was taken back last."""
    return _edited(school, plan, lambda: steps.redo(viewer(), school, plan), "Done again")


@blueprint.post("/master/copy")
@allow(Action.EDIT_PLAN)
def copy(school: str, plan: str) -> Response:
    """Go on from here in a draft of its own."""
    return _edited(school, plan, lambda: steps.copy(viewer(), school, plan), "Copied")


@blueprint.route("/master/resolve", methods=["GET", "POST"])
@allow(Action.EDIT_PLAN)
def show_resolve(school: str, plan: str) -> Response | tuple[str, int]:
    """Have the timetable searched again around what was edited; a meeting may be put first."""
    meeting, slot = request.values.get("meeting", ""), request.values.get("slot", "")
    found = shown_plan(viewer(), school, plan)
    form = ResolveForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        around = Around(meeting, slot, form.how.data, 60.0 * int(form.minutes.data))
        try:
            run = resolve.start(viewer(), school, plan, around)
        except SchedulerError as error:
            status = complain(form, error)
        else:
            return redirect(url_for("runs.show_run", school=school, run=run), 303)
    return render_template(
        "grid/resolve.html",
        form=form,
        head=found.head,
        about=resolve.about(viewer(), school, plan, meeting, slot),
        num_locks=sum(one.by is LockedBy.USER for one in found.school.locks),
    ), status


def _edited(school: str, plan: str, do: Callable[[], PlanHead], done: str = "") -> Response:
    """Do an edit and go to the step that it made; where it can't be done, back with the reason."""
    view = View.of(dict(parse_qsl(request.form.get("view", ""))))
    before = shown_plan(viewer(), school, plan).head
    try:
        head = do()
    except InvalidProblemError as error:
        flash("Nothing was changed. " + " ".join(error.problems), "error")
        return redirect(view.address(school, plan), 303)
    except ConflictError as error:
        newest = steps.steps_of(viewer(), school, plan).newest
        if newest is None or newest.created_by != viewer().user:  # both may be looked at
            flash(str(error), "error")
            return redirect(view.address(school, plan), 303)
        flash(_gone_on(newest), "warning")
        return redirect(view.address(school, newest.id), 303)
    flash(_said(before, head, done), "success")
    return redirect(view.address(school, head.id), 303)


def _gone_on(newest: PlanHead) -> str:
    """Say that one's own edit came after another: a button was pressed twice, or in two tabs."""
    last = f"; its last step: {newest.edit}" if newest.edit else ""
    return (
        f"Plan {newest.number} had gone on before this arrived{last}. This is how it is now;"
        " nothing more was changed."
    )


def _said(before: PlanHead, after: PlanHead, done: str) -> str:
    """Say what an edit has done."""
    if after.id == before.id:
        return "Nothing had to be changed: it is so already."
    what = before.edit if done == "Taken back" else after.edit
    words = ": ".join(one for one in (done, what) if one)
    if after.number != before.number:
        words += f" — in plan {after.number}, a new draft; plan {before.number} stays as it is"
    return f"{words}."


def _chosen_row(grid: Grid, view: View) -> GridRow | None:
    return next((one for one in grid.rows if one.id == view.row and not view.select), None)


def _marked_row(grid: Grid, view: View) -> str | None:
    """Return the row in which the places for the chosen meeting are marked."""
    holding = [one.id for one in grid.rows if view.select in one.meetings]
    return view.row if view.row in holding else next(iter(holding), None)


def _segments(found: School, view: View, school: str, plan: str) -> Sequence[tuple[str, str, bool]]:
    known = [one.id for one in found.calendar.segments]
    if view.segment and view.segment not in known:
        raise NotFoundError(f'There is no segment "{view.segment}" in this school year.')
    current = view.segment or next(iter(known), "")
    return [
        (one.name, view.address(school, plan, segment=one.id), one.id == current)
        for one in found.calendar.segments
    ]


def _days(found: School, view: View, school: str, plan: str) -> Sequence[tuple[str, str, bool]]:
    return [
        ("Whole cycle", view.address(school, plan, day=""), not view.day),
        *(
            (one, view.address(school, plan, day=one), one == view.day)
            for one in found.calendar.cycle_days
        ),
    ]
