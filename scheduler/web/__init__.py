"""The pages: reads forms and addresses, calls services, fills templates. No rules of its own."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from scheduler._version import __version__
from scheduler.services.showcase import Showcase
from scheduler.web import errors, headers, home, schedule

__all__ = ["init_app"]

csrf = CSRFProtect()


def init_app(app: Flask, showcase: Showcase | None) -> None:
    """
    Give the application its pages, its error pages and the headers that protect both.

    Parameters
    ----------
    app
        The application; its configuration is complete.
    showcase
        A solved school to be looked at. None: the first page says how to begin.
    """
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    if showcase is None:
        app.register_blueprint(home.blueprint)
        app.jinja_env.globals["start"] = "home.index"
    else:
        app.extensions["showcase"] = showcase
        app.register_blueprint(schedule.blueprint)
        app.jinja_env.globals["start"] = "schedule.overview"
    app.jinja_env.globals["version"] = __version__
