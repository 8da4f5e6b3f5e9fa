"""Who is out on a date, and who has their classes: PD rosters and cover sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.courses import Section
from scheduler.domain.staff import Duty
from scheduler.domain.timetable import PlacedMeeting
from scheduler.domain.yearplan import PDDay
from scheduler.formats.html.words import bell_words, clock_range
from scheduler.formats.ical import Whose
from scheduler.formats.ical.bookings import booked_events
from scheduler.formats.ical.year import StandIn, Year

__all__ = ["CoverRow", "CoverSheet", "Roster", "RosterGroup", "cover_sheets", "rosters"]

_NOBODY = "NOBODY YET"


@dataclass(frozen=True)
class CoverRow:
    """One period of a class, or a duty, whose teacher is out.

    Parameters
    ----------
    by
        Who has it, or why nobody needs to.
    is_open
        Whether somebody is still to be found.
    row
        Id of the cover in the plan; "" where there is none, or more than one.
    """

    span: Span
    period: str
    title: str
    place: str
    pupils: int
    by: str
    is_open: bool = False
    row: str = ""

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span)


@dataclass(frozen=True)
class CoverSheet:
    """All that an absent teacher leaves to others on a date."""

    name: str
    day: SchoolDay
    bell: str
    rows: tuple[CoverRow, ...]

    @property
    def periods(self) -> dict[str, list[CoverRow]]:
        """Its rows by period, those of duties under no name."""
        found: dict[str, list[CoverRow]] = {}
        for row in self.rows:
            found.setdefault(row.period, []).append(row)
        return found


@dataclass(frozen=True)
class RosterGroup:
    """A PD group on one date: each member with those who have the classes meanwhile."""

    title: str
    time: str
    place: str
    leaders: tuple[str, ...]
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Roster:
    """Everybody who is in PD on a date."""

    day: SchoolDay
    bell: str
    groups: tuple[RosterGroup, ...]


def rosters(year: Year, days: Iterable[SchoolDay]) -> tuple[Roster, ...]:
    """List who is in PD, for each of these dates on which somebody is."""
    found = []
    for day in days:
        rows = [one for one in year.calendar.pd_days if one.date == day.date]
        if rows:
            groups = tuple(_roster_group(year, row, day) for row in rows)
            found.append(Roster(day, bell_words(year.school, day), groups))
    return tuple(found)


def _roster_group(year: Year, row: PDDay, day: SchoolDay) -> RosterGroup:
    group = next(one for one in year.school.pd_groups if one.id == row.group)
    title, time, place = group.name, "", year.room_names((row.room,) if row.room else ())
    for event in booked_events(year, Whose(person=row.members[0])) if row.members else ():
        if event.uid == row.id:
            title = event.summary.removeprefix("PD: ")
            time = f"{event.start:%H:%M}–{event.end:%H:%M}"
    members = sorted((year.name(one), _coverers(year, one, day)) for one in row.members)
    return RosterGroup(title, time, place, tuple(map(year.name, group.leaders)), tuple(members))


def _coverers(year: Year, person: str, day: SchoolDay) -> str:
    """Name those who have a person's classes and duties, with their periods."""
    taken: dict[str, list[str]] = {}
    covers = [one for one in year.calendar.covers if one.date == day.date]
    for row in sorted(covers, key=lambda one: one.span):
        if row.absent == person:
            taken.setdefault(year.name(row.by), []).append(str(row.period or "duty"))
    return "; ".join(f"{name} ({', '.join(periods)})" for name, periods in taken.items())


def cover_sheets(year: Year, day: SchoolDay, person: str | None = None) -> tuple[CoverSheet, ...]:
    """List what the absent teachers of a date leave to others, by name.

    Parameters
    ----------
    person
        The only one wanted; None: everybody who leaves something.
    """
    people = sorted(_absent(year, day), key=year.name) if person is None else [person]
    sheets = (
        CoverSheet(year.name(one), day, bell_words(year.school, day), _rows(year, day, one))
        for one in people
    )
    return tuple(sheet for sheet in sheets if sheet.rows or person is not None)


def _absent(year: Year, day: SchoolDay) -> set[str]:
    periods = {atom.period for atom in year.school.bell[day.bell].spans}
    out = {
        one.id
        for one in year.school.staff
        if any(year.is_away(one.id, day.date, (period,)) for period in periods)
    }
    covers = {one.absent for one in year.calendar.covers if one.date == day.date}
    return out | covers | {one.absent for one in year.releases if one.date == day.date}


def _rows(year: Year, day: SchoolDay, person: str) -> tuple[CoverRow, ...]:
    rows: list[CoverRow] = []
    for meeting in year.timetable.meetings:
        if meeting.slot.day == day.cycle_day:
            rows += _class_rows(year, day, person, meeting)
    for duty in year.school.duties:
        rows += _duty_rows(year, day, person, duty)
    return tuple(sorted(rows, key=lambda row: (row.span, row.title)))


def _class_rows(
    year: Year, day: SchoolDay, person: str, meeting: PlacedMeeting
) -> Iterator[CoverRow]:
    section = year.school.section[meeting.section]
    ownership = year.ownership(section, day)
    if ownership is None:
        return
    staff = year.staff_on(section, ownership[0], day)
    stand_ins = [
        one for one in year.stand_ins(day.date, section=section.id) if one.absent == person
    ]
    if person not in staff and not stand_ins:
        return
    track = year.school.track_of(section)
    spans = year.school.bell[day.bell].spans
    for piece in year.pieces(track, day.bell, meeting.slot, year.length_of(meeting)):
        for period in piece.periods:
            words = _keeper(year, day, section, staff, person, period, stand_ins)
            rows = [one.row for one in stand_ins if one.period == period]
            if words is not None:
                yield CoverRow(
                    spans[Atom(track, period)],
                    str(period),
                    year.class_titles[section.id],
                    year.room_names(year.rooms_on(meeting, day.date)[0]),
                    year.pupils(section.id),
                    words or _NOBODY,
                    is_open=not words,
                    row=rows[0] if len(rows) == 1 else "",
                )


def _keeper(
    year: Year,
    day: SchoolDay,
    section: Section,
    staff: Sequence[str],
    person: str,
    period: int,
    stand_ins: Sequence[StandIn],
) -> str | None:
    """Say who has a class; "" where nobody has it yet, None where its own teacher does."""
    names = [year.name(one.coverer) for one in stand_ins if one.period == period]
    if names:
        return ", ".join(names)
    if not year.is_away(person, day.date, (period,)):
        return None
    if not year.school.course[section.course].needs_cover:
        return "needs no cover"
    others = [one for one in staff if not year.is_away(one, day.date, (period,))]
    if others and section.one_teacher_is_enough:
        return f"{year.names(others)} (own class)"
    return ""


def _duty_rows(year: Year, day: SchoolDay, person: str, duty: Duty) -> Iterator[CoverRow]:
    span = duty.span_on(day.cycle_day, day.bell)
    if span is None:
        return
    names = [
        year.name(one.coverer)
        for one in year.stand_ins(day.date, duty=duty.id)
        if one.absent == person
    ]
    stands = person in year.holders(duty.staff, day) and year.is_away(person, day.date)
    if names or stands:
        words = ", ".join(names) or ("" if duty.cover_on_pd else "needs no cover")
        is_open = not words
        yield CoverRow(span, "", duty.name, duty.place, 0, words or _NOBODY, is_open)
