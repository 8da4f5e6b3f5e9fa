"""
Opens the database and hands out transactions.

SQLite and PostgreSQL behave alike for whoever uses `reading` and `writing`: a reader sees one
moment, a writer changes all or nothing. On SQLite a writer has the file for itself from its first
statement on. With the driver's default it would lock only when it first writes, what it had read
could be old by then, and updates would get lost. On PostgreSQL writers work side by side;
`Versioned` rows, conditional updates and row locks (`with_for_update`) keep them from overwriting.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from scheduler.errors import InputError
from scheduler.store.columns import Base, Json, UtcDateTime, now
from scheduler.store.faults import foreseen

__all__ = [
    "Base",
    "Json",
    "Session",
    "UtcDateTime",
    "db",
    "init_app",
    "now",
    "plain_session",
    "reading",
    "writing",
]

MIGRATIONS = Path(__file__).parent / "migrations"

db = SQLAlchemy(model_class=Base)
_migrate = Migrate(db=db, directory=str(MIGRATIONS), render_as_batch=True)

_BUSY_MS = 20_000
"""How long a writer waits for the others on SQLite."""

_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
"""What SQLite says while others are in the way."""

_open: ContextVar[tuple[Session, bool] | None] = ContextVar("open transaction", default=None)
"""The session that is open in this thread of work, and whether it writes."""


def init_app(app: Flask, url: str) -> None:
    """
    Give an application its database.

    Parameters
    ----------
    url
        ``sqlite:////absolute/path`` or ``postgresql://…``.

    Raises
    ------
    InputError
        If no such database can be opened by us.
    """
    url = _checked(url)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(url)
    db.init_app(app)
    _migrate.init_app(app)
    with app.app_context():
        _prepare(db.engine)


@contextmanager
def reading() -> Iterator[Session]:
    """
    Open a session that sees one moment of the database and changes nothing.

    Inside another `reading` or `writing` it is the session of that one, so that functions which
    read can be put together and still see the same.

    Raises
    ------
    UnavailableError
        If the database does not answer.
    RuntimeError
        If something was changed, which would be lost: a programming error.
    """
    outer = _open.get()
    if outer is not None:
        yield outer[0]
        return
    engine = db.engine
    if engine.dialect.name == "postgresql":
        # The driver's default would see another moment with each statement.
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with foreseen(), Session(engine, autoflush=False) as session:
        token = _open.set((session, False))
        try:
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("Something was changed in a reading transaction.")
        finally:
            _open.reset(token)  # closing the session rolls back


@contextmanager
def writing() -> Iterator[Session]:
    """
    Open a session whose changes are all kept at the end, or none of them after an error.

    Raises
    ------
    ConflictError
        If somebody else changed the same thing, or the change would break what must be unique or
        is referred to. Nothing is tried again: whoever asked has to look at what is there now.
    UnavailableError
        If the database does not answer, or has no room.
    RuntimeError
        If this thread of work is reading or writing already: a programming error.
    """
    if _open.get() is not None:
        raise RuntimeError("A writing transaction must not be opened inside another transaction.")
    with foreseen(), plain_session() as session:
        token = _open.set((session, True))
        try:
            yield session
            session.commit()
        finally:
            _open.reset(token)  # the session rolls back what was not committed


def plain_session(engine: Engine | None = None) -> Session:
    """
    Open a writing session that the caller commits and closes: for threads.

    Parameters
    ----------
    engine
        Default None, in which case it is the application's; a thread without an application
        context needs to be given it.
    """
    engine = db.engine if engine is None else engine
    return Session(engine.execution_options(writing=True))


def _checked(url: str) -> str:
    try:
        parsed = make_url(url)
    except Exception as error:  # SQLAlchemy's own, and ValueError for a bad port
        raise InputError("DATABASE_URL", "This is not the address of a database.") from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise InputError(
                "DATABASE_URL", "A database in memory would be another one for each process."
            )
        if not Path(parsed.database).is_absolute():
            raise InputError(
                "DATABASE_URL", "Give the absolute path of the file: sqlite:////path/to/file.db."
            )
    elif parsed.drivername != "postgresql+psycopg":
        raise InputError(
            "DATABASE_URL", f'It must begin with sqlite: or postgresql:, not "{parsed.drivername}".'
        )
    elif find_spec("psycopg") is None:
        raise InputError(
            "DATABASE_URL", "PostgreSQL needs the package psycopg, which is not installed."
        )
    return parsed.render_as_string(hide_password=False)


def _engine_options(url: str) -> dict[str, Any]:
    # What people entered is in no error, and so in no log.
    always = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return always
    # A server may have been restarted since a connection was last used, or have gone for good.
    return always | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _make_private(Path(str(engine.url.database)))
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _make_private(file: Path) -> None:
    """Make the file where it is missing, for its owner alone; those beside it become like it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise InputError(str(file), f"The database cannot be made there ({error}).") from error
    if not os.access(file, os.R_OK | os.W_OK):
        raise InputError(
            str(file), "The account that runs this program may not read and write the database."
        )


def _set_pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would otherwise begin by itself, too late
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    _log_ahead(connection)
    for pragma in (
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what people delete is overwritten in the file
    ):
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL; where machines start at once, SQLite refuses that without waiting."""
    patience = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _PASSING or time.monotonic() > patience:
                raise
            time.sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    # A change while reading would be lost without a word; on PostgreSQL it is refused, too.
    connection.connection.cursor().execute(f"PRAGMA query_only = {not writes}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
