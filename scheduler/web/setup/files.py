"""Files and pasted cells into the set-up, and files out of it."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from scheduler.domain.roles import Action
from scheduler.errors import InputError, NotFoundError, SchedulerError
from scheduler.formats.sheets.layout import sheets
from scheduler.services.sites import export, fet, import_
from scheduler.services.sites.sources import Format, Source
from scheduler.web.access import allow, viewer
from scheduler.web.errors import status_of
from scheduler.web.setup.differences import parts_of
from scheduler.web.setup.frame import TITLES, blueprint, known

__all__ = ["PASTED"]

PASTED = frozenset(TITLES) & frozenset(sheets())
"""Lists that can be pasted: those that are a sheet of their own."""

_FORMATS = (
    (Format.SHEETS, "Spreadsheet (.xlsx, or .zip of .csv)"),
    (Format.ONEROSTER, "OneRoster 1.1 or 1.2 (.zip)"),
    (Format.FET, "FET (.fet)"),
    (Format.SCHOOL, "School file of this program (.json)"),
)


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Action.IMPORT_DATA)
def import_file(school: str) -> Redirect | tuple[str, int]:
    """Bring a file, or cells from a spreadsheet; first see what it would change."""
    preview, status = None, 200
    wrong: list[str] = []
    if request.method == "POST":
        try:
            source = _source()
            if source.format is Format.FET:
                file = fet.bring(viewer(), school, source.name, source.content)
                return redirect(url_for("setup.import_file_fet", school=school, file=file), 303)
            preview = import_.look(viewer(), school, source)
        except SchedulerError as error:
            status = status_of(error)
            if status in (403, 404):
                raise
            wrong = list(getattr(error, "problems", [])) or str(error).splitlines()
    return render_template(
        "setup/import.html",
        preview=preview,
        parts=parts_of(preview) if preview else (),
        wrong=wrong,
        formats=_FORMATS,
        lists=[(name, TITLES[name][0]) for name in TITLES if name in PASTED],
        chosen=request.values.get("list", "staff"),
        pasted=request.form.get("pasted", ""),
    ), status


@blueprint.post("/import/<preview>")
@allow(Action.IMPORT_DATA)
def import_confirm(school: str, preview: str) -> Redirect:
    """Save an import exactly as it was shown."""
    try:
        done = import_.confirm(viewer(), school, preview, remove_gone="remove_gone" in request.form)
    except NotFoundError as error:  # shown too long ago: bring the file again
        flash(str(error), "error")
        return redirect(url_for("setup.import_file", school=school), 303)
    flash("Imported.", "success")
    return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)


@blueprint.get("/export/<any(school, sheets, oneroster, fet):format>")
@allow(Action.EXPORT_DATA)
def export_file(school: str, format: str) -> Response:
    """Take the school's data out as a file."""
    file = export.export(viewer(), school, Format(format))
    answer = Response(file.content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _source() -> Source:
    """Return what was brought: cells of one list, or a file."""
    pasted = request.form.get("pasted", "").strip()
    if pasted:
        name = request.form.get("list", "")
        known(name, PASTED)
        return Source(Format.SHEETS, f"{name}.csv", _as_csv(pasted))
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InputError("File", "Choose a file, or paste cells from a spreadsheet.")
    try:
        format = Format(request.form.get("format", ""))
    except ValueError:
        raise InputError("Format", "Say what kind of file it is.") from None
    return Source(format, file.filename, file.read())


def _as_csv(pasted: str) -> bytes:
    """Write cells as a spreadsheet program puts them on the clipboard as a file of them."""
    text = io.StringIO()
    csv.writer(text).writerows(csv.reader(io.StringIO(pasted, newline=""), delimiter="\t"))
    return text.getvalue().encode()
