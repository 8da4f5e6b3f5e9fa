"""
The database: the only package that knows SQLAlchemy.

`db` opens it and hands out transactions, `tables` says what is in it, `load` and `save` turn rows
into schools and back, `queries` answers what others ask, `migrations` leads from one release to
the next.
"""

from __future__ import annotations

from scheduler.store import tables
from scheduler.store.db import db, init_app, plain_session, reading, writing

__all__ = ["db", "init_app", "plain_session", "reading", "tables", "writing"]
