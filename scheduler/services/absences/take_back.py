"""Take an absence back: before its cover is announced, or afterwards, with a new version."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay
from scheduler.errors import ConflictError, ModelMismatchError
from scheduler.services.absences.announcing import put_in_place, ready
from scheduler.services.absences.standing import Standing, standing
from scheduler.services.absences.words import without_pairs
from scheduler.services.context import place_of
from scheduler.services.messages.tell import Mailing
from scheduler.store import absences, reading, writing
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries.trail import record as note

__all__ = ["take_back"]


def take_back(
    viewer: Viewer, school: str, id: str, expected: int, mailing: Mailing | None = None
) -> None:
    """
    Say that somebody is not absent after all; cover that was announced for it is called off.

    A session that gave way stays where it is, or away; `give_back` offers it back.

    Parameters
    ----------
    expected
        Version of the absence that the viewer saw.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such absence.
    ConflictError
        If somebody did something with it meanwhile, or its cover cannot be called off by itself.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with reading() as session:
        known, now = absences.find(session, school, id), standing(session, school)
        new = None
        if known.plan is not None and known.absence in now.calendar.absences:
            require(viewer, Action.APPROVE_COVER, place)
            new = ready(now, _without(session, now, known.absence, known.plan))
    with writing() as session:
        absences.take_back(session, school, id, expected)
        if new is not None:
            put_in_place(session, viewer, now, new, "An absence was taken back", mailing)
        absences.drop_proposal(session, school)
        note(session, viewer, "take back", place, "absence_record", id, ("taken_back_at",))


def _without(session: Session, now: Standing, gone: Absence, plan: str) -> Plan:
    """Return the published plan without the cover of an absence, as the referee accepts it."""
    # Here, because it brings the solver along.
    from scheduler.services.repair import judge

    parent = plans.head(session, plan).parent
    before = plans.content(session, parent).calendar if parent is not None else None
    wrong = list[str]()
    for calendar in _ways(now.calendar, gone, before or CalendarAnswer()):
        made = dataclasses.replace(now.plan, calendar=calendar)
        try:
            judge(now.school, now.plan, made)
        except ModelMismatchError as error:
            wrong.append(without_pairs(str(error)))
        else:
            return made
    raise ConflictError(
        f"The cover cannot be called off by itself, because other things hang on it. {wrong[0]}"
    )


def _ways(now: CalendarAnswer, gone: Absence, before: CalendarAnswer) -> Iterator[CalendarAnswer]:
    """Yield calendars without an absence: back to PD and as planned, or simply at work."""
    name = gone.person
    others = tuple(one for one in now.absences if one != gone)
    holes = tuple(one for one in now.holes if one.rule != "C2" or one.ids[:1] != (name,))
    covers = tuple(row for row in now.covers if not _is_for(row, gone))
    # What was taken is not given back by itself: from now on it counts as called off.
    left = {row.id for row in now.sessions}
    off = (row.id for row in before.sessions if row.id not in left)
    cancelled = tuple(dict.fromkeys((*now.cancelled, *off)))
    at_work = dataclasses.replace(
        now, absences=others, holes=holes, covers=covers, cancelled=cancelled
    )
    planned = {row.id: row for row in before.covers if row.source is None}
    back = (_as_planned(row, planned, gone) for row in now.covers)
    as_planned = dataclasses.replace(at_work, covers=tuple(row for row in back if row is not None))
    pd_days = _with_member(now.pd_days, before.pd_days, gone)
    known = tuple(one for one in holes if one.rule != "C5" or one in before.holes)
    yield dataclasses.replace(as_planned, pd_days=pd_days, holes=known)
    yield as_planned
    yield at_work


def _is_for(row: Cover, gone: Absence) -> bool:
    """Whether a row came up with an absence."""
    missed = not gone.periods or row.period is None or row.period in gone.periods
    return row.source is not None and row.absent == gone.person and row.date in gone and missed


def _as_planned(row: Cover, planned: dict[str, Cover], gone: Absence) -> Cover | None:
    """A row as it was planned before the absence; None where it came up with it."""
    old = planned.get(row.id)
    if old is not None and old.coverer == gone.person and row.date in gone and row.by != old.by:
        return dataclasses.replace(old, sequence=row.sequence + 1)
    if not _is_for(row, gone):
        return row
    return None if old is None else dataclasses.replace(old, sequence=row.sequence + 1)


def _with_member(
    now: tuple[PDDay, ...], before: tuple[PDDay, ...], gone: Absence
) -> tuple[PDDay, ...]:
    """PD days with somebody who was taken off them."""
    old = {row.id: row for row in before if gone.person in row.members and row.date in gone}
    return tuple(
        row
        if row.id not in old or gone.person in row.members
        else dataclasses.replace(
            row,
            members=tuple(one for one in old[row.id].members if one in (*row.members, gone.person)),
            sequence=row.sequence + 1,
        )
        for row in now
    )
