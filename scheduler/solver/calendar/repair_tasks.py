"""What a repair has to have covered on the dates on which somebody is absent, and by whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.calendar import monday_of
from scheduler.domain.disruption import Disruption
from scheduler.domain.policy import CoverSource
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import WHOLE_DAY, Meeting, Need, mask_of
from scheduler.domain.problems.calendar_options import keeps_lunch
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.solver.calendar.published import Published


@dataclass(frozen=True)
class Choice:
    """One way to have something covered.

    Parameters
    ----------
    coverer
        None: a substitute, or the class is split.
    gives_up
        Whether a session that could stay lies in the way.
    """

    coverer: str | None
    source: CoverSource | None
    mismatched: bool = False
    gives_up: bool = False

    @property
    def by(self) -> str:
        """Who takes it: the id of the coverer, else the source that has no name."""
        return self.coverer if self.coverer is not None else self.source or ""


@dataclass(frozen=True)
class CoverTask:
    """Something that is to be covered on a date, and how it was announced.

    Parameters
    ----------
    row
        None: nobody was to cover it.
    is_locked
        Whether the user holds it with the one who covers it: the only choice, and no hole.
    """

    day: int
    need: Need
    row: Cover | None
    choices: tuple[Choice, ...]
    is_locked: bool = False

    def what(
        self, problem: CalendarProblem
    ) -> tuple[dt.date, str, str | None, str | None, int | None]:
        """What it is about, as `Pick.what` says it."""
        need = self.need
        return problem.days[self.day].date, need.absent, need.section, need.duty, need.period

    @property
    def announced(self) -> Choice | None:
        """The choice that leaves the announced row as it is; None where that cannot be."""
        if self.row is None:
            return None
        same = (self.row.coverer, self.row.source)
        return next((one for one in self.choices if (one.coverer, one.source) == same), None)


class CoverTasks:
    """Finds everything to be covered on dates on which somebody is absent.

    Parameters
    ----------
    published
        Booked without the covers of these dates, and without sessions that may move.
    sessions
        Minutes of each Plus teacher and date that sessions which could stay take.
    """

    def __init__(
        self,
        problem: CalendarProblem,
        answer: CalendarAnswer,
        published: Published,
        sessions: dict[tuple[str, int], int],
    ) -> None:
        self.problem = problem
        self.answer = answer
        self.bookings = published.bookings
        self.sessions = sessions
        self.policy = problem.school.policy
        self._colleagues = tuple(
            one
            for one in problem.school.staff
            if one.covers_for_colleagues and one.id not in problem.plus_days
        )
        self._rows = {(r.date, r.section, r.duty, r.period, r.absent): r for r in answer.covers}
        given = {one.date: one.number for one in answer.substitutes}
        self.substitutes = {
            day.index: given.get(day.date, self.policy.substitutes_a_day) for day in problem.days
        }

    def of(self, day: int) -> tuple[CoverTask, ...]:
        """Everything that is to be covered on a date."""
        date = self.problem.days[day].date
        tasks = []
        for need in sorted(self._needs(day), key=lambda one: (one.span, one.absent)):
            row = self._rows.get((date, need.section, need.duty, need.period, need.absent))
            choices = tuple(self._choices(day, need, row))
            locked = self.locked_to(day, need)
            is_held = row is not None and locked is not None and row.coverer == locked
            held = tuple(one for one in choices if is_held and one.coverer == locked)
            tasks.append(CoverTask(day, need, row, held or choices, is_locked=bool(held)))
        return tuple(tasks)

    def is_unplanned(self, day: int) -> bool:
        """Whether somebody is absent on a date who was to be there."""
        return any(self.problem.days[day].date in one for one in self.answer.absences)

    def locked_to(self, day: int, need: Need) -> str | None:
        """Who is locked to cover something (rule C12), unless they miss anything of the date."""
        locked = self.problem.locked_to(day, need)
        return None if locked is None or self.missed(locked, day) else locked

    # --- needs -------------------------------------------------------------------------------

    def missed(self, person: str, day: int) -> int:
        """Minutes of a date that somebody misses without plan."""
        date, missed = self.problem.days[day].date, 0
        own = self.problem.options.person_day(person, day)
        for one in self.answer.absences:
            if one.person == person and date in one:
                if not one.periods:
                    return WHOLE_DAY
                for period, mask in zip(own.periods, own.masks, strict=True):
                    missed |= mask if period in one.periods else 0
        return missed

    def _needs(self, day: int) -> Iterator[Need]:
        shape = self.problem.shape(day)
        out = self.bookings.out.get(day, frozenset())
        absent = {one.person for one in self.answer.absences}
        for person in sorted(out | absent):
            missed = WHOLE_DAY if person in out else self.missed(person, day)
            for need in shape.needs.get(person, ()):
                if need.mask & missed and all(self._gone(one, need, day) for one in need.unless):
                    yield need

    def _gone(self, person: str, need: Need, day: int) -> bool:
        """Whether somebody who teaches a class too does not come to all of it on a date."""
        if person in self.bookings.out.get(day, ()):
            return True
        blocked = self.problem.options.person_day(person, day).blocked
        meetings = self.problem.shape(day).by_section.get(need.section or "", ())
        return any(mask_of(one.span) & blocked for one in meetings)

    # --- who may -----------------------------------------------------------------------------

    def _choices(self, day: int, need: Need, row: Cover | None) -> Iterator[Choice]:
        sources = self.policy.cover_sources
        for name in self.problem.team:
            if name in need.may and not need.mask & self.bookings.taken(name, day):
                yield from self._by_plus(day, need, name, row)
        if CoverSource.COLLEAGUE in sources:
            for one in self._colleagues:
                if self.colleague_may(one.id, day, need):
                    area = need.area
                    wrong = area is not None and bool(need.section) and area not in one.areas
                    yield Choice(one.id, CoverSource.COLLEAGUE, wrong and self._matters(need))
        if CoverSource.SUBSTITUTE in sources and self.substitutes[day] and self.anybody(need):
            yield Choice(None, CoverSource.SUBSTITUTE)
        if CoverSource.SPLIT_CLASS in sources and self.hosts(day, need):
            yield Choice(None, CoverSource.SPLIT_CLASS)

    def _by_plus(self, day: int, need: Need, name: str, row: Cover | None) -> Iterator[Choice]:
        wrong = need.section is not None and name not in need.matched
        if row is not None and row.coverer == name:
            yield Choice(name, row.source, wrong)
            return
        gives_up = bool(self.sessions.get((name, day), 0) & need.mask)
        source = CoverSource.PLUS_FROM_COACHING if gives_up else CoverSource.STANDBY_PLUS
        if source in self.policy.cover_sources:
            yield Choice(name, source, wrong, gives_up)

    def colleague_may(self, name: str, day: int, need: Need) -> bool:
        """Whether a colleague may take something, and is free for it on a date."""
        if need.section is not None:
            section = self.problem.school.section[need.section]
            people = {p for one in self._meetings(day, need) for p in one.people}
            if name in section.no_cover_by or name in people:
                return False
            if not self.anybody(need) and need.area not in self.problem.school.person[name].areas:
                return False
        own = self.problem.options.person_day(name, day)
        busy = own.own | own.blocked | self.problem.options.team_time(name, day)
        busy |= self.bookings.in_session[name, day]
        if need.mask & busy or name in self.bookings.out.get(day, ()):
            return False
        if (name, day) in self.bookings.barred or name == need.absent:
            return False
        return keeps_lunch(own, own.own | need.mask, self.problem.school.rights.lunch_minutes)

    def _meetings(self, day: int, need: Need) -> tuple[Meeting, ...]:
        return self.problem.shape(day).by_section.get(need.section or "", ())

    def anybody(self, need: Need) -> bool:
        """Whether a class needs nobody who is certified in its area."""
        if need.section is None:
            return True
        school = self.problem.school
        course = school.course[school.section[need.section].course]
        return course.any_area_cover or not school.area[course.area].specialist_only

    def _matters(self, need: Need) -> bool:
        school = self.problem.school
        return not school.course[school.section[need.section or ""].course].any_area_cover

    def hosts(self, day: int, need: Need) -> tuple[str, ...]:
        """Classes that a class can be split among: of its course or grade, with their teachers."""
        if need.section is None:
            return ()
        school, found = self.problem.school, []
        course = school.course[school.section[need.section].course]
        for one in self.problem.shape(day).meetings:
            other = school.course[school.section[one.section].course]
            alike = other.id == course.id or (
                course.grade is not None and other.grade == course.grade
            )
            if not alike or one.section == need.section or one.owner is None:
                continue
            at_once = any(mask_of(span) & need.mask for span in one.spans)
            there = one.owner not in self.bookings.out.get(day, ()) and not (
                need.mask & self.problem.options.person_day(one.owner, day).blocked
            )
            if at_once and there:
                found.append(one.section)
        return tuple(found)

    # --- what was taken on before ------------------------------------------------------------

    def weekly(self, days: frozenset[int]) -> Counter[tuple[str, object]]:
        """Periods of classes that each person covers in each week, on other dates than these."""
        dates = {self.problem.days[day].date for day in days}
        found: Counter[tuple[str, object]] = Counter()
        for row in self.answer.covers:
            if row.section is not None and row.coverer is not None and row.date not in dates:
                found[row.coverer, monday_of(row.date)] += 1
        return found

    def ranks(self) -> dict[str, int]:
        """Place of each person in the order of how much they cover in the year, least first."""
        rows: dict[str, int] = defaultdict(int)
        for row in self.answer.covers:
            rows[row.by] += 1
        names = [*self.problem.team, *(one.id for one in self._colleagues)]
        counts = sorted({rows[name] for name in names})
        return {name: counts.index(rows[name]) for name in names}


def absence_days(problem: CalendarProblem, disruption: Disruption) -> frozenset[int]:
    """School days on which somebody is newly absent."""
    found = (problem.by_date.get(date) for date in disruption.dates())
    return frozenset(day.index for day in found if day is not None)
