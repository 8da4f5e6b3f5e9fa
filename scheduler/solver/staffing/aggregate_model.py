"""The counting model: how many are released of each type, how many sections run, who could own.

    flow[t, d]      units of demand d owned by posts of type t
    released[t]     posts of type t that are released
    step[l, j]      1 where lever l stands at its (j+1)-th option or higher; step[l, j] falls in j

    sum over t of flow[t, d]           = units of d that run                   for each demand
    sum over d of load[d, s]·flow[t, d] <= most[t, s]·(posts[t] - released[t])  and >= least alike
    sum over t of released[t]          = k

minimise largest excess over target, then all growth.  Both are convex in the levers, so that the
steps come out whole nearly by themselves; in one sum the first weighs more than all of the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.domain.plan import Status
from scheduler.solver.engine import Found, Run
from scheduler.solver.rule import Expr, Literal
from scheduler.solver.staffing.aggregate import Aggregate, Strand

_LEVEL = "largest_excess"


@dataclass(frozen=True)
class AggregateAnswer:
    """What counting came to.

    Parameters
    ----------
    status
        Infeasible is proven for the school, too.  Feasible: found, but not proven best.
    positions
        Option of each lever.
    released
        Posts released of each type.
    flow
        Units of each demand (second) that posts of each type (first) own, where not 0.
    largest_excess, growth
        Where optimal, no staffing of the school has less.
    """

    status: Status
    positions: tuple[int, ...] = ()
    released: tuple[int, ...] = ()
    flow: dict[tuple[int, int], int] | None = None
    largest_excess: int = 0
    growth: int = 0


def solve_aggregate(
    run: Run, aggregate: Aggregate, k: int | None, continuity: bool = False
) -> AggregateAnswer:
    """Find the best class sizes with k teachers released, as far as counting can tell.

    Parameters
    ----------
    k
        None: as many as is best.
    continuity
        Whether, at these class sizes, types shall also own what their posts taught last year.
    """
    if not all(aggregate.options) or not aggregate.can_release_named:
        return AggregateAnswer(Status.INFEASIBLE)
    model = AggregateModel(aggregate)
    model.release(k)
    largest, growth = model.class_sizes()
    model.model.minimize(largest * (aggregate.sizes.most_growth + 1) + growth)
    found = run.search(model.model, _LEVEL, quick=True)
    if not found.status.has_answer:
        return AggregateAnswer(found.status)
    status = found.status
    if continuity:
        model.model.add(largest <= found.value(largest))
        model.model.add(growth - found.value(growth) <= 0)
        model.model.minimize(model.lost_courses())
        again = run.search(model.model, _LEVEL, quick=True)
        found = again if again.status.has_answer else found
    return AggregateAnswer(
        status,
        model.positions(found),
        tuple(found.value(one) for one in model.released_vars),
        {key: units for key, one in model.flow_vars.items() if (units := found.value(one))},
        found.value(largest),
        found.value(growth),
    )


class AggregateModel:
    """Variables and constraints of the counting model."""

    def __init__(self, aggregate: Aggregate) -> None:
        self.aggregate = aggregate
        self.model = cp_model.CpModel()
        # step_vars[lever][j]: the lever stands at allowed option j + 1 or higher.
        self.step_vars = [self._steps(index) for index in range(len(aggregate.options))]
        self.released_vars: list[Expr] = [
            self.model.new_int_var(one.named, one.releasable, "") if one.releasable else 0
            for one in aggregate.types
        ]
        self.flow_vars: dict[tuple[int, int], cp_model.IntVar] = {}
        for demand in range(len(aggregate.demands)):
            self._served(demand)
        for index in range(len(aggregate.types)):
            self._loads(index)

    def _steps(self, lever: int) -> list[Literal]:
        steps: list[Literal] = [
            self.model.new_bool_var("") for _ in self.aggregate.options[lever][1:]
        ]
        for lower, upper in pairwise(steps):
            self.model.add_implication(upper, lower)
        return steps

    def by_option(self, lever: int, table: list[int] | tuple[int, ...]) -> Expr:
        """Look up in a table what the option of a lever means."""
        values = [table[position] for position in self.aggregate.options[lever]]
        steps = [after - before for before, after in pairwise(values)]
        if not any(steps):
            return values[0]
        return cp_model.LinearExpr.weighted_sum(self.step_vars[lever], steps) + values[0]

    def running(self, strand: Strand) -> Expr:
        """How many units of a strand run."""
        if strand.lever is None or not strand.running:
            return strand.running[0] if strand.running else 0
        return self.by_option(strand.lever, strand.running)

    def _served(self, index: int) -> None:
        """All units that run are owned."""
        demand = self.aggregate.demands[index]
        strands = [self.aggregate.strands[one] for one in demand.strands]
        most = sum(max(one.running, default=0) for one in strands)
        flow = []
        for number, one in enumerate(self.aggregate.types):
            if index in one.demands:
                self.flow_vars[number, index] = self.model.new_int_var(0, most, "")
                flow.append(self.flow_vars[number, index])
                if not any(demand.loads):
                    left = len(one.posts) - self.released_vars[number]
                    self.model.add(self.flow_vars[number, index] <= most * left)
        running = sum((self.running(one) for one in strands), start=self.missing(index))
        self.model.add(cp_model.LinearExpr.sum(flow) == running)

    def missing(self, demand: int) -> Expr:
        """Units that nobody owns, taken off what runs: none here."""
        return 0

    def _loads(self, index: int) -> None:
        """Posts that are not released have loads between least and most."""
        one = self.aggregate.types[index]
        left = len(one.posts) - self.released_vars[index]
        for segment, (least, most) in enumerate(zip(one.least, one.most, strict=True)):
            flow, loads = [], []
            for demand in one.demands:
                if load := self.aggregate.demands[demand].loads[segment]:
                    flow.append(self.flow_vars[index, demand])
                    loads.append(load)
            taught: Expr = cp_model.LinearExpr.weighted_sum(flow, loads) if flow else 0
            if flow or most < 0:
                self.model.add(taught - most * left <= 0)
            if least > 0:
                self.model.add(taught - least * left >= 0)

    def release(self, k: int | None) -> None:
        """Release k posts."""
        if k is not None:
            # Where nobody may be released the sum is the number 0.
            total = sum(self.released_vars)
            if isinstance(total, int):
                if total != k:
                    self.model.add_bool_or([])
            else:
                self.model.add(total == k)

    def class_sizes(self) -> tuple[Expr, Expr]:
        """Make the largest excess over target, and the sum of all."""
        sizes = self.aggregate.sizes
        largest = self.model.new_int_var(sizes.base_excess, 100_000, "largest")
        growth: Expr = sizes.base_growth
        for lever, table in enumerate(sizes.growth):
            growth = growth + self.by_option(lever, table)
            above = self.by_option(lever, sizes.excess[lever])
            self.model.add(largest >= above)
        for section in sizes.tangled:
            pupils = section.fixed_pupils + sum(
                self.by_option(lever, table) for lever, table in section.pupils
            )
            above_var = self.model.new_int_var(0, max(0, section.most_pupils), "")
            self.model.add(above_var >= pupils - section.target)
            self.model.add(largest >= above_var)
            growth = growth + above_var
        return largest, growth

    def lost_courses(self) -> Expr:
        """Estimate pairs of last year that break: a type's known courses less the units it owns.

        Each released post takes its part of the known courses along.
        """
        known: dict[tuple[int, int], list[int]] = {}
        for index, one in enumerate(self.aggregate.types):
            for demand in one.demands:
                courses = [self.aggregate.known_courses.get((p, demand), 0) for p in one.posts]
                if any(courses):
                    known[index, demand] = courses
        lost = []
        for (index, demand), courses in known.items():
            lost_var = self.model.new_int_var(0, sum(courses), "")
            gone = self.released_vars[index] * -(-sum(courses) // len(courses))
            owned = self.flow_vars[index, demand]
            self.model.add(lost_var + owned + gone >= sum(courses))
            lost.append(lost_var)
        return cp_model.LinearExpr.sum(lost)

    def positions(self, found: Found) -> tuple[int, ...]:
        """Read the option of each lever."""
        return tuple(
            allowed[sum(found.is_true(step) for step in steps)]
            for allowed, steps in zip(self.aggregate.options, self.step_vars, strict=True)
        )
