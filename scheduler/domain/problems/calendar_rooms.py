"""Rooms of one date when some are closed after all: which classes are concerned, where they fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.courses import Room
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Meeting, mask_of
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.yearplan import CalendarAnswer


@dataclass(frozen=True)
class RoomTask:
    """A class that has a room on a date.

    Parameters
    ----------
    announced
        The room it is known to have.
    options
        Rooms that fit it and are open then, the announced one among them where it is.
    """

    meeting: Meeting
    announced: str
    options: tuple[str, ...]

    @property
    def mask(self) -> int:
        """Minutes that it takes."""
        return mask_of(self.meeting.span)

    @property
    def must_leave(self) -> bool:
        """Whether its room is closed."""
        return self.announced not in self.options


class RoomDay:
    """Everything about the rooms of one date.

    Parameters
    ----------
    answer
        With the closed rooms recorded.
    """

    def __init__(
        self, problem: CalendarProblem, staffing: StaffingAnswer, answer: CalendarAnswer, day: int
    ) -> None:
        self.problem, self.answer, self.day = problem, answer, day
        self.date: dt.date = problem.days[day].date
        self._pupils = {row.section: row.pupils for row in staffing.ownerships}
        self._changed = {
            (row.section, row.meeting): row.room
            for row in answer.room_changes
            if row.date == self.date
        }
        # A PD day has its room for itself, all day.
        self._pd = {row.room for row in answer.pd_days if row.date == self.date}
        self.tasks = self._concerned()

    def is_closed(self, room: str, periods: tuple[int, ...]) -> bool:
        """Whether a room cannot be used in some periods of the date."""
        return any(one.shuts_out(room, self.date, periods) for one in self.answer.closed_rooms)

    def is_closed_to_pd(self, room: str) -> bool:
        """Whether a room cannot be used all day."""
        return any(one.room == room and self.date in one for one in self.answer.closed_rooms)

    def _concerned(self) -> tuple[RoomTask, ...]:
        """Classes that must leave, and all that meet at the same time, or at the time of those."""
        every = [self._task(one) for one in self.problem.shape(self.day).meetings if one.rooms]
        found = [one for one in every if one.must_leave]
        reached = 0
        for one in found:
            reached |= one.mask
        while True:
            more = [one for one in every if one not in found and one.mask & reached]
            if not more:
                return tuple(one for one in every if one in found)
            found += more
            for one in more:
                reached |= one.mask

    def _task(self, meeting: Meeting) -> RoomTask:
        announced = self._changed.get((meeting.section, meeting.number), meeting.rooms[0])
        options = tuple(
            room.id
            for room in self.problem.school.rooms
            if (room.id == announced or self._fits(meeting, room))
            and not self.is_closed(room.id, meeting.periods)
            and room.id not in self._pd
        )
        return RoomTask(meeting, announced, options)

    def _fits(self, meeting: Meeting, room: Room) -> bool:
        school = self.problem.school
        section = school.section[meeting.section]
        course, own = school.course[section.course], section.own_rooms(meeting.number)
        day = self.problem.days[self.day].cycle_day
        return (
            (room.id in own if own is not None else room.kind == course.room_kind)
            and (not room.capacity or room.capacity >= self._pupils.get(section.id, 0))
            and set(course.room_tags) <= set(room.tags)
            and not any(Slot(day, period) in room.unavailable for period in meeting.periods)
        )

    def free_all_day(self) -> tuple[str, ...]:
        """Rooms in which nothing meets on the date and that are open, for a PD day."""
        taken = self._pd | set(self._changed.values())
        for one in self.problem.shape(self.day).meetings:
            if (one.section, one.number) not in self._changed:
                taken |= set(one.rooms)
        return tuple(
            room.id
            for room in self.problem.school.rooms
            if room.id not in taken and not self.is_closed_to_pd(room.id)
        )
