"""The whole output: staffing, timetable and calendar as far as they are solved, and how well."""

from __future__ import annotations

import enum

from scheduler.domain.form import Checked, number, record, text
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer


class Stage(enum.StrEnum):
    """The three stages, in order."""

    STAFFING = "staffing"
    TIMETABLE = "timetable"
    CALENDAR = "calendar"


class Status(enum.StrEnum):
    """How a solve ended.  None of these is an error.

    `given`: nothing was open.  `unknown`: no answer in the time given.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    GIVEN = "given"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"

    @property
    def has_answer(self) -> bool:
        """Whether there is something to check, save and show."""
        return self in (Status.OPTIMAL, Status.FEASIBLE, Status.GIVEN)


class PlanState(enum.StrEnum):
    """What a school does with a plan; at most one of them is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@record
class Level(Checked):
    """One level of a lexicographic objective: what was reached and what cannot be beaten.

    Parameters
    ----------
    value, bound
        To be minimised; `bound` <= `value`, best *given* the levels before it.
    """

    noun = "Level"
    key: str = text()
    value: float = 0.0
    bound: float = 0.0

    @property
    def gap(self) -> float:
        """Distance to the bound, relative to the value; 0 is proven best."""
        missing = self.value - self.bound
        return 0.0 if missing <= 1e-9 else missing / max(abs(self.value), 1.0)


@record
class StageResult(Checked):
    """How one stage was solved.

    Parameters
    ----------
    run_time_s
        Wall-clock time in seconds.
    """

    noun = "Stage result"
    stage: Stage
    status: Status
    levels: tuple[Level, ...] = ()
    seed: int = 0
    run_time_s: float = number(least=0, default=0.0)

    @property
    def deciding(self) -> Level:
        """The first level that is not proven best; the last one where all are.

        A level counts only between answers that are alike in all levels before it.  So how far an
        answer may be from the best one is the gap of the first open level, and the gaps of later
        ones, however large, add nothing to it.
        """
        if not self.levels:
            return Level(key="none")
        return next((level for level in self.levels if level.gap > 0), self.levels[-1])

    @property
    def gap(self) -> float:
        """The gap of the deciding level."""
        return self.deciding.gap


@record
class Plan(Checked):
    """A scenario: what has been decided for a school, stage by stage.

    Parameters
    ----------
    school
        Id of the school it is for.
    staffing, timetable, calendar
        None where the plan stops before that stage.
    """

    noun = "Plan"
    school: str = text()
    staffing: StaffingAnswer | None = None
    timetable: TimetableAnswer | None = None
    calendar: CalendarAnswer | None = None
    results: tuple[StageResult, ...] = ()

    def result(self, stage: Stage) -> StageResult | None:
        """How a stage was solved, where it was."""
        return next((one for one in self.results if one.stage is stage), None)

    def before_calendar(self) -> tuple[StaffingAnswer, TimetableAnswer]:
        """Staffing and timetable: what every question about a calendar is asked for.

        Raises
        ------
        ValueError
            If one of them is not decided yet.
        """
        if self.staffing is None or self.timetable is None:
            raise ValueError("A calendar needs a staffing and a timetable.")
        return self.staffing, self.timetable
