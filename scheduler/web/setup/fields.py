"""
Fields as a page shows them: with words, choices by name, and what is wrong next to each.

A form of `formats.sheets.forms` knows columns and kinds; here each becomes a `Control` for the
macros of `macros/entry.html`, and what comes back is read into the texts that such a form takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from scheduler.domain.form import nearest
from scheduler.formats.sheets.cells import items_of, joined
from scheduler.formats.sheets.forms import Field, Shape, TableField, Thing, place
from scheduler.services.sites.choices import STAFF_OR_GROUPS, Choices
from scheduler.web.setup.words import hint_of, label_of, option_words

__all__ = [
    "Control",
    "Option",
    "Sent",
    "Table",
    "control",
    "lists_of",
    "remove_row",
    "sent",
    "shared_fields",
    "tables",
    "words_in",
]

_MOST_OPTIONS = 40
_MORE = 6
_ROW = re.compile(r"(?P<table>[\w.]+):(?P<row>\d{1,4}):(?P<column>[\w.]+)")
_STRENGTHS = (("100", "Must"), ("50", "Strong wish"), ("10", "Wish"), ("0", "Off"))
_OF_A_WEEK = frozenset({"weekdays"})

Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    """Something that can be chosen."""

    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Control:
    """
    One field of a page.

    Parameters
    ----------
    name
        Under which it is sent; with ":" in it where it is of a row.
    kind
        Which macro draws it.
    text
        What stands in it.
    known
        The list of suggestions that it takes its names from; empty: none.
    now
        What somebody else has saved there meanwhile, in words; None where nothing differs.
    """

    name: str
    label: str
    kind: str
    text: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    known: str = ""
    is_required: bool = False
    errors: tuple[str, ...] = ()
    now: str | None = None

    @property
    def chosen(self) -> tuple[Option, ...]:
        """What is chosen of the options."""
        return tuple(one for one in self.options if one.is_chosen)


@dataclass(frozen=True)
class Table:
    """A list within a thing: its heads, and rows of controls, the last of them empty."""

    name: str
    label: str
    hint: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[Control, ...], tuple[str, ...]], ...]
    errors: tuple[str, ...] = ()
    now: str | None = None


@dataclass
class Sent:
    """
    What came back from a page.

    Parameters
    ----------
    fields, rows
        As a form takes them.
    errors
        Names that nothing has, by field.
    """

    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def lists_of(form: Thing) -> set[str]:
    """Return the lists whose things a form refers to."""
    every = [
        *form.fields(None),
        *(one for table in form.table_fields(None) for one in table.columns),
    ]
    return {_names(one) for one in every} - {""}


def shared_fields(form: Thing) -> list[Field]:
    """Return the fields of a form that several things can have alike."""
    return [one for one in form.fields(None) if one.name not in ("id", "name")]


def control(
    form: str, one: Field, known: Choices, errors: Errors, name: str = "", now: Field | None = None
) -> Control:
    """
    Lay out a field.

    Parameters
    ----------
    form
        Name of the list or value, for words.
    name
        Under which it is sent. Default that of the field.
    now
        The field as somebody else has saved it meanwhile.
    """
    name = name or one.name
    kind, options, text = _laid_out(one, known)
    differs = now is not None and now.text != one.text
    return Control(
        name=name,
        label=label_of(form, one.name),
        hint=hint_of(form, one.name),
        kind=kind,
        text=text,
        options=options,
        known=_names(one) if kind == "known" else "",
        is_required=one.is_required,
        errors=tuple(errors.get(name, ())),
        now=(words_in(now, known) or "nothing") if differs and now is not None else None,
    )


def tables(
    found: Iterable[TableField],
    known: Choices,
    errors: Errors,
    now: Iterable[TableField] = (),
    more: str = "",
) -> tuple[Table, ...]:
    """Lay out the lists within a thing, each with an empty row, and one with more of them."""
    meanwhile = {one.name: one for one in now}
    return tuple(
        _table(one, known, errors, meanwhile.get(one.name), _MORE if one.name == more else 1)
        for one in found
    )


def sent(form: MultiDict[str, str], thing: Thing, known: Choices) -> Sent:
    """Read what came back: names become ids, and what is no name, a sentence."""
    found = Sent()
    for one in thing.fields(None):
        if one.name in form:
            found.fields[one.name] = _read(form.getlist(one.name), one, known, one.name, found)
    for table in thing.table_fields(None):
        if table.name in form.getlist("table"):
            typed = [row for row in _raw_rows(form, table.name) if not _is_blank(row, table)]
            found.rows[table.name] = [
                _read_row(row, number, table, known, found) for number, row in enumerate(typed)
            ]
    return found


def words_in(one: Field, known: Choices) -> str:
    """Say what stands in a field, as people read it."""
    names = known.get(_names(one), {})
    if one.name.endswith("strength"):
        return dict(_STRENGTHS).get(one.text) or f"Wish ({one.text})"
    if one.shape in (Shape.FLAG, Shape.CHOICE):
        return ", ".join(option_words(text) for text in _items(one.text) if text)
    if not names:
        return one.text
    return ", ".join(names.get(id, id) for id in _ids(one))


def remove_row(found: Sent, which: str) -> None:
    """Leave out a row, as the button beside it says: "TABLE:ROW"."""
    table, _, number = which.rpartition(":")
    if table in found.rows and number.isdecimal() and int(number) < len(found.rows[table]):
        del found.rows[table][int(number)]


# --- from fields to controls


def _laid_out(one: Field, known: Choices) -> tuple[str, tuple[Option, ...], str]:
    """Return the kind of control, its options, and the text in it."""
    names = known.get(_names(one))
    if one.name.endswith("strength"):
        return "select", _strengths(one.text), one.text
    if one.names == "slots" and one.is_list:
        return "slots", _ticked(_ids(one), names or {}, in_order=True), ""
    if names is not None and one.is_list:
        return "choices", _ticked(_ids(one), names), ""
    if names is not None and len(names) > _MOST_OPTIONS:
        return "known", (), names.get(one.text, one.text)
    if names is not None:
        return "select", _one_of(one, names), one.text
    if one.shape is Shape.FLAG:
        return "flag", (), one.text
    if one.options and one.is_list:
        words = {option: option_words(option) for option in one.options}
        is_set = one.name.rpartition(".")[2] in _OF_A_WEEK
        kind = "choices" if is_set else "sequence"
        return kind, _ticked(_ids(one), words, in_order=is_set), one.text
    if one.options:
        words = {option: option_words(option) for option in one.options}
        return "select", _one_of(one, words), one.text
    kinds = {Shape.NUMBER: "number", Shape.DATE: "date", Shape.CLOCK: "clock"}
    return "text" if one.is_list else kinds.get(one.shape, "text"), (), one.text


def _strengths(text: str) -> tuple[Option, ...]:
    known = [Option(value, f"{words} ({value})" if 0 < int(value) < 100 else words, value == text)
             for value, words in _STRENGTHS]  # fmt: skip
    if text and text not in dict(_STRENGTHS):
        known.append(Option(text, f"Wish ({text})", is_chosen=True))
    return tuple(known)


def _one_of(one: Field, words: Mapping[str, str]) -> tuple[Option, ...]:
    options = [Option(id, name, id == one.text) for id, name in words.items()]
    if one.text and one.text not in words:
        options.insert(0, Option(one.text, f"{one.text} (not there)", is_chosen=True))
    if not one.is_required or not one.text:
        options.insert(0, Option("", "", not one.text))
    return tuple(options)


def _ticked(
    chosen: Sequence[str], words: Mapping[str, str], *, in_order: bool = False
) -> tuple[Option, ...]:
    """List the chosen first, in their order, unless the others' order means something."""
    if in_order:
        return tuple(Option(id, name, id in chosen) for id, name in words.items())
    first = [Option(id, words.get(id, f"{id} (not there)"), is_chosen=True) for id in chosen]
    return (*first, *(Option(id, name) for id, name in words.items() if id not in chosen))


def _table(
    one: TableField, known: Choices, errors: Errors, now: TableField | None, empty: int
) -> Table:
    rows = (*one.rows, *[one.columns] * empty)
    laid_out = tuple(
        (
            tuple(
                control(one.name, cell, known, errors, place(one.name, number, cell.name))
                for cell in row
            ),
            tuple(errors.get(place(one.name, number), ())),
        )
        for number, row in enumerate(rows)
    )
    differs = now is not None and _texts(now.rows) != _texts(one.rows)
    return Table(
        one.name,
        label_of("", one.name),
        hint_of("", one.name),
        tuple(label_of(one.name, cell.name) for cell in one.columns),
        laid_out,
        tuple(errors.get(one.name, ())),
        _rows_in_words(now, known) if differs and now is not None else None,
    )


def _texts(rows: Sequence[Sequence[Field]]) -> list[list[str]]:
    return [[one.text for one in row] for row in rows if any(one.text for one in row)]


def _rows_in_words(table: TableField, known: Choices) -> str:
    rows = (" ".join(filter(None, (words_in(one, known) for one in row))) for row in table.rows)
    return "; ".join(rows) or "nothing"


# --- from what came back to texts


def _read(texts: Sequence[str], one: Field, known: Choices, name: str, found: Sent) -> str:
    names = known.get(_names(one))
    if one.shape is Shape.FLAG:
        return texts[-1]
    if len(texts) > 1 or (one.is_list and names is not None and one.names != "slots"):
        chosen = [text for text in texts if text]
        if not chosen and one.text:
            return "(none)"  # nothing would mean what stands there where nothing is said
        if names is None or one.names == "slots":
            return joined(chosen)
        # One text with several names in it is of a cell; several texts are ticked boxes.
        chosen = _names_of(chosen[0], names) if len(texts) == 1 and chosen else chosen
        return joined(_id(text, names, one, name, found) for text in chosen)
    if names is None or one.names == "slots":
        return texts[0].strip()
    return _id(texts[0].strip(), names, one, name, found)


def _read_row(
    row: Mapping[str, list[str]], number: int, table: TableField, known: Choices, found: Sent
) -> dict[str, str]:
    return {
        one.name: _read(row[one.name], one, known, place(table.name, number, one.name), found)
        for one in table.columns
        if one.name in row
    }


def _raw_rows(form: MultiDict[str, str], table: str) -> list[dict[str, list[str]]]:
    rows: dict[int, dict[str, list[str]]] = {}
    for key in form:
        match = _ROW.fullmatch(key)
        if match is not None and match["table"] == table:
            rows.setdefault(int(match["row"]), {})[match["column"]] = form.getlist(key)
    return [rows[number] for number in sorted(rows)]


def _is_blank(row: Mapping[str, list[str]], table: TableField) -> bool:
    blank = {one.name: one.text for one in table.columns}
    return all(
        text in ("", blank.get(name), "false") for name, some in row.items() for text in some
    )


def _names_of(text: str, names: Mapping[str, str]) -> list[str]:
    """Return the names in a text; one that holds commas itself is a name, too."""
    return [text] if text in names or text in names.values() else _items(text)


def _id(text: str, names: Mapping[str, str], one: Field, name: str, found: Sent) -> str:
    """Return the id of what somebody named; complain where nothing is called so."""
    if not text or text in names:
        return text
    wanted = text.casefold()
    fitting = [id for id, words in names.items() if wanted in (words.casefold(), id.casefold())]
    if len(fitting) == 1:
        return fitting[0]
    hint = nearest(text, names.values())
    found.errors.setdefault(name, []).append(
        f"Nothing among the {one.names.replace('_', ' ')} is called “{text[:60]}”.{hint}"
    )
    return text


def _names(one: Field) -> str:
    """Return the list that a field takes its names from; work limits name staff or groups."""
    return STAFF_OR_GROUPS if one.name == "ids" else one.names


def _ids(one: Field) -> list[str]:
    return [id for id in (_items(one.text) if one.is_list else [one.text]) if id != "(none)" and id]


def _items(text: str) -> list[str]:
    try:
        return items_of(text)
    except ValueError:
        return [text]
