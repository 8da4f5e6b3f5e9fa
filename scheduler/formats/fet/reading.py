"""Read a file up to its draft: lists, classes and constraints, before a school is made of them."""

from __future__ import annotations

from scheduler.formats.fet import limits, space, times  # noqa: F401  they register the readers
from scheduler.formats.fet.classes import Classes
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.parse import parse
from scheduler.formats.fet.registry import read_constraints
from scheduler.formats.fet.sets import StudentsTree
from scheduler.formats.fet.tree import Element
from scheduler.formats.report import ImportReport, stop_at_errors

__all__ = ["draft_of"]


def draft_of(root: Element, where: str, hold_all_locks: bool = False) -> Draft:
    """
    Read everything that a file says.

    Parameters
    ----------
    where
        Name of the file in sentences.
    hold_all_locks
        Whether what FET itself locked after a run counts as the user's lock.

    Raises
    ------
    InputError
        With all that is wrong in its lists; what is wrong in its constraints is in the report.
    """
    report = ImportReport(where)
    file = parse(root, report)
    stop_at_errors(report)
    draft = Draft(
        file=file,
        tree=StudentsTree(file.sets),
        classes=Classes(file.activities),
        report=report,
        hold_all_locks=hold_all_locks,
    )
    read_constraints(draft)
    return draft
