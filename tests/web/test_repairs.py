"""A snow day and a closed room: what is ordered, what is refused, and who is asked."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.store import reading
from scheduler.store.queries import runs
from tests.web.visitors import Town, send, sign_in

REPAIR = "/schools/mill-year/repair/"


def test_a_snow_day_and_a_closed_room_are_mended_together(
    app: Flask, principal: FlaskClient
) -> None:
    page = principal.get(REPAIR).text
    assert "The school year goes from " in page
    answer = send(
        *(principal, REPAIR),
        reason="Snow day",
        first="2026-09-17",
        last="",
        room="101",
        room_first="2026-09-21",
        room_last="2026-09-22",
        periods="1-2",
    )
    assert answer.status_code == 303, answer.text
    assert "<h1>Snow day</h1>" in principal.get(answer.headers["Location"]).text
    with app.app_context(), reading() as session:
        (run,) = runs.of_schools(session, ["mill-year"], ["repair"], 9)
    assert run.input["plan"] == "mill-plan"
    assert run.input["closed_dates"] == [
        {"first": "2026-09-17", "last": "2026-09-17", "name": "Snow day"}
    ]
    assert run.input["closed_rooms"][0]["periods"] == [1, 2]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say which days have no school, or which room is closed."),
        ({"first": "2026-09-18", "last": "2026-09-17"}, "It lies before the first day."),
        ({"room": "101"}, "Say from when it is closed."),
        ({"first": "2026-09-18", "periods": "x"}, "are no periods; write them as 1-3, 5."),
        ({"first": "someday"}, "Write a date as year, month and day"),
    ],
)
def test_what_is_not_whole_is_said_and_nothing_typed_is_lost(
    principal: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = send(principal, REPAIR, **({"reason": "Water main", "room": ""} | typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Water main"' in answer.text


def test_without_a_published_year_there_is_nothing_to_mend(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "principal").get(REPAIR)
    assert page.status_code == 200
    assert "There is nothing to mend yet" in page.text
    assert sign_in(app, town, "office").get(REPAIR).status_code == 403
