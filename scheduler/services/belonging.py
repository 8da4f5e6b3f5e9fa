"""Whether a plan is one of a school and goes as far as it must."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from scheduler.domain.foreign import foreign
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.errors import InputError, InvalidProblemError

__all__ = ["require", "require_known"]


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


def require_known(school: School, plan: Plan, stages: Iterable[Stage] = tuple(Stage)) -> None:
    """Make sure that these stages of a plan from a file name only what the school has.

    Raises
    ------
    InvalidProblemError
        With every name that leads nowhere, or if the plan is for another school.
    """
    others: dict[str, Any] = {stage.value: None for stage in set(Stage) - set(stages)}
    if sentences := list(foreign(school, dataclasses.replace(plan, **others))):
        raise InvalidProblemError(sentences)
