"""All tables, a module for each family."""

from __future__ import annotations

from scheduler.store.tables import (
    absences,
    coaching,
    editing,
    figures,
    jobs,
    messages,
    people,
    places,
    plans,
    programs,
    records,
    school,
    trail,
)

__all__ = [
    "absences",
    "coaching",
    "editing",
    "figures",
    "jobs",
    "messages",
    "people",
    "places",
    "plans",
    "programs",
    "records",
    "school",
    "trail",
]
