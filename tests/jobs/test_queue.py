"""The queue carries ids, on each of its storages, and an outage is no error."""

from __future__ import annotations

import logging
import pickle
import sqlite3
import threading

import pytest
from huey import SqliteHuey

from scheduler.errors import InputError
from scheduler.jobs.queue import Queue


def take(queue: Queue) -> str | None:
    return queue.take(threading.Event())


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres_url", marks=pytest.mark.server),
        pytest.param("redis_url", marks=pytest.mark.server),
    ]
)
def url(request, tmp_path):
    """Return the address of an empty queue of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'with space' / 'queue.db'}"
    return request.getfixturevalue(request.param)


def test_ids_come_out_once_the_urgent_ones_first(url):
    sender, worker = Queue(url), Queue(url)
    assert worker.is_empty()
    assert [sender.send(id, priority) for id, priority in (("a", 0), ("b", 0), ("c", 9))] == [
        True, True, True,
    ]  # fmt: skip
    assert not worker.is_empty()
    assert [take(worker) for _ in range(3)] == ["c", "a", "b"]
    assert take(worker) is None
    sender.close()
    worker.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "must begin with"),
        ("amqp://host", "must begin with"),
        ("queue.db", "must begin with"),
        ("sqlite:///queue.db", "absolute path"),
        ("redis://host:port/0", "not the address of a Redis server"),
    ],
)
def test_an_address_without_a_queue_is_refused(url, words):
    with pytest.raises(InputError, match=words) as caught:
        Queue(url)
    assert caught.value.where == "QUEUE_URL"


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr("scheduler.jobs.queue.find_spec", lambda _name: None)
    with pytest.raises(InputError, match="package redis, which is not installed"):
        Queue("redis://localhost")


def test_an_outage_is_told_once_and_without_the_password(caplog):
    queue = Queue("redis://:secret@127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING):
        assert not queue.send("a")
        assert not queue.is_empty()
        assert not queue.send("a")
    (record,) = caplog.records
    assert "cannot be reached (ConnectionError)" in record.getMessage()
    assert "secret" not in caplog.text


def test_a_message_is_json_and_nobodys_code_is_run(tmp_path):
    path = tmp_path / "queue.db"
    queue = Queue(f"sqlite:///{path}")
    queue.send("abc")
    with sqlite3.connect(path) as database:
        (data,) = database.execute("SELECT data FROM task").fetchone()
    database.close()
    assert b'["abc"]' in bytes(data)
    evil = SqliteHuey("scheduler", filename=str(path), results=False)
    evil.storage.enqueue(pickle.dumps(print))
    assert take(queue) == "abc"
    assert take(queue) is None  # not understood, and gone
    queue.close()
    evil.storage.close()
