"""The errors say what they mean, in one line or in several."""

from __future__ import annotations

import pickle

import pytest

from scheduler import errors
from scheduler.errors import (
    InputError,
    InvalidProblemError,
    JobError,
    SchedulerError,
    TooOftenError,
)


def test_all_errors_are_children_of_one() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(kind, SchedulerError) for kind in classes)


def test_an_input_error_says_where_and_what() -> None:
    error = InputError("school.json, line 3", "The bell of Monday ends before it starts.")
    assert str(error) == "school.json, line 3: The bell of Monday ends before it starts."


def test_an_invalid_problem_lists_all_its_sentences() -> None:
    error = InvalidProblemError(["Room 1 is named twice.", "Alice teaches no area."])
    assert error.problems == ("Room 1 is named twice.", "Alice teaches no area.")
    assert str(error) == "Room 1 is named twice.\nAlice teaches no area."


def test_a_single_sentence_is_not_taken_apart_into_letters() -> None:
    assert InvalidProblemError("Room 1 is named twice.").problems == ("Room 1 is named twice.",)


def test_an_invalid_problem_without_a_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InvalidProblemError([])


@pytest.mark.parametrize(
    "error",
    [
        InputError("here", "This."),
        InvalidProblemError(["This.", "That."]),
        JobError("The worker was stopped.", retry=True),
        TooOftenError(7),
    ],
)
def test_an_error_survives_the_way_between_processes(error: SchedulerError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second,"), (90, "90 seconds,"), (91, "2 minutes,"), (900, "15 minutes,")],
)
def test_who_comes_too_often_is_told_how_long_to_wait(seconds: int, words: str) -> None:
    assert f"Wait {words}" in str(TooOftenError(seconds))
