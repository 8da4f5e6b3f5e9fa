"""What was done by whom: written beside each change, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from scheduler.domain.roles import Place, Viewer
from scheduler.store.tables.trail import Audit

__all__ = ["record"]


def record(
    session: Session,
    viewer: Viewer,
    action: str,
    place: Place,
    table: str,
    row: str,
    fields: Iterable[str] = (),
) -> None:
    """
    Write down one change.

    Parameters
    ----------
    session
        The transaction of the change.
    viewer
        Who made it.
    action
        What they did, in a word or two: ``invite``, ``publish``.
    place
        Where.
    table, row
        What was changed: the name of a table and the id in it.
    fields
        Names of the fields that changed; never what is in them.
    """
    session.add(
        Audit(
            user_id=viewer.user,
            action=action,
            district_id=place.district,
            school_id=place.school,
            table=table,
            row=row,
            fields=sorted(fields),
        )
    )
