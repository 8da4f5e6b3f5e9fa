"""What the pages of a plan show: its figures, everybody's weeks, the master schedule, the year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.calendar import Segment, monday_of
from scheduler.domain.courses import Group
from scheduler.domain.days import TeamYear
from scheduler.domain.measures import Figures, figures
from scheduler.domain.plan import Plan, StageResult, Status
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.errors import InputError, NotFoundError
from scheduler.formats.html.agenda import Day, agenda
from scheduler.formats.html.weeks import Week, Whose, week_of
from scheduler.formats.ical import Whose as Owner
from scheduler.formats.ical.year import Year

_PROVEN_GAP = 1e-6


@dataclass(frozen=True)
class PlanPages:
    """A plan and the school that it was made for, laid out for pages."""

    school: School
    plan: Plan

    @property
    def figures(self) -> Figures:
        """The headline figures of the plan."""
        return figures(self.school, self.plan)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Segments of the year to choose from; empty where the year is one."""
        return self.school.calendar.segments

    @property
    def plus(self) -> tuple[StaffMember, ...]:
        """The released Plus teachers, by name."""
        staffing = self.plan.staffing
        return self._people(staffing.released if staffing else ())

    @property
    def teachers(self) -> tuple[StaffMember, ...]:
        """Everybody who owns a class, by name."""
        rows = self.plan.staffing.ownerships if self.plan.staffing else ()
        return self._people({row.owner for row in rows})

    @property
    def num_with_load(self) -> int:
        """Number of those who keep classes, as figures count them: who own one that is load."""
        return len(TeamYear(self.school, self.plan).owners)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The student groups that run."""
        staffing = self.plan.staffing
        running = {one.group for one in staffing.groups} if staffing else set()
        return tuple(one for one in self.school.groups if one.grade is None or one.id in running)

    def verdicts(self) -> tuple[tuple[str, str], ...]:
        """Each stage, and in a sentence how good its answer is."""
        return tuple((one.stage.value.title(), verdict(one)) for one in self.plan.results)

    def week(self, whose: Whose, name: str, segment: str) -> Week:
        """The week of a teacher, group or room.

        Raises
        ------
        NotFoundError
            If the school has nobody (or nothing) of that id, or the plan has no timetable.
        """
        try:
            return week_of(self.school, self.plan, whose, name, segment)
        except InputError as error:  # The name stands in the address.
            raise NotFoundError(error.what) from error

    def plus_week(self, person: str, date: dt.date) -> tuple[Day, ...]:
        """The week of a Plus teacher in which a date lies.

        Raises
        ------
        NotFoundError
            If the person is no Plus teacher of the plan, or there is no school in that week.
        """
        if person not in {one.id for one in self.plus}:
            raise NotFoundError(f'"{person}" is no Plus teacher of this plan.')
        days = self.school.calendar.weeks.get(monday_of(date))
        if days is None:
            raise NotFoundError(f"There is no school in the week of {date}.")
        year, team = Year(self.school, self.plan), TeamYear(self.school, self.plan)
        return agenda(year, team, Owner(person=person), days)

    def _people(self, ids: tuple[str, ...] | set[str]) -> tuple[StaffMember, ...]:
        return tuple(sorted((self.school.person[one] for one in ids), key=lambda one: one.name))


def verdict(result: StageResult) -> str:
    """Say in a sentence how good the answer of a stage is."""
    if result.status is Status.GIVEN:
        return "Given by the school; nothing was left open."
    if result.gap <= _PROVEN_GAP:
        return "Proven best."
    if result.deciding.bound <= 0:
        return "Good, not proven best; how much better one could be was not found out."
    return f"Good, not proven best; at most {100 * result.gap:.1f} % from the best possible."
