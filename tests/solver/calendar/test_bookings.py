"""How much of a day a Plus teacher can take on, by the clock."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bell import Span
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.solver.calendar.bookings import most_disjoint
from tests.examples import examples

OWN = [mask_of(Span(at, at + 45)) for at in (0, 45, 90, 180, 225)]


def test_a_class_in_ones_own_lunch_takes_no_period() -> None:
    spans = [Span(0, 45), Span(45, 90), Span(135, 180)]
    assert most_disjoint(spans, OWN, busy=0, most=2) == 3


def test_a_class_over_two_periods_takes_both() -> None:
    spans = [Span(20, 65), Span(90, 135)]
    assert most_disjoint(spans, OWN, busy=0, most=2) == 1
    assert most_disjoint(spans, OWN, busy=0, most=3) == 2


def test_what_is_booked_already_counts_once() -> None:
    busy = mask_of(Span(0, 20))
    assert most_disjoint([Span(20, 45), Span(45, 90)], OWN, busy, most=1) == 1
    assert most_disjoint([Span(20, 45), Span(45, 90)], OWN, busy, most=2) == 2


@given(
    spans=st.lists(
        st.builds(lambda at, long: Span(at, at + long), st.integers(0, 250), st.integers(10, 90)),
        max_size=7,
    ),
    busy=st.sampled_from((0, mask_of(Span(10, 50)))),
    most=st.integers(0, 5),
)
@examples(50)
def test_no_set_of_classes_is_larger(spans: list[Span], busy: int, most: int) -> None:
    distinct = sorted(set(spans))
    best = 0
    for number in range(1, len(distinct) + 1):
        for some in combinations(distinct, number):
            touched = busy
            apart = True
            for span in some:
                apart = apart and not any(span.overlaps(o) for o in some if o is not span)
                touched |= mask_of(span)
            if apart and sum(1 for own in OWN if own & touched) <= most:
                best = number
    assert most_disjoint(distinct, OWN, busy, most) == best
