"""The read-only pages of one solved school: its figures, its weeks and its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, render_template, request

from scheduler.errors import NotFoundError
from scheduler.formats.html.weeks import Whose
from scheduler.services.showcase import Showcase
from scheduler.web.access import public
from scheduler.web.listing import with_query

__all__ = ["blueprint", "place"]

blueprint = Blueprint("schedule", __name__)

# What districts report of such teams, and what a principal asks first.
_HEADLINE = (
    "free_share",
    "whole_day_share",
    "multiplier",
    "available_coaching_days",
    "pd_days_placed",
    "requests_served",
)


def _showcase() -> Showcase:
    showcase: Showcase = current_app.extensions["showcase"]
    return showcase


def place() -> Mapping[str, Any]:
    """Say for the frame of every page that this is the sample, and which."""
    school = _showcase().school
    first, last = min(school.calendar.weeks), max(school.calendar.weeks)
    return {
        "site": school.name,
        "year": f"{first:%Y}–{last:%y}" if last.year > first.year else f"{first:%Y}",
        "demo": "Sample school: made up, read only.",
    }


@blueprint.app_context_processor
def _everywhere() -> dict[str, Showcase]:
    return {"showcase": _showcase()}


@blueprint.get("/")
@public
def overview() -> str:
    """What the plan achieves, and the way to everybody's week."""
    figures = _showcase().figures.shown()
    return render_template("schedule/overview.html", figures=figures, headline=_HEADLINE)


@blueprint.get("/<any(teacher, group, room):whose>/<name>")
@public
def week(whose: Whose, name: str) -> str:
    """The week of one teacher, group or room."""
    segments = _showcase().segments
    known = [segment.id for segment in segments] or [""]
    chosen = request.args.get("segment", known[0])
    if chosen not in known:
        raise NotFoundError(f'There is no segment "{chosen}" in this school year.')
    choices = [
        (segment.name, with_query(segment=segment.id), segment.id == chosen) for segment in segments
    ]
    return render_template(
        "schedule/week.html",
        week=_showcase().week(whose, name, chosen),
        whose=whose,
        choices=choices,
    )


@blueprint.get("/year")
@public
def year() -> str:
    """The rhythm of the year, a row a week."""
    return render_template("schedule/year.html", rows=_showcase().rhythm())


@blueprint.get("/plus/<name>")
@public
def plus(name: str) -> str:
    """One week of a Plus teacher, date by date; without a date, the first with cover."""
    mondays = list(_showcase().school.calendar.weeks)
    try:
        monday = dt.date.fromisoformat(request.args.get("week", mondays[0].isoformat()))
    except ValueError:
        raise NotFoundError(f'"{request.args["week"]}" is not a date.') from None
    days = _showcase().plus_week(name, monday)
    position = mondays.index(days[0].day.week)
    return render_template(
        "schedule/plus.html",
        person=_showcase().school.person[name],
        days=days,
        monday=mondays[position],
        before=mondays[position - 1] if position else None,
        after=mondays[position + 1] if position + 1 < len(mondays) else None,
    )
