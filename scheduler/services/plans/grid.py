"""
The master schedule as a grid to work in: a row for each teacher, room, group or class.

It is laid out in one pass over the meetings and kept, since a plan never changes; what is looked
for in it is sifted out afterwards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from scheduler.domain.courses import LockedBy, SectionRole
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import NotFoundError
from scheduler.formats.html.master import Column, columns_of
from scheduler.formats.html.weeks import owners, slots_of
from scheduler.formats.html.words import natural
from scheduler.services.plans.show import Shown
from scheduler.services.plans.words import class_name, room_names
from scheduler.store.recent import Recent

__all__ = ["Grid", "GridRow", "Part", "Rows", "Sieve", "grid_of"]

Rows = Literal["teacher", "group", "room", "section", "plus"]
"""What the rows are."""

_KINDS: tuple[str, ...] = get_args(Rows)

_laid_out: Recent[tuple[str, str, str, str], Grid] = Recent(most=24)


@dataclass(frozen=True)
class Part:
    """
    One class (or team) in a cell of the grid.

    Parameters
    ----------
    details
        What the reader does not know from the row: teacher, group, room.
    days
        Days on which it holds, in words; empty: all that the column stands for.
    meetings
        Ids of its meetings in this cell.
    lock
        "user" or "solver", by whom all of them are locked; "mixed": some are; empty: none is.
    """

    title: str
    details: tuple[str, ...] = ()
    area: str = ""
    days: str = ""
    meetings: tuple[str, ...] = ()
    lock: Literal["user", "solver", "mixed", ""] = ""

    @property
    def kind(self) -> str:
        """A class, or the time of a team."""
        return "class" if self.meetings else "team"


@dataclass(frozen=True)
class GridRow:
    """
    One teacher, group, room or class: what happens in each column.

    Parameters
    ----------
    note
        What there is to say of them ("Plus teacher").
    meetings
        Ids of all their meetings.
    num_locked
        How many of these the user has locked.
    """

    id: str
    name: str
    note: str
    cells: tuple[tuple[Part, ...], ...]
    meetings: frozenset[str]
    num_locked: int


@dataclass(frozen=True)
class Grid:
    """The master schedule of one segment."""

    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Sieve:
    """
    What is looked for in a grid: rows that answer all of it are shown.

    Parameters
    ----------
    area
        Id of a content area that is taught in the row.
    words
        In the name of the row, or of something in it; all of them, whatever the case.
    is_locked
        Only rows in which the user has locked something.
    """

    area: str = ""
    words: str = ""
    is_locked: bool = False

    def passes(self, row: GridRow) -> bool:
        """Whether a row answers."""
        parts = [part for cell in row.cells for part in cell]
        if self.is_locked and not row.num_locked:
            return False
        if self.area and all(part.area != self.area for part in parts):
            return False
        text = " ".join([row.name, *(" ".join((one.title, *one.details)) for one in parts)])
        return all(word in text.casefold() for word in self.words.casefold().split())


def grid_of(
    shown: Shown, rows: str, segment: str, day: str = "", sieve: Sieve | None = None
) -> Grid:
    """
    Lay out the master schedule of a plan.

    Parameters
    ----------
    shown
        The plan, as the viewer may see it.
    rows
        What the rows are, one of `Rows`.
    segment
        Part of the year; empty where the year is one.
    day
        The one cycle day to show. Default all.

    Raises
    ------
    NotFoundError
        If the plan has no timetable, or there are no such rows or no such day.
    """
    if rows not in _KINDS:
        raise NotFoundError("The master schedule has no such rows.")
    if shown.plan.timetable is None:
        raise NotFoundError("This plan has no timetable yet.")
    if day and day not in shown.school.calendar.cycle_days:
        raise NotFoundError(f'"{day}" is no cycle day of this school.')
    key = (shown.head.id, rows, segment, day)
    grid = _laid_out.get(key, lambda: _Layout(shown, rows, segment, day).grid())
    if sieve is None or sieve == Sieve():
        return grid
    return dataclasses.replace(grid, rows=tuple(one for one in grid.rows if sieve.passes(one)))


_Cell = Mapping[tuple[str, ...], Sequence[tuple[PlacedMeeting, str]]]
"""Meetings with the day on which they are in a cell, by what reads the same: class and details."""

_Cells = dict[str, dict[int, dict[tuple[str, ...], list[tuple[PlacedMeeting, str]]]]]


class _Layout:
    """Puts the meetings of a plan into rows and columns."""

    def __init__(self, shown: Shown, rows: str, segment: str, day: str) -> None:
        self._school, self._plan = shown.school, shown.plan
        self._rows, self._segment = rows, segment
        self._owner = owners(self._plan, segment)
        self.columns = columns_of(self._school, (day,) if day else ())
        self._at = {
            Slot(on, column.period): number
            for number, column in enumerate(self.columns)
            for on in column.days
        }
        self._locks = {(one.section, one.meeting): one.by for one in self._school.locks}

    def grid(self) -> Grid:
        """Lay it out."""
        cells: _Cells = {}
        meetings: dict[str, list[PlacedMeeting]] = {}
        for placed in self._running():
            details = self._details(placed)
            slots = [one for one in slots_of(self._school, placed) if one in self._at]
            for row in self._rows_of(placed):
                meetings.setdefault(row, []).append(placed)
                for slot in slots:
                    cell = cells.setdefault(row, {}).setdefault(self._at[slot], {})
                    cell.setdefault((placed.section, *details), []).append((placed, slot.day))
        teams = self._team_times()
        rows = (
            self._row(one, cells.get(one[0], {}), meetings.get(one[0], []), teams.get(one[0], {}))
            for one in self._named()
            if one[0] in meetings or one[0] in teams or one[2]
        )
        return Grid(self.columns, tuple(rows))

    def _row(
        self,
        named: tuple[str, str, str],
        cells: Mapping[int, _Cell],
        meetings: Sequence[PlacedMeeting],
        teams: Mapping[Slot, str],
    ) -> GridRow:
        laid = (
            (*self._parts(column, cells.get(number, {})), *self._teams(column, teams))
            for number, column in enumerate(self.columns)
        )
        ids = frozenset(one.id for one in meetings)
        return GridRow(*named, tuple(laid), ids, self._locked(meetings))

    def _running(self) -> Iterator[PlacedMeeting]:
        """Meetings of the segment."""
        for placed in self._plan.timetable.meetings if self._plan.timetable else ():
            running = self._school.segments_of(self._school.section[placed.section])
            if self._segment in running or running == ("",):
                yield placed

    def _rows_of(self, placed: PlacedMeeting) -> Iterable[str]:
        section = self._school.section[placed.section]
        if self._rows == "section":
            return (section.id,)
        if self._rows == "room":
            return placed.rooms
        if self._rows == "group":
            return section.groups
        helpers = [one.person for one in section.staff if one.role is not SectionRole.OWNER]
        owner = self._owner.get(section.id)
        return dict.fromkeys([*([owner] if owner else []), *helpers])

    def _named(self) -> list[tuple[str, str, str]]:
        """All rows there may be: id, name and note, in their order."""
        school = self._school
        released = set(self._plan.staffing.released) if self._plan.staffing else set()
        if self._rows == "section":
            rows = [(one.id, class_name(school, one.id), "") for one in school.sections]
        elif self._rows == "room":
            rows = [(one.id, one.name, "") for one in school.rooms]
        elif self._rows == "group":
            rows = [(one.id, one.name, "") for one in school.groups]
        else:
            rows = [
                (one.id, one.name, "Plus teacher" if one.id in released else "")
                for one in school.staff
                if self._rows == "teacher" or one.id in released
            ]
        return sorted(rows, key=lambda one: (natural(one[1]), one[0]))

    def _details(self, placed: PlacedMeeting) -> tuple[str, ...]:
        section, school = self._school.section[placed.section], self._school
        owner = self._owner.get(section.id)
        found = []
        if self._rows in ("group", "room", "section") and owner is not None:
            found.append(school.person[owner].name)
        if self._rows in ("teacher", "room", "plus"):
            found.append(", ".join(school.group[one].name for one in section.groups))
        if self._rows != "room":
            found.append(room_names(school, placed.rooms))
        return tuple(one for one in found if one)

    def _parts(self, column: Column, cell: _Cell) -> Iterator[Part]:
        for (section, *details), held in cell.items():
            course = self._school.course[self._school.section[section].course]
            on = {day for _, day in held}
            days = (
                "" if len(on) == len(column.days) else " ".join(d for d in column.days if d in on)
            )
            first = sorted(held, key=lambda one: column.days.index(one[1]))
            placed = tuple(dict.fromkeys(one for one, _ in first))
            ids = tuple(one.id for one in placed)
            yield Part(course.name, tuple(details), course.area, days, ids, self._lock(placed))

    def _lock(self, placed: Sequence[PlacedMeeting]) -> Literal["user", "solver", "mixed", ""]:
        found = {self._locks.get((one.section, one.meeting)) for one in placed}
        if found == {LockedBy.USER}:
            return "user"
        if found == {LockedBy.SOLVER}:
            return "solver"
        return "" if found == {None} else "mixed"

    def _locked(self, placed: Sequence[PlacedMeeting]) -> int:
        locked = (self._locks.get((one.section, one.meeting)) for one in placed)
        return sum(one is LockedBy.USER for one in locked)

    def _team_times(self) -> dict[str, dict[Slot, str]]:
        """Times of teams by person, where people are the rows."""
        found: dict[str, dict[Slot, str]] = {}
        if self._rows in ("teacher", "plus") and self._plan.timetable:
            teams = {one.id: one for one in self._school.common_planning}
            for time in self._plan.timetable.team_times:
                for person in teams[time.common_planning].staff:
                    found.setdefault(person, {})[time.slot] = teams[time.common_planning].name
        return found

    @staticmethod
    def _teams(column: Column, times: Mapping[Slot, str]) -> Iterator[Part]:
        on: dict[str, list[str]] = {}
        for day in column.days:
            title = times.get(Slot(day, column.period))
            if title:
                on.setdefault(title, []).append(day)
        for title, days in on.items():
            yield Part(title, days="" if len(days) == len(column.days) else " ".join(days))
