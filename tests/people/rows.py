"""Let time pass in the database, and read what was written there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, update

from scheduler.store import reading, writing
from scheduler.store.tables.people import SignInAttempts, UserSession
from scheduler.store.tables.trail import Audit


def pass_time(table: type[Any], column: str, by: dt.timedelta) -> None:
    """Move a moment into the past in every row of a table."""
    with writing() as session:
        for row in session.scalars(select(table)):
            setattr(row, column, getattr(row, column) - by)


def wait_out(seconds: float) -> None:
    """Let the attempts to sign in be older."""
    pass_time(SignInAttempts, "last_at", dt.timedelta(seconds=seconds))


def audit() -> list[tuple[str | None, str, str, list[str]]]:
    """Return who did what, in order: user, action, table, fields."""
    with reading() as session:
        rows = session.scalars(select(Audit).order_by(Audit.at, Audit.id))
        return [(row.user_id, row.action, row.table, row.fields) for row in rows]


def everything_stored() -> str:
    """Return all texts of the tables of people, to look for what must not be there."""
    from scheduler.store.tables import people, trail

    tables = (
        people.Invitation,
        people.PasswordReset,
        people.UserSession,
        people.User,
        people.SignInAttempts,
        people.Identity,
        trail.Audit,
    )
    with reading() as session:
        return repr([tuple(row) for t in tables for row in session.execute(select(*t.__table__.c))])


def end_all_sessions() -> None:
    """Revoke whatever is open."""
    with writing() as session:
        session.execute(update(UserSession).values(revoked_at=dt.datetime.now(dt.UTC)))
