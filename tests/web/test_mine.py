"""My own days: today, week and term of a Plus teacher and of a teacher, and their calendar feed."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.furnished import furnish
from tests.web.visitors import Town, form_token, send, sign_in

MINE = "/schools/mill-year/mine/"


@pytest.fixture
def plus(app: Flask, mill: Town) -> FlaskClient:
    """Return Dave, a Plus teacher, in a browser."""
    return sign_in(app, mill, "plus")


@pytest.fixture
def teacher(app: Flask, mill: Town) -> FlaskClient:
    """Return Alice, a teacher, in a browser."""
    return sign_in(app, mill, "teacher")


def text(client: FlaskClient, path: str) -> str:
    """Return what stands in the middle of a page, without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    middle = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", middle).split())


def test_today_is_home_for_those_on_the_schedule(app: Flask, mill: Town) -> None:
    for who, path in (("plus", MINE), ("teacher", MINE), ("principal", "mill-plan/")):
        assert path in sign_in(app, mill, who).get("/schools/mill-year/").location


def test_a_plus_teachers_day_says_class_room_time_and_for_whom(plus: FlaskClient) -> None:
    page = text(plus, f"{MINE}?date=2026-09-17")
    assert "08:30–09:30 period 1 Cover Cover: ELA 6 (6A) for Alice Adams Room 101" in page
    assert "12:20–13:20 period 4 Open" in page
    friday = text(plus, f"{MINE}?date=2026-09-18")
    assert "Coaching with Alice Adams" in friday


def test_a_teachers_day_says_who_has_the_classes(teacher: FlaskClient) -> None:
    page = text(teacher, f"{MINE}?date=2026-09-17")
    assert "You are in PD all day with Core team" in page
    assert "ELA 6 (6A), covered by Dave Diaz" in page


def test_a_date_without_school_leads_to_the_next(teacher: FlaskClient) -> None:
    page = text(teacher, f"{MINE}?date=2026-09-19")
    assert "There is no school on Saturday, September 19. This is the next school day." in page
    assert "Monday, September 21" in page
    assert "This is the last school day." in text(teacher, f"{MINE}?date=2027-07-01")
    assert teacher.get(f"{MINE}?date=soon").status_code == 404


def test_the_week_lists_all_dates_and_what_is_open(plus: FlaskClient) -> None:
    page = text(plus, f"{MINE}week?week=2026-09-17")
    assert page.index("Mon, Sep 14") < page.index("Thu, Sep 17") < page.index("Fri, Sep 18")
    assert "What is open can be booked for coaching." in page
    assert plus.get(f"{MINE}week?week=2026-07-01").status_code == 404


def test_the_term_lists_pd_days_and_who_covers_when(teacher: FlaskClient) -> None:
    page = text(teacher, f"{MINE}term?term=Q1")
    assert "Thu, Sep 17 Core team" in page
    assert "Thu, Sep 17 08:30–09:30 ELA 6 (6A) Room 101 Dave Diaz PD" in page
    assert "Coaching with Dave Diaz" in page
    other = text(teacher, f"{MINE}term?term=Q2")
    assert "None in this term." in other
    assert "Nobody takes a class of yours" in other
    assert teacher.get(f"{MINE}term?term=Q9").status_code == 404


def test_a_plus_teachers_term_counts_cover_and_coaching(plus: FlaskClient) -> None:
    page = text(plus, f"{MINE}term?term=Q1")
    assert "Cover 2 periods" in page
    assert "Coaching 1 session " in page
    assert "Coaching time 60 minutes" in page


def test_the_card_is_printed_with_its_own_style(plus: FlaskClient) -> None:
    page = plus.get(f"{MINE}card?date=2026-09-17").text
    assert "ELA 6 (6A)" in page
    assert "<style" not in page
    style = re.search(r'href="([^"]+card\.css[^"]*)"', page)
    assert style
    answer = plus.get(style[1])
    assert answer.mimetype == "text/css"
    assert "@page" in answer.text
    assert plus.get(f"{MINE}card?date=2026-09-19").status_code == 404


def test_nobody_sees_anothers_week_by_the_address(app: Flask, mill: Town) -> None:
    for who in ("principal", "office", "district"):
        assert sign_in(app, mill, who).get(MINE).status_code == 403
    assert sign_in(app, mill, "hill").get(MINE).status_code == 404


def test_without_a_published_plan_the_pages_say_so(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill", published=False)
    client = sign_in(app, town, "teacher")
    for page in ("", "week", "term", "card"):
        assert "as soon as a plan with you in it is published" in client.get(MINE + page).text
    assert client.get(f"{MINE}card.css").status_code == 404


def test_an_address_is_made_shown_once_replaced_and_revoked(app: Flask, plus: FlaskClient) -> None:
    assert "You have no address yet" in text(plus, f"{MINE}feed")
    page = send(plus, f"{MINE}feed").text
    first = _address(page)
    assert first.startswith("http://localhost/feeds/")
    assert "webcal://localhost/feeds/" in page
    reader = app.test_client()
    assert "BEGIN:VCALENDAR" in reader.get(first).text
    again = plus.get(f"{MINE}feed").text
    assert first not in again
    assert "You made an address on" in again
    second = _address(send(plus, f"{MINE}feed").text)
    assert reader.get(first).status_code == 404
    revoke = re.search(r'action="([^"]+/revoke)"', again)
    assert revoke
    now = plus.get(f"{MINE}feed").text
    path = re.search(r'action="([^"]+/revoke)"', now)
    assert path
    token = form_token(now)
    assert plus.post(path[1], data={"csrf_token": token}).status_code == 303
    assert reader.get(second).status_code == 404
    assert "You have no address yet" in text(plus, f"{MINE}feed")


def _address(page: str) -> str:
    found = re.search(r'id="link" readonly value="([^"]+)"', page)
    assert found
    return found[1]
