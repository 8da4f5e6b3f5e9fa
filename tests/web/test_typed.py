"""Nothing typed is lost when a session ends: the form comes back after signing in again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from scheduler.services.access import sessions
from scheduler.store import writing
from scheduler.store.columns import now
from scheduler.store.tables.editing import TypedForm
from scheduler.store.tables.people import UserSession
from tests.web.visitors import Town, form_token, sign_in

PATH = "/schools/mill-year/setup/lists/rooms/101"


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
