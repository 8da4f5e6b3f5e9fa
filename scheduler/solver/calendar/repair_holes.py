"""Weeks and holes of a repaired calendar, read off its rows."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.domain.calendar import Weekday
from scheduler.domain.form import clock_text
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import CalendarAnswer, Hole
from scheduler.solver.calendar.repair_tasks import CoverTask
from scheduler.solver.calendar.rows import week_rows
from scheduler.solver.outcome import counted


def completed(
    problem: CalendarProblem,
    answer: CalendarAnswer,
    tasks: Sequence[CoverTask] = (),
    uncovered: Sequence[CoverTask] = (),
) -> CalendarAnswer:
    """Bring weeks and holes in line with the rows; what is still true keeps its words.

    Parameters
    ----------
    tasks, uncovered
        What was to be covered on the dates of the repair, and what of it nobody can cover.
    """
    told = {(one.rule, one.ids, one.amount): one for one in answer.holes}
    dates = {str(problem.days[task.day].date) for task in uncovered}
    held = {str(day.date) for day in problem.days}  # snow ends what was missing on its day
    settled = {cover_hole_ids(problem, task) for task in tasks}
    before = [
        one
        for one in answer.holes
        if one.rule == "C2" and not dates & set(one.ids) and one.ids not in settled
    ]
    before += [one for one in answer.holes if one.rule == "C16"]
    before = [one for one in before if held & set(one.ids)]
    found = [
        *pd_holes(problem, answer),
        *_request_holes(problem, answer),
        *_event_holes(problem, answer),
        *(_cover_hole(problem, task) for task in uncovered),
    ]
    holes = [told.get((one.rule, one.ids, one.amount), one) for one in found]
    return dataclasses.replace(
        answer,
        weeks=week_rows(problem, answer.pd_days, answer.sessions),
        holes=(*_in_order(answer, holes), *before),
    )


def _in_order(answer: CalendarAnswer, holes: list[Hole]) -> list[Hole]:
    """Those that stood there before, in their old order; then the new ones."""
    old = [one for one in answer.holes if one in holes]
    return [*old, *(one for one in holes if one not in old)]


def cover_hole_ids(problem: CalendarProblem, task: CoverTask) -> tuple[str, ...]:
    """Ids of a hole: who is absent, when, from what, in which period."""
    need = task.need
    period = () if need.period is None else (str(need.period),)
    date = str(problem.days[task.day].date)
    return (need.absent, date, str(need.section or need.duty), *period)


def _cover_hole(problem: CalendarProblem, task: CoverTask) -> Hole:
    need, school = task.need, problem.school
    date = problem.days[task.day].date
    if need.section is not None:
        course = school.course[school.section[need.section].course]
        what = f"{course.name} ({need.section}), period {need.period}"
    else:
        what = next(one.name for one in school.duties if one.id == need.duty)
    reason = "nobody who may is free then" if task.choices else "nobody may"
    return Hole(
        rule="C2",
        ids=cover_hole_ids(problem, task),
        amount=1,
        sentence=(
            f"{what} on {Weekday.of(date).value} {date} at {clock_text(need.span.start)} has "
            f"nobody while {school.person[need.absent].name} is away: {reason}."
        ),
    )


def pd_holes(problem: CalendarProblem, answer: CalendarAnswer) -> Iterator[Hole]:
    """Yield what PD is owed and has no date."""
    placed: Counter[str] = Counter()
    for row in answer.pd_days:
        placed[row.group] += len(row.members)
    for group in problem.groups:
        missing = group.owed - placed[group.id]
        if missing > 0:
            yield Hole(
                rule="C5",
                ids=(group.id,),
                amount=missing,
                sentence=(
                    f"{group.group.name}: {missing} of {counted(group.owed, 'PD day')} owed to "
                    f"its members {'has' if missing == 1 else 'have'} no date."
                ),
            )


def _request_holes(problem: CalendarProblem, answer: CalendarAnswer) -> Iterator[Hole]:
    steps = Counter(row.request for row in answer.sessions)
    for task in problem.requests:
        missing = len(task.template.steps) - steps[task.id]
        if missing > 0:
            yield Hole(
                rule="C8",
                ids=(task.id,),
                amount=1,
                sentence=(
                    f'{counted(missing, "step")} of "{task.template.name}" between '
                    f"{task.request.first} and {task.request.last} "
                    f"{'has' if missing == 1 else 'have'} no date."
                ),
            )


def _event_holes(problem: CalendarProblem, answer: CalendarAnswer) -> Iterator[Hole]:
    dates = {(row.event, row.date) for row in answer.team_meetings}
    for event, wanted in problem.events:
        missing = sum(
            not any((event.id, problem.days[day].date) in dates for day in days)
            for _, days in wanted
        )
        if missing:
            yield Hole(
                rule="C11",
                ids=(event.id,),
                amount=missing,
                sentence=f"{event.name}: {counted(missing, 'meeting')} of the team without a date.",
            )
