"""A job changes hands only in the ways that are written down, and once each time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from scheduler.config import Settings
from scheduler.errors import ConflictError, InputError, UnavailableError
from scheduler.store import save as saving
from scheduler.store.db import reading, writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState, SolverJob
from tests.applications import own_app
from tests.cast import small_school
from tests.jobs.conftest import job, order
from tests.services.sites_cast import town

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(params=["sqlite", pytest.param("migrated_postgres_url", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """Open an application on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("open_app")
        return
    url = request.getfixturevalue(request.param)
    with own_app(dataclasses.replace(settings, database_url=url)) as app, app.app_context():
        yield app


def claim(id: str, worker: str = "one", lease_s: float = 30) -> rows.Claim | None:
    with writing() as session:
        return rows.claim(session, id, worker, lease_s)


def expire(id: str) -> None:
    """Let the lease of a job have run out."""
    with writing() as session:
        past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        session.execute(update(SolverJob).where(SolverJob.id == id).values(lease_until=past))


def lose(id: str) -> None:
    expire(id)
    with writing() as session:
        (found,) = rows.lost(session)
        assert rows.requeue(session, found)


def test_a_waiting_job_is_claimed_once():
    id = order(k=7)
    held = claim(id)
    assert held is not None
    assert (held.kind, held.input, held.attempt, held.token) == ("work", {"k": 7}, 1, 1)
    assert claim(id, "two") is None
    assert (job(id).state, job(id).worker) == (JobState.RUNNING, "one")


def test_of_many_who_want_a_job_one_gets_it(database: Flask):
    id, held, ready = order(), [], threading.Barrier(6)

    def want(name: str) -> None:
        ready.wait()
        with database.app_context():
            held.append(claim(id, name))

    threads = [threading.Thread(target=want, args=(str(number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [one for one in held if one]
    assert (len(held), winner.token, job(id).token) == (6, 1, 1)


def test_nobody_claims_what_is_not_there():
    assert claim("0000000000") is None


def test_a_heartbeat_extends_the_lease_and_writes_the_news():
    held = claim(order(), lease_s=1)
    before = job(held.id).lease_until
    with writing() as session:
        assert rows.beat(session, held, 60, ({"value": 3}, [{"value": 3}])) is False
    after = job(held.id)
    assert after.lease_until > before
    assert (after.progress, after.history) == ({"value": 3}, [{"value": 3}])
    with writing() as session:
        rows.beat(session, held, 60, None)
    assert job(held.id).progress == {"value": 3}


def test_a_job_taken_over_by_another_cannot_be_changed_by_the_first():
    first = claim(order())
    lose(first.id)
    second = claim(first.id, "two")
    assert (second.attempt, second.token) == (2, 2)
    with writing() as session:
        assert rows.beat(session, first, 30, None) is None
        assert not rows.give_back(session, first, counts=True)
        assert not rows.end(session, first, JobState.DONE)
    with writing() as session:
        assert rows.end(session, second, JobState.DONE)
        rows.keep_result(session, second, {"plan": "p"})
    assert (job(first.id).state, job(first.id).result) == (JobState.DONE, {"plan": "p"})


def test_a_job_ends_once():
    held = claim(order())
    with writing() as session:
        assert rows.end(session, held, JobState.FAILED, "Why.")
        assert not rows.end(session, held, JobState.DONE)
    assert (job(held.id).state, job(held.id).error) == (JobState.FAILED, "Why.")


def test_a_job_handed_back_waits_again_without_having_counted():
    held = claim(order())
    with writing() as session:
        assert rows.give_back(session, held, counts=False)
    assert (job(held.id).state, job(held.id).attempt) == (JobState.QUEUED, 0)
    with writing() as session:
        assert not rows.end(session, held, JobState.DONE)


def test_a_job_whose_worker_is_heard_of_is_not_lost():
    held = claim(order())
    with writing() as session:
        assert rows.lost(session) == []
    expire(held.id)
    with reading() as session:
        (found,) = rows.lost(session)
        session.expunge(found)
    with writing() as session:
        rows.beat(session, held, 30, None)
        assert not rows.requeue(session, found)
    assert job(held.id).state == JobState.RUNNING


def test_waiting_jobs_come_by_priority_then_age():
    first, second = order(), order()
    urgent = order(priority=10)
    claim(order())
    with reading() as session:
        assert [one.id for one in rows.waiting(session, 0)] == [urgent, first, second]
        assert rows.waiting(session, 60) == []


def test_stop_is_heard_at_the_next_heartbeat():
    id = order()
    with writing() as session:
        assert not rows.stop(session, id)  # there is nothing to keep yet
    held = claim(id)
    with writing() as session:
        assert rows.stop(session, id)
    with writing() as session:
        assert rows.beat(session, held, 30, None) is True


def test_a_new_attempt_does_not_begin_stopped():
    held = claim(order())
    with writing() as session:
        rows.stop(session, held.id)
    lose(held.id)
    second = claim(held.id)
    with writing() as session:
        assert rows.beat(session, second, 30, None) is False


@pytest.mark.parametrize("running", [False, True])
def test_a_cancelled_job_is_out_of_every_hand(running):
    id = order()
    held = claim(id) if running else None
    with writing() as session:
        assert rows.cancel(session, id)
        assert not rows.cancel(session, id)
    assert job(id).state == JobState.CANCELLED
    assert claim(id) is None
    if held:
        with writing() as session:
            assert rows.beat(session, held, 30, None) is None
            assert not rows.end(session, held, JobState.DONE)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (UnavailableError("The disk is full."), True),
        (OperationalError("", {}, Exception()), True),
        (ConflictError("Somebody else was faster."), False),
        (InputError("plan", "It has no calendar."), False),
        (ZeroDivisionError(), False),
    ],
)
def test_what_may_pass_is_told_from_what_will_not(error: Exception, passes: bool) -> None:
    assert rows.is_passing(error) == passes


def test_too_many_changes_at_once_will_pass() -> None:
    busy = ConflictError("Too many changes.")
    busy.__cause__ = OperationalError("", {}, Exception("database is locked"))
    assert rows.is_passing(busy)


def test_what_was_looked_for_a_request_is_forgotten_with_it(database: Flask) -> None:
    maple = town()
    ids = {}
    for school, request in ((maple.elm, "r1"), (maple.elm, "r2"), (maple.oak, "r1")):
        with writing() as session:
            one = SolverJob(kind="fit", school_id=school, input={"request": request})
            ids[school, request] = rows.add(session, one).id
    other = order(seed=1)
    held = claim(ids[maple.elm, "r1"])
    with writing() as session:
        rows.forget(session, maple.elm, "r1")
    with reading() as session:
        assert session.get(SolverJob, held.id) is None
    for kept in (ids[maple.elm, "r2"], ids[maple.oak, "r1"], other):
        assert job(kept).state == JobState.QUEUED
    with writing() as session:
        assert rows.beat(session, held, 30, None) is None
        assert not rows.end(session, held, JobState.DONE)


def test_a_deleted_request_takes_its_jobs_along(database: Flask) -> None:
    maple = town(small_school())
    with writing() as session:
        one = SolverJob(kind="fit", school_id=maple.elm, input={"request": "r1"})
        id = rows.add(session, one).id
        school = dataclasses.replace(small_school(), requests=())
        saving.whole(session, maple.elm, school, by=None)
    with reading() as session:
        assert session.get(SolverJob, id) is None
