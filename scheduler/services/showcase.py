"""One school and its plan, solved beforehand, to be looked at: what `scheduler demo` serves.

Read-only and without sign-in: it is for a school made by code, never for a real one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.calendar import Segment
from scheduler.domain.courses import Group
from scheduler.domain.measures import Figures, figures
from scheduler.domain.plan import Plan, StageResult, Status
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.services import weeks, years

_PROVEN_GAP = 1e-6


@dataclass(frozen=True)
class Showcase:
    """A school and its plan, laid out for pages."""

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
    def groups(self) -> tuple[Group, ...]:
        """The student groups that run."""
        staffing = self.plan.staffing
        running = {one.group for one in staffing.groups} if staffing else set()
        return tuple(one for one in self.school.groups if one.grade is None or one.id in running)

    def verdicts(self) -> tuple[tuple[str, str], ...]:
        """Each stage, and in a sentence how good its answer is."""
        return tuple((one.stage.value.title(), verdict(one)) for one in self.plan.results)

    def week(self, whose: weeks.Whose, name: str, segment: str) -> weeks.Week:
        """The week of a teacher, group or room."""
        return weeks.week_of(self.school, self.plan, whose, name, segment)

    def rhythm(self) -> tuple[years.WeekRow, ...]:
        """The year, a row a week."""
        return years.rhythm(self.school, self.plan)

    def plus_week(self, person: str, monday: dt.date) -> tuple[years.PlusDay, ...]:
        """One week of a Plus teacher."""
        return years.plus_week(self.school, self.plan, person, monday)

    def _people(self, ids: tuple[str, ...] | set[str]) -> tuple[StaffMember, ...]:
        return tuple(sorted((self.school.person[one] for one in ids), key=lambda one: one.name))


def verdict(result: StageResult) -> str:
    """Say in a sentence how good the answer of a stage is."""
    if result.status is Status.GIVEN:
        return "Given by the school; nothing was left open."
    if result.gap <= _PROVEN_GAP:
        return "Proven best."
    worst = result.worst
    return (
        f"Good, not proven best: of “{worst.key.replace('_', ' ')}” {worst.value:g} remain, "
        f"and fewer than {worst.bound:g} are impossible."
    )
