"""The master schedule as a grid: rows of five kinds, locks told apart, rows that are looked for."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.plan import PlanState
from scheduler.domain.slots import Slot
from scheduler.errors import NotFoundError
from scheduler.services.plans.grid import Grid, GridRow, Sieve, grid_of
from scheduler.services.plans.show import Shown
from scheduler.store.ids import new_id
from scheduler.store.queries.plans import PlanHead
from tests.cast import small_plan, small_school


def shown(*locks: Lock) -> Shown:
    """Return the small school's plan under an id of its own."""
    head = PlanHead(
        id=new_id(),
        school_id="elm",
        number=1,
        step=0,
        edit="",
        is_current=True,
        name="First",
        note="",
        state=PlanState.DRAFT,
        parent=None,
        snapshot="",
        summary={},
        created_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
        created_by=None,
        published_at=None,
        archived_at=None,
        version=1,
    )
    return Shown(head, small_school(locks=locks), small_plan())


def row(grid: Grid, id: str) -> GridRow:
    return next(one for one in grid.rows if one.id == id)


@pytest.mark.parametrize(
    ("rows", "id", "details"),
    [
        ("teacher", "carol", ("7A", "Art studio")),
        ("group", "7A", ("Carol Clark", "Art studio")),
        ("room", "studio", ("Carol Clark", "7A")),
        ("section", "Art-7A", ("Carol Clark", "Art studio")),
    ],
)
def test_a_class_says_what_its_row_does_not(rows: str, id: str, details: tuple[str, ...]) -> None:
    grid = grid_of(shown(), rows, "")
    parts = [part for cell in row(grid, id).cells for part in cell if part.title == "Art 7"]
    assert parts
    assert {part.details for part in parts} == {details}


def test_plus_teachers_have_rows_though_they_have_no_class() -> None:
    grid = grid_of(shown(), "plus", "")
    assert "dave" in {one.id for one in grid.rows}
    assert all(not one.meetings for one in grid.rows if one.id == "dave")
    assert row(grid_of(shown(), "teacher", ""), "dave").note == "Plus teacher"


def test_a_day_has_a_column_for_each_period_and_only_its_classes() -> None:
    grid = grid_of(shown(), "section", "", "Tue")
    assert {column.days for column in grid.columns} == {("Tue",)}
    filled = [cell for cell in row(grid, "Art-7A").cells if cell]
    assert [part.days for cell in filled for part in cell] == [""]
    with pytest.raises(NotFoundError, match="no cycle day"):
        grid_of(shown(), "section", "", "Sun")


def test_locks_of_the_user_and_of_the_solver_are_told_apart() -> None:
    by_user = Lock(section="Art-7A", meeting=1, slot=Slot("Tue", 3))
    by_solver = dataclasses.replace(by_user, by=LockedBy.SOLVER)
    for lock, word, count in ((by_user, "user", 1), (by_solver, "solver", 0)):
        found = row(grid_of(shown(lock), "section", "", "Tue"), "Art-7A")
        assert [part.lock for cell in found.cells for part in cell] == [word]
        assert found.num_locked == count


def test_rows_are_sifted_by_area_by_words_and_by_locks() -> None:
    lock = Lock(section="Art-7A", meeting=1, slot=Slot("Tue", 3))
    found = shown(lock)

    def ids(**sieve: object) -> set[str]:
        return {one.id for one in grid_of(found, "section", "", "", Sieve(**sieve)).rows}  # type: ignore[arg-type]

    assert ids(words="clark ART 7") == {"Art-7A"}
    assert ids(is_locked=True) == {"Art-7A"}
    assert ids(area="Art") == {"Art-6A", "Art-7A"}
    assert ids(words="zebra") == set()


def test_a_plan_without_timetable_has_no_grid() -> None:
    found = shown()
    plan = dataclasses.replace(found.plan, timetable=None, calendar=None)
    with pytest.raises(NotFoundError, match="no timetable"):
        grid_of(dataclasses.replace(found, plan=plan), "teacher", "")
    with pytest.raises(NotFoundError, match="no such rows"):
        grid_of(found, "pupil", "")
