"""The people of a high school: hired for its posts, grouped for planning and for PD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from scheduler.domain.calendar import SchoolCalendar
from scheduler.domain.pd import PDGroup
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere, Team
from scheduler.domain.wishes import CommonPlanning, PartRelease, Release
from scheduler.samples import high_courses
from scheduler.samples.bells import at
from scheduler.samples.draft import Draft
from scheduler.samples.high_courses import ROOM_KINDS
from scheduler.samples.high_posts import Grid, Post
from scheduler.samples.pd import pd_group

# No larger than the smallest Plus team that has to cover one.
PD_GROUP_SIZE = 8
# Areas that go out together.
_DEPARTMENTS = {
    "ela": ("ela",),
    "math": ("math",),
    "science": ("science",),
    "social-studies": ("social-studies",),
    "languages": ("languages",),
    "pe-health": ("pe", "health"),
    "arts": ("music", "art"),
    "technology": ("computing", "shop"),
}


def hire(draft: Draft, posts: list[Post], calendar: SchoolCalendar, grid: Grid) -> None:
    """Give every post a person; who leaves in January is followed by a hire."""
    homes = {kind: [r.id for r in draft.rooms if r.kind == kind] for kind in draft.room_kinds}
    first, second = calendar.segments
    afternoons = Elsewhere(
        start=at(12, 15), end=at(15), travel_minutes=30, site="Lakeside Middle School"
    )
    for post in posts:
        rooms = homes[ROOM_KINDS.get(post.area, "classroom")]
        facts: dict[str, Any] = {
            "areas": post.areas,
            "most_load": post.load * grid.pattern.periods,
            "track": high_courses.track_of(post.area),
            "home_room": rooms[0] if post.area == "pe" else rooms.pop(0),
            "last_year": tuple(dict.fromkeys(unit.rsplit("-", 1)[0] for unit in post.sections)),
        }
        post.person = draft.person(
            **facts,
            share=post.share,
            unavailable=() if post.mornings else grid.every(post.away),
            elsewhere=(afternoons,) if post.mornings else (),
            # The other school gives this person's planning.
            planning_minutes=0 if post.mornings else None,
            last=first.last if post.leaves else None,
        )
        if post.leaves:
            draft.person(**facts, first=second.first, replaces=post.person)
        draft.owners.update(dict.fromkeys(post.sections, post.person))


def plus_team(draft: Draft, plus: tuple[tuple[str, ...], ...], grid: Grid) -> None:
    """Add the expert teachers whom the school has chosen to release."""
    most = grid.full * grid.pattern.periods
    draft.released = [
        draft.person(areas=areas, most_load=most, track="lunch-a", volunteer=True) for areas in plus
    ]


def volunteers(draft: Draft, posts: list[Post], grid: Grid) -> None:
    """Let more be willing than are released, among them those whom the caps could spare."""
    full = [post for post in posts if post.load == grid.full and not post.leaves]
    spared = {"ela": 2, "math": 2, "social-studies": 1}
    willing = {
        post.person
        for area, count in spared.items()
        for post in [one for one in full if one.area == area][:count]
    }
    others = [post.person for post in full if post.person not in willing]
    willing |= set(draft.rng.sample(others, len(draft.released)))
    draft.staff = [
        replace(one, volunteer=one.volunteer or one.id in willing) for one in draft.staff
    ]


def course_teams(
    draft: Draft, posts: list[Post], grid: Grid, slots: Mapping[str, Slot]
) -> tuple[CommonPlanning, ...]:
    """Let three teachers of a course plan together once a cycle, in the slot of that course."""
    plannings = []
    for course, slot in slots.items():
        team = [
            post
            for post in posts
            if post.load == grid.full and any(one.startswith(f"{course}-") for one in post.sections)
        ][:3]
        for post in team:
            post.free |= {slot}
        people = tuple(post.person for post in team)
        identity = f"team-{course.lower()}"
        draft.teams.append(Team(id=identity, name=f"{course} team", staff=people))
        draft.team_slots[identity] = (slot,)
        plannings.append(
            CommonPlanning(
                id=identity,
                name=f"Common planning, {course}",
                staff=people,
                counts_as_planning=True,
            )
        )
    return tuple(plannings)


def release(draft: Draft, posts: list[Post], grid: Grid) -> Release:
    """Release the team that was chosen; the partly released ones have their slots free."""
    part = [post for post in posts if post.part_release]
    return Release(
        k=len(draft.released),
        names=tuple(draft.released),
        part=tuple(
            PartRelease(
                person=post.person,
                most_load=post.load * grid.pattern.periods,
                free=grid.every(post.free),
            )
            for post in part
        ),
        common_slots=len(grid.every(frozenset.intersection(*(post.free for post in part)))),
    )


def shared_posts(draft: Draft, posts: list[Post]) -> list[dict[str, float]]:
    """Give the posts of several people: side by side, or one after the other."""
    shared: dict[str, dict[str, float]] = {}
    for post in posts:
        if post.shared_with:
            shared.setdefault(post.shared_with, {})[post.person] = post.share
    turns = [{one.replaces: 0.5, one.id: 0.5} for one in draft.staff if one.replaces]
    return [*shared.values(), *turns]


def pd_groups(
    draft: Draft, posts: list[Post], days: int, shared: list[dict[str, float]]
) -> Iterator[PDGroup]:
    """Send departments out, large ones in several groups."""
    heirs = {one.replaces: one.id for one in draft.staff if one.replaces}
    for department, areas in _DEPARTMENTS.items():
        by_area = [[post.person for post in posts if post.area == area] for area in areas]
        # Specialists take turns with the others, so that few of them are in one half.
        members = [one for turn in zip_longest(*by_area) for one in turn if one is not None]
        members += [heirs[one] for one in members if one in heirs]
        count = -(-len(members) // PD_GROUP_SIZE)
        for number in range(count):
            part = members[number * len(members) // count : (number + 1) * len(members) // count]
            suffix = f"-{number + 1}" if count > 1 else ""
            yield pd_group(
                f"{department}{suffix}",
                f"{department.replace('-', ' ').capitalize()}{suffix.replace('-', ' ')}",
                part,
                days=days,
                shared=shared,
            )
