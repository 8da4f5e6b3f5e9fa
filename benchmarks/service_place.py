"""An installation for benchmarks: a sample district, people who are signed in, real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import CONSOLE, Grant, Role, Viewer
from scheduler.jobs import wiring
from scheduler.samples.district import sample_district
from scheduler.services.access import sessions
from scheduler.services.sites.opening import open_whole_district
from scheduler.store import migrate, reading, writing
from scheduler.store.db import db
from scheduler.store.ids import new_id
from scheduler.store.queries import sites
from scheduler.store.queries.people import add_membership
from scheduler.store.tables.people import User

SECRET = "benchmark" * 4


class Place:
    """
    An installation with a district in its database.

    Parameters
    ----------
    folder
        Its instance folder.
    database_url, queue_url
        Default "": SQLite files in the folder.
    """

    def __init__(self, folder: Path, database_url: str = "", queue_url: str = "") -> None:
        self.settings = Settings(
            instance_folder=folder,
            secret_key=SECRET,
            database_url=database_url,
            queue_url=queue_url,
            testing=True,
        )
        self.app = create_app(self.settings)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Work in the context of the application, with all tables."""
        with self.app.app_context():
            migrate.upgrade()
            try:
                yield
            finally:
                wiring.current().queue.close()
                db.engine.dispose()

    def fill(self, num_sites: int) -> dict[str, str]:
        """Open a sample district; return the ids of its schools by site."""
        made = sample_district(num_sites)
        return open_whole_district(CONSOLE, made.district, made.schools)

    def viewer(self, school: str, role: Role) -> Viewer:
        """Give somebody an account and a role at a school, or in its district."""
        with reading() as session:
            year = sites.year(session, school)
        site = None if role is Role.DISTRICT else year.site
        grant = Grant(role=role, district=year.district, site=site)
        with writing() as session:
            user = User(email=f"{role}-{new_id()}@example.org", name=role.title())
            session.add(user)
            session.flush()
            add_membership(session, user.id, grant)
            return Viewer(user=user.id, name=user.name, grants=(grant,))

    def cookie(self, user: str) -> str:
        """Sign somebody in once more; return the cookie of the browser."""
        with writing() as session:
            token = sessions.start(session, user, "benchmark")
        signer = self.app.session_interface.get_signing_serializer(self.app)
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps({'token': token})}"

    @contextmanager
    def running(self, *words: str) -> Iterator[Callable[[], str]]:
        """Run a command of the program; give what it has printed so far."""
        environ = os.environ | {
            "SCHEDULER_INSTANCE": str(self.settings.instance_folder),
            "SECRET_KEY": SECRET,
            "DATABASE_URL": self.settings.database_url,
            "QUEUE_URL": self.settings.queue_url,
            "PYTHONUNBUFFERED": "1",
        }
        path = self.settings.instance_folder / f"{words[0]}.log"
        with path.open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "scheduler", *words], env=environ, stdout=log, stderr=log
            )
        try:
            yield path.read_text
        finally:
            process.terminate()
            process.wait(30)
