"""Writes a repaired calendar: what did not change stays as it is, row by row, in its place."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    LostReason,
    LostTime,
    PDDay,
    Release,
    Session,
    TeamMeeting,
)
from scheduler.solver.calendar.coaching_places import Placed
from scheduler.solver.calendar.repair_levels import Solution
from scheduler.solver.calendar.repair_sessions import Bundle
from scheduler.solver.calendar.repair_tasks import CoverTask
from scheduler.solver.calendar.rows import cover_row, in_order, release_row, session_row


@dataclass(frozen=True)
class Decided:
    """Everything that a repair came to."""

    tasks: Sequence[CoverTask]
    bundles: Sequence[Bundle]
    solution: Solution


def write(problem: CalendarProblem, answer: CalendarAnswer, made: Decided) -> CalendarAnswer:
    """Write covers, sessions, releases and the record of lost time; the rest is as it was."""
    writer = _Writer(problem, answer, made)
    sessions = writer.sessions()
    return dataclasses.replace(
        answer,
        covers=writer.covers(),
        sessions=sessions,
        releases=writer.releases(sessions),
        lost=(*answer.lost, *writer.lost()),
    )


def without_absent(problem: CalendarProblem, answer: CalendarAnswer) -> CalendarAnswer:
    """Take those who are absent off PD days and team meetings, and what has no school day out."""
    pd_days = (_going(problem, row) for row in answer.pd_days if row.date in problem.by_date)
    meetings = (_meeting(problem, row) for row in answer.team_meetings)
    return dataclasses.replace(
        answer,
        pd_days=tuple(row for row in pd_days if row is not None),
        team_meetings=tuple(row for row in meetings if row is not None),
        covers=tuple(row for row in answer.covers if row.date in problem.by_date),
    )


def _going(problem: CalendarProblem, row: PDDay) -> PDDay | None:
    """A PD day without members who are not there; None where those left would not go alone."""
    day = problem.by_date[row.date]
    person = problem.school.person
    there = [
        one for one in row.members if problem.presence.absent_periods(person[one], day) is not None
    ]
    if len(there) == len(row.members):
        return row
    sides = [
        side
        for side in problem.by_group[row.group].sides
        if row.unit in ("whole", side.unit) or side.unit == "whole"
    ]
    most = [one for side in sides for one in side.core(day.index)]
    owed = max((one.owed for one in most), default=0)
    core = {name for one in most if one.owed == owed for name in one.people}
    if not there or not core <= set(there):
        return None
    return dataclasses.replace(row, members=tuple(there), sequence=row.sequence + 1)


def _meeting(problem: CalendarProblem, row: TeamMeeting) -> TeamMeeting | None:
    day = problem.by_date.get(row.date)
    if day is None:
        return None
    mask = (1 << row.end) - (1 << row.start)
    there = tuple(one for one in row.people if not problem.plus_days[one][day.index].blocked & mask)
    if there == row.people:
        return row
    return dataclasses.replace(row, people=there, sequence=row.sequence + 1) if there else None


class _Writer:
    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer, made: Decided) -> None:
        self.problem, self.answer, self.made = problem, answer, made
        self._ids = {(row.request, row.step): row.id for row in answer.sessions}
        self._old = {row.id: row for row in answer.sessions}

    # --- covers ------------------------------------------------------------------------------

    def covers(self) -> tuple[Cover, ...]:
        """Covers in their order, new ones at the end."""
        days = {self.problem.days[task.day].date for task in self.made.tasks}
        changed: dict[str, Cover] = {}
        new: list[Cover] = []
        for task, choice in zip(self.made.tasks, self.made.solution.covered, strict=True):
            if choice is None:
                continue
            if task.row is None:
                new.append(
                    cover_row(self.problem, task.day, task.need, choice.coverer, choice.source)
                )
            elif choice == task.announced:
                changed[task.row.id] = task.row
            else:
                changed[task.row.id] = dataclasses.replace(
                    task.row,
                    coverer=choice.coverer,
                    source=choice.source,
                    sequence=task.row.sequence + 1,
                )
        kept = (changed.get(row.id) if row.date in days else row for row in self.answer.covers)
        return in_order([row for row in kept if row is not None], new)

    # --- sessions ----------------------------------------------------------------------------

    @property
    def _moved(self) -> dict[tuple[str, str], Placed]:
        return {
            (bundle.task.id, placed.step.key): placed
            for bundle, fate in zip(self.made.bundles, self.made.solution.fates, strict=True)
            for placed in fate.moved
        }

    @property
    def _lost(self) -> set[tuple[str, str]]:
        return {
            (bundle.task.id, key)
            for bundle, fate in zip(self.made.bundles, self.made.solution.fates, strict=True)
            for key in fate.lost
        }

    def sessions(self) -> tuple[Session, ...]:
        """Sessions in their order; moved ones keep their ids."""
        moved, lost = self._moved, self._lost
        rows = []
        for row in self.answer.sessions:
            key = (row.request, row.step)
            if key in moved:
                rows.append(self._following(row, moved.pop(key)))
            elif key not in lost:
                rows.append(row)
        teachers = {bundle.task.id: bundle.task.request.teacher for bundle in self.made.bundles}
        rows += [
            session_row(self.problem, request, teachers[request], placed)
            for (request, _), placed in moved.items()
        ]
        return tuple(rows)

    def _following(self, row: Session, placed: Placed) -> Session:
        new = session_row(self.problem, row.request, row.teacher, placed)
        new = dataclasses.replace(new, id=row.id, sequence=row.sequence)
        return row if new == row else dataclasses.replace(new, sequence=row.sequence + 1)

    def releases(self, sessions: Sequence[Session]) -> tuple[Release, ...]:
        """Releases in their order: those of moved sessions anew, absent coverers replaced."""
        ids = {(row.request, row.step): row.id for row in sessions}
        moved = {ids[key]: placed for key, placed in self._moved.items()}
        kept_ids = {row.id for row in sessions}
        retaken = {
            (
                self._ids[self.made.bundles[job.bundle].task.id, job.placed.step.key],
                *_key(job.need),
            ): name
            for job, name in self.made.solution.jobs
        }
        waiting: dict[tuple[str, str], list[Release]] = defaultdict(list)
        rows: list[Release] = []
        for row in self.answer.releases:
            if row.session in moved:
                waiting[row.session, row.absent].append(row)
            elif row.session in kept_ids:
                name = retaken.get((row.session, row.absent, row.section, row.period))
                rows.append(row if name is None else _retaken(row, name))
        for session, placed in moved.items():
            rows += following_releases(self.problem, session, placed, waiting)
        return tuple(rows)

    # --- the record --------------------------------------------------------------------------

    def lost(self) -> list[LostTime]:
        """Announced times that sessions have lost, with the reason."""
        rows, moved = [], self._moved
        for bundle, fate in zip(self.made.bundles, self.made.solution.fates, strict=True):
            for key in sorted(fate.touched & set(bundle.sessions)):
                row, placed = bundle.sessions[key], moved.get((bundle.task.id, key))
                if placed is not None and self._following(row, placed) is row:
                    continue  # others moved, and it found its own place again
                rows.append(
                    LostTime(
                        session=row.id,
                        coach=row.coach,
                        date=row.date,
                        start=row.start,
                        end=row.end,
                        minutes=self._minutes(row),
                        reason=self._reason(bundle, key),
                    )
                )
        return rows

    def _reason(self, bundle: Bundle, key: str) -> LostReason:
        """Why a session lost its time: it was hit itself, gave way, or went with another."""
        if key in bundle.hit:
            return bundle.hit[key]
        placed = bundle.here.get(key)
        gave_way = placed is not None and any(
            choice is not None
            and choice.gives_up
            and task.day == placed.day
            and task.need.mask & _busy(placed).get(choice.coverer or "", 0)
            for task, choice in zip(self.made.tasks, self.made.solution.covered, strict=True)
        )
        if gave_way:
            return LostReason.EMERGENCY_COVER
        if key in bundle.shaken:
            return LostReason.ABSENCE
        return next(iter(bundle.hit.values()), LostReason.EMERGENCY_COVER)

    def _minutes(self, row: Session) -> int:
        """Minutes of a session's periods; passing time between them does not count."""
        day = self.problem.by_date.get(row.date)
        if row.half is not None or len(row.periods) < 2 or day is None:
            return row.span.minutes
        own = self.problem.options.person_day(row.teacher, day.index)
        spans = zip(own.periods, own.spans, strict=True)
        return sum(span.minutes for period, span in spans if period in row.periods)


def following_releases(
    problem: CalendarProblem,
    session: str,
    placed: Placed,
    waiting: Mapping[tuple[str, str], list[Release]],
) -> list[Release]:
    """Write the releases of a session in a new place; those it had give their ids.

    Parameters
    ----------
    waiting
        Those it had, by session and who is absent; what is used is taken out.
    """
    rows = []
    for need, name in placed.jobs:
        old = waiting.get((session, need.absent), [])
        before = old.pop(0) if old else None
        row = release_row(problem, session, placed.day, need, name)
        if before is not None:
            row = dataclasses.replace(row, id=before.id, sequence=before.sequence + 1)
        rows.append(row)
    return rows


def _busy(placed: Placed) -> dict[str, int]:
    """Minutes that a session takes of its coach and of those who take classes for it."""
    found = {placed.coach: placed.coach_mask}
    for need, name in placed.jobs:
        found[name] = found.get(name, 0) | need.mask
    return found


def _key(need: object) -> tuple[str, str, int]:
    return need.absent, need.section, need.period  # type: ignore[attr-defined]


def _retaken(row: Release, name: str) -> Release:
    return dataclasses.replace(row, coverer=name, sequence=row.sequence + 1)
