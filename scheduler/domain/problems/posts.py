"""Posts: one chain of people, a leaver and whoever takes over, and who of them is there when."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.calendar import Segment
from scheduler.domain.school import School

WHOLE_YEAR = ("",)


@dataclass(frozen=True)
class Post:
    """A place on the staff that one person holds at a time.

    Parameters
    ----------
    people
        Ids in the order in which they hold it.
    holders
        In each segment, who holds it; None where that person is not there all of the segment.
    """

    people: tuple[str, ...]
    holders: tuple[str | None, ...]


def segments_of(school: School) -> tuple[str, ...]:
    """Segments of the year, ("",) where the school has none."""
    return tuple(one.id for one in school.calendar.segments) or WHOLE_YEAR


def posts_of(school: School) -> tuple[Post, ...]:
    """Posts of a school, in the order in which the file names the first of each."""
    return tuple(Post(chain, _holders(school, chain)) for chain in _chains(school))


def _chains(school: School) -> list[tuple[str, ...]]:
    successor: dict[str, str] = {}
    for person in school.staff:
        if person.replaces is not None:
            successor.setdefault(person.replaces, person.id)
    later = set(successor.values())
    chains: list[tuple[str, ...]] = []
    reached: set[str] = set()
    for person in school.staff:
        if person.id not in later:
            chain = [person.id]
            while chain[-1] in successor:
                chain.append(successor[chain[-1]])
            chains.append(tuple(chain))
            reached.update(chain)
    # People who replace one another in a ring are reached from nobody: each a post of their own.
    return chains + [(one.id,) for one in school.staff if one.id not in reached]


def _holders(school: School, chain: tuple[str, ...]) -> tuple[str | None, ...]:
    if not school.calendar.segments:
        return (chain[0],)
    return tuple(
        holder if school.person[holder].employed(segment.first, segment.last) else None
        for segment in school.calendar.segments
        for holder in [_nominal(school, chain, segment)]
    )


def _nominal(school: School, chain: tuple[str, ...], segment: Segment) -> str:
    """Return the last of the chain who has begun when the segment does."""
    holder = chain[0]
    for name in chain[1:]:
        first = school.person[name].first
        if first is not None and first <= segment.first:
            holder = name
    return holder


def nominal_holders(school: School) -> dict[tuple[str, str], str]:
    """Of each person and segment: who holds the person's post, there or not.

    Duties and places in PD groups follow the post.
    """
    found: dict[tuple[str, str], str] = {}
    for chain in _chains(school):
        for person in chain:
            found[person, ""] = chain[0]
            for segment in school.calendar.segments:
                found[person, segment.id] = _nominal(school, chain, segment)
    return found
