"""What a running job says about itself: kept in memory, written by the heartbeat now and then."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from typing import Any

from scheduler.store.queries.jobs import News

__all__ = ["MOST_POINTS", "Progress"]

MOST_POINTS = 240
"""More than a chart on a screen can show apart."""

_APART_S = 0.25
"""Points of one level that are closer than this are one."""


class Progress:
    """
    The latest news of a job, and best and bound over time.

    It may be told on any thread and asked on any other: solvers call back on threads of their own,
    where nobody may touch a database.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._latest: dict[str, Any] | None = None
        self._points: list[dict[str, Any]] = []
        self._is_news = False

    def tell(self, values: Mapping[str, Any]) -> None:
        """
        Take news.

        Parameters
        ----------
        values
            Plain values: `stage`, `level`, best `value`, proven `bound` (None while there is
            none), and whatever else a reader should see.
        """
        plain = {key: _finite(value) for key, value in values.items()}
        elapsed_s = round(time.monotonic() - self._began, 2)
        with self._lock:
            self._latest = {**plain, "elapsed_s": elapsed_s}
            self._is_news = True
            self._add({"at": elapsed_s, **{key: plain.get(key) for key in _OF_A_POINT}})

    def news(self) -> News | None:
        """Return latest news and history, or None if nothing was told since the last call."""
        with self._lock:
            is_news, self._is_news = self._is_news, False
        return self.all() if is_news else None

    def all(self) -> News | None:
        """Return latest news and history, or None if nothing was told ever."""
        with self._lock:
            return None if self._latest is None else (self._latest, list(self._points))

    def _add(self, point: dict[str, Any]) -> None:
        last = self._points[-1] if self._points else None
        if last and _level(last) == _level(point) and point["at"] - last["at"] < _APART_S:
            point["at"] = last["at"]
            self._points[-1] = point
        else:
            self._points.append(point)
        if len(self._points) > MOST_POINTS:
            self._points = _thinned(self._points)


_OF_A_POINT = ("stage", "level", "value", "bound")


def _finite(value: Any) -> Any:
    """Leave out what JSON has no word for: a bound may be infinite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _level(point: Mapping[str, Any]) -> tuple[Any, Any]:
    return point["stage"], point["level"]


def _thinned(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop every other point, but neither the last one nor the first of a level."""
    return [
        point
        for number, point in enumerate(points)
        if number % 2 == 0
        or number == len(points) - 1
        or _level(point) != _level(points[number - 1])
    ]
