"""The stress school: 200 full-time equivalents and 16 Plus teachers in a cycle of ten days.

A teacher has five of the seven periods; a section meets in the same period on every day of the
cycle.  With sixteen teachers released 1,000 sections run in each semester, and cover takes more
than half of the Plus team's time.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.samples.draft import Sample
from scheduler.samples.high_build import Shape, build
from scheduler.samples.high_courses import MORE_OFFERS, OFFERS, Offer
from scheduler.samples.high_posts import Grid, Shared

PD_DAYS, CYCLES = 9, 4
COHORTS = 24

_GRID = Grid(days=tuple(map(str, range(1, 11))), periods=7, full=5, daily=True)
_POSTS = {
    "ela": 35,
    "math": 35,
    "science": 32,
    "social-studies": 28,
    "languages": 21,
    "pe": 14,
    "health": 3,
    "art": 10,
    "music": 7,
    "shop": 3,
    "computing": 12,
}
# Sections that the caps could do without: twenty in all, those of four teachers.
_FEWER = {"ENG-10": 4, "ENG-11": 3, "ENG-12": 3, "GEOM": 4, "ALG-2": 3, "PRECALC": 3}

_TWO = {"load": 2, "share": 0.4}
_THREE = {"load": 3, "share": 0.6}
_SHARED: Shared = {
    # The first person stays for the last period as partly released Plus teacher.
    **dict.fromkeys(
        ("ela", "science"),
        (
            {
                **_TWO,
                "part_release": True,
                "away": _GRID.in_periods(5, 6),
                "free": _GRID.in_periods(7),
            },
            _THREE,
        ),
    ),
    "math": (
        {**_TWO, "away": _GRID.in_periods(5, 6, 7)},
        {**_THREE, "away": _GRID.in_periods(1, 2)},
    ),
    # Mornings here and afternoons at another school; and somebody who comes late.
    "music": (
        {**_TWO, "away": _GRID.in_periods(4, 5, 6, 7), "mornings": True},
        {**_THREE, "away": _GRID.in_periods(1)},
    ),
}


def _offers() -> tuple[Offer, ...]:
    """Keep the courses of one or two sections, and let the large ones fill the posts."""
    offers = (*OFFERS, *MORE_OFFERS)
    return tuple(
        one
        for area, posts in _POSTS.items()
        for one in _filled([one for one in offers if one.area == area], posts * _GRID.full)
    )


def _filled(offers: list[Offer], sections: int) -> list[Offer]:
    """Give the large courses of an area what the others leave, in proportion to their size."""
    offers = [replace(one, sections=COHORTS) if one.grouped else one for one in offers]
    large = [one for one in offers if one.sections > 2 and not one.grouped]
    left = sections - sum(one.sections for one in offers if one not in large)
    total = sum(one.sections for one in large)
    shares = {one.key: left * one.sections // total for one in large}
    for one in large[: left - sum(shares.values())]:
        shares[one.key] += 1
    return [
        replace(one, sections=shares.get(one.key, one.sections), fewer=_FEWER.get(one.key, 0))
        for one in offers
    ]


_SHAPE = Shape(
    id="stress",
    name="Metropolitan High School",
    offers=_offers(),
    cohorts=COHORTS,
    posts=_POSTS,
    plus=(
        ("ela", "languages"),
        ("ela", "social-studies"),
        ("ela", "languages"),
        ("math", "computing"),
        ("math", "science"),
        ("math",),
        ("math", "shop"),
        ("science",),
        ("science", "health"),
        ("science",),
        ("social-studies", "music"),
        ("social-studies",),
        ("art", "music"),
        ("languages", "music"),
        ("pe", "health", "shop"),
        ("computing", "shop"),
    ),
    grid=_GRID,
    shared=_SHARED,
    band_slot=Slot("1", 3),
    team_slots={"ENG-10": Slot("1", 7), "GEOM": Slot("1", 2), "CHEM": Slot("1", 6)},
    minutes=(47, 30, 32, 39),
    passing=5,
    lunch_after={"lunch-a": 3, "lunch-b": 4},
    row=SchoolKind.MIDDLE,
)


def sample(*, seed: int, pd_days: int | None = None, cycles: int | None = None) -> Sample:
    """Make the stress school with its known staffing and timetable."""
    return build(
        _SHAPE,
        seed=seed,
        pd_days=PD_DAYS if pd_days is None else pd_days,
        cycles=CYCLES if cycles is None else cycles,
    )
