"""The same school under other names: what is found must not hang on how things are called."""

from __future__ import annotations

import dataclasses

from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.rewriting import Rewriting
from scheduler.domain.school import School

# Time keeps its names (cycle days, bells, tracks, terms, segments): rules speak of their order.
_RENAMED = tuple(name for name in NAMED_LISTS if name != "bells")


def renamed(school: School) -> School:
    """Give the school, and everything in it that has an id, another id and another name.

    Returns
    -------
    School
        Alike but for its names: the same schedules are possible, for the same reasons.
    """
    ids = {
        table: {item.id: f"{table[:2]}{number:04d}" for number, item in enumerate(items, start=1)}
        for table in _RENAMED
        if (items := getattr(school, table))
    }
    names = {
        table: {old: f"Name of {new}" for old, new in table_ids.items()}
        for table, table_ids in ids.items()
    }
    other = Rewriting(ids, names).of(school)
    return dataclasses.replace(other, id="renamed", name="Renamed school")
