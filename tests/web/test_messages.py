"""Everybody reads what a publication changed for them, and marks it as seen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.services.coaching.telling import tell
from scheduler.store import writing
from tests.furnished import add_messages, furnish
from tests.web.visitors import Town, form_token, sign_in

MESSAGES = "/schools/mill-year/messages/"


@pytest.fixture
def alice(app: Flask, town: Town) -> FlaskClient:
    """Return Alice, who has two messages."""
    with app.app_context():
        furnish("mill")
        add_messages("mill")
    return sign_in(app, town, "teacher")


def test_new_messages_are_counted_in_the_frame_until_they_are_seen(alice: FlaskClient) -> None:
    page = alice.get("/account/").text
    assert "2 new" in page
    page = alice.get(MESSAGES).text
    assert "2 changes in your schedule" in page
    assert "Your schedule is there" in page
    data = {"csrf_token": form_token(page), "message": ["mill-told", "mill-first"]}
    assert alice.post(f"{MESSAGES}seen", data=data).status_code == 303
    page = alice.get(MESSAGES).text
    assert " new<" not in page
    assert "Mark all as seen" not in page
    assert page.count(">Seen<") == 2


def test_a_message_says_what_was_and_what_will_be(alice: FlaskClient) -> None:
    page = alice.get(f"{MESSAGES}mill-plan").text
    assert "So far" in page
    assert re.search("ELA.*Fri", page, re.S)
    assert "Mark as seen" in page
    assert alice.get(f"{MESSAGES}mill-draft").status_code == 404


def test_nobody_reads_or_marks_the_messages_of_others(
    app: Flask, town: Town, alice: FlaskClient
) -> None:
    dave = sign_in(app, town, "plus")
    assert "There is no message yet" in dave.get(MESSAGES).text
    assert dave.get(f"{MESSAGES}mill-plan").status_code == 404
    data = {"csrf_token": form_token(dave.get("/account/").text), "message": "mill-told"}
    assert dave.post(f"{MESSAGES}seen", data=data).status_code == 404
    assert "2 new" in alice.get(MESSAGES).text
    assert sign_in(app, town, "principal").get(MESSAGES).status_code == 403


def test_the_principal_prints_change_sheets_and_sees_how_many_have_seen_theirs(
    app: Flask, town: Town, alice: FlaskClient
) -> None:
    principal = sign_in(app, town, "principal")
    page = principal.get("/schools/mill-year/plans/mill-plan/change-sheets").text
    assert "1 person has a message, 0 have seen it" in page
    assert "<h2>Alice" in page
    assert alice.get("/schools/mill-year/plans/mill-plan/change-sheets").status_code == 403
    published = principal.get("/schools/mill-year/plans/mill-plan/publish").text
    assert "change-sheets" in published


def test_what_waits_in_coaching_is_said_and_leads_there(app: Flask, alice: FlaskClient) -> None:
    with app.app_context(), writing() as session:
        for what in ("offers", "question", "entry", "invitation"):
            tell(session, "mill-year", ["alice"], what, None)
    page = alice.get(MESSAGES).text
    assert "6 new" in page
    for words in (
        "There is news of coaching",
        "A colleague asks you something",
        "Somebody suggests coaching to you",
        "You are invited to coaching",
    ):
        assert words in page
    assert page.count('href="/schools/mill-year/coaching/"') >= 4
