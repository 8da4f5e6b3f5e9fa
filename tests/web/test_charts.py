"""Charts that the server lays out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.web.charts import HEIGHT, WIDTH, Series, line_chart, ticks

NUMBERS = st.floats(-1e6, 1e6)


def chart(*points: tuple[float, float | None], **rest: object):
    series = Series("Best", "first", points, stepped=bool(rest.pop("stepped", False)))
    return line_chart([series], title="Search", x_title="seconds", y_title="Value", **rest)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (0, 7, (0, 2, 4, 6)),
        (3, 9, (3, 4, 5, 6, 7, 8, 9)),
        (0, 0.5, (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        (4, 4, (4,)),
    ],
)
def test_axes_have_round_numbers(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


@given(NUMBERS, NUMBERS)
def test_axes_have_few_numbers_within_their_ends(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high)
    room = 1e-6 * max(1.0, abs(low), abs(high))
    assert len(found) <= 7
    assert all(low - room <= number <= high + room for number in found)


def test_a_line_goes_from_its_first_to_its_last_point() -> None:
    drawn = chart((0, 0), (10, 50))
    assert drawn is not None
    assert drawn.lines[0].path == f"M{drawn.left}.0 {drawn.bottom}.0 L{drawn.right}.0 {drawn.top}.0"
    assert drawn.lines[0].points[1].text == "Best: 50 at 10 seconds"


def test_a_missing_value_is_a_gap_and_not_zero() -> None:
    drawn = chart((0, 4), (1, None), (2, 4))
    assert drawn is not None
    assert drawn.lines[0].path.count("M") == 2
    assert len(drawn.lines[0].points) == 2


def test_the_best_of_a_search_holds_until_there_is_a_better_one() -> None:
    drawn = chart((0, 9), (10, 4), stepped=True)
    assert drawn is not None
    assert f"H{drawn.right}" in drawn.lines[0].path


def test_a_level_above_all_values_is_on_the_drawing() -> None:
    drawn = chart((0, 10), (1, 20), rule=(50, "half"), unit=" %")
    assert drawn is not None
    assert drawn.rule is not None
    assert drawn.rule.at == drawn.top
    assert drawn.y_ticks[-1].text == "50 %"


@pytest.mark.parametrize("points", [(), ((0, 1),), ((0, None), (1, None))])
def test_nothing_is_drawn_of_nothing(points: tuple[tuple[float, float | None], ...]) -> None:
    assert chart(*points) is None


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=20))
def test_every_point_is_on_the_drawing(points: list[tuple[float, float]]) -> None:
    drawn = chart(*sorted(points))
    assert drawn is not None
    assert all(0 <= one.x <= WIDTH and 0 <= one.y <= HEIGHT for one in drawn.lines[0].points)
