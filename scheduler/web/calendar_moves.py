"""PD planning; moving a coaching session or a PD day: places, reasons, locks, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.form import clock_text
from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, InputError, InvalidProblemError, NotFoundError
from scheduler.services.calendar.opened import opened
from scheduler.services.calendar.planning import planning as planning_of
from scheduler.services.calendar.planning_files import planning_file
from scheduler.services.plans import calendar_moves as moving
from scheduler.services.plans import steps
from scheduler.services.plans.calendar_locks import lock_cover, lock_pd_day, lock_session
from scheduler.services.plans.show import PlanHead, show
from scheduler.web.access import allow, viewer
from scheduler.web.calendar import blueprint
from scheduler.web.calendar_dates import Steps, day_words, month_words, week_words
from scheduler.web.errors import status_of
from scheduler.web.listing import here, with_query
from scheduler.web.lists import sent

__all__ = ["blueprint"]

_MOST_CLASSES = 25
_LOCKS = {"lock": True, "unlock": False}
_REFUSED = (ConflictError, InvalidProblemError)


@blueprint.get("/sessions/<session>")
@allow(Action.EDIT_PLAN)
def week_session(school: str, plan: str, session: str) -> str:
    """Where a session can go in a week, and in words why not elsewhere."""
    return _SESSION.page(school, plan, session)


@blueprint.post("/sessions/<session>")
@allow(Action.EDIT_PLAN)
def week_session_move(school: str, plan: str, session: str) -> Response | tuple[str, int]:
    """Move a session to one of the places, lock it or unlock it."""
    who, is_locked = viewer(), _LOCKS.get(request.form.get("do", ""))
    try:
        if is_locked is not None:
            head = lock_session(who, school, plan, session, is_locked=is_locked)
        else:
            key = request.form.get("key", "")
            head = moving.move_session(who, school, plan, session, _sent_date(), key)
    except _REFUSED as error:
        return _SESSION.page(school, plan, session, _wrong(error)), status_of(error)
    _told(head, plan, "Moved" if is_locked is None else _done(is_locked=is_locked))
    return redirect(here("calendar.week_session", plan=head.id), 303)


@blueprint.get("/planning")
@allow(Action.EDIT_PLAN)
def planning(school: str, plan: str) -> str:
    """What of PD is owed and placed, what is missing and why, how hard dates are."""
    head, found = opened(viewer(), school, plan)
    if found.plan.calendar is None:
        return render_template("calendar/planning.html", head=head, page=None)
    today = found.school_day(found.today).date
    page = planning_of(viewer(), school, plan, _asked("month") or today)
    return render_template(
        "calendar/planning.html",
        head=head,
        page=page,
        title=month_words(page.first),
        steps=Steps.around(
            "month", page.first, page.months, today, lambda one: with_query(month=one)
        ),
        shown=None if request.args.get("all") else _MOST_CLASSES,
    )


@blueprint.get("/planning/<name>.<any(csv, xlsx):kind>")
@allow(Action.EDIT_PLAN)
def planning_list(school: str, plan: str, name: str, kind: str) -> Response:
    """A list of PD planning as a file for Excel, or as CSV."""
    return sent(name, kind, planning_file(viewer(), school, plan, _asked("month"), name, kind))


@blueprint.get("/pd-days/<pd_day>")
@allow(Action.EDIT_PLAN)
def planning_day(school: str, plan: str, pd_day: str) -> str:
    """Where a PD day can go in a month, and in words why not on other dates."""
    return _PD_DAY.page(school, plan, pd_day)


@blueprint.post("/pd-days/<pd_day>")
@allow(Action.EDIT_PLAN)
def planning_day_move(school: str, plan: str, pd_day: str) -> Response | tuple[str, int]:
    """Move a PD day, lock it or unlock it."""
    who, is_locked = viewer(), _LOCKS.get(request.form.get("do", ""))
    try:
        if is_locked is not None:
            head = lock_pd_day(who, school, plan, pd_day, is_locked=is_locked)
        else:
            head = moving.move_pd_day(who, school, plan, pd_day, _sent_date())
    except _REFUSED as error:
        return _PD_DAY.page(school, plan, pd_day, _wrong(error)), status_of(error)
    _told(head, plan, "Moved" if is_locked is None else _done(is_locked=is_locked))
    return redirect(here("calendar.planning_day", plan=head.id), 303)


@blueprint.post("/covers/<cover>")
@allow(Action.EDIT_PLAN)
def day_lock(school: str, plan: str, cover: str) -> Response:
    """Lock a class or duty of a date to the one who covers it, or unlock it."""
    date, is_locked = _sent_date(), request.form.get("do") != "unlock"
    try:
        head = lock_cover(viewer(), school, plan, cover, is_locked=is_locked)
    except ConflictError as error:
        flash(str(error), "error")
        return redirect(here("calendar.day", date=date, _anchor="covers"), 303)
    _told(head, plan, _done(is_locked=is_locked))
    return redirect(here("calendar.day", plan=head.id, date=date, _anchor="covers"), 303)


@blueprint.post("/undo")
@allow(Action.EDIT_PLAN)
def planning_undo(school: str, plan: str) -> Response:
    """Take the last edit of the draft back, or do it again; then look at the same thing there."""
    is_again = request.form.get("do") == "again"
    try:
        head = (steps.redo if is_again else steps.undo)(viewer(), school, plan)
    except ConflictError as error:
        flash(str(error), "error")
        return redirect(url_for("calendar.year", school=school, plan=plan), 303)
    flash("Done again." if is_again else "Taken back.", "success")
    for name, page in (
        ("session", "calendar.week_session"),
        ("pd_day", "calendar.planning_day"),
        ("date", "calendar.day"),
    ):
        if row := request.form.get(name):
            return redirect(here(page, plan=head.id, **{name: row}), 303)
    return redirect(url_for("calendar.year", school=school, plan=head.id), 303)


# --- the pages for moving ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moving:
    """
    A page that shows where one thing can go in a week or a month.

    Parameters
    ----------
    what
        "week" or "month": by this name the address asks for another one.
    moves
        The service that finds the places.
    """

    what: str
    template: str
    moves: Callable[..., moving.SessionPage | moving.PDPage]
    words: Callable[[dt.date], str]

    def page(self, school: str, plan: str, id: str, wrong: Sequence[str] = ()) -> str:
        """Render it; `wrong` says why something was not moved."""
        page = self.moves(viewer(), school, plan, id, _asked(self.what))
        found = show(viewer(), school, plan)
        return render_template(
            self.template,
            page=page,
            head=found.head,
            edits=steps.steps_of(viewer(), school, plan),
            names={one.id: one.name for one in found.school.staff},
            key_of=moving.key_of,
            clock=clock_text,
            when=day_words(page.row.date),
            title=self.words(page.first),
            steps=Steps.around(self.what, page.first, page.firsts, page.row.date, self._address),
            wrong=wrong,
        )

    def _address(self, date: dt.date) -> str:
        endpoint = {"week": "calendar.week_session", "month": "calendar.planning_day"}[self.what]
        return here(endpoint, **{self.what: date})


_SESSION = _Moving("week", "calendar/session.html", moving.session_moves, week_words)
_PD_DAY = _Moving("month", "calendar/pd_day.html", moving.pd_moves, month_words)


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


def _done(*, is_locked: bool) -> str:
    return "Locked" if is_locked else "Unlocked"


def _told(head: PlanHead, before: str, what: str) -> None:
    if head.id != before:
        flash(
            f"{what}. Nothing is announced until the draft, plan {head.number}, is published.",
            "success",
        )
