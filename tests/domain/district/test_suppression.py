"""Small counts are hidden, and whoever knows everything that is shown cannot bring them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.domain.district.suppression import SMALL, TOTAL, hidden_cells

Table = dict[tuple[str, str], int]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden_cells({}) == frozenset()
    assert hidden_cells({("a", TOTAL): 0, ("b", TOTAL): 5}) == frozenset()


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_from_one_to_four_is_small(count: int, hidden: bool) -> None:
    counts = {("a", TOTAL): count, ("b", TOTAL): 9, ("c", TOTAL): 12}
    # The smallest of the others goes with it.
    expected = {("a", TOTAL), ("b", TOTAL)} if hidden else set()
    assert hidden_cells(counts) == expected


def test_two_small_ones_that_are_few_together_get_a_third() -> None:
    counts = {("a", TOTAL): 1, ("b", TOTAL): 1, ("c", TOTAL): 8, ("d", TOTAL): 9}
    assert hidden_cells(counts) == {(one, TOTAL) for one in "abc"}


def test_where_nobody_is_left_to_hide_behind_the_total_is_hidden() -> None:
    counts = {("a", TOTAL): 3, ("b", TOTAL): 0}
    assert hidden_cells(counts) == {("a", TOTAL), (TOTAL, TOTAL)}


def test_a_small_term_takes_a_second_term_and_a_second_site_with_it_and_keeps_the_year() -> None:
    counts = table({"a": (3, 9, 8), "b": (10, 7, 20), "c": (30, 30, 30)})
    assert hidden_cells(counts) == {("a", "1"), ("a", "3"), ("b", "1"), ("b", "3")}


def test_a_small_year_is_hidden_with_its_terms() -> None:
    counts = table({"a": (1, 2, 0), "b": (10, 7, 20), "c": (30, 30, 30)})
    hidden = hidden_cells(counts)
    assert {("a", "1"), ("a", "2"), ("a", TOTAL), ("b", TOTAL)} <= hidden
    assert ("c", TOTAL) not in hidden


def test_one_site_alone_hides_its_total() -> None:
    hidden = hidden_cells(table({"a": (3, 9)}))
    assert hidden == {("a", "1"), ("a", "2"), (TOTAL, "1"), (TOTAL, "2")}


def table(rows: dict[str, tuple[int, ...]]) -> Table:
    """Make a table whose years are the sums of their terms."""
    found = {
        (site, str(number)): count
        for site, counts in rows.items()
        for number, count in enumerate(counts, 1)
    }
    return found | {(site, TOTAL): sum(counts) for site, counts in rows.items()}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    sites = draw(st.integers(1, 6))
    terms = draw(st.integers(0, 4))
    count = st.one_of(st.integers(0, 6), st.integers(0, 40))
    rows = {"abcdef"[site]: tuple(draw(count) for _ in range(terms or 1)) for site in range(sites)}
    if terms:
        return table(rows)
    return {(site, TOTAL): counts[0] for site, counts in rows.items()}


@given(tables())
def test_an_attacker_who_knows_all_totals_finds_no_small_count(counts: Table) -> None:
    hidden = hidden_cells(counts)
    for cell, count in counts.items():
        if 0 < count < SMALL:
            assert cell in hidden
            least, most = attack(counts, hidden, cell)
            assert least < most, (counts, cell)


@given(tables())
def test_no_shown_total_is_small(counts: Table) -> None:
    hidden = hidden_cells(counts)
    for period in {period for _, period in counts}:
        total = sum(count for (_, at), count in counts.items() if at == period)
        assert (TOTAL, period) in hidden or not 0 < total < SMALL


def attack(counts: Table, hidden: frozenset[tuple[str, str]], cell: tuple[str, str]) -> list[int]:
    """Least and most that a cell can hold, by everything that is shown."""
    found = []
    for sign in (1, -1):
        model = cp_model.CpModel()
        known = {
            one: model.new_int_var(0, 1_000, "") if one in hidden else model.new_constant(count)
            for one, count in counts.items()
        }
        periods = {period for _, period in counts}
        terms = periods - {TOTAL}
        for site in {site for site, _ in counts}:
            if terms:
                model.add(known[site, TOTAL] == sum(known[site, term] for term in terms))
        for period in periods:
            column = [one for one in counts if one[1] == period]
            total = sum(known[one] for one in column)
            if (TOTAL, period) not in hidden:
                model.add(total == sum(counts[one] for one in column))
        if terms and (TOTAL, TOTAL) not in hidden:
            # Totals of terms that are hidden still add up to the year's.
            model.add(
                sum(known[one] for one in counts if one[1] != TOTAL)
                == sum(count for (_, at), count in counts.items() if at == TOTAL)
            )
        model.minimize(sign * known[cell])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        found.append(int(solver.value(known[cell])))
    return found
