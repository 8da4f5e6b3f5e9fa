"""
What a search is improving, as people at the school would say it.

A level is a figure that is made as small as can be, one after the other. Modify `_LEVELS` when a
stage gets another one; what is not here is called by its key.
"""

from __future__ import annotations

__all__ = ["level_words"]

_LEVELS = {
    # staffing
    "rules": "wishes that do not hold",
    "largest_excess": "the largest class, above what is aimed at",
    "growth": "pupils above what is aimed at, all classes together",
    "pairs_and_preps": "courses that change hands or have to be prepared anew",
    "balance": "uneven loads",
    # timetable
    "start": "the way to a first timetable",
    "wishes": "wishes that do not hold",
    "changed": "what changes for people",
    "rooms": "wishes for rooms that do not hold",
    "home rooms": "lessons away from home rooms",
    "rooms changed": "changed rooms",
    # calendar
    "pd_shortfall": "PD days without a date",
    "plus_days_touched": "Plus days with cover in them",
    "requests_unserved": "coaching requests without a place",
    "equity": "coaching that is shared unevenly",
    "match": "sessions with a coach of another subject",
    "continuity": "changes of the coach",
    "broken_half_days": "half days with cover in them",
    "fairness": "cover that is shared unevenly",
    "early": "coaching that comes late",
    # repair
    "uncovered": "classes without anybody",
    "last_resort": "classes that are split or joined",
    "lost_sessions": "coaching sessions that are lost",
    "sources": "cover out of the school's order",
    "mismatched": "cover by somebody of another subject",
    "coverers": "people who take over for one class",
    "without_room": "classes without a room",
    "rooms_changed": "changed rooms",
}


def level_words(key: str) -> str:
    """Return what a level counts, in words."""
    return _LEVELS.get(key) or key.replace("_", " ")
