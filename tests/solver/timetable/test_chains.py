"""Chains: one more item is placed and none is left open, or everything is as it was."""

from __future__ import annotations

import pytest

from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.wishes import LimitKind, SlotWish, WorkLimit
from scheduler.solver.timetable.ejection.chains import Chains
from scheduler.solver.timetable.ejection.conflicts import conflicts
from scheduler.solver.timetable.ejection.fitting import hard
from scheduler.solver.timetable.ejection.grid import Grid
from scheduler.solver.timetable.ejection.items import Items
from scheduler.solver.timetable.ejection.owners import Owners
from scheduler.solver.timetable.ejection.state import Partial
from tests.domain.referee.builders import klass, slots, tiny
from tests.solver.timetable.searching import as_given


def chains_of(
    fixed: int = 0, limits: tuple[WorkLimit, ...] = (), **wished: str
) -> tuple[Chains, Partial]:
    """Make a class of Ann for each entry, with the slots that it may have."""
    school = tiny(
        *(klass(name, "ann") for name in wished),
        slot_wishes=tuple(
            SlotWish(id=f"w-{name}", sections=(name,), slots=slots(words), strength=100)
            for name, words in wished.items()
        ),
        limits=limits,
    )
    problem = timetable_problem(school, as_given(school))
    grid = Grid(problem)
    items = Items(problem, grid, hard).all()
    found = conflicts(problem, items, grid, hard)
    owners = Owners(problem, items, grid, hard).all()
    schedule = Partial(items, grid, found, owners)
    return Chains(items, schedule, fixed, seed=1), schedule


def test_everybody_moves_on_for_one_who_comes() -> None:
    chains, schedule = chains_of(a="Mon1 Mon2", b="Mon2 Mon3", c="Mon1")
    schedule.put(0, 0)
    schedule.put(1, 0)
    assert chains.place(2)
    assert schedule.chosen == [1, 1, 0]


def test_a_chain_that_ended_well_can_be_taken_back() -> None:
    chains, schedule = chains_of(a="Mon1 Mon2", b="Mon2 Mon3", c="Mon1")
    schedule.put(0, 0)
    schedule.put(1, 0)
    assert chains.place(2)
    chains.undo()
    assert schedule.chosen == [0, 0, -1]


@pytest.mark.parametrize("fixed", [0, 0b001, 0b010], ids=["full", "first", "second"])
def test_a_chain_that_ends_badly_is_taken_back(fixed: int) -> None:
    last = "Mon2 Mon3" if fixed else "Mon1 Mon2"
    chains, schedule = chains_of(fixed, a="Mon1 Mon2", b=last, c="Mon1")
    schedule.put(0, 0)
    schedule.put(1, 0 if fixed else 1)
    assert not chains.place(2)
    assert schedule.chosen == [0, 0 if fixed else 1, -1]
    assert chains.calls <= 3


def test_a_limit_makes_way_through_whoever_may_move() -> None:
    two_a_day = WorkLimit(
        id="l", of="staff", kind=LimitKind.MOST_PERIODS_A_DAY, value=2, strength=100
    )
    chains, schedule = chains_of(0b001, (two_a_day,), a="Mon1 Tue1", b="Mon2 Tue2", c="Mon3")
    schedule.put(0, 0)
    schedule.put(1, 0)
    assert chains.place(2)
    assert schedule.chosen == [0, 1, 0]
