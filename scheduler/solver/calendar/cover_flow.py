"""Covers one date by flows: fast, and exact where every need lies in one period of everybody.

With the set of Plus teachers fixed, covering a date is a flow: from each Plus teacher (as much as
the day may hold) through each of their periods (one need at a time) to the needs.  Its least cost
counts mismatches.  The set is made small by leaving out one Plus teacher after the other.  What
flows don't know (lunch, runs, clocks of several tracks) is checked afterwards; where it fails the
exact model of `cover` is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # ships no stubs

from scheduler.domain.bell import Span
from scheduler.domain.problems.calendar_dates import Need

# Costs of one covered period: a coverer without the area; one who covers nothing else of the
# absent teacher.
_MISMATCH = 100
_STRANGER = 3

Cover = tuple[str, ...]
"""Coverer of each need, in order."""


class FlowCover:
    """Covers the needs of one date with sets of Plus teachers.

    Parameters
    ----------
    able
        For each need those who may and can take it.
    rooms
        Most needs of each Plus teacher.
    load
        What each has taken on so far: who has most is left out first.
    holds
        Whether a Plus teacher's day bears these minutes.
    """

    def __init__(
        self,
        needs: Sequence[Need],
        able: Sequence[frozenset[str]],
        rooms: dict[str, int],
        load: dict[str, int],
        holds: Callable[[str, int], bool],
    ) -> None:
        self.needs = needs
        self.able = able
        self.rooms = {name: room for name, room in rooms.items() if room > 0}
        self.load = load
        self.holds = holds
        self._spans = sorted({need.span for need in needs})
        self.slots = [self._spans.index(need.span) for need in needs]
        self._patterns = [
            _largest(disjoint_sets(one, self._spans)) for one in stretches_of(self._spans)
        ]
        # Of each Plus teacher: needs they could take, by span.
        self._takes: dict[str, dict[int, list[int]]] = {name: {} for name in self.rooms}
        for number, (slot, names) in enumerate(zip(self.slots, able, strict=True)):
            for name in names & self.rooms.keys():
                self._takes[name].setdefault(slot, []).append(number)

    @property
    def least_used(self) -> int:
        """Plus teachers that any cover needs."""
        if not self.needs:
            return 0
        instants = {need.span.start for need in self.needs}
        at_once = max(sum(n.mask >> start & 1 for n in self.needs) for start in instants)
        rooms, left, count = sorted(self.rooms.values(), reverse=True), len(self.needs), 0
        while left > 0 and count < len(rooms):
            left -= rooms[count]
            count += 1
        return max(at_once, count)

    def solve(self) -> Cover | None:
        """Cover with few Plus teachers, few mismatches, few coverers for each absent person."""
        team = sorted(self.rooms)
        best = self._flow(team, ())
        if best is None or not self._valid(best):
            return None
        best = self._exchange(self._drop(best))
        for _ in range(3):
            again = self._flow(sorted(set(best)), best)
            if again is None or not self._valid(again) or self._cost(again) >= self._cost(best):
                break
            best = again
        return self._swap(list(best))

    def _drop(self, best: Cover) -> Cover:
        """Leave out Plus teachers while the rest can cover; those with little to do first."""
        kept = sorted(set(best))
        while len(kept) > self.least_used:
            order = sorted(
                kept,
                key=lambda one: (self.rooms[one], best.count(one), -self.load.get(one, 0), one),
            )
            for name in order:
                smaller = [one for one in kept if one != name]
                found = self._flow(smaller, ())
                if found is not None and self._valid(found):
                    best, kept = found, sorted(set(found))
                    break
            else:
                break
        return best

    def _exchange(self, best: Cover) -> Cover:
        """Put Plus teachers who are left out in place of others, where that matches better."""
        improved = self._cost(best)[1] > 0
        while improved:
            improved = False
            used = sorted(set(best))
            for name in sorted(set(self.rooms) - set(used)):
                for other in used:
                    team = [name if one == other else one for one in used]
                    found = self._flow(team, ())
                    if (
                        found is not None
                        and self._cost(found)[:2] < self._cost(best)[:2]
                        and self._valid(found)
                    ):
                        best, improved = found, True
                        break
                if improved:
                    break
        return best

    def _flow(self, team: Sequence[str], before: Cover) -> Cover | None:
        """Cover of least cost by this team; None where it cannot."""
        flow = min_cost_flow.SimpleMinCostFlow()
        needs, slots = len(self.needs), len(self._spans)
        open_to = self._open_slots(team)
        partners = {(need.absent, name) for need, name in zip(self.needs, before, strict=False)}
        weight = self._weights(before)
        first_plus, first_slot = needs + 1, needs + 1 + len(team)
        arcs: dict[int, tuple[int, str]] = {}
        for at, name in enumerate(team):
            flow.add_arc_with_capacity_and_unit_cost(0, first_plus + at, self.rooms[name], 0)
            for place in open_to[name]:
                slot = first_slot + at * slots + place
                flow.add_arc_with_capacity_and_unit_cost(first_plus + at, slot, 1, 0)
                for number in self._takes[name].get(place, ()):
                    need = self.needs[number]
                    cost = _MISMATCH * (name not in need.matched and need.section is not None)
                    if before:
                        known = (need.absent, name) in partners
                        cost += _STRANGER * (weight[need.absent] != name) + (not known)
                    arc = flow.add_arc_with_capacity_and_unit_cost(slot, 1 + number, 1, cost)
                    arcs[arc] = (number, name)
        for number in range(needs):
            flow.set_node_supply(1 + number, -1)
        flow.set_node_supply(0, needs)
        if flow.solve() != flow.OPTIMAL:
            return None
        found = {number: name for arc, (number, name) in arcs.items() if flow.flow(arc)}
        return tuple(found[number] for number in range(needs))

    def _open_slots(self, team: Sequence[str]) -> dict[str, list[int]]:
        """Spans that each Plus teacher may take: one set of disjoint ones in each stretch.

        Where clocks of several tracks overlap (lunch waves), the sets are dealt out so that as
        many as need it can be covered in each span; whoever can cover least chooses first.
        """
        left = Counter(self.slots)
        able = {
            name: Counter({place: len(some) for place, some in self._takes[name].items()})
            for name in team
        }
        found: dict[str, list[int]] = {name: [] for name in team}
        for name in sorted(team, key=lambda one: (able[one].total(), one)):
            for patterns in self._patterns:
                best = patterns[0]
                if len(patterns) > 1:
                    best = max(
                        patterns, key=lambda one: sum(min(left[p], able[name][p]) for p in one)
                    )
                found[name] += best
                left.subtract(best)
        return found

    def _weights(self, before: Cover) -> dict[str, str]:
        """Whoever covers most of each absent person, the busiest pairs first, no one twice."""
        pairs: dict[tuple[str, str], int] = {}
        for need, name in zip(self.needs, before, strict=False):
            pairs[need.absent, name] = pairs.get((need.absent, name), 0) + 1
        chosen: dict[str, str] = {}
        for (absent, name), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
            if absent not in chosen and name not in chosen.values():
                chosen[absent] = name
        return {need.absent: chosen.get(need.absent, "") for need in self.needs}

    def _valid(self, cover: Cover) -> bool:
        busy: dict[str, int] = {}
        for need, name in zip(self.needs, cover, strict=True):
            busy[name] = busy.get(name, 0) | need.mask
        return all(self.holds(name, mask) for name, mask in busy.items())

    def _cost(self, cover: Sequence[str]) -> tuple[int, int, int]:
        mismatched = sum(
            name not in need.matched and need.section is not None
            for need, name in zip(self.needs, cover, strict=True)
        )
        pairs = {(need.absent, name) for need, name in zip(self.needs, cover, strict=True)}
        return len(set(cover)), mismatched, len(pairs)

    def _swap(self, cover: list[str]) -> Cover:
        """Exchange coverers within a period while that lowers the cost."""
        same = [
            (one, other)
            for one in range(len(cover))
            for other in range(one + 1, len(cover))
            if self.slots[one] == self.slots[other]
        ]
        improved = True
        while improved:
            improved = False
            for one, other in same:
                if cover[other] not in self.able[one] or cover[one] not in self.able[other]:
                    continue
                if self._gain(cover, one, other) > 0:
                    cover[one], cover[other] = cover[other], cover[one]
                    # With clocks of several tracks an exchange may cost somebody the lunch.
                    if self._valid(tuple(cover)):
                        improved = True
                    else:
                        cover[one], cover[other] = cover[other], cover[one]
        return tuple(cover)

    def _gain(self, cover: list[str], one: int, other: int) -> int:
        """What exchanging two coverers saves: mismatches first, then coverers per absent person."""
        first, second = self.needs[one], self.needs[other]
        mine, theirs = cover[one], cover[other]
        if mine == theirs or first.absent == second.absent:
            return 0
        saved = 100 * (
            (mine not in first.matched)
            + (theirs not in second.matched)
            - (theirs not in first.matched)
            - (mine not in second.matched)
        )
        for absent, leaving, coming in (
            (first.absent, mine, theirs),
            (second.absent, theirs, mine),
        ):
            names = [n for need, n in zip(self.needs, cover, strict=True) if need.absent == absent]
            saved += (names.count(leaving) == 1) - (coming not in names)
        return saved


def stretches_of(spans: Sequence[Span]) -> list[list[int]]:
    """Places of spans, in their order, that hang together by overlaps."""
    stretches: list[list[int]] = []
    reached = 0
    for place, span in enumerate(spans):
        if not stretches or span.start >= reached:
            stretches.append([])
        stretches[-1].append(place)
        reached = max(reached, span.end)
    return stretches


def disjoint_sets(places: Sequence[int], spans: Sequence[Span]) -> list[tuple[int, ...]]:
    """All sets of places whose spans do not overlap: what one person can take."""
    sets: list[tuple[int, ...]] = [()]
    for place in places:
        apart = [one for one in sets if not any(spans[p].overlaps(spans[place]) for p in one)]
        sets += [(*one, place) for one in apart]
    return sets


def _largest(sets: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return sorted(one for one in sets if not any(set(one) < set(other) for other in sets))
