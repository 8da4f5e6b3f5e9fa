"""Classes are said by course and groups wherever a sentence names them by id."""

from __future__ import annotations

import pytest

from scheduler.services.plans.words import plain_reason
from tests.cast import small_school


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alice Adams (alice) teaches ELA 6 (ELA-6A).", "Alice Adams teaches ELA 6 (6A)."),
        (
            "Let Bob Brown teach ELA-6A. It buys time.",
            "Let Bob Brown teach ELA 6 (6A). It buys time.",
        ),
        ("Meeting 1 of section Art-7A: 7A is in both.", "Meeting 1 of Art 7 (7A): 7A is in both."),
        ("It needs 36 lessons, half-time or not.", "It needs 36 lessons, half-time or not."),
        ("ELA-6A-less, x_ELA-6A", "ELA-6A-less, x_ELA-6A"),
    ],
)
def test_a_sentence_names_people_and_classes_without_ids(text: str, said: str) -> None:
    assert plain_reason(small_school(), text) == said
