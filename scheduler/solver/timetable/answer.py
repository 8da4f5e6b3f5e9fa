"""From values of variables to the timetable answer, keeping the identity of what stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import new_id
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.solver.engine import Found
from scheduler.solver.timetable.variables import TimetableVariables

Times = list[list[Start]]
"""Chosen starts of each unit."""

Rooms = dict[tuple[int, Start], int]
"""Room of each meeting that needs one."""

TeamSlots = dict[str, list[tuple[int, int]]]
"""Chosen (day, period) of each common planning."""


def chosen_times(variables: TimetableVariables, found: Found) -> Times:
    """Read the chosen starts; twins share out those of the one that stands in for them."""
    problem = variables.problem
    times: Times = [[] for _ in problem.units]
    for section, places in enumerate(variables.places):
        taken = [place for place in places if found.is_true(place.literal)]
        if section not in variables.twins:
            for place in taken:
                times[place.unit].append(place.start)
            continue
        for day in range(len(problem.days)):
            starts = sorted(
                (place.start for place in taken if place.start.day == day),
                key=lambda one: one.spans,
            )
            for twin in variables.twins[section]:
                count = variables.twin_counts.get((twin, day))
                number = found.value(count) if count is not None else 0
                times[problem.sections[twin].units[0]] += starts[:number]
                starts = starts[number:]
    return times


def chosen_rooms(variables: TimetableVariables, found: Found) -> Rooms:
    """Read the chosen rooms, of the places that are taken."""
    return {
        key: room
        for key, choices in variables.room_vars.items()
        for room, literal in choices
        if found.is_true(literal)
    }


def chosen_team_slots(variables: TimetableVariables, found: Found) -> TeamSlots:
    """Read when teams meet."""
    return {
        entry: [slot for slot, literal in slots.items() if found.is_true(literal)]
        for entry, slots in variables.team_vars.items()
    }


def suggest(variables: TimetableVariables, previous: TimetableAnswer | None) -> None:
    """Suggest an earlier answer and the solver's own locks to the search."""
    problem = variables.problem
    index = problem.section_index()
    wanted: dict[int, set[tuple[int, int]]] = defaultdict(set)
    days = {day: position for position, day in enumerate(problem.days)}
    for one in previous.meetings if previous else ():
        if one.section in index and one.slot.day in days:
            wanted[variables.stands_in[index[one.section]]].add(
                (days[one.slot.day], one.slot.period)
            )
    for section, lock in problem.wished_locks:
        if lock.slot is not None:
            wanted[variables.stands_in[section]].add((days[lock.slot.day], lock.slot.period))
    hinted: dict[int, bool] = {}
    for section, slots in wanted.items():
        for place in variables.places[section]:
            taken = (place.start.day, place.start.period) in slots
            # A variable shared by all days is wanted if it is on any.
            hinted[place.literal.index] = hinted.get(place.literal.index, False) or taken
    for position, taken in hinted.items():
        variables.model.add_hint(variables.model.get_bool_var_from_proto_index(position), taken)


def read(
    problem: TimetableProblem,
    times: Sequence[Sequence[Start]],
    rooms: Rooms,
    teams: TeamSlots,
    previous: TimetableAnswer | None,
) -> TimetableAnswer:
    """Put the answer together; numbers of interchangeable meetings stay where they were."""
    before = {(one.section, one.meeting): one for one in (previous.meetings if previous else ())}
    return TimetableAnswer(
        meetings=tuple(_meetings(problem, times, rooms, before)),
        team_times=tuple(_team_times(problem, teams, previous)),
    )


def _meetings(
    problem: TimetableProblem,
    times: Sequence[Sequence[Start]],
    rooms: Rooms,
    before: dict[tuple[str, int], PlacedMeeting],
) -> Iterator[PlacedMeeting]:
    locked = {
        (index, lock.meeting): (problem.days.index(lock.slot.day), lock.slot.period)
        for index, lock in problem.locks
        if lock.slot is not None
    }
    for index, section in enumerate(problem.sections):
        placed: dict[int, tuple[Start, tuple[str, ...]]] = {}
        for unit_index in section.units:
            unit = problem.units[unit_index]
            starts = sorted(times[unit_index], key=lambda one: (one.day, one.spans))
            held = {n: locked[index, n] for n in unit.numbers if (index, n) in locked}
            wished = {
                n: (problem.days.index(old.slot.day), old.slot.period)
                for n in unit.numbers
                if (old := before.get((section.id, n))) and old.slot.day in problem.days
            }
            for number, start in number_starts(unit.numbers, starts, held, wished).items():
                room = rooms.get((unit_index, start))
                placed[number] = (start, () if room is None else (problem.rooms[room].id,))
        for number in sorted(placed):
            start, names = placed[number]
            yield _meeting(problem, section.id, number, start, names, before)


def number_starts(
    numbers: Sequence[int],
    starts: Sequence[Start],
    held: dict[int, tuple[int, int]],
    wished: dict[int, tuple[int, int]],
) -> dict[int, Start]:
    """Give interchangeable meetings their numbers: locked ones, then as before, then in order."""
    free = list(starts)
    found: dict[int, Start] = {}
    for wanted in (held, wished):
        for number, slot in wanted.items():
            match = next((one for one in free if (one.day, one.period) == slot), None)
            if number not in found and match is not None:
                found[number] = match
                free.remove(match)
    rest = [number for number in numbers if number not in found]
    found.update(zip(rest, free, strict=True))
    return found


def _meeting(
    problem: TimetableProblem,
    section: str,
    number: int,
    start: Start,
    rooms: tuple[str, ...],
    before: dict[tuple[str, int], PlacedMeeting],
) -> PlacedMeeting:
    slot = Slot(problem.days[start.day], start.period)
    old = before.get((section, number))
    changed = old is not None and (old.slot, old.rooms) != (slot, rooms)
    return PlacedMeeting(
        id=old.id if old else new_id(),
        sequence=old.sequence + changed if old else 0,
        section=section,
        meeting=number,
        slot=slot,
        rooms=rooms,
    )


def _team_times(
    problem: TimetableProblem, teams: TeamSlots, previous: TimetableAnswer | None
) -> Iterator[TeamTime]:
    for entry, slots in teams.items():
        before = [
            one for one in (previous.team_times if previous else ()) if one.common_planning == entry
        ]
        wanted = [Slot(problem.days[day], period) for day, period in sorted(slots)]
        kept = {one.slot: one for one in before if one.slot in wanted}
        free = [one for one in before if one.slot not in kept]
        for slot in wanted:
            old = kept.get(slot)
            moved = free.pop(0) if old is None and free else None
            known = old or moved
            yield TeamTime(
                id=known.id if known else new_id(),
                sequence=known.sequence + (moved is not None) if known else 0,
                common_planning=entry,
                slot=slot,
            )
