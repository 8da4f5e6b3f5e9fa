"""Nothing typed is lost when a session ends: the form comes back after signing in again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.services.access import sessions
from scheduler.services.coaching.mine import forget_expired
from scheduler.store import writing
from scheduler.store.columns import now
from scheduler.store.tables.editing import TypedForm
from scheduler.store.tables.people import UserSession
from tests.coached import CLOCKS, TODAY
from tests.web.visitors import Town, form_token, sign_in

PATH = "/schools/mill-year/setup/lists/rooms/101"
ASK = "/schools/mill-year/coaching/ask"


def typed(client: FlaskClient, **more: Any) -> dict[str, Any]:
    page = client.get(PATH).text
    return {"csrf_token": form_token(page), "version": "1", "name": "Blue room"} | more


def grow_old(app: Flask) -> None:
    with app.app_context(), writing() as session:
        for one in session.query(UserSession):
            one.seen_at = now() - sessions.IDLE - dt.timedelta(minutes=1)


def sign_in_again(app: Flask, town: Town, client: FlaskClient, name: str) -> None:
    with app.app_context():
        token = town.token(name)
    with client.session_transaction() as session:
        session.clear()
        session["token"] = token


def test_the_form_comes_back_filled_after_signing_in_again(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    fields = typed(client, password="never kept")
    grow_old(app)
    answer = client.post(PATH, data=fields)
    assert answer.status_code == 303
    assert answer.location == f"/sign-in?next={PATH}"
    assert "what you typed is there" in client.get(answer.location).text
    sign_in_again(app, mill, client, "principal")
    page = client.get(PATH).text
    assert 'value="Blue room"' in page
    assert "you were signed out while you typed it" in page
    assert "never kept" not in page
    assert 'value="Blue room"' not in client.get(PATH + "?fresh=1").text
    saved = client.post(PATH, data=fields | {"csrf_token": form_token(page)})
    assert saved.status_code == 303
    assert "signed out while" not in client.get(PATH).text
    with app.app_context(), writing() as session:
        assert session.query(TypedForm).count() == 0


def test_what_was_typed_is_its_writers_alone(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    fields = typed(client)
    grow_old(app)
    client.post(PATH, data=fields)
    sign_in_again(app, mill, client, "scheduler")
    assert "Blue room" not in client.get(PATH).text


def test_nothing_is_kept_of_somebody_who_signed_out_or_never_was(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    fields = typed(client)
    with client.session_transaction() as session:
        token = session["token"]
    with app.app_context():
        sessions.end(token)
    client.post(PATH, data=fields)
    stranger = app.test_client()
    stranger.post(PATH, data={"name": "Blue room"})
    with app.app_context(), writing() as session:
        assert session.query(TypedForm).count() == 0


def test_what_was_typed_has_an_end(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    fields = typed(client)
    grow_old(app)
    client.post(PATH, data=fields)
    with app.app_context(), writing() as session:
        (one,) = session.query(TypedForm)
        assert dt.timedelta(days=6) < one.ends_at - now() < dt.timedelta(days=8)
        one.ends_at = now() - dt.timedelta(seconds=1)
    sign_in_again(app, mill, client, "principal")
    assert "Blue room" not in client.get(PATH).text


def test_a_page_from_before_signing_in_anew_comes_back_filled(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    fields = typed(client)
    sign_in_again(app, mill, client, "principal")  # in another window: the old token is void
    answer = client.post(PATH, data=fields)
    assert (answer.status_code, answer.location) == (303, PATH)
    assert 'value="Blue room"' in client.get(PATH).text


def test_a_page_that_keeps_nothing_refuses_an_old_token_as_before(app: Flask, mill: Town) -> None:
    client = sign_in(app, mill, "principal")
    assert client.post("/sign-in", data={"email": "a", "password": "b"}).status_code == 400


def ask_for_coaching(app: Flask, town: Town) -> FlaskClient:
    """Ask for coaching when the session has just ended, and sign in again."""
    client = sign_in(app, town, "teacher")
    fields = {
        "csrf_token": form_token(client.get(ASK).text),
        "template": "cycle",
        "goal": "Questions that open a talk.",
        "areas": "ELA",
        "first": "2026-09-14",
        "last": "2026-10-30",
        "wished_coach": "",
        "section": "",
    }
    grow_old(app)
    answer = client.post(ASK, data=fields)
    assert answer.location == f"/sign-in?next={ASK}"
    sign_in_again(app, town, client, "teacher")
    return client


def test_a_goal_comes_back_after_signing_in_again_until_it_is_sent(
    app: Flask, mill: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in CLOCKS:
        monkeypatch.setattr(module, "today", lambda: TODAY)
    client = ask_for_coaching(app, mill)
    page = client.get(ASK).text
    assert "you were signed out while you typed it" in page
    assert "Questions that open a talk." in page
    assert "Questions that open" not in client.get(f"{ASK}?fresh=1").text
    fields = {"goal": "Shorter.", "template": "cycle", "areas": "ELA", "planning_is_fine": "y"}
    dates = {"first": "2026-09-14", "last": "2026-10-30", "wished_coach": "", "section": ""}
    sent = client.post(ASK, data=fields | dates | {"csrf_token": form_token(page)})
    assert sent.status_code == 303
    assert "signed out while" not in client.get(ASK).text


def test_who_deletes_their_content_deletes_what_they_had_typed(app: Flask, mill: Town) -> None:
    client = ask_for_coaching(app, mill)
    data = "/schools/mill-year/coaching/data"
    client.post(f"{data}/delete", data={"csrf_token": form_token(client.get(data).text)})
    assert "Questions that open" not in client.get(ASK).text


def test_what_nobody_came_back_for_is_deleted_by_the_worker(app: Flask, mill: Town) -> None:
    ask_for_coaching(app, mill)
    with app.app_context():
        with writing() as session:
            session.query(TypedForm).one().ends_at = now()
        forget_expired()
        with writing() as session:
            assert session.query(TypedForm).count() == 0
