"""My week: the pages of everybody who is on the schedule, and their own calendar feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from scheduler.domain.calendar import monday_of
from scheduler.domain.roles import Action
from scheduler.errors import InputError, NotFoundError
from scheduler.formats.html import Printout
from scheduler.services.calendar import feeds
from scheduler.services.calendar.feeds import Address
from scheduler.services.calendar.mine import Mine, mine
from scheduler.web.access import allow, place, viewer
from scheduler.web.auth_session import absolute
from scheduler.web.calendar_dates import Steps, asked_date, day_words, spread, week_words
from scheduler.web.listing import with_query

__all__ = ["blueprint"]

blueprint = Blueprint("mine", __name__, url_prefix="/schools/<school>/mine")


def _of_mine(view: Callable[[Mine], str]) -> Callable[[str], str]:
    """Give a view the plan as its reader sees it; where there is none, say so instead."""

    @wraps(view)
    def page(school: str) -> str:
        found = mine(viewer(), school)
        return render_template("mine/nothing.html") if found is None else view(found)

    return page


@blueprint.get("/")
@allow(Action.SEE_OWN_WEEK)
@_of_mine
def today(found: Mine) -> str:
    """My day, with what comes after it."""
    opened = found.opened
    now = opened.today
    date = asked_date("date", now)
    day = opened.school_day(date)
    dates = list(opened.days)
    at = dates.index(day.date)
    steps = Steps(
        "day",
        with_query(date=dates[at - 1]) if at else "",
        with_query(date=None),
        with_query(date=dates[at + 1]) if at + 1 < len(dates) else "",
    )
    return render_template(
        "mine/today.html",
        mine=found,
        day=found.day(day),
        title=day_words(day.date),
        is_today=day.date == now,
        skipped=None if day.date == date else date,
        out=found.out(day.date),
        steps=steps,
    )


@blueprint.get("/week")
@allow(Action.SEE_OWN_WEEK)
@_of_mine
def week(found: Mine) -> str:
    """My week, date by date."""
    opened = found.opened
    now = opened.school_day(opened.today).date
    mondays = list(opened.year.school.calendar.weeks)
    monday = monday_of(asked_date("week", now))
    days = found.week(monday)
    at = mondays.index(monday)
    steps = Steps(
        "week",
        with_query(week=mondays[at - 1]) if at else "",
        with_query(week=None),
        with_query(week=mondays[at + 1]) if at + 1 < len(mondays) else "",
    )
    return render_template(
        "mine/week.html",
        mine=found,
        days=days,
        title=week_words(monday),
        today=opened.today,
        steps=steps,
    )


@blueprint.get("/term")
@allow(Action.SEE_OWN_WEEK)
@_of_mine
def term(found: Mine) -> str:
    """My term: PD days, who covers me when, whom I cover, my coaching."""
    terms = {one.id: one for one in found.terms}
    now = found.opened.school_day(found.opened.today).date
    current = next((one.id for one in found.terms if now in one), found.terms[0].id)
    chosen = request.args.get("term", current)
    if chosen not in terms:
        raise NotFoundError("There is no such term in this school year.")
    return render_template(
        "mine/term.html",
        mine=found,
        page=found.term(terms[chosen]),
        dates=spread(terms[chosen].first, terms[chosen].last),
        views=[(one.name, with_query(term=one.id), one.id == chosen) for one in found.terms],
    )


@blueprint.get("/card")
@allow(Action.SEE_OWN_WEEK)
@_of_mine
def card(found: Mine) -> str:
    """My day on paper."""
    date = asked_date("date", found.opened.school_day(found.opened.today).date)
    return _printed(found, date).linked(url_for("mine.card_style", school=_school(), date=date))


@blueprint.get("/card.css")
@allow(Action.SEE_OWN_WEEK)
def card_style(school: str) -> Response:
    """The style of the card: a file of its own, since none may stand in a page."""
    found = mine(viewer(), school)
    if found is None:
        raise NotFoundError("There is no card without a plan.")
    date = asked_date("date", found.opened.school_day(found.opened.today).date)
    return Response(_printed(found, date).style(), mimetype="text/css")


@blueprint.get("/feed")
@allow(Action.SEE_OWN_WEEK)
def feed(school: str) -> str:
    """My calendar address: whether there is one, how to make it, what to do with it."""
    return _feed_page()


@blueprint.post("/feed")
@allow(Action.SEE_OWN_WEEK)
def feed_make(school: str) -> str:
    """Make the address anew; it is shown this once."""
    token = feeds.create(viewer(), place().site or "")
    return _feed_page(absolute("feeds.calendar", token=token))


@blueprint.post("/feed/revoke")
@allow(Action.SEE_OWN_WEEK)
def feed_revoke(school: str) -> Redirect:
    """Make my address useless."""
    for one in _addresses():
        feeds.revoke(viewer(), one.id)
    flash("The address no longer works. Calendar apps that used it show nothing new.", "success")
    return redirect(url_for("mine.feed", school=school), 303)


def _addresses() -> list[Address]:
    """List my addresses here: one, or none."""
    return [one for one in feeds.addresses_of(viewer()) if one.site == place().site]


def _feed_page(link: str = "") -> str:
    address = next(iter(_addresses()), None)
    return render_template("mine/feed.html", link=link, address=address, webcal=_webcal(link))


def _webcal(link: str) -> str:
    """Return the address as calendar apps open it by a click."""
    return f"webcal:{link.partition(':')[2]}" if link else ""


def _printed(found: Mine, date: dt.date) -> Printout:
    try:
        return found.card(date)
    except InputError as error:  # the date stands in the address
        raise NotFoundError(error.what) from error


def _school() -> str:
    return str((request.view_args or {})["school"])
