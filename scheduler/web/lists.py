"""What is looked up and taken along: lost coaching time, common free time, prints, files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from scheduler.domain.roles import Action
from scheduler.errors import InputError, InvalidProblemError, NotFoundError
from scheduler.formats.html import Page, Printout
from scheduler.services.absences.ledger import ledger, ledger_of_mine, protect, tell_lost
from scheduler.services.absences.reports import REPORTS, lost_of_mine, report
from scheduler.services.calendar.free_time import (
    FreeTime,
    Wanted,
    free_time,
    free_time_file,
    start,
)
from scheduler.services.calendar.prints import PRINTS, Asked, printed
from scheduler.web.access import allow, place, viewer
from scheduler.web.calendar_dates import asked_date, day_words
from scheduler.web.errors import status_of

__all__ = ["blueprint", "sent"]

blueprint = Blueprint("lists", __name__, url_prefix="/schools/<school>")

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LENGTHS = {1: "one day", 7: "a week", 14: "two weeks", 28: "four weeks", 56: "eight weeks"}
"""How many days common free time can be looked for."""
_MOST_SLOTS = 200
_DOORS = (Page.DOOR_SIGN, Page.DOOR_WEEK)
_OF_PEOPLE = (Page.DAY_CARD, Page.PLUS_WEEK, Page.CHANGES, *_DOORS)
_DATED = (Page.COVER_SHEET, Page.PD_ROSTER, Page.DAY_CARD, Page.PLUS_WEEK, *_DOORS)


# --- coaching time lost --------------------------------------------------------------------------


@blueprint.get("/lost-time")
@allow(Action.SEE_BOOKINGS)
def lost(school: str) -> str:
    """Coaching time that the team has lost: when, how much, why; and who may take it."""
    may_set = viewer().may(Action.EDIT_SCHOOL_DATA, place())
    found = ledger(viewer(), school)
    return render_template("lists/lost.html", found=found, may_set=may_set, is_mine=False)


@blueprint.get("/lost-time/mine")
@allow(Action.SEE_OWN_COACHING)
def mine(school: str) -> str:
    """Coaching time that the viewer has lost as a coach."""
    found = ledger_of_mine(viewer(), school)
    return render_template("lists/lost.html", found=found, may_set=False, is_mine=True)


@blueprint.post("/lost-time/protect")
@allow(Action.EDIT_SCHOOL_DATA)
def set_protection(school: str) -> Answer:
    """Say whether cover may be taken from coaching time."""
    is_protected = request.form.get("protect") == "yes"
    version = request.form.get("version", 0, type=int)
    protect(viewer(), school, is_protected=is_protected, expected=version)
    words = "is protected from now on" if is_protected else "may be used for cover from now on"
    flash(f"Coaching time {words}.", "success")
    return redirect(url_for("lists.lost", school=school), 303)


@blueprint.post("/lost-time/<session>/<date>")
@allow(Action.REPAIR)
def correct_lost(school: str, session: str, date: str) -> Answer:
    """Say whether a session that lost its time took place all the same."""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise NotFoundError("There is no such date.") from None
    took_place = request.form.get("took_place") == "yes"
    try:
        tell_lost(viewer(), school, session, day, took_place=took_place)
    except InputError as error:
        flash(error.what, "warning")
    else:
        flash("Noted. What was said before is kept as its history.", "success")
    return redirect(url_for("lists.lost", school=school), 303)


# --- common free time ----------------------------------------------------------------------------


@blueprint.get("/free-time")
@allow(Action.SEE_SCHEDULE)
def free(school: str) -> tuple[str, int]:
    """When several people are free together, and who stands in the way where they nearly are."""
    begin, status = start(viewer(), school), 200
    wanted, days = _wanted(begin.date)
    found: FreeTime | None = None
    wrong: tuple[str, ...] = ()
    if wanted.people:
        try:
            found = free_time(viewer(), school, wanted)
        except InvalidProblemError as error:
            wrong, status = error.problems, status_of(error)
    answer = render_template(
        "lists/free.html",
        people=begin.people,
        chosen=wanted.people,
        first=wanted.first,
        days=days,
        lengths=_LENGTHS,
        found=found,
        wrong=wrong,
        most=_MOST_SLOTS,
        day_words=day_words,
    )
    return answer, status


@blueprint.get("/free-time.<any(csv, xlsx):kind>")
@allow(Action.SEE_SCHEDULE)
def free_file(school: str, kind: str) -> Response:
    """What was found, as a file for Excel, or as CSV."""
    wanted, _ = _wanted(start(viewer(), school).date)
    return sent("free-time", kind, free_time_file(viewer(), school, wanted, kind))


def _wanted(today: dt.date) -> tuple[Wanted, int]:
    """Read from the address who is to meet, between which dates, and on how many days."""
    first = asked_date("first", today)
    days = request.args.get("days", 14, type=int)
    days = days if days in _LENGTHS else 14
    people = tuple(dict.fromkeys(request.args.getlist("person")))
    return Wanted(people, first, first + dt.timedelta(days=days - 1)), days


# --- prints and files ----------------------------------------------------------------------------


@blueprint.get("/prints")
@allow(Action.SEE_DAY_SHEETS)
def prints(school: str) -> str:
    """Everything that can be printed or taken along as a file."""
    who = viewer()
    begin = start(who, school)
    return render_template(
        "lists/prints.html",
        date=asked_date("date", begin.date),
        day_words=day_words,
        prints={page.value: words for page, words in PRINTS.items()},
        reports={name: one.title for name, one in REPORTS.items() if who.may(one.action, place())},
        people=begin.people,
        rooms=begin.rooms,
    )


@blueprint.get("/prints/<name>")
@allow(Action.SEE_DAY_SHEETS)
def prints_page(school: str, name: str) -> str:
    """One page to print, under the same policy as every other page: nothing inline."""
    asked: dict[str, Any] = {
        key: word for key in ("date", "person", "room") if (word := request.args.get(key))
    }
    style = url_for("lists.prints_style", school=school, name=name, **asked)
    return _printout(school, name).linked(style)


@blueprint.get("/prints/<name>/style.css")
@allow(Action.SEE_DAY_SHEETS)
def prints_style(school: str, name: str) -> Response:
    """The style of a page to print: paper and the line at the foot are its own."""
    return Response(_printout(school, name).style(), mimetype="text/css")


@blueprint.get("/files/<name>.<any(csv, xlsx):kind>")
@allow(Action.SEE_DAY_SHEETS)
def file(school: str, name: str, kind: str) -> Response:
    """A list as a file for Excel, or as CSV."""
    return sent(name, kind, report(viewer(), school, name, kind))


@blueprint.get("/lost-time/mine.<any(csv, xlsx):kind>")
@allow(Action.SEE_OWN_COACHING)
def mine_file(school: str, kind: str) -> Response:
    """Coaching time that the viewer has lost as a coach, as a file."""
    return sent("lost-time", kind, lost_of_mine(viewer(), school, kind))


def sent(name: str, kind: str, content: bytes) -> Response:
    """Send a list as a file, csv or xlsx."""
    answer = Response(content, content_type=_TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    return answer


def _printout(school: str, name: str) -> Printout:
    try:
        page = Page(name)
    except ValueError:
        raise NotFoundError("There is no such page to print.") from None
    if page not in PRINTS:
        raise NotFoundError("There is no such page to print.")
    date = asked_date("date", dt.date.min)
    asked = Asked(
        page,
        date=date if page in _DATED and date != dt.date.min else None,
        person=_asked("person", page, *_OF_PEOPLE),
        room=_asked("room", page, *_DOORS),
    )
    try:
        return printed(viewer(), school, asked)
    except InputError as error:  # what is asked for stands in the address
        raise NotFoundError(error.what) from error


def _asked(name: str, page: Page, *pages: Page) -> str | None:
    """Return whom or what the address asks for, where the page can be about one."""
    return request.args.get(name) or None if page in pages else None
