"""Finds school schedules that free a team of Plus teachers, and plans their year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler._version import __version__

if TYPE_CHECKING:
    from flask import Flask

    from scheduler.config import Settings

__all__ = ["__version__", "create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """
    Build the web application; where ``flask --app scheduler run`` finds it.

    The import waits until the call, so that a command that only solves a school never loads
    the web.

    Parameters
    ----------
    settings
        The settings to use. Default None, in which case they are read from the environment
        and the instance folder.

    Returns
    -------
    Flask
        The application, ready to serve.
    """
    from scheduler.app import create_app as build

    return build(settings)
