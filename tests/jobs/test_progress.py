"""News of a job is kept in order and within bounds."""

from __future__ import annotations

import pytest

from scheduler.jobs import progress
from scheduler.jobs.progress import MOST_POINTS, Progress


@pytest.fixture
def clock(monkeypatch):
    """Let the test say what time it is."""
    times = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[0])
    return times


def point(told: Progress, clock: list[float], at: float, value: float, level: str = "cost"):
    clock[0] = at
    told.tell({"stage": "timetable", "level": level, "value": value, "bound": 0, "more": "x"})


def test_there_is_no_news_before_anything_was_told(clock):
    assert Progress().news() is None


def test_the_latest_is_told_once(clock):
    told = Progress()
    point(told, clock, 1, 9)
    point(told, clock, 2, 8)
    latest, points = told.news()
    assert latest == {
        "stage": "timetable", "level": "cost", "value": 8, "bound": 0, "more": "x", "elapsed_s": 2,
    }  # fmt: skip
    assert [(one["at"], one["value"]) for one in points] == [(1, 9), (2, 8)]
    assert told.news() is None


def test_points_of_one_moment_are_one_but_levels_stay_apart(clock):
    told = Progress()
    for at, value, level in ((1, 9, "a"), (1.1, 8, "a"), (1.2, 7, "b"), (1.24, 6, "b")):
        point(told, clock, at, value, level)
    _, points = told.news()
    assert [(one["at"], one["value"]) for one in points] == [(1, 8), (1.2, 6)]


def test_a_long_history_is_thinned_but_keeps_its_ends_and_levels(clock):
    told = Progress()
    for second in range(2000):
        point(told, clock, second, 5000 - second, "first" if second < 101 else "second")
    _, points = told.news()
    assert len(points) <= MOST_POINTS
    assert [points[0]["at"], points[-1]["at"]] == [0, 1999]
    assert min(one["at"] for one in points if one["level"] == "second") == 101


def test_what_json_has_no_word_for_is_left_out(clock):
    told = Progress()
    point(told, clock, 1, float("inf"))
    latest, (only,) = told.news()
    assert (latest["value"], only["value"]) == (None, None)
