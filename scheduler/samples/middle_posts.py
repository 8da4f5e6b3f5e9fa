"""The 38 posts of the middle school's known solution, and the sections that each one owns."""

from __future__ import annotations

from dataclasses import dataclass, field

GRADES = (6, 7, 8)
GROUPS_RUNNING = 9
FULL = 5  # sections
_ROOM_KINDS = {
    "science": "lab",
    "pe": "gym",
    "art": "art",
    "technology": "technology",
    "music": "music",
}


@dataclass
class Post:
    """What one person teaches in the known solution.

    Parameters
    ----------
    pd_group
        Id of the PD group.
    areas
        Certifications; the first is the main one.
    takes
        (course, how many of its sections).
    track
        Lunch track of the person.
    share
        Part of a full post.
    shared_with
        Whoever share one post have the same word here.
    closed
        Periods in which the person cannot teach.
    part_release
        Whether the person stays as partly released Plus teacher on Friday afternoons.
    mornings
        Whether afternoons are promised to another school.
    leaves
        Whether the person leaves in January and is replaced.
    person, sections
        Filled in when the school is made.
    """

    pd_group: str
    areas: tuple[str, ...]
    takes: tuple[tuple[str, int], ...]
    track: str = "lunch-6"
    share: float = 1.0
    shared_with: str = ""
    closed: frozenset[int] = frozenset()
    part_release: bool = False
    mornings: bool = False
    leaves: bool = False
    person: str = ""
    sections: list[str] = field(default_factory=list)

    @property
    def load(self) -> int:
        """Periods a week: every section meets daily."""
        return 5 * sum(count for _, count in self.takes)

    @property
    def room_kind(self) -> str:
        """Kind of the person's own room."""
        return _ROOM_KINDS.get(self.areas[0], "classroom")


def posts() -> list[Post]:
    """Return every post: core teams by grade, then the other courses."""
    return [*(post for grade in GRADES for post in _core(grade)), *_shared(), *_others()]


def _core(grade: int) -> list[Post]:
    """Teach the four core courses of nine groups but for one section of social studies."""
    group, track = f"core-{grade}", f"lunch-{grade}"

    def post(*areas: str, **takes: int) -> Post:
        return Post(group, areas, _takes(grade, takes), track)

    social = post("social-studies", "ela", SS=5)
    social.leaves = grade == 6
    return [
        post("ela", ELA=5),
        *(_shared_math(group, track) if grade == 7 else [post("math", MATH=5)]),
        post("science", SCI=5),
        social,
        post("ela", "social-studies", ELA=4, SS=1),
        post("math", "science", MATH=4, SCI=1),
        post("science", "social-studies", SCI=3, SS=2),
    ]


def _takes(grade: int, takes: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((f"{course}-{grade}", count) for course, count in takes.items())


_MORNING, _LATE = frozenset({1, 2, 3}), frozenset({5, 6, 7})


def _shared_math(group: str, track: str) -> list[Post]:
    """Share a post of mathematics: three sections, and two after the morning."""
    three = Post(group, ("math", "technology"), (("MATH-7", 3),), track, 0.6, "math-7", _LATE)
    three.part_release = True
    return [three, Post(group, ("math",), (("MATH-7", 2),), track, 0.4, "math-7", _MORNING)]


def _shared() -> list[Post]:
    """Share a post of what social studies leaves and PE, and one of music with another school."""
    social = Post(
        "tech-languages",
        ("social-studies",),
        (("SS-6", 1), ("SS-7", 1), ("SS-8", 1)),
        share=0.6,
        shared_with="social-pe",
        closed=_LATE,
        part_release=True,
    )
    pe = Post("pe", ("pe",), (("PE-8", 2),), share=0.4, shared_with="social-pe", closed=_MORNING)
    mornings = Post(
        "arts",
        ("music",),
        (("MUS-6", 2),),
        share=0.5,
        shared_with="music",
        closed=frozenset({4, 5, 6, 7}),
        mornings=True,
    )
    later = Post(
        "arts",
        ("music", "art"),
        (("MUS-6", 3),),
        share=0.5,
        shared_with="music",
        closed=frozenset({1, 2}),
    )
    return [social, pe, mornings, later]


def _others() -> list[Post]:
    """Teach physical education, arts, technology and Spanish."""

    def post(group: str, *areas: str, **takes: int) -> Post:
        return Post(group, areas, tuple((key.replace("_", "-"), n) for key, n in takes.items()))

    return [
        post("pe", "pe", PE_6=3, PE_7=2),
        post("pe", "pe", PE_6=3, PE_8=2),
        post("pe", "pe", PE_6=3, PE_8=2),
        post("pe", "pe", "science", PE_7=4, PE_8=1),
        post("pe", "pe", PE_7=3, PE_8=2),
        post("arts", "art", ART_6=2, ART_7=3),
        post("arts", "art", ART_6=2, ART_7=3),
        post("arts", "art", "technology", ART_6=3, TECH_7=2),
        post("arts", "art", ART_6=2, ART_7=3),
        post("arts", "music", MUS_6=4, BAND=1),
        post("tech-languages", "technology", "math", TECH_7=3, TECH_8=2),
        post("tech-languages", "technology", TECH_7=2, TECH_8=3),
        post("tech-languages", "technology", "science", TECH_7=2, TECH_8=3),
        post("tech-languages", "spanish", SPAN_8=5),
        post("tech-languages", "spanish", "technology", SPAN_8=4, TECH_8=1),
    ]
