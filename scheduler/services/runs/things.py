"""The reasons and fixes of a run as people read them, with the rows that would mend the former."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.roles import Viewer
from scheduler.services.plans.words import class_name, plain_reason
from scheduler.services.runs.show import run
from scheduler.store import reading, snapshots

__all__ = ["Thing", "Told", "in_words", "told"]


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


@dataclass(frozen=True)
class Told:
    """
    What a run says of a school, without the ids that the referee adds to names.

    Parameters
    ----------
    reasons
        Each sentence with the things that it names. Requests are none of them: these are their
        teachers'.
    fixes
        Sentences, in the order of the fixes.
    """

    reasons: tuple[tuple[str, tuple[Thing, ...]], ...] = ()
    fixes: tuple[str, ...] = ()


def in_words(viewer: Viewer, id: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return sentences of a run as they are said to people who know everybody by name."""
    found = run(viewer, id)
    if found.snapshot is None:
        return tuple(texts)
    with reading() as session:
        school = snapshots.school_of(session, found.snapshot)
    return tuple(plain_reason(school, one) for one in texts)


def told(viewer: Viewer, id: str) -> Told:
    """Return the reasons and fixes of a run in words."""
    found = run(viewer, id)
    result = found.result or {}
    reasons, fixes = result.get("reasons") or [], result.get("fixes") or []
    if found.snapshot is None or not (reasons or fixes):
        return Told(tuple((one["text"], ()) for one in reasons), tuple(f["text"] for f in fixes))
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
    return Told(
        tuple(
            (
                plain_reason(school, one["text"]),
                tuple(known[id] for id in dict.fromkeys(one["ids"]) if id in known),
            )
            for one in reasons
        ),
        tuple(plain_reason(school, one["text"]) for one in fixes),
    )
