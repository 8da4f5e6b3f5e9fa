"""
One thing or value of the school as a form: shown, sent back, saved.

`Entry` carries a form through its three ends. It comes back filled where something is wrong; with
what somebody else has saved beside what was typed where both changed the same; and after signing in
again where the session had ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from scheduler.errors import ConflictError, InputError, InvalidProblemError, SchedulerError
from scheduler.formats.sheets.forms import Read, Thing, thing_of_value
from scheduler.services.sites import edit
from scheduler.services.sites.choices import Choices, choices
from scheduler.services.sites.edit import Edited
from scheduler.services.sites.show import value
from scheduler.web.access import viewer
from scheduler.web.errors import status_of
from scheduler.web.setup.fields import (
    Control,
    Sent,
    Table,
    control,
    lists_of,
    remove_row,
    sent,
    tables,
)
from scheduler.web.setup.words import place_words
from scheduler.web.typed import forget, form_kept

__all__ = ["Entry", "complaints_of", "entry_of", "entry_of_value", "save_together"]

Present = Callable[[MultiDict[str, str] | None], tuple[Any, int]]
"""Returns a thing as it is now, with its version; is told what was typed."""


@dataclass
class Entry:
    """
    A form on its way between a person and the school.

    Parameters
    ----------
    name
        Of the list or the value.
    thing, version
        As it is now; None where it is new.
    typed
        What somebody typed; None where they have only looked yet.
    is_back
        Whether it was typed before the session ended.
    version_in
        Name of the field with the version that was seen.
    """

    name: str
    form: Thing
    known: Choices
    present: Present
    typed: MultiDict[str, str] | None
    is_back: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200
    more: str = ""
    is_stale: bool = False
    version_in: str = "version"

    def __post_init__(self) -> None:
        """Read what was typed; a button of a row changes the rows and saves nothing."""
        self.thing, self.version = self.present(self.typed)
        self.sent = Sent() if self.typed is None else sent(self.typed, self.form, self.known)
        self.errors |= self.sent.errors
        what, _, rest = self.button.partition(":")
        self.is_sent = self.typed is not None and not self.is_back and what in ("", "save")
        if what == "remove":
            remove_row(self.sent, rest)
        self.more = rest if what == "more" else ""
        if not self.is_sent:
            self.errors.clear()

    @property
    def button(self) -> str:
        """Say which button sent the form; empty where it was the one that saves."""
        return self._sent("do")

    def read(self) -> Read | None:
        """Make the thing of what was typed; None where something is wrong."""
        read = self.form.read(self.sent.fields, self.sent.rows, self.thing)
        for name, some in read.errors.items():
            self.errors.setdefault(name, []).extend(some)
        self.status = 422 if self.errors else 200
        return None if self.errors else read

    def seen(self) -> int:
        """Return the version that the form was filled with."""
        try:
            return int(self._sent(self.version_in))
        except ValueError:
            raise InputError("form", "It is incomplete; load the page again.") from None

    def save(self, act: Callable[[Any, int], Any]) -> Any:
        """
        Save what was typed.

        Parameters
        ----------
        act
            Takes the thing and the version that was seen.

        Returns
        -------
        Any
            What `act` returns; None where nothing was saved, and the form says why.
        """
        read = self.read() if self.is_sent else None
        if read is None:
            return None
        try:
            done = act(read.content, self.seen())
        except (ConflictError, InvalidProblemError, InputError) as error:
            self.refuse(error)
            return None
        forget()
        return done

    def refuse(self, error: SchedulerError) -> None:
        """Take up what a service refused; where somebody was faster, show both versions."""
        self.errors.setdefault("", []).extend(complaints_of(error))
        self.status = status_of(error)
        if isinstance(error, ConflictError):
            self.thing, self.version = self.present(self.typed)
            self.is_stale = self.thing is not None

    def _sent(self, name: str) -> str:
        return "" if self.typed is None else self.typed.get(name, "")

    def controls(self) -> dict[str, Control]:
        """Lay out the fields, by name."""
        was = {one.name: one for one in self.form.fields(self.thing)} if self.is_stale else {}
        typed = self.sent.fields if self.typed is not None else None
        shown = self.form.fields(self.thing, None)
        found = {}
        for one in self.form.fields(self.thing, typed) if typed else shown:
            found[one.name] = control(
                self.name, one, self.known, self.errors, now=was.get(one.name)
            )
        return found

    def tables(self) -> tuple[Table, ...]:
        """Lay out the lists within."""
        typed = self.sent.rows if self.typed is not None else None
        now = self.form.table_fields(self.thing) if self.is_stale else ()
        found = self.form.table_fields(self.thing, typed)
        return tables(found, self.known, self.errors, now, self.more)

    def context(self) -> dict[str, Any]:
        """Return what the macros of a page need."""
        controls = self.controls()
        inner = self.tables()
        every = [*controls.values(), *(c for t in inner for row, _ in t.rows for c in row)]
        return {
            "controls": controls,
            "tables": {one.name: one for one in inner},
            "errors": self.errors,
            "version": self.version if self.is_stale or not self.typed else self.seen(),
            "known": self.known,
            "suggested": [one.known for one in every],
            "is_back": self.is_back,
            "is_stale": self.is_stale,
            "label_of": lambda name: place_words(self.name, name),
        }


Some = TypeVar("Some", bound=Entry)


def save_together(school: str, entries: Sequence[Entry]) -> Edited | None:
    """Save several of the school's values that stand on one page: all or none."""
    contents = {}
    for one in entries:
        read = one.read() if one.is_sent else None
        if read is not None:
            contents[one.name] = (read.content, one.seen())
    if len(contents) < len(entries):
        return None
    try:
        done = edit.set_values(viewer(), school, contents)
    except (ConflictError, InvalidProblemError) as error:
        for one in entries:
            one.refuse(error)
        return None
    forget()
    return done


def entry_of(
    school: str,
    name: str,
    form: Thing,
    present: Present,
    version_in: str = "version",
    kind: type[Some] = Entry,  # type: ignore[assignment]  # the kind where none is asked for
) -> Some:
    """Return the form of this request: just opened, sent, or come back after signing in."""
    known = choices(viewer(), school, lists_of(form))
    if request.method == "POST":
        return kind(name, form, known, present, request.form, version_in=version_in)
    kept = form_kept()
    is_back = kept is not None
    return kind(name, form, known, present, kept, is_back=is_back, version_in=version_in)


def entry_of_value(
    school: str,
    name: str,
    version_in: str = "version",
    kind: type[Some] = Entry,  # type: ignore[assignment]  # as above
) -> Some:
    """Return the form of one of the school's values."""

    def present(_: Any) -> tuple[Any, int]:
        found = value(viewer(), school, name)
        return found.content, found.version

    return entry_of(school, name, thing_of_value(name), present, version_in, kind)


def complaints_of(error: SchedulerError) -> list[str]:
    """Return the sentences of an error."""
    return list(error.problems) if isinstance(error, InvalidProblemError) else [str(error)]
