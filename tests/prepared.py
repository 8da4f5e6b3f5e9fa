"""Databases that many tests begin with: filled once in this process, copied from then on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from flask import Flask

from tests.applications import close_database

__all__ = ["prepared"]

T = TypeVar("T")

_FILES: dict[str, tuple[bytes, object]] = {}


def prepared(app: Flask, name: str, fill: Callable[[], T]) -> T:
    """
    Fill the database of an application that the tests share.

    Parameters
    ----------
    app
        The application. What its database holds is replaced by the copy, if there is one.
    name
        Under which the filled database is kept.
    fill
        Called within the application for the first test alone; so it must not depend on the test.

    Returns
    -------
    T
        What `fill` has returned, a copy of it for each test.
    """
    path = Path(app.instance_path) / "scheduler.db"
    if name not in _FILES:
        with app.app_context():
            made = fill()
        close_database(app)  # the last connection writes its log into the file
        _FILES[name] = path.read_bytes(), made
        return copy.deepcopy(made)
    close_database(app)
    content, kept = _FILES[name]
    path.write_bytes(content)
    return copy.deepcopy(cast("T", kept))
