"""Where a step of a request may lie, given where the steps before it lie (rules C7, C8, C10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.coaching import DayOrder, Kind, Step, TeacherIs
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.domain.problems.calendar_options import Option
from scheduler.domain.problems.calendar_requests import RequestTask


@dataclass(frozen=True)
class Placed:
    """One step in its place.

    Parameters
    ----------
    jobs
        Releases with their coverers; in a release chain the coach covers himself.
    coach_mask
        Minutes booked of the coach for the session itself.
    counted
        Which of the jobs raised the count of covered meetings (rule C6).
    """

    step: Step
    day: int
    option: Option
    coach: str
    jobs: tuple[tuple[Need, str], ...]
    coach_mask: int
    counted: tuple[Need, ...]


@dataclass(frozen=True)
class Served:
    """A request with all its steps in place."""

    task: RequestTask
    coach: str
    steps: tuple[Placed, ...]

    @property
    def cost(self) -> int:
        """How well the coach matches; 0 is best."""
        return self.task.match[self.coach]


class Places:
    """Dates and places that stand right to the steps before; who is free is not looked at."""

    def __init__(self, problem: CalendarProblem) -> None:
        self.problem = problem

    def days(self, task: RequestTask, step: Step, before: list[Placed]) -> Iterator[int]:
        """Dates on which a step may lie, given those before it."""
        days = self.problem.days
        if step.same_day_as is not None:
            yield next(one.day for one in before if one.step.key == step.same_day_as)
            return
        latest = max((one.day for one in before), default=-1)
        for day in task.days:
            if day < latest:
                continue
            if before:
                gap = (days[day].date - days[before[-1].day].date).days
                if gap < step.least_gap_days:
                    continue
                if step.most_gap_days is not None and gap > step.most_gap_days:
                    return
            yield day
            if step.next_meeting_after is not None and self._meets_later(before, step, day):
                return

    def _meets_later(self, before: list[Placed], step: Step, day: int) -> bool:
        """Whether a date after the earlier lesson has a meeting, so that no later one is next."""
        earlier = next(one for one in before if one.step.key == step.next_meeting_after)
        return (
            day > earlier.day
            and (earlier.option.section or "") in self.problem.shape(day).by_section
        )

    def options(
        self, task: RequestTask, step: Step, before: list[Placed], day: int
    ) -> list[Option]:
        """Places of a step on a date that stand right to the steps before it."""
        section = task.request.section
        for one in before:
            if one.step.teacher_is is TeacherIs.TEACHING:
                section = one.option.section
        places = self.anywhere(task, step, day, section)
        tick = task.request.planning_is_fine
        rank = {"team_time": 0, "planning": 0 if tick else 1, "released": 2}
        found = [one for one in places if self.in_order(step, before, day, one)]
        return sorted(found, key=lambda one: rank.get(one.how, 0))

    def anywhere(
        self, task: RequestTask, step: Step, day: int, section: str | None = None
    ) -> list[Option]:
        """Places that a teacher's own schedule has for a step on a date.

        Parameters
        ----------
        section
            Of the lessons; None: the one that the request names, or any.
        """
        if step.teacher_is is TeacherIs.RELEASED and task.template.kind is Kind.RELEASE_CHAIN:
            return self.visits(task, day)
        section = section or task.request.section
        return list(self.problem.options.of(task.request.teacher, day, step, section))

    def in_order(self, step: Step, before: list[Placed], day: int, option: Option) -> bool:
        """Whether a place stands right to the steps before it, by the clock and in the class."""
        for one in before:
            if one.day != day:
                continue
            ends_before = option.span.end <= one.option.span.start
            starts_after = option.span.start >= one.option.span.end
            if one.step.key == step.same_day_as:
                if step.day_order is DayOrder.BEFORE and not ends_before:
                    return False
                if step.day_order is DayOrder.AFTER and not starts_after:
                    return False
            elif step.same_day_as is None and not starts_after:
                return False
            if not (ends_before or starts_after):
                return False
        if step.next_meeting_after is None:
            return True
        earlier = next(one for one in before if one.step.key == step.next_meeting_after)
        return self._is_next(earlier, day, option)

    def stands(self, placed: Placed, before: list[Placed]) -> bool:
        """Whether a step in a given place stands right to those before it."""
        step = placed.step
        if step.teacher_is is TeacherIs.TEACHING and any(
            one.option.section != placed.option.section
            for one in before
            if one.step.teacher_is is TeacherIs.TEACHING
        ):
            return False
        if step.same_day_as is not None:
            other = next(one for one in before if one.step.key == step.same_day_as)
            if other.day != placed.day:
                return False
        elif before:
            dates = self.problem.days
            gap = (dates[placed.day].date - dates[before[-1].day].date).days
            if placed.day < max(one.day for one in before) or gap < step.least_gap_days:
                return False
            if step.most_gap_days is not None and gap > step.most_gap_days:
                return False
        return self.in_order(step, before, placed.day, placed.option)

    def _is_next(self, earlier: Placed, day: int, option: Option) -> bool:
        """Whether a lesson is the very next meeting of the section after an earlier one."""
        section, number = option.section or "", len(self.problem.days)
        for date in range(earlier.day, min(day + 1, number)):
            for meeting in self.problem.shape(date).by_section.get(section, ()):
                if date == earlier.day and meeting.spans[0].start <= earlier.option.span.start:
                    continue
                return date == day and set(option.periods) <= set(meeting.periods)
        return False

    def visits(self, task: RequestTask, day: int) -> list[Option]:
        """Places of a visit: a meeting of the colleague's, the teacher's own class covered."""
        teacher, colleague = task.request.teacher, task.request.with_staff[:1]
        options, date = self.problem.options, self.problem.days[day]
        found = []
        for meeting in self.problem.shape(day).meetings:
            if meeting.owner is None or meeting.owner not in colleague:
                continue
            mask = mask_of(meeting.span)
            needs = options.releases(teacher, date, mask)
            away = options.person_day(teacher, day).blocked
            away |= options.person_day(meeting.owner, day).blocked
            if needs and not mask & away:
                found.append(
                    Option(
                        meeting.span,
                        mask,
                        meeting.periods,
                        None,
                        "released",
                        meeting.section,
                        needs,
                    )
                )
        return found
