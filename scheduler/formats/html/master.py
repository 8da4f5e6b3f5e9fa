"""The master schedule on paper: a row for each teacher, room or group, a column for each period.

Most classes meet in the same period on every day, so a column for each slot would say the same
five times over: a cell names the days only where they differ. Where a cycle has few slots (two
days of four blocks) each has a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.html.weeks import Entry, Week, Whose, holders_of, week_of
from scheduler.formats.html.words import clock_range, natural

__all__ = ["Column", "Master", "MasterRow", "OnDays", "columns_of", "master_of", "merged"]

_MOST_COLUMNS = 10
"""So many still leave room for the name of a course."""


@dataclass(frozen=True)
class OnDays:
    """An entry and the cycle days on which it holds; no words where it is all of them."""

    days: str
    entry: Entry


@dataclass(frozen=True)
class Column:
    """A period, on some cycle days; its clock time is None where tracks have different ones."""

    period: int
    days: tuple[str, ...]
    label: str
    span: Span | None

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span) if self.span else ""


@dataclass(frozen=True)
class MasterRow:
    """One teacher, room or group: what happens in each period.

    Parameters
    ----------
    note
        What there is to say of them ("Plus teacher").
    """

    name: str
    note: str
    cells: tuple[tuple[OnDays, ...], ...]


@dataclass(frozen=True)
class Master:
    """The master schedule of one segment."""

    columns: tuple[Column, ...]
    rows: tuple[MasterRow, ...]


def master_of(school: School, plan: Plan, whose: Whose, segment: str) -> Master:
    """Lay out the master schedule by teacher, room or group.

    Who has nothing in it is left out, but for the Plus teachers.

    Raises
    ------
    InputError
        If the plan has no timetable.
    """
    columns = columns_of(school)
    plus = set(plan.staffing.released) if whose == "teacher" and plan.staffing else set()
    rows = []
    for one in sorted(
        holders_of(school, whose).values(), key=lambda one: (natural(one.name), one.id)
    ):
        week = week_of(school, plan, whose, one.id, segment)
        if one.id in plus or not week.is_empty:
            rows.append(_row(week, columns, "Plus teacher" if one.id in plus else ""))
    return Master(columns, tuple(rows))


def columns_of(school: School, days: Sequence[str] = ()) -> tuple[Column, ...]:
    """Lay out columns: a slot each where that are few; else a period each, on all of the days.

    Parameters
    ----------
    days
        Cycle days that are shown. Default all.
    """
    times: dict[int, set[Span]] = {}
    for atom, span in school.regular_bell.spans.items():
        times.setdefault(atom.period, set()).add(span)
    clock = {period: spans.pop() if len(spans) == 1 else None for period, spans in times.items()}
    days = tuple(days) or school.calendar.cycle_days
    periods = sorted(clock)
    if len(days) * len(periods) > _MOST_COLUMNS:
        return tuple(Column(one, days, f"Period {one}", clock[one]) for one in periods)
    return tuple(Column(one, (day,), f"{day} {one}", clock[one]) for day in days for one in periods)


def _row(week: Week, columns: Sequence[Column], note: str) -> MasterRow:
    rows = {row.period: dict(zip(week.days, row.cells, strict=True)) for row in week.rows}
    cells = (
        merged([rows.get(one.period, {}).get(day, ()) for day in one.days], one.days)
        for one in columns
    )
    return MasterRow(week.name, note, tuple(cells))


def merged(cells: Sequence[Sequence[Entry]], days: Sequence[str]) -> tuple[OnDays, ...]:
    """Say of each different entry of a period on which days it holds."""
    found: dict[Entry, list[str]] = {}
    for day, entries in zip(days, cells, strict=True):
        for entry in entries:
            found.setdefault(entry, []).append(day)
    return tuple(
        OnDays("" if len(on) == len(days) else " ".join(on), entry) for entry, on in found.items()
    )
