"""Ids of new things, made of what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from scheduler.domain.roles import Action, Viewer, require
from scheduler.services.context import place_of
from scheduler.store import load, reading
from scheduler.store.tables.school import LISTS

__all__ = ["id_from", "new_id_in"]

_OTHER = re.compile(r"[^\w.]+")
_LONGEST = 60


def new_id_in(viewer: Viewer, school: str, name: str, words: str) -> str:
    """Make an id for a new thing of a list; nothing has or had it."""
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with reading() as session:
        taken = {
            row.id
            for deleted in (False, True)
            for row in load.rows(session, school, name, deleted=deleted)
        }
    return id_from(words or LISTS[name].kind.noun, taken)


def id_from(words: str, taken: Collection[str]) -> str:
    """
    Make an id of a name.

    Parameters
    ----------
    taken
        Ids that it must not be.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    stem = _OTHER.sub("-", plain or words).strip("-._")[:_LONGEST] or "new"
    id, number = stem, 1
    while id in taken:
        number += 1
        id = f"{stem}-{number}"
    return id
