"""One number of released teachers: counted, dealt and, where that does not do, searched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.plan import Level, Status
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.staffing import StaffingAnswer
from scheduler.solver.engine import Found, Goal, Run
from scheduler.solver.outcome import Reason
from scheduler.solver.staffing.aggregate import Aggregate
from scheduler.solver.staffing.aggregate_model import AggregateAnswer, solve_aggregate
from scheduler.solver.staffing.answer import fix_dealt, read, read_dealt, suggest_dealt
from scheduler.solver.staffing.counting import count
from scheduler.solver.staffing.elastic import elastic_shortage
from scheduler.solver.staffing.keeping import keeps_rules
from scheduler.solver.staffing.model import build
from scheduler.solver.staffing.objective import goals
from scheduler.solver.staffing.reasons import clashing_rules
from scheduler.solver.staffing.variables import StaffingVariables
from scheduler.solver.staffing.witness import Dealt, deal

CLASS_SIZES = ("rules", "largest_excess", "growth")
"""Levels of the objective that the frontier proves; preps and balance are left to the plan."""

_REPAIR_S = 5.0


@dataclass(frozen=True)
class FrontierPoint:
    """What releasing k teachers comes to.

    Parameters
    ----------
    status
        Optimal: there is a staffing and its class sizes are proven best.  Infeasible: proven.
    answer
        A staffing with these class sizes.
    levels
        Soft rules, largest class above target, all growth.
    reasons
        Why k is infeasible.
    """

    k: int
    status: Status
    answer: StaffingAnswer | None = None
    levels: tuple[Level, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether the class sizes, or that there is no staffing, are proven."""
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)

    def level(self, key: str) -> float:
        """Value of a level."""
        return next(one.value for one in self.levels if one.key == key)


def with_release(problem: StaffingProblem, k: int) -> StaffingProblem:
    """Choose how many are released: among the named while they are enough, then others, too."""
    if k >= len(problem.named):
        return replace(problem, k=k)
    teachers = tuple(
        replace(one, releasable=one.releasable and one.id in problem.named)
        for one in problem.teachers
    )
    return replace(problem, k=k, named=frozenset(), teachers=teachers)


class Choice:
    """A staffing problem with k chosen.

    Parameters
    ----------
    continuity
        Whether the dealt staffing shall also look at last year: it costs some time.
    """

    def __init__(self, run: Run, problem: StaffingProblem, continuity: bool = False) -> None:
        self.problem = problem
        self._run = run
        self._continuity = continuity

    @cached_property
    def aggregate(self) -> Aggregate:
        """The problem with alike teachers and sections put together."""
        return Aggregate(self.problem)

    @cached_property
    def counted(self) -> AggregateAnswer:
        """Class sizes that cannot be beaten."""
        return solve_aggregate(self._run, self.aggregate, self.problem.k, self._continuity)

    @cached_property
    def dealt(self) -> Dealt | None:
        """A staffing with these class sizes that keeps all rules, where dealing finds it."""
        if not self.counted.status.has_answer:
            return None
        dealt = deal(self.aggregate, self.counted)
        if dealt is not None and keeps_rules(self.problem, dealt):
            return dealt
        return Choice(self._run, self.problem).dealt if self._continuity else None

    @property
    def sizes(self) -> tuple[Level, ...]:
        """Levels that counting gives to a staffing that has its class sizes and breaks no rule."""
        proven = self.counted.status is Status.OPTIMAL
        values = (0, self.counted.largest_excess, self.counted.growth)
        return tuple(
            Level(key=key, value=value, bound=value if proven else 0)
            for key, value in zip(CLASS_SIZES, values, strict=True)
        )

    def point(self) -> FrontierPoint:
        """Find the best class sizes, and a staffing that has them; or the reasons."""
        k, status = self.problem.k or 0, self.counted.status
        if status is Status.INFEASIBLE:
            return FrontierPoint(k, status, reasons=self.reasons())
        if not status.has_answer:
            return FrontierPoint(k, status)
        if self.dealt is not None:
            return FrontierPoint(k, status, read_dealt(self.problem, self.dealt), self.sizes)
        found = self.start()
        if found is None:
            return self._searched(k)
        answer = read(StaffingVariables(self.problem), found, None)
        return FrontierPoint(k, status, answer, self.sizes)

    def reasons(self) -> tuple[Reason, ...]:
        """Say why k is impossible: by counts, else by what is missing and by rules that clash."""
        counted = count(self.problem, self.aggregate)
        if counted:
            return counted
        missing = elastic_shortage(self._run, self.problem)
        return (*missing, *clashing_rules(self._run, self.problem))

    def is_short_of_classes(self) -> bool:
        """Whether there are too few classes for the least loads, not too few teachers."""
        if not any(one.least for one in self.problem.teachers):
            return False
        teachers = tuple(replace(one, least=0) for one in self.problem.teachers)
        relaxed = Choice(self._run, replace(self.problem, teachers=teachers))
        return relaxed.point().status.has_answer

    def model(self) -> tuple[StaffingVariables, list[Goal]]:
        """Build the full model; made twice it has the same variables in the same order."""
        variables, penalties = build(self.problem)
        return variables, goals(self.problem, variables, penalties)

    def start(self) -> Found | None:
        """Find a staffing with the counted class sizes that breaks no rule, in full.

        Its values are those of the variables of `model`.
        """
        if not self.counted.status.has_answer:
            return None
        variables, (rules, *_) = self.model()
        if self.dealt is not None:
            fix_dealt(variables, self.dealt)
            found = self._run.search(variables.model, "start", _REPAIR_S, quick=True)
            return found if found.status.has_answer else None
        for options, position in zip(variables.option_vars, self.counted.positions, strict=True):
            variables.model.add(options[position] == 1)
        if not isinstance(rules.expression, int):
            variables.model.add(rules.expression <= 0)
        dealt = deal(self.aggregate, self.counted)
        if dealt is not None:
            suggest_dealt(variables, dealt)
        found = self._run.search(variables.model, "start", _REPAIR_S)
        return found if found.status.has_answer else None

    def _searched(self, k: int) -> FrontierPoint:
        """Ask the full model for the best class sizes."""
        variables, wanted = self.model()
        wanted = [one for one in wanted if one.key in CLASS_SIZES]
        solved = self._run.lexicographic(variables.model, wanted)
        if solved.best is not None:
            answer = read(variables, solved.best, None)
            return FrontierPoint(k, solved.status, answer, solved.levels)
        reasons = self.reasons() if solved.status is Status.INFEASIBLE else ()
        return FrontierPoint(k, solved.status, reasons=reasons)
