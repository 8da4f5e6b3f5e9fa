"""Figures as people read them."""

from __future__ import annotations

import pytest

from scheduler.domain.definitions import written


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("free_share", 0.604, "60.4 %"),
        ("multiplier", 4.83, "4.8 times"),
        ("multiplier", 1.0, "1 time"),
        ("available_coaching_days", 1.0, "1 day"),
        ("available_coaching_days", 1234.0, "1,234 days"),
        ("plus_minutes", 1.0, "1 minute"),
        ("requests_served", 1.0, "1"),
        ("requests_served", None, "not known yet"),
    ],
)
def test_a_figure_is_written_with_its_unit(key: str, value: float | None, text: str) -> None:
    assert written(key, value) == text
