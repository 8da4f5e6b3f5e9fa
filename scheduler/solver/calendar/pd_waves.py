"""Room for cover where the clocks of several tracks overlap (lunch waves, grade bands).

There a Plus teacher who covers a class of another track is busy in two periods of their own, and
of a chain of overlapping classes can take only some.  Counting by instants misses this, so the
Plus teachers of a date are dealt out over *patterns*: sets of spans that do not overlap.

w[T, p]   how many Plus teachers of type T (alike on the date) take the spans of pattern p

    sum over T, p with s in p of w[T, p]  >=  classes to cover in span s
    sum over p of w[T, p]                 <=  Plus teachers of type T
    sum of w[T, p] * periods that p touches + classes elsewhere  <=  periods of the whole team
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.domain.problems.calendar_options import keeps_lunch
from scheduler.solver.calendar.capacity import own_needs
from scheduler.solver.calendar.cover_flow import disjoint_sets, stretches_of
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.rule import Penalty


@dataclass(frozen=True)
class Pattern:
    """Spans that one Plus teacher can cover in one stretch, and the own periods they touch."""

    spans: frozenset[Span]
    periods: int


@dataclass(frozen=True)
class DayWaves:
    """What the dates of one kind have in common.

    Parameters
    ----------
    load
        For each span of an overlapping stretch: how many classes each member class leaves.
    elsewhere
        Classes that each member class leaves outside these stretches.
    types
        Names of Plus teachers who are alike, with their patterns in each stretch.
    """

    load: dict[Span, Counter[int]]
    elsewhere: Counter[int]
    types: tuple[tuple[tuple[str, ...], tuple[tuple[Pattern, ...], ...]], ...]


def overlapping_clocks(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C3: nobody covers in two places at once, nor more periods than the day may hold."""
    kept: dict[tuple[object, ...], DayWaves | None] = {}
    for day in sorted({day for _, day in pd.out}):
        numbers = tuple(n for n in range(len(pd.classes)) if (n, day) in pd.out)
        key = (numbers, pd.kind(day))
        if key not in kept:
            kept[key] = _waves(problem, pd, numbers, day)
        waves = kept[key]
        if waves is not None:
            _add(pd, waves, day)
    return []


def _waves(
    problem: CalendarProblem, pd: PDModel, numbers: tuple[int, ...], day: int
) -> DayWaves | None:
    loads: dict[Span, Counter[int]] = defaultdict(Counter)
    for number in numbers:
        for need in own_needs(problem, pd.classes[number], day):
            loads[need.span][number] += 1
    spans = sorted(loads)
    chains = [chain for chain in stretches_of(spans) if len(chain) > 1]
    if not chains:
        return None
    inside = {spans[place] for chain in chains for place in chain}
    elsewhere: Counter[int] = Counter()
    for span in set(spans) - inside:
        elsewhere.update(loads[span])
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name in problem.team:
        alike[pd.bookings.taken(name, day), id(problem.plus_days[name][day])].append(name)
    types = tuple(
        (
            tuple(names),
            tuple(_patterns(problem, pd, names[0], day, [spans[p] for p in c]) for c in chains),
        )
        for names in alike.values()
    )
    return DayWaves({span: loads[span] for span in inside}, elsewhere, types)


def _patterns(
    problem: CalendarProblem, pd: PDModel, name: str, day: int, spans: Sequence[Span]
) -> tuple[Pattern, ...]:
    """Sets of spans that one Plus teacher can take, without those that a larger one replaces."""
    one, taken = problem.plus_days[name][day], pd.bookings.taken(name, day)
    before = one.booked_periods(pd.bookings.busy[name, day] | one.own)
    made = []
    for places in disjoint_sets(range(len(spans)), spans):
        mask = 0
        for place in places:
            mask |= mask_of(spans[place])
        busy = mask | pd.bookings.busy[name, day] | one.own
        lunch = keeps_lunch(one, busy, problem.school.rights.lunch_minutes)
        if places and lunch and not mask & taken:
            found = frozenset(spans[place] for place in places)
            made.append(Pattern(found, one.booked_periods(busy) - before))
    return tuple(
        one
        for one in made
        if not any(one.spans < other.spans and other.periods <= one.periods for other in made)
    )


def _add(pd: PDModel, waves: DayWaves, day: int) -> None:
    model = pd.model
    supply: dict[Span, list[cp_model.LinearExprT]] = defaultdict(list)
    used: list[cp_model.LinearExprT] = []
    room: list[cp_model.LinearExprT] = []
    for names, stretches in waves.types:
        barred = [-1 * out for name in names for out in pd.barring(name, day)]
        for patterns in stretches:
            deals = []
            for pattern in patterns:
                deal = model.new_int_var(0, len(names), f"deal {day}")
                deals.append(deal)
                pd.lazy.append(deal)
                used.append(deal * pattern.periods)
                for span in pattern.spans:
                    supply[span].append(deal)
            model.add(
                cp_model.LinearExpr.sum(deals) <= cp_model.LinearExpr.sum([len(names), *barred])
            )
        each = pd.bookings.period_room(names[0], day)
        room.append(len(names) * each)
        room += [one * each for one in barred]
    for span, load in waves.load.items():
        needed = [pd.out[number, day] * amount for number, amount in load.items()]
        model.add(cp_model.LinearExpr.sum(needed) <= cp_model.LinearExpr.sum(supply[span]))
    used += [pd.out[number, day] * amount for number, amount in waves.elsewhere.items()]
    model.add(cp_model.LinearExpr.sum(used) <= cp_model.LinearExpr.sum(room))
