"""Plans a published year anew from a date on: the past stands, and what was announced stays.

What stands is booked first.  Sessions announced for later are booked, too, before any PD day is
looked at, so that new days and their cover go where they disturb nothing; afterwards each is taken
up again just as it was, and only those against which something stands now are placed anew.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.changes import changed_rows
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import CalendarAnswer, Release, Session
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching_locks import LockedPlacer
from scheduler.solver.calendar.coaching_places import Placed, Served
from scheduler.solver.calendar.published import Published


@dataclasses.dataclass(frozen=True)
class Kept:
    """How much of what was announced has changed, and how much had to.

    Parameters
    ----------
    announced
        Rows on the dates that were planned anew.
    changed
        Those of them that are otherwise now, or gone.
    forced
        Those that no plan can keep, because of what the school has become.
    """

    announced: int
    changed: int
    forced: int

    @property
    def is_proven(self) -> bool:
        """Whether no plan keeps more."""
        return self.changed <= self.forced


class Rolled:
    """What a new plan begins with.

    Attributes
    ----------
    bookings
        Everything that stands, and the announced sessions that the school still allows.
    """

    def __init__(self, problem: CalendarProblem) -> None:
        self.problem = problem
        rows = problem.standing.rows
        sessions, releases = _possible(problem)
        booked = dataclasses.replace(
            rows,
            sessions=(*rows.sessions, *sessions),
            releases=(*rows.releases, *releases),
        )
        published = Published(problem, booked)
        self.bookings: Bookings = published.bookings
        self._standing: dict[str, dict[str, Placed]] = defaultdict(dict)
        self._announced: dict[str, dict[str, Placed]] = defaultdict(dict)
        for request, steps in published.placed.items():
            for key, placed in steps.items():
                stands = key in problem.by_request[request].standing
                (self._standing if stands else self._announced)[request][key] = placed
        self.placer = LockedPlacer(problem, self.bookings, self._standing, self._announced)

    def keep(self) -> dict[str, Served]:
        """Take up what was announced again: as it was where it can be, else as near as it can."""
        kept: dict[str, Served] = {}
        moving = []
        for task in self.problem.requests:
            steps = self._announced.get(task.id)
            if not steps:
                continue
            coach = next(iter(steps.values())).coach
            self.placer.withdraw(Served(task, coach, tuple(steps.values())))
            served = self.placer.keep(task)
            if served is None:
                moving.append(task)
            else:
                kept[task.id] = served
        for task in sorted(moving, key=lambda one: one.id not in self.problem.session_locks):
            served = self.placer.serve(task)
            if served is not None:
                kept[task.id] = served
        return kept

    def compared(self, made: CalendarAnswer) -> Kept:
        """What has become of the announced rows."""
        announced = self.problem.standing.announced
        before = sum(
            len(rows)
            for rows in (
                *(announced.pd_days, announced.covers, announced.sessions),
                *(announced.releases, announced.team_meetings),
            )
        )
        sessions, releases = _possible(self.problem)
        possible = {row.id for row in (*sessions, *releases)}
        rows = (*announced.sessions, *announced.releases)
        forced = {row.id for row in rows if row.id not in possible}
        forced |= set(_closed_to_pd(self.problem))
        return Kept(before, len(changed_rows(announced, made)), len(forced))


def _possible(problem: CalendarProblem) -> tuple[list[Session], list[Release]]:
    """Announced sessions that lie where their people may still meet, with their releases."""
    announced = problem.standing.announced
    releases: dict[str, list[Release]] = defaultdict(list)
    for release in announced.releases:
        releases[release.session].append(release)
    sessions = [
        row
        for row in announced.sessions
        if _may_be(problem, row) and all(_is_needed(problem, one) for one in releases[row.id])
    ]
    return sessions, [one for row in sessions for one in releases[row.id]]


def _may_be(problem: CalendarProblem, row: Session) -> bool:
    task, day = problem.by_request.get(row.request), problem.by_date.get(row.date)
    if task is None or day is None or row.coach not in task.match:
        return False
    keys = {step.key for step in task.open_steps}
    return day.index in task.days and row.step in keys


def _is_needed(problem: CalendarProblem, row: Release) -> bool:
    day = problem.by_date[row.date]
    return row.coverer in problem.plus_days and any(
        (need.section, need.period) == (row.section, row.period)
        for need in problem.shape(day.index).needs.get(row.absent, ())
    )


def _closed_to_pd(problem: CalendarProblem) -> Iterator[str]:
    """Announced PD days, with their covers, on dates on which the group cannot go any more."""
    announced = problem.standing.announced
    gone = {
        row.id: row
        for row in announced.pd_days
        if row.date not in problem.by_date
        or row.group not in problem.by_group
        or not any(
            problem.by_date[row.date].index in side.open_days
            for side in problem.by_group[row.group].sides
        )
    }
    yield from gone
    people = {(name, row.date) for row in gone.values() for name in row.members}
    yield from (row.id for row in announced.covers if (row.absent, row.date) in people)
