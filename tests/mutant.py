"""A pytest plugin that drops one rule, so that `make mutants` sees which test misses it.

Only `benchmarks/mutants.py` loads it (`pytest -p tests.mutant`); the product knows nothing of it.
A dropped rule stays in its list, under its key: it says nothing and forbids nothing any more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.domain.referee import calendar_bookings, staffing, week
from scheduler.domain.referee.rulebook import RuleBook
from scheduler.solver.calendar import pd_rules
from scheduler.solver.rule import Rule
from scheduler.solver.staffing import model as staffing_model
from scheduler.solver.timetable import model as timetable_model
from scheduler.solver.timetable import solve

DROPPED = "DROPPED_RULE"
"""The variable that names what to drop: "referee:T9", "solver:T9", "solver:C5 together"."""

BOOKS: tuple[RuleBook[Any], ...] = (staffing.BOOK, week.BOOK, calendar_bookings.BOOK)

SOLVER: dict[str, Rule[Any, Any]] = {
    **{one.key: one for one in (*staffing_model.RULES, *timetable_model.RULES)},
    **{f"{one.key} {one.build.__name__}": one for one in pd_rules.RULES},
}
"""All units of the solver by name: the key, with the function's name where keys repeat."""

STRUCTURAL = staffing_model.STRUCTURAL | timetable_model.STRUCTURAL
"""Rules that no unit of a solver holds, because its variables cannot break them."""


def referee_units() -> dict[str, RuleBook[Any]]:
    """All checks of the referee by key, each with its book."""
    return {key: book for book in BOOKS for key in book.keys}


def drop(named: str) -> None:
    """Drop the named rule from the solver or the referee, for the rest of this process."""
    side, _, unit = named.partition(":")
    if side == "solver":
        # Frozen for everybody else.
        object.__setattr__(SOLVER[unit], "build", lambda problem, variables: ())
        # A start found without the model keeps the rule, and would hide that the model does not.
        solve.find_start = lambda run, problem, level: None
    elif side == "referee":
        referee_units()[unit]._checks[unit] = _no_findings
    else:
        raise pytest.UsageError(f'{DROPPED} is "{named}"; it starts with "solver:" or "referee:".')


def _no_findings(facts: object) -> Iterator[Any]:
    yield from ()


def pytest_configure(config: pytest.Config) -> None:
    """Drop the rule before any test is collected."""
    if named := os.environ.get(DROPPED):
        drop(named)
