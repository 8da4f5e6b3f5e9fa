"""Brings the database to the state that this release needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from scheduler.errors import ConflictError
from scheduler.store.db import MIGRATIONS, db
from scheduler.store.faults import foreseen

__all__ = [
    "differences",
    "downgrade",
    "is_current",
    "is_empty",
    "is_file",
    "make_initial",
    "revisions",
    "upgrade",
]


def is_current() -> bool:
    """Whether the database is in the state that this release needs."""
    return _present() == _newest()


def is_empty() -> bool:
    """Whether nothing was ever kept in the database."""
    return _present() is None


def is_file() -> bool:
    """Whether the database is a file of ours, not a server's."""
    return db.engine.dialect.name == "sqlite"


def upgrade(before: Callable[[], None] | None = None) -> bool:
    """
    Bring the database to the newest state.

    Parameters
    ----------
    before
        Called before anything is changed in a database that has data: makes the backup. If it
        fails, nothing is changed.

    Returns
    -------
    bool
        Whether there was anything to do.

    Raises
    ------
    ConflictError
        If a newer release has used the database.
    """
    present = _present()
    if present == _newest():
        return False
    if present is not None and present not in revisions():
        raise ConflictError(
            "The database was last used by a newer release of this program; install that release,"
            " or restore the backup made before it."
        )
    if present is not None and before is not None:
        before()
    command.upgrade(_config(), "head")
    return True


def revisions() -> frozenset[str]:
    """Return the states that this release knows."""
    return frozenset(one.revision for one in _scripts().walk_revisions())


def downgrade() -> None:
    """Take all steps back to an empty database: everything in it is lost."""
    command.downgrade(_config(), "base")


def differences() -> list[object]:
    """List what the database has otherwise than the tables of this release say."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, db.metadata)
        return found


def make_initial() -> Path:
    """Write the initial migration anew, on an empty database: as long as nothing is released."""
    folder = MIGRATIONS / "versions"
    for path in folder.glob("*.py"):
        path.unlink()
    command.revision(_config(), message="All tables.", autogenerate=True, rev_id="0001")
    (written,) = folder.glob("*.py")
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    path = written.rename(folder / "0001_initial.py")
    path.write_text("".join(one for one in lines if "# ###" not in one), encoding="utf-8")
    return path


def _present() -> str | None:
    with foreseen(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def _newest() -> str | None:
    """Return the newest state; the steps of a release do not change while it runs."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config
