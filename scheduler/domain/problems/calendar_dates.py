"""What happens on each date before anybody is sent to PD: its week, meetings and duties.

Many dates are alike: the same cycle day, bell schedule and segment.  Such a kind of date is a
`Shape` and is worked out once.  A stretch of the day is also kept as a *mask*, an integer with one
bit for each minute, so that "do these two overlap" and "is there an unbroken lunch" become single
operations on whole days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.pd import WeekType
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.wishes import HARD

DAY_END = 24 * 60
WHOLE_DAY = (1 << DAY_END) - 1


def mask_of(span: Span) -> int:
    """Minutes [start, end) of a day as bits; what lies outside the day is cut off."""
    start, end = max(0, span.start), min(DAY_END, span.end)
    return ((1 << end) - 1) & ~((1 << start) - 1) if start < end else 0


@dataclass(frozen=True)
class Meeting:
    """A section's meeting on dates of one shape.

    Parameters
    ----------
    periods, spans
        Those that exist on the bell, in the order of the day.
    owner
        None where nobody owns the section in the segment.
    """

    section: str
    number: int
    periods: tuple[int, ...]
    spans: tuple[Span, ...]
    rooms: tuple[str, ...]
    owner: str | None
    co_teachers: tuple[str, ...]
    support: tuple[str, ...]

    @property
    def span(self) -> Span:
        """From the start of its first period to the end of its last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    @property
    def teachers(self) -> tuple[str, ...]:
        """Owner and co-teachers."""
        return (*((self.owner,) if self.owner else ()), *self.co_teachers)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is busy with it."""
        return (*self.teachers, *self.support)


@dataclass(frozen=True)
class DutyStand:
    """A duty as it is stood on dates of one shape."""

    duty: str
    span: Span
    staff: tuple[str, ...]
    cover_on_pd: bool


@dataclass(frozen=True)
class Need:
    """One period of a section, or one duty, that somebody must cover when `absent` is out.

    Parameters
    ----------
    unless
        The need arises only when all of these are out as well (one teacher is enough).
    may
        Plus teachers who may cover it, as far as certification and exclusions go (rule C4).
    matched
        Those of them who are certified in its area; all of them where any area will do.
    """

    absent: str
    section: str | None
    duty: str | None
    period: int | None
    span: Span
    mask: int
    unless: frozenset[str]
    may: frozenset[str]
    matched: frozenset[str]
    area: str | None


@dataclass(frozen=True)
class Shape:
    """Everything that dates of the same cycle day, bell and segment have in common."""

    cycle_day: str
    bell: str
    segment: str
    meetings: tuple[Meeting, ...]
    duties: tuple[DutyStand, ...]
    by_section: dict[str, tuple[Meeting, ...]]
    by_person: dict[str, tuple[Meeting, ...]]
    busy: dict[str, int]
    needs: dict[str, tuple[Need, ...]]

    @property
    def rooms(self) -> frozenset[str]:
        """Rooms in which something meets."""
        return frozenset(room for one in self.meetings for room in one.rooms)


@dataclass(frozen=True)
class YearDay:
    """One school day as the calendar stage sees it.

    Parameters
    ----------
    shape
        Index into the shapes.
    blackout
        Neither PD nor coaching on it.
    pd_open
        PD may lie on it, as far as the week goes.
    off_rhythm
        A PD day on it lies in a week that the rhythm meant for coaching.
    """

    index: int
    date: dt.date
    shape: int
    bell: str
    cycle_day: str
    term: str | None
    segment: str
    week: dt.date
    blackout: bool
    pd_open: bool
    off_rhythm: bool


class ShapeMaker:
    """Works out the shapes of a school's dates.

    Parameters
    ----------
    team
        Plus teachers, full and part.
    """

    def __init__(
        self,
        school: School,
        staffing: StaffingAnswer,
        timetable: TimetableAnswer,
        team: Iterable[str],
    ) -> None:
        self.school = school
        self.team = tuple(team)
        self._owners: dict[tuple[str, str], str] = {}
        for row in staffing.ownerships:
            for segment in row.segments:
                self._owners[row.section, segment] = row.owner
        self._running = {row.section for row in staffing.ownerships}
        self._placed: dict[str, list[PlacedMeeting]] = defaultdict(list)
        for meeting in timetable.meetings:
            self._placed[meeting.slot.day].append(meeting)
        # The first in the file where several replace one person.
        self._heirs = {one.replaces: one for one in reversed(school.staff) if one.replaces}
        bell = school.regular_bell
        self._order = {track.id: bell.periods(track.id) for track in bell.tracks}

    def owner(self, section: str, segment: str) -> str | None:
        """Owner of a section in a segment."""
        return self._owners.get((section, segment)) or self._owners.get((section, ""))

    def make(self, cycle_day: str, bell: str, segment: str) -> Shape:
        """Work out one shape."""
        meetings = tuple(
            sorted(
                (
                    made
                    for placed in self._placed.get(cycle_day, ())
                    if (made := self._meeting(placed, bell, segment)) is not None
                ),
                key=lambda one: (one.span, one.section),
            )
        )
        duties = tuple(
            DutyStand(duty.id, span, self._holders(duty.staff, segment), duty.cover_on_pd)
            for duty in self.school.duties
            if (span := duty.span_on(cycle_day, bell)) is not None
        )
        by_section, by_person = defaultdict(list), defaultdict(list)
        busy: dict[str, int] = defaultdict(int)
        for one in meetings:
            by_section[one.section].append(one)
            for person in one.people:
                by_person[person].append(one)
                for span in one.spans:
                    busy[person] |= mask_of(span)
        for duty in duties:
            for person in duty.staff:
                busy[person] |= mask_of(duty.span)
        return Shape(
            *(cycle_day, bell, segment, meetings, duties),
            {key: tuple(found) for key, found in by_section.items()},
            {key: tuple(found) for key, found in by_person.items()},
            dict(busy),
            self._needs(meetings, duties),
        )

    def _holders(self, staff: Iterable[str], segment: str) -> tuple[str, ...]:
        """Who stands a duty in a segment: a replacement takes over with the first full one."""
        begins = {one.id: one.first for one in self.school.calendar.segments}.get(segment)
        found = []
        for name in staff:
            heirs = [name]
            while begins is not None:
                following = self._heirs.get(heirs[-1])
                first = following.first if following else None
                if following is None or first is None or first > begins or following.id in heirs:
                    break
                heirs.append(following.id)
            found.append(heirs[-1])
        return tuple(dict.fromkeys(found))

    def _meeting(self, placed: PlacedMeeting, bell: str, segment: str) -> Meeting | None:
        section = self.school.section[placed.section]
        segments = self.school.segments_of(section)
        if placed.section not in self._running or (segment not in segments and segments != ("",)):
            return None
        track = self.school.track_of(section)
        length = self.school.pattern_of(section).lengths[placed.meeting - 1]
        order = self._order[track]
        start = order.index(placed.slot.period)
        spans = self.school.bell[bell].spans
        periods = [one for one in order[start : start + length] if Atom(track, one) in spans]
        if not periods:
            return None
        return Meeting(
            section.id,
            placed.meeting,
            tuple(periods),
            tuple(spans[Atom(track, one)] for one in periods),
            placed.rooms,
            self.owner(section.id, segment),
            section.people(SectionRole.CO_TEACHER),
            section.people(SectionRole.SUPPORT),
        )

    def _needs(
        self, meetings: Iterable[Meeting], duties: Iterable[DutyStand]
    ) -> dict[str, tuple[Need, ...]]:
        needs: dict[str, list[Need]] = defaultdict(list)
        everybody = frozenset(self.team)
        for one in meetings:
            section = self.school.section[one.section]
            for absent in one.teachers:
                needs[absent] += self._section_needs(one, section, absent)
        for duty in duties:
            if duty.cover_on_pd:
                for absent in duty.staff:
                    span, others = duty.span, everybody - set(duty.staff)
                    needs[absent].append(
                        Need(
                            *(absent, None, duty.duty, None, span, mask_of(span)),
                            *(frozenset(), others, others, None),
                        )
                    )
        return {person: tuple(found) for person, found in needs.items()}

    def _section_needs(self, meeting: Meeting, section: Section, absent: str) -> Iterable[Need]:
        course = self.school.course[section.course]
        certified = {one for one in self.team if course.area in self.school.person[one].areas}
        may = frozenset(self.team) - set(section.no_cover_by) - set(meeting.people)
        if self.school.area[course.area].specialist_only and not course.any_area_cover:
            may &= certified
        matched = may if course.any_area_cover else may & certified
        unless: frozenset[str] = frozenset()
        if section.one_teacher_is_enough and len(meeting.teachers) > 1:
            owner = meeting.owner
            others = meeting.co_teachers if absent == owner or owner is None else (owner,)
            unless = frozenset(others) - {absent}
        for period, span in zip(meeting.periods, meeting.spans, strict=True):
            yield Need(
                *(absent, section.id, None, period, span, mask_of(span)),
                *(unless, may, matched, course.area),
            )


def blackout_dates(school: School) -> frozenset[dt.date]:
    """Dates without PD and coaching: those named, and the first and last week where asked."""
    rhythm, weeks = school.rhythm, tuple(school.calendar.weeks)
    ends = {weeks[0], weeks[-1]} if weeks and rhythm.blackout_ends else set()
    return frozenset(
        day.date
        for day in school.calendar.days
        if day.week in ends or any(day.date in one for one in rhythm.blackout)
    )


def week_types(school: School) -> dict[dt.date, tuple[WeekType | None, bool]]:
    """Type of each week as the rhythm means it, and whether the user fixed it.

    Returns
    -------
    dict
        By Monday; the type is None where the pattern is empty, and so the week is chosen.
    """
    blackout, rhythm = blackout_dates(school), school.rhythm
    fixed = {week.monday: week.type for week in rhythm.fixed}
    found: dict[dt.date, tuple[WeekType | None, bool]] = {}
    turn = count()
    for monday, days in school.calendar.weeks.items():
        if all(day.date in blackout for day in days):
            found[monday] = (WeekType.BLACKOUT, False)
        elif fixed.get(monday) is WeekType.BLACKOUT:
            found[monday] = (WeekType.BLACKOUT, True)
        else:
            at = next(turn)
            meant = rhythm.pattern[at % len(rhythm.pattern)] if rhythm.pattern else None
            found[monday] = (fixed.get(monday, meant), monday in fixed)
    return found


def year_days(school: School, maker: ShapeMaker) -> tuple[tuple[YearDay, ...], tuple[Shape, ...]]:
    """Work out every school day of the year, and the shapes they have."""
    blackout, types = blackout_dates(school), week_types(school)
    shapes: dict[tuple[str, str, str], int] = {}
    made: list[Shape] = []
    days = []
    for index, day in enumerate(school.calendar.days):
        key = (day.cycle_day, day.bell, day.segment or "")
        if key not in shapes:
            shapes[key] = len(made)
            made.append(maker.make(*key))
        days.append(
            _year_day(index, day, shapes[key], day.date in blackout, types[day.week], school)
        )
    return tuple(days), tuple(made)


def _year_day(
    index: int,
    day: SchoolDay,
    shape: int,
    blackout: bool,
    week: tuple[WeekType | None, bool],
    school: School,
) -> YearDay:
    kind, fixed = week
    off_rhythm = kind is WeekType.COACHING and not fixed
    closed = fixed and kind in (WeekType.COACHING, WeekType.BLACKOUT)
    hard = off_rhythm and school.rhythm.strength == HARD
    # In a week that the user made a blackout week nothing is booked, PD or coaching.
    blackout = blackout or (fixed and kind is WeekType.BLACKOUT)
    return YearDay(
        index=index,
        date=day.date,
        shape=shape,
        bell=day.bell,
        cycle_day=day.cycle_day,
        term=day.term,
        segment=day.segment or "",
        week=day.week,
        blackout=blackout,
        pd_open=not (blackout or closed or hard),
        off_rhythm=off_rhythm,
    )
