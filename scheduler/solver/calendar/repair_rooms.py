"""Other rooms for one date where some are closed: fewest classes without any, fewest that move.

Variables
---------
x[m, r]    class m is in room r on the date; none of them: a hole

    sum over classes m that go on at one instant of x[m, r]  <=  classes that room r holds

minimise   classes without a room, then classes in another room than announced
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.calendar import Weekday
from scheduler.domain.disruption import Disruption
from scheduler.domain.form import Clock, clock_text
from scheduler.domain.plan import Level, Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_rooms import RoomDay, RoomTask
from scheduler.domain.staffing import StaffingAnswer, new_id
from scheduler.domain.yearplan import CalendarAnswer, Hole, PDDay, RoomChange
from scheduler.solver.engine import Found, Run

_QUICK_S = 2.0


@dataclass(frozen=True)
class Rooms:
    """What became of the classes in closed rooms."""

    answer: CalendarAnswer
    levels: tuple[Level, ...] = ()


def with_rooms(
    problem: CalendarProblem,
    staffing: StaffingAnswer,
    answer: CalendarAnswer,
    disruption: Disruption,
    run: Run,
) -> Rooms:
    """Give every class and PD day in a closed room another; what finds none is a hole."""
    if not disruption.closed_rooms:
        return Rooms(answer)
    without = moved = bound_without = bound_moved = 0
    for day in problem.days:
        if any(day.date in one for one in disruption.closed_rooms):
            rooms = RoomDay(problem, staffing, answer, day.index)
            found = _best(rooms, run)
            answer = _written(rooms, answer, found.chosen)
            answer, homeless = _with_pd_rooms(problem, staffing, answer, day.index)
            without, moved = without + found.without + homeless, moved + found.moved
            bound_without += found.without * found.is_proven + homeless
            bound_moved += found.moved * found.is_proven
    levels = (
        Level(key="without_room", value=without, bound=bound_without),
        Level(key="rooms_changed", value=moved, bound=bound_moved),
    )
    return Rooms(answer, levels)


@dataclass(frozen=True)
class _Chosen:
    """Room of each class of a date; None: a hole."""

    chosen: tuple[tuple[RoomTask, str | None], ...]
    is_proven: bool

    @property
    def without(self) -> int:
        return sum(room is None for _, room in self.chosen)

    @property
    def moved(self) -> int:
        return sum(room not in (None, task.announced) for task, room in self.chosen)


def _best(rooms: RoomDay, run: Run) -> _Chosen:
    """Move only those that must leave; where one of them finds no room so, others move, too.

    Each of them moves in any case, so nothing does with less where all find a room.
    """
    alone = _Search(rooms, others_move=False).solve(run)
    if alone.is_proven and not alone.without:
        return alone
    return _Search(rooms, others_move=True).solve(run)


class _Search:
    def __init__(self, rooms: RoomDay, others_move: bool) -> None:
        self.rooms = rooms
        self.options = [
            task.options if others_move or task.must_leave else (task.announced,)
            for task in rooms.tasks
        ]
        self.model = cp_model.CpModel()
        self.x = {
            (number, room): self.model.new_bool_var(f"{number} {room}")
            for number, options in enumerate(self.options)
            for room in options
        }
        self._bind()

    def _bind(self) -> None:
        school, tasks = self.rooms.problem.school, self.rooms.tasks
        in_room: dict[str, list[int]] = defaultdict(list)
        for number, room in self.x:
            in_room[room].append(number)
        for number, options in enumerate(self.options):
            self.model.add_at_most_one(self.x[number, room] for room in options)
        for room, numbers in in_room.items():
            starts = {tasks[number].meeting.span.start for number in numbers}
            for start in sorted(starts):
                at_once = [self.x[n, room] for n in numbers if tasks[n].mask >> start & 1]
                most = school.room[room].holds
                if len(at_once) > most:
                    self.model.add(cp_model.LinearExpr.sum(at_once) <= most)

    def solve(self, run: Run) -> _Chosen:
        """Choose; a class whose room stays in any case where nothing could be found in time."""
        tasks = self.rooms.tasks
        placed = cp_model.LinearExpr.sum([*self.x.values(), 0])
        same = [
            self.x[number, task.announced]
            for number, task in enumerate(tasks)
            if not task.must_leave
        ]
        kept = cp_model.LinearExpr.sum([*same, 0])
        # No class is left without a room to spare others a change.
        self.model.minimize(-1 * placed * (len(tasks) + 1) - kept)
        for (number, room), literal in self.x.items():
            self.model.add_hint(literal, room == tasks[number].announced)
        found = run.search(self.model, "without_room", _QUICK_S, quick=True)
        if found.status is not Status.OPTIMAL:
            wider = run.search(self.model, "without_room")
            found = wider if wider.status.has_answer else found
        return _Chosen(tuple(self._read(found)), found.status is Status.OPTIMAL)

    def _read(self, found: Found) -> Iterator[tuple[RoomTask, str | None]]:
        for number, task in enumerate(self.rooms.tasks):
            if found.status.has_answer:
                options = self.options[number]
                rooms = (room for room in options if found.is_true(self.x[number, room]))
                yield task, next(rooms, None)
            else:
                yield task, None if task.must_leave else task.announced


def _written(
    rooms: RoomDay, answer: CalendarAnswer, chosen: Sequence[tuple[RoomTask, str | None]]
) -> CalendarAnswer:
    """Write room changes and holes of a date; changes that stay are as they were."""
    before = {(r.section, r.meeting): r for r in answer.room_changes if r.date == rooms.date}
    made: dict[tuple[str, int], RoomChange] = {}
    holes = []
    for task, room in chosen:
        key = (task.meeting.section, task.meeting.number)
        old = before.pop(key, None)
        if room is None:
            holes.append(_hole(rooms, task))
        elif room != task.announced:
            made[key] = _change(rooms, task, room, old)
        elif old is not None:
            made[key] = old
    kept = [row for row in answer.room_changes if row.date != rooms.date]
    rows = [*kept, *before.values(), *made.values()]
    told = {one.ids: one for one in answer.holes if one.rule == "C16"}
    asked = {(str(rooms.date), key[0], str(key[1])) for key in _keys(chosen)}
    return dataclasses.replace(
        answer,
        room_changes=tuple(sorted(rows, key=lambda one: (one.date, one.start, one.section))),
        holes=(
            *(one for one in answer.holes if one.rule != "C16" or one.ids not in asked),
            *(told.get(one.ids, one) for one in holes),
        ),
    )


def _keys(chosen: Sequence[tuple[RoomTask, str | None]]) -> list[tuple[str, int]]:
    return [(task.meeting.section, task.meeting.number) for task, _ in chosen]


def _change(rooms: RoomDay, task: RoomTask, room: str, old: RoomChange | None) -> RoomChange:
    if old is not None:
        return dataclasses.replace(old, room=room, sequence=old.sequence + 1)
    return RoomChange(
        id=new_id(),
        date=rooms.date,
        section=task.meeting.section,
        meeting=task.meeting.number,
        start=Clock(task.meeting.span.start),
        end=Clock(task.meeting.span.end),
        room=room,
    )


def _hole(rooms: RoomDay, task: RoomTask) -> Hole:
    """Say which class has no room, and whether any would fit at all."""
    school, meeting = rooms.problem.school, task.meeting
    course = school.course[school.section[meeting.section].course]
    reason = "every other room that fits is taken" if task.options else "no other room fits it"
    return Hole(
        rule="C16",
        ids=(str(rooms.date), meeting.section, str(meeting.number)),
        amount=1,
        sentence=(
            f"{course.name} ({meeting.section}), period {meeting.periods[0]} on "
            f"{Weekday.of(rooms.date).value} {rooms.date} at {clock_text(meeting.span.start)} has "
            f"no room while {school.room[task.announced].name} is closed: {reason}."
        ),
    )


def _with_pd_rooms(
    problem: CalendarProblem, staffing: StaffingAnswer, answer: CalendarAnswer, day: int
) -> tuple[CalendarAnswer, int]:
    """PD days in a closed room get one that is free all day; else they are holes."""
    made: list[PDDay] = []
    holes = []
    rooms = RoomDay(problem, staffing, answer, day)
    for row in answer.pd_days:
        if row.date != rooms.date or row.room is None or not rooms.is_closed_to_pd(row.room):
            made.append(row)
            continue
        taken = {one.room for one in made if one.date == row.date}
        free = [one for one in rooms.free_all_day() if one not in taken]
        if free:
            made.append(dataclasses.replace(row, room=free[0], sequence=row.sequence + 1))
        else:
            made.append(row)
            holes.append(_pd_hole(problem, row))
    new = tuple(one for one in holes if one not in answer.holes)
    return dataclasses.replace(answer, pd_days=tuple(made), holes=(*answer.holes, *new)), len(holes)


def _pd_hole(problem: CalendarProblem, row: PDDay) -> Hole:
    name, room = problem.by_group[row.group].group.name, problem.school.room[str(row.room)].name
    return Hole(
        rule="C16",
        ids=(str(row.date), row.group),
        amount=1,
        sentence=(
            f"The PD day of {name} on {Weekday.of(row.date).value} {row.date} has no room while "
            f"{room} is closed: no other room is free all day."
        ),
    )
