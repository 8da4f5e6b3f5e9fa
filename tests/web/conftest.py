"""The two districts of the cast, in the application of a test."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.furnished import add_draft, furnish
from tests.people_cast import Town, settle
from tests.prepared import prepared
from tests.web.visitors import sign_in


@pytest.fixture
def town(app: Flask) -> Town:
    """Return the two districts with their people."""
    return prepared(app, "town", settle)


@pytest.fixture
def mill(app: Flask, town: Town) -> Town:
    """Return the cast, with the small school at Mill."""
    prepared(app, "mill", lambda: furnish("mill"))
    return town


@pytest.fixture
def drafted(app: Flask, town: Town) -> Town:
    """Return the cast, with a published plan and a draft at Mill."""
    prepared(app, "mill and a draft", lambda: (furnish("mill"), add_draft("mill")))
    return town


@pytest.fixture
def principal(app: Flask, mill: Town) -> FlaskClient:
    """Return the principal of Mill in a browser."""
    return sign_in(app, mill, "principal")
