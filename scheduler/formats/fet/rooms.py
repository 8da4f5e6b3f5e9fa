"""Which rooms each meeting may use, from everything that a file says about rooms.

A meeting takes place in one of the rooms that are named for it; several hard lists leave what they
have in common. Where none is named, a home room of its students or of its teacher serves. A
meeting for which nothing is named needs no room. What is only a wish leaves it any other room as
well, which is a room of our own making.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.domain.courses import Lock, LockedBy, MeetingRooms, Room
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import HARD, RoomWish
from scheduler.formats.fet.classes import ClassDraft
from scheduler.formats.fet.draft import Draft, RoomChoice
from scheduler.formats.fet.file import Activity

__all__ = ["ANY_KIND", "RoomPlan"]

ANY_KIND = "any"
"""Kind of a room that stands for "any other room"."""

_HOLDS = 50


class RoomPlan:
    """
    The rooms of a school, and who may use them.

    Attributes
    ----------
    others
        Ids of the rooms that stand for "any other room"; empty where nobody needs them.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._choices: dict[int, list[RoomChoice]] = defaultdict(list)
        for choice in draft.room_choices:
            for activity in choice.activities:
                self._choices[activity].append(choice)
        active = [one for some in draft.classes.all for one in some.activities]
        self._free = {one.id for one in active if self._may_go_elsewhere(one)}
        using = sum(
            any(one.id in self._free for one in some.activities) for some in draft.classes.all
        )
        names = (f"other-{number}" for number in range(1, 1 + math.ceil(using / _HOLDS)))
        self.others = tuple(name for name in names if name not in draft.file.rooms)

    def _home(self, one: Activity) -> RoomChoice | None:
        """Home rooms, for where nothing else is said; those of students and teacher both hold."""
        homes = self.draft.homes
        of_students = homes.get(("students", one.students[0])) if len(one.students) == 1 else None
        of_teacher = homes.get(("teacher", one.teachers[0])) if len(one.teachers) == 1 else None
        if of_students is None or of_teacher is None:
            return of_students or of_teacher
        common = tuple(room for room in of_students.rooms if room in of_teacher.rooms)
        return replace(of_students, rooms=common) if common else of_students

    def _hard(self, one: Activity) -> list[RoomChoice]:
        return [choice for choice in self._choices[one.id] if choice.strength == HARD]

    def _may_go_elsewhere(self, one: Activity) -> bool:
        if self._hard(one):
            return False
        home = self._home(one)
        if home is not None:
            return home.strength < HARD
        return bool(self._choices[one.id]) or one.id in self.draft.kept_rooms

    def allowed(self, one: Activity) -> tuple[str, ...]:
        """Rooms that a meeting may use; none where it needs no room."""
        hard, home = self._hard(one), self._home(one)
        if hard:
            common = [room for room in hard[0].rooms if all(room in x.rooms for x in hard)]
            return tuple(common) or hard[0].rooms
        found = [room for choice in self._choices[one.id] for room in choice.rooms]
        found += home.rooms if home is not None else ()
        if one.id in self.draft.kept_rooms:
            found.append(self.draft.kept_rooms[one.id])
        if one.id in self._free:
            found += self.others
        return tuple(dict.fromkeys(found))

    def of_class(self, one: ClassDraft) -> tuple[tuple[str, ...], tuple[MeetingRooms, ...]]:
        """Rooms of a section, and of single meetings where they differ."""
        numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, activity in enumerate(one.activities, start=1):
            numbers[self.allowed(activity)].append(number)
        if len(numbers) == 1:
            return next(iter(numbers)), ()
        return (), tuple(
            MeetingRooms(meetings=tuple(some), rooms=rooms)
            for rooms, some in numbers.items()
            if rooms
        )

    def wishes(self) -> Iterator[RoomWish]:
        """Wishes for rooms, and hard lists that have no room in common."""
        for choice in self.draft.room_choices:
            activities = [one for one in choice.activities if self._is_open(one, choice)]
            yield from self._wish(choice, activities)
        for home in self.draft.homes.values():
            if home.strength < HARD:
                yield from self._wish(home, [x for x in home.activities if not self._choices[x]])

    def _is_open(self, activity: int, choice: RoomChoice) -> bool:
        """Whether the rooms a meeting may use don't see to the choice already."""
        one = self.draft.file.activities[activity]
        return not set(self.allowed(one)) <= set(choice.rooms)

    def _wish(self, choice: RoomChoice, activities: Iterable[int]) -> Iterator[RoomWish]:
        about = self.draft.about(activities)
        if about["sections"] or about["meetings"]:
            yield RoomWish(id=choice.id, rooms=choice.rooms, strength=choice.strength, **about)

    def locks(self) -> Iterator[Lock]:
        """Rooms of an earlier result, as hints."""
        for activity, room in self.draft.kept_rooms.items():
            if room in self.allowed(self.draft.file.activities[activity]):
                ref = self.draft.classes.meeting[activity]
                yield Lock(
                    section=ref.section, meeting=ref.meeting, rooms=(room,), by=LockedBy.SOLVER
                )

    def rooms(self) -> Iterator[Room]:
        """Real rooms, and those that stand for any other."""
        for one in self.draft.file.rooms.values():
            if one.choices:
                continue
            closed: set[Slot] = self.draft.closed.get(("rooms", one.name), set())
            yield Room(
                id=one.name,
                name=one.name,
                capacity=one.capacity,
                building=one.building,
                unavailable=tuple(slot for slot in self.draft.all_slots if slot in closed),
            )
        for name in self.others:
            yield Room(id=name, name="Any other room", kind=ANY_KIND, holds=_HOLDS)
