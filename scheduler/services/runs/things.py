"""What the reasons of a run are about: the rows of the school that would mend them."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.roles import Viewer
from scheduler.services.plans.words import class_name
from scheduler.services.runs.show import run
from scheduler.store import reading, snapshots

__all__ = ["Thing", "things_of"]


@dataclass(frozen=True)
class Thing:
    """
    A row of the school.

    Parameters
    ----------
    table
        The list in which it stands.
    name
        What people call it.
    """

    table: str
    id: str
    name: str


def things_of(viewer: Viewer, id: str) -> tuple[tuple[Thing, ...], ...]:
    """
    Return for each reason of a run the things that it names.

    Requests are none of them: these are their teachers'.
    """
    found = run(viewer, id)
    reasons = (found.result or {}).get("reasons") or []
    if found.snapshot is None or not reasons:
        return tuple(() for _ in reasons)
    with reading() as session:
        school = snapshots.school_of(session, found.snapshot)
    known = {
        row.id: Thing(
            table,
            row.id,
            class_name(school, row.id) if table == "sections" else getattr(row, "name", row.id),
        )
        for table in NAMED_LISTS
        if table != "requests"
        for row in getattr(school, table)
    }
    return tuple(
        tuple(known[one] for one in dict.fromkeys(reason["ids"]) if one in known)
        for reason in reasons
    )
