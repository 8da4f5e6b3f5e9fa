"""Visitors who have signed in, and forms sent as a browser sends them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people_cast import Town

__all__ = ["Town", "form_token", "send", "sign_in"]


def sign_in(app: Flask, town: Town, name: str, base_url: str | None = None) -> FlaskClient:
    """Return a visitor in whose browser somebody of the cast has signed in."""
    client = app.test_client()
    with app.app_context():
        token = town.token(name)
    with client.session_transaction(base_url=base_url) as session:
        session["token"] = token
    return client


def form_token(page: str) -> str:
    """Return the token against forgery of the forms on a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, "There is no form on the page."
    return found[1]


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Load a page with a form and send the form, with its token against forgery."""
    token = form_token(client.get(path).text)
    return client.post(path, data={"csrf_token": token} | fields)
