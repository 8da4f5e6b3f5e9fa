"""All tables, a module for each family."""

from __future__ import annotations

from scheduler.store.tables import (
    coaching,
    editing,
    figures,
    jobs,
    messages,
    people,
    places,
    plans,
    records,
    school,
    trail,
)

__all__ = [
    "coaching",
    "editing",
    "figures",
    "jobs",
    "messages",
    "people",
    "places",
    "plans",
    "records",
    "school",
    "trail",
]
