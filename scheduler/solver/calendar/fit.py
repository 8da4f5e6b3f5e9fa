"""Fits one newly confirmed request into a published calendar, moving nothing announced."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Served
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_answer import release_row, session_row
from scheduler.solver.calendar.repair_holes import completed

MOST_OFFERS = 3


def places_for(problem: CalendarProblem, answer: CalendarAnswer, task: RequestTask) -> list[Served]:
    """Up to three ways to serve a request around what is announced, the best first.

    Each possible coach once, by match and then by load; where there are fewer coaches, the best
    of them again on later dates.
    """
    found: list[Served] = []
    placer = Placer(problem, Published(problem, answer).bookings)
    for served in _ways(placer, task):
        found.append(served)
        if len(found) == MOST_OFFERS:
            break
    return found


def _ways(placer: Placer, task: RequestTask) -> Iterator[Served]:
    load = dict(placer.bookings.load)
    order = sorted(task.coaches, key=lambda one: (one[0], load.get(one[1], 0), one[1]))
    first: list[Served] = []
    for way in order:
        served = _serve(placer, dataclasses.replace(task, coaches=(way,)))
        if served is not None:
            first.append(served)
            yield served
    for served in first:
        begin = served.steps[0].day
        while True:
            later = tuple(day for day in task.days if day > begin)
            way = next(one for one in order if one[1] == served.coach)
            again = _serve(placer, dataclasses.replace(task, coaches=(way,), days=later))
            if again is None:
                break
            begin = again.steps[0].day
            yield again


def _serve(placer: Placer, task: RequestTask) -> Served | None:
    """One way to serve a request; it does not stay booked."""
    served = placer.serve(task)
    if served is not None:
        placer.withdraw(served)
    return served


def with_served(problem: CalendarProblem, answer: CalendarAnswer, served: Served) -> CalendarAnswer:
    """The calendar with the sessions of a request; every row that was there stays as it was."""
    task = served.task
    sessions = [
        session_row(problem, task.id, task.request.teacher, placed) for placed in served.steps
    ]
    releases = [
        release_row(problem, session.id, placed.day, need, name)
        for session, placed in zip(sessions, served.steps, strict=True)
        for need, name in placed.jobs
    ]
    made = dataclasses.replace(
        answer,
        sessions=(*answer.sessions, *sessions),
        releases=(*answer.releases, *releases),
    )
    return completed(problem, made, ())
