"""Write the times and rooms that are held: those of a plan, else the locks of the school."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.courses import LockedBy
from scheduler.domain.slots import Slot
from scheduler.formats.fet.elements import Child, constraint
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["Held", "held_rooms", "held_times"]

_Held = dict[int, tuple[Slot, bool]]


class Held:
    """
    What is held of each activity.

    Attributes
    ----------
    times, rooms
        Slot or room, and whether it is the user who wants it so; else it is a result, which FET
        may unlock.
    """

    def __init__(self, out: Outgoing) -> None:
        self.times: dict[int, tuple[Slot, bool]] = {}
        self.rooms: dict[int, tuple[str, bool]] = {}
        self._busy: dict[str, set[Slot]] = {}
        self.out = out
        timetable = out.plan.timetable if out.plan is not None else None
        locks = [one for one in out.school.locks if (one.section, one.meeting) in out.id_of]
        users = [one for one in locks if one.by is LockedBy.USER]
        for lock in locks if timetable is None else users:
            self._hold(lock.section, lock.meeting, lock.slot, lock.rooms, lock.by is LockedBy.USER)
        # In the order of the week, so that the copies of a room that holds several go round.
        placed = timetable.meetings if timetable is not None else ()
        for one in sorted(placed, key=lambda one: out.slots.index(one.slot)):
            if (one.section, one.meeting) in out.id_of:
                self._hold(one.section, one.meeting, one.slot, one.rooms, False)

    def _hold(
        self, section: str, meeting: int, slot: Slot | None, rooms: tuple[str, ...], is_users: bool
    ) -> None:
        id = self.out.id_of[section, meeting]
        if slot is not None:
            self.times.setdefault(id, (slot, is_users))
        real = [room for room in rooms if room in self.out.rooms]
        self.out.unsaid["meetings in any other room"] += bool(rooms) and not real
        self.out.unsaid["further rooms of meetings in several"] += max(0, len(real) - 1)
        if real and id not in self.rooms:
            self.rooms[id] = (self._copy(real[0], id), is_users)

    def _copy(self, room: str, id: int) -> str:
        """Take the first copy of a room that is free while an activity goes on."""
        copies = self.out.rooms[room]
        slot, _ = self.times.get(id, (None, False))
        if slot is None:
            return copies[0]
        at = self.out.slots.index(slot)
        goes_on = set(self.out.slots[at : at + self.out.lessons[id].length])
        free = (one for one in copies if goes_on.isdisjoint(self._busy.get(one, ())))
        copy = next(free, copies[-1])
        self._busy.setdefault(copy, set()).update(goes_on)
        return copy


def held_times(out: Outgoing, held: Held) -> Iterator[str]:
    """Write the times that are held."""
    for id, (slot, is_users) in sorted(held.times.items()):
        yield constraint(
            "ActivityPreferredStartingTime",
            ("Activity_Id", id),
            ("Preferred_Day", out.days[slot.day]),
            ("Preferred_Hour", out.hours[slot.period]),
            ("Permanently_Locked", is_users),
        )


def held_rooms(held: Held) -> Iterator[str]:
    """Write the rooms that are held."""
    for id, (room, is_users) in sorted(held.rooms.items()):
        last: tuple[Child, ...] = (("Room", room), ("Permanently_Locked", is_users))
        yield constraint("ActivityPreferredRoom", ("Activity_Id", id), *last)
