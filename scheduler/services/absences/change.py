"""
Somebody comes back earlier than was entered, or stays away longer.

What was announced for the time after they are back is called off in one new version, seen before it
is confirmed; the rest of the absence, and all that happened, stays. Time that comes on top waits
for cover as any absence does.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InvalidProblemError
from scheduler.formats.html.words import clock_range, short_date
from scheduler.services.absences.announcing import put_in_place, ready, told_of
from scheduler.services.absences.calling_off import called_off
from scheduler.services.absences.lasting import Lasting, Until, lasting
from scheduler.services.absences.record import refuse_wrong
from scheduler.services.absences.standing import Standing, standing
from scheduler.services.absences.words import name_of, what_of
from scheduler.services.context import place_of
from scheduler.services.messages.changes import Affected
from scheduler.services.messages.tell import Mailing
from scheduler.services.today import today_at
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Known
from scheduler.store.queries.trail import record as note

__all__ = ["OffRow", "Shown", "Until", "change", "look"]

_MOST_LASTS = 40
"""School days that can be chosen as the last one."""


@dataclass(frozen=True)
class OffRow:
    """
    Cover that is called off.

    Parameters
    ----------
    by, will
        Who was to take it, and who has it now.
    """

    time: str
    title: str
    by: str
    will: str


@dataclass(frozen=True)
class Shown:
    """
    An absence that may last otherwise, and what a change of it would do.

    Parameters
    ----------
    lasts
        The dates that can be chosen as its last.
    periods
        Those from which somebody may be back on it.
    base
        Id of the published plan for which this is shown.
    lasting
        What would be over, and what on top; None: nothing was asked yet, or nothing changes.
    rows
        Cover that would be called off.
    told, num_told
        Who would get a message, as far as the viewer may know of it; how many in all.
    """

    known: Known
    name: str
    lasts: tuple[dt.date, ...]
    periods: tuple[int, ...]
    base: str
    lasting: Lasting | None = None
    rows: tuple[OffRow, ...] = ()
    told: tuple[Affected, ...] = ()
    num_told: int = 0


def look(viewer: Viewer, school: str, id: str, until: Until | None = None) -> Shown:
    """
    Show until when an absence can last, and what it would change; nothing is done.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such absence.
    ConflictError
        If it was taken back, or its cover cannot be called off by itself.
    InvalidProblemError
        With a sentence, if it cannot last so.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with reading() as session:
        known, now = absences.find(session, school, id), standing(session, school)
        found = None if until is None else _asked(now, known, until)
        made = called_off(session, now, known, found.stays) if found and found.over else None
    _refuse_taken_back(known)
    shown = Shown(
        known=known,
        name=name_of(now.school, known.absence.person),
        lasts=tuple(_lasts(now.school, known.absence)),
        periods=tuple(sorted({atom.period for bell in now.school.bells for atom in bell.spans})),
        base=now.head.id,
        lasting=found,
    )
    if made is None:
        return shown
    everybody = told_of(now, made)
    sees_all = viewer.may(Action.SEE_BOOKINGS, place)
    told = everybody if sees_all else told_of(now, made, coaching=False)
    return dataclasses.replace(
        shown, rows=tuple(_rows(now, made)), told=told, num_told=len(everybody)
    )


def change(
    viewer: Viewer,
    school: str,
    id: str,
    until: Until,
    expected: int,
    base: str,
    mailing: Mailing | None = None,
) -> Lasting:
    """
    Have an absence last otherwise, as it was shown; what comes on top waits for cover.

    Parameters
    ----------
    expected, base
        Version of the absence, and id of the published plan, that the viewer saw.

    Raises
    ------
    NotFoundError, NotAllowedError, ConflictError, InvalidProblemError
        As `look`; or if somebody did something with it, or published something, meanwhile.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with reading() as session:
        known, now = absences.find(session, school, id), standing(session, school)
        found = _asked(now, known, until)
        made = called_off(session, now, known, found.stays) if found.over else None
    if now.head.id != base:
        raise ConflictError("Another plan was published meanwhile; look again.")
    if made is not None:
        require(viewer, Action.APPROVE_COVER, place)
    new = None if made is None else ready(now, made)
    with writing() as session:
        # What was dealt with stays in its plan; what comes on top is an absence of its own.
        waits, rest = (found.now, ()) if known.plan is None else (found.more, found.stays)
        if found.over or known.plan is None:
            absences.take_back(session, school, id, expected, is_changed=True)
            for one in rest:
                absences.add(session, school, one, viewer.user, plan=known.plan)
        if found.more:
            refuse_wrong(session, now, found.more)
        for one in waits:
            absences.add(session, school, one, viewer.user)
        if new is not None:
            put_in_place(session, viewer, now, new, "An absence ended earlier", mailing)
        absences.drop_proposal(session, school)
        note(session, viewer, "change", place, "absence_record", id, ("last", "periods"))
    return found


def _asked(now: Standing, known: Known, until: Until) -> Lasting:
    """Return what would change, if it may."""
    _refuse_taken_back(known)
    entered, today = known.absence, today_at(now.school)
    name = name_of(now.school, entered.person)
    if until.last not in _lasts(now.school, entered):
        raise InvalidProblemError([f"{name}: choose one of the dates as the last one."])
    found = lasting(now.school, entered, until)
    wrong = None
    if not (found.over or found.more):
        wrong = "that is how long the absence lasts already."
    elif not found.now:
        wrong = "nothing would be left of the absence; take it back instead."
    elif any(one.first < today for one in found.over):
        wrong = "what is over stays as it was; tell under the announced cover what really was."
    if wrong is not None:
        raise InvalidProblemError([f"{name}: {wrong}"])
    return found


def _refuse_taken_back(known: Known) -> None:
    if known.taken_back_at is not None:
        raise ConflictError("This absence was taken back or changed already; look again.")


def _lasts(school: School, entered: Absence) -> Sequence[dt.date]:
    """List the dates that an absence may last until: what is over before today stays."""
    today, dates = today_at(school), [day.date for day in school.calendar.days]
    over = max((one for one in dates if one < today), default=entered.first)
    inside = [one for one in dates if one <= entered.last]
    first = max(entered.first, min(over, inside[-1] if inside else over))
    return [one for one in dates if one >= first][:_MOST_LASTS]


def _rows(now: Standing, made: Plan) -> Iterator[OffRow]:
    covers = made.calendar.covers if made.calendar else ()
    after = {row.id: row for row in covers}
    for row in sorted(now.calendar.covers, key=lambda one: (one.date, one.span, one.absent)):
        new = after.get(row.id)
        if new != row:
            yield OffRow(
                time=f"{short_date(row.date)}, {clock_range(row.span)}",
                title=what_of(now.school, row),
                by=name_of(now.school, row.by),
                will=name_of(now.school, row.absent if new is None else new.by),
            )
