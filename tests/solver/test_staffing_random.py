from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.domain.plan import Status
from tests.examples import examples
from tests.solver.brute_staffing import brute_force
from tests.solver.judging import staffed
from tests.solver.random_staffing import random_school


@examples(50)
@given(seed=st.integers(0, 10_000))
def test_what_is_found_passes_the_referee_with_the_reported_score(seed: int) -> None:
    outcome = staffed(random_school(seed))
    assert outcome.result.status in (Status.OPTIMAL, Status.INFEASIBLE)


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_tiny_schools_agree_with_brute_force(seed: int) -> None:
    school = random_school(seed, tiny=True)
    plans = (len(school.staff) + 1) ** len(school.sections)
    assume(plans <= 300)
    outcome = staffed(school)
    expected = brute_force(school)
    if expected is None:
        assert outcome.result.status is Status.INFEASIBLE
    else:
        assert tuple(level.value for level in outcome.result.levels) == expected
        assert outcome.result.status is Status.OPTIMAL
