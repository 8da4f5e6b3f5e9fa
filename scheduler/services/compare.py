"""Plans of one school side by side: figures, how well each is solved, costs, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.measures import Figures, figures
from scheduler.domain.plan import Plan
from scheduler.domain.plan_difference import PlanDifference, plan_difference
from scheduler.domain.referee import Report, check
from scheduler.domain.school import School
from scheduler.services.belonging import require

__all__ = ["Column", "compare"]


@dataclass(frozen=True)
class Column:
    """One of the plans that are compared.

    Parameters
    ----------
    school
        For which it was made.
    difference
        What it has otherwise than the first plan; None for the first itself.
    """

    name: str
    school: School
    plan: Plan
    figures: Figures
    report: Report
    difference: PlanDifference | None = None

    @property
    def costs(self) -> dict[str, int]:
        """What each soft rule costs that is not fully kept."""
        found: dict[str, int] = {}
        for one in self.report.costs:
            found[one.key] = found.get(one.key, 0) + one.total
        return found

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, ready to be written; of coaching, numbers only."""
        return {
            "plan": self.name,
            "valid": self.report.is_valid,
            "violations": len(self.report.violations),
            "figures": self.figures.as_json(),
            "stages": {
                one.stage.value: {
                    "status": one.status.value,
                    "levels": {
                        level.key: {"value": level.value, "bound": level.bound, "gap": level.gap}
                        for level in one.levels
                    },
                }
                for one in self.plan.results
            },
            "costs": self.costs,
            "difference": None if self.difference is None else difference_json(self.difference),
        }


def compare(plans: Sequence[tuple[str, School, Plan]]) -> tuple[Column, ...]:
    """Put plans side by side; what differs is said against the first.

    Each is judged by the school for which it was made: as it was then, or in a scenario.

    Parameters
    ----------
    plans
        Each with a name for its column, and its school.

    Raises
    ------
    InputError
        If one of them is for another school.
    """
    for _, school, plan in plans:
        require(school, plan)
    _, first_school, first = plans[0]
    return tuple(
        Column(
            name,
            school,
            plan,
            figures(school, plan),
            check(school, plan),
            plan_difference(school, first, plan, first_school) if place else None,
        )
        for place, (name, school, plan) in enumerate(plans)
    )


_COUNTED = ("cover", "session")


def difference_json(difference: PlanDifference) -> dict[str, Any]:
    """Return a difference as plain values; cover and sessions are counted, not told."""
    return {
        "counts": difference.counts,
        "changes": [
            {
                "kind": one.kind.value,
                "id": one.id,
                "before": one.before or None,
                "after": one.after or None,
                "people": list(one.people),
                "groups": list(one.groups),
            }
            for one in difference.changes
            if one.kind.value not in _COUNTED
        ],
        "people": [
            {"person": person, "changes": counts} for person, counts in difference.by_person.items()
        ],
    }
