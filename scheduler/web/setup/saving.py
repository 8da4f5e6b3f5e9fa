"""What the pages of the set-up do alike when they save."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from scheduler.services.sites import edit
from scheduler.services.sites.edit import Edited
from scheduler.services.sites.naming import new_id_in
from scheduler.services.sites.show import one
from scheduler.web.access import viewer
from scheduler.web.setup.things import Entry

__all__ = ["add", "of_row", "to_list"]


def of_row(school: str, name: str, id: str) -> tuple[Any, int]:
    """Return a thing of a list with its version."""
    found = one(viewer(), school, name, id)
    return found.thing, found.version


def add(school: str, name: str, entry: Entry) -> Edited | None:
    """Add what was typed to a list, under an id made of its name."""
    typed = entry.sent.fields
    if not typed.get("id"):
        words = [typed.get(field, "") for field in ("name", "course", "groups", "kind")]
        typed["id"] = new_id_in(viewer(), school, name, " ".join(filter(None, words[:3])))
    done: Edited | None = entry.save(lambda thing, _: edit.add(viewer(), school, name, thing))
    return done


def to_list(
    school: str, name: str, undo: str | None, anchor: str | None = None, **query: Any
) -> Response:
    """Lead back to a list, with the way to take the change back."""
    address = url_for(
        "setup.checklist_list", school=school, name=name, undo=undo, _anchor=anchor, **query
    )
    return redirect(address, 303)
