"""Who is there on a date, how much of it may be booked, and which bookings the day can bear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import Weekday
from scheduler.domain.problems.calendar_dates import WHOLE_DAY, Shape, YearDay, mask_of
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember

# A pause of so many minutes without duty ends a run of work.
REST_MINUTES = 20


@dataclass(frozen=True)
class PersonDay:
    """What one person can do on dates that are alike for them.

    Parameters
    ----------
    periods, spans, masks
        All periods of the person's track on the bell, in order, whether present or not.
    present
        Those in which the person is there.
    blocked
        Minutes in which the person cannot be booked: away, absent, not employed.
    own
        Minutes of own meetings and duties.
    planning
        Whole periods that stay unbooked, lunch included where it lies in class periods.
    working_minutes
        Minutes of the present periods less own meetings and the planning.
    lunch
        Minutes of the lunch window that must hold the lunch; 0 where none is due.
    """

    periods: tuple[int, ...]
    spans: tuple[Span, ...]
    masks: tuple[int, ...]
    present: frozenset[int]
    blocked: int
    own: int
    planning: int
    working_minutes: int
    lunch: int

    @property
    def spare(self) -> int:
        """Most periods that may be booked."""
        return max(0, len(self.present) - self.planning)

    @cached_property
    def own_periods(self) -> int:
        """Periods that own meetings and duties touch."""
        return self.booked_periods(self.own)

    def booked_periods(self, busy: int) -> int:
        """Distinct periods of the person's track that a set of minutes touches."""
        return sum(1 for mask in self.masks if mask & busy)

    def longest_row(self, busy: int) -> int:
        """Most booked periods in a row; a pause of 20 minutes or a free period ends a row."""
        longest = row = 0
        last_end = -REST_MINUTES
        for span, mask in zip(self.spans, self.masks, strict=True):
            if mask & busy:
                row = row + 1 if span.start - last_end < REST_MINUTES else 1
                last_end = span.end
                longest = max(longest, row)
        return longest


def has_stretch(free: int, minutes: int) -> bool:
    """Whether a set of minutes has an unbroken stretch of the given length."""
    found, length = free, 1
    while found and length < minutes:
        step = min(length, minutes - length)
        found &= found >> step
        length += step
    return found != 0


class Presence:
    """Makes the days of people, each kind once."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._made: dict[tuple[object, ...], PersonDay] = {}

    def absent_periods(self, person: StaffMember, day: YearDay) -> tuple[int, ...] | None:
        """Periods of a known absence; None: not there at all (absent or not employed)."""
        if not person.employed(day.date, day.date):
            return None
        found: set[int] = set()
        for absence in self.school.absences:
            if absence.person == person.id and day.date in absence:
                if not absence.periods:
                    return None
                found |= set(absence.periods)
        return tuple(sorted(found))

    def day(self, name: str, day: YearDay, shape: Shape) -> PersonDay:
        """Day of a person on a date."""
        person = self.school.person[name]
        absent = self.absent_periods(person, day)
        away = tuple(
            one.away
            for one in person.elsewhere
            if day.cycle_day in one.cycle_days
            or Weekday.of(day.date) in one.weekdays
            or not (one.cycle_days or one.weekdays)
        )
        key = (name, day.shape, absent, away)
        if key not in self._made:
            self._made[key] = self._make(person, shape, absent, away)
        return self._made[key]

    def _make(
        self,
        person: StaffMember,
        shape: Shape,
        absent: tuple[int, ...] | None,
        away: tuple[Span, ...],
    ) -> PersonDay:
        bell = self.school.bell[shape.bell]
        track = person.track or self.school.first_track
        periods = bell.periods(track)
        spans = tuple(bell.spans[Atom(track, one)] for one in periods)
        off = {slot.period for slot in person.unavailable if slot.day == shape.cycle_day}
        present = frozenset(
            period
            for period, span in zip(periods, spans, strict=True)
            if absent is not None
            and period not in absent
            and period not in off
            and not any(span.overlaps(one) for one in away)
        )
        return self._fill(person, shape, bell, (periods, spans, present, away))

    def _fill(
        self,
        person: StaffMember,
        shape: Shape,
        bell: BellSchedule,
        facts: tuple[tuple[int, ...], tuple[Span, ...], frozenset[int], tuple[Span, ...]],
    ) -> PersonDay:
        periods, spans, present, away = facts
        masks = tuple(mask_of(span) for span in spans)
        own = shape.busy.get(person.id, 0)
        blocked = WHOLE_DAY
        if present:
            blocked = 0
            for span in away:
                blocked |= mask_of(span)
            for period, mask in zip(periods, masks, strict=True):
                if period not in present:
                    blocked |= mask
        there = [s for p, s in zip(periods, spans, strict=True) if p in present]
        planning = self._planning(person, bell, there, len(periods))
        taught = 0
        for meeting in shape.by_person.get(person.id, ()):
            for span in meeting.spans:
                taught |= mask_of(span)
        free = sorted((s.minutes for s in there if not mask_of(s) & taught), reverse=True)
        return PersonDay(
            *(periods, spans, masks, present, blocked, own, planning),
            working_minutes=sum(free[planning:]),
            lunch=self._lunch(bell),
        )

    def _planning(
        self, person: StaffMember, bell: BellSchedule, there: list[Span], every: int
    ) -> int:
        """Fewest whole periods, the longest first, that reach the planning right.

        The right is `planning_minutes` times the share of the track's periods that the person is
        present; on a shortened bell it is one whole period.
        """
        rights = self.school.rights
        minutes = rights.planning_minutes
        if person.planning_minutes is not None:
            minutes = person.planning_minutes
        taken = 0
        if minutes and there:
            if bell.shortened:
                taken = 1
            else:
                reached = 0
                for length in sorted((span.minutes for span in there), reverse=True):
                    if reached * every >= minutes * len(there):
                        break
                    reached += length
                    taken += 1
        track = person.track or self.school.first_track
        if rights.lunch_minutes and bell.lunches[track] is None and 2 * len(there) > every:
            taken += 1
        return taken

    def _lunch(self, bell: BellSchedule) -> int:
        rights = self.school.rights
        ends = max(span.end for span in bell.spans.values())
        if not rights.lunch_minutes or ends < rights.lunch_from + rights.lunch_minutes:
            return 0
        return mask_of(rights.lunch_window)
