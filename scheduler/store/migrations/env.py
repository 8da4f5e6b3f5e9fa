"""Runs migrations on the application's database; Alembic calls this module."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, func, select

from scheduler.store.columns import Json, UtcDateTime
from scheduler.store.db import db

_LOCK = 7_202_611
"""Any number, as long as nothing else in the database takes a lock of that number."""


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types of ours by their names."""
    if kind == "type" and item == Json:
        return "Json"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


def migrate(connection: Connection) -> None:
    """Run the steps in one transaction: all of them, or none after an error."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Several machines may start at once; on SQLite a writer is alone anyway.
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _refuse_loose_ends(connection)


def _refuse_loose_ends(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if found is not None:
        raise RuntimeError(f"After the migration a row of {found[0]} refers to nothing.")


with db.engine.execution_options(writing=True).connect() as connection:
    if connection.dialect.name == "sqlite":
        # A table that gets another shape is dropped and made again, which must not drop what refers
        # to it. SQLite changes this setting outside transactions only, hence past SQLAlchemy.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        migrate(connection)
    finally:
        connection.invalidate()  # the next one is opened with all its settings
