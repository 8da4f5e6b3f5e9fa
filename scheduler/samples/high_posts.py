"""The posts of the high schools: who is certified for what, and how sections are dealt to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from scheduler.domain.slots import Slot
from scheduler.samples.high_courses import Offer, units

DAYS = ("A", "B")
BLOCKS = 4
SLOTS = tuple(Slot(day, block) for day in DAYS for block in range(1, BLOCKS + 1))
FULL = 6  # sections, three a day


def block_slots(*blocks: int) -> frozenset[Slot]:
    """Give these blocks of both days."""
    return frozenset(slot for slot in SLOTS if slot.period in blocks)


def day_slots(day: str) -> frozenset[Slot]:
    """Give all blocks of a day."""
    return frozenset(slot for slot in SLOTS if slot.day == day)


# Second certifications, dealt out in turn within an area.
_ALSO: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "ela": ((), ("social-studies",), (), ("languages",)),
    "math": ((), ("computing",), (), ("science",)),
    "science": ((), ("math",), (), ("math", "computing")),
    "social-studies": ((), ("ela",), ()),
    "languages": ((), (), ("ela",)),
    "pe": (("health",), ()),
    "health": (("pe",),),
    "art": ((), ("computing",)),
    "computing": ((), ("math",)),
}


@dataclass
class Post:
    """What one person teaches in the known solution.

    Parameters
    ----------
    area
        The area whose sections it takes.
    load
        Sections, each of one block per cycle.
    share, shared_with
        Part of a full post; whoever share one have the same word here.
    away
        Slots in which the person is not there.
    free
        Slots in which the known solution keeps the person free.
    part_release
        Whether the person stays as partly released Plus teacher in the free slots.
    mornings
        Whether afternoons are promised to another school.
    leaves
        Whether the person leaves in January and is replaced.
    person, units
        Filled in when the school is made.
    """

    area: str
    areas: tuple[str, ...]
    load: int = FULL
    share: float = 1.0
    shared_with: str = ""
    away: frozenset[Slot] = frozenset()
    free: frozenset[Slot] = frozenset()
    part_release: bool = False
    mornings: bool = False
    leaves: bool = False
    person: str = ""
    units: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def sections(self) -> list[str]:
        """All its sections."""
        return list(chain.from_iterable(self.units))

    @property
    def courses(self) -> set[str]:
        """Courses it has so far, the first of those that follow one another."""
        return {first.rsplit("-", 1)[0] for first, *_ in self.units}


def posts(sizes: Mapping[str, int]) -> list[Post]:
    """Return the posts of all areas.

    Parameters
    ----------
    sizes
        Full posts by area; of some of them two people hold one together.
    """
    made: list[Post] = []
    for area, size in sizes.items():
        shared = _SHARED.get(area, ())
        also = _ALSO.get(area, ((),))
        full = [Post(area, (area, *also[number % len(also)])) for number in range(size)]
        made += full[: size - bool(shared)]
        made += [
            Post(area, (area,), shared_with=area, **facts)  # type: ignore[arg-type]
            for facts in shared
        ]
    next(post for post in made if post.area == "social-studies").leaves = True
    return made


# How two people hold one post of an area.
_AFTERNOONS = frozenset({Slot("A", 3), Slot("A", 4), Slot("B", 3)})
_LAST = frozenset({Slot("B", 4)})
_SHARED: Mapping[str, tuple[Mapping[str, object], ...]] = {
    # Two sections and four: the first person stays for the last block of B days as partly
    # released Plus teacher.
    "ela": (
        {"load": 2, "share": 0.333, "part_release": True, "away": _AFTERNOONS, "free": _LAST},
        {"load": 4, "share": 0.667},
    ),
    "science": (
        {"load": 2, "share": 0.333, "part_release": True, "away": _AFTERNOONS, "free": _LAST},
        {"load": 4, "share": 0.667},
    ),
    # One is there on A days, the other on B days.
    "math": (
        {"load": 3, "share": 0.5, "away": day_slots("B")},
        {"load": 3, "share": 0.5, "away": day_slots("A")},
    ),
    # Mornings here and afternoons at another school; and somebody who comes late.
    "music": (
        {"load": 3, "share": 0.5, "away": block_slots(3, 4), "mornings": True},
        {"load": 3, "share": 0.5, "away": block_slots(1)},
    ),
}


def deal(made: Iterable[Post], offers: Iterable[Offer]) -> None:
    """Deal the running sections of each area to its posts: at most three courses for anybody.

    Small courses go whole to one teacher each; the large ones fill up what is left, in order.
    """
    made, offers = list(made), list(offers)
    for area in dict.fromkeys(post.area for post in made):
        own = [post for post in made if post.area == area]
        small = deque(offer for offer in offers if offer.area == area and offer.is_small)
        large = deque(
            unit
            for offer in offers
            if offer.area == area and not offer.is_small
            for unit in units(offer)
        )
        while small:
            offer = small.popleft()
            # Whoever has the fewest courses so far, and room for this one.
            taker = min(
                (post for post in own if post.load - len(post.units) >= offer.sections),
                key=lambda post: (
                    len({unit[0].rsplit("-", 1)[0] for unit in post.units}),
                    -post.load,
                ),
            )
            taker.units += units(offer)
        for post in own:
            while len(post.units) < post.load:
                post.units.append(large.popleft())
