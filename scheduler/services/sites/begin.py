"""The first step of a new school year: what kind of school it is, or a sample to look around in."""

from __future__ import annotations

import dataclasses

from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import SchoolKind
from scheduler.errors import ConflictError
from scheduler.samples import make
from scheduler.services.context import place_of
from scheduler.services.sites.edit import Edited
from scheduler.services.sites.sample import SAMPLE
from scheduler.store import edit, load, reading, save, undo, writing
from scheduler.store.db import Session
from scheduler.store.queries import sites as queries
from scheduler.store.tables.school import LISTS, VALUES

__all__ = ["Beginning", "begin", "beginning", "fill_with_sample"]


@dataclasses.dataclass(frozen=True)
class Beginning:
    """
    What a school is called, and its kind.

    Parameters
    ----------
    kind
        None where nobody has said it yet.
    version
        To be given when it is saved.
    """

    name: str
    kind: SchoolKind | None
    version: int


def beginning(viewer: Viewer, school: str) -> Beginning:
    """Return name and kind of a school; before anybody has said them, the name of its site."""
    require(viewer, Action.SEE_SCHOOL_DATA, place_of(viewer, school))
    with reading() as session:
        name, kind = (load.value(session, school, one) for one in ("name", "kind"))
        site = queries.year(session, school).site_name
        return Beginning(name.content or site, kind.content, name.version + kind.version)


def begin(viewer: Viewer, school: str, name: str, kind: SchoolKind, seen: int) -> Edited:
    """
    Say what a school is called and which kind it is.

    A school without limits and policy gets those that are usual for its kind.

    Raises
    ------
    ConflictError
        If somebody has changed it since.
    """
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with writing() as session:
        versions = {one: load.value(session, school, one).version for one in ("id", "name", "kind")}
        if versions["name"] + versions["kind"] != seen:
            raise ConflictError("Somebody has changed name or kind of the school meanwhile.")
        with undo.watched(
            session,
            school,
            ["name", "kind", "limits", "policy"],
            "Changed the school",
            by=viewer.user,
        ) as done:
            if not versions["id"]:
                edit.set_value(session, school, "id", school, expected=0, by=viewer.user)
            for one, content in (("name", name), ("kind", kind)):
                expected = versions[one]
                edit.set_value(session, school, one, content, expected=expected, by=viewer.user)
            _set_usual(session, school, kind, viewer.user)
        return Edited({}, done.step)


def fill_with_sample(viewer: Viewer, school: str) -> Edited:
    """
    Fill a school in which nothing was entered with a made-up one; it can be taken back.

    Raises
    ------
    ConflictError
        If something was entered already.
    """
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    # Coaching requests are their teachers' own, and no sample has accounts for its teachers.
    sample = dataclasses.replace(make(SAMPLE), requests=())
    with writing() as session:
        entered = load.value(session, school, "calendar").version or any(
            load.rows(session, school, name, deleted=deleted)
            for name in LISTS
            for deleted in (False, True)
        )
        if entered:
            raise ConflictError("Something was entered here already; a sample would mix with it.")
        names = [*LISTS, *VALUES]
        with undo.watched(session, school, names, "Sample school", by=viewer.user) as done:
            save.whole(session, school, sample, by=viewer.user)
        return Edited({}, done.step)


def _set_usual(session: Session, school: str, kind: SchoolKind, by: str | None) -> None:
    """Give a school what is usual for its kind, where nobody has said or taken away anything."""
    rows = (load.rows(session, school, "limits", deleted=one) for one in (False, True))
    if not any(rows):
        for limit in default_limits(kind):
            edit.add(session, school, "limits", limit, by=by)
    if load.value(session, school, "policy").version == 0:
        edit.set_value(session, school, "policy", default_policy(kind), expected=0, by=by)
