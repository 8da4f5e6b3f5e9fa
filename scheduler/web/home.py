"""The first page: what this is, or, once signed in, the schools that are one's own."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.services.plans.show import plans_of, published
from scheduler.services.sites.show import schools_of
from scheduler.web.access import allow, place, public, viewer, visitor

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> Response | str:
    """Say what this is and how to begin; who has one school only goes there."""
    who = visitor()
    if who is None:
        return render_template("home/index.html")
    schools = schools_of(who)
    if len({one.site for one in schools}) == 1:
        return redirect(url_for("home.school", school=schools[0].id))
    return render_template("home/schools.html", schools=schools)


@blueprint.get("/schools/<school>/")
@allow(Action.ENTER)
def school(school: str) -> Response | str:
    """Go to what the viewer most likely wants to see of a school."""
    who = viewer()
    if who.may(Action.SEE_SCHEDULE, place()):
        shown = published(who, school)
        plans = plans_of(who, school)
        plan = shown.head if shown else next(iter(plans), None)
        if plan is not None:
            return redirect(url_for("schedule.overview", school=school, plan=plan.id))
    return render_template("home/school.html")
