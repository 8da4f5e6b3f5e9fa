"""Build: what a new school gets that OneRoster has no place for; the report says what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.domain.defaults import default_limits, default_policy
from scheduler.formats.difference import IncomingRow, IncomingTable
from scheduler.formats.oneroster.content import Content
from scheduler.formats.oneroster.defaults import default_bell
from scheduler.formats.oneroster.scope import Choices, Scope
from scheduler.formats.report import ImportReport

__all__ = ["new_school"]

_WHOLE = ("orgs", "users", "classes")


def new_school(
    content: Content, scope: Scope, choices: Choices, report: ImportReport
) -> tuple[dict[str, IncomingTable], dict[str, Any]]:
    """Return the lists and the values of a new school that OneRoster has no place for."""
    for file in _WHOLE:
        if not content.is_whole(file):
            report.error(
                report.source, f"A new school needs {file}.csv as a bulk file; there is none."
            )
    if scope.year is None:
        report.error(report.source, "A new school needs a school year with its dates.")
    for sentence in _defaults(scope, choices):
        report.warn(report.source, sentence)
    bell = default_bell(scope.kind)
    limits = (
        IncomingRow(one.id, {"kind": one.kind, "value": one.value})
        for one in default_limits(scope.kind)
    )
    lists = {
        "bells": IncomingTable((IncomingRow(bell.id, {"name": bell.name, "tracks": bell.tracks}),)),
        "limits": IncomingTable(tuple(limits)),
    }
    values = {"id": scope.org.id, "kind": scope.kind, "policy": default_policy(scope.kind)}
    return lists, values


def _defaults(scope: Scope, choices: Choices) -> Iterator[str]:
    """Say what was taken for granted."""
    yield f"It is taken for a {scope.kind} school; say another kind where that is wrong."
    yield "There are no bell times in OneRoster; the bell is a common one of such schools."
    yield (
        f"The time zone is {choices.timezone}, the cycle is Monday to Friday, and there are no "
        "holidays yet."
    )
    yield "Every new course meets one period a day; OneRoster does not say how often."
    yield (
        "What teachers are certified for is taken from the classes they have, and their most load "
        "from the kind of school."
    )
