"""What must end whatever it is given: a limit on work that no busy machine comes near."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["bounded"]

_MOST_S = 60
"""Of the processor, not of the clock: tens of times what is needed, far below what a trap costs."""


@contextmanager
def bounded() -> Iterator[None]:
    """Fail if what happens within takes more work than any honest input could."""
    start = time.process_time()
    yield
    assert time.process_time() - start < _MOST_S, "It went on and on."
