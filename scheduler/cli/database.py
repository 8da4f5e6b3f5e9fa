"""What commands stand on that read or change the data of a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.app import create_app
from scheduler.config import Settings
from scheduler.errors import UnavailableError
from scheduler.services.operation.health import obstacle

__all__ = ["database"]


@contextmanager
def database(settings: Settings | None = None) -> Iterator[None]:
    """
    Enter the application's context, with a database that is ready to be worked on.

    Parameters
    ----------
    settings
        Default None, in which case they are read from the environment.

    Raises
    ------
    UnavailableError
        If it does not answer, or is not in the state that this release needs.
    """
    with create_app(settings).app_context():
        if reason := obstacle():
            raise UnavailableError(reason)
        yield
