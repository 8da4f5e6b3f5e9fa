"""A valid plan tampered with in one thing has a violation that names it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from scheduler import samples
from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.school import School
from tests.cast import small_plan, small_school
from tests.domain.referee.tampering import WAYS, Tampered
from tests.examples import more


def _sample(name: str) -> tuple[School, Plan]:
    return samples.make(name), samples.known_plan(name)


# Each valid plan, and how many changes of one kind are tried on it.
_PLANS: dict[str, tuple[Callable[[], tuple[School, Plan]], int]] = {
    "cast": (lambda: (small_school(), small_plan()), 60),
    # The stress school is like the large one, and takes the referee seconds each time.
    **{name: (partial(_sample, name), 3) for name in samples.FEASIBLE if name != "stress"},
}

_TRIED = [
    "cast",
    pytest.param("elementary", marks=pytest.mark.slow),
    *more(name for name in _PLANS if name not in ("cast", "elementary")),
]


def _shuffled(plan: Plan) -> Plan:
    """Put the rows of a plan into another order, so that the changes tried are of all kinds."""
    assert plan.staffing is not None
    assert plan.timetable is not None
    chance = random.Random(7)
    rows, meetings = plan.staffing.ownerships, plan.timetable.meetings
    return replace(
        plan,
        staffing=replace(plan.staffing, ownerships=tuple(chance.sample(rows, len(rows)))),
        timetable=replace(plan.timetable, meetings=tuple(chance.sample(meetings, len(meetings)))),
    )


@pytest.mark.parametrize("name", _PLANS)
def test_the_plan_itself_is_valid(name: str) -> None:
    school, plan = _PLANS[name][0]()
    assert check(school, plan).violations == ()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", _TRIED)
def test_a_change_of_one_thing_is_named(
    name: str, way: Callable[[School, Plan], Iterator[Tampered]]
) -> None:
    make, most = _PLANS[name]
    school, plan = make()
    tampered = list(islice(way(school, _shuffled(plan)), most))
    assert tampered, "this plan cannot be tampered with in this way"
    for one in tampered:
        violations = check(school, one.plan).violations
        named = {id for violation in violations for id in violation.ids}
        assert one.names & named, f"{way.__doc__} {one.names}: {violations}"
        assert all(violation.text.endswith((".", "?")) for violation in violations)
