"""Lists to take along, as sheets for Excel or CSV: each says what stands on a page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduler.domain.calendar import Weekday
from scheduler.domain.form import clock_text
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import Cover
from scheduler.errors import NotFoundError
from scheduler.formats.sheets import Sheet, write_list
from scheduler.services.absences.counting import as_it_was
from scheduler.services.absences.gaps import gaps
from scheduler.services.absences.ledger import Ledger, ledger, ledger_of_mine
from scheduler.services.absences.standing import Standing, usual
from scheduler.services.absences.words import name_of, title_of
from scheduler.services.context import place_of
from scheduler.services.plans.held import is_held
from scheduler.store import absences, reading
from scheduler.store.absences import Happened, Known

__all__ = ["REPORTS", "Report", "lost_of_mine", "report"]

_Told = dict[str, tuple[Happened, ...]]
_Cells = tuple[str, ...]


@dataclass(frozen=True)
class _Facts:
    viewer: Viewer
    school: str
    now: Standing
    told: _Told
    absences: tuple[Known, ...]


@dataclass(frozen=True)
class Report:
    """A list: what it is called, who may take it along, and its columns."""

    title: str
    action: Action
    header: _Cells
    rows: Callable[[_Facts], Iterator[_Cells]]
    numbers: frozenset[int] = frozenset()


def report(viewer: Viewer, school: str, name: str, kind: str) -> bytes:
    """
    Write a list as a file.

    Parameters
    ----------
    name
        Of the list, as in `REPORTS`.
    kind
        "csv" or "xlsx".

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such list or kind, or nothing is published.
    """
    found = REPORTS.get(name)
    if found is None or kind not in ("csv", "xlsx"):
        raise NotFoundError("There is no such list.")
    require(viewer, found.action, place_of(viewer, school))
    rows = tuple(found.rows(_facts(viewer, school)))
    return write_list(Sheet(name, found.header, rows, found.numbers), kind)


def lost_of_mine(viewer: Viewer, school: str, kind: str) -> bytes:
    """
    Write what the viewer has lost as a coach, csv or xlsx.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `ledger_of_mine`.
    """
    rows = tuple(_losses(ledger_of_mine(viewer, school)))
    of = REPORTS["lost-time"]
    return write_list(Sheet("lost-time", of.header, rows, of.numbers), kind)


def _facts(viewer: Viewer, school: str) -> _Facts:
    with reading() as session:
        now, told = usual(session, school), absences.happened(session, school)
        known = absences.between(session, school, dt.date.min, dt.date.max)
    if now is None:
        raise NotFoundError("No year is published yet, so there is no such list.")
    return _Facts(viewer, school, now, told, known)


def _absences(facts: _Facts) -> Iterator[_Cells]:
    waiting = {one.id for one in facts.now.waiting}
    for one in facts.absences:
        state = "waits" if one.id in waiting else "covered"
        if one.taken_back_at:
            state = "changed" if one.is_changed else "taken back"
        absence = one.absence
        periods = ", ".join(map(str, absence.periods)) or "whole day"
        dates = absence.first.isoformat(), absence.last.isoformat()
        yield name_of(facts.now.school, absence.person), *dates, periods, state, one.created_by


def _proposed(facts: _Facts) -> Iterator[_Cells]:
    school, proposal = facts.now.school, facts.now.decision
    for one in gaps(proposal) if proposal is not None else ():
        was, by = (name_of(school, row.by) if row else "" for row in (one.before, one.row))
        yield (
            *(one.date.isoformat(), clock_text(one.span.start), clock_text(one.span.end)),
            "" if one.period is None else str(one.period),
            title_of(school, one),
            *(name_of(school, one.absent), by or "nobody found"),
            _source(one.row) if one.row else "",
            was,
        )


def _source(row: Cover) -> str:
    return "planned" if row.source is None else row.source.words


def _covers(facts: _Facts) -> Iterator[_Cells]:
    school = facts.now.school
    really = {row.id: coverer or "" for row, coverer in as_it_was(facts.now.calendar, facts.told)}
    for row in sorted(facts.now.calendar.covers, key=lambda one: (one.date, one.span)):
        told = name_of(school, really[row.id] or row.by) if row.id in really else "nobody"
        yield (
            row.date.isoformat(),
            clock_text(row.start),
            clock_text(row.end),
            "" if row.period is None else str(row.period),
            title_of(school, row),
            name_of(school, row.absent),
            name_of(school, row.by),
            _source(row),
            told,
        )


def _counts(facts: _Facts) -> Iterator[_Cells]:
    school, found = facts.now.school, Counter[tuple[str, str]]()
    days = school.calendar.by_date
    terms = [one.name for one in school.calendar.terms]
    names = {one.id: one.name for one in school.calendar.terms}
    for row, coverer in as_it_was(facts.now.calendar, facts.told):
        if coverer is not None and row.period is not None and row.date in days:
            found[coverer, names.get(days[row.date].term or "", "")] += 1
    for person in sorted({one for one, _ in found}, key=lambda one: name_of(school, one)):
        for term in terms or [""]:
            yield name_of(school, person), term, str(found[person, term])


def _pd_days(facts: _Facts) -> Iterator[_Cells]:
    school = facts.now.school
    groups = {one.id: one.name for one in school.pd_groups}
    for row in sorted(facts.now.calendar.pd_days, key=lambda one: one.date):
        room = school.room[row.room].name if row.room else ""
        for member in row.members:
            yield row.date.isoformat(), groups[row.group], name_of(school, member), room


def _sessions(facts: _Facts) -> Iterator[_Cells]:
    school = facts.now.school
    kinds = {one.id: one.kind.value.replace("_", " ") for one in school.templates}
    requests = {one.id: kinds.get(one.template, "") for one in school.requests}
    for row in sorted(facts.now.calendar.sessions, key=lambda one: (one.date, one.start)):
        times = clock_text(row.start), clock_text(row.end)
        people = name_of(school, row.coach), name_of(school, row.teacher)
        locked = "yes" if is_held(school, row) else "no"
        yield row.date.isoformat(), *times, *people, requests.get(row.request, ""), locked


def _classes(facts: _Facts) -> Iterator[_Cells]:
    school, plan = facts.now.school, facts.now.plan
    owners = plan.staffing.ownerships if plan.staffing else ()
    names = {row.section: name_of(school, row.owner) for row in owners}
    for row in plan.timetable.meetings if plan.timetable else ():
        rooms = ", ".join(school.room[one].name for one in row.rooms)
        title = school.course[school.section[row.section].course].name
        slot = str(row.slot.day), str(row.slot.period)
        yield row.section, title, names.get(row.section, ""), *slot, rooms


def _weeks(facts: _Facts) -> Iterator[_Cells]:
    for week in facts.now.calendar.weeks:
        out = sum(
            len(row.members)
            for row in facts.now.calendar.pd_days
            if 0 <= (row.date - week.monday).days < len(Weekday)
        )
        yield week.monday.isoformat(), week.type.value, str(out)


def _lost(facts: _Facts) -> Iterator[_Cells]:
    return _losses(ledger(facts.viewer, facts.school))


def _losses(found: Ledger) -> Iterator[_Cells]:
    for one in found.rows:
        told = "took place all the same" if one.told and one.told[-1].took_place else ""
        dates = one.date.isoformat(), one.week.isoformat(), one.term, one.time
        yield one.name, *dates, str(one.minutes), one.reason, one.why, told


REPORTS: dict[str, Report] = {
    "absences": Report(
        "Absences",
        Action.RECORD_ABSENCE,
        ("name", "first day", "last day", "periods", "state", "entered by"),
        _absences,
    ),
    "proposed": Report(
        "Cover that is proposed at present, and not announced yet",
        Action.APPROVE_COVER,
        (
            *("date", "start", "end", "period", "class or duty", "absent", "taken by", "source"),
            "was to be taken by",
        ),
        _proposed,
    ),
    "cover": Report(
        "Cover: all that was announced, and what really was",
        Action.SEE_DAY_SHEETS,
        (
            *("date", "start", "end", "period", "class or duty", "absent", "taken by", "source"),
            "really taken by",
        ),
        _covers,
    ),
    "cover-counts": Report(
        "Cover counts: periods that each person took, by term",
        Action.SEE_DAY_SHEETS,
        ("name", "term", "periods"),
        _counts,
        frozenset({2}),
    ),
    "pd-days": Report(
        "PD days: who is out when",
        Action.SEE_DAY_SHEETS,
        ("date", "group", "name", "room"),
        _pd_days,
    ),
    "weeks": Report(
        "Weeks: their types, and teacher-days of PD",
        Action.SEE_DAY_SHEETS,
        ("week of", "type", "teacher-days of PD"),
        _weeks,
        frozenset({2}),
    ),
    "classes": Report(
        "Classes: who teaches what, when and where",
        Action.SEE_DAY_SHEETS,
        ("class", "course", "teacher", "cycle day", "period", "rooms"),
        _classes,
        frozenset({4}),
    ),
    "sessions": Report(
        "Coaching sessions: who, when and which kind",
        Action.SEE_BOOKINGS,
        ("date", "start", "end", "coach", "teacher", "kind", "locked"),
        _sessions,
    ),
    "lost-time": Report(
        "Coaching time lost: when, how much, why",
        Action.SEE_BOOKINGS,
        (
            *("name", "date", "week of", "term", "time", "minutes", "reason", "covered instead"),
            "told afterwards",
        ),
        _lost,
        frozenset({5}),
    ),
}
"""The lists, by the name in their address."""
