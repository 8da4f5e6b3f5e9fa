"""All tables, a module for each family."""

from __future__ import annotations

from scheduler.store.tables import coaching, jobs, messages, people, places, plans, school, trail

__all__ = ["coaching", "jobs", "messages", "people", "places", "plans", "school", "trail"]
