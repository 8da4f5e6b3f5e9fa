"""The people of the middle school: hired for its posts, grouped for team time and for PD."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scheduler.domain.calendar import SchoolCalendar
from scheduler.domain.pd import PDGroup
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere, Team
from scheduler.domain.wishes import CommonPlanning
from scheduler.samples.bells import at
from scheduler.samples.draft import Draft
from scheduler.samples.middle_posts import GRADES, Post
from scheduler.samples.pd import pd_group

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
# The core teachers of a grade meet in this period, while its groups have their other courses.
TEAM_PERIOD = {6: 3, 7: 2, 8: 4}
# When the partly released ones are Plus teachers.
PLUS_TIME = (Slot("Fri", 6), Slot("Fri", 7))


def slots(periods: Iterable[int]) -> tuple[Slot, ...]:
    """Give these periods of every day."""
    return tuple(Slot(day, period) for period in periods for day in DAYS)


def hire(draft: Draft, posts: list[Post], calendar: SchoolCalendar) -> None:
    """Give every post a person; who leaves in January is followed by a hire."""
    homes = {kind: [r.id for r in draft.rooms if r.kind == kind] for kind in draft.room_kinds}
    semesters = calendar.segments
    for post in posts:
        rooms = homes[post.room_kind]
        facts: dict[str, Any] = {
            "areas": post.areas,
            "most_load": post.load,
            "track": post.track,
            # Only the gyms, which hold several classes, are the home of more than one.
            "home_room": rooms[0] if post.room_kind == "gym" else rooms.pop(0),
            "last_year": tuple(course for course, _ in post.takes),
        }
        post.person = draft.person(
            **facts,
            share=post.share,
            unavailable=() if post.mornings else _absent(post),
            elsewhere=_AFTERNOONS if post.mornings else (),
            last=semesters[0].last if post.leaves else None,
        )
        if post.leaves:
            draft.person(**facts, first=semesters[1].first, replaces=post.person)


_AFTERNOONS = (
    Elsewhere(start=at(11, 30), end=at(15), travel_minutes=20, site="Hillside Elementary School"),
)

_PLUS = (
    (("ela", "social-studies"), "ELA-6"),
    (("ela", "spanish"), "ELA-7"),
    (("math", "technology"), "MATH-6"),
    (("math", "science"), "MATH-8"),
    (("science",), "SCI-7"),
    (("social-studies", "music"), "SS-7"),
    (("art", "music"), "ART-6"),
    (("pe",), "PE-7"),
)


def _absent(post: Post) -> tuple[Slot, ...]:
    """Give the slots in which a part-timer is not there."""
    stays = PLUS_TIME if post.part_release else ()
    return tuple(slot for slot in slots(sorted(post.closed)) if slot not in stays)


def plus_team(draft: Draft) -> None:
    """Add the eight expert teachers whom the school has chosen to release."""
    draft.released = [
        draft.person(areas=areas, most_load=25, last_year=(course,), volunteer=True)
        for areas, course in _PLUS
    ]


def volunteers(draft: Draft, posts: list[Post]) -> None:
    """Let as many others be willing as are released, full-time and there all year."""
    full = [post.person for post in posts if post.share == 1 and not post.leaves]
    willing = set(draft.rng.sample(full, len(_PLUS)))
    draft.staff = [
        replace(one, volunteer=one.volunteer or one.id in willing) for one in draft.staff
    ]


def team_times(draft: Draft, posts: list[Post]) -> tuple[CommonPlanning, ...]:
    """Let the full-time core teachers of a grade meet daily."""
    heirs = {one.replaces: one.id for one in draft.staff if one.replaces}
    plannings = []
    for grade in GRADES:
        members = [
            post.person for post in posts if post.pd_group == f"core-{grade}" and post.share == 1
        ]
        members += [heirs[one] for one in members if one in heirs]
        team = f"team-{grade}"
        draft.teams.append(Team(id=team, name=f"Team {grade}", staff=tuple(members)))
        draft.team_slots[team] = slots((TEAM_PERIOD[grade],))
        plannings.append(
            CommonPlanning(
                id=team,
                name=f"Team time, grade {grade}",
                staff=tuple(members),
                periods=len(DAYS),
                different_days=True,
            )
        )
    return tuple(plannings)


_PD_NAMES = {
    "core-6": "Core team, grade 6",
    "core-7": "Core team, grade 7",
    "core-8": "Core team, grade 8",
    "pe": "Physical education",
    "arts": "Arts and music",
    "tech-languages": "Technology, languages and social studies",
}


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
) -> tuple[PDGroup, ...]:
    """Send teams and departments out together, none larger than the Plus team can cover."""
    heirs = {one.replaces: one.id for one in draft.staff if one.replaces}
    groups = []
    for identity, name in _PD_NAMES.items():
        members = [post.person for post in posts if post.pd_group == identity]
        members += [heirs[one] for one in members if one in heirs]
        groups.append(pd_group(identity, name, members, days=days, shared=shared))
    return tuple(groups)
