"""The people of a school: what they may teach, when they are there, what they have a right to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Weekday
from scheduler.domain.form import Checked, Clock, number, record, ref, text
from scheduler.domain.slots import Slot


@record
class ContentArea(Checked):
    """A field of teaching (ELA, math, music …).

    Parameters
    ----------
    specialist_only
        Sections of this area may be covered only by somebody certified in it.
    """

    noun = "Content area"
    id: str = text()
    name: str = text()
    specialist_only: bool = False


@record
class Elsewhere(Checked):
    """Time promised to another site: [start, end) on these days, with the way there and back.

    Parameters
    ----------
    cycle_days, weekdays
        The days meant; a date counts when its cycle day *or* its weekday is named.  Neither
        given means every day.
    travel_minutes
        Needed before and after, on top of the time itself.
    """

    noun = "Promise elsewhere"
    start: Clock
    end: Clock
    cycle_days: tuple[str, ...] = ref("cycle_days", default=())
    weekdays: tuple[Weekday, ...] = ()
    travel_minutes: int = number(least=0, most=240, default=0)
    site: str = text(default="", empty=True)

    def contradictions(self) -> Iterator[str]:
        """The promise ends after it starts."""
        if self.end <= self.start:
            yield "it ends before it starts."

    @property
    def away(self) -> Span:
        """Stretch of the day that is lost, travel included."""
        return Span(self.start - self.travel_minutes, self.end + self.travel_minutes)


@record
class StaffMember(Checked):
    """Anybody whose time the schedule uses.

    Parameters
    ----------
    areas
        Content areas the person is certified to teach.
    least_load, most_load
        Periods taught per cycle, least and most (already reduced for part-timers).  Only owners
        count.  Zero for people who own no section (support staff, leaders).
    share
        Part of a full-time post, over 0 to 1.
    most_preps
        Most distinct courses; None takes the school's.
    last_year
        Courses taught last year (continuity is a wish).
    first, last
        First and last date of employment; None means the whole year.
    replaces
        The leaver whose sections, duties and PD days this person takes over at `first`.
    track
        Track whose clock times the person's free periods and lunch follow; None means the
        school's first.
    planning_minutes
        Planning a day that this person has a right to; None takes the school's.
    volunteer
        Willing to be released as a Plus teacher.
    evaluates
        People this person evaluates, and so cannot coach.
    covers_for_colleagues
        Has agreed to cover in free time when a colleague is absent, within the school's cap.
    """

    noun = "Staff member"
    id: str = text()
    name: str = text()
    areas: tuple[str, ...] = ref("areas", default=())
    least_load: int = number(least=0, most=200, default=0)
    most_load: int = number(least=0, most=200, default=0)
    share: float = number(least=0.05, most=1, default=1.0)
    most_preps: int | None = number(least=1, most=20, default=None)
    last_year: tuple[str, ...] = ref("courses", default=())
    first: date | None = None
    last: date | None = None
    replaces: str | None = ref("staff", default=None)
    track: str | None = ref("tracks", default=None)
    home_room: str | None = ref("rooms", default=None)
    unavailable: tuple[Slot, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    planning_minutes: int | None = number(least=0, most=480, default=None)
    volunteer: bool = False
    evaluates: tuple[str, ...] = ref("staff", default=())
    covers_for_colleagues: bool = False

    def contradictions(self) -> Iterator[str]:
        """Loads and dates are in order; nobody evaluates or replaces themselves."""
        if self.most_load < self.least_load:
            yield f"the most load {self.most_load} lies below the least {self.least_load}."
        if self.first and self.last and self.last < self.first:
            yield f"the last day {self.last} lies before the first {self.first}."
        if self.id in self.evaluates:
            yield "nobody evaluates themselves."
        if self.replaces == self.id:
            yield "nobody replaces themselves."
        if self.replaces is not None and self.first is None:
            yield "somebody who replaces a leaver needs a first day."

    def employed(self, first: date, last: date) -> bool:
        """Whether the person is there on every date from first to last."""
        return (self.first is None or self.first <= first) and (
            self.last is None or last <= self.last
        )


@record
class Team(Checked):
    """Teachers who share pupils, or a department.

    Parameters
    ----------
    same_groups
        Asks that its members teach the same student groups (rule S9).
    """

    noun = "Team"
    id: str = text()
    name: str = text()
    staff: tuple[str, ...] = ref("staff", default=())
    same_groups: bool = False


@record
class DutyTime(Checked):
    """When a duty takes place on the dates of one bell schedule: [start, end)."""

    noun = "Duty time"
    bell: str = ref("bells")
    start: Clock
    end: Clock

    def contradictions(self) -> Iterator[str]:
        """The duty ends after it starts."""
        if self.end <= self.start:
            yield f'on bell "{self.bell}" it ends before it starts.'

    @property
    def span(self) -> Span:
        """The duty as a stretch of the day."""
        return Span(self.start, self.end)


@record
class Duty(Checked):
    """Supervision at a place, outside teaching.

    Parameters
    ----------
    staff
        Everybody who stands it.
    cycle_days
        Days on which it is stood; empty means every day.
    times
        Clock times by bell schedule; on a bell that is not named the duty falls away.
    load_periods
        Periods per cycle it counts towards each person's load (0: does not count).
    cover_on_pd
        Whether it must be covered when its person is out for PD.
    """

    noun = "Duty"
    id: str = text()
    name: str = text()
    staff: tuple[str, ...] = ref("staff", default=())
    place: str = text(default="", empty=True)
    cycle_days: tuple[str, ...] = ref("cycle_days", default=())
    times: tuple[DutyTime, ...] = ()
    load_periods: int = number(least=0, most=50, default=0)
    cover_on_pd: bool = False

    def contradictions(self) -> Iterator[str]:
        """A duty has somebody and a time, and one time for a bell."""
        if not self.staff:
            yield "nobody stands it; name at least one person."
        if not self.times:
            yield "it has no time; give one for at least one bell schedule."
        if len({time.bell for time in self.times}) < len(self.times):
            yield "a bell schedule stands there twice."

    def span_on(self, cycle_day: str, bell: str) -> Span | None:
        """When it is stood on such a date; None where it is not."""
        if self.cycle_days and cycle_day not in self.cycle_days:
            return None
        return next((time.span for time in self.times if time.bell == bell), None)
