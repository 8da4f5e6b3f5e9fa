"""A supervisor starts what died again, not too often, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from scheduler.jobs import supervise
from scheduler.jobs.supervise import Supervisor, wait_for_parent
from tests.jobs.conftest import until


def command(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(supervise, "COMMAND", (sys.executable, "-c", code))


def test_a_worker_that_dies_at_once_is_started_again_but_not_in_a_hurry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervise, "_LOOK_S", 0.02)
    monkeypatch.setattr(supervise, "_SHORTEST_PAUSE_S", 0.2)
    log = tmp_path / "log"
    command(monkeypatch, f"open({str(log)!r}, 'a').write('x'); raise SystemExit(7)")
    with Supervisor(1):
        until(lambda: log.exists() and len(log.read_text()) == 3)
    pauses = [record.args[2] for record in caplog.records]
    assert pauses[:2] == [0.2, 0.4]
    assert [record.args[1] for record in caplog.records[:2]] == [7, 7]


def test_a_worker_that_does_not_leave_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "_GRACE_S", 0.3)
    path = tmp_path / "process"
    command(
        monkeypatch,
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f" open({str(path)!r}, 'w').write(str(os.getpid())); time.sleep(60)",
    )
    with Supervisor(1):
        until(lambda: path.exists() and path.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text()), 0)


def test_a_program_that_cannot_be_started_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervise, "_LOOK_S", 0.02)
    monkeypatch.setattr(supervise, "COMMAND", ("/no/such/program",))
    with Supervisor(1):
        until(lambda: len(caplog.records) > 1)
    assert "No worker can be started" in caplog.text


def test_the_end_of_the_pipe_is_the_end_of_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    left = threading.Event()
    with os.fdopen(read) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        thread = threading.Thread(target=wait_for_parent, args=(left.set,))
        thread.start()
        time.sleep(0.1)
        assert not left.is_set()
        os.close(write)
        thread.join(60)
    assert left.is_set()
