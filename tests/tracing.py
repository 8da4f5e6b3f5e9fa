"""
Which tests coverage follows line by line: those of the parts it is asked of; quick collecting.

Tracing makes a test take two to five times as long, and those who come through a part in passing (a
page, a browser, a random example) say little about what of it was looked at on purpose.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

__all__ = ["Tracing"]

_TRACED = ("domain", "solver", "services", "people", "jobs", "operation", "web")
"""Folders with tests of the parts that coverage is asked of (`setup.cfg`)."""


class Tracing:
    """Stops coverage before tests that it does not follow, with all their fixtures."""

    def __init__(self) -> None:
        self._coverage: Coverage | None = None
        self._is_on = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Collect without looking for garbage: what is imported and collected stays to the end."""
        gc.disable()
        try:
            return (yield)
        finally:
            gc.freeze()
            gc.set_threshold(50_000, 20, 20)
            gc.enable()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """Follow how a module is imported: what stands outside functions is run then."""
        self._follow(isinstance(collector, pytest.Module))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self) -> None:
        """Stop when the module is there and its tests are looked for."""
        self._follow(False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Stop or start coverage where this test is of another kind than the one before."""
        if self._coverage is not None:
            self._follow(is_traced(item))
        return (yield)

    def _follow(self, is_on: bool) -> None:
        coverage = self._coverage = self._coverage or Coverage.current()
        if coverage is not None and self._is_on != is_on:
            self._is_on = is_on
            if is_on:
                coverage.start()
            else:
                coverage.stop()


def is_traced(item: pytest.Item) -> bool:
    """Whether coverage follows a test: no property, nothing slow, and in a folder of its parts."""
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return folder in _TRACED and not is_property and item.get_closest_marker("slow") is None
