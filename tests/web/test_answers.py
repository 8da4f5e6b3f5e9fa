"""A letter's link opens one entry without an account: seen, answered once, told to nobody."""

from __future__ import annotations

import dataclasses
import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from scheduler.config import Settings, Smtp
from scheduler.store import writing
from scheduler.store.tables.people import Membership
from tests.coached import coach, link
from tests.furnished import furnish
from tests.postbox import Postbox, mail_server
from tests.web.visitors import Town, form_token, send, sign_in

LINK = "/schools/mill-year/coaching/suggest/link"


@pytest.fixture
def mill(app: Flask, town: Town) -> Town:
    """Return the cast; something waits for Alice of Mill, who has no account."""
    with app.app_context():
        furnish("mill")
        coach("mill", "teacher", "plus", "principal")
        with writing() as session:
            session.execute(delete(Membership).where(Membership.staff_id == "alice"))
            session.add(link("mill-year", "r3", "the-token"))
    return town


def opened(client: FlaskClient) -> str:
    """Follow the link of the letter; return the page."""
    answer = client.get("/answer/the-token")
    assert answer.headers["Location"] == "/answer"
    return client.get("/answer").text


@pytest.mark.parametrize(("what", "words"), [("yes", "Confirmed"), ("no", "It is gone")])
def test_it_is_answered_once(mill: Town, client: FlaskClient, what: str, words: str) -> None:
    page = opened(client)
    assert "Coaching cycle for Alice Adams" in page
    assert "Suggested by Principal Miller" in page
    assert "Your schedule" in page
    assert "ELA 6" in page
    answer = client.post(f"/answer/{what}", data={"csrf_token": form_token(page)})
    assert answer.status_code == 200
    assert words in answer.text
    assert client.get("/answer").status_code == 404
    assert client.get("/answer/the-token", follow_redirects=True).status_code == 404


def test_it_opens_nothing_else(mill: Town, client: FlaskClient) -> None:
    opened(client)
    for path in ("/schools/mill-year/coaching/", "/schools/mill-year/mine/", "/account/"):
        assert "/sign-in" in client.get(path).headers["Location"]
    assert client.post("/answer/yes").status_code == 400


def test_whoever_sends_it_sees_neither_link_nor_whether_anything_waits(
    app: Flask, mill: Town
) -> None:
    principal = sign_in(app, mill, "principal")
    assert "No mail server is set" in principal.get(LINK).text
    box = Postbox()
    with mail_server(box) as smtp:
        with_mail(app, smtp)
        pages = []
        for teacher in ("alice", "carol"):
            answer = send(principal, LINK, teacher=teacher, email=f"{teacher}@home.example")
            assert answer.status_code == 303
            pages.append(principal.get(LINK).text)
        wait_for_letters()
    assert all("If something waits" in one for one in pages)
    assert all("/answer/" not in one for one in pages)
    assert sign_in(app, mill, "plus").get(LINK).status_code == 403


def test_the_letter_brings_the_link_to_the_teacher(app: Flask, mill: Town) -> None:
    principal, box = sign_in(app, mill, "principal"), Postbox()
    with mail_server(box) as smtp:
        with_mail(app, smtp)
        send(principal, LINK, teacher="alice", email="alice@home.example")
        wait_for_letters()
    (mail,) = box.mails
    assert mail["To"] == "alice@home.example"
    found = re.findall(r"/answer/(\S+)", mail.get_payload())
    assert found
    page = app.test_client().get(f"/answer/{found[0]}", follow_redirects=True)
    assert "for Alice Adams" in page.text


def with_mail(app: Flask, smtp: Smtp) -> None:
    """Give the installation a mail server."""
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(
        settings, public_url="http://localhost", smtp=smtp
    )


def wait_for_letters() -> None:
    """Wait until the letters that are on their way have been taken."""
    for one in threading.enumerate():
        if one.name == "letter":
            one.join(timeout=10)
