"""PD groups of the samples: who goes out together, and how many days each one owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.pd import OwedDays, PDGroup

# Posts held by more than one person: the holders and their parts of the post.
SharedPost = Mapping[str, float]


def pd_group(
    identity: str,
    name: str,
    members: Sequence[str],
    *,
    days: int,
    shared: Sequence[SharedPost] = (),
) -> PDGroup:
    """Make a group that may go out in halves; whoever shares a post owes a part of the days.

    Parameters
    ----------
    days
        PD days that go with a full post.
    shared
        Posts of several people; the days of one post always add up to `days`.
    """
    owed = {person: part for post in shared for person, part in split_days(days, post).items()}
    return PDGroup(
        id=identity,
        name=name,
        members=tuple(members),
        days_owed=days,
        least_gap_days=3,
        owed=tuple(OwedDays(person=one, days=owed[one]) for one in members if one in owed),
        halves_allowed=len(members) > 1,
    )


def split_days(days: int, post: SharedPost) -> dict[str, int]:
    """Split the days of one post by its parts into whole days that add up."""
    people = sorted(post, key=lambda person: post[person])
    owed = {person: int(days * post[person] + 0.5) for person in people[:-1]}
    return owed | {people[-1]: days - sum(owed.values())}
