"""Writes the initial migration anew: ``make migration``."""

from __future__ import annotations

import tempfile

from flask import Flask

from scheduler import store
from scheduler.store import migrate


def main() -> None:
    """Compare an empty database with the tables; what is missing is the migration."""
    with tempfile.TemporaryDirectory() as folder:
        app = Flask("migration")
        store.init_app(app, f"sqlite:///{folder}/empty.db")
        with app.app_context():
            print(migrate.make_initial())
            store.db.engine.dispose()


if __name__ == "__main__":
    main()
