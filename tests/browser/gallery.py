"""A page with every macro in every state, and a frame with everything in it: for tests only."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, render_template, request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, NumberRange

from scheduler.domain.staff import ContentArea
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    JobError,
    NotAllowedError,
)
from scheduler.web.access import public
from scheduler.web.areas import AreaMark, area_marks
from scheduler.web.listing import listing
from scheduler.web.shell import Link, fill_with

AREAS = (
    "English language arts",
    "Mathematics",
    "Science",
    "Social studies",
    "World languages",
    "Art",
    "Music",
    "Physical education",
)
MARKS = list(area_marks([ContentArea(id=name, name=name) for name in AREAS]).values())

blueprint = Blueprint(
    "gallery", __name__, template_folder="templates", static_folder="static", url_prefix="/gallery"
)


@dataclass(frozen=True)
class Person:
    name: str
    areas: tuple[AreaMark, ...]
    load: int
    covers: int


PEOPLE = [
    Person("Ada Lopez", (MARKS[0], MARKS[3]), 5, 12),
    Person("Bartholomew Featherstonehaugh-Winterbottom", (MARKS[1],), 5, 3),
    Person("Chidi Okafor", (MARKS[2],), 0, 41),
    Person("Dora Petit", (MARKS[4], MARKS[6]), 3, 0),
    Person("Émile Roy", (MARKS[5], MARKS[7]), 4, 108),
]


class PersonForm(FlaskForm):
    name = StringField("Name", [DataRequired("Enter a name.")])
    load = IntegerField("Periods a week", [NumberRange(0, 8, "Enter a number from 0 to 8.")])
    area = SelectField("Content area", choices=AREAS)
    days = SelectMultipleField(
        "Days at school",
        choices=["Mon", "Tue", "Wed", "Thu", "Fri"],
        option_widget=widgets.CheckboxInput(),
    )
    plus = BooleanField("May be set free as a Plus teacher")
    note = TextAreaField("Note")


@blueprint.route("/", methods=["GET", "POST"])
@public
def gallery() -> str:
    form = PersonForm(data={"load": 11, "area": AREAS[2], "note": "Mornings only."})
    form.validate()
    keys = {"name": lambda row: row.name, "load": lambda row: row.load}
    rows = listing(PEOPLE, keys, "name", per_page=4)
    return render_template("gallery.html", form=form, marks=MARKS, rows=rows)


@blueprint.get("/parts")
@public
def parts() -> str:
    return render_template("parts.html")


@blueprint.post("/ask")
@public
def ask() -> str:
    return "Answered."  # reached with a CSRF token only


ERRORS = {
    400: InputError("staff.csv, line 2", "The load is not a number."),
    403: NotAllowedError("Only the principal publishes a plan."),
    409: ConflictError("Bob Brown changed the staff list at 10:42."),
    422: InvalidProblemError(["Room 1 is named twice.", "Alice Adams teaches no area."]),
    500: JobError("The worker was stopped.", retry=True),
}


@blueprint.get("/fail/<int:status>")
@public
def fail(status: int) -> str:
    raise ERRORS[status]


def add_to(app: Flask) -> None:
    """Add the gallery, whose frame has all that a frame can show."""
    app.register_blueprint(blueprint)
    fill_with(app, full_frame)


def full_frame() -> dict[str, object]:
    if request.blueprint != blueprint.name:
        return {}
    return {
        "site": "Lakeside Middle School",
        "sites": (Link("Lakeside Middle School", "#", is_current=True), Link("Harbor High", "#")),
        "year": "2026–27",
        "years": (Link("2026–27", "#", is_current=True), Link("2025–26", "#", "archived")),
        "plan": "Eight free",
        "plans": (
            Link("Eight free", "#", "published", is_current=True),
            Link("Nine free, no early release", "#", "draft"),
        ),
        "search": "/",
        "person": "Ada Lopez",
        "account": (Link("My account", "#"), Link("My calendar feed", "#")),
        "sign_out": "/",
        "demo": "Sample school: made up, read only.",
    }
