"""Coaching requests made ready: who may coach, on which dates, and where each step may lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest, CycleTemplate, Step, TeacherIs
from scheduler.domain.problems.calendar_dates import YearDay
from scheduler.domain.problems.calendar_people import Presence
from scheduler.domain.problems.calendar_standing import Standing
from scheduler.domain.school import School


@dataclass(frozen=True)
class RequestTask:
    """A confirmed request with its coaches and dates.

    Parameters
    ----------
    points
        What leaving it unserved costs: ten times the weight of its kind, plus its age in weeks.
    coaches
        (match, coach): match is the place of the first accepted area that the coach has, plus one
        where another coach was wished for; the best first.
    days
        Indices of the dates in its window on which coaching may take place and its people are
        there, PD not yet considered.
    standing
        Keys of the steps that stand: they are booked, and cannot move.
    """

    request: CoachingRequest
    template: CycleTemplate
    points: int
    coaches: tuple[tuple[int, str], ...]
    days: tuple[int, ...]
    standing: frozenset[str] = frozenset()

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """Steps that are still to be placed."""
        return tuple(one for one in self.template.steps if one.key not in self.standing)

    @property
    def id(self) -> str:
        """Id of the request."""
        return self.request.id

    @property
    def people(self) -> tuple[str, ...]:
        """The teacher and the colleagues who take part."""
        return (self.request.teacher, *self.request.with_staff)

    def colleagues(self, step: Step) -> tuple[str, ...]:
        """Colleagues who take part in a step."""
        return self.template.colleagues_at(step.key, self.request.with_staff)

    def people_at(self, key: str) -> tuple[str, ...]:
        """The teacher and the colleagues who are at a step; nobody where only the coach is."""
        found = next((one for one in self.template.steps if one.key == key), None)
        if found is None or found.teacher_is is TeacherIs.NOWHERE:
            return ()
        return (self.request.teacher, *self.colleagues(found))

    @property
    def match(self) -> dict[str, int]:
        """What each possible coach costs."""
        return {coach: cost for cost, coach in self.coaches}


def request_tasks(
    school: School,
    days: Sequence[YearDay],
    team: Sequence[str],
    presence: Presence,
    standing: Standing,
) -> tuple[RequestTask, ...]:
    """Make the confirmed requests ready; the others do not exist for the solver."""
    templates = {one.id: one for one in school.templates}
    tasks = []
    for request in school.requests:
        if not request.is_confirmed:
            continue
        template = templates[request.template]
        people = [school.person[one] for one in (request.teacher, *request.with_staff)]
        dates = tuple(
            day.index
            for day in days
            if request.first <= day.date <= request.last
            and not day.blackout
            and day.date not in standing.dates
            and all(presence.absent_periods(person, day) is not None for person in people)
        )
        points = 10 * template.weight + age_in_weeks(request)
        steps = standing.steps.get(request.id, {})
        # Who has begun with it goes on with it.
        coaches = tuple(
            (cost, name)
            for cost, name in _coaches(school, request, team)
            if not steps or name in steps.values()
        )
        tasks.append(RequestTask(request, template, points, coaches, dates, frozenset(steps)))
    return tuple(tasks)


def age_in_weeks(request: CoachingRequest) -> int:
    """Whole weeks from the asking to the window's first date, from 0 to 10."""
    if request.asked_on is None:
        return 0
    return min(10, max(0, (request.first - request.asked_on).days // 7))


def _coaches(
    school: School, request: CoachingRequest, team: Sequence[str]
) -> Iterator[tuple[int, str]]:
    ranked = []
    for order, name in enumerate(team):
        coach = school.person[name]
        ranks = [at for at, area in enumerate(request.areas) if area in coach.areas]
        if (
            not (ranks or request.any_area)
            or request.teacher in coach.evaluates
            or name in request.not_coaches
            or name in (request.teacher, *request.with_staff)
        ):
            continue
        cost = min(ranks, default=len(request.areas))
        cost += request.wished_coach is not None and request.wished_coach != name
        ranked.append((cost, order, name))
    yield from ((cost, name) for cost, _, name in sorted(ranked))
