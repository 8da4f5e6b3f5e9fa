"""Bell schedules: the periods of each track in a table, filled in at once or row by row."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.formats.sheets.forms import Read, thing_of_list
from scheduler.services.sites import edit
from scheduler.services.sites.show import listed
from scheduler.web.access import allow, viewer
from scheduler.web.setup import belltable
from scheduler.web.setup.belltable import MAIN, Track
from scheduler.web.setup.frame import blueprint
from scheduler.web.setup.saving import add, of_row, to_list
from scheduler.web.setup.things import Entry, Present, entry_of
from scheduler.web.typed import keeps_typed

_BELLS = "bells"


class _Bell(Entry):
    """The form of a bell schedule, with its tracks."""

    tracks: list[Track]

    def begin(self, pattern: list[Track]) -> None:
        """Read the tracks that came back, or those that are there; else begin with a pattern."""
        if self.typed is not None:
            self.tracks = belltable.from_form(self.typed)
            belltable.act(self.tracks, self.button)
        else:
            self.tracks = belltable.from_bell(self.thing) if self.thing else pattern
        if len(self.tracks) == 1:
            self.tracks[0].id = self.tracks[0].id or MAIN

    def read(self) -> Read | None:
        """Make the bell schedule of what was typed."""
        self.sent.rows = belltable.rows_of(self.tracks)
        return super().read()


@blueprint.route("/bells/new", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_bell_new(school: str) -> Response | tuple[str, int]:
    """Add a bell schedule; it begins with the tracks of the first."""
    bells = [row.thing for row in listed(viewer(), school, _BELLS) if row.thing is not None]
    entry = _entry(school, lambda _: (None, 0))
    entry.begin(belltable.from_bell(bells[0]) if bells else [Track(MAIN)])  # type: ignore[arg-type]  # of the list of bells
    done = add(school, _BELLS, entry) if entry.is_sent else None
    if done is not None:
        flash("Added.", "success")
        return to_list(school, _BELLS, done.undo)
    return _page(entry, "New bell schedule", is_first=not bells), entry.status


@blueprint.route("/bells/<bell>", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_bell(school: str, bell: str) -> Response | tuple[str, int]:
    """Change a bell schedule."""
    entry = _entry(school, lambda _: of_row(school, _BELLS, bell))
    entry.begin([Track(MAIN)])
    done = entry.save(lambda thing, seen: edit.change(viewer(), school, _BELLS, thing, seen))
    if done is not None:
        flash("Saved.", "success")
        return to_list(school, _BELLS, done.undo, f"row-{bell}")
    name = getattr(entry.thing, "name", bell)
    return _page(entry, name, is_first=False), entry.status


def _entry(school: str, present: Present) -> _Bell:
    return entry_of(school, _BELLS, thing_of_list(_BELLS), present, kind=_Bell)


def _page(entry: _Bell, heading: str, *, is_first: bool) -> str:
    context: dict[str, Any] = entry.context()
    troubles = belltable.troubles_of(entry.tracks, entry.errors)
    told = {one for some in troubles.values() for one in some}
    others = {name: [one for one in some if one not in told] for name, some in entry.errors.items()}
    if entry.is_stale:
        context["now"] = belltable.from_bell(entry.thing)
    context["errors"] = {name: some for name, some in others.items() if some}
    return render_template(
        "setup/bell.html",
        heading=heading,
        tracks=entry.tracks,
        troubles=troubles,
        is_first=is_first,
        main=MAIN,
        **context,
    )
