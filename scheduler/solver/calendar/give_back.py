"""Gives sessions back that gave way to something that did not come true; nothing else moves."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import CalendarAnswer, Release, Session
from scheduler.solver.calendar.moves import Mover
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.rows import release_row, session_row


def gave_way(
    before: CalendarAnswer, after: CalendarAnswer, now: CalendarAnswer
) -> dict[str, list[Session]]:
    """Sessions that a repair took or moved, as they were before it, by request.

    Requests of which something has been changed again since are left out.

    Parameters
    ----------
    before, after
        The calendar that was repaired, and as it was then.
    now
        The calendar that people go by.
    """
    left = {row.id: row for row in after.sessions}
    stands = {row.id: row for row in now.sessions}
    touched: dict[str, list[Session]] = defaultdict(list)
    for row in before.sessions:
        if left.get(row.id) != row:
            touched[row.request].append(row)
    return {
        request: rows
        for request, rows in touched.items()
        if all(stands.get(row.id) == left.get(row.id) for row in rows)
    }


def as_before(
    problem: CalendarProblem,
    now: CalendarAnswer,
    before: CalendarAnswer,
    rows: Collection[Session],
) -> CalendarAnswer:
    """The calendar with sessions, and their releases, where they were; the record forgets them."""
    ids = {row.id for row in rows}
    stands = {row.id: row.sequence for row in now.sessions}
    back = {
        row.id: dataclasses.replace(row, sequence=stands.get(row.id, row.sequence) + 1)
        for row in rows
    }
    sessions = [back.pop(row.id, row) for row in now.sessions]
    counts = {row.id: row.sequence for row in now.releases}
    releases = [
        dataclasses.replace(row, sequence=counts.get(row.id, row.sequence) + 1)
        for row in before.releases
        if row.session in ids
    ]
    made = dataclasses.replace(
        now,
        sessions=(*sessions, *back.values()),
        releases=(*(row for row in now.releases if row.session not in ids), *releases),
        lost=tuple(row for row in now.lost if row.session not in ids or row in before.lost),
        cancelled=tuple(one for one in now.cancelled if one not in ids),
    )
    return completed(problem, made)


def elsewhere(
    problem: CalendarProblem, now: CalendarAnswer, rows: Collection[Session], first_day: int
) -> Iterator[CalendarAnswer]:
    """Yield calendars with sessions that were taken in their first new places, coach by coach.

    Parameters
    ----------
    first_day
        Index of the first date that they may lie on.
    """
    request = next(iter(rows)).request
    task = problem.by_request.get(request)
    published = Published(problem, now)
    placed = published.placed.get(request, {})
    if task is None or len(placed) + len(rows) < len(task.template.steps):
        return
    coaches = dict.fromkeys(row.coach for row in rows)
    others = [] if placed else [name for _, name in task.coaches if name not in coaches]
    days = frozenset(day for day in task.days if day >= first_day)
    mover = Mover(problem, published.bookings)
    old, ids = {row.step: row for row in rows}, {row.id for row in rows}
    for coach in (*coaches, *others):
        for steps in mover.places(task, coach, placed, days, 1):
            sessions, releases = list[Session](), list[Release]()
            for one in steps:
                was = old[one.step.key]
                row = session_row(problem, request, was.teacher, one)
                row = dataclasses.replace(row, id=was.id, sequence=was.sequence + 1)
                sessions.append(row)
                releases += [
                    release_row(problem, row.id, one.day, need, name) for need, name in one.jobs
                ]
            made = dataclasses.replace(
                now,
                sessions=(*now.sessions, *sessions),
                releases=(*now.releases, *releases),
                cancelled=tuple(one for one in now.cancelled if one not in ids),
            )
            yield completed(problem, made)
