"""Fixtures and policies that all tests share."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from scheduler import create_app, store
from scheduler.config import Settings
from scheduler.store import migrate
from tests import servers
from tests.applications import close_database, emptied, lent, own_app, settings_of
from tests.examples import IS_PROOF, examples
from tests.tracing import Tracing

# The same examples in every run: a red test must be red again when somebody looks into it.
hypothesis_settings.register_profile(
    "scheduler", examples(30), derandomize=True, deadline=None, database=None
)
hypothesis_settings.load_profile("scheduler")

FetCl = Callable[..., str]
"""Lets FET open a file and make a timetable; returns the last line of its log."""

Khal = Callable[..., list[str]]
"""Lets khal import a calendar file; returns what it lists of some dates."""

_KHAL_CONFIG = """
[calendars]
[[school]]
path = {folder}/events
type = calendar
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = school
[sqlite]
path = {folder}/khal.db
"""

_NEVER_SKIPPED_IN_CI = ("browser", "server")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """
    Turn a skipped browser or server test into a failure under ``CI=true``.

    At a desk the browser may be missing, and a loud skip is the right answer. CI installs all that
    the tests need, so there a skip would hide that something was never tried.
    """
    report = yield
    marks = [name for name in _NEVER_SKIPPED_IN_CI if item.get_closest_marker(name)]
    # An expected failure is reported as skipped, too, but it did run.
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and marks and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "no reason given"
        report.outcome = "failed"
        report.longrepr = f"A test marked {marks[0]} must not be skipped in CI ({reason})."
    return report


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    migrated(f"sqlite:///{path}")
    return path


def migrated(url: str) -> None:
    """Make all tables in an empty database."""
    app = Flask("migrated")
    store.init_app(app, url)
    with app.app_context():
        migrate.upgrade()
    close_database(app)  # the last connection writes its log into the file


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the instance folder in which the tests of this process follow one another."""
    return tmp_path_factory.mktemp("shared") / "instance"


@pytest.fixture
def settings(instance: Path, migrated_file: Path) -> Settings:
    """Return settings with an instance folder that holds an empty database, nothing else."""
    return settings_of(emptied(instance, migrated_file))


@pytest.fixture(scope="session")
def shared_app(instance: Path) -> Flask:
    """Return the application of this process; pages can no longer be added to it."""
    app = create_app(settings_of(instance))
    app.test_client().get("/static/theme.css").close()
    return app


@pytest.fixture
def app(settings: Settings, instance: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return the application; one of the test's own where its settings are others."""
    is_usual = settings == settings_of(instance)
    with lent(request.getfixturevalue("shared_app")) if is_usual else own_app(settings) as app:
        yield app


@pytest.fixture
def open_app(app: Flask) -> Iterator[Flask]:
    """Return the application with a context around the test: it can read and write."""
    with app.app_context():
        yield app


def pytest_configure(config: pytest.Config) -> None:
    """Let coverage follow the tests of the parts that it is asked of, and no others."""
    config.pluginmanager.register(Tracing())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark whatever uses a server, so that nobody can forget to; leave to proof what is proof's."""
    for item in items:
        if {"postgres_server", "redis_server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)
    if not IS_PROOF:
        later = [item for item in items if item.get_closest_marker("proof")]
        items[:] = [item for item in items if item not in set(later)]
        config.hook.pytest_deselected(items=later)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the address of a PostgreSQL server's maintenance database."""
    with server_or_skip(servers.postgres()) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the address of an empty PostgreSQL database of the test's own."""
    with servers.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """Return the address of a PostgreSQL database in which the tests follow one another."""
    with servers.fresh_database(postgres_server) as url:
        migrated(url)
        yield url


@pytest.fixture
def migrated_postgres_url(migrated_postgres: str) -> str:
    """Return the address of a PostgreSQL database that has all tables and no rows."""
    servers.empty(migrated_postgres)
    return migrated_postgres


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """Return the address of a Redis server."""
    with server_or_skip(servers.redis()) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """Return the address of an empty Redis."""
    port = int(redis_server.rpartition(":")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        assert connection.recv(64) == b"+OK\r\n"
    return redis_server


@contextmanager
def server_or_skip(server: AbstractContextManager[str]) -> Iterator[str]:
    """Start a server, or skip what needs it where it is not installed."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server)
        except servers.Missing as missing:
            pytest.skip(str(missing))
        yield url


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor without cookies."""
    return app.test_client()


@pytest.fixture
def fet_files() -> Path:
    """Return the folder with real school files that are not ours; skip where nobody named it."""
    folder = os.environ.get("FET_FILES")
    if not folder:
        pytest.skip("FET_FILES is unset: it names a folder with real .fet files to test with.")
    return Path(folder)


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Return a function that lets khal import a file, and returns what it lists of some dates."""
    program = shutil.which("khal")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("khal must be there in CI.")
        pytest.skip("khal is not installed (apt-get install khal).")

    def listed(content: bytes, first: str, last: str, zone: str = "America/New_York") -> list[str]:
        folder = tmp_path / zone.replace("/", "-")
        (folder / "events").mkdir(parents=True, exist_ok=True)
        (folder / "config").write_text(_KHAL_CONFIG.format(folder=folder, zone=zone))
        (folder / "school.ics").write_bytes(content)
        homes = ("HOME", "XDG__KHAL_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        env = os.environ | dict.fromkeys(homes, str(folder)) | {"LANG": "C.UTF-8", "TZ": zone}

        def run(*words: str | Path) -> str:
            result = subprocess.run(
                [program, "-c", folder / "config", *words],
                env=env,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=True,
            )
            assert "rror" not in result.stderr
            return result.stdout

        run("import", "--batch", "-a", "school", folder / "school.ics")
        layout = ("--day-format", "{date}", "--format", "{start-time}-{end-time} {title} {status}")
        return [line.strip() for line in run("list", *layout, first, last).splitlines()]

    return listed


@pytest.fixture
def fet_cl(tmp_path: Path) -> FetCl:
    """Return a function that lets FET itself open a file, and returns how that ended."""
    program = shutil.which("fet-cl")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("fet-cl must be there in CI.")
        pytest.skip("fet-cl is not installed (apt-get install fet).")

    def ended(content: bytes, limit_s: int = 60) -> str:
        (tmp_path / "file.fet").write_bytes(content)
        options = {"inputfile": tmp_path / "file.fet", "outputdir": tmp_path / "out"}
        options |= {"timelimitseconds": limit_s, "htmllevel": 0}
        try:
            subprocess.run(
                [program, *(f"--{name}={value}" for name, value in options.items())],
                env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"},
                capture_output=True,
                timeout=2 * limit_s,
                check=False,  # it ends with 0 whatever happened
            )
        except subprocess.TimeoutExpired:  # it looks at its clock seldom
            return "It did not end."
        log = (tmp_path / "out" / "logs" / "result.txt").read_text(encoding="utf-8")
        return log.strip().splitlines()[-1]

    return ended
