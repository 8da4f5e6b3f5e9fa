"""
Whatever is killed, stopped or full: a job that was ordered is done, once.

Real processes: `scheduler serve` and `scheduler worker`, with leases of one second.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.orders import BuildOrder
from scheduler.domain.referee import check
from scheduler.errors import UnavailableError
from scheduler.jobs import wiring
from scheduler.samples import make
from scheduler.services.runs import end, show, start
from scheduler.store import db, migrate, reading
from scheduler.store.queries import plans
from scheduler.store.tables.jobs import JobState
from scheduler.store.tables.places import District
from tests.conftest import server_or_skip
from tests.jobs import outages
from tests.jobs.conftest import PATIENCE_S, ended, job, order, until
from tests.services.sites_cast import Town, town

pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[2]


class Place:
    """An installation: its settings, its database, and the processes that a test starts."""

    def __init__(self, folder: Path, database_url: str = "", queue_url: str = "") -> None:
        self.folder = folder
        self.settings = Settings(
            instance_folder=folder,
            secret_key="k" * 32,
            database_url=database_url,
            queue_url=queue_url,
            lease_s=1,
            testing=True,
        )
        self.app = create_app(self.settings)
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command of the program."""
        environ = os.environ | {
            "SCHEDULER_INSTANCE": str(self.folder),
            "SECRET_KEY": self.settings.secret_key,
            "DATABASE_URL": self.settings.database_url,
            "QUEUE_URL": self.settings.queue_url,
            "SCHEDULER_LEASE": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.jobs.processes", *words],
                cwd=ROOT, env=environ, stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def serve(self, workers: int = 1) -> subprocess.Popen[bytes]:
        return self.start("serve", "--port", "0", "--workers", str(workers))

    def work(self, workers: int = 1) -> subprocess.Popen[bytes]:
        return self.start("worker", "--workers", str(workers))

    def order(self, seconds: float = 0) -> str:
        id = order("sleep", seconds=seconds)
        wiring.current().queue.send(id)
        return id

    def begun(self, id: str) -> list[tuple[int, int]]:
        """Return process and parent of each attempt at a job."""
        path = self.folder / "begun"
        lines = path.read_text().split("\n")[:-1] if path.exists() else []
        return [tuple(map(int, line.split()[1:])) for line in lines if line.startswith(id)]

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE_S)
        with self.app.app_context():
            wiring.current().queue.close()
            db.engine.dispose()


@contextmanager
def installation(*args: object) -> Iterator[Place]:
    """Make an installation; open its application around the test."""
    place = Place(*args)
    try:
        with place.app.app_context():
            migrate.upgrade()
            yield place
    finally:
        place.close()


@pytest.fixture
def place(tmp_path: Path, migrated_file: Path) -> Iterator[Place]:
    """Return an installation with SQLite files."""
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "scheduler.db")
    with installation(folder) as place:
        yield place


def running(place: Place, id: str, attempts: int = 1) -> tuple[int, int]:
    """Wait until a job is worked on; return the process and its parent."""
    until(lambda: len(place.begun(id)) == attempts and job(id).progress)
    return place.begun(id)[-1]


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def times_done(id: str) -> int:
    with reading() as session:
        rows = session.scalars(select(District.id).where(District.name == f"done {id}"))
        return len(rows.all())


def assert_done(id: str, attempt: int) -> None:
    row = ended(id)
    assert (row.state, row.error, row.result) == (JobState.DONE, None, {"attempt": attempt})
    assert times_done(id) == 1


def test_a_killed_worker_is_replaced_and_its_job_done_once(place: Place) -> None:
    place.serve(workers=1)
    id, last = place.order(2), place.order()
    worker, web = running(place, id)
    os.kill(worker, signal.SIGKILL)
    assert_done(id, attempt=2)
    assert_done(last, attempt=1)
    (again, parent) = place.begun(id)[-1]
    assert (again != worker, parent) == (True, web)


def test_workers_leave_with_a_killed_web_and_hand_their_jobs_back(place: Place) -> None:
    web = place.serve()
    id = place.order(2)
    worker, parent = running(place, id)
    assert parent == web.pid
    web.kill()
    until(lambda: not is_alive(worker), 20)
    assert (job(id).state, job(id).attempt) == (JobState.QUEUED, 0)
    place.work()
    assert_done(id, attempt=1)


def test_after_the_death_of_everything_a_restart_does_the_rest(place: Place) -> None:
    web = place.serve()
    id, waiting = place.order(2), place.order()
    worker, _ = running(place, id)
    for number in (worker, web.pid):
        os.kill(number, signal.SIGKILL)
    place.serve()
    assert_done(id, attempt=2)
    assert_done(waiting, attempt=1)


def _stage(maple: Town, id: str) -> str:
    return (show.run(maple.principal, id).progress or {}).get("stage", "")


def _ended_run(maple: Town, id: str) -> show.Run:
    until(lambda: not show.run(maple.principal, id).state.is_open)
    return show.run(maple.principal, id)


def test_the_polite_order_to_end_is_quick_and_counts_as_no_attempt(place: Place) -> None:
    web = place.serve()
    id = place.order(60)
    worker, _ = running(place, id)
    began = time.monotonic()
    web.terminate()
    assert web.wait(PATIENCE_S) == 0
    assert time.monotonic() - began < 45  # the job takes 60
    assert not is_alive(worker)
    assert (job(id).state, job(id).attempt) == (JobState.QUEUED, 0)
    assert "Traceback" not in place.log()


def test_a_real_build_is_stopped_and_its_best_kept(place: Place) -> None:
    place.serve()
    maple = town(make("middle"))
    order = BuildOrder(time_limit_s=120)
    id = start.start_build(maple.principal, maple.elm, order)
    # The staffing and the timetable are quick; a calendar can always be better.
    until(lambda: _stage(maple, id) == "calendar")
    assert show.run(maple.principal, id).history
    end.stop(maple.principal, id)
    run = _ended_run(maple, id)
    assert (run.state, run.error, run.attempt) == ("done", None, 1)
    with reading() as session:
        plan = plans.content(session, run.result["plan"])
    assert plan.timetable is not None
    assert check(make("middle"), plan).is_valid


@pytest.fixture(scope="module")
def postgres() -> Iterator[outages.Postgres]:
    """Return a PostgreSQL server that may be stopped."""
    with server_or_skip(outages.postgres()) as server:
        yield server


@pytest.fixture
def redis() -> Iterator[outages.Redis]:
    """Return a Redis server that may be stopped."""
    with server_or_skip(outages.redis()) as server:
        yield server


@pytest.fixture
def far(postgres: outages.Postgres, redis: outages.Redis, tmp_path: Path) -> Iterator[Place]:
    """Return an installation on PostgreSQL and Redis."""
    with installation(tmp_path, postgres.url, redis.url) as far:
        yield far


def test_another_machine_does_the_job_of_a_killed_one(far: Place) -> None:
    first = far.work()
    id = far.order(2)
    worker, parent = running(far, id)
    assert parent == first.pid
    second = far.work()
    for number in (first.pid, worker):
        os.kill(number, signal.SIGKILL)
    assert_done(id, attempt=2)
    assert far.begun(id)[-1][1] == second.pid


def test_jobs_outlive_their_database(far: Place, postgres: outages.Postgres) -> None:
    far.work(2)
    ids = [far.order(1), far.order(3)]  # one ends while the database is away
    for id in ids:
        running(far, id)
    postgres.stop()
    time.sleep(1.5)  # longer than a lease
    postgres.start()
    db.engine.dispose()
    for id in ids:
        assert_done(id, attempt=1)
        assert len(far.begun(id)) == 1


def test_jobs_ordered_while_the_queue_is_away_or_forgotten_by_it_are_done(
    far: Place, redis: outages.Redis
) -> None:
    id = far.order(3)
    waiting = far.order()
    far.work()
    running(far, id)
    redis.stop()
    without = order("sleep", seconds=0)
    assert not wiring.current().queue.send(without)
    time.sleep(1)
    redis.start()
    assert_done(id, attempt=1)
    assert_done(waiting, attempt=1)
    assert_done(without, attempt=1)


@pytest.fixture
def small_disk(tmp_path: Path, migrated_file: Path) -> Iterator[Place]:
    """Return an installation on a disk of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Mounting a small disk is not allowed here.")
    try:
        shutil.copy(migrated_file, folder / "scheduler.db")
        with installation(folder) as place:
            yield place
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


def test_a_full_disk_loses_nothing(small_disk: Place) -> None:
    small_disk.work()
    id = small_disk.order(1)
    running(small_disk, id)
    filler = small_disk.folder / "filler"
    fill(filler)
    with pytest.raises(UnavailableError, match="full"):
        order("sleep", seconds=0, words="x" * 100_000)
    time.sleep(1.5)
    filler.unlink()
    # Reading works on a full disk, so that others may see the lease run out before it is renewed.
    assert_done(id, attempt=ended(id).attempt)
    assert_done(small_disk.order(), attempt=1)
