"""The pages: reads forms and addresses, calls services, fills templates. No rules of its own."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from scheduler._version import __version__
from scheduler.web import errors, headers, home

__all__ = ["init_app"]

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """
    Give the application its pages, its error pages and the headers that protect both.

    Parameters
    ----------
    app
        The application; its configuration is complete.
    """
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.register_blueprint(home.blueprint)
    app.jinja_env.globals["version"] = __version__
