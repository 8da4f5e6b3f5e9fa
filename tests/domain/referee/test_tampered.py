"""A valid plan tampered with in one thing has a violation that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.school import School
from tests.cast import small_plan, small_school
from tests.domain.referee.tampering import WAYS, Tampered

_MOST = 60
"""Changes of one kind that are tried on one plan."""

# Further valid plans are further lines here.
_PLANS: dict[str, Callable[[], tuple[School, Plan]]] = {
    "cast": lambda: (small_school(), small_plan()),
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", _PLANS)
def test_a_change_of_one_thing_is_named(
    name: str, way: Callable[[School, Plan], Iterator[Tampered]]
) -> None:
    school, plan = _PLANS[name]()
    assert check(school, plan).is_valid
    tampered = list(islice(way(school, plan), _MOST))
    assert tampered, "this plan cannot be tampered with in this way"
    for one in tampered:
        violations = check(school, one.plan).violations
        named = {id for violation in violations for id in violation.ids}
        assert one.names & named, f"{way.__doc__} {one.names}: {violations}"
        assert all(violation.text.endswith((".", "?")) for violation in violations)
