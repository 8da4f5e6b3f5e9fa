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
        Whether the rest of the person's day is paid as partly released Plus teacher.
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
    return [post for grade in GRADES for post in _core(grade)] + _others()


def _core(grade: int) -> list[Post]:
    """Teach the four core courses of nine groups but for one section of social studies."""
    group, track = f"core-{grade}", f"lunch-{grade}"

    def post(*areas: str, **takes: int) -> Post:
        return Post(group, areas, _takes(grade, takes), track)

    math = [post("math", MATH=5)]
    if grade == 7:
        math = [
            Post(
                group,
                ("math", "technology"),
                (("MATH-7", 3),),
                track,
                share=0.6,
                shared_with="math-7",
                part_release=True,
                closed=frozenset({6, 7}),
            ),
            Post(
                group,
                ("math",),
                (("MATH-7", 2),),
                track,
                share=0.4,
                shared_with="math-7",
                closed=frozenset({1, 2, 3}),
            ),
        ]
    social = post("social-studies", "ela", SS=5)
    social.leaves = grade == 6
    return [
        post("ela", ELA=5),
        *math,
        post("science", SCI=5),
        social,
        post("ela", "social-studies", ELA=4, SS=1),
        post("math", "science", MATH=4, SCI=1),
        post("science", "social-studies", SCI=3, SS=2),
    ]


def _takes(grade: int, takes: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((f"{course}-{grade}", count) for course, count in takes.items())


def _others() -> list[Post]:
    """Teach physical education, arts, technology, languages, and what social studies leaves."""

    def post(group: str, *areas: str, takes: tuple[tuple[str, int], ...]) -> Post:
        return Post(group, areas, takes)

    return [
        Post(
            "tech-languages",
            ("social-studies",),
            (("SS-6", 1), ("SS-7", 1), ("SS-8", 1)),
            share=0.6,
            shared_with="social-pe",
            part_release=True,
            closed=frozenset({6, 7}),
        ),
        Post(
            "pe",
            ("pe",),
            (("PE-8", 2),),
            share=0.4,
            shared_with="social-pe",
            closed=frozenset({1, 2, 3}),
        ),
        post("pe", "pe", takes=(("PE-6", 3), ("PE-7", 2))),
        post("pe", "pe", takes=(("PE-6", 3), ("PE-8", 2))),
        post("pe", "pe", takes=(("PE-6", 3), ("PE-8", 2))),
        post("pe", "pe", "science", takes=(("PE-7", 4), ("PE-8", 1))),
        post("pe", "pe", takes=(("PE-7", 3), ("PE-8", 2))),
        post("arts", "art", takes=(("ART-6", 2), ("ART-7", 3))),
        Post(
            "arts",
            ("music",),
            (("MUS-6", 2),),
            share=0.5,
            shared_with="music",
            mornings=True,
            closed=frozenset({4, 5, 6, 7}),
        ),
        post("arts", "art", takes=(("ART-6", 2), ("ART-7", 3))),
        post("arts", "art", "technology", takes=(("ART-6", 3), ("TECH-7", 2))),
        post("arts", "art", takes=(("ART-6", 2), ("ART-7", 3))),
        Post(
            "arts",
            ("music", "art"),
            (("MUS-6", 3),),
            share=0.5,
            shared_with="music",
            closed=frozenset({1, 2}),
        ),
        post("arts", "music", takes=(("MUS-6", 4), ("BAND", 1))),
        post("tech-languages", "technology", "math", takes=(("TECH-7", 3), ("TECH-8", 2))),
        post("tech-languages", "technology", takes=(("TECH-7", 2), ("TECH-8", 3))),
        post("tech-languages", "technology", "science", takes=(("TECH-7", 2), ("TECH-8", 3))),
        post("tech-languages", "spanish", takes=(("SPAN-8", 5),)),
        post("tech-languages", "spanish", "technology", takes=(("SPAN-8", 4), ("TECH-8", 1))),
    ]
