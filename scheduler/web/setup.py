"""Set up: what a build needs to know of a school, list by list, and files in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, InputError, NotFoundError, SchedulerError
from scheduler.formats.sheets.forms import Read, Thing, thing_of_list, thing_of_value
from scheduler.services.sites import edit, export, import_
from scheduler.services.sites.show import listed, one, overview, value
from scheduler.services.sites.sources import Format, Source
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.listing import listing

__all__ = ["LISTS", "VALUES", "blueprint"]

blueprint = Blueprint("setup", __name__, url_prefix="/schools/<school>/setup")

# What a build cannot do without comes first; then what makes it the school's own.
_STEPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Time",
        (
            ("bells", "Bell schedules", "When the periods of a day start and end."),
            ("calendar", "School calendar", "First and last day, cycle, holidays, other days."),
        ),
    ),
    (
        "People",
        (
            ("areas", "Content areas", "What can be taught: ELA, math, …"),
            ("staff", "Staff", "Who may teach what, how much, and who volunteers as Plus."),
            ("teams", "Teams", "Who works together."),
            ("duties", "Duties", "What people do beside classes."),
        ),
    ),
    (
        "Classes",
        (
            ("grades", "Grades", "Grades and their enrolment."),
            ("groups", "Student groups", "Homerooms and cohorts."),
            ("rooms", "Rooms", "Rooms and their kinds."),
            ("courses", "Courses", "What is taught, how often, in which kind of room."),
            ("sections", "Classes", "The classes of each course."),
            ("course_pairs", "Course pairs", "How many pupils want two courses."),
        ),
    ),
    (
        "Rules",
        (
            ("rights", "Planning and lunch", "What everybody is owed."),
            ("limits", "Limits of work", "Periods a day, rows, gaps."),
            ("common_planning", "Common planning", "Teams that plan together."),
            ("rules", "Strength of the rules", "Which rules must hold, and which are wishes."),
            ("relations", "Classes and times", "The same time, never the same time, in order."),
            ("slot_wishes", "Wished times", "Where classes may or should meet."),
            ("room_wishes", "Wished rooms", "Which rooms classes want."),
            ("room_limits", "Rooms of a class", "In how many rooms a class may meet."),
            ("spacings", "Days between meetings", "How far apart meetings are."),
            ("day_ends", "Ends of the day", "What should not stand at the end of a day."),
            ("locks", "Locked meetings", "Meetings that must stay where they are."),
        ),
    ),
    (
        "Plus team, PD and coaching",
        (
            ("release", "Release", "How many are released as Plus teachers, and who."),
            ("pd_groups", "PD groups", "Who goes out together, and how often."),
            ("rhythm", "Rhythm of the weeks", "PD weeks, coaching weeks, blackout."),
            ("pd_locks", "Fixed PD days", "PD days that are settled already."),
            ("cover_caps", "Limits of cover", "How much cover a class and a person may have."),
            ("plus_limits", "A Plus teacher's day", "Periods a day and in a row."),
            ("templates", "Kinds of coaching cycles", "Their steps and lengths."),
            ("team_events", "Meetings of the team", "PLC and other meetings."),
            ("share_demands", "Demanded shares", "Figures that must be reached."),
            ("policy", "Policy", "Sources of cover, substitutes, conferences."),
            ("baseline", "Baseline", "Coaching days before, with their source."),
            ("absences", "Known absences", "Who is known to be away, and when."),
            ("cover_locks", "Fixed cover", "Who covers what in any case."),
        ),
    ),
)
_TITLES = {name: (title, hint) for _, rows in _STEPS for name, title, hint in rows}
_NEEDED = ("bells", "calendar", "areas", "staff", "courses", "sections", "pd_groups")

VALUES = frozenset(_TITLES) - frozenset(NAMED_LISTS)
"""Entries of the set-up that are one value, not a list of things with ids."""
LISTS = frozenset(_TITLES) & frozenset(NAMED_LISTS)
"""Entries of the set-up that are lists of things with ids."""

_MOST_COLUMNS = 6
_PER_PAGE = 200


@dataclass(frozen=True)
class _Step:
    """An entry of the checklist."""

    name: str
    title: str
    hint: str
    count: int | None
    is_needed: bool


@blueprint.get("/")
@allow(Action.SEE_SCHOOL_DATA)
def checklist(school: str) -> str:
    """What has been entered, what is missing, and the way to each list."""
    found = overview(viewer(), school)
    steps = [(group, [_step(found.counts, *row) for row in rows]) for group, rows in _STEPS]
    return render_template("setup/checklist.html", overview=found, steps=steps)


@blueprint.get("/lists/<name>")
@allow(Action.SEE_SCHOOL_DATA)
def checklist_list(school: str, name: str) -> str:
    """One list: its rows, what was deleted from it, and the ways to fill it."""
    title, hint = _known(name, LISTS)
    rows = listed(viewer(), school, name)
    form = thing_of_list(name)
    heads, shown = _table(form, rows)
    order = {row[0]: place for place, row in enumerate(shown)}
    page = listing(shown, {"order": lambda row: order[row[0]]}, "order", per_page=_PER_PAGE)
    return render_template(
        "setup/list.html",
        name=name,
        title=title,
        hint=hint,
        heads=heads,
        page=page,
        deleted=listed(viewer(), school, name, deleted=True),
    )


@blueprint.route("/lists/<name>/new", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_new(school: str, name: str) -> Redirect | tuple[str, int]:
    """Add a thing to a list."""
    title, _ = _known(name, LISTS)
    form = thing_of_list(name)
    return _form_page(school, name, f"{title}: add", form, None, 0)


@blueprint.route("/lists/<name>/<row>", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_edit(school: str, name: str, row: str) -> Redirect | tuple[str, int]:
    """Change a thing of a list."""
    title, _ = _known(name, LISTS)
    found = one(viewer(), school, name, row)
    label = f"{title}: {getattr(found.thing, 'name', None) or row}"
    return _form_page(school, name, label, thing_of_list(name), found.thing, found.version)


@blueprint.route("/values/<name>", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
def checklist_value(school: str, name: str) -> Redirect | tuple[str, int]:
    """Change one of the school's other values."""
    title, _ = _known(name, VALUES)
    found = value(viewer(), school, name)
    return _form_page(school, name, title, thing_of_value(name), found.content, found.version)


@blueprint.post("/lists/<name>/<row>/remove")
@allow(Action.EDIT_SCHOOL_DATA)
def remove(school: str, name: str, row: str) -> Redirect:
    """Delete a thing; it can be brought back."""
    _known(name, LISTS)
    edit.remove(viewer(), school, name, {row: _version()})
    flash("Deleted. You can bring it back below the list.", "success")
    return redirect(url_for("setup.checklist_list", school=school, name=name), 303)


@blueprint.post("/lists/<name>/<row>/restore")
@allow(Action.EDIT_SCHOOL_DATA)
def restore(school: str, name: str, row: str) -> Redirect:
    """Bring a deleted thing back."""
    _known(name, LISTS)
    edit.restore(viewer(), school, name, row)
    flash("It is back.", "success")
    return redirect(url_for("setup.checklist_list", school=school, name=name), 303)


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Action.IMPORT_DATA)
def import_file(school: str) -> tuple[str, int]:
    """Bring a file, or cells from a spreadsheet; first see what it would change."""
    preview, status, wrong = None, 200, []
    if request.method == "POST":
        try:
            preview = import_.preview(viewer(), school, _source())
        except SchedulerError as error:
            status = status_of(error)
            if status in (403, 404):
                raise
            wrong = list(getattr(error, "problems", [])) or [str(error)]
    return render_template(
        "setup/import.html",
        preview=preview,
        wrong=wrong,
        formats=_FORMATS,
        lists=[(name, _TITLES[name][0]) for name in _TITLES if name in LISTS],
        chosen=request.values.get("list", "staff"),
        pasted=request.form.get("pasted", ""),
    ), status


@blueprint.post("/import/<preview>")
@allow(Action.IMPORT_DATA)
def import_confirm(school: str, preview: str) -> Redirect:
    """Save an import exactly as it was shown."""
    try:
        import_.confirm(viewer(), school, preview, remove_gone="remove_gone" in request.form)
    except NotFoundError as error:  # shown too long ago: bring the file again
        flash(str(error), "error")
        return redirect(url_for("setup.import_file", school=school), 303)
    flash("Imported.", "success")
    return redirect(url_for("setup.checklist", school=school), 303)


@blueprint.get("/export/<any(school, sheets, oneroster):format>")
@allow(Action.EXPORT_DATA)
def export_file(school: str, format: str) -> Response:
    """Take the school's data out as a file."""
    file = export.export(viewer(), school, Format(format))
    answer = Response(file.content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


_FORMATS = (
    (Format.SHEETS, "Spreadsheet (.xlsx, or .zip of .csv)"),
    (Format.ONEROSTER, "OneRoster 1.1 or 1.2 (.zip)"),
    (Format.FET, "FET (.fet)"),
    (Format.SCHOOL, "School file of this program (.json)"),
)


def _source() -> Source:
    """Return what was brought: cells of one list, or a file."""
    pasted = request.form.get("pasted", "").strip()
    if pasted:
        name, _ = request.form.get("list", ""), _known(request.form.get("list", ""), LISTS)
        lines = [line.split("\t") for line in pasted.splitlines()]
        text = "\r\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line)
                           for line in lines)  # fmt: skip
        return Source(Format.SHEETS, f"{name}.csv", text.encode())
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InputError("File", "Choose a file, or paste cells from a spreadsheet.")
    try:
        format = Format(request.form.get("format", ""))
    except ValueError:
        raise InputError("Format", "Say what kind of file it is.") from None
    return Source(format, file.filename, file.read())


def _form_page(
    school: str, name: str, title: str, form: Thing, present: Any, version: int
) -> Redirect | tuple[str, int]:
    """Show the form of a thing, or save it; what was typed stays where something is wrong."""
    typed: Mapping[str, str] | None = None
    errors: dict[str, list[str]] = {}
    status = 200
    if request.method == "POST":
        typed = {key: text for key, text in request.form.items() if key != "csrf_token"}
        read = form.read(typed, present)
        errors = {key: list(some) for key, some in read.errors.items()}
        status = 422 if errors else 200
        if not errors:
            try:
                _save(school, name, read, present, _version())
            except ConflictError as error:
                errors, status = {"": [str(error)]}, status_of(error)
            else:
                flash("Saved.", "success")
                return redirect(_behind(school, name), 303)
    return render_template(
        "setup/form.html",
        name=name,
        title=title,
        is_list=name in LISTS,
        is_new=name in LISTS and present is None,
        fields=form.fields(present, typed),
        tables=form.table_fields(present, typed),
        errors=errors,
        version=typed.get("version", version) if typed and status != 409 else version,
        words=_words,
    ), status


def _behind(school: str, name: str) -> str:
    """Return where one goes after a form."""
    if name in LISTS:
        return url_for("setup.checklist_list", school=school, name=name)
    return url_for("setup.checklist", school=school)


def _save(school: str, name: str, read: Read, present: Any, version: int) -> None:
    if name not in LISTS:
        edit.set_value(viewer(), school, name, read.content, version)
    elif present is None:
        edit.add(viewer(), school, name, read.content)
    else:
        edit.change(viewer(), school, name, read.content, version)


def _version() -> int:
    """Return the version that the viewer saw."""
    try:
        return int(request.form.get("version", ""))
    except ValueError:
        raise InputError("form", "It is incomplete; load the page again.") from None


def _known(name: str, among: frozenset[str]) -> tuple[str, str]:
    if name not in among:
        raise NotFoundError("There is no such part of the set-up.")
    return _TITLES[name]


def _step(counts: Mapping[str, int], name: str, title: str, hint: str) -> _Step:
    return _Step(name, title, hint, counts.get(name), name in _NEEDED)


def _table(form: Thing, rows: Any) -> tuple[list[str], list[tuple[str, int, list[str]]]]:
    """Return the first columns that say anything, and each row's id, version and cells in them."""
    texts = [
        (row.id, row.version, {one.name: one.text for one in form.fields(row.thing)})
        for row in rows
    ]
    names = [one.name for one in form.fields(None)]
    used = [
        name
        for name in names
        if name != "id" and len({cells.get(name, "") for *_, cells in texts}) > 1
    ]
    heads = (["name"] if "name" in names else []) + [one for one in used if one != "name"]
    heads = heads[:_MOST_COLUMNS]
    return heads, [
        (id, version, [cells.get(name, "") for name in heads]) for id, version, cells in texts
    ]


def _words(name: str) -> str:
    """Write the head of a column for people."""
    return name.rpartition(".")[2].replace("_", " ").capitalize()
