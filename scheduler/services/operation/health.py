"""Whether this process can do its work, for whoever watches over it."""

from __future__ import annotations

import logging

from scheduler.errors import UnavailableError
from scheduler.store import migrate

__all__ = ["obstacle"]

_logger = logging.getLogger(__name__)


def obstacle() -> str:
    """
    Say what keeps this process from answering.

    The queue is none: while it is away, jobs are kept in the database and found there.

    Returns
    -------
    str
        A sentence without addresses or names; empty where all is well.
    """
    try:
        current = migrate.is_current()
    except UnavailableError as error:
        return str(error)
    except Exception as error:  # each database has errors of its own
        _logger.error("The database cannot be reached (%s).", type(error).__name__)
        return "The database does not answer."
    if not current:
        return "The database is not in the state that this release needs: run scheduler migrate."
    return ""
