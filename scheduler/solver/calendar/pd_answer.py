"""What goes into the search for PD dates again, and what comes out of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from itertools import chain

from scheduler.domain.coaching import Step, TeacherIs
from scheduler.domain.plan import Level, Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.pd_model import PDModel


@dataclass(frozen=True)
class Cut:
    """Member classes that cannot all be out on a date of this kind: it cannot be covered.

    Parameters
    ----------
    kind
        What such dates have in common, see `PDPlanner.kind`.
    """

    classes: frozenset[int]
    kind: tuple[object, ...]


@dataclass(frozen=True)
class PDDates:
    """Who is out when.

    Parameters
    ----------
    going
        Date -> numbers of the sides that go out.
    out
        Date -> numbers of the member classes that are out.
    levels
        Those of the official levels that are decided here, with valid bounds.
    """

    status: Status
    going: dict[int, tuple[int, ...]] = field(default_factory=dict)
    out: dict[int, tuple[int, ...]] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)

    def without(self, pd: PDModel, day: int, side: int) -> PDDates:
        """The same without one side on a date."""
        going = {**self.going, day: tuple(one for one in self.going[day] if one != side)}
        out = {
            **self.out,
            day: tuple(one for one in self.out[day] if one not in pd.side_classes[side]),
        }
        return dataclasses.replace(
            self,
            going={one: sides for one, sides in going.items() if sides},
            out={one: numbers for one, numbers in out.items() if numbers},
        )

    def people(self, pd: PDModel, day: int) -> frozenset[str]:
        """People who are out on a date."""
        return frozenset(p for number in self.out.get(day, ()) for p in pd.classes[number].people)


def releases_to_come(problem: CalendarProblem) -> dict[int, int]:
    """Meetings of a class per term that requests with released teachers will want covered.

    All conferences of a part-released teacher in a term count as one: they need not all be in class
    time, and room for each of them would be more than their PD days leave.

    Returns
    -------
    dict
        By the number of the limit.
    """
    found: dict[int, int] = {}
    terms = {
        number: {day for day, _ in limit.meetings}
        for number, limit in enumerate(problem.limits)
        if limit.of_term
    }
    # Those of announced sessions are booked already.
    booked = {row.request for row in problem.standing.announced.sessions}
    for task in problem.requests:
        visits = any(step.teacher_is is TeacherIs.RELEASED for step in task.open_steps)
        if task.id in booked or not (
            visits or any(_confers_in_class(problem, task, step) for step in task.open_steps)
        ):
            continue
        window = set(task.days)
        owned = {
            meeting.section
            for shape in problem.shapes
            for person in task.people
            for meeting in shape.by_person.get(person, ())
            if meeting.owner == person
        }
        numbers = (problem.limits_of.get(section, ()) for section in sorted(owned))
        for number in chain.from_iterable(numbers):
            if number in terms and not window.isdisjoint(terms[number]):
                before = found.get(number, 0)
                found[number] = before + 1 if visits else max(1, before)
    return found


def _confers_in_class(problem: CalendarProblem, task: RequestTask, step: Step) -> bool:
    """Whether a conference takes a teacher out of class on most dates, for want of free time.

    That is looked at for part-released Plus teachers without the tick, whose few free periods are
    planning (rule C15): there one PD day too many leaves no conference at all.  On block schedules
    it holds for everybody, and room kept for all of them would cost PD days their weeks.
    """
    teacher, options = task.request.teacher, problem.options
    if step.teacher_is is not TeacherIs.CONFERENCE or teacher not in problem.team:
        return False
    if teacher in problem.ticked:
        return False
    unlike = {problem.days[day].shape: day for day in task.days}
    by_shape = {
        shape: any(
            one.how == "team_time"
            or (one.how == "planning" and options.planning_kept(teacher, day, one.mask))
            for one in options.of(teacher, day, step, task.request.section)
        )
        for shape, day in unlike.items()
    }
    free = sum(by_shape[problem.days[day].shape] for day in task.days)
    return 2 * free < len(task.days)
