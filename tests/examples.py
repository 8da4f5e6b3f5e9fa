"""With how much of the same a test is tried: by `make test`, and by `make proof`."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from hypothesis import settings

__all__ = ["IS_PROOF", "examples", "more"]

_TIMES = int(os.environ.get("MORE_EXAMPLES", "1"))

IS_PROOF = _TIMES > 1
"""Whether this is `make proof`, which has time."""


def examples(number: int) -> settings:
    """
    Try a property with so many examples; with ``MORE_EXAMPLES=10`` (``make proof``) ten times.

    `make test` has a time to keep, and its examples are the same in every run.
    """
    return settings(max_examples=number * _TIMES)


def more(values: Iterable[object]) -> list[object]:
    """Mark values for `pytest.mark.parametrize` that say the same as others: for `make proof`."""
    return [pytest.param(one, marks=pytest.mark.proof) for one in values]
