"""
Refuses what no text has: the character NUL, in an address, behind its question mark or in a form.

No keyboard writes it. PostgreSQL refuses it as if it were away, SQLite keeps it, and programs that
read our files end at it. Bodies of the API are read by the domain, which takes no such characters.
"""

from __future__ import annotations

from flask import Flask, request

from scheduler.errors import InputError, NotFoundError

__all__ = ["init_app"]

_NUL = "\0"


def init_app(app: Flask) -> None:
    """
    Look at each request before anything else reads it.

    Parameters
    ----------
    app
        The application.
    """
    app.before_request(_refuse)


def _refuse() -> None:
    if _NUL in request.path:
        raise NotFoundError("There is no such address.")
    for where, values in (("Address", request.args), ("Form", request.form)):
        if any(_NUL in name + text for name, text in values.items(multi=True)):
            raise InputError(where, "It holds the character NUL, which no text has; take it out.")
