"""The page of one thing or value, with all of its fields."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.formats.sheets.forms import thing_of_list
from scheduler.services.sites import edit
from scheduler.web.access import allow, viewer
from scheduler.web.setup.frame import LISTS, VALUES, blueprint, known
from scheduler.web.setup.saving import add, of_row, to_list
from scheduler.web.setup.things import Entry, entry_of, entry_of_value
from scheduler.web.setup.words import COLUMNS
from scheduler.web.typed import keeps_typed

_ALWAYS_SHOWN = frozenset({"duties.times", "unavailable"})

OWN_PAGES = {
    "calendar": "setup.checklist_calendar",
    "rules": "setup.checklist_rules",
    "rights": "setup.checklist_rules",
}
"""Values with a page of their own, by name."""


@blueprint.route("/lists/<name>/new", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_new(school: str, name: str) -> Response | tuple[str, int]:
    """Add a thing to a list."""
    title, _ = known(name, LISTS)
    if name == "bells":
        return redirect(url_for("setup.checklist_bell_new", school=school))
    entry: Entry = entry_of(school, name, thing_of_list(name), lambda _: (None, 0))
    done = add(school, name, entry) if entry.is_sent else None
    if done is not None:
        flash("Added.", "success")
        return to_list(school, name, done.undo)
    return _page(entry, title, f"Add to {title.lower()}", is_new=True), entry.status


@blueprint.route("/lists/<name>/<row>", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_edit(school: str, name: str, row: str) -> Response | tuple[str, int]:
    """Change a thing of a list."""
    title, _ = known(name, LISTS)
    if name == "bells":
        return redirect(url_for("setup.checklist_bell", school=school, bell=row))
    entry: Entry = entry_of(school, name, thing_of_list(name), lambda _: of_row(school, name, row))
    entry.sent.fields.pop("id", None)  # plans know it by its id
    done = entry.save(lambda thing, seen: edit.change(viewer(), school, name, thing, seen))
    if done is not None:
        flash("Saved.", "success")
        return to_list(school, name, done.undo, f"row-{row}")
    return _page(entry, title, getattr(entry.thing, "name", "") or row, id=row), entry.status


@blueprint.route("/values/<name>", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_value(school: str, name: str) -> Response | tuple[str, int]:
    """Change one of the school's other values."""
    title, hint = known(name, VALUES)
    if name in OWN_PAGES:
        return redirect(url_for(OWN_PAGES[name], school=school))
    entry: Entry = entry_of_value(school, name)
    done = entry.save(lambda content, seen: edit.set_value(viewer(), school, name, content, seen))
    if done is not None:
        flash("Saved.", "success")
        return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)
    return _page(entry, title, title, hint=hint), entry.status


def _page(
    entry: Entry, title: str, heading: str, *, hint: str = "", id: str = "", is_new: bool = False
) -> str:
    context = entry.context()
    every = [name for name in (*context["controls"], *context["tables"]) if name != "id"]
    if is_new and "name" not in every:
        every.insert(0, "id")
    shown = COLUMNS.get(entry.name)
    first = [name for name in every if shown is None or name in shown or name in _ALWAYS_SHOWN]
    return render_template(
        "setup/form.html",
        name=entry.name,
        title=title,
        heading=heading,
        hint=hint,
        id=id,
        is_new=is_new,
        is_list=entry.name in LISTS,
        first=first,
        folded=[name for name in every if name not in first],
        is_open=bool(entry.errors) or entry.typed is not None,
        **context,
    )
