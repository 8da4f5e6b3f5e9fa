"""Moments are shown by the school's clock; where no school is known, they say that they are UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from scheduler.store import writing
from scheduler.store.tables.jobs import SolverJob
from scheduler.store.tables.places import SchoolYear
from tests.cast import small_school
from tests.furnished import add_runs, furnish
from tests.web.visitors import Town, sign_in

CAPACITY = "/schools/mill-year/capacity/"
LATE = dt.datetime(2026, 9, 2, 3, 30, tzinfo=dt.UTC)
ZONE = small_school().calendar.timezone


@pytest.fixture
def mill(app: Flask, town: Town) -> Town:
    """Return the cast, with a frontier that was found late in the evening at Mill."""
    with app.app_context():
        furnish("mill")
        id = add_runs("mill")
        with writing() as session:
            session.get_one(SolverJob, id).finished_at = LATE
    return town


def test_a_moment_is_shown_by_the_clock_of_the_school(app: Flask, mill: Town) -> None:
    page = sign_in(app, mill, "principal").get(CAPACITY).text
    there = LATE.astimezone(ZoneInfo(ZONE))
    assert there.day == 1
    assert f"Found {there:%b %-d, %H:%M}. If" in page


def test_pages_about_no_school_go_by_the_school_that_was_looked_at_last(
    app: Flask, mill: Town
) -> None:
    client = sign_in(app, mill, "principal")
    assert " UTC</td>" in client.get("/account/").text
    client.get(CAPACITY)
    assert "UTC" not in client.get("/account/").text


def test_a_school_without_a_calendar_shows_utc_and_says_so(app: Flask, mill: Town) -> None:
    with app.app_context(), writing() as session:
        session.add(SchoolYear(id="next-year", site_id="mill", year="2027-28"))
        session.flush()
        session.add(SolverJob(kind="build", school_id="next-year", created_at=LATE))
    page = sign_in(app, mill, "principal").get("/schools/next-year/runs/").text
    assert "Sep 2, 03:30 UTC" in page
