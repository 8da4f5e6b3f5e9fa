"""Make a copy of the database, put one back, and don't keep copies for ever."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.roles import SERVER, Action, Viewer, require
from scheduler.errors import InputError
from scheduler.store import backup as copies
from scheduler.store import migrate, writing
from scheduler.store.db import now
from scheduler.store.queries import access_tokens, people_sessions

__all__ = ["Restored", "back_up", "before_migration", "restore"]


@dataclass(frozen=True)
class Restored:
    """
    What a restore did.

    Parameters
    ----------
    kept
        Backup of what was there before.
    migrated
        Whether the backup was an older release's and had to be brought up to this one.
    """

    kept: Path
    migrated: bool


def back_up(viewer: Viewer, folder: Path, keep_days: int) -> Path:
    """
    Copy the database; delete copies that are too old.

    Parameters
    ----------
    viewer
        Who asks.
    folder
        Where the copies are.
    keep_days
        How long a copy may live: what people have deleted is in it until then.

    Returns
    -------
    Path
        The new copy.

    Raises
    ------
    InputError
        If there is nothing to copy, or it can't be written there.
    """
    require(viewer, Action.OPERATE, SERVER)
    if migrate.is_file() and migrate.is_empty():
        raise InputError(
            "DATABASE_URL, SCHEDULER_INSTANCE",
            "The database at this place is empty, so there is nothing to copy. Is it the one?",
        )
    path = copies.backup(folder)
    copies.prune(folder, keep_days)
    return path


def restore(viewer: Viewer, source: Path, folder: Path) -> Restored:
    """
    Put a copy in the place of everything there is, after a copy of that.

    Everybody has to sign in again: who had been signed out since then must not be back.

    Parameters
    ----------
    viewer
        Who asks.
    source
        The copy to bring back.
    folder
        Where the copy of the present state goes.
    """
    require(viewer, Action.OPERATE, SERVER)
    kept = copies.backup(folder)
    copies.restore(source)
    migrated = migrate.upgrade()
    with writing() as session:
        people_sessions.revoke_everybodys(session, now())
        access_tokens.revoke_everybodys(session, now())
    return Restored(kept, migrated)


def before_migration(folder: Path) -> None:
    """Copy a database that is about to be changed to another release's state, where that is ours.

    A PostgreSQL server's administrator copies it before the release is installed.
    """
    if migrate.is_file():
        copies.backup(folder)
