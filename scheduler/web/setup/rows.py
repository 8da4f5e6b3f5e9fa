"""A list of the school as the rows of a table, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.formats.sheets.forms import Field, Shape, Thing, thing_of_list
from scheduler.services.sites.choices import Choices
from scheduler.services.sites.show import Row as Stored
from scheduler.web.setup.fields import words_in
from scheduler.web.setup.words import COLUMNS, label_of

__all__ = ["Column", "Row", "columns_of", "fitting", "rows_of"]


@dataclass(frozen=True)
class Column:
    """
    A column of a list.

    Parameters
    ----------
    is_list
        Whether it tells of a list within the thing, which has a page of its own.
    """

    name: str
    title: str
    is_number: bool
    is_list: bool


@dataclass(frozen=True)
class Row:
    """A thing of a list: its cells as people read them."""

    id: str
    version: int
    words: str
    cells: tuple[str, ...]
    problems: tuple[str, ...]


def columns_of(name: str) -> tuple[Column, ...]:
    """Return what the table of a list shows."""
    form = thing_of_list(name)
    numbers = {
        one.name
        for one in form.fields(None)
        if one.shape is Shape.NUMBER and not one.is_list and not one.name.endswith("strength")
    }
    inner = {one.name for one in form.table_fields(None)}
    return tuple(
        Column(one, label_of("" if one in inner else name, one), one in numbers, one in inner)
        for one in COLUMNS[name]
    )


def rows_of(name: str, stored: Iterable[Stored], known: Choices) -> list[Row]:
    """Lay out the rows of a list."""
    form, columns = thing_of_list(name), COLUMNS[name]
    return [_row(form, one, columns, known) for one in stored]


def fitting(rows: Iterable[Row], wanted: str) -> list[Row]:
    """Return the rows in which a text stands, whatever its case."""
    wanted = wanted.strip().casefold()
    return [one for one in rows if wanted in " ".join((one.words, *one.cells)).casefold()]


def _row(form: Thing, stored: Stored, columns: Sequence[str], known: Choices) -> Row:
    texts: dict[str, str] = {}
    if stored.thing is not None:
        texts = {one.name: words_in(one, known) for one in form.fields(stored.thing)}
        for table in form.table_fields(stored.thing):
            texts[table.name] = ", ".join(_first_words(row, known) for row in table.rows)
    return Row(
        stored.id,
        stored.version,
        texts.get("name") or stored.id,
        tuple(texts.get(one, "") for one in columns),
        stored.problems,
    )


def _first_words(row: Sequence[Field], known: Choices) -> str:
    return next((words for one in row if (words := words_in(one, known))), "")
