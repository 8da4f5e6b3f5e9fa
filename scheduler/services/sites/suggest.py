"""PD groups of teachers who belong together, suggested by team or by department."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scheduler.domain.pd import PDGroup
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.staff import ContentArea, StaffMember, Team
from scheduler.domain.wishes import Release
from scheduler.errors import InputError
from scheduler.services.context import place_of
from scheduler.services.sites.edit import Edited
from scheduler.services.sites.naming import id_from
from scheduler.store import edit, load, reading, undo, writing
from scheduler.store.db import Session

__all__ = ["By", "Wish", "add_suggested", "suggest"]

_GROUPS = "pd_groups"
Kind = TypeVar("Kind")


class By(enum.StrEnum):
    """What teachers of a PD group have in common."""

    TEAM = "team"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Wish:
    """
    What groups are wanted.

    Parameters
    ----------
    days_owed
        PD days of each teacher a year.
    most_members
        Teachers who go out together at most: no more than there are Plus teachers can be covered.
    """

    by: By
    days_owed: int
    most_members: int

    def __post_init__(self) -> None:
        """Refuse numbers that make no groups."""
        if not 1 <= self.most_members <= 100:
            raise InputError("Teachers at once", "Give a number from 1 to 100.")
        if not 0 <= self.days_owed <= 200:
            raise InputError("PD days", "Give a number from 0 to 200.")


def suggest(viewer: Viewer, school: str, wish: Wish) -> tuple[PDGroup, ...]:
    """Suggest groups of all who own classes and are in no group yet; nothing is saved."""
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with reading() as session:
        return tuple(_suggested(session, school, wish))


def add_suggested(viewer: Viewer, school: str, wish: Wish) -> Edited:
    """
    Add the groups that are suggested now, to be edited.

    Raises
    ------
    InputError
        If there is nobody left to be in a group.
    """
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with writing() as session:
        with undo.watched(
            session, school, [_GROUPS], "Suggested PD groups", by=viewer.user
        ) as done:
            groups = list(_suggested(session, school, wish))
            if not groups:
                raise InputError("PD groups", "Everybody who owns classes is in a group already.")
            for group in groups:
                edit.add(session, school, _GROUPS, group, by=viewer.user)
        return Edited({group.id: 1 for group in groups}, done.step)


def _suggested(session: Session, school: str, wish: Wish) -> Iterator[PDGroup]:
    staff = list(_things(session, school, "staff", StaffMember))
    present = list(_things(session, school, _GROUPS, PDGroup))
    release = load.value(session, school, "release").content
    released = release.names if isinstance(release, Release) else ()
    out = {*released, *(person for group in present for person in group.members)}
    owners = [one for one in staff if one.most_load and one.id not in out]
    if wish.by is By.TEAM:
        parts = _by_team(owners, list(_things(session, school, "teams", Team)))
    else:
        parts = _by_area(owners, list(_things(session, school, "areas", ContentArea)))
    taken = {
        row.id for deleted in (False, True)
        for row in load.rows(session, school, _GROUPS, deleted=deleted)
    }  # fmt: skip
    for name, members in parts:
        pieces = _pieces(members, wish.most_members)
        for number, piece in enumerate(pieces, start=1):
            words = name if len(pieces) == 1 else f"{name} {number}"
            id = id_from(words, taken)
            taken.add(id)
            people = tuple(one.id for one in piece)
            yield PDGroup(id=id, name=words, members=people, days_owed=wish.days_owed)


def _by_team(
    owners: Sequence[StaffMember], teams: Iterable[Team]
) -> list[tuple[str, list[StaffMember]]]:
    left = {one.id: one for one in owners}
    parts = []
    for team in teams:
        members = [left.pop(id) for id in team.staff if id in left]
        if members:
            parts.append((team.name, members))
    return [*parts, ("Others", [*left.values()])] if left else parts


def _by_area(
    owners: Sequence[StaffMember], areas: Iterable[ContentArea]
) -> list[tuple[str, list[StaffMember]]]:
    """Put people together by the first of their areas; departments of one share a group."""
    found = [(area.name, [one for one in owners if one.areas[:1] == (area.id,)]) for area in areas]
    parts = [(name, members) for name, members in found if len(members) > 1]
    placed = {one.id for _, members in parts for one in members}
    others = [one for one in owners if one.id not in placed]
    return [*parts, ("Others", others)] if others else parts


def _pieces(members: Sequence[StaffMember], most: int) -> list[Sequence[StaffMember]]:
    """Divide people into the fewest groups, of sizes that differ by at most one."""
    count = -(-len(members) // most)
    sizes = [len(members) // count + (number < len(members) % count) for number in range(count)]
    ends = [sum(sizes[: number + 1]) for number in range(count)]
    return [members[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _things(session: Session, school: str, name: str, kind: type[Kind]) -> Iterator[Kind]:
    for row in load.rows(session, school, name):
        if isinstance(row.thing, kind):
            yield row.thing
