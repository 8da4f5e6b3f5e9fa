"""Variables of a timetable whose rules can be switched off one thing at a time.

The builders of the model are asked to build a rule of a problem that holds but one thing; so what
is explained is what is solved.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.solver.explain.guards import Instance
from scheduler.solver.outcome import Reason
from scheduler.solver.rule import Literal
from scheduler.solver.timetable.model import RULES
from scheduler.solver.timetable.variables import TimetableVariables

_BUILD = {rule.key: rule.build for rule in RULES}


class GuardableTimetable(TimetableVariables):
    """Variables without any rule in them but that every section has its meetings (T5a)."""

    def __init__(self, problem: TimetableProblem) -> None:
        self.defined: set[int] = set()
        # A strength of 1 keeps alike sections, and the days of a section, apart.
        apart = replace(problem, strengths={**problem.strengths, "T5b": 1, "T5d": 1})
        super().__init__(apart, exact_rooms=False)
        self.problem = problem

    def any(self, literals: Iterable[Literal]) -> Literal:
        """As in the model; the definition is shared by all instances."""
        first = len(self.model.proto.constraints)
        found = super().any(literals)
        self.defined.update(range(first, len(self.model.proto.constraints)))
        return found

    def forget_rows(self) -> None:
        """Let the next instance add rows that another one has, too."""
        self._rows.clear()


Part = Instance[GuardableTimetable]


def part(key: str, says: str, ids: Iterable[str], problem: TimetableProblem, **parts: Any) -> Part:
    """Make the instance that a rule's builder adds for a part of the problem."""
    return instance(key, says, ids, partial(add_for, key, problem, parts))


def instance(
    key: str, says: str, ids: Iterable[str], add: Callable[[GuardableTimetable], None]
) -> Part:
    """Make an instance with constraints of its own."""
    return Instance(Reason(key, says, tuple(dict.fromkeys(ids))), add)


def add_for(
    key: str, problem: TimetableProblem, parts: dict[str, Any], variables: GuardableTimetable
) -> None:
    """Build a rule for a part of the problem; `school_…` parts are lists of the school."""
    lists = {name[7:]: value for name, value in parts.items() if name.startswith("school_")}
    rest = {name: value for name, value in parts.items() if not name.startswith("school_")}
    if lists:
        rest["school"] = with_lists(problem.school, **lists)
    variables.forget_rows()
    for _ in _BUILD[key](replace(problem, **rest), variables):
        pass  # what is soft costs, and forbids nothing


def with_lists(school: School, **lists: Any) -> School:
    """Copy a school with other lists, unchecked: parts of what has been checked."""
    other = copy.copy(school)
    other.__dict__.update(lists)
    return other
