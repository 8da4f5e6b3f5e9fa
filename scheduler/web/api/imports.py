"""Files into a school: first what each would change, then exactly that."""

from __future__ import annotations

from flask import Blueprint, request

from scheduler.domain.form import Checked, record, text
from scheduler.domain.roles import Action
from scheduler.services.sites import import_
from scheduler.services.sites.import_ import Confirmed, Preview
from scheduler.services.sites.sources import Format, Source
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import operation

__all__ = ["blueprint"]

blueprint = Blueprint("imports", __name__, url_prefix="/schools/<school>/imports")


@record
class FileQuery(Checked):
    """What is sent.

    Parameters
    ----------
    format
        What kind of file it is.
    name
        What its owner calls it; sheets of one list are told by it, as in staff.csv.
    """

    noun = "Address"
    format: Format
    name: str = text(default="file")


@record
class Confirmation(Checked):
    """How an import is confirmed.

    Parameters
    ----------
    remove_gone
        Whether what the file no longer has is deleted, too.
    """

    noun = "Confirmation"
    remove_gone: bool = False


@blueprint.post("")
@allow(Action.IMPORT_DATA)
@operation(answer=Preview, query=FileQuery, takes="bytes", also={422})
def preview(school: str, query: FileQuery) -> Preview:
    """Say what a file would change; nothing is changed yet, and its id is good for a day."""
    content = request.get_data()
    return import_.preview(viewer(), school, Source(query.format, query.name, content))


@blueprint.post("/<preview>/confirm")
@allow(Action.IMPORT_DATA)
@operation(answer=Confirmed, body=Confirmation, also={409})
def confirm(school: str, preview: str, body: Confirmation) -> Confirmed:
    """Save an import exactly as it was shown."""
    return import_.confirm(viewer(), school, preview, remove_gone=body.remove_gone)
