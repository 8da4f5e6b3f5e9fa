"""Who teaches the same pupils: homerooms (rule S8), and teams that share groups (rule S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scheduler.domain.problems.staffing import Bundle, SharedGroups
from scheduler.domain.school import School


def homerooms(school: School, bundles: Iterable[Bundle]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Find the core sections of each homeroom."""
    found: dict[str, list[int]] = {one.id: [] for one in school.groups if one.homeroom}
    for index, bundle in enumerate(bundles):
        if school.course[bundle.course].core:
            for section in bundle.sections:
                for group in school.sections[section].groups:
                    if group in found and index not in found[group]:
                        found[group].append(index)
    return tuple((group, tuple(indices)) for group, indices in found.items() if indices)


def shared_groups(
    school: School, bundles: tuple[Bundle, ...], post_of: dict[str, int]
) -> tuple[SharedGroups, ...]:
    """Find the teams that share groups, and the sections that decide it."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, bundle in enumerate(bundles):
        if school.course[bundle.course].grade is not None:
            for section in bundle.sections:
                name = school.sections[section].groups[0]
                if index not in groups[name]:
                    groups[name].append(index)
    found = []
    for team in school.teams:
        if team.same_groups:
            members: dict[int, int] = defaultdict(int)
            for person in dict.fromkeys(team.staff):
                members[post_of[person]] += 1
            found.append(
                SharedGroups(
                    team.id,
                    tuple(members.items()),
                    tuple(tuple(one) for one in groups.values()),
                )
            )
    return tuple(found)
