"""The high school: A and B days of four long blocks, lunch in two waves around the third.

A teacher has three of the four blocks each day; a section meets every other day.  With eight
teachers released, 57 full-time equivalents teach 342 sections in each semester.
"""

from __future__ import annotations

from scheduler.samples.draft import Sample
from scheduler.samples.high_build import Shape, build
from scheduler.samples.high_courses import COHORTS, OFFERS

PD_DAYS, CYCLES = 12, 4

_SHAPE = Shape(
    id="high",
    name="Riverside High School",
    offers=OFFERS,
    cohorts=COHORTS,
    posts={
        "ela": 10,
        "math": 10,
        "science": 9,
        "social-studies": 8,
        "languages": 6,
        "pe": 4,
        "health": 1,
        "art": 3,
        "music": 2,
        "shop": 1,
        "computing": 3,
    },
    plus=(
        ("ela", "languages"),
        ("ela", "social-studies"),
        ("math", "computing"),
        ("math", "science"),
        ("science",),
        ("social-studies", "music"),
        ("art", "music"),
        ("pe", "health", "shop"),
    ),
)


def sample(*, seed: int, pd_days: int | None = None, cycles: int | None = None) -> Sample:
    """Make the high school with its known staffing and timetable."""
    return build(
        _SHAPE,
        seed=seed,
        pd_days=PD_DAYS if pd_days is None else pd_days,
        cycles=CYCLES if cycles is None else cycles,
    )
