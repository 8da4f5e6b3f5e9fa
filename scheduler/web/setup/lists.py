"""The lists of a school, each a table with a row to type in; what is deleted comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, NotFoundError
from scheduler.formats.sheets.forms import thing_of_list
from scheduler.services.sites import edit
from scheduler.services.sites.choices import choices
from scheduler.services.sites.show import listed
from scheduler.web.access import allow, is_allowed, viewer
from scheduler.web.listing import listing
from scheduler.web.setup.fields import lists_of, shared_fields
from scheduler.web.setup.frame import LISTS, blueprint, known, version
from scheduler.web.setup.rows import columns_of, fitting, rows_of
from scheduler.web.setup.saving import add, of_row, to_list
from scheduler.web.setup.things import Entry, entry_of
from scheduler.web.setup.words import INLINE, label_of
from scheduler.web.typed import keeps_typed

_PER_PAGE = 200


@blueprint.get("/lists/<name>")
@allow(Action.SEE_SCHOOL_DATA)
def checklist_list(school: str, name: str) -> str:
    """One list: its rows, what was deleted from it, and the ways to fill it."""
    known(name, LISTS)
    new = None
    if name in INLINE and _may_edit(school, name):
        new = Entry(name, thing_of_list(name), _choices(school, name), lambda _: (None, 0), None)
    return _page(school, name, new)


@blueprint.route("/lists/<name>/row", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_list_row(school: str, name: str) -> Response | tuple[str, int]:
    """Add a thing within the table, or change one there."""
    known(name, LISTS)
    id = ""

    def present(typed: Any) -> tuple[Any, int]:
        nonlocal id
        id = (typed if typed is not None else request.args).get("row", "")
        return of_row(school, name, id) if id else (None, 0)

    entry: Entry = entry_of(school, name, thing_of_list(name), present)
    if not id and entry.is_sent:
        done = add(school, name, entry)
    else:
        done = entry.save(lambda thing, seen: edit.change(viewer(), school, name, thing, seen))
    if done is None:
        return _page(school, name, entry, id), entry.status
    flash("Saved." if id else "Added.", "success")
    if id:
        return to_list(school, name, done.undo, f"row-{id}")
    # Without an anchor: browsers then put the focus into the new row, as its field asks.
    return to_list(school, name, done.undo, added=1)


@blueprint.post("/lists/<name>/<row>/remove")
@allow(Action.EDIT_SCHOOL_DATA)
def remove(school: str, name: str, row: str) -> Response:
    """Delete a thing; it can be brought back."""
    known(name, LISTS)
    done = edit.remove(viewer(), school, name, {row: version()})
    flash("Deleted. It can be brought back below the list.", "success")
    return to_list(school, name, done.undo)


@blueprint.post("/lists/<name>/<row>/restore")
@allow(Action.EDIT_SCHOOL_DATA)
def restore(school: str, name: str, row: str) -> Response:
    """Bring a deleted thing back."""
    known(name, LISTS)
    edit.restore(viewer(), school, name, row)
    flash("It is back.", "success")
    return to_list(school, name, None)


@blueprint.post("/undo/<step>")
@allow(Action.EDIT_SCHOOL_DATA)
def undo(school: str, step: str) -> Response:
    """Take back what the viewer has just done."""
    try:
        edit.take_back(viewer(), school, step)
    except (NotFoundError, ConflictError) as error:  # taken back already, or changed since
        flash(str(error), "error")
    else:
        flash("Taken back.", "success")
    name = request.form.get("list", "")
    if name in LISTS:
        return to_list(school, name, None)
    return redirect(url_for("setup.checklist", school=school), 303)


def _page(school: str, name: str, entry: Entry | None, editing: str = "") -> str:
    """
    Draw a list.

    Parameters
    ----------
    entry
        The row to type in; None for viewers who only look.
    editing
        Id of the thing in that row; empty where it is a new one.
    """
    title, hint = known(name, LISTS)
    columns = columns_of(name)
    names = entry.known if entry else _choices(school, name)
    stored: Sequence[Any] = listed(viewer(), school, name)
    wanted = request.args.get("q", "")
    if wanted:
        stored = fitting(rows_of(name, stored, names), wanted)
    order = {row.id: place for place, row in enumerate(stored)}
    page = listing(stored, {"order": lambda row: order[row.id]}, "order", per_page=_PER_PAGE)
    return render_template(
        "setup/list.html",
        name=name,
        title=title,
        hint=hint,
        columns=columns,
        page=page,
        rows=page.rows if wanted else rows_of(name, page.rows, names),
        editing=editing,
        deleted=listed(viewer(), school, name, deleted=True),
        is_short=name in INLINE,
        bulk=[(one.name, label_of(name, one.name)) for one in shared_fields(thing_of_list(name))],
        **(entry.context() if entry else {}),
        may_edit=_may_edit(school, name),
    )


def _may_edit(school: str, name: str) -> bool:
    return is_allowed("setup.checklist_list_row", {"school": school, "name": name})


def _choices(school: str, name: str) -> Any:
    return choices(viewer(), school, lists_of(thing_of_list(name)))
