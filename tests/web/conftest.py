"""The two districts of the cast, in the application of a test."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people_cast import Town, settle


@pytest.fixture
def town(app: Flask) -> Town:
    """Return the two districts with their people."""
    with app.app_context():
        return settle()
