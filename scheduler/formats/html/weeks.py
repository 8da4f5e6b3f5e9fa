"""The week of the master schedule, as one teacher, group or room lives it.

Pages of the web and prints are filled from the same layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.bell import Atom, Span
from scheduler.domain.courses import Group, Room, Section, SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError
from scheduler.formats.html.words import clock_range, known

__all__ = ["Entry", "Row", "Week", "Whose", "holders_of", "owners", "slots_of", "week_of"]

Whose = Literal["teacher", "group", "room"]
_Named = StaffMember | Group | Room


@dataclass(frozen=True)
class Entry:
    """What happens in one slot.

    Parameters
    ----------
    title, details
        The course, and what the reader does not know from the page: people, groups, room.
    span
        When, on the regular bell: a class follows the clock of its own track.
    kind
        "class" or "team".
    track
        Track by whose clock it goes.
    area
        Id of the content area of a class.
    meeting
        Id of the meeting; entries that differ in it alone read the same, and count as equal.
    """

    title: str
    details: tuple[str, ...] = ()
    span: Span | None = None
    kind: Literal["class", "team"] = "class"
    track: str = ""
    area: str = ""
    meeting: str = field(default="", compare=False)

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span) if self.span else ""


@dataclass(frozen=True)
class Row:
    """One period: its number, its clock time, and what happens on each cycle day."""

    period: int
    span: Span
    cells: tuple[tuple[Entry, ...], ...]

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span)


@dataclass(frozen=True)
class Week:
    """A week to show: cycle days across, periods down.

    Parameters
    ----------
    tracks
        Tracks by whose clock something in it goes, its owner's among them.
    """

    name: str
    days: tuple[str, ...]
    rows: tuple[Row, ...]
    tracks: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happens in it."""
        return not any(cell for row in self.rows for cell in row.cells)


def holders_of(school: School, whose: Whose) -> Mapping[str, _Named]:
    """Give all teachers, groups or rooms of a school, by id."""
    tables: dict[Whose, Mapping[str, _Named]] = {
        "teacher": school.person,
        "group": school.group,
        "room": school.room,
    }
    return tables[whose]


def week_of(school: School, plan: Plan, whose: Whose, name: str, segment: str) -> Week:
    """Lay out the week of a teacher, group or room in one segment of the year.

    Raises
    ------
    InputError
        If the school has nobody (or nothing) of that id, or the plan has no timetable.
    """
    table = holders_of(school, whose)
    known(whose, name, table)
    if plan.timetable is None:
        raise InputError("plan", "This plan has no timetable yet.")
    entries = _entries(school, plan, whose, name, segment)
    track = getattr(table[name], "track", None) or school.first_track
    days = school.calendar.cycle_days
    rows = (
        Row(period, span, tuple(tuple(entries.get(Slot(day, period), ())) for day in days))
        for period, span in _clock(school, track, {slot.period for slot in entries}).items()
    )
    tracks = {one.track for found in entries.values() for one in found}
    return Week(table[name].name, days, tuple(rows), frozenset({track, *tracks}))


def _clock(school: School, track: str, needed: set[int]) -> dict[int, Span]:
    """Give the periods of a track, and those of others in which something happens."""
    spans = school.regular_bell.spans
    clock = {atom.period: span for atom, span in spans.items() if atom.track == track}
    for atom, span in spans.items():
        if atom.period in needed:
            clock.setdefault(atom.period, span)
    return dict(sorted(clock.items()))


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
    concerns = _filter(whose, name, owner)
    entries: dict[Slot, list[Entry]] = {}
    for meeting in plan.timetable.meetings if plan.timetable else ():
        section = school.section[meeting.section]
        running = school.segments_of(section)
        if (segment in running or running == ("",)) and concerns(section, meeting):
            course = school.course[section.course]
            details = _details(school, whose, meeting, owner.get(section.id))
            track = school.track_of(section)
            for slot in slots_of(school, meeting):
                span = school.regular_bell.spans[Atom(track, slot.period)]
                entry = Entry(course.name, details, span, "class", track, course.area, meeting.id)
                entries.setdefault(slot, []).append(entry)
    if whose == "teacher":
        for slot, title in _team_times(school, plan, name):
            track = school.first_track
            clock = school.regular_bell.spans.get(Atom(track, slot.period))
            entry = Entry(title, span=clock, kind="team", track=track)
            entries.setdefault(slot, []).append(entry)
    return entries


def slots_of(school: School, meeting: PlacedMeeting) -> tuple[Slot, ...]:
    """Every slot that a meeting takes, the start first."""
    section = school.section[meeting.section]
    length = school.pattern_of(section).lengths[meeting.meeting - 1]
    periods = school.regular_bell.periods(school.track_of(section))
    first = periods.index(meeting.slot.period)
    return tuple(Slot(meeting.slot.day, period) for period in periods[first : first + length])


def _filter(
    whose: Whose, name: str, owner: dict[str, str]
) -> Callable[[Section, PlacedMeeting], bool]:
    def teaches(section: Section, meeting: PlacedMeeting) -> bool:
        helpers = (one.person for one in section.staff if one.role is not SectionRole.OWNER)
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
