"""Who is booked when: the one place that knows whether a Plus teacher's day bears one more thing.

Minutes of a day are bits of an integer (see `calendar_dates`), so that a booking is laid on a day
and taken off again by one exclusive or.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from scheduler.domain.bell import Span
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import WHOLE_DAY, Need, mask_of
from scheduler.domain.problems.calendar_options import keeps_lunch


class Bookings:
    """Bookings of the year: of the Plus team, of teachers in sessions, of covered classes.

    Attributes
    ----------
    busy
        (Plus teacher, date) -> booked minutes: covers, sessions, releases, team meetings.
    barred
        Dates on which a Plus teacher takes part in PD, or leads it.
    out
        Date -> people who are out for PD.
    kept_in
        (person, date): who is at a session that stays where it is, and so cannot be out.
    in_session
        (person, date) -> minutes in which they are somebody's teacher or colleague in a session.
    conferences, planning_used
        Sessions in a teacher's planning: by week, and by date.
    cover_rows
        Class periods of each person in each week that are covered as they stand (rule C13).
    """

    def __init__(self, problem: CalendarProblem) -> None:
        self.problem = problem
        self.busy: dict[tuple[str, int], int] = defaultdict(int)
        self.barred: set[tuple[str, int]] = set()
        self._meetings: dict[tuple[str, int], int] = defaultdict(int)
        self.out: dict[int, frozenset[str]] = {}
        self.kept_in: set[tuple[str, int]] = set()
        self.in_session: dict[tuple[str, int], int] = defaultdict(int)
        self.planning_used: dict[tuple[str, int], int] = defaultdict(int)
        self.conferences: dict[tuple[str, dt.date], int] = defaultdict(int)
        self.load: dict[str, int] = defaultdict(int)
        self.cover_rows: dict[tuple[str, dt.date], int] = defaultdict(int)
        self._most: dict[tuple[int, int, tuple[Span, ...]], int] = {}
        self._covered: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._standby = problem.school.cover_caps.standby_periods
        self._limits_by_day: dict[str, dict[int, list[int]]] = {}
        self._limit_used: dict[int, int] = defaultdict(int)

    def taken(self, name: str, day: int) -> int:
        """Minutes of a Plus teacher that are gone for whatever reason."""
        if (name, day) in self.barred:
            return WHOLE_DAY
        one = self.problem.plus_days[name][day]
        return self.busy[name, day] | self.in_session[name, day] | one.blocked | one.own

    def fits(self, name: str, day: int, mask: int) -> bool:
        """Whether a Plus teacher can take on these minutes (rules C3, C13 standby)."""
        if mask & self.taken(name, day):
            return False
        one = self.problem.plus_days[name][day]
        return self.day_holds(name, day, self.busy[name, day] | mask | one.own) and (
            not self._standby or self._stands_by(name, day, mask)
        )

    def day_holds(self, name: str, day: int, busy: int) -> bool:
        """Whether planning, lunch and the limits of a Plus teacher's day hold."""
        one, school = self.problem.plus_days[name][day], self.problem.school
        booked = one.booked_periods(busy)
        limits = school.plus_limits
        if booked > one.spare or booked > (limits.most_periods_a_day or booked):
            return False
        if limits.most_periods_in_a_row and one.longest_row(busy) > limits.most_periods_in_a_row:
            return False
        return keeps_lunch(one, busy, school.rights.lunch_minutes)

    def cover_room(self, name: str, day: int) -> int:
        """Most periods that a Plus teacher can still cover on a date."""
        if (name, day) in self.barred:
            return 0
        most = self.problem.school.cover_caps.plus_periods_a_day
        room = self.period_room(name, day)
        return room if most is None else min(room, most)

    def most_covers(self, name: str, day: int, spans: Sequence[Span]) -> int:
        """Most of these stretches that a Plus teacher can still cover on a date.

        Unlike `cover_room` it looks at the clock: a class of another track may lie in their own
        lunch, and take no period, or in two of their periods.  Lunch is not looked at.
        """
        if (name, day) in self.barred:
            return 0
        one, school = self.problem.plus_days[name][day], self.problem.school
        busy = self.busy[name, day] | one.own
        free = tuple(span for span in spans if not mask_of(span) & self.taken(name, day))
        key = (id(one), busy, free)
        if key not in self._most:
            limits = [one.spare, school.plus_limits.most_periods_a_day]
            periods = min(limit for limit in limits if limit is not None)
            self._most[key] = most_disjoint(free, one.masks, busy, periods)
        most = school.cover_caps.plus_periods_a_day
        return self._most[key] if most is None else min(self._most[key], most)

    def period_room(self, name: str, day: int) -> int:
        """Most of their own periods that can still be booked of a Plus teacher."""
        one, most = self.problem.plus_days[name][day], self.problem.school.plus_limits
        booked = one.booked_periods(self.busy[name, day] | one.own)
        room = one.spare - booked
        if most.most_periods_a_day is not None:
            room = min(room, most.most_periods_a_day - booked)
        return max(0, room)

    def _stands_by(self, name: str, day: int, mask: int) -> bool:
        if name not in self.problem.full or self.problem.days[day].blackout:
            return True
        for _, span in self.problem.first_track_spans(day):
            period = mask_of(span)
            if mask & period and self.standing_by(day, period, but=name) < self._standby:
                return False
        return True

    def standing_by(self, day: int, period: int, but: str = "") -> int:
        """Fully released Plus teachers who are there and free in these minutes."""
        return sum(
            1 for other in self.problem.full if other != but and not period & self.taken(other, day)
        )

    def book(self, name: str, day: int, mask: int, meeting: bool = False) -> None:
        """Lay minutes on a Plus teacher's day; from a meeting they can be called out to cover."""
        self.busy[name, day] ^= mask
        if meeting:
            self._meetings[name, day] |= mask
        self.load[name] += mask.bit_count()

    def meeting_minutes(self, name: str, day: int) -> int:
        """Minutes of a Plus teacher's day in meetings of the team."""
        return self._meetings[name, day].bit_count()

    def limit_left(self, number: int) -> int:
        """Meetings that a limit of rule C6 still allows to be covered."""
        limit = self.problem.limits[number]
        self._limits_of(limit.section)
        return max(0, limit.most - self._limit_used[number])

    def free(self, name: str, day: int, mask: int) -> None:
        """Take minutes off a Plus teacher's day."""
        self.busy[name, day] ^= mask
        self.load[name] -= mask.bit_count()

    def may_be_covered(self, need: Need, day: int) -> bool:
        """Whether the class may miss its teacher in one more meeting (rule C6)."""
        if need.section is None or self.is_covered(need, day):
            return True
        limits = self.problem.limits
        return all(
            self._limit_used[number] < limits[number].most
            for number in self._limits_of(need.section).get(day, ())
        )

    def is_covered(self, need: Need, day: int) -> bool:
        """Whether the meeting of a class is counted as covered."""
        return self.meeting(need, day) in self._covered[need.section or ""][day]

    def cover(self, need: Need, day: int) -> bool:
        """Count a meeting as covered; False where it was counted before."""
        if need.section is None:
            return False
        meeting, covered = self.meeting(need, day), self._covered[need.section][day]
        if meeting in covered:
            return False
        covered.add(meeting)
        self._count(need.section, day, 1)
        return True

    def uncover(self, need: Need, day: int) -> None:
        """Take back a count made by `cover`."""
        if need.section is not None:
            self._covered[need.section][day].discard(self.meeting(need, day))
            self._count(need.section, day, -1)

    def meeting(self, need: Need, day: int) -> int:
        """Number of the meeting of a class that a need is about."""
        meetings = self.problem.shape(day).by_section[need.section or ""]
        return next(one.number for one in meetings if need.period in one.periods)

    def _count(self, section: str, day: int, times: int) -> None:
        """Count for the limits of a section, once they have been asked for."""
        for number in self._limits_by_day.get(section, {}).get(day, ()):
            self._limit_used[number] += times

    def _limits_of(self, section: str) -> dict[int, list[int]]:
        """Numbers of the limits that count a section's meetings, by date.

        Few sections are asked for when little is booked around a year that is full: what is
        covered so far is counted with the first question.
        """
        if section not in self._limits_by_day:
            by_day: dict[int, list[int]] = defaultdict(list)
            for number in self.problem.limits_of.get(section, ()):
                for one, _ in self.problem.limits[number].meetings:
                    by_day[one].append(number)
            self._limits_by_day[section] = by_day
            for day, meetings in self._covered[section].items():
                self._count(section, day, len(meetings))
        return self._limits_by_day[section]


def most_disjoint(spans: Sequence[Span], periods: Sequence[int], busy: int, most: int) -> int:
    """Most stretches of which no two overlap, and which touch no more periods than allowed.

    Parameters
    ----------
    periods
        A person's own periods as masks; those that are busy are touched already.
    most
        Periods that may be touched, busy ones included.

    Notes
    -----
    fewest[n] with the last stretch s = fewest periods touched by n stretches that end with s; a
    period that s shares with an earlier one it also shares with the one just before s.
    """
    start = sum(1 for mask in periods if mask & busy)
    ordered = sorted(set(spans), key=lambda one: (one.end, one.start))
    touch = [
        frozenset(k for k, mask in enumerate(periods) if mask & mask_of(one) and not mask & busy)
        for one in ordered
    ]
    best: list[dict[int, int]] = []
    for at, span in enumerate(ordered):
        fewest = {1: start + len(touch[at])}
        for before in range(at):
            if ordered[before].end <= span.start:
                more = len(touch[at] - touch[before])
                for number, periods_used in best[before].items():
                    cost = periods_used + more
                    if cost < fewest.get(number + 1, most + 1):
                        fewest[number + 1] = cost
        best.append(fewest)
    return max((n for one in best for n, cost in one.items() if cost <= most), default=0)
