"""Real servers for tests: private ones in temporary folders, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_START_S = 90


class Missing(Exception):
    """A server program is not installed; the message says how to get it."""


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL cluster; yield the address of its maintenance database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        raise Missing("PostgreSQL is not installed (apt-get install postgresql).")
    bin = programs[-1].parent
    user = unprivileged_user()
    password, port = secrets.token_urlsafe(12), free_port()
    with _folder_of(user) as folder:
        key = folder / "password"
        key.write_text(password)
        key.chmod(0o644)  # the folder is private
        options = ["--auth=scram-sha-256", "--username=scheduler", f"--pwfile={key}"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        run_as([bin / "initdb", "-D", folder / "data", *options], user)
        server = f"-p {port} -h 127.0.0.1 -k {folder} -F"
        control = [bin / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
        run_as([*control, "-o", server, "start"], user)
        try:
            yield f"postgresql://scheduler:{password}@127.0.0.1:{port}/postgres"
        finally:
            run_as([*control, "-m", "immediate", "stop"], user)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Make a database on a server; yield its address; drop it afterwards."""
    name = f"test_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server.rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def empty(url: str) -> None:
    """
    Delete all rows of a database with our tables, and end what others still do in it.

    To make such a database anew takes a hundred times as long.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET session_replication_role = replica")  # whatever refers to a row
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in rows} - {"alembic_version"}
        deletes = (f'DELETE FROM "{name}"' for name in sorted(names))  # noqa: S608
        connection.execute(";".join(deletes).encode())


@contextmanager
def redis() -> Iterator[str]:
    """Start a Redis server; yield its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("Redis is not installed (apt-get install redis-server).")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        try:
            wait_for(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(timeout=_START_S)


def unprivileged_user() -> str | None:
    """Name who may run PostgreSQL, which refuses to be root; None: whoever we are."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def _folder_of(user: str | None) -> Iterator[Path]:
    """Make a private folder; pytest's own folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder)


def run_as(command: list[Path | str], user: str | None) -> None:
    # A server keeps the pipes of its parent open; its words go to its log.
    with tempfile.TemporaryFile("w+") as words:
        result = subprocess.run(
            command, stdout=words, stderr=words, user=user, timeout=60, check=False, cwd="/"
        )
        words.seek(0)
        assert result.returncode == 0, words.read()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"Nothing answers on port {port}.")
