"""How many random examples a property is tried with."""

from __future__ import annotations

import os

from hypothesis import settings

__all__ = ["examples"]

_TIMES = int(os.environ.get("MORE_EXAMPLES", "1"))


def examples(number: int) -> settings:
    """
    Try a property with so many examples; with ``MORE_EXAMPLES=10`` (``make proof``) ten times.

    `make test` has a time to keep, and its examples are the same in every run.
    """
    return settings(max_examples=number * _TIMES)
