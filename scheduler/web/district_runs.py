"""The district's own work: what teams would give at each site, and builds of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from scheduler.domain.orders import DistrictOrder
from scheduler.domain.roles import Action
from scheduler.services.district import runs
from scheduler.services.district.compare import usual_year, years_of
from scheduler.services.district.runs import Outlook, SiteRun
from scheduler.services.runs.start import order_district
from scheduler.web.access import allow, viewer
from scheduler.web.forms import Form
from scheduler.web.listing import with_query

__all__ = ["blueprint"]

blueprint = Blueprint("district_runs", __name__, url_prefix="/districts/<district>")

_SIZES = (6, 8, 10)
_MOST_SIZES = 6
_SEARCH_S = 120.0


class BuildAllForm(Form):
    """What the plans are called, and how long each site may take."""

    name = StringField(
        "Name of the plans", [DataRequired(), Length(max=100)], default="District build"
    )
    minutes = SelectField(
        "Time for each site",
        choices=[
            SelectChoice("1", "1 minute"),
            *(SelectChoice(one, f"{one} minutes") for one in ("2", "5", "15")),
        ],
        default="2",
        description="It ends earlier where nothing better is possible.",
    )


@blueprint.get("/team")
@allow(Action.PLAN_TEAM)
def team(district: str) -> str:
    """What teams of some sizes would give at each site, as far as it was found out."""
    year = _year(district)
    found, sizes = runs.outlook(viewer(), district, year), _sizes()
    return render_template(
        "district/team.html",
        year=year,
        years=_years(district, year),
        sizes=sizes,
        found=found,
        n_open=sum(_is_open(one) for one in found),
        order=runs.order_of(viewer(), district, year, "capacity"),
    )


@blueprint.post("/team")
@allow(Action.PLAN_TEAM)
def team_find(district: str) -> Response:
    """Have it found out for all sites."""
    order = DistrictOrder(
        district=district, year=_year(district), kind="capacity", time_limit_s=_SEARCH_S
    )
    order_district(viewer(), order)
    flash("It is being found out, site by site. You can leave this page.", "success")
    return redirect(with_query(), 303)


@blueprint.route("/builds", methods=["GET", "POST"])
@allow(Action.BUILD_DISTRICT)
def builds(district: str) -> Response | tuple[str, int]:
    """Have a plan built for each site; how far that is."""
    form = BuildAllForm()
    if form.validate_on_submit():
        order = DistrictOrder(
            district=district,
            year=_year(district),
            name=" ".join(form.name.data.split()),
            time_limit_s=60.0 * int(form.minutes.data),
        )
        order_district(viewer(), order)
        flash("A build is being ordered for each site. You can leave this page.", "success")
        return redirect(with_query(), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("district/builds.html", form=form, **_progress(district)), status


@blueprint.get("/builds/progress")
@allow(Action.BUILD_DISTRICT)
def builds_progress(district: str) -> str:
    """The part of the page of builds that changes while they go on."""
    return render_template("district/builds_progress.html", **_progress(district))


def _progress(district: str) -> dict[str, object]:
    year = _year(district)
    found = runs.builds(viewer(), district, year)
    order = runs.order_of(viewer(), district, year, "build")
    counts = Counter(one.state for one in found)
    n_open = counts["queued"] + counts["running"]
    return {
        "year": year,
        "years": _years(district, year),
        "found": found,
        "order": order,
        "counts": counts,
        "n_ended": len(found) - counts[""] - n_open,
        "goes_on": bool(n_open) or (order is not None and order.state.is_open),
    }


def _is_open(one: Outlook | SiteRun) -> bool:
    return one.run is not None and one.run.state.is_open


def _year(district: str) -> str:
    """Return the year that the address asks for, or else the one that the district goes by."""
    asked = request.args.get("year", "")
    known = years_of(viewer(), district)
    return asked if asked in known else usual_year(viewer(), district)


def _years(district: str, current: str) -> list[tuple[str, str, bool]]:
    """Return the district's years to choose from."""
    years = years_of(viewer(), district)
    return [(one, with_query(year=one), one == current) for one in years]


def _sizes() -> Sequence[int]:
    """Return the sizes of teams that the address asks for, as people write them: 6, 8, 10."""
    asked = (int(one) for one in re.findall("[0-9]{1,3}", request.args.get("sizes", "")))
    return sorted({one for one in asked if one})[:_MOST_SIZES] or _SIZES
