"""The large high school: 115 full-time equivalents and twelve Plus teachers, 690 sections."""

from __future__ import annotations

from dataclasses import replace

from scheduler.samples.draft import Sample
from scheduler.samples.high_build import Shape, build
from scheduler.samples.high_courses import COHORTS, MORE_OFFERS, OFFERS, Offer

PD_DAYS, CYCLES = 9, 4


def _twice(offer: Offer) -> Offer:
    # History could do with six less, so that the caps need 660 sections.
    fewer = {"US-HIST": 6}.get(offer.key, 2 * offer.fewer)
    return replace(offer, sections=2 * offer.sections, fewer=fewer)


_SHAPE = Shape(
    id="large",
    name="Summit Central High School",
    offers=tuple(_twice(offer) for offer in OFFERS) + MORE_OFFERS,
    cohorts=2 * COHORTS,
    posts={
        "ela": 20,
        "math": 20,
        "science": 18,
        "social-studies": 17,
        "languages": 12,
        "pe": 8,
        "health": 2,
        "art": 6,
        "music": 4,
        "shop": 2,
        "computing": 6,
    },
    plus=(
        ("ela", "languages"),
        ("ela", "social-studies"),
        ("ela",),
        ("math", "computing"),
        ("math", "science"),
        ("math",),
        ("science",),
        ("science", "health"),
        ("social-studies", "music"),
        ("art", "music"),
        ("pe", "health", "shop"),
        ("computing", "shop"),
    ),
)


def sample(*, seed: int, pd_days: int | None = None, cycles: int | None = None) -> Sample:
    """Make the large high school with its known staffing and timetable."""
    return build(
        _SHAPE,
        seed=seed,
        pd_days=PD_DAYS if pd_days is None else pd_days,
        cycles=CYCLES if cycles is None else cycles,
    )
