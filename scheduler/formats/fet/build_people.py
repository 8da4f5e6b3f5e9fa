"""The people of a school: teachers, stand-ins for those that a file does not name, groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from scheduler.domain.courses import Group
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.formats.fet.classes import ClassDraft
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.fetmap import FetMap
from scheduler.formats.fet.sets import merged_leaves

__all__ = ["PeopleBuilder", "is_stand_in"]

_MOST_PUPILS = 2_000
_STAND_IN = "nobody-"


def is_stand_in(person: StaffMember) -> bool:
    """Whether somebody stands for the teacher that a class of a .fet file does not name."""
    return person.id.startswith(_STAND_IN) and not person.areas and not person.most_load


class PeopleBuilder:
    """Makes staff and groups of what was read."""

    def __init__(self, draft: Draft, map: FetMap) -> None:
        self.draft = draft
        self.file = draft.file
        self.map = map

    def _in_order(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        closed = set(slots)
        return tuple(slot for slot in self.draft.all_slots if slot in closed)

    def staff(self) -> Iterator[StaffMember]:
        """Teachers with the load they have, stand-ins for those that are missing, Plus posts."""
        load, areas = self._loads()
        least = self.map.most_load or 0
        candidates = set(self.map.plus_candidates)
        for name, one in self.file.teachers.items():
            closed = self.draft.closed.get(("staff", name), set()) | self.draft.breaks
            home = self.draft.homes.get(("teacher", name))
            yield StaffMember(
                id=name,
                name=one.long_name,
                areas=tuple(areas[name]),
                most_load=max(load[name], least),
                home_room=home.rooms[0] if home is not None else None,
                unavailable=self._in_order(closed),
                volunteer=name in candidates,
            )
        for section, name in self.stand_ins.items():
            yield StaffMember(
                id=name,
                name=f"No teacher of {section}",
                unavailable=self._in_order(self.draft.breaks),
            )
        for post in self.map.plus_staff:
            yield StaffMember(
                id=post.name,
                name=post.name,
                areas=post.areas,
                most_load=least or max(load.values(), default=0),
                unavailable=self._in_order(self.draft.breaks),
                volunteer=True,
            )

    @cached_property
    def main_areas(self) -> dict[str, str]:
        """Area in which each teacher owns most periods; who owns nothing has none."""
        periods: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.draft.classes.all:
            if self.counts(one):
                area = self.map.area_of(one.first.subject)
                periods[one.first.teachers[0]][area] += sum(one.lengths)
        return {name: counts.most_common(1)[0][0] for name, counts in periods.items()}

    def _loads(self) -> tuple[dict[str, int], dict[str, dict[str, None]]]:
        """Periods that each teacher owns, and the areas of all they teach."""
        load: dict[str, int] = defaultdict(int)
        areas: dict[str, dict[str, None]] = defaultdict(dict)
        for one in self.draft.classes.all:
            for teacher in one.first.teachers:
                if one.first.students:
                    areas[teacher][self.map.area_of(one.first.subject)] = None
            if self.counts(one):
                load[one.first.teachers[0]] += sum(one.lengths)
        return load, areas

    @cached_property
    def stand_ins(self) -> dict[str, str]:
        """Somebody who is nobody, for each section whose activities have no teacher."""
        without = (one for one in self.draft.classes.all if not one.first.teachers)
        found: dict[str, str] = {}
        for one in without:
            name = f"{_STAND_IN}{one.first.id}"
            while name in self.file.teachers:
                name = f"{name}-"
            found[one.id] = name
        return found

    @staticmethod
    def counts(one: ClassDraft) -> bool:
        """Whether a section is teaching: it has pupils, and somebody who teaches them."""
        return bool(one.first.teachers and one.first.students)

    @cached_property
    def leaves(self) -> dict[str, frozenset[str]]:
        """Leaves of each group of the school."""
        named = [name for kind, name in self.draft.closed if kind == "students"]
        named += [
            name for one in self.draft.limits if one.of == "groups" for name in one.names or ()
        ]
        attended = {one.id: one.first.students for one in self.draft.classes.all}
        return merged_leaves(self.draft.tree, attended, tuple(dict.fromkeys(named)))

    @cached_property
    def _group_of(self) -> dict[str, str]:
        return {leaf: group for group, leaves in self.leaves.items() for leaf in leaves}

    def groups_in(self, names: Iterable[str]) -> tuple[str, ...]:
        """Groups of the school that make up these sets of students."""
        leaves = self.draft.tree.leaves_of(names)
        found = {self._group_of[leaf] for leaf in leaves if leaf in self._group_of}
        return tuple(group for group in self.leaves if group in found)

    def student_groups(self) -> Iterator[Group]:
        """Groups that attend something, with the times closed to them and their home room."""
        tree, closed = self.draft.tree, self.draft.closed
        for id, leaves in self.leaves.items():
            slots = set(self.draft.breaks)
            for kind, name in closed:
                if kind == "students" and leaves <= tree.leaves[name]:
                    slots |= closed[kind, name]
            home = self.draft.homes.get(("students", id))
            size = self.file.sets[id].size if id in self.file.sets else 0
            size = size or sum(self.file.sets[leaf].size for leaf in leaves)
            yield Group(
                id=id,
                name=id,
                size=min(size, _MOST_PUPILS),
                home_room=home.rooms[0] if home is not None else None,
                unavailable=self._in_order(slots),
            )
