"""Counting checks about requests that must be served: coaches, free slots, and dates without PD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.coaching import Kind, SessionLock, Step, TeacherIs
from scheduler.domain.form import clock_text
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.counting import coverable, most_dates
from scheduler.solver.outcome import Reason, counted


def request_reasons(problem: CalendarProblem, bookings: Bookings) -> Iterable[Reason]:
    """C7 to C9: a request that must be served cannot be, whatever else is planned."""
    for task in problem.requests:
        # What is locked is booked already, and would stand in its own way.
        if task.request.must and task.id not in problem.session_locks:
            reason = _reason(problem, bookings, task)
            if reason is not None:
                yield reason


def _reason(problem: CalendarProblem, bookings: Bookings, task: RequestTask) -> Reason | None:
    request = task.request
    what = f"Request {task.id} must be served between {request.first} and {request.last}"
    if not task.coaches:
        return Reason("C9", f"{what}, but nobody on the Plus team can coach it.", (task.id,))
    for step in task.open_steps:
        common = list(common_dates(problem, bookings, task, step))
        if not common:
            text = f'{what}, but for "{step.title}" teacher and coach have no free slot in common.'
            return Reason("C7", text, (task.id,), {"common_dates": 0})
        if all(_is_out(problem, bookings, request.teacher, day) for day in common):
            dates = ", ".join(str(problem.days[day].date) for day in common)
            text = (
                f'{what}; for "{step.title}" teacher and coach have free slots in common on '
                f"{counted(len(common), 'date')} only ({dates}), and on all of them the teacher "
                "must be out for PD."
            )
            return Reason("C7", text, (task.id,), {"common_dates": len(common)})
    return None


def unplaced_reasons(tasks: Sequence[RequestTask]) -> tuple[Reason, ...]:
    """What the search came to where it found no place for requests that must be served.

    The first sentence is for everybody; each of the others is about one request and names it among
    its ids, so that whoever shows it can keep it to the pair.
    """
    number = counted(len(tasks), "request")
    said = Reason(
        "C8",
        f"{number} that must be served could not be placed: what each of them needs can be had, "
        "but no way was found to have all of it in one calendar. More time, wider windows or more "
        "accepted areas may help.",
        (),
        {"requests": len(tasks)},
    )
    return (said, *(_unplaced(task) for task in tasks))


def _unplaced(task: RequestTask) -> Reason:
    request, steps = task.request, counted(len(task.open_steps), "step")
    return Reason(
        "C8",
        f"Request {task.id} must be served between {request.first} and {request.last}, but no "
        f'dates were found on which the {steps} of "{task.template.name}" find the people they '
        "need free together.",
        (task.id,),
    )


def common_dates(
    problem: CalendarProblem, bookings: Bookings, task: RequestTask, step: Step
) -> Iterator[int]:
    """Dates on which a step finds teacher and some coach, PD not considered; the first first."""
    chain = task.template.kind is Kind.RELEASE_CHAIN and step.teacher_is is TeacherIs.RELEASED
    for day in task.days:
        if chain or any(
            bookings.fits(coach, day, option.mask)
            for option in problem.options.of(task.request.teacher, day, step, task.request.section)
            for _, coach in task.coaches
        ):
            yield day


def _is_out(problem: CalendarProblem, bookings: Bookings, teacher: str, day: int) -> bool:
    """Whether a teacher must be out on a date: locked, or too few dates without it."""
    for group in problem.groups:
        for side in group.sides:
            if teacher not in side.people:
                continue
            for lock in problem.pd_locks[group.id]:
                if lock.date == problem.days[day].date and lock.unit in ("whole", side.unit):
                    return True
            if group.group.must:
                owed = next(one.left for one in side.classes if teacher in one.people)
                rest = coverable(problem, bookings, side) - {day}
                if most_dates(problem, rest, group.group.least_gap_days) < owed:
                    return True
    return False


def hopeless(problem: CalendarProblem, bookings: Bookings, task: RequestTask) -> bool:
    """Whether a request cannot be served even where nobody is out: nobody coaches, or no slot."""
    return not task.coaches or any(
        next(common_dates(problem, bookings, task, step), None) is None for step in task.open_steps
    )


def session_lock_reasons(
    problem: CalendarProblem, broken: Iterable[SessionLock]
) -> Iterator[Reason]:
    """C12: locked sessions that cannot be where they are locked, whatever else is planned.

    A reason names the pair, which those who lock sessions know, and nothing of the request.
    """
    for lock in broken:
        task = problem.by_request[lock.request]
        coach, teacher = (
            problem.school.person[one].name for one in (lock.coach, task.request.teacher)
        )
        yield Reason(
            "C12",
            f"The session of {coach} and {teacher} is locked to {lock.date}{_when(problem, lock)}, "
            f"{_why_broken(problem, task, lock)}.",
            (lock.coach, task.request.teacher),
        )


def _when(problem: CalendarProblem, lock: SessionLock) -> str:
    day = problem.by_date.get(lock.date)
    spans = dict(problem.first_track_spans(day.index)) if day is not None else {}
    if not lock.periods:
        return ""
    at = f" ({clock_text(spans[lock.periods[0]].start)})" if lock.periods[0] in spans else ""
    return f", period {', '.join(map(str, lock.periods))}{at}"


def _why_broken(problem: CalendarProblem, task: RequestTask, lock: SessionLock) -> str:
    day, school = problem.by_date.get(lock.date), problem.school
    if day is None:
        return "which is no school day"
    if lock.step not in {one.key for one in task.open_steps}:
        return "but its kind of coaching has no such step"
    if lock.coach not in task.match:
        return f"but {school.person[lock.coach].name} cannot be the coach"
    if day.index not in task.days:
        return "when it cannot take place: nothing is booked then, or somebody is not at school"
    return "but the two cannot meet then: one of them teaches, is away or is booked"
