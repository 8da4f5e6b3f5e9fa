"""The town of the cast, and the door to it, for each test of people."""

from __future__ import annotations

import pytest
from flask import Flask

from scheduler.config import Settings
from scheduler.services.access.entrance import Entrance
from tests.people_cast import Town, settle


@pytest.fixture
def town(open_app: Flask) -> Town:
    """Return the two districts with their people."""
    return settle()


@pytest.fixture
def entrance(settings: Settings) -> Entrance:
    """Return the entrance of this installation, with cheap passwords."""
    return Entrance.of(settings)
