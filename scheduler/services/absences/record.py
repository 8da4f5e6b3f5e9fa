"""Enter who is absent, several at once; look it up afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from scheduler.domain.policy import Absence
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import InvalidProblemError
from scheduler.services.absences.standing import Standing, standing
from scheduler.services.context import place_of
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Known
from scheduler.store.db import Session
from scheduler.store.queries.trail import record as note

__all__ = ["listed", "record", "refuse_wrong"]

_LONGEST_DAYS = 120
_FIELDS = ("staff_id", "first", "last", "periods")


def record(viewer: Viewer, school: str, new: Sequence[Absence]) -> tuple[str, ...]:
    """
    Enter absences; return their ids.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    ConflictError
        If no year is published.
    InvalidProblemError
        With a sentence for each thing that is wrong; then none of them is entered.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with writing() as session:
        now = standing(session, school)
        refuse_wrong(session, now, new)
        ids = tuple(absences.add(session, school, one, viewer.user) for one in new)
        for id in ids:
            note(session, viewer, "add", place, "absence_record", id, _FIELDS)
    return ids


def refuse_wrong(session: Session, now: Standing, new: Sequence[Absence]) -> None:
    """
    Refuse absences that cannot be entered.

    Raises
    ------
    InvalidProblemError
        With a sentence for each thing that is wrong.
    """
    if wrong := [*_wrong(now, new)]:
        raise InvalidProblemError(wrong)
    days = [one for absence in new for one in (absence.first, absence.last)]
    there = absences.between(session, now.head.school_id, min(days), max(days))
    if wrong := [*_twice(now, [one.absence for one in there if not one.taken_back_at], new)]:
        raise InvalidProblemError(wrong)


def listed(viewer: Viewer, school: str, first: dt.date, last: dt.date) -> tuple[Known, ...]:
    """List the absences on these dates, those that were taken back among them."""
    require(viewer, Action.RECORD_ABSENCE, place_of(viewer, school))
    with reading() as session:
        return absences.between(session, school, first, last)


def _wrong(now: Standing, new: Sequence[Absence]) -> Iterator[str]:
    """Say what is wrong with each absence by itself."""
    if not new:
        yield "Choose at least one person who is absent."
    for one in new:
        if one.person not in now.school.person:
            yield f'The published plan has nobody with the id "{one.person}".'
            continue
        name = now.school.person[one.person].name
        if (one.last - one.first).days >= _LONGEST_DAYS:
            yield f"{name}: enter at most {_LONGEST_DAYS} days at once."
        elif not any(one.first <= day.date <= one.last for day in now.school.calendar.days):
            yield f"{name}: there is no school on these dates."
        known = {period for bell in now.school.bells for period in _periods(bell)}
        if missing := sorted(set(one.periods) - known):
            yield f"{name}: there is no period {', '.join(map(str, missing))}."


def _periods(bell: object) -> set[int]:
    return {atom.period for atom in bell.spans}  # type: ignore[attr-defined]  # a BellSchedule


def _twice(now: Standing, there: Sequence[Absence], new: Sequence[Absence]) -> Iterator[str]:
    """Refuse to enter the same time of the same person twice."""
    seen = list(there)
    for one in new:
        if any(_overlap(one, other) for other in seen):
            name = now.school.person[one.person].name
            yield f"{name} is entered as absent for some of this time already."
        seen.append(one)


def _overlap(one: Absence, other: Absence) -> bool:
    if one.person != other.person or one.last < other.first or other.last < one.first:
        return False
    return not (one.periods and other.periods) or bool(set(one.periods) & set(other.periods))
