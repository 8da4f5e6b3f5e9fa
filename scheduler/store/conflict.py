"""
Keeps changes of one school apart, and says what was changed meanwhile.

Sentences have names of people and of fields, never content.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.errors import NotFoundError, StaleError
from scheduler.store.tables.people import User
from scheduler.store.tables.places import SchoolYear
from scheduler.store.tables.trail import Audit

__all__ = ["changed_meanwhile", "lock_school"]


def lock_school(session: Session, school_id: str) -> None:
    """
    Let other changes of a school's plans and snapshots wait until the end of this transaction.

    Raises
    ------
    NotFoundError
        If there is no such school.
    """
    query = select(SchoolYear.id).where(SchoolYear.id == school_id).with_for_update()
    if session.scalar(query) is None:
        raise NotFoundError("There is no such school.")


def changed_meanwhile(
    session: Session, school_id: str, table: str, row: str, since: int, label: str
) -> StaleError:
    """
    Make the error for somebody whose row is no longer as they saw it.

    Parameters
    ----------
    since
        The version that they saw.
    label
        How sentences name the row.
    """
    query = (
        select(Audit.fields, Audit.action, User.name)
        .outerjoin(User, User.id == Audit.user_id)
        .where(Audit.school_id == school_id, Audit.table == table, Audit.row == row)
        .where(Audit.version > since)
        .order_by(Audit.version)
    )
    found = session.execute(query).all()
    names = dict.fromkeys(one.name for one in found if one.name)
    fields = dict.fromkeys(field.replace("_", " ") for one in found for field in one.fields)
    what = "deleted" if found and found[-1].action == "delete" else "changed"
    by = f" by {' and '.join(names)}" if names else ""
    of = f" ({', '.join(fields)})" if fields and what == "changed" else ""
    return StaleError(
        f"{label} was {what} meanwhile{by}{of}. Nothing of yours was saved; look at it as it is"
        " now and enter your change again."
    )
