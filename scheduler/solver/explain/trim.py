"""Opens no more closed time than a school needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain.courses import Group, Room, SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.wishes import SlotWish
from scheduler.solver.engine import Stop
from scheduler.solver.explain.changes import Change, applied, set_field
from scheduler.solver.explain.essential import essential
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import counted, listed, titled
from scheduler.solver.timetable import solve_timetable

_MOST_NAMED = 8
_TABLES = ("staff", "groups", "rooms")


def trimmed(
    school: School, changes: tuple[Change, ...], plan: Plan, options: SolveOptions, stop: Stop
) -> tuple[Change, ...]:
    """Leave closed what a timetable does without, where changes open all that was closed.

    First all that a timetable with the fewest meetings in it does not use, if there still is one
    (what is open may serve as planning time); then period by period, as far as the time goes.

    Parameters
    ----------
    plan
        With the staffing of the changed school.
    options
        The time limit is for all of it.
    """
    until = time.monotonic() + options.time_limit_s
    best = changes
    for change in filter(_opens, changes):
        trimming = _Trimming(school, best, change, plan, options, stop, until)
        best = trimming.run()
    return best


class _Trimming:
    """Makes one change of a set open less."""

    def __init__(
        self,
        school: School,
        changes: tuple[Change, ...],
        change: Change,
        plan: Plan,
        options: SolveOptions,
        stop: Stop,
        until: float,
    ) -> None:
        self._school, self._changes, self._change = school, changes, change
        self._plan, self._options, self._stop, self._until = plan, options, stop, until
        self._closed = _closed(school, change)

    def run(self) -> tuple[Change, ...]:
        """Return the set with the change made as small as was found."""
        wish = _rather_not(self._school, self._change, self._plan)
        found = self._solved(self._changes, (wish,) if wish else ())
        if found is None:
            return self._changes
        used = _used(self._school, self._change, self._plan, found)
        opened = [one for one in self._closed if one in used]
        if not self._is_enough(opened):
            # Those that are used come last: they are the least likely to be spare.
            opened = sorted(self._closed, key=lambda one: one in used)
        for slot in tuple(opened):
            fewer = [one for one in opened if one != slot]
            if self._is_enough(fewer):
                opened = fewer
        return self._with([one for one in self._closed if one in opened])

    def _is_enough(self, opened: list[Slot]) -> bool:
        return bool(opened) and self._solved(self._with(opened)) is not None

    def _solved(
        self, changes: tuple[Change, ...], wishes: tuple[SlotWish, ...] = ()
    ) -> TimetableAnswer | None:
        left = self._until - time.monotonic()
        if left <= 0 or self._plan.staffing is None:
            return None
        school = replace(essential(applied(self._school, changes)), slot_wishes=wishes)
        options = replace(self._options, time_limit_s=left)
        return solve_timetable(school, self._plan.staffing, options, stop=self._stop).answer

    def _with(self, opened: list[Slot]) -> tuple[Change, ...]:
        if len(opened) == len(self._closed):
            return self._changes
        less = _opening(self._school, self._change, self._closed, opened)
        return tuple(less if one == self._change else one for one in self._changes)


def _opens(change: Change) -> bool:
    (edit, *others) = change.edits
    is_time = change.kind in (Kind.OPEN_TIME, Kind.OPEN_ROOM) and not others
    return is_time and edit.table in _TABLES and edit.field == "unavailable"


def _closed(school: School, change: Change) -> tuple[Slot, ...]:
    (edit,) = change.edits
    slots: tuple[Slot, ...] = _thing(school, change).unavailable
    return tuple(one for one in slots if one not in edit.value)


def _thing(school: School, change: Change) -> StaffMember | Group | Room:
    (edit,) = change.edits
    things: Sequence[StaffMember | Group | Room] = getattr(school, edit.table)
    return next(one for one in things if one.id == edit.id)


def _sections(school: School, change: Change, plan: Plan) -> set[str]:
    """Sections that somebody or a group is in; of a room all."""
    (edit,) = change.edits
    if edit.table == "rooms":
        return {one.id for one in school.sections}
    rows = plan.staffing.ownerships if plan.staffing else ()
    owned = {one.section for one in rows if one.owner == edit.id}
    return {
        one.id
        for one in school.sections
        if edit.id in (one.groups if edit.table == "groups" else _people(school, one.id))
        or one.id in owned
    }


def _people(school: School, section: str) -> set[str]:
    roles = (SectionRole.CO_TEACHER, SectionRole.SUPPORT)
    return {who for role in roles for who in school.section[section].people(role)}


def _rather_not(school: School, change: Change, plan: Plan) -> SlotWish | None:
    """Wish for all slots but those that are opened."""
    (edit,) = change.edits
    if edit.table == "rooms":
        return None  # what takes place there may be in another room
    closed = set(_closed(school, change))
    slots = tuple(
        slot
        for day in school.calendar.cycle_days
        for period in school.regular_bell.periods(school.first_track)
        if (slot := Slot(day, period)) not in closed
    )
    sections = tuple(sorted(_sections(school, change, plan)))
    if not sections or not slots:
        return None
    return SlotWish(
        id=f"closed {edit.id}", sections=sections, slots=slots, every_period=True, strength=1
    )


def _used(school: School, change: Change, plan: Plan, found: TimetableAnswer) -> set[Slot]:
    """Find the slots in which classes meet that a change is about."""
    (edit,) = change.edits
    mine = _sections(school, change, plan)
    return {
        slot
        for one in found.meetings
        if one.section in mine and (edit.table != "rooms" or edit.id in one.rooms)
        for slot in _slots(school, one)
    }


def _opening(
    school: School, change: Change, closed: tuple[Slot, ...], opened: list[Slot]
) -> Change:
    """Open some slots only."""
    (edit,) = change.edits
    thing = _thing(school, change)
    left = tuple(one for one in thing.unavailable if one not in opened)
    some = listed(map(str, opened)) if len(opened) <= _MOST_NAMED else str(len(opened))
    return replace(
        change,
        text=f"Open {some} of the {counted(len(closed), 'period')} in which "
        f"{titled(thing.name, thing.id)} is not available",
        buys="just the time that is needed",
        edits=(set_field(edit.table, edit.id, "unavailable", left),),
        times=len(opened),
    )


def _slots(school: School, meeting: PlacedMeeting) -> Iterator[Slot]:
    """All periods of a meeting."""
    section = school.section[meeting.section]
    periods = school.regular_bell.periods(school.track_of(section))
    length = school.pattern_of(section).lengths[meeting.meeting - 1]
    first = periods.index(meeting.slot.period)
    yield from (Slot(meeting.slot.day, one) for one in periods[first : first + length])
