"""A first complete timetable, in plain Python, in a fraction of a second.

The search needs no solver, so it can go on while the solver is still being imported; what it
finds is the solver's complete hint.  Only hard rules count; the rules of a section's own pattern
are kept at first even where they are wishes, because that is what a school means by them.

Read `grid` for how time is written, `fitting` and `items` for what is placed, `conflicts` and
`owners` for what forbids it, `state`, `search` and `chains` for the search, `rooms` for the rooms,
`spreading` for what is improved afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.wishes import HARD
from scheduler.solver.timetable.ejection.clashes import pairs_to_choose
from scheduler.solver.timetable.ejection.conflicts import conflicts, wished_near
from scheduler.solver.timetable.ejection.fits import not_together
from scheduler.solver.timetable.ejection.fitting import Binding, asked, hard
from scheduler.solver.timetable.ejection.grid import Grid
from scheduler.solver.timetable.ejection.items import Item, Items
from scheduler.solver.timetable.ejection.joining import join
from scheduler.solver.timetable.ejection.owners import Owners
from scheduler.solver.timetable.ejection.rooms import Meeting, RoomSearch
from scheduler.solver.timetable.ejection.search import Search
from scheduler.solver.timetable.ejection.spreading import Spreading
from scheduler.solver.timetable.ejection.state import Partial

LEAST_STEPS, STEPS_PER_MEETING = 500, 300
"""Of the whole search: so many, and so many for each meeting.  A school that has not been solved by
then is left to the solver; within `solve` the time is mostly up before."""

WISHED_STEPS_PER_MEETING = 25
"""While wishes count like duties: what they ask is often impossible."""

SEEDS_APART = 7_919
"""Between the seeds of two tries, so that those of neighbouring seeds are not the same."""

LEAST_STEPS_OF_TRY, STEPS_OF_TRIES = 1_000, (10, 10, 60)
"""Of a search before another one begins, in turn: at least so many, and so many for each meeting.

Some schools are found soon or never, others only by chains, which come after simple steps.
"""

WISHED_STEPS = 8
"""For each item, while wished distances count like duties."""

WISHED_SLACK = 0.5
"""Then, for as many steps: the chance that an item need not keep them."""

MOST_ROOM_ROUNDS = 12
"""Times that meetings without a room are moved to another time; rooms that are still missing then
are missing for good."""


@dataclass(frozen=True)
class FirstSchedule:
    """What the search found.

    Parameters
    ----------
    times
        Chosen starts of each unit: as many as it has meetings, fewer where some found no place.
    rooms
        Room of each meeting that needs one.
    teams
        (day, period) of the slots of each common planning, by its id.
    complete
        Whether everything is placed: then no hard rule is broken.
    steps
        Length of the search.
    """

    times: tuple[tuple[Start, ...], ...]
    rooms: dict[Meeting, int]
    teams: dict[str, list[tuple[int, int]]]
    complete: bool
    steps: int


def first_schedule(
    problem: TimetableProblem,
    seed: int = 0,
    most_steps: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> FirstSchedule:
    """Search for a timetable that breaks no hard rule.

    Parameters
    ----------
    seed
        The same seed, with the same steps and no stop, finds the same timetable.
    most_steps
        Budget: items that are taken up to be placed; None: so many for each item.
    stop
        Is asked from time to time, and ends the search when it says so.

    Returns
    -------
    FirstSchedule
        A complete one, or the one with the fewest items open that was seen.
    """
    return next(schedules(problem, seed, most_steps, stop))


def schedules(
    problem: TimetableProblem,
    seed: int = 0,
    most_steps: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[FirstSchedule]:
    """Search like `first_schedule`, and then for one that keeps more wished distances (T16a)."""
    meetings = _meetings(problem)
    if most_steps is None:
        most_steps = LEAST_STEPS + STEPS_PER_MEETING * meetings
    steps = 0
    if _has_wishes(problem):
        attempt = _Attempt(problem, asked, seed)
        few = LEAST_STEPS + WISHED_STEPS_PER_MEETING * meetings
        first = attempt.run(min(most_steps, few), stop)
        if first.complete or stop():
            yield first
            yield from attempt.spread(stop)
            return
        steps = first.steps
    yield from _with_restarts(problem, seed, most_steps - steps, stop)


def _with_restarts(
    problem: TimetableProblem, seed: int, most_steps: int, stop: Callable[[], bool]
) -> Iterator[FirstSchedule]:
    """Search for a schedule that keeps the hard rules; begin anew where it takes long.

    A search that does not succeed soon is often caught somewhere for ever, while another one that
    begins with other luck succeeds at once.
    """
    tries: list[FirstSchedule] = []
    for turn, most in enumerate(cycle(_steps_of_tries(problem))):
        attempt = _Attempt(problem, hard, seed + turn * SEEDS_APART)
        found = attempt.run(min(most, most_steps), stop)
        tries.append(found)
        most_steps -= most
        if found.complete or most_steps <= 0 or stop():
            break
    best = max(tries, key=lambda one: (one.complete, sum(map(len, one.times))))
    yield replace(best, steps=sum(one.steps for one in tries))
    if best.complete:
        yield from attempt.spread(stop)


def _steps_of_tries(problem: TimetableProblem) -> list[int]:
    wished = any(0 < one.strength < HARD for one in problem.school.spacings)
    meetings = _meetings(problem)
    return [
        max(LEAST_STEPS_OF_TRY, (steps + WISHED_STEPS * wished) * meetings)
        for steps in STEPS_OF_TRIES
    ]


def _meetings(problem: TimetableProblem) -> int:
    return sum(len(unit.numbers) for unit in problem.units)


def _has_wishes(problem: TimetableProblem) -> bool:
    """Whether some rule that can be kept like a duty is a wish here."""
    school = problem.school
    patterns = [section.pattern for section in problem.sections]
    matters = {
        "T5b": any(one.most_a_day < len(one.lengths) for one in patterns),
        "T5c": any(one.least_days_between or one.most_days_between for one in patterns),
        "T5d": any(one.same_period for one in patterns),
        "T10b": any(one.most_rooms is not None for one in problem.sections),
        "T10c": bool(school.policy.building_minutes),
        "T14c": True,
        "T14d": True,
        "T14e": bool(problem.before),
        "T14f": True,
        "T15": bool(school.course_pairs),
    }
    strengths = [problem.strengths[key] for key, one in matters.items() if one]
    strengths += [one.strength for one in school.common_planning]
    strengths += [one.strength for one in school.room_limits]
    return any(asked(one) and not hard(one) for one in strengths)


class _Attempt:
    """One search, with the strengths that count as binding."""

    def __init__(self, problem: TimetableProblem, binding: Binding, seed: int) -> None:
        self._problem = problem
        self._binding = binding
        self._seed = seed
        grid = Grid(problem)
        self._items = join(problem, Items(problem, grid, binding).all(), grid)
        conflict = conflicts(problem, self._items, grid, binding)
        owners = Owners(problem, self._items, grid, binding).all()
        self._near = wished_near(problem, self._items)
        self._schedule = Partial(self._items, grid, conflict, owners)
        self._search = Search(self._items, conflict, self._schedule, seed)

    def run(self, most_steps: int, stop: Callable[[], bool]) -> FirstSchedule:
        """Search times and then rooms; where rooms are missing, move these meetings, and again."""
        search = self._search
        if any(self._near):
            # Wished distances are kept at first; what finds no place with them does without.
            self._schedule.keep_apart(self._near, True)
            few = WISHED_STEPS * len(self._items)
            search.run(min(most_steps, few), stop)
            search.slack = WISHED_SLACK
            search.run(min(most_steps - search.steps, few), stop)
            search.slack = 0.0
            self._schedule.keep_apart(self._near, False)
        for turn in range(MOST_ROOM_ROUNDS):
            placed = search.run(most_steps - search.steps, stop)
            times = self._times()
            rooms = RoomSearch(self._problem, times, self._binding, self._seed + turn)
            homeless = rooms.run(stop)
            clashing = list(self._clashing(times))
            last = not placed or stop() or turn == MOST_ROOM_ROUNDS - 1
            if last or not (homeless or clashing):
                break
            self._move(homeless + clashing)
        search.add_optional()
        return self._result(rooms, placed and not homeless and not clashing)

    def spread(self, stop: Callable[[], bool]) -> Iterator[FirstSchedule]:
        """Let more wished distances be kept, if everything is placed and some are broken."""
        everything = all(
            option >= 0 or item.optional
            for item, option in zip(self._items, self._schedule.chosen, strict=True)
        )
        if not everything or not any(self._near):
            return
        if Spreading(self._items, self._schedule, self._near, self._seed).run(stop):
            rooms = RoomSearch(self._problem, self._times(), self._binding, self._seed)
            homeless = rooms.run(lambda: False)
            yield self._result(rooms, not homeless and not [*self._clashing(self._times())])

    def _clashing(self, times: Sequence[Sequence[Start]]) -> Iterator[Meeting]:
        """Find a meeting of each pair of courses of which all classes clash (T15)."""
        problem = self._problem
        starts = [
            [(unit, one) for unit in section.units for one in times[unit]]
            for section in problem.sections
        ]
        for pairs in pairs_to_choose(problem, self._binding):
            clash = [
                next((a for a in starts[one] for b in starts[other] if _clash(a, b)), None)
                for one, other in pairs
            ]
            if None not in clash:
                yield from (one for one in clash[:1] if one is not None)

    def _move(self, some: list[Meeting]) -> None:
        """Throw out the items of some meetings."""
        wanted = {(unit, start.day, start.period) for unit, start in some}
        for at, item in enumerate(self._items):
            option = self._schedule.chosen[at]
            if item.entry < 0 and option >= 0:
                starts = ((u, self._problem.units[u].starts[i]) for u, i in item.options[option])
                if any((unit, one.day, one.period) in wanted for unit, one in starts):
                    self._search.eject(at)

    def _times(self) -> tuple[tuple[Start, ...], ...]:
        found: list[list[Start]] = [[] for _ in self._problem.units]
        for item, option in self._placed():
            if item.entry < 0:
                for unit, place in option:
                    found[unit].append(self._problem.units[unit].starts[place])
        for starts in found:
            starts.sort(key=lambda one: (one.day, one.spans))
        return tuple(tuple(starts) for starts in found)

    def _placed(self) -> list[tuple[Item, tuple[tuple[int, int], ...]]]:
        return [
            (item, item.options[option])
            for item, option in zip(self._items, self._schedule.chosen, strict=True)
            if option >= 0
        ]

    def _result(self, rooms: RoomSearch, settled: bool) -> FirstSchedule:
        problem = self._problem
        teams: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for item, option in self._placed():
            if item.entry >= 0:
                teams[problem.school.common_planning[item.entry].id] += option
        everything = all(
            option >= 0 or item.optional
            for item, option in zip(self._items, self._schedule.chosen, strict=True)
        )
        found = {
            meeting: room
            for meeting, room in zip(rooms.meetings, rooms.room, strict=True)
            if room >= 0
        }
        return FirstSchedule(
            times=self._times(),
            rooms=found,
            teams={name: sorted(slots) for name, slots in teams.items()},
            complete=settled and everything and not problem.impossible_locks,
            steps=self._search.steps,
        )


def _clash(one: Meeting, other: Meeting) -> bool:
    return not not_together(one[1], other[1])
