"""Writes the answer of the calendar stage: rows, weeks and holes."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.form import Clock
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    Hole,
    PDDay,
    Release,
    Session,
    TeamMeeting,
)
from scheduler.solver.calendar.coaching_places import Served
from scheduler.solver.calendar.cover_days import Covered
from scheduler.solver.calendar.ids import Keeper
from scheduler.solver.calendar.pd_answer import PDDates
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.rows import cover_row, release_row, session_row, week_rows
from scheduler.solver.calendar.team_meetings import Meeting, Missing
from scheduler.solver.outcome import counted

_PERHAPS = " That there is none is not proven: more time may find one."


@dataclass(frozen=True)
class Parts:
    """What the stages of the calendar have decided.

    Parameters
    ----------
    alone
        Of requests that are not served: whether they could be if no other were, where that is
        known.
    """

    pd: PDModel
    dates: PDDates
    covered: Mapping[int, Covered]
    served: Mapping[str, Served]
    alone: Mapping[str, bool]
    meetings: Iterable[Meeting]
    missing: Iterable[Missing]


def write(
    problem: CalendarProblem, parts: Parts, previous: CalendarAnswer | None = None
) -> CalendarAnswer:
    """Write the answer; what did not change since `previous` keeps its id and sequence."""
    standing = problem.standing
    keeper = Keeper(standing.announced if standing.is_rolling else previous or CalendarAnswer())
    rows = standing.rows
    pd_days = (*rows.pd_days, *keeper.pd_days(pd_rows(problem, parts.pd, parts.dates)))
    sessions = keeper.sessions(_session_rows(problem, parts.served))
    releases = keeper.releases(_release_rows(problem, parts.served, sessions), sessions)
    sessions = (*rows.sessions, *sessions)
    return dataclasses.replace(
        rows,
        weeks=week_rows(problem, pd_days, sessions),
        pd_days=pd_days,
        covers=(*rows.covers, *keeper.covers(_cover_rows(problem, parts.covered))),
        sessions=sessions,
        releases=(*rows.releases, *releases),
        team_meetings=(
            *rows.team_meetings,
            *keeper.team_meetings(_meeting_rows(problem, parts.meetings)),
        ),
        holes=(
            *_pd_holes(problem, pd_days, parts.dates),
            *_request_holes(problem, parts),
            *_event_holes(parts.missing),
            *rows.holes,
        ),
    )


def pd_rows(problem: CalendarProblem, pd: PDModel, dates: PDDates) -> list[PDDay]:
    """PD rows: both sides of a group on one date are one row of the whole group."""
    rows = []
    for day, sides in dates.going.items():
        people = dates.people(pd, day)
        by_group: dict[str, list[int]] = defaultdict(list)
        for side in sides:
            # Of a half that owes less, everybody may stay while the other half goes.
            if people & set(pd.sides[side].people):
                by_group[pd.sides[side].group].append(side)
        for name, numbers in by_group.items():
            task = problem.by_group[name]
            unit = "whole" if len(numbers) == len(task.sides) else pd.sides[numbers[0]].unit
            going = {person for number in numbers for person in pd.sides[number].people}
            rows.append(
                PDDay(
                    id="new",
                    group=name,
                    date=problem.days[day].date,
                    unit=unit,
                    members=tuple(one for one in task.group.members if one in people & going),
                    room=task.group.room,
                )
            )
    return rows


def _cover_rows(problem: CalendarProblem, covered: Mapping[int, Covered]) -> list[Cover]:
    return [
        cover_row(problem, day, need, name)
        for day in sorted(covered)
        for need, name in sorted(covered[day], key=lambda one: (one[0].span, one[0].absent))
    ]


def _session_rows(problem: CalendarProblem, served: Mapping[str, Served]) -> list[Session]:
    return [
        session_row(problem, task.id, task.request.teacher, placed)
        for task in problem.requests
        if task.id in served
        for placed in served[task.id].steps
    ]


def _release_rows(
    problem: CalendarProblem, served: Mapping[str, Served], sessions: Iterable[Session]
) -> list[Release]:
    ids = {(row.request, row.step): row.id for row in sessions}
    return [
        release_row(problem, ids[task.id, placed.step.key], placed.day, need, name)
        for task in problem.requests
        if task.id in served
        for placed in served[task.id].steps
        for need, name in placed.jobs
    ]


def _meeting_rows(problem: CalendarProblem, meetings: Iterable[Meeting]) -> list[TeamMeeting]:
    return [
        TeamMeeting(
            id="new",
            event=one.event,
            date=problem.days[one.day].date,
            periods=one.periods,
            start=Clock(one.span.start),
            end=Clock(one.span.end),
            people=one.people,
        )
        for one in meetings
    ]


def _pd_holes(problem: CalendarProblem, pd_days: Iterable[PDDay], dates: PDDates) -> list[Hole]:
    """PD days without a date; whether there can be none is said only where it is proven."""
    placed: dict[str, int] = defaultdict(int)
    for row in pd_days:
        placed[row.group] += len(row.members)
    missing = {group.id: group.owed - placed[group.id] for group in problem.groups}
    level = dates.levels.get("pd_shortfall")
    is_least = level is not None and level.bound >= sum(missing.values())
    return [
        Hole(
            rule="C5",
            ids=(group.id,),
            amount=missing[group.id],
            sentence=(
                f"{group.group.name}: {missing[group.id]} of "
                f"{counted(group.owed, 'PD day')} owed to its members find no date on which every "
                f"class is covered and all limits hold.{'' if is_least else _PERHAPS}"
            ),
        )
        for group in problem.groups
        if missing[group.id] > 0
    ]


def _request_holes(problem: CalendarProblem, parts: Parts) -> list[Hole]:
    """Requests without a place; nothing that the teacher asked for in confidence is named."""
    return [
        Hole(
            rule="C8",
            ids=(task.id,),
            amount=1,
            sentence=(
                f"No dates between {task.request.first} and {task.request.last} were found on "
                f"which {_open_steps(task)} of "
                f'"{task.template.name}" find the people they need free together.'
                f"{_why_not(parts.alone.get(task.id))}"
            ),
        )
        for task in problem.requests
        if task.id not in parts.served
    ]


def _why_not(alone: bool | None) -> str:
    """Say whether other requests stand in the way.

    Where none does, the words are the same whatever the reason: that nobody may coach it could
    come from what the teacher asked for in confidence.
    """
    if alone is None:
        return ""
    if alone:
        return (
            " By itself it could be served: other requests, served instead, need the same people "
            "at the same times."
        )
    return (
        " There are none even if no other request were served; a longer window, more accepted "
        "areas or other PD dates may help."
    )


def _open_steps(task: RequestTask) -> str:
    steps = counted(len(task.open_steps), "step")
    return f"the last {steps}" if task.standing else f"all {steps}"


def _event_holes(missing: Iterable[Missing]) -> list[Hole]:
    return [
        Hole(
            rule="C11",
            ids=(one.event.id,),
            amount=len(one.terms),
            sentence=(
                f"{one.event.name}: for {counted(len(one.terms), 'meeting')} no date was found on "
                "which the whole Plus team is there and free in consecutive periods."
            ),
        )
        for one in missing
    ]
