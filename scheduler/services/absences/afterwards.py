"""What really happened: who had a class after all, or that it did not take place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import InputError, NotFoundError
from scheduler.formats.html.words import long_date
from scheduler.services.absences.standing import standing
from scheduler.services.context import place_of
from scheduler.services.today import today_at
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Happened
from scheduler.store.queries.trail import record as note

__all__ = ["Happened", "has_begun", "refuse_to_come", "tell", "told"]


def has_begun(school: School, date: dt.date) -> bool:
    """Whether a date has begun by the school's clock: before, nobody can tell what really was."""
    return date <= today_at(school)


def refuse_to_come(school: School, date: dt.date) -> None:
    """
    Refuse what is told of a date to come.

    Raises
    ------
    InputError
        If the date has not begun by the school's clock.
    """
    if not has_begun(school, date):
        raise InputError(
            "What really was",
            f"{long_date(date)} is still to come; tell it on the day or later.",
        )


def tell(
    viewer: Viewer, school: str, row: str, *, took_place: bool, coverer: str | None = None
) -> None:
    """
    Say what became of a cover; what was said of it before is kept as its history.

    Parameters
    ----------
    row
        Id of the cover.
    coverer
        Who really had it; None: whoever was announced.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such cover.
    InputError
        If the date is still to come, the school has nobody of that id, or somebody is named
        though it did not take place.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with writing() as session:
        now = standing(session, school)
        found = next((one for one in now.calendar.covers if one.id == row), None)
        if found is None:
            raise NotFoundError("There is no such cover in the published plan.")
        refuse_to_come(now.school, found.date)
        if coverer is not None and coverer not in now.school.person:
            raise InputError("Who had it", "Choose somebody of the staff.")
        if coverer is not None and not took_place:
            raise InputError("Who had it", "Nobody had a class that did not take place.")
        coverer = None if coverer == found.coverer else coverer
        id = absences.tell(
            session,
            school,
            row,
            found.date,
            took_place=took_place,
            coverer=coverer,
            by=viewer.user,
        )
        note(session, viewer, "tell", place, "happening", id, ("took_place", "coverer"))


def told(viewer: Viewer, school: str) -> Mapping[str, Sequence[Happened]]:
    """Return all that was told of covers afterwards, by their ids."""
    require(viewer, Action.RECORD_ABSENCE, place_of(viewer, school))
    with reading() as session:
        return absences.happened(session, school)
