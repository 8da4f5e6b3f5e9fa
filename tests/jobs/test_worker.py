"""A worker does jobs, says how they ended, and lets go of what is no longer its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import sqlite3
import threading
import time

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from scheduler.errors import (
    ConflictError,
    InputError,
    JobError,
    ModelMismatchError,
)
from scheduler.jobs.reaper import Reaper
from scheduler.jobs.task import Task
from scheduler.jobs.worker import Worker
from scheduler.store.db import writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState, SolverJob
from scheduler.store.tables.places import District
from tests.jobs.conftest import LEASE_S, PATIENCE_S, ended, job, order, until, working


def test_a_job_is_done_and_what_was_found_is_kept_with_its_end(wired):
    seen: list[Task] = []

    def work(task):
        seen.append(task)

        def keep(session):
            session.add(District(name="kept"))
            return {"answer": 42}

        return keep

    jobs = wired({"work": work})
    id = order(k=7)
    jobs.queue.send(id)
    with working(jobs):
        row = ended(id)
    assert (row.state, row.result, row.error) == (JobState.DONE, {"answer": 42}, None)
    assert row.finished_at >= row.started_at >= row.created_at
    (task,) = seen
    assert (task.id, task.kind, task.input, task.attempt) == (id, "work", {"k": 7}, 1)
    assert not task.stop.is_set()


def test_a_second_message_of_the_same_job_does_nothing(wired):
    done = []
    jobs = wired({"work": lambda task: done.append(task.id) or (lambda _session: {})})
    id, last = order(), order()
    for one in (id, id, last):
        jobs.queue.send(one)
    with working(jobs):
        ended(last)
    assert done == [id, last]


def test_news_are_written_while_the_work_goes_on(wired):
    free = threading.Event()

    def work(task):
        task.tell({"stage": "s", "level": "cost", "value": 9, "bound": 1})
        assert free.wait(10)
        return lambda _session: {}

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        until(lambda: job(id).progress)
        row = job(id)
        assert row.progress["value"] == 9
        assert [one["value"] for one in row.history] == [9]
        time.sleep(1.5 * LEASE_S)
        assert job(id).state == JobState.RUNNING  # the lease is renewed
        free.set()
        assert ended(id).attempt == 1


@pytest.mark.parametrize(
    ("error", "attempts", "words"),
    [
        (InputError("plan", "It has no calendar."), 1, "plan: It has no calendar."),
        (ModelMismatchError("secret detail"), 1, "a fault of its own"),
        (ZeroDivisionError("secret detail"), 1, "nobody foresaw"),
        (JobError("Away.", retry=False), 1, "Away."),
        (JobError("Away.", retry=True), 3, "It failed 3 times. The last time: Away."),
        (MemoryError(), 3, "too little memory"),
        (OperationalError("x", {}, sqlite3.OperationalError("secret detail")), 3, "nobody foresaw"),
    ],
)
def test_an_error_ends_a_job_with_a_sentence(wired, error, attempts, words):
    def work(_task):
        raise error

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        end = time.monotonic() + PATIENCE_S
        while JobState(job(id).state).is_open and time.monotonic() < end:
            jobs.queue.send(id)  # as whoever looks for waiting jobs would, only sooner
            time.sleep(0.05)
    row = job(id)
    assert (row.state, row.attempt, row.result) == (JobState.FAILED, attempts, None)
    assert words in row.error
    assert "secret" not in row.error


def test_a_kind_that_nobody_knows_is_named(wired):
    jobs = wired({})
    id = order("dance")
    jobs.queue.send(id)
    with working(jobs):
        assert '"dance"' in ended(id).error


def test_what_can_no_longer_be_kept_is_an_error_and_nothing_of_it_is_kept(wired):
    def work(_task):
        def keep(session):
            session.add(District(name="half"))
            session.flush()
            raise ConflictError("The school is gone.")

        return keep

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        assert ended(id).error == "The school is gone."
    with writing() as session:
        assert session.query(District).count() == 0


def test_what_was_found_is_kept_once_the_database_is_back(wired, caplog):
    tries = []

    def work(_task):
        def keep(_session):
            tries.append(1)
            if len(tries) < 3:
                raise OperationalError("x", {}, sqlite3.OperationalError("disk is full"))
            return {"tries": len(tries)}

        return keep

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        row = ended(id)
    assert (row.state, row.result, row.attempt) == (JobState.DONE, {"tries": 3}, 1)
    assert "cannot be written yet (OperationalError)" in caplog.text


def test_stop_keeps_the_best_and_cancel_throws_it_away(wired):
    begun = threading.Event()

    def work(task):
        begun.set()
        assert task.stop.wait(10)
        return lambda _session: {"best": 1}

    jobs = wired({"work": work})
    with working(jobs):
        for ask, state, result in (
            (rows.stop, JobState.DONE, {"best": 1}),
            (rows.cancel, JobState.CANCELLED, None),
        ):
            begun.clear()
            id = order()
            jobs.queue.send(id)
            assert begun.wait(10)
            with writing() as session:
                assert ask(session, id)
            row = ended(id)
            assert (row.state, row.result) == (state, result)
        last = order()
        jobs.queue.send(last)
        until(lambda: job(last).state == JobState.RUNNING)  # it is free for the next one
        with writing() as session:
            rows.stop(session, last)
        assert job(id).state == JobState.CANCELLED


def test_a_worker_that_leaves_hands_its_job_to_another(wired):
    begun, stopped = threading.Event(), []

    def work(task):
        begun.set()
        if task.attempt == 1 and not stopped:
            stopped.append(task.stop.wait(10))
        return lambda _session: {"attempt": task.attempt}

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        assert begun.wait(10)
    assert stopped == [True]
    assert (job(id).state, job(id).attempt) == (JobState.QUEUED, 0)
    with working(jobs, "two"):
        row = ended(id)
    assert (row.state, row.result, row.worker) == (JobState.DONE, {"attempt": 1}, "two")


def test_what_a_worker_finds_after_it_lost_the_job_is_dropped(wired, caplog):
    free = threading.Event()

    def work(task):
        assert task.attempt > 1 or free.wait(10)
        return lambda _session: {"attempt": task.attempt}

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    with working(jobs):
        until(lambda: job(id).state == JobState.RUNNING)
        # Its computer slept: its lease ran out, and somebody else took the job.
        with writing() as session:
            past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
            session.execute(update(SolverJob).where(SolverJob.id == id).values(lease_until=past))
            (lost,) = rows.lost(session)
            assert rows.requeue(session, lost)
            held = rows.claim(session, id, "other", 30)
        free.set()
        until(lambda: "no longer ours" in caplog.text)
    assert job(id).state == JobState.RUNNING
    with writing() as session:
        assert rows.end(session, held, JobState.DONE)


def abandoned(attempts: int = 1) -> str:
    """Return a job that died with its worker, so many times."""
    id = order()
    with writing() as session:
        rows.claim(session, id, "dead", 30)
        session.execute(
            update(SolverJob).where(SolverJob.id == id).values(
                attempt=attempts, lease_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
            )
        )  # fmt: skip
    return id


def test_a_lost_job_is_found_and_done_by_another(wired):
    jobs = wired({"work": lambda task: lambda _session: {"attempt": task.attempt}})
    id = abandoned()
    with working(jobs):
        row = ended(id)
    assert (row.state, row.result) == (JobState.DONE, {"attempt": 2})


def test_a_job_that_was_lost_three_times_is_given_up_with_a_sentence(wired):
    reaper = Reaper(wired({}).queue, LEASE_S)
    id = abandoned(attempts=3)
    assert [reaper.look(), reaper.look()] == [0, 0]
    row = job(id)
    assert row.state == JobState.FAILED
    assert "It was tried 3 times" in row.error


def test_a_job_whose_message_was_lost_is_sent_again_but_not_while_others_wait(wired):
    queue = wired({}).queue
    reaper = Reaper(queue, LEASE_S)
    order()
    queue.send("0000000000")
    time.sleep(1.1 * LEASE_S)
    assert reaper.look() == 0
    queue.take(threading.Event())
    assert [reaper.look(), reaper.look()] == [1, 0]


def test_a_worker_that_was_only_cut_off_keeps_its_job(wired):
    reaper = Reaper(wired({}).queue, LEASE_S)
    id = abandoned()
    held = rows.Claim(
        id=id, kind="work", school=None, snapshot=None, input={}, priority=0, created_by=None,
        attempt=1, token=1,
    )  # fmt: skip
    assert reaper.look() == 0
    with writing() as session:
        assert rows.beat(session, held, 30, None) is False
    assert reaper.look() == 0
    assert job(id).state == JobState.RUNNING


def test_a_worker_survives_a_database_that_is_away(wired, monkeypatch, caplog):
    jobs = wired({"work": lambda _task: lambda _session: {}})
    id = order()
    away = OperationalError("x", {}, sqlite3.OperationalError("away"))
    real = rows.claim

    def claim(*args):
        monkeypatch.setattr(rows, "claim", real)
        raise away

    monkeypatch.setattr(rows, "claim", claim)
    with caplog.at_level(logging.WARNING), working(jobs):
        jobs.queue.send(id)
        until(lambda: "does not let us work" in caplog.text)
        assert ended(id, 20).state == JobState.DONE


def test_a_worker_does_its_chore_and_survives_one_that_fails(wired, caplog):
    done = threading.Event()

    def chore():
        done.set()
        raise OSError("the mail server is away")

    jobs = dataclasses.replace(wired({}), chores=(chore,))
    with working(jobs):
        assert done.wait(5)
        until(lambda: "a chore" in caplog.text)


def returns(worker: Worker) -> None:
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_worker_whose_work_is_deaf_to_all_orders_ends(wired, monkeypatch, caplog):
    monkeypatch.setattr("scheduler.jobs.worker._STUCK_S", 0.1)
    free = threading.Event()

    def work(_task):
        free.wait(20)
        return lambda _session: {}

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    canceller = threading.Thread(target=cancel_once_running, args=(jobs, id))
    canceller.start()
    returns(Worker(jobs, "one"))
    free.set()
    canceller.join()
    assert "does not stop" in caplog.text
    assert job(id).state == JobState.CANCELLED


def cancel_once_running(jobs, id: str) -> None:
    with jobs.context():
        until(lambda: job(id).state == JobState.RUNNING)
        with writing() as session:
            rows.cancel(session, id)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_whose_thread_is_gone_ends(wired):
    def work(_task):
        raise SystemExit

    jobs = wired({"work": work})
    id = order()
    jobs.queue.send(id)
    returns(Worker(jobs, "one"))
    assert job(id).state == JobState.RUNNING  # until its lease runs out
