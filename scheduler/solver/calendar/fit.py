"""Fits one newly confirmed request into a published calendar, moving nothing announced."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Served
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.rows import release_row, session_row

MOST_OFFERS = 3


def places_for(
    problem: CalendarProblem,
    answer: CalendarAnswer,
    task: RequestTask,
    fits: Callable[[Served], bool] = lambda _: True,
) -> list[Served]:
    """Up to three ways to serve a request around what is announced, the best first.

    Each possible coach once, by match and then by load; where there are fewer coaches, the best
    of them again on later dates.

    Parameters
    ----------
    fits
        Whether a way is wanted: what a coach keeps free, say, is not in the problem.
    """
    found: list[Served] = []
    placer = Placer(problem, Published(problem, answer).bookings)
    for served in _ways(placer, task, fits):
        found.append(served)
        if len(found) == MOST_OFFERS:
            break
    return found


def _ways(placer: Placer, task: RequestTask, fits: Callable[[Served], bool]) -> Iterator[Served]:
    load = dict(placer.bookings.load)
    order = sorted(task.coaches, key=lambda one: (one[0], load.get(one[1], 0), one[1]))
    begun: list[Iterator[Served]] = []
    for way in order:
        ways = _of_coach(placer, dataclasses.replace(task, coaches=(way,)), fits)
        for served in ways:
            begun.append(ways)
            yield served
            break
    for ways in begun:
        yield from ways


def _of_coach(
    placer: Placer, task: RequestTask, fits: Callable[[Served], bool]
) -> Iterator[Served]:
    """Ways with one coach, each beginning on a later date than the one before."""
    while (served := _serve(placer, task)) is not None:
        if fits(served):
            yield served
        begin = served.steps[0].day
        task = dataclasses.replace(task, days=tuple(day for day in task.days if day > begin))


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
    return completed(problem, made)
