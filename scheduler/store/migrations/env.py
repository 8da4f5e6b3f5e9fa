"""Runs migrations on the application's database; Alembic calls this module."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from scheduler.store.columns import Json, UtcDateTime
from scheduler.store.db import db


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types of ours by their names."""
    if kind == "type" and item == Json:
        return "Json"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


with db.engine.execution_options(writing=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
