"""Cells of a stacked table say what column they stand in."""

from __future__ import annotations

from markupsafe import Markup

from scheduler.web.headed import headed


def test_each_cell_gets_the_title_of_its_column() -> None:
    rows = Markup('<tr class="x"><th scope="row">A</th><td class="number">1</td><td>2</td></tr>')
    written = headed(rows, ["Name", "Free", "Taken"])
    assert '<th scope="row">A</th>' in written
    assert '<td data-head="Free" class="number">1</td><td data-head="Taken">2</td>' in written


def test_each_row_begins_anew() -> None:
    written = headed(Markup("<tr><td>1</td></tr><tr><td>2</td></tr>"), ["Free"])
    assert written.count('data-head="Free"') == 2


def test_what_needs_no_title_and_what_spans_columns_stays_as_it_is() -> None:
    rows = Markup('<tr><td>1</td></tr><tr><td colspan="2">none</td></tr><tr><td>1</td><td>2</td>')
    assert "data-head" not in headed(rows, [""])


def test_titles_are_escaped_and_cells_are_not_escaped_twice() -> None:
    written = headed(Markup("<tr><td>&lt;b&gt;</td></tr>"), ['"><script>'])
    assert written == '<tr><td data-head="&#34;&gt;&lt;script&gt;">&lt;b&gt;</td></tr>'
