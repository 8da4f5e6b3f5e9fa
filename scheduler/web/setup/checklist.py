"""The checklist: what has been entered, what is missing, and the way to each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from scheduler.domain.roles import Action
from scheduler.domain.school import SchoolKind
from scheduler.errors import ConflictError
from scheduler.services.sites.begin import begin, beginning, fill_with_sample
from scheduler.services.sites.show import NEEDED, overview
from scheduler.web.access import allow, viewer
from scheduler.web.complaints import complain
from scheduler.web.forms import Form
from scheduler.web.setup.frame import LISTS, STEPS, TITLES, blueprint

_KINDS = (
    (SchoolKind.ELEMENTARY, "Elementary: most teachers keep one homeroom"),
    (SchoolKind.MIDDLE, "Middle: teams share student groups"),
    (SchoolKind.HIGH, "High: courses that pupils choose"),
)


class SchoolForm(Form):
    """Name and kind of the school."""

    name = StringField("Name of the school", [DataRequired(), Length(max=200)])
    kind = RadioField(
        "Kind of school",
        [DataRequired()],
        choices=[SelectChoice(kind.value, words) for kind, words in _KINDS],
        description="It decides which rules are usual; you can change each of them.",
    )
    version = IntegerField(widget=HiddenInput())


@dataclass(frozen=True)
class Step:
    """
    An entry of the checklist.

    Parameters
    ----------
    count
        How many there are; None for what is not counted.
    """

    name: str
    title: str
    hint: str
    count: int | None
    is_missing: bool
    is_list: bool


@blueprint.get("/")
@allow(Action.SEE_SCHOOL_DATA)
def checklist(school: str) -> str:
    """What has been entered, what is missing, and the way to each list."""
    found = overview(viewer(), school)
    first = [_step(found.counts, found.missing, name, *_NEEDED[name]) for name in NEEDED]
    first.append(_step(found.counts, found.missing, "pd_groups", *TITLES["pd_groups"]))
    others = [
        (group, [_step(found.counts, found.missing, *row) for row in rows if row[0] not in _NEEDED])
        for group, rows in STEPS
    ]
    return render_template(
        "setup/checklist.html", overview=found, first=first, steps=others, needed=len(NEEDED)
    )


@blueprint.route("/school", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_school(school: str) -> Response | tuple[str, int]:
    """Name and kind of the school."""
    found = beginning(viewer(), school)
    form = SchoolForm(name=found.name, kind=found.kind, version=found.version)
    status = 200
    if form.validate_on_submit():
        try:
            done = begin(
                viewer(), school, form.name.data.strip(), SchoolKind(form.kind.data),
                form.version.data or 0,
            )  # fmt: skip
        except ConflictError as error:
            status = complain(form, error)
            form.version.data = found.version
        else:
            flash("Saved.", "success")
            return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)
    elif form.is_submitted():
        status = 422
    return render_template("setup/school.html", form=form), status


@blueprint.post("/sample")
@allow(Action.EDIT_SCHOOL_DATA)
def sample(school: str) -> Response:
    """Fill an empty school with a made-up one."""
    done = fill_with_sample(viewer(), school)
    flash("This is a made-up school: change whatever you like, see its Plus capacity, build.",
          "success")  # fmt: skip
    return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)


_NEEDED: Mapping[str, tuple[str, str]] = {
    "kind": ("The school", "Its name, and which kind of school it is."),
    **{name: TITLES[name] for name in (*NEEDED[1:], "pd_groups")},
}


def _step(
    counts: Mapping[str, int], missing: tuple[str, ...], name: str, title: str, hint: str
) -> Step:
    return Step(name, title, hint, counts.get(name), name in missing, name in LISTS)
