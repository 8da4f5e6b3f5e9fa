"""What an import would change, as people read it: who or what, which field, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.formats.difference import Change, TableDifference
from scheduler.formats.sheets.forms import Field, Thing, thing_of_list, thing_of_value
from scheduler.services.sites.choices import Choices
from scheduler.services.sites.import_ import Look
from scheduler.web.setup.fields import words_in
from scheduler.web.setup.frame import TITLES
from scheduler.web.setup.words import label_of, option_words

__all__ = ["Line", "Part", "parts_of"]

_ALL_AT_ONCE = 15
"""So many changes of a list are still shown unfolded."""
_MOST_LINES = 300
_LONGEST = 160
_ONLY_COUNTED = {"requests": "coaching requests, each for its teacher to confirm"}
_NUMBERED = {"session_locks": ("Coaching", "Locked sessions")}
"""Values of which only the number is said: what they are about is for those who place sessions."""
_OF_SCHOOL = "The school"
_PLAIN = frozenset({"name", "kind"})
"""Values of the school that are a word each."""
_UNSEEN = frozenset({"id", "origin"})
"""Values that nobody enters: what a file is called by, what is kept for the way back to it."""


@dataclass(frozen=True)
class Line:
    """One field that differs; `thing` is empty where it is one of the school itself."""

    thing: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """
    What would change in one list of the school, or in one of its values.

    Parameters
    ----------
    new, gone
        Names.
    beyond
        Number of lines that were left out.
    """

    title: str
    new: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    gone: tuple[str, ...] = ()
    num_changed: int = 0
    beyond: int = 0

    @property
    def counts(self) -> str:
        """How much it is, in words."""
        counts = ((len(self.new), "new"), (self.num_changed, "changed"), (len(self.gone), "gone"))
        return ", ".join(f"{number} {what}" for number, what in counts if number)

    @property
    def is_short(self) -> bool:
        """Whether it need not be folded."""
        return len(self.new) + len(self.lines) + len(self.gone) <= _ALL_AT_ONCE


def parts_of(look: Look) -> tuple[Part, ...]:
    """Lay out the difference of an import, list by list, in the order of the set-up."""
    parts = {name: _list(name, one, look.names) for name, one in look.difference.tables.items()}
    of_school = []
    for one in look.difference.fields:
        if one.name in _PLAIN:
            both = (str(some or "") for some in (one.before, one.after))
            words = (option_words(some) if one.name == "kind" else some for some in both)
            of_school.append(Line("", label_of("school", one.name), *words))
        elif one.name in _NUMBERED:
            title, field = _NUMBERED[one.name]
            line = Line("", field, str(len(one.before or ())), str(len(one.after or ())))
            parts[one.name] = Part(title, lines=(line,), num_changed=1)
        elif one.name not in _UNSEEN:
            parts[one.name] = _value(one, look.names)
    if of_school:
        parts["school"] = Part(_OF_SCHOOL, lines=tuple(of_school), num_changed=len(of_school))
    order = [*TITLES]
    ranks = {name: order.index(name) if name in order else -1 for name in parts}
    return tuple(parts[name] for name in sorted(parts, key=lambda name: ranks[name]))


def _list(name: str, table: TableDifference, names: Choices) -> Part:
    if name in _ONLY_COUNTED:
        return Part("Coaching", new=(f"{len(table.new)} {_ONLY_COUNTED[name]}",))
    known = names.get(name, {})

    def named(rows: Iterable[Any]) -> tuple[str, ...]:
        return tuple(known.get(one.id, one.id) for one in rows)

    form = thing_of_list(name)
    lines = [
        replace(line, thing=known.get(one.name, one.name))
        for one in table.changed
        for line in _lines(form, name, one, names)
    ]
    return Part(
        _title(name),
        named(table.new),
        tuple(lines[:_MOST_LINES]),
        named(table.gone),
        len(table.changed),
        max(0, len(lines) - _MOST_LINES),
    )


def _value(change: Change, names: Choices) -> Part:
    lines = tuple(_lines(thing_of_value(change.name), change.name, change, names))
    return Part(_title(change.name), lines=lines[:_MOST_LINES], num_changed=len(lines))


def _title(name: str) -> str:
    return TITLES[name][0] if name in TITLES else label_of("", name)


def _lines(form: Thing, name: str, change: Change, names: Choices) -> Iterator[Line]:
    """Yield a line for each field that differs, and for each list within a thing."""
    before, after = (_texts(form, one, names) for one in (change.before, change.after))
    found = False
    for field in dict.fromkeys((*after, *before)):
        if before.get(field, "") != after.get(field, ""):
            found = True
            words = (_short(some.get(field, "")) for some in (before, after))
            yield Line("", label_of(name, field), *words)
    rows, others = (_tables(form, one, names) for one in (change.before, change.after))
    for table in dict.fromkeys((*others, *rows)):
        gone = [one for one in rows.get(table, ()) if one not in others.get(table, ())]
        come = [one for one in others.get(table, ()) if one not in rows.get(table, ())]
        if gone or come:
            found = True
            label = "" if table == name else label_of("", table)
            yield Line("", label, _short("; ".join(gone)), _short("; ".join(come)))
    if not found:  # a field that no form has
        for field in change.fields:
            yield Line("", label_of(name, field), "", "")


def _texts(form: Thing, thing: Any, names: Choices) -> Mapping[str, str]:
    if thing is None:
        return {}
    return {one.name: words_in(one, names) for one in form.fields(thing)}


def _tables(form: Thing, thing: Any, names: Choices) -> Mapping[str, Sequence[str]]:
    if thing is None:
        return {}
    return {
        table.name: [_row(row, names) for row in table.rows] for table in form.table_fields(thing)
    }


def _row(row: Sequence[Field], names: Choices) -> str:
    return ", ".join(words for one in row if (words := words_in(one, names)))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
