"""Bring a .fet file: it is kept for a day while its owner says what it cannot say itself."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.formats.fet.fetmap import FetMap
from scheduler.formats.fet.offered import Offered, map_of, offered
from scheduler.services.context import place_of
from scheduler.services.sites.import_ import Look, look
from scheduler.services.sites.sources import Format, Source
from scheduler.store import brought, reading, writing
from scheduler.store.brought import Brought

__all__ = ["FetMap", "Waiting", "bring", "preview_fet", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """A file that waits for its map: its name, and what it names."""

    name: str
    offered: Offered


def bring(viewer: Viewer, school: str, name: str, content: bytes) -> str:
    """
    Keep a file that can be read.

    Returns
    -------
    str
        Id by which it is found for a day.

    Raises
    ------
    InputError
        With all that is wrong in it.
    """
    require(viewer, Action.IMPORT_DATA, place_of(viewer, school))
    offered(content, name)
    with writing() as session:
        return brought.keep(session, school, name, content, by=viewer.user)


def waiting(viewer: Viewer, school: str, file: str) -> Waiting:
    """Return what a file of the viewer names."""
    found = _found(viewer, school, file)
    return Waiting(found.name, offered(found.content, found.name))


def preview_fet(viewer: Viewer, school: str, file: str, answers: dict[str, object]) -> Look:
    """
    Say what a file would change, with what its owner adds.

    Parameters
    ----------
    answers
        As a map file has them.

    Raises
    ------
    InputError, InvalidProblemError
        If the answers or the file cannot be read, or contradict one another.
    """
    found = _found(viewer, school, file)
    source = Source(Format.FET, found.name, found.content, map=map_of(answers))
    return look(viewer, school, source)


def _found(viewer: Viewer, school: str, file: str) -> Brought:
    require(viewer, Action.IMPORT_DATA, place_of(viewer, school))
    with reading() as session:
        found = brought.find(session, file)
    if found is None or (found.school_id, found.user) != (school, viewer.user):
        raise NotFoundError("There is no such file of yours, or it is older than a day.")
    return found
