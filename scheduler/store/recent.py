"""Keeps what was built last: schools and plans never change under their key, so they are shared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Recent"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """
    The values that were asked for last, by key.

    Two threads may build the same value at once; that costs time and nothing else, whereas a lock
    held while building would make every page wait for the largest school.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, build: Callable[[], V]) -> V:
        """Return the value of a key; build it where it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = build()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def peek(self, key: K) -> V | None:
        """Return the value of a key where it is kept."""
        with self._lock:
            return self._kept.get(key)
