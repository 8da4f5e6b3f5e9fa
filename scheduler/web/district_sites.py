"""Sites and school years: open them, put them away, roll over into the next year; baselines."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, FloatField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from scheduler.domain.district.roll_over import PDDebts
from scheduler.domain.policy import Baseline
from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, SchedulerError
from scheduler.services.district import inputs as entering
from scheduler.services.district import sites
from scheduler.services.district.inputs import Inputs
from scheduler.services.sites import next_year, opening
from scheduler.services.sites.next_year import NextYear
from scheduler.web.access import allow, place, viewer
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("district_sites", __name__)


class DistrictForm(Form):
    """A district to open."""

    name = StringField("Name of the district", [DataRequired(), Length(max=200)])


class OpenForm(Form):
    """A site to open, with its first school year."""

    name = StringField("Name of the site", [DataRequired(), Length(max=200)])
    year = StringField("School year", [DataRequired()], description="As in 2026-27.")


class NextYearForm(Form):
    """What is wanted of the next year."""

    first = DateField(
        "First school day",
        [Optional()],
        description="Left empty, it is 52 weeks after this year's.",
    )
    country = StringField(
        "Country",
        [Optional(), Length(max=2)],
        description="Two letters, as US: its public holidays keep their own dates.",
    )
    region = StringField(
        "State or region", [Optional(), Length(max=10)], description="Its letters, as VT."
    )
    debts = RadioField(
        "PD days that were owed and did not take place",
        choices=[
            SelectChoice(PDDebts.FORGIVE.value, "Start the year without them"),
            SelectChoice(PDDebts.CARRY.value, "Add them to those of the next year"),
        ],
        default=PDDebts.FORGIVE.value,
    )

    def wanted(self) -> NextYear:
        """Return it as the service takes it."""
        return NextYear(
            first=self.first.data,
            country=(self.country.data or "").strip().upper() or None,
            region=(self.region.data or "").strip().upper() or None,
            debts=PDDebts(self.debts.data),
        )


class InputsForm(Form):
    """The baseline of a site's figures, and the cost of a substitute."""

    coaches = FloatField(
        "Coaches before",
        [InputRequired(), NumberRange(0, 100)],
        description="Full-time equivalents; 0.5 is half a post.",
    )
    days = IntegerField("Days of each in a year", [InputRequired(), NumberRange(0, 366)])
    source = StringField(
        "Source", [Optional(), Length(max=200)], description="It is printed beside the multiplier."
    )
    as_of = DateField("As of", [Optional()], description="The date of the source.")
    rate = FloatField(
        "Cost of a substitute's day",
        [Optional(), NumberRange(0, 100_000)],
        description="Left empty, no cost is shown: there is no usual one.",
    )
    baseline_version = HiddenField()
    policy_version = HiddenField()

    def wanted(self) -> Inputs:
        """Return it as the service takes it."""
        return Inputs(
            Baseline(
                coaches=self.coaches.data,
                days=self.days.data,
                source=" ".join((self.source.data or "").split()),
                as_of=self.as_of.data,
            ),
            self.rate.data,
            (_number(self.baseline_version.data), _number(self.policy_version.data)),
        )


@blueprint.route("/districts", methods=["GET", "POST"])
@allow(Action.MANAGE_DISTRICT, server=True)
def districts() -> Response | tuple[str, int]:
    """All districts of this server; the form opens one more."""
    form = DistrictForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            opened = opening.open_district(viewer(), form.name.data)
        except SchedulerError as error:
            status = complain(form, error)
        else:
            flash(f"{form.name.data} is open. Now open its first site.", "success")
            return redirect(url_for("district_sites.index", district=opened), 303)
    found = sites.districts_of(viewer())
    return render_template("district/districts.html", form=form, found=found), status


@blueprint.route("/districts/<district>/sites", methods=["GET", "POST"])
@allow(Action.MANAGE_DISTRICT)
def index(district: str) -> Response | tuple[str, int]:
    """All sites with their school years; the form opens one more."""
    form = OpenForm(data={"year": _this_year()})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            year = form.year.data.strip()
            school = opening.open_first_year(viewer(), district, form.name.data, year)
        except SchedulerError as error:
            status = complain(form, error)
        else:
            flash(
                f"{form.name.data} is open. Invite its principal, who enters staff and classes.",
                "success",
            )
            return redirect(url_for("district_sites.index", district=district) + f"#{school}", 303)
    name, found = sites.sites_of(viewer(), district)
    return render_template("district/sites.html", form=form, name=name, found=found), status


@blueprint.post("/schools/<school>/archive")
@allow(Action.MANAGE_DISTRICT)
def archive(school: str) -> Response:
    """Put a school year away; its plans and figures stay."""
    opening.archive_year(viewer(), school)
    flash("The school year is put away. Its plans and figures stay.", "success")
    return redirect(url_for("district_sites.index", district=place().district), 303)


@blueprint.route("/schools/<school>/next-year", methods=["GET", "POST"])
@allow(Action.MANAGE_DISTRICT)
def index_next_year(school: str) -> Response | tuple[str, int]:
    """What the next year would take over from this one; then open it."""
    form, rolled = NextYearForm(), None
    status = 200
    if not form.is_submitted() or form.validate():
        try:
            if form.is_submitted() and "open" in request.form:
                opened, _ = next_year.roll_over_school(viewer(), school, form.wanted())
                flash(
                    "The next year is open. Who has left can sign in until somebody takes their"
                    " role away: look at People when this year is over and put away.",
                    "success",
                )
                return redirect(url_for("home.school", school=opened), 303)
            rolled = next_year.show_roll_over(viewer(), school, form.wanted())
        except SchedulerError as error:
            told = complain(form, error)
            status = told if form.is_submitted() else status  # to look is no mistake
    else:
        status = 422
    return render_template("district/next_year.html", form=form, rolled=rolled), status


@blueprint.route("/schools/<school>/baseline", methods=["GET", "POST"])
@allow(Action.SEE_FIGURES)
def index_baseline(school: str) -> Response | tuple[str, int]:
    """What the site's figures are compared with."""
    present = entering.inputs_of(viewer(), school)
    form = InputsForm(
        data={
            "coaches": present.baseline.coaches,
            "days": present.baseline.days,
            "source": present.baseline.source,
            "as_of": present.baseline.as_of,
            "rate": present.substitute_rate,
            "baseline_version": present.versions[0],
            "policy_version": present.versions[1],
        }
    )
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            entering.set_inputs(viewer(), school, form.wanted())
        except SchedulerError as error:
            status = complain(form, error)
            if isinstance(error, ConflictError):  # may be saved over it knowingly
                form.baseline_version.data, form.policy_version.data = map(str, present.versions)
        else:
            flash("Saved. The figures are compared with it from now on.", "success")
            return redirect(url_for("district.compare_site", school=school), 303)
    return render_template("district/baseline.html", form=form), status


def _this_year() -> str:
    """Return the school year that people mean now: from March on, the one that comes."""
    today = dt.datetime.now(dt.UTC).date()
    first = today.year if today.month > 2 else today.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
