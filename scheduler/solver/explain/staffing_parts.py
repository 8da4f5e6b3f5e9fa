"""The rules of staffing, taken apart: one instance for each course, person and homeroom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.engine import Run
from scheduler.solver.explain.guards import Conflict, GuardedModel, Instance
from scheduler.solver.outcome import Reason, counted
from scheduler.solver.rule import Literal, is_hard
from scheduler.solver.staffing.model import RULES
from scheduler.solver.staffing.variables import StaffingVariables

_BUILD = {rule.key: rule.build for rule in RULES}


class GuardableStaffing(StaffingVariables):
    """Variables in which the levers stand somewhere, and no other rule (S1, S7)."""

    def __init__(self, problem: StaffingProblem) -> None:
        self.defined: set[int] = set()
        super().__init__(problem)
        for _ in _BUILD["S1"](problem, self):
            pass

    def owns_any(self, post: int, bundles: Iterable[int]) -> Literal:
        """As in the model; the definition is shared by all instances."""
        first = len(self.model.proto.constraints)
        found = super().owns_any(post, bundles)
        self.defined.update(range(first, len(self.model.proto.constraints)))
        return found


_Part = Instance[GuardableStaffing]


def staffing_conflict(run: Run, problem: StaffingProblem, limit_s: float) -> Conflict | None:
    """Find a smallest set of rules, thing by thing, that cannot all hold."""

    def make() -> GuardableStaffing:
        return GuardableStaffing(problem)

    return GuardedModel(run, make, staffing_parts(problem), limit_s).conflict()


def staffing_parts(problem: StaffingProblem) -> list[_Part]:
    """Take the hard rules of a problem apart."""
    return [*_owners(problem), *_release(problem), *_people(problem), *_alike(problem)]


def _part(key: str, says: str, ids: Iterable[str], problem: StaffingProblem, **parts: Any) -> _Part:
    return Instance(Reason(key, says, tuple(ids)), partial(_add, key, problem, parts))


def _add(
    key: str, problem: StaffingProblem, parts: dict[str, Any], variables: GuardableStaffing
) -> None:
    for _ in _BUILD[key](replace(problem, **parts), variables):
        pass  # what is soft costs, and forbids nothing


def _owners(problem: StaffingProblem) -> Iterator[_Part]:
    of_course: dict[str, list[int]] = defaultdict(list)
    for index, bundle in enumerate(problem.bundles):
        of_course[bundle.course].append(index)
    for course, bundles in of_course.items():
        name = problem.school.course[course].name
        says = f"every class of {name} has a teacher who may teach it"
        yield Instance(Reason("S2", says, (course,)), partial(_add_owners, problem, bundles))


def _add_owners(problem: StaffingProblem, bundles: list[int], variables: GuardableStaffing) -> None:
    for index in bundles:
        bundle = problem.bundles[index]
        owned = [variables.owned_vars[index, post] for post in bundle.candidates if bundle.running]
        variables.model.add(cp_model.LinearExpr.sum(owned) == variables.running(bundle))


def _release(problem: StaffingProblem) -> Iterator[_Part]:
    if problem.k is not None:
        says = f"{problem.k} teachers are released"
        yield _part("S6", says, (), problem, named=frozenset())
    for person in sorted(problem.named):
        says = f"{problem.school.person[person].name} is released"
        yield _part("S6", says, (person,), problem, named=frozenset({person}), k=None)
    if problem.k or problem.named:
        yield _part("S5", "released teachers own no class", (), problem)


def _people(problem: StaffingProblem) -> Iterator[_Part]:
    for one in problem.teachers:
        name = problem.school.person[one.id].name
        if one.most or one.least:
            least = f"at least {one.least} and " if one.least else ""
            says = f"{name} teaches {least}at most {counted(one.most, 'period')}"
            yield _part("S3", says, (one.id,), problem, teachers=(one,))
        if is_hard(problem.strengths["S4a"]) and one.most_preps is not None and one.most:
            says = f"{name} prepares at most {counted(one.most_preps, 'course')}"
            yield _part("S4a", says, (one.id,), problem, teachers=(one,))


def _alike(problem: StaffingProblem) -> Iterator[_Part]:
    if is_hard(problem.strengths["S4b"]) and problem.most_pupils_a_day is not None:
        says = f"nobody meets more than {problem.most_pupils_a_day} pupils a day"
        yield _part("S4b", says, (), problem)
    if is_hard(problem.strengths["S8"]):
        for group, bundles in problem.homerooms:
            name = problem.school.group[group].name
            says = f"homeroom {name} has its core classes with one teacher"
            yield _part("S8", says, (group,), problem, homerooms=((group, bundles),))
    if is_hard(problem.strengths["S9"]):
        for team in problem.shared:
            name = next(one.name for one in problem.school.teams if one.id == team.team)
            says = f"the teachers of {name} share the same groups"
            yield _part("S9", says, (team.team,), problem, shared=(team,))
