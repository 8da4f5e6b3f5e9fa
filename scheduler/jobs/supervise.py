"""
Starts worker processes, starts them again when they die, and takes them along when it leaves.

A worker reads its standard input: a pipe that only the supervisor holds. When the supervisor dies,
however that be, the system closes the pipe and the worker leaves. (The kernel's own signal for the
death of a parent comes with the death of a mere thread, and not on every system.)
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

__all__ = ["COMMAND", "Supervisor", "wait_for_parent"]

COMMAND = (sys.executable, "-m", "scheduler", "worker", "--supervised")
"""Starts one worker process."""

_LOOK_S = 0.5
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
"""Between the death of a worker and its successor, doubled where that dies soon, too."""
_SOON_S = 60.0
_GRACE_S = 10.0
"""How long workers may take to leave before they are killed."""

_logger = logging.getLogger(__name__)


class _Slot:
    """A place for one worker process."""

    def __init__(self) -> None:
        self._pause_s = 0.0
        self._due = 0.0
        self._started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Fill the place if it is empty and the pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            lived_s = now - self._started
            again_s = self._pause_s * 2 if lived_s < _SOON_S else 0.0
            self._pause_s = min(max(again_s, _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S)
            self._due = now + self._pause_s
            _logger.warning(
                "Worker %d ended with %d; another starts in %g s.",
                self.process.pid,
                self.process.returncode,
                self._pause_s,
            )
            self.close()
        if self.process is None and now >= self._due:
            self._started = now
            self.process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE)  # noqa: S603  # ours

    def close(self) -> None:
        """Forget a process that has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


class Supervisor:
    """
    Keeps worker processes running as long as it is entered.

    Parameters
    ----------
    count
        How many.
    """

    def __init__(self, count: int) -> None:
        self._slots = [_Slot() for _ in range(count)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        processes = [slot.process for slot in self._slots if slot.process is not None]
        for process in processes:
            process.terminate()
        end = time.monotonic() + _GRACE_S
        for process in processes:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for slot in self._slots:
            slot.close()

    def _watch(self) -> None:
        while True:
            for slot in self._slots:
                try:
                    slot.look()
                except OSError as error:  # too many processes, too little memory
                    _logger.warning("No worker can be started: %s.", error)
            if self._over.wait(_LOOK_S):
                return


def wait_for_parent(leave: Callable[[], object]) -> None:
    """Wait, in a thread of a worker, until the supervisor is gone; then call `leave`."""
    while sys.stdin.buffer.read(1024):
        pass
    leave()
