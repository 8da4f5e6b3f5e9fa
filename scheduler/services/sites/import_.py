"""Import a file into a school: see what it would change, then confirm exactly that."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.formats.difference import Difference, TableDifference
from scheduler.services.context import place_of
from scheduler.services.sites.choices import Choices, names_in
from scheduler.services.sites.sources import Source, read, together
from scheduler.store import load, previews, reading, save, undo, writing
from scheduler.store.db import Session
from scheduler.store.queries import sites as queries
from scheduler.store.tables.school import LISTS, VALUES

__all__ = ["Confirmed", "Look", "Preview", "confirm", "look", "preview"]

_MOST_NAMED = 8


@dataclass(frozen=True)
class Preview:
    """
    What an import would do.

    Parameters
    ----------
    id
        By which it is confirmed within a day; None where the file has errors, or changes nothing.
    lines
        The report and the difference, in sentences.
    gone
        Ids, by list, that the file no longer has: they stay unless the confirmation removes them.
    """

    id: str | None
    lines: tuple[str, ...]
    gone: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Look(Preview):
    """
    The same, for pages.

    Parameters
    ----------
    report
        What was read, and what not, in sentences.
    names
        Words for everything that is there before or after, by list and id.
    must_go
        Whether what is gone is deleted in any case: it would not fit to what the file brings.
    """

    report: tuple[str, ...] = ()
    difference: Difference = field(default_factory=Difference)
    names: Choices = field(default_factory=dict)
    must_go: bool = False


@dataclass(frozen=True)
class Confirmed:
    """
    An import that was saved.

    Parameters
    ----------
    undo
        Id by which it can be taken back; None where nothing was changed meanwhile either.
    """

    edition: str
    undo: str | None


def preview(viewer: Viewer, school: str, source: Source) -> Preview:
    """Read a file and say what it would change, as `look` does, in sentences alone."""
    found = look(viewer, school, source)
    return Preview(found.id, found.lines, found.gone)


def look(viewer: Viewer, school: str, source: Source) -> Look:
    """
    Read a file and say what it would change; nothing is saved but what is needed to confirm it.

    Raises
    ------
    InputError, InvalidProblemError
        If the file cannot be read, or the school that is there does not fit together: an import
        would hide what is wrong with it.
    """
    require(viewer, Action.IMPORT_DATA, place_of(viewer, school))
    with reading() as session:
        edition = load.edition(session, school)
        present = _present(session, school)
    found = read(source, present)
    report = tuple(found.report.lines())
    if found.difference is None:
        return Look(None, (*report, "Nothing would be imported."), {}, report)
    difference = _as_teachers_have_it(found.difference)
    lines = (*report, *difference.lines())
    if not difference:
        return Look(None, lines, {}, report)
    gone = _gone(difference)
    whole, must_go = together(present, difference)
    if must_go:
        lines = (*lines, "What the file no longer has is deleted: it would not fit to the rest.")
    with writing() as session:
        id = previews.keep(
            session,
            school,
            # What teachers told the solver alone is in no copy that lies about for a day.
            dataclasses.replace(whole, requests=_new_requests(present, whole)),
            source=source.name,
            edition=edition,
            gone={} if must_go else gone,
            by=viewer.user,
        )
    return Look(id, lines, gone, report, difference, names_in(whole, present), must_go)


def confirm(viewer: Viewer, school: str, id: str, *, remove_gone: bool = False) -> Confirmed:
    """
    Save an import exactly as it was shown.

    Parameters
    ----------
    remove_gone
        Whether what the file no longer has is deleted, too.

    Raises
    ------
    NotFoundError
        If the viewer was shown no such import, or too long ago.
    ConflictError
        If the school was changed since: what, and by whom.
    InvalidProblemError
        If something that stays names something that would be gone.
    """
    require(viewer, Action.IMPORT_DATA, place_of(viewer, school))
    with writing() as session:
        kept = previews.find(session, id)
        if kept is None or (kept.school_id, kept.user) != (school, viewer.user):
            raise NotFoundError("There is no such import of yours, or it is older than a day.")
        if load.edition(session, school) != kept.edition:
            raise _changed(session, school, kept.created_at)
        present = _present(session, school)
        new = dataclasses.replace(
            kept.school,
            requests=(*(present.requests if present else ()), *kept.school.requests),
        )
        if remove_gone:
            new = _without(new, kept.gone)
        names = [*LISTS, *VALUES]
        with undo.watched(
            session, school, names, f"Import of {kept.source}", by=viewer.user
        ) as done:
            edition = save.whole(session, school, new, by=viewer.user, expected=kept.edition)
        previews.drop(session, id)
    return Confirmed(edition, done.step)


def _present(session: Session, school: str) -> School | None:
    """Return the school that is there; None where nothing has been entered yet."""
    if load.value(session, school, "calendar").version == 0:
        rows = any(load.rows(session, school, name) for name in LISTS)
        if not rows:
            return None
    return load.school(session, school)


def _as_teachers_have_it(difference: Difference) -> Difference:
    """Leave requests that are there as they are: only their teachers change or withdraw them."""
    tables = dict(difference.tables)
    requests = tables.pop("requests", None)
    if requests is not None and requests.new:
        tables["requests"] = TableDifference(new=requests.new)
    return Difference(tables, difference.fields)


def _gone(difference: Difference) -> dict[str, list[str]]:
    return {name: list(table.gone_ids) for name, table in difference.tables.items() if table.gone}


def _new_requests(present: School | None, whole: School) -> tuple[CoachingRequest, ...]:
    known = {one.id for one in present.requests} if present else set()
    return tuple(one for one in whole.requests if one.id not in known)


def _without(school: School, gone: Mapping[str, Iterable[str]]) -> School:
    left: dict[str, Any] = {
        name: tuple(one for one in getattr(school, name) if one.id not in {*ids})
        for name, ids in gone.items()
    }
    try:
        return dataclasses.replace(school, **left)
    except InvalidProblemError as error:
        raise InvalidProblemError(
            ["What the file no longer has is still needed; remove it by hand.", *error.problems]
        ) from error


def _changed(session: Session, school: str, since: dt.datetime) -> ConflictError:
    """Say what was changed since somebody saw an import; who asks for coaching is not told."""
    found = queries.changes_since(session, school, since)
    changes = [one for one in found if one.table != "requests"]
    what = dict.fromkeys(f"{load.words_of(one.table)} {one.row}".strip() for one in changes)
    who = dict.fromkeys(one.by for one in changes if one.by)
    named = ", ".join([*what][:_MOST_NAMED]) + (", …" if len(what) > _MOST_NAMED else "")
    by = f" by {' and '.join(who)}" if who else ""
    return ConflictError(
        f"The school was changed{by} since this import was shown ({named or 'its data'}). Nothing"
        " was imported; look at the import as it would be now."
    )
