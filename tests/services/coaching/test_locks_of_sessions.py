"""A lock never stands against a teacher who takes sessions back."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.services.coaching.fitting import without
from scheduler.services.fit import freed
from scheduler.services.plans.held import lock_of
from tests.cast import small_plan
from tests.morning_cast import COACHING_DAY, morning_school, whole_year

FIRST = dt.date(2026, 9, 21)
YEAR = whole_year()


def locked_school() -> School:
    """The tiny school with all of Alice's sessions locked."""
    return morning_school(session_locks=tuple(lock_of(one) for one in YEAR.sessions))


@pytest.mark.parametrize(("before", "left"), [(FIRST, []), (COACHING_DAY, [FIRST])])
def test_locks_go_with_the_sessions_that_are_taken_back(
    before: dt.date, left: list[dt.date]
) -> None:
    plan = small_plan(calendar=YEAR)
    made = without(locked_school(), "r1", plan, before)
    assert [one.date for one in made.session_locks] == left
    found = freed(made, plan, "r1", before)
    assert not [one for one in check(made, found).violations if one.key == "C12"]


def test_locks_of_other_requests_stay() -> None:
    school = locked_school()
    other = dataclasses.replace(school.requests[0], id="r2", teacher="bob", areas=("Math",))
    lock = dataclasses.replace(school.session_locks[0], request="r2")
    both = dataclasses.replace(
        school,
        requests=(*school.requests, other),
        session_locks=(*school.session_locks, lock),
    )
    made = without(both, "r1", small_plan(calendar=YEAR), FIRST)
    assert made.session_locks == (lock,)
