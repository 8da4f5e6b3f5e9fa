"""The pages for moving a session or a PD day: places, reasons, locks, undo."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import plan_id
from tests.furnished import furnish
from tests.web.visitors import Town, form_token, send, sign_in

CALENDAR = "/schools/mill-year/plans/mill-plan/calendar"
SESSION = f"{CALENDAR}/sessions/{plan_id('conference')}"
PD_DAY = f"{CALENDAR}/pd-days/{plan_id('PD day')}"


@pytest.fixture
def principal(app: Flask, town: Town) -> FlaskClient:
    """Return the principal of Mill in a browser."""
    with app.app_context():
        furnish("mill")
    return sign_in(app, town, "principal")


def test_the_calendar_leads_to_moving_for_those_who_may(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    page = principal.get(f"{CALENDAR}/day?date=2026-09-18").text
    assert SESSION in page
    assert PD_DAY in principal.get(f"{CALENDAR}/day?date=2026-09-17").text
    office = sign_in(app, town, "office")
    assert PD_DAY not in office.get(f"{CALENDAR}/day?date=2026-09-17").text
    assert office.get(PD_DAY).status_code == 403


def test_a_session_is_moved_by_a_button_and_taken_back(principal: FlaskClient) -> None:
    page = principal.get(f"{SESSION}?week=2026-09-21").text
    assert "Planning conference: Dave Diaz and Alice Adams" in page
    assert "Alice Adams is in PD." in principal.get(SESSION).text
    form = page[page.index("data-drop") :]
    date, key = (re.search(rf'name="{one}" value="([^"]+)"', form) for one in ("date", "key"))
    assert date
    assert key
    answer = send(principal, SESSION, date=date[1], key=key[1])
    assert answer.status_code == 303
    there = principal.get(answer.location).text
    assert "Moved. Nothing is announced until the draft, plan 2, is published." in there
    undo = re.search(r'action="([^"]+/undo)"', there)
    assert undo
    fields = {"csrf_token": form_token(there), "session": plan_id("conference")}
    back = principal.post(undo[1], data=fields)
    assert back.status_code == 303
    again = principal.get(back.location).text
    assert "Taken back." in again
    assert "Friday, September 18" in again
    assert ">Redo</button>" in again


def test_a_place_that_has_gone_is_refused_in_words(principal: FlaskClient) -> None:
    answer = send(principal, SESSION, date="2026-09-21", key="gone")
    assert answer.status_code == 409
    assert "look at the places again" in answer.text
    for path in (SESSION, PD_DAY):
        assert send(principal, path, date="soon", key="gone").status_code == 400


def test_a_pd_day_is_moved_locked_and_unlocked(principal: FlaskClient) -> None:
    page = principal.get(PD_DAY).text
    assert "Alice Adams has a coaching session on this date." in page
    assert "4 periods to cover" in page
    moved = send(principal, PD_DAY, date="2026-09-22")
    assert "Tuesday, September 22" in principal.get(moved.location).text
    refused = send(principal, PD_DAY, date="2026-09-18")
    assert refused.status_code == 409
    assert "It cannot go there. Alice Adams has a coaching session" in refused.text
    locked = send(principal, PD_DAY, do="lock")
    there = principal.get(locked.location).text
    assert "It stays on this date" in there
    assert "Move here" not in there
    free = send(principal, locked.location, do="unlock")
    assert "Move here" in principal.get(free.location).text


def test_other_months_and_weeks_are_a_link_away(principal: FlaskClient) -> None:
    assert "October 2026" in principal.get(f"{PD_DAY}?month=2026-10-01").text
    assert "Week of September 28, 2026" in principal.get(f"{SESSION}?week=2026-09-30").text
    assert principal.get(f"{PD_DAY}?month=2027-07-01").status_code == 404
    assert principal.get(f"{SESSION}?week=never").status_code == 404


def test_there_is_nothing_to_take_back_in_what_is_published(principal: FlaskClient) -> None:
    answer = principal.post(
        f"{CALENDAR}/undo", data={"csrf_token": form_token(principal.get(PD_DAY).text)}
    )
    assert answer.status_code == 303
    assert "There is nothing to take back." in principal.get(answer.location).text


def test_a_cover_is_locked_and_unlocked_on_its_day(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    day, cover = f"{CALENDAR}/day?date=2026-09-17", plan_id("cover of ELA-6A")
    assert "Lock<span" in principal.get(day).text
    fields = {"csrf_token": form_token(principal.get(day).text), "date": "2026-09-17"}
    answer = principal.post(f"{CALENDAR}/covers/{cover}", data=fields | {"do": "lock"})
    there = principal.get(answer.location).text
    assert "Locked. Nothing is announced until the draft, plan 2, is published." in there
    assert there.count(">Unlock<span") == 1
    assert ">Undo</button>" in there
    lock = re.search(r'action="([^"]+/covers/[^"]+)"', there)
    assert lock
    free = principal.post(lock[1], data=fields | {"do": "unlock"})
    assert ">Unlock<span" not in principal.get(free.location).text
    office = sign_in(app, town, "office")
    assert "Lock<span" not in office.get(day).text


def test_what_is_dragged_knows_where_it_is_moved(principal: FlaskClient) -> None:
    week = principal.get(f"{CALENDAR}/week?week=2026-09-14").text
    month = principal.get(f"{CALENDAR}/month?month=2026-09-01").text
    assert f'data-carry="{SESSION}"' in week
    for page in (week, month):
        assert f'data-carry="{PD_DAY}" data-moves-at-once' in page
        assert 'data-date="2026-09-18"' in page
