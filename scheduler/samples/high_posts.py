"""The posts of the high schools: who is certified for what, and how sections are dealt to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from scheduler.domain.courses import MeetingPattern
from scheduler.domain.slots import Slot
from scheduler.samples.high_courses import Offer, units


@dataclass(frozen=True)
class Grid:
    """When the classes of a school may meet.

    Parameters
    ----------
    full
        Sections of a full post.
    daily
        Whether a class meets in its period on every day; else it meets once a cycle.
    """

    days: tuple[str, ...]
    periods: int
    full: int
    daily: bool = False

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What a class may choose from; where it meets daily, the first day stands for all."""
        return tuple(
            Slot(day, period) for day in self.looked_at for period in range(1, self.periods + 1)
        )

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Days that differ from one another."""
        return self.days[:1] if self.daily else self.days

    def every(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        """Give slots on all days for which they stand."""
        if not self.daily:
            return tuple(sorted(slots))
        periods = sorted({slot.period for slot in slots})
        return tuple(Slot(day, period) for day in self.days for period in periods)

    @property
    def pattern(self) -> MeetingPattern:
        """How a class meets."""
        if not self.daily:
            return MeetingPattern()
        return MeetingPattern(lengths=(1,) * len(self.days), same_period=True)

    def in_periods(self, *periods: int) -> frozenset[Slot]:
        """Give these periods of all days."""
        return frozenset(slot for slot in self.slots if slot.period in periods)


AB = Grid(days=("A", "B"), periods=4, full=6)


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
    load: int
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


def posts(sizes: Mapping[str, int], grid: Grid, shared: Shared) -> list[Post]:
    """Return the posts of all areas.

    Parameters
    ----------
    sizes
        Full posts by area.
    shared
        Of some areas: how two people hold one post together.
    """
    made: list[Post] = []
    for area, size in sizes.items():
        also = _ALSO.get(area, ((),))
        full = [Post(area, (area, *also[number % len(also)]), grid.full) for number in range(size)]
        made += full[: size - (area in shared)]
        made += [Post(area, (area,), shared_with=area, **facts) for facts in shared.get(area, ())]
    next(post for post in made if post.area == "social-studies").leaves = True
    return made


Shared = Mapping[str, Sequence[Mapping[str, Any]]]
"""By area, the facts of those who share a post of it."""

_AFTERNOONS = frozenset({Slot("A", 3), Slot("A", 4), Slot("B", 3)})
_LAST = frozenset({Slot("B", 4)})
AB_SHARED: Shared = {
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
        {"load": 3, "share": 0.5, "away": frozenset(s for s in AB.slots if s.day == "B")},
        {"load": 3, "share": 0.5, "away": frozenset(s for s in AB.slots if s.day == "A")},
    ),
    # Mornings here and afternoons at another school; and somebody who comes late.
    "music": (
        {"load": 3, "share": 0.5, "away": AB.in_periods(3, 4), "mornings": True},
        {"load": 3, "share": 0.5, "away": AB.in_periods(1)},
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
