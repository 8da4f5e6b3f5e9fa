"""Works out every date of the year, and the kinds of date that have all in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scheduler.domain.bell import Atom
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.pd import WeekType
from scheduler.domain.problems.calendar_dates import (
    DutyStand,
    Meeting,
    Need,
    Shape,
    YearDay,
    mask_of,
)
from scheduler.domain.problems.calendar_weeks import blackout_dates, week_types
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.wishes import HARD


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
        if not course.needs_cover:
            return
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
