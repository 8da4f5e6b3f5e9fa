"""Rooms for meetings whose times are settled, home rooms first.

Counting has made sure that there are rooms enough of each kind; which meeting takes which is the
same kind of search on a small scale: a meeting takes the room where the weight of those who must
leave is least, and among equals the room that suits it best.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import combinations

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.solver.timetable.ejection.fitting import Binding, Fitting
from scheduler.solver.timetable.ejection.grid import Grid, bits, mask_of, union_of

Meeting = tuple[int, Start]
"""A unit and one of its starts."""

STEPS_PER_MEETING = 20
"""Counting has shown that there are rooms enough, so most meetings need one step."""

TABU = 10
"""Steps in which a meeting does not return to the room it was sent out of."""


class RoomSearch:
    """Which room each meeting takes.

    Parameters
    ----------
    times
        Chosen starts of each unit.
    binding
        Which strengths of T10b and T10c are kept at any price.
    """

    def __init__(
        self,
        problem: TimetableProblem,
        times: Sequence[Sequence[Start]],
        binding: Binding,
        seed: int,
    ) -> None:
        self._problem = problem
        self._random = random.Random(seed)
        self.meetings: list[Meeting] = [
            (unit, start)
            for unit, starts in enumerate(times)
            if problem.units[unit].needs_room
            for start in starts
        ]
        self._section = [problem.units[unit].section for unit, _ in self.meetings]
        self._at: dict[tuple[int, int, int], int] = defaultdict(int)
        for place, (_, start) in enumerate(self.meetings):
            for key in self._keys(place, start):
                self._at[key] |= 1 << place
        self._called_home = {
            one: None for section in problem.sections for one in section.home_rooms
        }
        self._fitting = Fitting(problem, Grid(problem))
        self._choices = [self._rooms(place) for place in range(len(self.meetings))]
        self._of_section: dict[int, int] = defaultdict(int)
        for place, section in enumerate(self._section):
            self._of_section[section] |= 1 << place
        self._few = list(self._limited(binding))
        self._far = self._too_far() if binding(problem.strengths["T10c"]) else {}
        self._in_room: dict[int, int] = defaultdict(int)
        self.room: list[int] = [-1] * len(self.meetings)
        self._weights = [1] * len(self.meetings)

    def _keys(self, place: int, start: Start) -> list[tuple[int, int, int]]:
        segments = self._problem.sections[self._section[place]].segments
        return [(one, start.day, moment) for one in segments for moment in start.moments]

    def _rooms(self, place: int) -> list[int]:
        """Find the open rooms of a meeting: home rooms first, then what is nobody's home."""
        homes = self._problem.sections[self._section[place]].home_rooms
        return sorted(
            self._fitting.open_rooms(*self.meetings[place]),
            key=lambda one: homes.index(one) if one in homes else 99 + (one in self._called_home),
        )

    def _limited(self, binding: Binding) -> Iterator[tuple[int, int]]:
        """Find meetings that together take only so many rooms (T10b, T10d)."""
        problem = self._problem
        if binding(problem.strengths["T10b"]):
            for section, together in self._of_section.items():
                most = problem.sections[section].most_rooms
                if most is not None:
                    yield together, most
        for entry in problem.school.room_limits:
            if binding(entry.strength):
                named = set(problem.school.meetings_of(entry))
                places = enumerate(self.meetings)
                inside = (p for p, (unit, _) in places if self._fitting.meeting(unit) in named)
                yield mask_of(inside), entry.most_rooms

        if binding(problem.strengths["T14f"]):
            for person in problem.people:
                sections = {one for some in person.attends for one in some}
                yield union_of(self._of_section[one] for one in sections), 1

    def _too_far(self) -> dict[int, int]:
        """Find for each meeting those that somebody has so near that a walk is too long (T10c)."""
        problem, minutes = self._problem, self._problem.school.policy.building_minutes
        far: dict[int, int] = defaultdict(int)
        if not minutes or len({room.building for room in problem.rooms} - {""}) < 2:
            return far
        of_day: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place, (_, start) in enumerate(self.meetings):
            of_day[self._section[place], start.day].append(place)
        for subject in (*problem.people, *problem.groups):
            for sections in subject.distinct:
                for day in range(len(problem.days)):
                    places = [one for section in sections for one in of_day[section, day]]
                    for one, other in combinations(places, 2):
                        first, second = sorted(
                            (self.meetings[one][1].whole, self.meetings[other][1].whole)
                        )
                        if 0 <= second.start - first.end < minutes:
                            far[one] |= 1 << other
                            far[other] |= 1 << one
        return far

    def run(self, stop: Callable[[], bool]) -> list[Meeting]:
        """Search until every meeting has a room.

        Returns
        -------
        list of Meeting
            Those without one.
        """
        left = [(len(self._choices[place]), place) for place in range(len(self.meetings))]
        left.sort()
        steps, most = 0, STEPS_PER_MEETING * len(self.meetings)
        tabu: dict[tuple[int, int], int] = {}
        while left and steps < most and not (steps % 64 == 0 and stop()):
            steps += 1
            _, place = heappop(left)
            found = self._best(place, tabu, steps)
            if found is None:
                continue
            room, gone = found
            for other in bits(gone):
                tabu[other, self.room[other]] = steps + self._random.randint(TABU // 2, 2 * TABU)
                self._in_room[self.room[other]] &= ~(1 << other)
                self.room[other] = -1
                heappush(left, (len(self._choices[other]) - self._weights[other], other))
            self._weights[place] += 1 if gone else 0
            self.room[place] = room
            self._in_room[room] |= 1 << place
        return [self.meetings[place] for place, room in enumerate(self.room) if room < 0]

    def _best(
        self, place: int, tabu: dict[tuple[int, int], int], now: int
    ) -> tuple[int, int] | None:
        best, least = None, (True, 1 << 60)
        for room in self._choices[place]:
            gone = self._leaving(place, room)
            if not gone:
                return room, 0
            weight = sum(self._weights[other] for other in bits(gone))
            harm = (tabu.get((place, room), 0) > now, weight)
            if harm < least:
                best, least = (room, gone), harm
        return best

    def _leaving(self, place: int, room: int) -> int:
        """Find who must leave their rooms if a meeting takes a room."""
        inside, gone = self._in_room[room], 0
        holds = self._problem.rooms[room].holds
        for key in self._keys(place, self.meetings[place][1]):
            present = inside & self._at[key] & ~gone
            while present.bit_count() >= holds:
                out = min(bits(present), key=self._weights.__getitem__)
                gone |= 1 << out
                present &= ~(1 << out)
        building = self._problem.rooms[room].building
        if building and place in self._far:
            for other in bits(self._far[place] & ~gone):
                there = self.room[other]
                if there >= 0 and self._problem.rooms[there].building not in ("", building):
                    gone |= 1 << other
        for together, most in self._few:
            if together >> place & 1:
                gone |= self._wandering(place, room, together, most, gone)
        return gone

    def _wandering(self, place: int, room: int, together: int, most: int, gone: int) -> int:
        """Find the meetings in the least used room, where theirs may not be one more."""
        others = together & ~(1 << place | gone)
        used: dict[int, int] = defaultdict(int)
        for other in bits(others):
            if self.room[other] >= 0:
                used[self.room[other]] |= 1 << other
        if room in used or len(used) < most:
            return 0
        return min(used.values(), key=int.bit_count)
