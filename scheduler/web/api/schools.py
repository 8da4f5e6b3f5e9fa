"""Schools as a whole: opened, looked at, taken out as files."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from scheduler.domain.form import Checked, record, text
from scheduler.domain.roles import Action
from scheduler.formats.schooljson import load_school
from scheduler.services.sites import export, opening
from scheduler.services.sites.show import Overview, overview
from scheduler.services.sites.sources import Format
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import FILES, Created, operation

__all__ = ["blueprint"]

blueprint = Blueprint("schools", __name__)


@dataclass(frozen=True)
class NewThing:
    """The id of what was made."""

    id: str


@record
class NewSite(Checked):
    """A site to be opened."""

    noun = "Site"
    name: str = text()


@record
class NewYear(Checked):
    """Which school year.

    Parameters
    ----------
    year
        As in 2026-27; it is the year of the first day of the file's calendar.
    """

    noun = "Address"
    year: str = text(longest=7)


@blueprint.post("/districts/<district>/sites")
@allow(Action.MANAGE_DISTRICT)
@operation(answer=NewThing, status=201, body=NewSite)
def open_site(district: str, body: NewSite) -> NewThing:
    """Open a site of a district."""
    return NewThing(opening.open_site(viewer(), district, body.name))


@blueprint.post("/sites/<site>/schools")
@allow(Action.MANAGE_DISTRICT)
@operation(
    answer=NewThing,
    status=201,
    query=NewYear,
    takes="school",
    also={409, 422},
)
def open_year(site: str, query: NewYear) -> Created:
    """
    Open a school year of a site, filled with a school file.

    Coaching requests in the file are to be confirmed by their teachers, whatever it says.
    """
    school = load_school(request.get_data())
    opened = opening.open_year(viewer(), site, query.year, school)
    return Created(NewThing(opened), url_for("api.schools.show", school=opened))


@blueprint.get("/schools/<school>")
@allow(Action.SEE_SCHOOL_DATA)
@operation(answer=Overview)
def show(school: str) -> Overview:
    """Say what there is of a school, and what keeps it from being built."""
    return overview(viewer(), school)


@blueprint.get("/schools/<school>/file")
@allow(Action.EXPORT_DATA)
@operation(gives="school", also={422})
def file(school: str) -> Response:
    """
    Take the whole school out as a school file.

    Of coaching requests only confirmed ones are in it, without what teachers told the solver alone.
    """
    found = export.export(viewer(), school, Format.SCHOOL)
    return _attached(found, "school")


@blueprint.get("/schools/<school>/export/<any(sheets, oneroster):format>")
@allow(Action.EXPORT_DATA)
@operation(gives="bytes", also={422})
def export_file(school: str, format: str) -> Response:
    """Take the whole school out as a workbook, or as a OneRoster archive."""
    return _attached(export.export(viewer(), school, Format(format)), "bytes")


def _attached(found: export.File, kind: str) -> Response:
    response = Response(found.content, mimetype=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
