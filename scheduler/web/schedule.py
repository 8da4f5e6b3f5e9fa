"""The pages of a plan: its figures, the master schedule, everybody's weeks and the year."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from scheduler.domain.measures import Shown as FigureShown
from scheduler.domain.roles import Action
from scheduler.errors import NotFoundError
from scheduler.formats.html.weeks import Week, Whose
from scheduler.services.plans.judged import figures_of
from scheduler.services.plans.pages import PlanPages
from scheduler.services.plans.search import Found
from scheduler.services.plans.search import search as find
from scheduler.services.plans.show import PlanHead, Shown, show
from scheduler.services.runs.resolve import lost_calendar
from scheduler.web.access import allow, place, viewer
from scheduler.web.areas import area_marks
from scheduler.web.calendar_dates import asked_date
from scheduler.web.listing import here, with_query

__all__ = ["blueprint"]

blueprint = Blueprint("schedule", __name__, url_prefix="/schools/<school>/plans/<plan>")

# What districts report of such teams, and what a principal asks first.
_HEADLINE = (
    "free_share",
    "whole_day_share",
    "multiplier",
    "available_coaching_days",
    "pd_days_placed",
    "requests_served",
)


@blueprint.get("/")
@allow(Action.SEE_SCHEDULE)
def overview(school: str, plan: str) -> str:
    """What the plan achieves, and the way to everybody's week."""
    found, pages = _pages(school, plan)
    figures: tuple[FigureShown, ...] = ()
    if viewer().may(Action.SEE_FIGURES, place()):
        figures = figures_of(found).shown()
    return render_template(
        "schedule/overview.html",
        head=found.head,
        pages=pages,
        figures=figures,
        headline=_HEADLINE,
        may_publish=viewer().may(Action.PUBLISH, place()),
        lost_calendar=_lost_calendar(school, plan),
    )


def _lost_calendar(school: str, plan: str) -> PlanHead | None:
    """Return the plan with the calendar that edits left out, for those who can build it again."""
    if not viewer().may(Action.BUILD, place()):
        return None
    return lost_calendar(viewer(), school, plan)


@blueprint.get("/<any(teacher, group, room):whose>/<name>")
@allow(Action.SEE_SCHEDULE)
def week(school: str, plan: str, whose: Whose, name: str) -> str:
    """The week of one teacher, group or room."""
    _, pages = _pages(school, plan)
    chosen, segments = _segment(pages)
    found = pages.week(whose, name, chosen)
    return render_template(
        "schedule/week.html",
        week=found,
        links=_moves(found),
        whose=whose,
        choices=segments,
        marks=area_marks(pages.school.areas),
    )


@blueprint.get("/plus/<name>")
@allow(Action.SEE_SCHEDULE)
def plus(school: str, plan: str, name: str) -> str:
    """One week of a Plus teacher, date by date; without a date, that of today or the next."""
    _, pages = _pages(school, plan)
    calendar = pages.school.calendar
    mondays, today = list(calendar.weeks), dt.datetime.now(ZoneInfo(calendar.timezone)).date()
    now = next((one for one in mondays if today < one + dt.timedelta(weeks=1)), mondays[0])
    days = pages.plus_week(name, asked_date("week", now))
    position = mondays.index(days[0].day.week)
    return render_template(
        "schedule/plus.html",
        person=pages.school.person[name],
        days=days,
        monday=mondays[position],
        before=mondays[position - 1] if position else None,
        after=mondays[position + 1] if position + 1 < len(mondays) else None,
    )


def _moves(week: Week) -> dict[str, str]:
    """Return where each meeting of a week leads those who may move it."""
    if not viewer().may(Action.EDIT_PLAN, place()):
        return {}
    entries = (entry for row in week.rows for cell in row.cells for entry in cell)
    return {
        one.meeting: here("grid.show", select=one.meeting, _anchor="desk")
        for one in entries
        if one.meeting
    }


@blueprint.get("/search")
@allow(Action.SEE_SCHEDULE)
def search(school: str, plan: str) -> Response | str:
    """Find somebody or something of the plan; go there if it is the only one."""
    _, pages = _pages(school, plan)
    words = " ".join(request.args.get("q", "").split())
    found = find(pages.school, pages.plan, words)
    if len(found) == 1:
        return redirect(_address(found[0]))
    return render_template("schedule/search.html", words=words, found=found, address=_address)


def _address(one: Found) -> str:
    """Return the address of the week of what was found."""
    if one.whose == "plus":
        return here("schedule.plus", name=one.id)
    return here("schedule.week", whose=one.whose, name=one.id)


def _pages(school: str, plan: str) -> tuple[Shown, PlanPages]:
    found = show(viewer(), school, plan)
    return found, PlanPages(found.school, found.plan)


def _segment(pages: PlanPages) -> tuple[str, list[tuple[str, str, bool]]]:
    """Return the segment that the address asks for, and all as views to choose from."""
    known = [one.id for one in pages.segments] or [""]
    chosen = request.args.get("segment", known[0])
    if chosen not in known:
        raise NotFoundError(f'There is no segment "{chosen}" in this school year.')
    return chosen, [
        (one.name, with_query(segment=one.id), one.id == chosen) for one in pages.segments
    ]
