"""Whether a plan is one of a school and goes as far as it must."""

from __future__ import annotations

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.errors import InputError

__all__ = ["require"]


def require(school: School, plan: Plan, *stages: Stage) -> None:
    """Make sure that a plan is for a school and has these stages.

    Raises
    ------
    InputError
        If it is for another school, or stops before one of the stages.
    """
    if plan.school != school.id:
        raise InputError(
            "plan", f'It is for school "{plan.school}", not for {school.name} ({school.id}).'
        )
    for stage in stages:
        if getattr(plan, stage.value) is None:
            raise InputError("plan", f"It has no {stage} yet; solve that first.")
