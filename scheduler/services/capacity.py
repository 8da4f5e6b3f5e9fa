"""How many teachers a school can release: what each number costs and buys, and why not one more."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.measures import Capacity, capacity, keep_classes
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.errors import ModelMismatchError
from scheduler.solver.engine import ProgressSink, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing.choice import FrontierPoint
from scheduler.solver.staffing.frontier import frontier

_TOO_LITTLE_TIME = "The time ran out before this number was settled."


@dataclass(frozen=True)
class Rung:
    """One number of released teachers, with what it costs and buys.

    Parameters
    ----------
    n_regular
        Full-time equivalents who keep classes, or would.
    figures
        None where there is no staffing.
    """

    point: FrontierPoint
    n_regular: float
    figures: Capacity | None

    @property
    def reason(self) -> str | None:
        """Why there is no staffing."""
        if self.figures is not None:
            return None
        return " ".join(one.text for one in self.point.reasons) or _TOO_LITTLE_TIME

    @property
    def is_over_half(self) -> bool:
        """Whether more than half of the team's days stay whole, day for day."""
        share = self.figures.whole_day_share if self.figures else None
        return share is not None and share > 0.5 + 1e-9

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, ready to be written."""
        figures = dataclasses.asdict(self.figures) if self.figures else dict.fromkeys(_KEYS)
        if self.figures:
            figures["preps"] = self.figures.preps._asdict()
        return {
            "k": self.point.k,
            "feasible": self.figures is not None,
            "proven": self.point.is_proven,
            **figures,
            "n_regular": round(self.n_regular, 3),
            "reason": self.reason,
        }


_KEYS = tuple(field.name for field in dataclasses.fields(Capacity))


def rungs(
    school: School,
    options: SolveOptions | None = None,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
) -> tuple[Rung, ...]:
    """Find the capacity frontier of a school; every staffing on it has passed the referee.

    Raises
    ------
    ModelMismatchError
        If the referee does not accept a staffing, or counts other class sizes.
    """
    found = frontier(school, options, progress, stop)
    return tuple(_rung(school, point) for point in found)


def why_no_more(found: Sequence[Rung]) -> str:
    """Say why the frontier ends."""
    last = found[-1]
    return f"Why not {last.point.k}: {last.reason}"


def _rung(school: School, point: FrontierPoint) -> Rung:
    if point.answer is None:
        return Rung(point, max(0.0, keep_classes(school) - point.k), None)
    _judge(school, point)
    figures = capacity(school, point.answer)
    return Rung(point, figures.n_regular, figures)


def _judge(school: School, point: FrontierPoint) -> None:
    """Let the referee look at the staffing, as an answer to a school that had chosen this k."""
    answer, release = point.answer, school.release
    names = tuple(one for one in release.names if answer and one in answer.released)
    if point.k >= len(release.names):
        names = release.names
    chosen = dataclasses.replace(
        school, release=dataclasses.replace(release, k=point.k, names=names)
    )
    report = check(chosen, Plan(school=school.id, staffing=answer))
    if report.violations:
        first = " ".join(one.text for one in report.violations[:3])
        raise ModelMismatchError(f"The staffing for k = {point.k} breaks rules: {first}")
    counted = dict(report.levels[Stage.STAFFING])
    if any(level.value != counted[level.key] for level in point.levels):
        raise ModelMismatchError(
            f"The staffing for k = {point.k} is reported with {point.levels}, the referee "
            f"counts {counted}: one of them is wrong."
        )
