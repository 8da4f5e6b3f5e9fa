"""
Copies of the database, made and put back while others use it.

Only of a SQLite file: a PostgreSQL server has better tools of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scheduler.errors import ConflictError, InputError
from scheduler.store import migrate
from scheduler.store.columns import now
from scheduler.store.db import db

__all__ = ["backup", "damage", "database_file", "prune", "restore"]

_NAME = re.compile(r"scheduler-\d{8}-\d{6}(-\d+)?\.db")
_PATIENCE_S = 20.0


def database_file() -> Path:
    """
    Return the file of the database.

    Raises
    ------
    InputError
        If the database isn't a file.
    """
    if not migrate.is_file():
        raise InputError(
            "DATABASE_URL",
            "This database is kept by a PostgreSQL server. Copy it with pg_dump and bring it back"
            " with pg_restore; docs/operating.md has the lines.",
        )
    return Path(str(db.engine.url.database))


def backup(folder: Path) -> Path:
    """
    Copy the database as it is at this moment; nobody has to stop working.

    Parameters
    ----------
    folder
        Where the copy goes; made where it is missing.

    Returns
    -------
    Path
        The copy, readable by its owner alone, named after the moment (UTC).

    Raises
    ------
    InputError
        If the copy can't be written there; no half copy stays behind.
    """
    source = database_file()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _free_name(folder)
        draft = path.with_suffix(".part")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with _opened(source, "ro") as here, _opened(draft, "rw") as there:
                here.backup(there)
                there.execute("PRAGMA journal_mode = DELETE")  # the copy is one file
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise InputError(str(folder), f"No backup could be written there ({error}).") from error
    return path


def prune(folder: Path, days: int) -> tuple[Path, ...]:
    """
    Delete backups that are older than a number of days; other files stay.

    Returns
    -------
    tuple of Path
        Those that were deleted.
    """
    oldest = now() - dt.timedelta(days=days)
    old = [
        path
        for path in sorted(folder.glob("scheduler-*.db"))
        if _NAME.fullmatch(path.name)
        and dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < oldest
    ]
    for path in old:
        path.unlink()
    return tuple(old)


def restore(source: Path) -> None:
    """
    Put a backup in the place of everything there is.

    Raises
    ------
    InputError
        If the file is damaged, no backup of ours, or made by a newer release.
    ConflictError
        If somebody keeps writing to the database.
    """
    target = database_file()
    _require_backup(source)
    db.engine.dispose()
    try:
        with _opened(source, "ro") as there, _opened(target, "rwc") as here:
            there.backup(here)
    except sqlite3.OperationalError as error:
        raise ConflictError(
            "The database is in use, so nothing was restored. Stop the server and its workers"
            " first."
        ) from error


def damage() -> Iterator[str]:
    """Yield what the database itself finds wrong with its file; nothing where it is sound."""
    try:
        with _opened(database_file(), "ro") as connection:
            for (words,) in connection.execute("PRAGMA integrity_check"):
                if words != "ok":
                    yield f"The file is damaged: {words}"
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield f"Row {row} of {table} refers to a row of {parent} that is not there."
    except sqlite3.OperationalError as error:
        yield f"It cannot be looked at ({error}). Is there room on its disk?"
    except sqlite3.DatabaseError as error:
        yield f"The file is damaged: {error}. Bring a backup back with scheduler restore."


def _require_backup(path: Path) -> None:
    if not path.is_file():
        raise InputError(str(path), "There is no such file.")
    try:
        with _opened(path, "ro") as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise InputError(str(path), "This is no backup of this program.") from error
    if not sound or revision is None:
        raise InputError(str(path), "This backup is damaged; take another one.")
    if revision[0] not in migrate.revisions():
        raise InputError(
            str(path), "This backup was made by a newer release; install that release first."
        )


def _free_name(folder: Path) -> Path:
    stem = f"scheduler-{now():%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}.db", 1
    while path.exists() or path.with_suffix(".part").exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_S)) as connection:
        yield connection
