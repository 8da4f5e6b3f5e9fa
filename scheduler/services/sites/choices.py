"""What a field of the set-up can refer to, by name: nobody types an id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from scheduler.domain.bell import BellSchedule
from scheduler.domain.calendar import SchoolCalendar
from scheduler.domain.courses import Section
from scheduler.domain.naming import class_name
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.services.context import place_of
from scheduler.store import load, reading
from scheduler.store.db import Session
from scheduler.store.tables.school import LISTS

__all__ = ["STAFF_OR_GROUPS", "Choices", "choices", "names_in"]

Choices = Mapping[str, Mapping[str, str]]
"""Words of each thing by id, in the order of its list; by the name of the list."""

STAFF_OR_GROUPS = "staff_or_groups"
_OF_CALENDAR = ("cycle_days", "segments", "tracks", "slots")


def choices(viewer: Viewer, school: str, lists: Collection[str]) -> Choices:
    """
    Name the things of some lists, whether or not the school fits together.

    Parameters
    ----------
    lists
        Lists of the school; "cycle_days", "segments", "tracks" and "slots" of its calendar and
        bells; `STAFF_OR_GROUPS`.
    """
    require(viewer, Action.SEE_SCHOOL_DATA, place_of(viewer, school))
    with reading() as session:
        found = {name: _named(session, school, name) for name in lists if name in LISTS}
        if STAFF_OR_GROUPS in lists:
            both = (_named(session, school, name) for name in ("staff", "groups"))
            found[STAFF_OR_GROUPS] = {id: words for one in both for id, words in one.items()}
        if any(name in lists for name in _OF_CALENDAR):
            calendar = load.value(session, school, "calendar").content
            bells = [one.thing for one in load.rows(session, school, "bells")]
            found |= _of_calendar(calendar, [one for one in bells if one is not None])  # type: ignore[misc]  # of the list of bells
    return found


def names_in(school: School, before: School | None = None) -> Choices:
    """Name everything in a school, and what only another one has that it was made from."""
    found: dict[str, dict[str, str]] = {}
    for one in (school, *([before] if before else [])):
        named = {name: {row.id: _words(one, row) for row in getattr(one, name)} for name in LISTS}
        named[STAFF_OR_GROUPS] = named["staff"] | named["groups"]
        for name, words in (named | _of_calendar(one.calendar, one.bells)).items():
            found[name] = words | found.get(name, {})
    return found


def _words(school: School, thing: Any) -> str:
    """Return what people call a thing: a class has no name of its own."""
    if isinstance(thing, Section):
        return class_name(school, thing.id)
    return str(getattr(thing, "name", "") or thing.id)


def _named(session: Session, school: str, name: str) -> dict[str, str]:
    names = _classes(session, school) if name == "sections" else _names(session, school, name)
    times = Counter(names.values())
    return {id: words if times[words] == 1 else f"{words} ({id})" for id, words in names.items()}


def _names(session: Session, school: str, name: str) -> dict[str, str]:
    rows = load.rows(session, school, name)
    return {one.id: str(one.values.get("name") or one.id) for one in rows}


def _classes(session: Session, school: str) -> dict[str, str]:
    """Name classes as `class_name` does, be their course or groups there or not."""
    courses, groups = (_names(session, school, name) for name in ("courses", "groups"))
    found = {}
    for one in load.rows(session, school, "sections"):
        course = str(one.values.get("course", ""))
        attend = ", ".join(groups.get(id, id) for id in one.values.get("groups") or ())
        found[one.id] = f"{courses.get(course, course)} ({attend or one.id})"
    return found


def _of_calendar(
    calendar: SchoolCalendar | None, bells: Iterable[BellSchedule]
) -> dict[str, dict[str, str]]:
    tracks = [track for bell in bells for track in bell.tracks]
    days = calendar.cycle_days if calendar else ()
    periods = sorted({time.period for track in tracks for time in track.periods})
    slots = [str(Slot(day, period)) for period in periods for day in days]
    return {
        "cycle_days": {one: one for one in days},
        "segments": {one.id: one.name for one in calendar.segments} if calendar else {},
        "tracks": {one.id: one.id for one in tracks},
        "slots": {one: one for one in slots},
    }
