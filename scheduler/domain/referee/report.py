"""What the referee says: violations as sentences, costs in the rules' own units, levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.domain.plan import Stage
from scheduler.domain.wishes import HARD
from scheduler.domain.yearplan import Hole

FORM = "form"
"""Key of violations that are no rule's: the plan names something that the school does not have."""


@dataclass(frozen=True)
class Finding:
    """One place where a plan does not do what a rule asks.

    Parameters
    ----------
    text
        A full sentence that names everything concerned.
    ids
        Ids of what is concerned.
    units
        How far the plan is off, in the unit of the rule.
    strength
        Of the entry of rule data it comes from; None: the rule's strength in the school.
    """

    text: str
    ids: tuple[str, ...]
    units: int = 1
    strength: int | None = None


@dataclass(frozen=True)
class Violation:
    """A hard rule that the plan breaks."""

    key: str
    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cost:
    """What a soft rule costs, all its findings of one strength together.

    Parameters
    ----------
    texts
        The sentences of the findings.
    """

    key: str
    units: int
    strength: int
    texts: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Units times strength: what the objective counts."""
        return self.units * self.strength


LevelValue = tuple[str, int]
"""Key and value of one level of a stage's objective."""


@dataclass(frozen=True)
class Verdict:
    """What the findings on one stage come to."""

    violations: tuple[Violation, ...]
    costs: tuple[Cost, ...]

    @property
    def total(self) -> int:
        """Cost of all soft rules together."""
        return sum(cost.total for cost in self.costs)


@dataclass(frozen=True)
class Report:
    """The referee's judgement of a whole plan.

    Parameters
    ----------
    violations
        In the order of the stages and, within them, of the rules.
    costs
        Of soft rules that are not fully kept.
    levels
        For each stage that was judged, the values of its objective's levels in their order.
    absent
        Stages that the plan does not have.
    holes
        What the plan itself says could not be done; listed, not judged.
    """

    violations: tuple[Violation, ...] = ()
    costs: tuple[Cost, ...] = ()
    levels: dict[Stage, tuple[LevelValue, ...]] = field(default_factory=dict)
    absent: tuple[Stage, ...] = ()
    holes: tuple[Hole, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations

    def of(self, key: str) -> tuple[Violation, ...]:
        """Violations of one rule."""
        return tuple(one for one in self.violations if one.key == key)

    def units(self, key: str) -> int:
        """Units that a soft rule costs, whatever the strengths."""
        return sum(cost.units for cost in self.costs if cost.key == key)


def verdict(found: Iterable[tuple[str, int, Finding]]) -> Verdict:
    """Sort findings, each with its rule's key and strength, into violations and costs."""
    violations: list[Violation] = []
    soft: dict[tuple[str, int], list[Finding]] = {}
    for key, strength, finding in found:
        weight = strength if finding.strength is None else finding.strength
        if weight == HARD:
            violations.append(Violation(key, finding.text, finding.ids))
        elif weight > 0:
            soft.setdefault((key, weight), []).append(finding)
    costs = tuple(
        Cost(key, sum(one.units for one in ones), weight, tuple(one.text for one in ones))
        for (key, weight), ones in soft.items()
    )
    return Verdict(tuple(violations), costs)
