"""How often programs may call: a number each minute, which they may also use up at once."""

from __future__ import annotations

import math
import time
from threading import Lock

__all__ = ["Pace"]

_MINUTE_S = 60.0
_MOST_KEPT = 10_000


class Pace:
    """
    Counts calls, for each caller by itself, in the memory of this process.

    Of each caller one moment is kept: when all that it has used will have come back. Several
    server processes count each for itself; what is wanted is that one program gone wild leaves
    time for the others, not an exact number.

    Parameters
    ----------
    per_minute
        Number of calls.
    """

    def __init__(self, per_minute: int) -> None:
        self._step_s = _MINUTE_S / per_minute
        self._full_at: dict[str, float] = {}
        self._lock = Lock()

    def wait_s(self, key: str, at: float | None = None) -> int:
        """Count a call; or return for how many whole seconds to wait, and count nothing."""
        at = time.monotonic() if at is None else at
        with self._lock:
            full_at = max(self._full_at.get(key, at), at) + self._step_s
            too_early_s = full_at - at - _MINUTE_S
            if too_early_s > 1e-9:
                return math.ceil(too_early_s)
            if len(self._full_at) >= _MOST_KEPT:
                self._full_at = {one: when for one, when in self._full_at.items() if when > at}
            self._full_at[key] = full_at
        return 0
