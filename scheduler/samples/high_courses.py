"""What the high schools offer: courses, how many sections run, and how few the caps would allow.

Grade 9 comes in cohorts that share four courses.  Everything else is chosen pupil by pupil, so
that its sections have no group.  Two half-year courses that follow one another share a slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.courses import Course, CoursePair, Group, MeetingPattern, Section
from scheduler.samples.draft import Draft

CAP, TARGET = 28, 20
GRADE = "grade-9"
COHORTS = 12
PUPILS_A_COHORT = 27
# A group of musicians from several cohorts.
BAND = "band"
BAND_COHORTS = ("9-1", "9-2", "9-3")

# Areas of the first lunch wave; the others eat after the third block.
FIRST_WAVE = ("ela", "social-studies", "languages", "art", "music")
ROOM_KINDS = {
    "science": "lab",
    "pe": "gym",
    "art": "art",
    "music": "music",
    "shop": "shop",
    "computing": "computers",
}


@dataclass(frozen=True)
class Offer:
    """A course as it runs in the known solution.

    Parameters
    ----------
    sections
        How many run; of a half-year course, in its semester.
    fewer
        How many of them the caps could do without.
    after
        Key and name of the half-year course that takes its place in the second semester.
    grouped
        Taken by the cohorts of grade 9.
    """

    key: str
    name: str
    area: str
    sections: int
    fewer: int = 0
    after: tuple[str, str] | None = None
    grouped: bool = False

    @property
    def is_small(self) -> bool:
        """Whether one teacher has all of it."""
        return self.sections <= 4


def _area(area: str, *rows: tuple[Any, ...]) -> tuple[Offer, ...]:
    """Read rows of key, name, sections and what follows."""
    return tuple(Offer(key, name, area, *rest) for key, name, *rest in rows)


_GROUPED = (
    Offer("ENG-9", "English 9", "ela", COHORTS, grouped=True),
    Offer("ALG-9", "Algebra 1", "math", COHORTS, grouped=True),
    Offer("BIO-9", "Biology", "science", COHORTS, grouped=True),
    Offer("WORLD-9", "World history", "social-studies", COHORTS, grouped=True),
)

OFFERS: tuple[Offer, ...] = (
    *_GROUPED,
    *_area(
        "ela",
        ("ENG-10", "English 10", 13, 2),
        ("ENG-11", "English 11", 13, 2),
        ("ENG-12", "English 12", 12, 2),
        ("AP-LIT", "AP Literature", 2),
        ("AP-LANG", "AP Language", 2),
        ("JOURN", "Journalism", 1),
        ("SPEECH", "Speech", 1),
        ("WRITE", "Creative writing", 2, 0, ("FILM", "Film studies")),
        ("MYTH", "Mythology", 2, 0, ("POETRY", "Poetry")),
    ),
    *_area(
        "math",
        ("GEOM", "Geometry", 14, 2),
        ("ALG-2", "Algebra 2", 13, 2),
        ("PRECALC", "Precalculus", 12, 2),
        ("CALC-AB", "AP Calculus AB", 2),
        ("CALC-BC", "AP Calculus BC", 1),
        ("STATS", "AP Statistics", 2),
        ("FINANCE", "Personal finance", 2, 0, ("DISCRETE", "Discrete mathematics")),
        ("LOGIC", "Logic", 2, 0, ("GAMES", "Game theory")),
    ),
    *_area(
        "science",
        ("CHEM", "Chemistry", 14),
        ("PHYS", "Physics", 12),
        ("EARTH", "Earth science", 8),
        ("AP-BIO", "AP Biology", 2),
        ("AP-CHEM", "AP Chemistry", 1),
        ("AP-PHYS", "AP Physics", 1),
        ("ASTRO", "Astronomy", 2, 0, ("MARINE", "Marine science")),
        ("ANAT", "Anatomy", 2),
    ),
    *_area(
        "social-studies",
        ("US-HIST", "United States history", 12),
        ("GOV", "Government", 12, 0, ("ECON", "Economics")),
        ("GEOG", "Geography", 6),
        ("AP-USH", "AP United States history", 2),
        ("AP-GOV", "AP Government", 1),
        ("AP-EURO", "AP European history", 1),
        ("PSYCH", "Psychology", 2, 0, ("SOCIOL", "Sociology")),
    ),
    *_area(
        "languages",
        ("SPAN-1", "Spanish 1", 8),
        ("SPAN-2", "Spanish 2", 8),
        ("SPAN-3", "Spanish 3", 6),
        ("FREN-1", "French 1", 6),
        ("SPAN-4", "Spanish 4", 2),
        ("AP-SPAN", "AP Spanish", 1),
        ("FREN-2", "French 2", 2),
        ("FREN-3", "French 3", 1),
        ("FREN-4", "French 4", 1),
        ("LATIN", "Latin", 1),
    ),
    *_area(
        "pe",
        ("PE-9", "PE 9", 8),
        ("PE-10", "PE 10", 8),
        ("FIT", "Fitness", 6),
        ("DANCE", "Dance", 2),
    ),
    *_area("health", ("HEALTH", "Health", 6)),
    *_area(
        "art",
        ("ART-1", "Art 1", 8),
        ("DRAW", "Drawing", 6),
        ("PHOTO", "Photography", 2),
        ("CERAM", "Ceramics", 2),
    ),
    *_area(
        "music",
        ("GUITAR", "Guitar", 6),
        ("BAND", "Band", 1),
        ("ORCH", "Orchestra", 1),
        ("CHORUS", "Chorus", 2),
        ("PIANO", "Piano", 2),
    ),
    *_area("shop", ("SHOP", "Wood and metal shop", 6)),
    *_area(
        "computing",
        ("COMP-1", "Computing 1", 8),
        ("BUSINESS", "Business", 6),
        ("AP-CS", "AP Computer science", 1),
        ("WEB", "Web design", 2, 0, ("ROBOT", "Robotics")),
        ("ACCT", "Accounting", 1),
    ),
)  # fmt: skip

# What a school of twice the size adds.
MORE_OFFERS = _area(
    "social-studies",
    ("AP-PSYCH", "AP Psychology", 1),
    ("AP-GEOG", "AP Human geography", 1),
    ("LAW", "Law", 1),
    ("ETHICS", "Ethics", 1),
    ("ASIA", "Asian studies", 1),
    ("MEDIA", "Media studies", 1),
)


def add_courses(
    draft: Draft, offers: tuple[Offer, ...], cohorts: int, pattern: MeetingPattern
) -> None:
    """Add the cohorts, the courses and last year's sections, of which there were more."""
    draft.running[GRADE] = cohorts
    given = cohorts + cohorts // 6
    draft.groups += [
        Group(
            id=f"9-{number}",
            name=f"9-{number}",
            grade=GRADE,
            size=PUPILS_A_COHORT * cohorts // given,
            track="lunch-a",
        )
        for number in range(1, given + 1)
    ]
    draft.groups.append(
        Group(id=BAND, name="Band", size=20, overlaps=BAND_COHORTS, track="lunch-a")
    )
    for offer in offers:
        if offer.grouped:
            _add(draft, offer, given, pattern)
            continue
        more = offer.sections + (offer.sections > 1) + (offer.sections > 11)
        if offer.after is None:
            _add(draft, offer, more, pattern)
        else:
            key, name = offer.after
            _add(draft, offer, more, pattern, segment="S1")
            _add(draft, Offer(key, name, offer.area, offer.sections), more, pattern, segment="S2")


def _add(
    draft: Draft, offer: Offer, given: int, pattern: MeetingPattern, segment: str = ""
) -> None:
    fewest = offer.sections - offer.fewer
    # With one section less than the fewest, the cap would be broken.
    pupils = TARGET if fewest == 1 else CAP * fewest - 6
    draft.courses.append(
        Course(
            id=offer.key,
            name=offer.name,
            area=offer.area,
            grade=GRADE if offer.grouped else None,
            enrolment=0 if offer.grouped else pupils,
            size_cap=CAP,
            size_target=TARGET,
            pattern=pattern,
            room_kind=ROOM_KINDS.get(offer.area, "classroom"),
        )
    )
    for number in range(1, given + 1):
        groups: tuple[str, ...] = (f"9-{number}",) if offer.grouped else ()
        if offer.key == "BAND" and number == 1:
            groups = (BAND,)
        draft.sections.append(
            Section(
                id=f"{offer.key}-{number}",
                course=offer.key,
                groups=groups,
                segments=(segment,) if segment else (),
                track=None if groups else track_of(offer.area),
            )
        )


def track_of(area: str) -> str:
    """Lunch wave of an area."""
    return "lunch-a" if area in FIRST_WAVE else "lunch-b"


def units(offer: Offer) -> list[tuple[str, ...]]:
    """Sections that run, those that share teacher and slot over the year together."""
    keys = (offer.key,) if offer.after is None else (offer.key, offer.after[0])
    return [tuple(f"{key}-{number}" for key in keys) for number in range(1, offer.sections + 1)]


def course_pairs(draft: Draft, offers: tuple[Offer, ...]) -> tuple[CoursePair, ...]:
    """Count pupils who want both of two courses that have few sections."""
    small = [offer.key for offer in offers if offer.sections <= 2 and offer.after is None]
    return tuple(
        CoursePair(first=first, second=second, pupils=draft.rng.randint(2, 15))
        for number, first in enumerate(small)
        for second in small[number + 1 :]
        if draft.rng.random() < 0.25
    )
