"""The answer of the calendar stage: week types, PD days, cover, coaching sessions, team events."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from typing import Literal

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Dates, NamedDates
from scheduler.domain.form import Checked, Clock, number, record, ref, text
from scheduler.domain.pd import WeekType
from scheduler.domain.policy import Absence, CoverSource
from scheduler.domain.staffing import Assignment


@record
class PlannedWeek(Checked):
    """The type of one week, named by its Monday."""

    noun = "Week"
    monday: dt.date
    type: WeekType


@record
class PDDay(Assignment):
    """One date on which members of a PD group are out.

    Parameters
    ----------
    unit
        The whole group, or its first or second half (see `PDGroup.halves`).
    members
        Those of the unit who are out: all who still owe a day.
    """

    noun = "PD day"
    group: str = ref("pd_groups")
    date: dt.date
    unit: Literal["whole", "first_half", "second_half"] = "whole"
    members: tuple[str, ...] = ref("staff", default=())
    room: str | None = ref("rooms", default=None)


@record
class Cover(Assignment):
    """A Plus teacher (or, in repair, somebody else) stands in for an absent one.

    Parameters
    ----------
    section, duty
        What is covered: exactly one of the two.
    period
        The one period covered; None for a duty.
    start, end
        Clock time [start, end) on the date's bell.
    coverer
        None where nobody of the staff takes it: a substitute does, or the class is split.
    source
        Where cover for an unplanned absence came from; None: a Plus teacher, as planned.
    """

    noun = "Cover"
    date: dt.date
    section: str | None = ref("sections", default=None)
    duty: str | None = ref("duties", default=None)
    period: int | None = number(least=1, default=None)
    start: Clock
    end: Clock
    absent: str = ref("staff")
    coverer: str | None = ref("staff", default=None)
    source: CoverSource | None = None

    def contradictions(self) -> Iterator[str]:
        """It covers one thing, by somebody, or by something that has no name."""
        if (self.section is None) == (self.duty is None):
            yield "it needs either a section or a duty."
        if (self.section is None) != (self.period is None):
            yield "a covered section has a period, a covered duty none."
        if self.coverer is None and (self.source is None or self.source.is_named):
            yield "it names no coverer."
        if self.coverer is not None and self.source is not None and not self.source.is_named:
            yield f"its source is {self.source}, so it names no coverer."
        if self.source is CoverSource.SPLIT_CLASS and self.section is None:
            yield "only a class can be split."

    @property
    def by(self) -> str:
        """Who takes it: the id of the coverer, else the source that has no name."""
        return self.coverer if self.coverer is not None else self.source or ""

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class Session(Assignment):
    """One booked step of a coaching request.

    Parameters
    ----------
    step
        Key of the step in the request's template.
    coach, teacher
        The pair.  Further people follow from the request (`with_staff`).
    section, periods
        Of a lesson: the section's meeting.  Else the periods of the coach's time that are booked.
    half
        Of a block of at least 80 minutes: which half is booked; None the whole.
    start, end
        Clock time [start, end) on the date's bell.
    teacher_is
        How the teacher is free: planning, team_time or released; teaching for a lesson.
    """

    noun = "Session"
    request: str = ref("requests")
    step: str = text()
    date: dt.date
    start: Clock
    end: Clock
    coach: str = ref("staff")
    teacher: str = ref("staff")
    section: str | None = ref("sections", default=None)
    periods: tuple[int, ...] = number(least=1, default=())
    half: Literal["first", "second"] | None = None
    teacher_is: Literal["teaching", "planning", "team_time", "released", "nowhere"] = "planning"

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class Release(Assignment):
    """A Plus teacher takes a section so that its teacher can be at a session (rules C10, C15)."""

    noun = "Release for a session"
    session: str = text()
    date: dt.date
    section: str = ref("sections")
    period: int = number(least=1)
    start: Clock
    end: Clock
    absent: str = ref("staff")
    coverer: str = ref("staff")

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class TeamMeeting(Assignment):
    """A booked meeting of all Plus teachers (rule C11)."""

    noun = "Team meeting"
    event: str = ref("team_events")
    date: dt.date
    periods: tuple[int, ...] = number(least=1, default=())
    start: Clock
    end: Clock
    people: tuple[str, ...] = ref("staff", default=())

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class Hole(Checked):
    """Something that was asked for and could not be done, with its reason in words.

    Parameters
    ----------
    ids
        What it is about.  A hole about a request names the request, and is shown to its pair only.
    amount
        How much is missing, in the unit of the rule (teacher-days, requests, periods).
    """

    noun = "Hole"
    rule: str = text()
    sentence: str = text(longest=1000)
    ids: tuple[str, ...] = text(default=())
    amount: int = number(least=1)


class LostReason(enum.StrEnum):
    """Why a session lost its announced time."""

    EMERGENCY_COVER = "emergency_cover"
    ABSENCE = "absence"
    NO_SCHOOL = "no_school"
    CANCELLED = "cancelled"


@record
class LostTime(Checked):
    """Coaching time that was announced and then taken away: the record of it.

    Parameters
    ----------
    session
        Id of the session, which may stand on another date now, or nowhere.
    date, start, end
        When it was announced: [start, end).
    minutes
        Minutes of its periods.
    """

    noun = "Lost time"
    session: str = text()
    coach: str = ref("staff")
    date: dt.date
    start: Clock
    end: Clock
    minutes: int = number(least=1)
    reason: LostReason

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class Substitutes(Checked):
    """How many outside substitutes can be had on a date, where it is not as usual."""

    noun = "Substitutes"
    date: dt.date
    number: int = number(least=0, most=200)


@record
class ClosedRoom(Dates):
    """A room that cannot be used on some dates after all.

    Parameters
    ----------
    periods
        Only meetings in these periods have to leave it; empty: all, and PD days too.
    """

    noun = "Closed room"
    room: str = ref("rooms")
    periods: tuple[int, ...] = number(least=1, default=())

    def shuts_out(self, room: str, date: dt.date, periods: Iterable[int]) -> bool:
        """Whether a meeting in these periods of a date cannot be in a room."""
        if room != self.room or date not in self:
            return False
        return not self.periods or not set(self.periods).isdisjoint(periods)


@record
class RoomChange(Assignment):
    """A class is in another room on one date: its own is closed, or somebody needs it more.

    Parameters
    ----------
    meeting
        Number of the meeting in the section's pattern.
    start, end
        When it takes place on the date's bell: [start, end).
    """

    noun = "Room change"
    date: dt.date
    section: str = ref("sections")
    meeting: int = number(least=1)
    start: Clock
    end: Clock
    room: str = ref("rooms")

    @property
    def span(self) -> Span:
        """Stretch of the day."""
        return Span(self.start, self.end)


@record
class CalendarAnswer(Checked):
    """The year: what happens on which date.

    Parameters
    ----------
    absences
        What came up after the plan was made; each class they leave is covered or a hole.
        Absences known beforehand stand in the school file and need no cover.
    closed_dates
        School days on which there is no school after all (snow).
    substitutes
        Substitutes on single dates.
    cancelled
        Ids of sessions that were called off.
    closed_rooms
        Rooms that cannot be used after all; classes that were to be there have another room for
        the date (`room_changes`), or are a hole.
    lost
        Coaching time that all this has cost.
    planned_from
        Date from which on it was last planned anew; what lies before stands as it was.
    """

    noun = "Calendar"
    weeks: tuple[PlannedWeek, ...] = ()
    pd_days: tuple[PDDay, ...] = ()
    covers: tuple[Cover, ...] = ()
    sessions: tuple[Session, ...] = ()
    releases: tuple[Release, ...] = ()
    team_meetings: tuple[TeamMeeting, ...] = ()
    holes: tuple[Hole, ...] = ()
    absences: tuple[Absence, ...] = ()
    closed_dates: tuple[NamedDates, ...] = ()
    substitutes: tuple[Substitutes, ...] = ()
    cancelled: tuple[str, ...] = text(default=())
    lost: tuple[LostTime, ...] = ()
    closed_rooms: tuple[ClosedRoom, ...] = ()
    room_changes: tuple[RoomChange, ...] = ()
    planned_from: dt.date | None = None

    @property
    def is_repaired(self) -> bool:
        """Whether something came up after it was made, or it was planned anew on the way."""
        came_up = (self.absences, self.closed_dates, self.cancelled, self.closed_rooms)
        return any(came_up) or self.planned_from is not None
