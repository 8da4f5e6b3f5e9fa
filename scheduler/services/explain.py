"""Explain a school: why it has no solution, and the smallest changes that give it one."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from scheduler.domain.plan import Stage, Status
from scheduler.domain.school import School
from scheduler.solver.engine import Stop
from scheduler.solver.explain import Examiner, Fix, find_fixes
from scheduler.solver.explain.changes import applied
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Reason

# What finding the reasons may take of the time; the rest is for fixes.
_REASONS_SHARE = 0.4


@dataclass(frozen=True)
class Explanation:
    """What there is to say about a school.

    Parameters
    ----------
    status
        Feasible; infeasible, with reasons; or unknown in the time given.
    stage
        The stage that has no solution, or could not be decided.
    fixes
        The cheapest first.
    """

    status: Status
    stage: Stage
    reasons: tuple[Reason, ...] = ()
    fixes: tuple[Fix, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Write it with plain values only."""
        return {
            "status": self.status.value,
            "stage": self.stage.value,
            "reasons": [
                {"key": r.key, "text": r.text, "numbers": r.numbers, "ids": list(r.ids)}
                for r in self.reasons
            ],
            "fixes": [one.as_data() for one in self.fixes],
        }


def explain(
    school: School, options: SolveOptions | None = None, stop: Stop | None = None
) -> Explanation:
    """Find the reasons why a school has no solution, and fixes.

    Parameters
    ----------
    options
        The time limit is for reasons and fixes together.
    """
    options, stop = options or SolveOptions(), stop or Stop()
    first = dataclasses.replace(options, time_limit_s=options.time_limit_s * _REASONS_SHARE)
    whole = Examiner(options, stop)
    seen = Examiner(first, stop).examine(school)
    if not seen.causes:
        return Explanation(seen.status, seen.stage)
    reasons = tuple(cause.reason for cause in seen.causes)
    # Where a count showed the reason, a changed school is best just solved.
    whole.looks_closely = not all(cause.is_counted for cause in seen.causes)
    fixes = find_fixes(school, seen.causes, whole, seen.plan)
    return Explanation(seen.status, seen.stage, reasons, fixes)


def fixed(school: School, fix: Fix) -> School:
    """Make the school with a fix."""
    return applied(school, fix.changes)
