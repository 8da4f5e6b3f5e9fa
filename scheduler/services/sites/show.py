"""Which schools a viewer has, and what stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import NotFoundError
from scheduler.services.context import place_of
from scheduler.services.sites.requests import outside
from scheduler.store import load, reading
from scheduler.store.load import Row, Value
from scheduler.store.queries import plans
from scheduler.store.queries import sites as queries
from scheduler.store.queries.sites import Year
from scheduler.store.tables.school import LISTS, VALUES

__all__ = [
    "NEEDED",
    "Overview",
    "Row",
    "Value",
    "Year",
    "listed",
    "mark_of",
    "one",
    "open_school",
    "overview",
    "schools_of",
    "timezone_of",
    "value",
    "year_to_open",
]

CLOSED = frozenset({"requests"})
"""Lists that are not shown as school data: they are their teachers'."""

NEEDED = ("kind", "bells", "calendar", "areas", "staff", "courses", "sections")
"""Lists and values that a build cannot do without, in the order in which they are best entered."""


@dataclass(frozen=True)
class Overview:
    """
    What there is of a school, to see what is missing.

    Parameters
    ----------
    counts
        Rows of each list.
    problems
        What does not fit together; empty where everything does.
    is_begun
        Whether anything has been entered.
    missing
        Names of what a build cannot do without and nobody has entered.
    """

    year: Year
    counts: Mapping[str, int]
    problems: tuple[str, ...]
    is_begun: bool = True
    missing: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether a build can begin."""
        return not self.problems and not self.missing


def schools_of(viewer: Viewer, *, archived: bool = False) -> tuple[Year, ...]:
    """List the school years of all places where the viewer has a role, by district and site."""
    with reading() as session:
        found = queries.years(session, viewer.places(Action.ENTER))
    return tuple(one for one in found if archived or one.archived_at is None)


def year_to_open(viewer: Viewer) -> Year | None:
    """
    Return the school year that people of one site go by; None for those of none or several.

    It is the newest with a published plan: a next year that is being prepared has none yet.
    """
    years = schools_of(viewer)
    if len({one.site for one in years}) != 1:
        return None
    with reading() as session:
        in_force = (one for one in years if plans.published(session, one.id) is not None)
        return next(in_force, years[0])


def timezone_of(viewer: Viewer, school: str) -> str | None:
    """Name the time zone in which a school lives; None where nobody has said so yet."""
    require(viewer, Action.ENTER, place_of(viewer, school))
    with reading() as session:
        calendar = load.value(session, school, "calendar").content
    return None if calendar is None else str(calendar.timezone)


def open_school(viewer: Viewer, action: Action, school: str) -> School:
    """
    Return a school as it may be seen.

    It has the confirmed requests, without what their teachers told the solver alone.  Runs take
    the whole school by themselves.

    Parameters
    ----------
    action
        What the viewer wants to do with it.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    InvalidProblemError
        With all that is missing or does not fit together.
    """
    require(viewer, action, place_of(viewer, school))
    with reading() as session:
        return outside(load.school(session, school))


def overview(viewer: Viewer, school: str) -> Overview:
    """Say what there is of a school, and what is missing."""
    require(viewer, Action.SEE_SCHOOL_DATA, place_of(viewer, school))
    with reading() as session:
        counts = {
            name: len(load.rows(session, school, name)) for name in LISTS if name not in CLOSED
        }
        entered = counts | {
            name: load.value(session, school, name).version for name in VALUES if name in NEEDED
        }
        return Overview(
            queries.year(session, school),
            counts,
            load.problems(session, school),
            any(entered.values()),
            tuple(name for name in NEEDED if not entered[name]),
        )


def listed(viewer: Viewer, school: str, name: str, *, deleted: bool = False) -> tuple[Row, ...]:
    """List the rows of one of the school's lists, or those that were deleted."""
    _may_see(viewer, school, name)
    with reading() as session:
        return load.rows(session, school, name, deleted=deleted)


def mark_of(rows: Sequence[Row]) -> str:
    """Return the mark of a list that changes with every change of its rows."""
    words = repr([(row.id, row.version) for row in rows])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def one(viewer: Viewer, school: str, name: str, id: str) -> Row:
    """Return one row with its version."""
    _may_see(viewer, school, name)
    with reading() as session:
        return load.row(session, school, name, id)


def value(viewer: Viewer, school: str, name: str) -> Value:
    """Return one of the school's values that is no list of things with ids."""
    require(viewer, Action.SEE_SCHOOL_DATA, place_of(viewer, school))
    if name not in VALUES:
        raise NotFoundError(f'A school has no value "{name}".')
    with reading() as session:
        return load.value(session, school, name)


def _may_see(viewer: Viewer, school: str, name: str) -> None:
    require(viewer, Action.SEE_SCHOOL_DATA, place_of(viewer, school))
    if name not in LISTS or name in CLOSED:
        raise NotFoundError(f'A school has no list "{name}" that could be shown here.')
