"""Smallest sets of rule instances that cannot all hold, by one guard literal for each.

An *instance* is one rule for one person, class, room or entry: "Ms. Rivera has her planning
time".  Its constraints hold only where its guard does, so that one model serves every question of
the form "and without these?".  There is no objective, one worker and no presolve: with any of them
the solver's own sets of guards are far too large, or wrong.  What comes out is confirmed by
solving again without guards.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ortools.sat.python import cp_model

from scheduler.domain.plan import Status
from scheduler.solver.engine import Run
from scheduler.solver.outcome import Reason
from scheduler.solver.rule import Literal


class Guardable(Protocol):
    """Variables of a model.

    Attributes
    ----------
    defined
        Positions of constraints that only define a variable that several rules share; they hold
        in any case, and alone forbid nothing.
    """

    model: cp_model.CpModel
    defined: set[int]


V = TypeVar("V", bound=Guardable)

_GUARDED_S = 0.5


@dataclass(frozen=True)
class Instance(Generic[V]):
    """One rule for one thing.

    Parameters
    ----------
    why
        Its key, what it is about, and how "these cannot all hold" goes on, without a full stop.
    add
        Adds its constraints.
    """

    why: Reason
    add: Callable[[V], None]


@dataclass(frozen=True)
class Conflict:
    """Instances that cannot all hold.

    Parameters
    ----------
    parts
        The instances; none of them is to spare where `is_minimal`.
    is_minimal
        Whether that was shown: the set is impossible, and possible without any one of them.
    """

    parts: tuple[Reason, ...]
    is_minimal: bool


class GuardedModel(Generic[V]):
    """A model whose instances can be switched off.

    Parameters
    ----------
    make
        Makes the variables, with the constraints that always hold.
    """

    def __init__(
        self, run: Run, make: Callable[[], V], instances: Sequence[Instance[V]], limit_s: float
    ) -> None:
        self._run = run
        self._make = make
        self._instances = list(instances)
        self._end = time.monotonic() + limit_s
        self._variables = make()
        model = self._variables.model
        self._guards: list[Literal] = [model.new_bool_var("guard") for _ in instances]
        for guard, instance in zip(self._guards, instances, strict=True):
            first = len(model.proto.constraints)
            instance.add(self._variables)
            for position in range(first, len(model.proto.constraints)):
                if position not in self._variables.defined:
                    model.proto.constraints[position].enforcement_literal.append(guard.index)

    def conflict(self) -> Conflict | None:
        """Find a smallest set of instances that cannot all hold; None where none was shown."""
        status, kept = self._judge(range(len(self._instances)))
        if status is not Status.INFEASIBLE:
            return None
        sure = True
        for one in sorted(kept):
            if one not in kept:
                continue
            status, core = self._judge([other for other in kept if other != one])
            if status is Status.INFEASIBLE:
                kept = core
            elif not status.has_answer:
                sure = False
        chosen = [self._instances[one] for one in sorted(kept)]
        return Conflict(tuple(one.why for one in chosen), sure and self._is_confirmed(chosen))

    def _judge(self, kept: Sequence[int] | range) -> tuple[Status, list[int]]:
        """Search with these instances alone; where that is impossible, which of them suffice."""
        model = self._variables.model
        model.clear_assumptions()
        by_index = {self._guards[one].index: one for one in kept}
        model.add_assumptions([self._guards[one] for one in kept])
        found = self._run.search(model, "explain", min(_GUARDED_S, self._left), explain=True)
        if found.status is Status.UNKNOWN:
            # Some counts are seen only by presolve, which knows no guards.
            return self._plainly([self._instances[one] for one in kept]), list(kept)
        if found.status is not Status.INFEASIBLE:
            return found.status, list(kept)
        # An empty core would say that the model is impossible without any instance.
        return found.status, sorted(by_index[one] for one in found.core)

    def _is_confirmed(self, chosen: Sequence[Instance[V]]) -> bool:
        """Solve again without guards: all of them, and all but each one."""
        if self._plainly(chosen) is not Status.INFEASIBLE:
            return False
        return all(
            self._plainly([other for other in chosen if other is not one]).has_answer
            for one in chosen
        )

    def _plainly(self, chosen: Sequence[Instance[V]]) -> Status:
        variables = self._make()
        for one in chosen:
            one.add(variables)
        return self._run.search(variables.model, "explain", self._left, quick=True).status

    @property
    def _left(self) -> float:
        return max(0.0, self._end - time.monotonic())
