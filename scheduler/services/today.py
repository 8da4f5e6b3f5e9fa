"""Which date it is at a school: by the clock on its wall, not by that of the server."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from scheduler.domain.school import School
from scheduler.store.columns import now

__all__ = ["today_at"]


def today_at(school: School) -> dt.date:
    """Return the present date at a school."""
    return now().astimezone(ZoneInfo(school.calendar.timezone)).date()
