"""PD planning; moving a coaching session or a PD day: places, reasons, locks, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.form import clock_text
from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, InputError, InvalidProblemError, NotFoundError
from scheduler.services.calendar.opened import opened
from scheduler.services.calendar.planning import planning as planning_of
from scheduler.services.plans import calendar_moves as moving
from scheduler.services.plans import steps
from scheduler.services.plans.show import PlanHead, show
from scheduler.web.access import allow, viewer
from scheduler.web.calendar import blueprint
from scheduler.web.calendar_dates import Steps, day_words, week_words
from scheduler.web.errors import status_of
from scheduler.web.listing import here, with_query

__all__ = ["blueprint"]

_MOST_CLASSES = 25


@blueprint.get("/sessions/<session>")
@allow(Action.EDIT_PLAN)
def week_session(school: str, plan: str, session: str) -> str:
    """Where a session can go in a week, and in words why not elsewhere."""
    return _session_page(school, plan, session)


@blueprint.post("/sessions/<session>")
@allow(Action.EDIT_PLAN)
def week_session_move(school: str, plan: str, session: str) -> Response | tuple[str, int]:
    """Move a session to one of the places."""
    date, key = _sent_date(), request.form.get("key", "")
    try:
        head = moving.move_session(viewer(), school, plan, session, date, key)
    except (ConflictError, InvalidProblemError) as error:
        return _session_page(school, plan, session, _wrong(error)), status_of(error)
    _told(head, plan, "Moved")
    return redirect(
        url_for("calendar.week_session", school=school, plan=head.id, session=session), 303
    )


@blueprint.get("/planning")
@allow(Action.EDIT_PLAN)
def planning(school: str, plan: str) -> str:
    """What of PD is owed and placed, what is missing and why, how hard dates are."""
    head, found = opened(viewer(), school, plan)
    if found.plan.calendar is None:
        return render_template("calendar/planning.html", head=head, page=None)
    today = found.school_day(found.today).date
    page = planning_of(viewer(), school, plan, _asked("month") or today)
    at = page.months.index(page.first)
    dates = (
        page.months[at - 1] if at else None,
        today,
        page.months[at + 1] if at + 1 < len(page.months) else None,
    )
    places = (with_query(month=one) if one else "" for one in dates)
    return render_template(
        "calendar/planning.html",
        head=head,
        page=page,
        title=f"{page.first:%B %Y}",
        steps=Steps("month", *places),
        shown=None if request.args.get("all") else _MOST_CLASSES,
    )


@blueprint.get("/pd-days/<pd_day>")
@allow(Action.EDIT_PLAN)
def planning_day(school: str, plan: str, pd_day: str) -> str:
    """Where a PD day can go in a month, and in words why not on other dates."""
    return _pd_page(school, plan, pd_day)


@blueprint.post("/pd-days/<pd_day>")
@allow(Action.EDIT_PLAN)
def planning_day_move(school: str, plan: str, pd_day: str) -> Response | tuple[str, int]:
    """Move a PD day, lock it or unlock it."""
    do: dict[str, Callable[[], PlanHead]] = {
        "lock": lambda: moving.lock_pd_day(viewer(), school, plan, pd_day),
        "unlock": lambda: moving.unlock_pd_day(viewer(), school, plan, pd_day),
    }
    chosen = request.form.get("do", "")
    try:
        if chosen in do:
            head = do[chosen]()
        else:
            head = moving.move_pd_day(viewer(), school, plan, pd_day, _sent_date())
    except (ConflictError, InvalidProblemError) as error:
        return _pd_page(school, plan, pd_day, _wrong(error)), status_of(error)
    _told(head, plan, {"lock": "Locked", "unlock": "Unlocked"}.get(chosen, "Moved"))
    return redirect(
        url_for("calendar.planning_day", school=school, plan=head.id, pd_day=pd_day), 303
    )


@blueprint.post("/undo")
@allow(Action.EDIT_PLAN)
def planning_undo(school: str, plan: str) -> Response:
    """Take the last edit of the draft back, or do it again; then look at the same row there."""
    is_again = request.form.get("do") == "again"
    try:
        head = (steps.redo if is_again else steps.undo)(viewer(), school, plan)
    except ConflictError as error:
        flash(str(error), "error")
        return redirect(url_for("calendar.year", school=school, plan=plan), 303)
    flash("Done again." if is_again else "Taken back.", "success")
    for name, page in (("session", "calendar.week_session"), ("pd_day", "calendar.planning_day")):
        if row := request.form.get(name):
            return redirect(here(page, plan=head.id, **{name: row}), 303)
    return redirect(url_for("calendar.year", school=school, plan=head.id), 303)


def _session_page(school: str, plan: str, session: str, wrong: Sequence[str] = ()) -> str:
    page = moving.session_moves(viewer(), school, plan, session, _asked("week"))
    at = page.mondays.index(page.monday)
    dates = (
        page.mondays[at - 1] if at else None,
        page.session.date,
        page.mondays[at + 1] if at + 1 < len(page.mondays) else None,
    )
    places = (here("calendar.week_session", week=one) if one else "" for one in dates)
    found = show(viewer(), school, plan)
    return render_template(
        "calendar/session.html",
        page=page,
        head=found.head,
        edits=steps.steps_of(viewer(), school, plan),
        names={one.id: one.name for one in found.school.staff},
        key_of=moving.key_of,
        clock=clock_text,
        when=day_words(page.session.date),
        title=week_words(page.monday),
        steps=Steps("week", *places),
        wrong=wrong,
    )


def _pd_page(school: str, plan: str, pd_day: str, wrong: Sequence[str] = ()) -> str:
    page = moving.pd_moves(viewer(), school, plan, pd_day, _asked("month"))
    at = page.months.index(page.first)
    dates = (
        page.months[at - 1] if at else None,
        page.row.date,
        page.months[at + 1] if at + 1 < len(page.months) else None,
    )
    places = (here("calendar.planning_day", month=one) if one else "" for one in dates)
    found = show(viewer(), school, plan)
    return render_template(
        "calendar/pd_day.html",
        page=page,
        head=found.head,
        edits=steps.steps_of(viewer(), school, plan),
        names={one.id: one.name for one in found.school.staff},
        when=day_words(page.row.date),
        title=f"{page.first:%B %Y}",
        steps=Steps("month", *places),
        wrong=wrong,
    )


def _asked(name: str) -> dt.date | None:
    """Return the date that the address, or a form that came back, is about; None: its own."""
    words = request.args.get(name) or request.form.get("date")
    return _date(words) if words else None


def _sent_date() -> dt.date:
    """Return the date that a form has sent."""
    words = request.form.get("date", "")
    try:
        return _date(words)
    except NotFoundError as error:
        raise InputError("date", str(error)) from error


def _date(words: str) -> dt.date:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise NotFoundError(f'"{words[:40]}" is not a date such as 2026-09-14.') from None


def _wrong(error: ConflictError | InvalidProblemError) -> Sequence[str]:
    return error.problems if isinstance(error, InvalidProblemError) else [str(error)]


def _told(head: PlanHead, before: str, what: str) -> None:
    if head.id != before:
        flash(
            f"{what}. Nothing is announced until the draft, plan {head.number}, is published.",
            "success",
        )
