"""
Who may read what of coaching: one table for every stored field, read by services and pages alike.

Each column of the coaching tables and each field of what a pair writes has a class here; one
without fails a test. `may_read` is what the services ask before anything is handed out, and
`sentences` is what the pages say under "Who can see this?": both from the same lines.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

__all__ = [
    "COLUMNS",
    "CONTENT",
    "READERS",
    "Part",
    "Visibility",
    "may_read",
    "readable",
    "sentences",
]


class Part(enum.StrEnum):
    """What somebody is to a request."""

    TEACHER = "teacher"
    COACH = "coach"
    AUTHOR = "author"
    """Who wrote it, whatever else they are."""
    PLANNER = "planner"
    """Who places sessions: principal and schedulers."""
    INVITED = "invited"
    """One of the group that an invitation goes to."""


class Visibility(enum.StrEnum):
    """Classes of what is stored."""

    PAIR = "pair"
    TEACHER = "teacher"
    AUTHOR = "author"
    BOOKING = "booking"
    GROUP = "group"
    INNER = "inner"


READERS: Mapping[Visibility, frozenset[Part]] = MappingProxyType(
    {
        Visibility.PAIR: frozenset({Part.TEACHER, Part.COACH}),
        Visibility.TEACHER: frozenset({Part.TEACHER}),
        Visibility.AUTHOR: frozenset({Part.AUTHOR}),
        Visibility.BOOKING: frozenset({Part.TEACHER, Part.COACH, Part.PLANNER}),
        Visibility.GROUP: frozenset({Part.INVITED, Part.AUTHOR}),
        Visibility.INNER: frozenset(),
    }
)
"""Who reads each class; nobody else does, in no page, file, feed, search or log."""

_SENTENCES: Mapping[Visibility, str] = MappingProxyType(
    {
        Visibility.PAIR: "The teacher and the coach, and nobody else.",
        Visibility.TEACHER: (
            "The teacher alone, no coach. The search for a place knows a wish, but not its reason."
        ),
        Visibility.AUTHOR: "Whoever wrote it, and nobody else, not even the other of the two.",
        Visibility.BOOKING: (
            "The teacher, the coach, and those who place sessions at the school: who, when and"
            " which kind."
        ),
        Visibility.GROUP: "Everybody in the group that is invited; nobody is told who answers.",
        Visibility.INNER: "Nobody: the program keeps it to find things again.",
    }
)

_P, _T, _A = Visibility.PAIR, Visibility.TEACHER, Visibility.AUTHOR
_B, _G, _I = Visibility.BOOKING, Visibility.GROUP, Visibility.INNER

COLUMNS: Mapping[str, Mapping[str, Visibility]] = MappingProxyType(
    {
        "coaching_request": {
            **dict.fromkeys(("id", "teacher", "template", "first", "last", "section"), _B),
            **dict.fromkeys(("areas", "any_area", "with_staff", "status", "asked_on", "must"), _B),
            **dict.fromkeys(("wished_coach", "not_coaches", "planning_is_fine"), _T),
        },
        "coaching_cycle": {
            **dict.fromkeys(("school_id", "request_id", "fit_job", "version", "created_at"), _I),
            **dict.fromkeys(("teacher_id", "coach_id", "coach_staff"), _P),
            **dict.fromkeys(("teacher_agreed_at", "coach_agreed_at"), _P),
            "suggested_by": _T,
            "colleague_area": _G,
        },
        "coaching_colleague": {
            **dict.fromkeys(("school_id", "request_id", "created_at"), _I),
            **dict.fromkeys(("staff_id", "user_id", "agreed_at"), _G),
        },
        "coaching_link": dict.fromkeys(
            ("id", "token_hash", "school_id", "request_id", "staff_id", "created_at", "expires_at"),
            _I,
        ),
        "coaching_offer": {
            **dict.fromkeys(("id", "school_id", "request_id", "place", "created_at"), _I),
            **dict.fromkeys(("coach_staff", "sessions", "reasons"), _P),
            "teacher_said": _T,
            **dict.fromkeys(("partner_said", "partner_id"), _A),
        },
        "pair_content": {
            **dict.fromkeys(("id", "school_id", "request_id", "version"), _I),
            **dict.fromkeys(("kind", "session", "teacher_id", "coach_id", "author_id"), _P),
            **dict.fromkeys(("content", "created_at", "keep_until"), _P),
        },
        "coaching_invitation": {
            **dict.fromkeys(("id", "school_id", "invited_by", "group_name", "template"), _G),
            **dict.fromkeys(("words", "first_date", "last_date", "created_at"), _G),
        },
        "coaching_invitation_hidden": dict.fromkeys(("invitation_id", "user_id"), _A),
        "coach_unavailable": {
            **dict.fromkeys(("id", "school_id", "user_id", "staff_id", "weekday"), _A),
            **dict.fromkeys(("first_date", "last_date", "start_minute", "end_minute"), _A),
        },
        "session_record": {
            **dict.fromkeys(("school_id", "session", "coach", "teacher", "date"), _B),
            **dict.fromkeys(("minutes", "outcome", "channel", "moved_to", "reason"), _B),
            **dict.fromkeys(("confirmed", "created_at"), _B),
            "told_by": _P,
        },
        "access_log": dict.fromkeys(
            ("id", "at", "user_id", "school_id", "about_staff", "table_name", "row_id"), _T
        ),
    }
)
"""The class of every column in which something of coaching is kept, by table."""

CONTENT: Mapping[str, Mapping[str, Visibility]] = MappingProxyType(
    {
        "goal": {"goal": _P},
        "wish": {"wish_reason": _T, "exclusion_reason": _T},
        "agreement": {
            **dict.fromkeys(("purpose", "collected", "form", "viewers", "keep_days"), _P),
            **dict.fromkeys(("teacher_agrees", "coach_agrees"), _P),
        },
        "before": {"letter": _P},
        "after": dict.fromkeys(("noticed", "matters", "wondering"), _P),
        "reflection": {"reflection": _P},
        "observation": dict.fromkeys(("form", "notes"), _P),
        "note": {"note": _A},
    }
)
"""The class of every field of what is written, by kind of content."""


def may_read(visibility: Visibility, parts: Iterable[Part]) -> bool:
    """Return whether somebody who is this to a request may read a class."""
    return not READERS[visibility].isdisjoint(parts)


def readable(kind: str, content: Mapping[str, Any], parts: Iterable[Part]) -> dict[str, Any]:
    """Return those fields of a piece of content that somebody may read; none of others."""
    held = frozenset(parts)
    classes = CONTENT.get(kind, {})
    return {
        name: value
        for name, value in content.items()
        if name in classes and may_read(classes[name], held)
    }


def sentences(*kinds: str) -> tuple[str, ...]:
    """Say who can see a kind of content or the columns of a table, as pages show it."""
    found = [
        visibility
        for kind in kinds
        for visibility in {**CONTENT, **COLUMNS}[kind].values()
        if visibility is not Visibility.INNER
    ]
    return tuple(_SENTENCES[one] for one in dict.fromkeys(found))
