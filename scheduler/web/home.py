"""The first page: what this is, or, once signed in, the schools that are one's own."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import SERVER, Action, Role
from scheduler.services.plans.show import plans_of, published
from scheduler.services.runs.show import history
from scheduler.services.sites import show
from scheduler.services.sites.sample import open_sample
from scheduler.web.access import allow, place, public, viewer, visitor

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> Response | str:
    """Say what this is and how to begin; who has one school only goes there."""
    who = visitor()
    if who is None:
        if current_app.extensions["settings"].demo:
            return redirect(url_for("demo.show"))
        return render_template("home/index.html")
    if who.may_somewhere(Action.COMPARE_SITES):
        compared = next(one for one in who.grants if one.role is Role.DISTRICT)
        return redirect(url_for("district.compare", district=compared.district))
    year = show.year_to_open(who)
    if year is not None:
        return redirect(url_for("home.school", school=year.id))
    schools = show.schools_of(who)
    may_open = who.may(Action.MANAGE_DISTRICT, SERVER)
    return render_template("home/schools.html", schools=schools, may_open=may_open)


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
            return redirect(_place_of_work(school, plan.id, is_published=shown is not None))
    if who.may(Action.SEE_DRAFTS, place()):
        found = (one for one in history(who, school) if one.kind == "build")
        under_way = next((one for one in found if not one.finished_at), None)
        if under_way is not None:
            return redirect(url_for("runs.show_run", school=school, run=under_way.id))
    if who.may(Action.COMPARE_SITES, place()):
        return redirect(url_for("district.compare_site", school=school))
    if who.may(Action.SEE_SCHOOL_DATA, place()):
        return redirect(url_for("setup.checklist", school=school))
    return render_template("home/school.html")


def _place_of_work(school: str, plan: str, *, is_published: bool) -> str:
    """Return where the viewer's day begins, once there is a plan."""
    who, here = viewer(), place()
    if not who.may(Action.SEE_SCHOOL_DATA, here):  # here for their own days
        return url_for("mine.today", school=school)
    if is_published and who.may(Action.RECORD_ABSENCE, here) and not who.may(Action.BUILD, here):
        return url_for("office.morning", school=school)  # at 6:40 there is no time to look for it
    return url_for("schedule.overview", school=school, plan=plan)


@blueprint.post("/sample")
@allow(Action.MANAGE_DISTRICT, server=True)
def sample() -> Response:
    """Open a sample school, and go there."""
    opened = open_sample(viewer())
    flash("This school is made up. You are its principal: change whatever you like.", "success")
    return redirect(url_for("home.school", school=opened))
