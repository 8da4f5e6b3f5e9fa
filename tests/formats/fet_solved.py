"""Plans for the schools of .fet files."""

from __future__ import annotations

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.services.build import build
from scheduler.solver.options import SolveOptions


def solved(school: School, limit_s: float = 20) -> Plan:
    """Solve a school until it has its timetable, which the referee has judged."""
    stages = (Stage.STAFFING, Stage.TIMETABLE)
    built = build(school, stages, options=SolveOptions(time_limit_s=limit_s))
    assert built.status.has_answer
    return built.plan
