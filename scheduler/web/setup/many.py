"""Many things of a list at once: one field for all that are ticked, or all of them deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.errors import InputError, SchedulerError
from scheduler.formats.sheets.forms import Field, Thing, thing_of_list
from scheduler.services.sites import edit
from scheduler.services.sites.choices import choices
from scheduler.services.sites.show import Row, listed
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.setup.fields import control, lists_of, sent, shared_fields
from scheduler.web.setup.frame import LISTS, blueprint, known
from scheduler.web.setup.saving import to_list
from scheduler.web.setup.things import complaints_of
from scheduler.web.setup.words import label_of
from scheduler.web.typed import forget, form_kept, keeps_typed


@blueprint.route("/lists/<name>/many", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_list_many(school: str, name: str) -> Response | tuple[str, int]:
    """Give one field of several things the same value, or delete them all."""
    title, _ = known(name, LISTS)
    asked = form_kept() or request.values
    ticked = frozenset(asked.getlist("row"))
    rows = [row for row in listed(viewer(), school, name) if row.id in ticked]
    form = thing_of_list(name)
    names = choices(viewer(), school, lists_of(form))
    field = next((f for f in shared_fields(form) if f.name == asked.get("field")), None)
    if "delete" in asked:
        field = None
    errors: dict[str, list[str]] = {}
    status = 200
    if request.method == "POST":
        try:
            done = _act(school, name, form, names, rows, field, errors)
        except SchedulerError as error:
            errors[""], status = complaints_of(error), status_of(error)
        else:
            if done is not None:
                forget()
                flash(f"{'Deleted' if field is None else 'Changed'}: {len(rows)}.", "success")
                return to_list(school, name, done.undo)
            status = 422
    if field is not None and field.name in asked:
        field = replace(field, text=sent(MultiDict(asked), form, names).fields[field.name])
    return render_template(
        "setup/many.html",
        name=name,
        title=title,
        rows=rows,
        field=None if field is None else control(name, field, names, errors),
        known=names,
        errors=errors,
        label_of=lambda field: label_of(name, field),
    ), status


def _act(
    school: str,
    name: str,
    form: Thing,
    names: Any,
    rows: list[Row],
    field: Field | None,
    errors: dict[str, list[str]],
) -> Any:
    """Change or delete; None where something is wrong with what was typed."""
    if not rows:
        raise InputError("List", "Tick the rows that are meant.")
    seen = {row.id: _seen(row.id) for row in rows}
    if "remove" in request.form:
        return edit.remove(viewer(), school, name, seen)
    if field is None:
        raise InputError("Field", "Choose what is to be changed.")
    typed = sent(request.form, form, names)
    errors |= typed.errors
    things = []
    for row in rows:
        read = form.read({field.name: typed.fields.get(field.name, "")}, {}, row.thing)
        for key, some in read.errors.items():
            errors.setdefault(key, [])
            errors[key] += [f"{row.id}: {one}" if not key else one for one in some
                            if one not in errors[key]]  # fmt: skip
        things.append((read.content, seen[row.id]))
    return None if errors else edit.change_many(viewer(), school, name, things)


def _seen(id: str) -> int:
    try:
        return int(request.form.get(f"version:{id}", ""))
    except ValueError:
        raise InputError("form", "It is incomplete; load the page again.") from None
