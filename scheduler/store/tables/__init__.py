"""All tables, a module for each family."""

from __future__ import annotations

from scheduler.store.tables import jobs, people, places, trail

__all__ = ["jobs", "people", "places", "trail"]
