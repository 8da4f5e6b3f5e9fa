"""What repeats over the year: class meetings, team times and duties, one event for each date."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.staff import Duty
from scheduler.domain.timetable import PlacedMeeting, TeamTime
from scheduler.domain.wishes import CommonPlanning
from scheduler.formats.ical.alike import Meetings
from scheduler.formats.ical.event import Category, Event, duty_id, moments, uid_on
from scheduler.formats.ical.whose import Whose
from scheduler.formats.ical.year import Piece, StandIn, Year

__all__ = ["repeated_events"]


def repeated_events(year: Year, whose: Whose, but: Meetings = frozenset()) -> Iterator[Event]:
    """
    Give the events of a calendar that repeat.

    Parameters
    ----------
    but
        Class meetings to leave out. Default none.
    """
    places = None if whose.person is None else year.places_of(whose.person)
    for meeting in year.timetable.meetings:
        if whose.room is not None:
            is_wanted = whose.room in year.rooms_ever(meeting)
        else:
            is_wanted = places is None or not places.isdisjoint(year.people_of(meeting.section))
        if is_wanted:
            yield from _class_events(year, meeting, whose, but)
    if whose.room is None:
        planning = {one.id: one for one in year.school.common_planning}
        for team_time in year.timetable.team_times:
            team = planning[team_time.common_planning]
            if places is None or not places.isdisjoint(team.staff):
                yield from _team_time_events(year, team_time, team, whose.person)
    for duty in year.school.duties:
        is_there = whose.room is None or duty.place in (whose.room, year.room_names((whose.room,)))
        if is_there and (places is None or not places.isdisjoint(duty.staff)):
            yield from _duty_events(year, duty, whose.person)


def _class_events(
    year: Year, meeting: PlacedMeeting, whose: Whose, but: Meetings
) -> Iterator[Event]:
    section = year.school.section[meeting.section]
    track, length = year.school.track_of(section), year.length_of(meeting)
    for day in year.days[meeting.slot.day]:
        if (meeting.id, day.date) in but:
            continue
        ownership = year.ownership(section, day)
        rooms, changed = year.rooms_on(meeting, day.date)
        if ownership is None or (whose.room is not None and whose.room not in rooms):
            continue
        owners, sequence = ownership
        staff = year.staff_on(section, owners, day)
        pieces = year.pieces(track, day.bell, meeting.slot, length)
        for number, piece in enumerate(pieces, start=1):
            event = _class_event(year, meeting, day, piece, staff, whose.person)
            if event is not None:
                yield event._replace(
                    uid=uid_on(meeting.id, day.date, number),
                    sequence=event.sequence + meeting.sequence + sequence + changed,
                )


def _class_event(
    year: Year,
    meeting: PlacedMeeting,
    day: SchoolDay,
    piece: Piece,
    staff: tuple[str, ...],
    reader: str | None,
) -> Event | None:
    """Make the event of one date, its sequence that of those who stand in; None: not theirs."""
    stand_ins = [
        one
        for one in year.stand_ins(day.date, section=meeting.section)
        if one.period in piece.periods
    ]
    if reader is not None:
        if reader not in staff:
            return None
        is_covered = any(one.absent == reader for one in stand_ins)
        if not is_covered and year.is_away(reader, day.date, piece.periods):
            return None
    start, end = moments(day.date, piece.span)
    present = [who for who in staff if not year.is_away(who, day.date, piece.periods)]
    return Event(
        uid="",
        sequence=sum(one.sequence + 1 for one in stand_ins),
        start=start,
        end=end,
        summary=year.class_titles[meeting.section]
        + _words(year, reader, present, stand_ins, piece.periods),
        category=Category.CLASS,
        location=year.room_names(year.rooms_on(meeting, day.date)[0]),
        description=f"{day.cycle_day}, {_periods(piece.periods)}{year.bell_words(day)}",
        free=reader is not None and _all_covered(stand_ins, reader, piece.periods),
        periods=piece.periods,
    )


def _periods(periods: tuple[int, ...]) -> str:
    noun = "period" if len(periods) == 1 else "periods"
    return f"{noun} {', '.join(map(str, periods))}"


def _all_covered(stand_ins: list[StandIn], absent: str, periods: tuple[int, ...]) -> bool:
    return {one.period for one in stand_ins if one.absent == absent}.issuperset(periods)


def _words(
    year: Year,
    reader: str | None,
    present: list[str],
    stand_ins: list[StandIn],
    periods: tuple[int, ...],
) -> str:
    """Say who is with the class: to one of its people only what is not as always."""
    parts = []
    if reader is None:
        own = [who for who in present if not _all_covered(stand_ins, who, periods)]
        parts += [year.name(who) for who in own]
    taken: dict[tuple[str, str], list[int]] = {}
    for one in sorted(stand_ins, key=lambda one: one.period or 0):
        taken.setdefault((one.absent, one.coverer), []).append(one.period or 0)
    for (absent, coverer), covered in taken.items():
        part = "" if len(covered) == len(periods) else f" in {_periods(tuple(covered))}"
        if absent == reader:
            parts.append(f"covered by {year.name(coverer)}{part}")
        else:
            parts.append(f"{year.name(coverer)} for {year.name(absent)}{part}")
    return "".join(f", {part}" for part in parts)


def _team_time_events(
    year: Year, team_time: TeamTime, planning: CommonPlanning, reader: str | None
) -> Iterator[Event]:
    for day in year.days[team_time.slot.day]:
        people = [
            who
            for who in year.holders(planning.staff, day)
            if who not in year.fully_released
            and not year.is_away(who, day.date, (team_time.slot.period,))
        ]
        if not people or (reader is not None and reader not in people):
            continue
        for piece in year.pieces(year.school.first_track, day.bell, team_time.slot, 1):
            start, end = moments(day.date, piece.span)
            yield Event(
                uid=uid_on(team_time.id, day.date),
                sequence=team_time.sequence,
                start=start,
                end=end,
                summary=_team_time_title(planning.name),
                category=Category.TEAM,
                description=f"{day.cycle_day}, {_periods(piece.periods)}{year.bell_words(day)}",
                periods=piece.periods,
            )


def _team_time_title(name: str) -> str:
    """Say what it is, unless the school's own name for it does."""
    return name if name.lower().startswith("team time") else f"Team time: {name}"


def _duty_events(year: Year, duty: Duty, reader: str | None) -> Iterator[Event]:
    name = duty_id(year.school.id, duty.id)
    for day in year.school.calendar.days:
        span = duty.span_on(day.cycle_day, day.bell)
        if span is None:
            continue
        people = year.holders(duty.staff, day)
        if reader is not None and reader not in people:
            continue
        event = _duty_event(year, duty, day, span, people, reader)
        if event is not None:
            yield event._replace(uid=uid_on(name, day.date))


def _duty_event(
    year: Year, duty: Duty, day: SchoolDay, span: Span, people: tuple[str, ...], reader: str | None
) -> Event | None:
    stand_ins = year.stand_ins(day.date, duty=duty.id)
    covered = {one.absent: one.coverer for one in stand_ins}
    if reader is not None and reader not in covered and year.is_away(reader, day.date):
        return None
    if reader is None:
        present = [who for who in people if who in covered or not year.is_away(who, day.date)]
        words = [
            f"{year.name(covered[who])} for {year.name(who)}" if who in covered else year.name(who)
            for who in present
        ]
    else:
        words = [f"covered by {year.name(covered[reader])}"] if reader in covered else []
    start, end = moments(day.date, span)
    return Event(
        uid="",
        sequence=sum(one.sequence + 1 for one in stand_ins),
        start=start,
        end=end,
        summary=", ".join([duty.name, *words]),
        category=Category.DUTY,
        location=duty.place,
        description=f"{day.cycle_day}{year.bell_words(day)}",
        free=reader in covered,
    )
