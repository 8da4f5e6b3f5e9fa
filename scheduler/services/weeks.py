"""The week of the master schedule, as one person, group or room lives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.courses import Group, Room, Section
from scheduler.domain.form import clock_text, nearest
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import NotFoundError

Whose = Literal["teacher", "group", "room"]


@dataclass(frozen=True)
class Entry:
    """What happens in one slot.

    Parameters
    ----------
    title, details
        The course, and what the reader does not know from the page: people, groups, room.
    kind
        "class" or "team".
    """

    title: str
    details: tuple[str, ...] = ()
    kind: Literal["class", "team"] = "class"


@dataclass(frozen=True)
class Row:
    """One period: its number, its clock time, and what happens on each cycle day."""

    period: int
    time: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Week:
    """A week to show: cycle days across, periods down."""

    name: str
    days: tuple[str, ...]
    rows: tuple[Row, ...]


def week_of(school: School, plan: Plan, whose: Whose, name: str, segment: str) -> Week:
    """Lay out the week of a teacher, group or room in one segment of the year.

    Raises
    ------
    NotFoundError
        If the school has nobody (or nothing) of that id, or the plan has no timetable.
    """
    tables: dict[Whose, Mapping[str, StaffMember | Group | Room]] = {
        "teacher": school.person,
        "group": school.group,
        "room": school.room,
    }
    table = tables[whose]
    if name not in table:
        raise NotFoundError(f'There is no {whose} "{name}".{nearest(name, table)}')
    if plan.timetable is None:
        raise NotFoundError("This plan has no timetable yet.")
    track = getattr(table[name], "track", None) or school.first_track
    entries = _entries(school, plan, whose, name, segment)
    bell = school.regular_bell
    rows = []
    for time in next(one for one in bell.tracks if one.id == track).periods:
        cells = tuple(
            tuple(entries.get(Slot(day, time.period), ())) for day in school.calendar.cycle_days
        )
        clock = f"{clock_text(time.start)}–{clock_text(time.end)}"
        rows.append(Row(time.period, clock, cells))
    return Week(table[name].name, school.calendar.cycle_days, tuple(rows))


def owners(plan: Plan, segment: str) -> dict[str, str]:
    """Owner of each section that runs in a segment."""
    if plan.staffing is None:
        return {}
    return {
        one.section: one.owner
        for one in plan.staffing.ownerships
        if segment in one.segments or one.segments == ("",)
    }


def _entries(
    school: School, plan: Plan, whose: Whose, name: str, segment: str
) -> dict[Slot, list[Entry]]:
    owner = owners(plan, segment)
    concerns = _filter(school, whose, name, owner)
    entries: dict[Slot, list[Entry]] = {}
    assert plan.timetable is not None  # noqa: S101  # said by week_of
    for meeting in plan.timetable.meetings:
        section = school.section[meeting.section]
        running = school.segments_of(section)
        if (segment in running or running == ("",)) and concerns(section, meeting):
            entry = Entry(
                school.course[section.course].name,
                _details(school, whose, meeting, owner.get(section.id)),
            )
            for slot in slots_of(school, meeting):
                entries.setdefault(slot, []).append(entry)
    if whose == "teacher":
        for slot, title in _team_times(school, plan, name):
            entries.setdefault(slot, []).append(Entry(title, kind="team"))
    return entries


def slots_of(school: School, meeting: PlacedMeeting) -> tuple[Slot, ...]:
    """Every slot that a meeting takes, the start first."""
    section = school.section[meeting.section]
    length = school.pattern_of(section).lengths[meeting.meeting - 1]
    periods = school.regular_bell.periods(school.track_of(section))
    first = periods.index(meeting.slot.period)
    return tuple(Slot(meeting.slot.day, period) for period in periods[first : first + length])


def _filter(
    school: School, whose: Whose, name: str, owner: dict[str, str]
) -> Callable[[Section, PlacedMeeting], bool]:
    def teaches(section: Section, meeting: PlacedMeeting) -> bool:
        helpers = (one.person for one in section.staff if one.role != "owner")
        return owner.get(section.id) == name or name in helpers

    def attends(section: Section, meeting: PlacedMeeting) -> bool:
        return name in section.groups

    def takes_place(section: Section, meeting: PlacedMeeting) -> bool:
        return name in meeting.rooms

    return {"teacher": teaches, "group": attends, "room": takes_place}[whose]


def _details(
    school: School, whose: Whose, meeting: PlacedMeeting, owner: str | None
) -> tuple[str, ...]:
    section = school.section[meeting.section]
    details = []
    if whose != "teacher" and owner is not None:
        details.append(school.person[owner].name)
    if whose != "group":
        details.append(", ".join(school.group[one].name for one in section.groups))
    if whose != "room":
        details.append(", ".join(school.room[one].name for one in meeting.rooms))
    return tuple(one for one in details if one)


def _team_times(school: School, plan: Plan, person: str) -> Iterator[tuple[Slot, str]]:
    teams = {one.id: one for one in school.common_planning}
    for time in plan.timetable.team_times if plan.timetable else ():
        team = teams[time.common_planning]
        if person in team.staff:
            yield time.slot, team.name
