"""A school without its wishes: it has a solution exactly if the school has one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.rules import SETTABLE, strength
from scheduler.domain.school import School
from scheduler.domain.wishes import HARD, RuleStrength

_WISHES = (
    *("limits", "relations", "common_planning", "slot_wishes", "room_wishes", "room_limits"),
    *("day_ends", "share_demands"),
)


def essential(school: School) -> School:
    """Leave out what is soft, and PD groups and requests of which nothing is demanded."""
    lists: dict[str, Any] = {
        name: tuple(one for one in getattr(school, name) if one.strength >= HARD)
        for name in _WISHES
    }
    # Where two of them on one day must be side by side, that is hard at any strength.
    lists["spacings"] = tuple(
        one for one in school.spacings if one.strength >= HARD or (one.strength and one.adjacent)
    )
    lists["rules"] = tuple(
        RuleStrength(rule=rule, strength=HARD if strength(school, rule) >= HARD else 0)
        for rule in sorted(SETTABLE)
        if rule != "T15"
    )
    # Course pairs above the school's limit are hard at any strength of their rule.
    limit, pairs = school.policy.most_pair_conflict, strength(school, "T15")
    if pairs < HARD:
        lists["course_pairs"] = tuple(
            one for one in school.course_pairs if limit is not None and one.pupils > limit
        )
    lists["rules"] += (RuleStrength(rule="T15", strength=pairs),)
    held = {one.request for one in school.session_locks}
    lists["requests"] = tuple(
        one for one in school.requests if one.is_confirmed and (one.must or one.id in held)
    )
    return replace(school, **lists)
