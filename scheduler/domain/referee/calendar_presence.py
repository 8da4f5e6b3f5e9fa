"""What the referee reads off a person's day: when they are there, and what they have a right to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, Weekday
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.referee.calendar_dates import Dates
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember


class People(Dates):
    """Facts of the dates of a year, with everybody's presence, duties and rights."""

    def __init__(self, school: School, plan: Plan) -> None:
        super().__init__(school, plan)
        self._present: dict[tuple[str, dt.date], dict[int, Span]] = {}
        self._working: dict[tuple[str, dt.date], int] = {}

    def track(self, person: str) -> str:
        """Track whose clock a person's free periods follow."""
        return self.school.person[person].track or self.school.first_track

    def periods(self, person: str, day: SchoolDay) -> dict[int, Span]:
        """All periods of the person's track on a date, whether the person is there or not."""
        return self.periods_of_track(self.track(person), day.bell)

    def present(self, person: str, day: SchoolDay) -> dict[int, Span]:
        """Periods of a date in which a person is there."""
        key = (person, day.date)
        if key not in self._present:
            self._present[key] = self._presence(self.school.person[person], day)
        return self._present[key]

    def _presence(self, person: StaffMember, day: SchoolDay) -> dict[int, Span]:
        if self.is_off(person.id, day.date):
            return {}
        closed = {slot.period for slot in person.unavailable if slot.day == day.cycle_day}
        for absence in self._absences.get(person.id, ()):
            if day.date in absence:
                closed |= set(absence.periods)
        away = self.away(person, day)
        return {
            period: span
            for period, span in self.periods(person.id, day).items()
            if period not in closed and not any(span.overlaps(one) for one in away)
        }

    @cached_property
    def _absences(self) -> dict[str, list[Absence]]:
        found: dict[str, list[Absence]] = defaultdict(list)
        for one in self.school.absences:
            found[one.person].append(one)
        return dict(found)

    def is_off(self, person: str, date: dt.date) -> bool:
        """Whether a person is not employed on a date, or absent all day."""
        if not self.school.person[person].employed(date, date):
            return True
        return any(date in one and not one.periods for one in self._absences.get(person, ()))

    @staticmethod
    def away(person: StaffMember, day: SchoolDay) -> list[Span]:
        """Stretches of a date that a person has promised elsewhere."""
        weekday = Weekday.of(day.date)
        return [
            one.away
            for one in person.elsewhere
            if day.cycle_day in one.cycle_days
            or weekday in one.weekdays
            or not (one.cycle_days or one.weekdays)
        ]

    def is_there(self, person: str, day: SchoolDay, span: Span) -> bool:
        """Whether a person can be booked for a stretch of a date, by the clock."""
        if self.is_off(person, day.date):
            return False
        present = self.present(person, day)
        gone = [one for period, one in self.periods(person, day).items() if period not in present]
        gone += self.away(self.school.person[person], day)
        return not any(span.overlaps(one) for one in gone)

    def duties(self, person: str, day: SchoolDay) -> dict[str, Span]:
        """Duties that a person stands on a date, and when."""
        if not self.school.person[person].employed(day.date, day.date):
            return {}
        return {
            duty.id: span
            for duty in self.school.duties
            if (span := duty.span_on(day.cycle_day, day.bell)) is not None
            and person in self._on_duty(duty.staff, day)
        }

    def _on_duty(self, staff: tuple[str, ...], day: SchoolDay) -> frozenset[str]:
        segment = day.segment or ""
        if segment not in self.facts.segments:
            return frozenset(staff)
        return self.facts.on_duty(staff, segment)

    # --- rights ------------------------------------------------------------------------------

    def planning_minutes(self, person: str) -> int:
        """Planning a day that a person has a right to."""
        own = self.school.person[person].planning_minutes
        return self.school.rights.planning_minutes if own is None else own

    def lunch_is_due(self, day: SchoolDay) -> bool:
        """Whether the bell of a date lasts long enough for a lunch."""
        rights = self.school.rights
        end = max(span.end for span in self.school.bell[day.bell].spans.values())
        return bool(rights.lunch_minutes) and end >= rights.lunch_from + rights.lunch_minutes

    def planning_periods(self, person: str, day: SchoolDay) -> int:
        """Whole periods kept free for planning, and for lunch where the track has none."""
        present, everything = self.present(person, day), self.periods(person, day)
        minutes = self.planning_minutes(person)
        if not present:
            return 0
        kept = 0
        if minutes and self.school.bell[day.bell].shortened:
            kept = 1
        elif minutes:
            kept = _fewest(list(present.values()), minutes * len(present), len(everything))
        own_lunch = self.school.bell[day.bell].lunches.get(self.track(person)) is not None
        most_of_day = 2 * len(present) > len(everything)
        if self.school.rights.lunch_minutes and most_of_day and not own_lunch:
            kept += 1
        return kept

    def working_minutes(self, person: str, day: SchoolDay) -> int:
        """Minutes of a date that a Plus teacher can give to cover and coaching."""
        key = (person, day.date)
        if key not in self._working:
            taught = [part.held.span for part in self.parts(person, day)]
            minutes = sorted(
                span.minutes
                for span in self.present(person, day).values()
                if not any(span.overlaps(one) for one in taught)
            )
            kept = self.planning_periods(person, day)
            self._working[key] = sum(minutes[: max(0, len(minutes) - kept)])
        return self._working[key]


def _fewest(spans: list[Span], need: int, scale: int) -> int:
    """Fewest whole periods, the longest first, whose minutes times scale reach the need."""
    reached = 0
    for count, minutes in enumerate(sorted((span.minutes for span in spans), reverse=True)):
        if reached * scale >= need:
            return count
        reached += minutes
    return len(spans)
