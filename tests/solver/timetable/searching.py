"""Helpers of the tests of the first schedule: search, and let the referee judge."""

from __future__ import annotations

from scheduler.domain.plan import Plan
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.referee import Violation, check
from scheduler.domain.school import School
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.solver.timetable.answer import read
from scheduler.solver.timetable.ejection import FirstSchedule, first_schedule


def as_given(school: School, released: str = "") -> StaffingAnswer:
    """Staff a school with the owners that its sections name."""
    return StaffingAnswer(
        released=tuple(released.split()),
        ownerships=tuple(
            Ownership(
                id=f"row-{one.id}",
                section=one.id,
                owner=one.staff[0].person,
                segments=school.segments_of(one),
            )
            for one in school.sections
        ),
    )


def search(school: School, staffing: StaffingAnswer | None = None, seed: int = 1) -> FirstSchedule:
    """Search with few steps; a complete schedule breaks no hard rule of the timetable."""
    staffing = staffing or as_given(school)
    problem = timetable_problem(school, staffing)
    found = first_schedule(problem, seed, most_steps=3_000)
    if found.complete:
        assert timetable_violations(school, staffing, problem, found) == []
    return found


def timetable_violations(
    school: School, staffing: StaffingAnswer, problem: TimetableProblem, found: FirstSchedule
) -> list[Violation]:
    """Judge what was found; the staffing itself need not pass."""
    answer = read(problem, found.times, found.rooms, found.teams, None)
    report = check(school, Plan(school=school.id, staffing=staffing, timetable=answer))
    return [one for one in report.violations if one.key.startswith("T")]


def slots_of(school: School, found: FirstSchedule) -> dict[str, list[str]]:
    """Tell where each section starts, as "Mon1"."""
    problem = timetable_problem(school, as_given(school))
    starts: dict[str, list[str]] = {}
    for unit, times in zip(problem.units, found.times, strict=True):
        section = problem.sections[unit.section].id
        starts.setdefault(section, []).extend(f"{problem.days[t.day]}{t.period}" for t in times)
    return {section: sorted(some) for section, some in starts.items()}
