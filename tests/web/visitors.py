"""Visitors who have signed in, and forms sent as a browser sends them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people_cast import Town

__all__ = ["Town", "send", "sign_in"]


def sign_in(app: Flask, town: Town, name: str, base_url: str | None = None) -> FlaskClient:
    """Return a visitor in whose browser somebody of the cast has signed in."""
    client = app.test_client()
    with app.app_context():
        token = town.token(name)
    with client.session_transaction(base_url=base_url) as session:
        session["token"] = token
    return client


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Load a page with a form and send the form, with its token against forgery."""
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(path).text)
    assert token, f"{path} has no form."
    return client.post(path, data={"csrf_token": token[1]} | fields)
