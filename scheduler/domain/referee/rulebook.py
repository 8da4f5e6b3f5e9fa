"""The checks of one stage: a function for each rule, registered under the rule's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from scheduler.domain import rules
from scheduler.domain.referee.report import Finding, Verdict, verdict
from scheduler.domain.school import School

F = TypeVar("F")
Check = Callable[[F], Iterator[Finding]]


class RuleBook(Generic[F]):
    """Ordered checks that all read the same facts of type F.

    A check is a generator of findings.  It says what it finds whatever the strength; the book
    knows the strengths, and does not call a check that the school has switched off.
    """

    def __init__(self) -> None:
        self._checks: dict[str, Check[F]] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the rules that have a check here."""
        return tuple(self._checks)

    def check(self, key: str) -> Check[F]:
        """Return the check of one rule."""
        return self._checks[key]

    def rule(self, key: str) -> Callable[[Check[F]], Check[F]]:
        """Register the decorated function as the one check of a rule.

        Raises
        ------
        ValueError
            If the rule is unknown or has a check already.
        """
        if key not in rules.BY_KEY or key in self._checks:
            raise ValueError(f'"{key}" is no rule, or has its check already.')

        def register(check: Check[F]) -> Check[F]:
            self._checks[key] = check
            return check

        return register

    def judge(self, school: School, facts: F) -> Verdict:
        """Apply every check, in the order of the registry of rules."""
        return verdict(
            (key, strength, finding)
            for key in rules.BY_KEY
            if key in self._checks and (strength := rules.strength(school, key))
            for finding in self._checks[key](facts)
        )
