"""A solved school to be looked at: what is not there is not found."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.domain.plan import Level, Stage, StageResult, Status
from scheduler.errors import NotFoundError
from scheduler.services.plans.pages import PlanPages, verdict
from tests.cast import small_calendar, small_plan, small_school


@pytest.fixture
def pages() -> PlanPages:
    """Return the small school with its year."""
    return PlanPages(small_school(), small_plan(calendar=small_calendar()))


def test_a_plus_teachers_week_lists_cover_and_coaching_in_order_of_time(
    pages: PlanPages,
) -> None:
    days = pages.plus_week("dave", dt.date(2026, 9, 16))
    thursday, friday = days[3], days[4]
    assert [(one.kind, one.title, one.place, one.time) for one in thursday.lines[:2]] == [
        ("cover", "Cover: ELA 6 (6A) for Alice Adams", "Room 101", "08:30–09:30"),
        ("cover", "Cover: ELA 7 (7A) for Alice Adams", "Room 102", "09:35–10:35"),
    ]
    booked = [one.title for one in friday.lines if one.is_booked]
    assert booked == ["Coaching with Alice Adams"]
    assert days[2].bell == "Early"


def test_who_is_no_plus_teacher_has_no_such_week(pages: PlanPages) -> None:
    with pytest.raises(NotFoundError, match="no Plus teacher"):
        pages.plus_week("alice", dt.date(2026, 9, 16))


def test_a_week_without_school_is_not_found(pages: PlanPages) -> None:
    with pytest.raises(NotFoundError, match="no school"):
        pages.plus_week("dave", dt.date(2026, 7, 1))


def test_somebody_unknown_is_not_found_with_the_nearest_name(pages: PlanPages) -> None:
    with pytest.raises(NotFoundError, match='Did you mean "alice"'):
        pages.week("teacher", "alise", "")


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (200.0, "Proven best."),
        (150.0, "Good, not proven best; at most 25.0 % from the best possible."),
        (0.0, "Good, not proven best; how much better one could be was not found out."),
    ],
)
def test_how_good_an_answer_is_is_said_without_the_solvers_words(bound: float, words: str) -> None:
    level = Level(key="plus_days_touched", value=200.0, bound=bound)
    result = StageResult(stage=Stage.CALENDAR, status=Status.FEASIBLE, levels=(level,))
    assert verdict(result) == words
