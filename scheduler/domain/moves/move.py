"""What can be done to a timetable by hand, and how it is done to a plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.referee import Violation
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting


@dataclass(frozen=True)
class Change:
    """One meeting as it is and as it would be; its id stays."""

    before: PlacedMeeting
    slot: Slot
    rooms: tuple[str, ...]

    @property
    def after(self) -> PlacedMeeting:
        """The meeting at its new place, changed once more."""
        if (self.before.slot, self.before.rooms) == (self.slot, self.rooms):
            return self.before
        return dataclasses.replace(
            self.before, slot=self.slot, rooms=self.rooms, sequence=self.before.sequence + 1
        )


@dataclass(frozen=True)
class Move:
    """Changes that belong together: one meeting moved, or several exchanged.

    Parameters
    ----------
    gain
        Cost of the soft rules before, less that after.
    """

    changes: tuple[Change, ...]
    gain: int = 0

    @property
    def kind(self) -> str:
        """Say what it is: a move, an exchange with another section, or a chain."""
        sections = {one.before.section for one in self.changes}
        if len(sections) == 1 and len({one.before.meeting for one in self.changes}) > 1:
            return "together"
        if len(sections) == len(self.changes) == 1:
            return "move"
        return "exchange" if self._closes else "chain"

    @property
    def _closes(self) -> bool:
        """Whether the places taken are those that are left."""
        left = {one.before.slot for one in self.changes}
        return left == {one.slot for one in self.changes}


@dataclass(frozen=True)
class RoomChoice:
    """Rooms in which a meeting may be at a target, and the gain with them."""

    rooms: tuple[str, ...]
    move: Move


@dataclass(frozen=True)
class Target:
    """A place where a meeting, or all of a section's, might go.

    Parameters
    ----------
    slots
        Slot of each meeting that moves, in the order of their numbers.
    choices
        The rooms to choose from, best first; none where the place is not legal.
    reasons
        Why it is not legal, in the referee's words.
    is_current
        Whether the meeting is there already.
    """

    slots: tuple[Slot, ...]
    choices: tuple[RoomChoice, ...]
    reasons: tuple[Violation, ...] = ()
    is_current: bool = False

    @property
    def is_legal(self) -> bool:
        """Whether it may be taken."""
        return bool(self.choices)

    @property
    def best(self) -> Move | None:
        """The move with the best rooms."""
        return self.choices[0].move if self.choices else None


def applied(plan: Plan, move: Move) -> Plan:
    """Make a move: ids stay, what changes counts one change more.

    The calendar was made for the old times and is left out; who builds it again with the old plan
    as the previous one keeps the ids of its bookings.

    Raises
    ------
    ValueError
        If the plan does not have the meetings as the move knows them.
    """
    if plan.timetable is None or not {one.before for one in move.changes} <= set(
        plan.timetable.meetings
    ):
        raise ValueError("The plan has changed since the move was found.")
    after = {one.before: one.after for one in move.changes}
    if all(before == there for before, there in after.items()):
        return plan
    meetings = tuple(after.get(one, one) for one in plan.timetable.meetings)
    return dataclasses.replace(
        plan,
        timetable=dataclasses.replace(plan.timetable, meetings=meetings),
        calendar=None,
        results=tuple(_results(plan.results, move.gain)),
    )


def _results(results: Iterable[StageResult], gain: int) -> Iterable[StageResult]:
    """Keep what is proven: the bound of the timetable holds for every timetable."""
    for result in results:
        if result.stage is Stage.TIMETABLE and result.levels:
            levels = tuple(
                Level(key=one.key, value=one.value - gain, bound=min(one.bound, one.value - gain))
                for one in result.levels
            )
            proven = all(one.gap == 0 for one in levels)
            status = Status.OPTIMAL if proven else Status.FEASIBLE
            yield dataclasses.replace(result, levels=levels, status=status)
        elif result.stage is not Stage.CALENDAR:
            yield result
