"""Stops and starts the servers of a test."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import servers


class Postgres:
    """A server of PostgreSQL's own, with its maintenance database as the test's."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone()
        self._data = Path(data)
        command, _, *options = shlex.split((self._data / "postmaster.opts").read_text())
        self._control = [Path(command).with_name("pg_ctl"), "-D", self._data, "-w"]
        self._options = [one for one in options if one != data]

    def stop(self) -> None:
        self._run("-m", "fast", "stop")

    def start(self) -> None:
        self._run("-l", self._data / "log", "-o", shlex.join(self._options), "start")

    def _run(self, *words: str | Path) -> None:
        servers.run_as([*self._control, *words], servers.unprivileged_user())


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server of its own: others go on using theirs."""
    with servers.postgres() as url:
        yield Postgres(url)


class Redis:
    """A Redis that forgets everything when it stops."""

    def __init__(self) -> None:
        self.port = servers.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise servers.Missing("Redis is not installed (apt-get install redis-server).")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(
            [program, *options], cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL
        )
        servers.wait_for(self.port, self._process)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def redis() -> Iterator[Redis]:
    """Start a server of its own."""
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.stop()
