"""PD planning: owed and placed, holes with fixes, how hard dates are, what classes miss."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scheduler.domain.days import TeamYear
from scheduler.domain.measures import cover_per_class
from scheduler.domain.pd import PDGroup
from scheduler.domain.roles import Viewer
from scheduler.errors import NotFoundError
from scheduler.services.plans.calendar_moves import Desk, desk
from scheduler.services.plans.held import is_held
from scheduler.services.plans.words import class_name
from scheduler.store.recent import Recent

if TYPE_CHECKING:
    from scheduler.solver.calendar.look_ahead import DateLoad

__all__ = ["ClassCover", "DateRow", "GroupRow", "PersonRow", "Planning", "planning"]

_HALVES = {"whole": "", "first_half": ", first half", "second_half": ", second half"}
_LARGE = 4
"""Members from which on halves help."""


@dataclass(frozen=True)
class PersonRow:
    """A member of a PD group: days owed, and the dates that there are."""

    name: str
    owed: int
    dates: tuple[dt.date, ...]

    @property
    def missing(self) -> int:
        """Days without a date."""
        return max(0, self.owed - len(self.dates))


@dataclass(frozen=True)
class GroupRow:
    """
    A PD group.

    Parameters
    ----------
    days
        Its dates: id of the PD day, date, which half, how many are out, whether it is locked.
    holes
        What could not be done, and why.
    fixes
        What would help: a sentence, and the page where it is done (an endpoint).
    """

    group: PDGroup
    leaders: tuple[str, ...]
    room: str
    people: tuple[PersonRow, ...]
    days: tuple[tuple[str, dt.date, str, int, bool], ...]
    holes: tuple[str, ...]
    fixes: tuple[tuple[str, str], ...]

    @property
    def owed(self) -> int:
        """Teacher-days owed."""
        return sum(one.owed for one in self.people)

    @property
    def placed(self) -> int:
        """Teacher-days with a date; none beyond what is owed."""
        return sum(one.owed - one.missing for one in self.people)


@dataclass(frozen=True)
class DateRow:
    """
    How hard a date is.

    Parameters
    ----------
    level
        "closed": no PD at all. "full": no group fits. "tight": few do. "open".
    free, covered
        Periods that the Plus team can still cover, and those it covers already.
    can, cannot
        Groups that fit, and those that don't, with the periods that each would leave.
    """

    date: dt.date
    level: Literal["closed", "full", "tight", "open"]
    reason: str
    free: int
    covered: int
    can: tuple[tuple[str, int], ...]
    cannot: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ClassCover:
    """How often a class is without its teacher, in each term and at most; None: no limit."""

    name: str
    terms: tuple[int, ...]
    most: int | None


@dataclass(frozen=True)
class Planning:
    """All of the page."""

    groups: tuple[GroupRow, ...]
    first: dt.date
    months: tuple[dt.date, ...]
    dates: tuple[DateRow, ...]
    terms: tuple[str, ...]
    classes: tuple[ClassCover, ...]


_pages: Recent[tuple[str, int, dt.date], tuple[Desk, Planning]] = Recent(most=8)
"""Counting a month of a large school takes a second or two; plans do not change."""


def planning(viewer: Viewer, school: str, plan: str, date: dt.date | None) -> Planning:
    """
    Lay out PD planning, with the dates of the month in which a date lies; None: of the first.

    Raises
    ------
    NotFoundError
        If the plan has no calendar, or there is no school in that month.
    """
    on = desk(viewer, school, plan)
    months = tuple(dict.fromkeys(one.date.replace(day=1) for one in on.problem.days))
    first = date.replace(day=1) if date is not None else months[0]
    if first not in months:
        raise NotFoundError(f"There is no school in {first:%B %Y}.")
    # A desk is another one where its school is another object, and stays as long as it is here.
    return _pages.get((plan, id(on), first), lambda: (on, _laid_out(on, first, months)))[1]


def _laid_out(on: Desk, first: dt.date, months: tuple[dt.date, ...]) -> Planning:
    year = TeamYear(on.school, on.plan)
    return Planning(
        tuple(_group(on, one.group) for one in on.problem.groups),
        first,
        months,
        tuple(_dates(on, first)),
        tuple(one.name for one in on.school.calendar.terms) or ("The year",),
        _classes(on, year),
    )


def _group(on: Desk, group: PDGroup) -> GroupRow:
    person = on.school.person
    rows = sorted((one for one in on.answer.pd_days if one.group == group.id), key=lambda o: o.date)
    dates: dict[str, list[dt.date]] = defaultdict(list)
    for row in rows:
        for name in row.members:
            dates[name].append(row.date)
    people = tuple(
        PersonRow(person[one].name, group.owed_by(one), tuple(dates[one])) for one in group.members
    )
    holes = tuple(
        one.sentence for one in on.answer.holes if one.rule == "C5" and group.id in one.ids
    )
    is_short = any(one.missing for one in people)
    return GroupRow(
        group,
        tuple(person[one].name for one in group.leaders),
        on.school.room[group.room].name if group.room else "",
        people,
        tuple(
            (one.id, one.date, _HALVES[one.unit], len(one.members), is_held(on.school, one))
            for one in rows
        ),
        holes,
        tuple(_fixes(group)) if is_short or holes else (),
    )


def _fixes(group: PDGroup) -> Iterator[tuple[str, str]]:
    """Say what would give a group more dates, the cheapest first."""
    edit = "setup.checklist_edit"
    if not group.halves_allowed and len(group.members) >= _LARGE:
        yield "Let it go out in two halves: each leaves half the classes to cover.", edit
    if group.least_gap_days > 1:
        yield f"Allow less than {group.least_gap_days} days between two PD days.", edit
    if group.exclusions:
        yield "Take some of the dates that are closed to it off its list.", edit
    if group.room:
        yield "Give it another room, or none: the one it has is needed on some dates.", edit
    yield "Release one more Plus teacher: see what that would cost.", "capacity.show"


def _dates(on: Desk, first: dt.date) -> Iterator[DateRow]:
    # Here, because the solver is large and most processes that show pages never need it.
    from scheduler.solver.calendar.look_ahead import date_load
    from scheduler.solver.calendar.published import Published

    bookings = Published(on.problem, on.answer).bookings
    names = {one.id: one.group.name for one in on.problem.groups}
    for day in on.problem.days:
        if day.date.replace(day=1) != first:
            continue
        covered = sum(one.date == day.date for one in on.answer.covers)
        load = date_load(on.problem, bookings, day.index)
        can, cannot = (
            tuple(
                (names[one.side.group] + _HALVES[one.side.unit], one.needs)
                for one in load.sides
                if one.fits is fits
            )
            for fits in (True, False)
        )
        level, reason = _level(day.blackout, load)
        yield DateRow(day.date, level, reason, load.free, covered, can, cannot)


def _level(
    blackout: bool, load: DateLoad
) -> tuple[Literal["closed", "full", "tight", "open"], str]:
    if blackout:
        return "closed", "Blackout: nothing is booked."
    if not load.sides:
        return "closed", "No group may go out, by the rhythm of the year and the groups' own dates."
    fitting = sum(one.fits for one in load.sides)
    if not fitting:
        return "full", "Every group would leave more than the team can still cover."
    if 2 * fitting < len(load.sides):
        return "tight", ""
    return "open", ""


def _classes(on: Desk, year: TeamYear) -> tuple[ClassCover, ...]:
    """List the classes that miss their teacher at all, those that miss them most first."""
    terms: tuple[str | None, ...] = tuple(one.id for one in on.school.calendar.terms) or (None,)
    counts = cover_per_class(year) or {}
    most = {one.section: one.most for one in on.problem.limits if one.of_term}
    found = [
        ClassCover(
            class_name(on.school, section),
            tuple(counts.get((section, term), 0) for term in terms),
            most.get(section),
        )
        for section in dict.fromkeys(section for section, _ in counts)
    ]
    return tuple(sorted(found, key=lambda one: (-max(one.terms), -sum(one.terms), one.name)))
