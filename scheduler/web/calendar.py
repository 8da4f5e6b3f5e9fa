"""The calendar of a plan: the year's rhythm, a month, a week and a day with who covers what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import partial

from flask import Blueprint, render_template, request

from scheduler.domain.roles import Action
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.services.calendar.opened import Opened, opened
from scheduler.services.calendar.rhythm import month_of, year_of
from scheduler.services.calendar.weeks import PersonRow, day_of, out_on, stretches_of, week_of
from scheduler.services.plans.calendar_locks import covers_on
from scheduler.services.plans.held import held_rows
from scheduler.services.plans.steps import steps_of
from scheduler.web.access import allow, place, viewer
from scheduler.web.calendar_dates import Steps, asked_date, day_words, week_words
from scheduler.web.listing import here, with_query

__all__ = ["blueprint"]

blueprint = Blueprint("calendar", __name__, url_prefix="/schools/<school>/plans/<plan>/calendar")


@blueprint.get("/year")
@allow(Action.SEE_SCHEDULE)
def year(school: str, plan: str) -> str:
    """The rhythm of the year on one page, a row a week."""
    head, found = opened(viewer(), school, plan)
    return render_template(
        "calendar/year.html",
        head=head,
        weeks=year_of(found),
        today=found.today,
        has_calendar=found.plan.calendar is not None,
        groups=found.school.pd_groups,
        **_rights(),
    )


@blueprint.get("/month")
@allow(Action.SEE_SCHEDULE)
def month(school: str, plan: str) -> str:
    """A month in whole weeks; without a date the month of the next school day."""
    head, found = opened(viewer(), school, plan)
    today = found.school_day(found.today).date
    page, held = month_of(found, asked_date("month", today)), _held(found)
    steps = Steps("month", *(_to("month", month=one) for one in (page.before, today, page.after)))
    return render_template(
        "calendar/month.html",
        head=head,
        month=page,
        steps=steps,
        today=found.today,
        out={one.date: out_on(found, one.date) for week in page.weeks for one in week.row.days},
        held=held,
        **_counted(found, held),
        **_rights(),
    )


@blueprint.get("/week")
@allow(Action.SEE_SCHEDULE)
def week(school: str, plan: str) -> str:
    """A week, with a row for each Plus teacher, or for the one person who is asked for."""
    head, found = opened(viewer(), school, plan)
    today = found.school_day(found.today).date
    who = request.args.get("person") or None
    page = week_of(found, asked_date("week", today), who)
    steps = Steps("week", *(_to("week", week=one) for one in (page.before, today, page.after)))
    return render_template(
        "calendar/week.html",
        head=head,
        title=week_words(page.monday),
        week=page,
        stretches=partial(stretches_of, found),
        moves=_moves(found, page.rows),
        held=_held(found),
        steps=steps,
        today=found.today,
        **_people(found, who),
        **_rights(),
    )


@blueprint.get("/day")
@allow(Action.SEE_SCHEDULE)
def day(school: str, plan: str) -> str:
    """A date: who is out, who covers what, and what each Plus teacher does."""
    head, found = opened(viewer(), school, plan)
    today = found.school_day(found.today).date
    who = request.args.get("person") or None
    page = day_of(found, asked_date("date", today), who)
    steps = Steps("day", *(_to("day", date=one) for one in (page.before, today, page.after)))
    return render_template(
        "calendar/day.html",
        head=head,
        title=day_words(page.day.date),
        day=page,
        moves=_moves(found, page.rows),
        held=_held(found),
        locks=covers_on(found.school, found.plan, page.day.date),
        edits=steps_of(viewer(), school, plan) if viewer().may(Action.EDIT_PLAN, place()) else None,
        steps=steps,
        **_people(found, who),
        **_rights(),
    )


def _to(page: str, **dates: dt.date | None) -> str:
    """Return the address of this page on another date, its filter kept; "" for no date."""
    (name, date), *_ = dates.items()
    return "" if date is None else with_query(**{name: date.isoformat()})


def _people(found: Opened, who: str | None) -> Mapping[str, object]:
    """Say by whom the page can be filtered: the Plus team first, then everybody."""
    team = {one.id for one in found.plus}
    others = sorted(
        (one for one in found.school.staff if one.id not in team), key=lambda one: one.name
    )
    return {"team": found.plus, "others": others, "who": who}


def _rights() -> Mapping[str, bool]:
    """Say what the viewer may do from here."""
    return {
        "may_move": viewer().may(Action.EDIT_PLAN, place()),
        "may_print": viewer().may(Action.SEE_DAY_SHEETS, place()),
        "may_book": viewer().may(Action.SEE_BOOKINGS, place()),
    }


def _held(found: Opened) -> frozenset[str]:
    """Ids of what is locked: for those who may unlock it, nobody else is told."""
    may_edit = viewer().may(Action.EDIT_PLAN, place())
    return held_rows(found.school, found.plan.calendar) if may_edit else frozenset()


def _counted(found: Opened, held: frozenset[str]) -> Mapping[str, Counter[dt.date]]:
    """Count the locked sessions and covers of each date."""
    calendar = found.plan.calendar or CalendarAnswer()
    return {
        "locked_sessions": Counter(one.date for one in calendar.sessions if one.id in held),
        "locked_covers": Counter(one.date for one in calendar.covers if one.id in held),
    }


def _moves(found: Opened, rows: tuple[PersonRow, ...]) -> dict[str, str]:
    """Return where each session leads those who may move it."""
    if found.plan.calendar is None or not viewer().may(Action.EDIT_PLAN, place()):
        return {}
    shown = {line.row for row in rows for one in row.days for line in one.lines}
    sessions = (one.id for one in found.plan.calendar.sessions if one.id in shown)
    return {one: here("calendar.week_session", session=one) for one in sessions}
