"""Turns what a database says into sentences for people; it never quotes a value."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from scheduler.errors import ConflictError, SchedulerError, UnavailableError

__all__ = ["foreseen"]

# PostgreSQL: a deadlock, an order that cannot be had, a lock that was not given.
_BUSY = ("40001", "40P01", "55P03")
_DISK_FULL = ("53100",)
# Broken connections, too many of them, and a server that stops or starts.
_AWAY = ("08", "53300", "57P")


@contextmanager
def foreseen() -> Iterator[None]:
    """
    Turn the errors of a database that we foresee into ours.

    Raises
    ------
    ConflictError
        If somebody else was faster, or the change would break what must be unique or is referred
        to.
    UnavailableError
        If the database does not answer, or has no room.
    """
    try:
        yield
    except StaleDataError as error:
        raise ConflictError(
            "Somebody else changed this meanwhile; look at it as it is now and try again."
        ) from error
    except IntegrityError as error:
        raise ConflictError(_refused(error)) from error
    except DBAPIError as error:
        ours = _of_sqlite(error.orig) or _of_postgresql(error)
        if ours is None:
            raise
        raise ours from error


def _refused(error: IntegrityError) -> str:
    """Say which rule of the database a change would break."""
    words = str(error.orig)
    if found := re.search(r"UNIQUE constraint failed: (.+)", words):
        columns = [one.strip().rpartition(".")[2] for one in found[1].split(",")]
        return _exists_already(columns)
    if found := re.search(r"Key \((.+?)\)=.* already exists", words):
        return _exists_already([one.strip() for one in found[1].split(",")])
    if "FOREIGN KEY" in words or "foreign key" in words:
        return (
            "This refers to something that is no longer there, or is still referred to; nothing"
            " was saved."
        )
    return "The database refused this change; nothing was saved."


def _exists_already(columns: list[str]) -> str:
    same = ", ".join(name.replace("_", " ") for name in columns)
    return f"There is one with the same {same} already; nothing was saved."


def _of_sqlite(error: BaseException | None) -> SchedulerError | None:
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its details
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy()
    if code == sqlite3.SQLITE_FULL:
        return _full()
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _closed()
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return _damaged()
    if code == sqlite3.SQLITE_IOERR:
        return _failing()
    return None


def _of_postgresql(error: DBAPIError) -> SchedulerError | None:
    # Errors of other drivers have no such attribute; None where nobody answered at all.
    state = getattr(error.orig, "sqlstate", "other") or ""
    if state in _BUSY:
        return _busy()
    if state in _DISK_FULL:
        return _full()
    if error.connection_invalidated or not state or state.startswith(_AWAY):
        return _away()
    return None


def _busy() -> ConflictError:
    return ConflictError(
        "Too many changes were made at the same moment; nothing was saved. Try again."
    )


def _full() -> UnavailableError:
    return UnavailableError(
        "The disk of the database is full; nothing was saved. Please tell your administrator."
    )


def _failing() -> UnavailableError:
    return UnavailableError(
        "The disk of the database is full, or it fails; nothing was saved. Please tell your"
        " administrator."
    )


def _closed() -> UnavailableError:
    return UnavailableError(
        "The file of the database cannot be opened and written by the account that runs this"
        " program; nothing was saved. Please tell your administrator."
    )


def _damaged() -> UnavailableError:
    return UnavailableError(
        "The file of the database is damaged, or none of this program; nothing was saved. Your"
        " administrator brings a copy back with scheduler restore."
    )


def _away() -> UnavailableError:
    return UnavailableError("The database does not answer; nothing was saved. Try again soon.")
