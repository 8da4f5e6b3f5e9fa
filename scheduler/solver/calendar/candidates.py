"""Who could take what an absent person leaves, once all the rest is settled: ranked, with reasons.

A repair finds the best of all answers; this looks at one class at a time in the answer that was
found, for people who want another coverer than the one proposed.  It never promises too much: who
is possible here can be chosen by hand without touching anything else.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.calendar import monday_of
from scheduler.domain.naming import class_name
from scheduler.domain.policy import CoverSource
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_tasks import CoverTask, CoverTasks
from scheduler.solver.outcome import counted

__all__ = ["Candidate", "Candidates", "mends"]

_MOST_NAMES = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody (or a source without a name) for one thing that is to be covered.

    Parameters
    ----------
    by
        Id of the person, else the source.
    why, why_not
        What speaks for them; what keeps them from it.
    gives_up
        Whether a coaching session would have to give way.
    mend
        What the school could do so that it becomes possible after all; "": nothing of its own.
    """

    by: str
    source: CoverSource | None
    why: tuple[str, ...]
    why_not: tuple[str, ...]
    gives_up: bool = False
    mend: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether they can be chosen."""
        return not self.why_not


def mends(school: School, candidates: Iterable[Candidate]) -> Iterator[str]:
    """Say what could be done about something for which nobody was found."""
    by_mend: dict[str, list[str]] = {}
    for one in candidates:
        if one.mend:
            names = by_mend.setdefault(one.mend, [])
            names += [school.person[one.by].name] if one.by in school.person else []
    for mend, names in by_mend.items():
        yield f"{mend} ({', '.join(names[:_MOST_NAMES])})" if names else mend
    if not by_mend:
        yield "ask somebody who has not agreed to cover, and tell afterwards who had it"


class Candidates:
    """Finds candidates in a calendar in which everything is settled.

    Parameters
    ----------
    problem
        Of the school as it is in force, with all absences.
    answer
        What was proposed.
    """

    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer) -> None:
        self.problem, self.answer = problem, answer
        self.school = problem.school
        published = Published(problem, answer)
        self.bookings = published.bookings
        self._finder = CoverTasks(problem, answer, published, {})
        self._times = Counter(row.by for row in answer.covers)

    def of(self, day: int) -> Iterator[tuple[CoverTask, tuple[Candidate, ...]]]:
        """Everything to be covered on a date, each with its candidates, the best first."""
        for task in self._finder.of(day):
            found = [*self._plus(task), *self._colleagues(task), *self._nameless(task)]
            found = self._as_locked(task, found)
            yield task, tuple(sorted(found, key=lambda one: self._rank(task, one)))

    def _as_locked(self, task: CoverTask, found: list[Candidate]) -> list[Candidate]:
        """Say of all others that they cannot be chosen where a lock names one who can (C12)."""
        locked = self._finder.locked_to(task.day, task.need)
        held = next((one for one in found if one.by == locked and one.is_possible), None)
        if held is None:
            return found
        reason = f"{self.school.person[held.by].name} is locked to it"
        return [
            one
            if one is held
            else dataclasses.replace(one, why_not=(*one.why_not, reason), mend="unlock it")
            for one in found
        ]

    def _rank(self, task: CoverTask, one: Candidate) -> tuple[object, ...]:
        order = self.school.policy.cover_sources
        place = order.index(one.source) if one.source in order else len(order)
        is_same = task.row is not None and task.row.by == one.by
        before = self._times[one.by]
        return not one.is_possible, not is_same, place, -len(one.why), before, one.by

    # --- the Plus team -----------------------------------------------------------------------

    def _plus(self, task: CoverTask) -> Iterator[Candidate]:
        sources = self.school.policy.cover_sources
        planned = task.row is not None and task.row.source is None
        for name in self.problem.team:
            busy, gives_up = self._booked(task, name)
            source = CoverSource.PLUS_FROM_COACHING if gives_up else CoverSource.STANDBY_PLUS
            against = [*self._not_there(name, task), *self._not_fit(name, task.need)]
            if not against:
                against += busy
            is_own = planned and task.row is not None and task.row.coverer == name
            if not against and not gives_up:
                against += self._full_day(name, task)
            mend = ""
            if not against and source not in sources and not is_own:
                against.append(
                    "is booked for coaching then, which the school protects"
                    if gives_up
                    else "is not called upon by the school's order of cover"
                )
                mend = f"use {source.words} today"
            if not against:
                against += self._capped(name, task)
                mend = "raise the cap of cover periods" if against else ""
            why = self._for(name, task, name in task.need.matched)
            row_source = None if is_own else source
            yield Candidate(name, row_source, why, tuple(against), gives_up, mend)

    def _booked(self, task: CoverTask, name: str) -> tuple[list[str], bool]:
        """What a Plus teacher has then that cannot give way, and whether a session would."""
        date, mask = self.problem.days[task.day].date, task.need.mask
        found = []
        for row in self.answer.covers:
            if row.coverer != name or row.date != date or not self._is_other(row, task):
                continue
            if mask_of(row.span) & mask:
                found.append(f"takes {self._what(row.section, row.duty)} then")
        for release in self.answer.releases:
            if release.coverer == name and release.date == date and mask_of(release.span) & mask:
                found.append("is booked then")
        for meeting in self.answer.team_meetings:
            if name in meeting.people and meeting.date == date and mask_of(meeting.span) & mask:
                found.append("meets the team then")
        sessions = [
            row
            for row in self.answer.sessions
            if row.date == date and name in (row.coach, row.teacher) and mask_of(row.span) & mask
        ]
        if any(row.step in self.problem.session_locks.get(row.request, {}) for row in sessions):
            found.append("has a coaching session then that is locked")
        return found, bool(sessions)

    def _full_day(self, name: str, task: CoverTask) -> Iterator[str]:
        """Planning, lunch and the limits of a Plus teacher's day."""
        one = self.problem.plus_days[name][task.day]
        busy = self._busy_without(name, task) | one.own | task.need.mask
        if not self.bookings.day_holds(name, task.day, busy):
            yield "would be left without the planning time or lunch that is due"

    def _busy_without(self, name: str, task: CoverTask) -> int:
        """Minutes booked of a Plus teacher, the cover in question apart."""
        busy = self.bookings.busy[name, task.day]
        return busy & ~task.need.mask

    # --- everybody else ----------------------------------------------------------------------

    def _colleagues(self, task: CoverTask) -> Iterator[Candidate]:
        if CoverSource.COLLEAGUE not in self.school.policy.cover_sources:
            return
        for one in self.school.staff:
            if not one.covers_for_colleagues or one.id in self.problem.plus_days:
                continue
            if one.id == task.need.absent:
                continue
            against = [*self._not_there(one.id, task)]
            if not against and self._takes_another(one.id, task):
                against.append("takes another class then")
            if not against and not self._finder.colleague_may(one.id, task.day, task.need):
                against.append("cannot take this class, or is not free for it")
            mend = ""
            if not against:
                against += self._capped(one.id, task)
                mend = "raise the cap of cover periods" if against else ""
            why = self._for(one.id, task, task.need.area in one.areas)
            yield Candidate(one.id, CoverSource.COLLEAGUE, why, tuple(against), mend=mend)

    def _takes_another(self, name: str, task: CoverTask) -> bool:
        date, mask = self.problem.days[task.day].date, task.need.mask
        return any(
            row.coverer == name and row.date == date and mask_of(row.span) & mask
            for row in self.answer.covers
            if self._is_other(row, task)
        )

    def _nameless(self, task: CoverTask) -> Iterator[Candidate]:
        sources = self.school.policy.cover_sources
        if CoverSource.SUBSTITUTE in sources:
            source, mend, against = CoverSource.SUBSTITUTE, "", []
            if not self._finder.anybody(task.need):
                against.append("the class needs somebody certified in its area")
            elif self._substitutes_then(task) >= self._finder.substitutes[task.day]:
                there = self._finder.substitutes[task.day]
                against.append(
                    "all who are available have a class then" if there else "none is available"
                )
                mend = "have one more substitute come"
            yield Candidate(source, source, (), tuple(against), mend=mend)
        if CoverSource.SPLIT_CLASS in sources and task.need.section is not None:
            hosts = self._finder.hosts(task.day, task.need)
            source = CoverSource.SPLIT_CLASS
            against = [] if hosts else ["no class of the same course or grade meets then"]
            why = (f"its pupils join {', '.join(hosts)}",) if hosts else ()
            yield Candidate(source, source, why, tuple(against))

    def _substitutes_then(self, task: CoverTask) -> int:
        date = self.problem.days[task.day].date
        return sum(
            row.source is CoverSource.SUBSTITUTE
            and row.date == date
            and self._is_other(row, task)
            and bool(mask_of(row.span) & task.need.mask)
            for row in self.answer.covers
        )

    # --- what holds for all ------------------------------------------------------------------

    def _not_there(self, name: str, task: CoverTask) -> Iterator[str]:
        mask, day = task.need.mask, task.day
        own = self.problem.options.person_day(name, day)
        if own.blocked & mask:
            yield "is not at school then"
        elif name in self.bookings.out.get(day, ()):
            yield "is out for PD"
        elif (name, day) in self.bookings.barred:
            yield "takes part in a PD day"
        elif own.own & mask:
            yield "has a class or duty then"

    def _not_fit(self, name: str, need: Need) -> Iterator[str]:
        if name in need.may:
            return
        if need.section is not None and name in self.school.section[need.section].no_cover_by:
            yield "cannot take this class"
        elif need.area is not None:
            yield f"is not certified in {self.school.area[need.area].name}, which this class needs"
        else:
            yield "cannot take this"

    def _capped(self, name: str, task: CoverTask) -> Iterator[str]:
        """Caps of cover by day and week (rule C13), which hold for choices by hand too."""
        if task.need.section is None:
            return
        date, caps = self.problem.days[task.day].date, self.school.cover_caps
        rows = [
            row
            for row in self.answer.covers
            if row.coverer == name and row.section is not None and self._is_other(row, task)
        ]
        today = sum(row.date == date for row in rows)
        week = sum(monday_of(row.date) == monday_of(date) for row in rows)
        is_plus = name in self.problem.plus_days
        weekly = caps.plus_periods_a_week if is_plus else caps.colleague_periods_a_week
        if is_plus and caps.plus_periods_a_day is not None and today >= caps.plus_periods_a_day:
            yield (
                f"covers {counted(today, 'period')} this day already; "
                f"the school allows {caps.plus_periods_a_day}"
            )
        elif weekly is not None and week >= weekly:
            yield (
                f"covers {counted(week, 'period')} this week already; the school allows {weekly}"
            )

    def _for(self, name: str, task: CoverTask, is_matched: bool) -> tuple[str, ...]:
        found = []
        if is_matched and task.need.area in self.school.person[name].areas:
            found.append(f"certified in {self.school.area[task.need.area].name}")
        date = self.problem.days[task.day].date
        neighbours = sorted(
            row.period or 0
            for row in self.answer.covers
            if row.date == date
            and row.coverer == name
            and row.absent == task.need.absent
            and self._is_other(row, task)
        )
        if any(abs(one - (task.need.period or 0)) == 1 for one in neighbours):
            found.append("has the class next to it")
        return tuple(found)

    def _is_other(self, row: Cover, task: CoverTask) -> bool:
        need = task.need
        this = (need.absent, need.section, need.duty, need.period)
        other = (row.absent, row.section, row.duty, row.period)
        return row.date != self.problem.days[task.day].date or other != this

    def _what(self, section: str | None, duty: str | None) -> str:
        if section is not None:
            return class_name(self.school, section)
        return self.school.duty[str(duty)].name
