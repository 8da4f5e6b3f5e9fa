"""
Moments as people at the school read them: kept in UTC, shown by the clock on their wall.

The school is the one in the address, or the one that was looked at last. Where there is none, or it
has no calendar yet, a time of day says that it is UTC.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask, g, request

from scheduler.errors import SchedulerError
from scheduler.services.sites.show import timezone_of
from scheduler.web.access import visitor
from scheduler.web.place import last_school

__all__ = ["init_app", "when"]


def init_app(app: Flask) -> None:
    """Let templates write a moment: `{{ one.at | when("%b %-d, %H:%M") }}`."""
    app.jinja_env.filters["when"] = when


def when(moment: dt.datetime, words: str = "%b %-d, %Y, %H:%M") -> str:
    """Write a moment as the school's clock shows it."""
    if "clock" not in g:
        g.clock = _zone()
    zone: ZoneInfo | None = g.clock
    written = moment.astimezone(zone or dt.UTC).strftime(words)
    return f"{written} UTC" if zone is None and "%H" in words else written


def _zone() -> ZoneInfo | None:
    who = visitor()
    school = (request.view_args or {}).get("school") or last_school()
    if who is None or not school:
        return None
    try:
        name = timezone_of(who, school)
    except SchedulerError:  # of a school that the viewer has left since
        return None
    return None if name is None else ZoneInfo(name)
