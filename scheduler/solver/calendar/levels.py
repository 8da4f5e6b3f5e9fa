"""What a finished calendar costs, level by level, read off the answer itself.

The search works with approximations of some levels; what is reported is always counted here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction

from scheduler.domain.pd import WeekType
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.domain.problems.calendar_weeks import week_types
from scheduler.domain.wishes import HARD
from scheduler.domain.yearplan import CalendarAnswer

KEYS = (
    "pd_shortfall",
    "rules",
    "plus_days_touched",
    "requests_unserved",
    "equity",
    "match",
    "continuity",
    "broken_half_days",
    "fairness",
    "early",
)


class Score:
    """The levels of one answer."""

    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer) -> None:
        self.problem = problem
        self.answer = answer
        steps = Counter(row.request for row in answer.sessions)
        tasks = problem.requests
        self.served = {one.id for one in tasks if steps[one.id] == len(one.template.steps)}
        # A calendar that was repaired has covers of others, too.
        team = problem.plus_days
        self._covers = [row for row in answer.covers if row.source is None or row.coverer in team]
        self._unserved = [one for one in problem.requests if one.id not in self.served]

    def values(self) -> dict[str, int]:
        """Value of each level, in their order."""
        counts = (
            self._shortfall(),
            self._rules(),
            len({(row.coverer, row.date) for row in self._covers}),
            sum(one.points for one in self._unserved),
            sum(n * n for n in Counter(one.request.teacher for one in self._unserved).values()),
            self._match(),
            self._continuity(),
            self._broken_halves(),
            self._fairness(),
            self._early(),
        )
        return dict(zip(KEYS, counts, strict=True))

    def _shortfall(self) -> int:
        placed = sum(len(row.members) for row in self.answer.pd_days)
        return sum(group.owed for group in self.problem.groups) - placed

    def _rules(self) -> int:
        """C1 and C14, where they are soft."""
        school, cost = self.problem.school, 0
        types = week_types(school)
        if school.rhythm.strength < HARD:
            for row in self.answer.pd_days:
                kind, fixed = types[self.problem.by_date[row.date].week]
                cost += school.rhythm.strength * (kind is WeekType.COACHING and not fixed)
        for demand in school.share_demands:
            if demand.strength < HARD:
                stretches = [[day.date for day in self.problem.days]]
                if demand.over == "term":
                    stretches = [
                        [day.date for day in self.problem.days if day.term == term.id]
                        for term in school.calendar.terms
                    ]
                for dates in stretches:
                    share = self.share(demand.figure, set(dates))
                    if share is not None:
                        missing = 1000 * (Fraction(str(demand.least)) - share)
                        cost += demand.strength * max(
                            0, -(-missing.numerator // missing.denominator)
                        )
        return cost

    def share(self, figure: str, dates: set[dt.date]) -> Fraction | None:
        """Free or whole-day share of the team over some dates; None where nobody is there."""
        indices = [day.index for day in self.problem.days if day.date in dates]
        team = self.problem.plus_days.values()
        if figure == "free_share":
            whole = sum(one[day].working_minutes for one in team for day in indices)
            taken = sum(row.span.minutes for row in self._covers if row.date in dates)
            taken += sum(
                len(row.people) * self._meeting_minutes(row.date, row.periods)
                for row in self.answer.team_meetings
                if row.date in dates
            )
        else:
            pairs = {
                (name, self.problem.days[day].date)
                for name in self.problem.team
                for day in indices
                if self.problem.counts_whole_day(name, day)
            }
            whole = len(pairs)
            taken = len(pairs & {(row.by, row.date) for row in self._covers})
        return 1 - Fraction(taken, whole) if whole else None

    def _meeting_minutes(self, date: dt.date, periods: tuple[int, ...]) -> int:
        track = dict(self.problem.first_track_spans(self.problem.by_date[date].index))
        return sum(track[period].minutes for period in periods)

    def _match(self) -> int:
        school = self.problem.school
        sessions = self.answer.sessions
        coaches = {row.request: row.coach for row in sessions if row.request in self.served}
        cost = sum(self.problem.by_request[one].match[coach] for one, coach in coaches.items())
        for row in self.answer.covers:
            if row.section is not None and row.coverer is not None:
                course = school.course[school.section[row.section].course]
                areas = school.person[row.coverer].areas
                cost += not course.any_area_cover and course.area not in areas
        return cost

    def _continuity(self) -> int:
        coverers: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
        for row in self.answer.covers:
            coverers[row.absent, row.date].add(row.by)
        return sum(len(one) - 1 for one in coverers.values())

    def _broken_halves(self) -> int:
        busy: dict[tuple[str, dt.date], int] = defaultdict(int)
        for row in self._covers:
            busy[row.by, row.date] |= mask_of(row.span)
        broken = 0
        for (name, date), mask in busy.items():
            one = self.problem.plus_days[name][self.problem.by_date[date].index]
            middle = (len(one.periods) + 1) // 2
            for half in (slice(0, middle), slice(middle, None)):
                taken = [
                    bool(period & mask)
                    for number, period in zip(one.periods[half], one.masks[half], strict=True)
                    if number in one.present
                ]
                broken += any(taken) and not all(taken)
        return broken

    def _fairness(self) -> int:
        rows = Counter(row.coverer for row in self.answer.covers if row.section is not None)
        counts = [rows[name] for name in dealt_evenly(self.problem)]
        return max(counts, default=0) - min(counts, default=0)

    def _early(self) -> int:
        first: dict[str, dt.date] = {}
        for row in self.answer.sessions:
            if row.request not in self.served:
                continue
            first[row.request] = min(row.date, first.get(row.request, row.date))
        return sum(
            (date - self.problem.by_request[one].request.first).days // 7
            for one, date in first.items()
        )


def dealt_evenly(problem: CalendarProblem) -> list[str]:
    """Plus teachers among whom cover is to be dealt out evenly: there all year, and only here."""
    school = problem.school
    absent = {one.person for one in school.absences}
    return [
        name
        for name in problem.full
        if name not in absent
        and not school.person[name].elsewhere
        and school.person[name].first is None
        and school.person[name].last is None
    ]
