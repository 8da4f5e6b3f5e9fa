"""District staff compare their sites on pages."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.store import sites, writing
from tests.district_cast import add_sites
from tests.furnished import add_order, add_runs
from tests.prepared import prepared
from tests.web.visitors import Town, form_token, send, sign_in

COMPARE = "/districts/oak/compare"


@pytest.fixture
def staff(app: Flask, town: Town) -> FlaskClient:
    """Return somebody of the district, with three sites more that have a year behind them."""
    prepared(app, "oak with three sites", lambda: add_sites("oak", 3))
    return sign_in(app, town, "district")


def rows(page: str) -> list[str]:
    """Return the names of the sites in the order in which they stand in the table."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_the_district_begins_with_the_comparison(staff: FlaskClient) -> None:
    answer = staff.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == COMPARE
    page = staff.get(COMPARE).text
    assert "<title>Compare sites · Scheduler</title>" in page, "it is about no single site"
    assert "Staffing list (2025-09-15)" in page
    assert "no published plan yet" in page
    assert "without 2 that have no published plan" in page
    assert "not known yet" in page


def test_a_next_year_in_preparation_does_not_hide_this_one(app: Flask, staff: FlaskClient) -> None:
    this = staff.get(COMPARE).text
    with app.app_context(), writing() as session:
        sites.add_year(session, "mill", "2030-31", by=None)
    page = staff.get(COMPARE).text
    assert rows(page) == rows(this)
    assert ">2030-31</a>" in page, "it can be chosen"
    assert rows(staff.get(f"{COMPARE}?year=2030-31").text) == ["Mill School"]
    for path in ("/districts/oak/team", "/districts/oak/builds"):
        usual = staff.get(path).text.partition("<main")[2]
        assert "Hill Foxglove School" in usual
        assert f'href="{path}?year=2030-31"' in usual
        other = staff.get(f"{path}?year=2030-31").text.partition("<main")[2]
        assert "Hill Foxglove School" not in other


def test_every_column_sorts_both_ways_and_what_is_not_known_comes_last(staff: FlaskClient) -> None:
    up = rows(staff.get(f"{COMPARE}?sort=available_coaching_days").text)
    down = rows(staff.get(f"{COMPARE}?sort=-available_coaching_days").text)
    assert up[:3] == down[2::-1]
    assert {*up[3:]} == {*down[3:]} == {"Mill School", "Hill Foxglove School"}
    assert len(rows(staff.get(f"{COMPARE}?sort=nonsense&show=nonsense&period=no").text)) == 5


def test_over_half_is_said_in_words(staff: FlaskClient) -> None:
    page = staff.get(f"{COMPARE}?show=time&period=Q2").text
    assert "over half" in page
    assert 'aria-current="true">Quarter 2' in page


def test_the_trend_has_a_column_for_each_term(staff: FlaskClient) -> None:
    page = staff.get("/districts/oak/trend?figure=reach").text
    assert all(f"Quarter {n}" in page for n in range(1, 5))
    assert "Share of the teachers who keep classes" in page


def test_a_site_shows_its_figures_with_what_they_mean(staff: FlaskClient) -> None:
    page = staff.get("/schools/site1-year/figures").text
    assert "a baseline of 180 coaching days: Staffing list (2025-09-15)." in page
    assert page.count("What is this?") > 20
    assert "No plan is published yet" in staff.get("/schools/hill-year/figures").text
    assert staff.get("/schools/site1-year/").headers["Location"].endswith("/figures")


def test_the_files_have_all_sites_and_terms(staff: FlaskClient) -> None:
    csv = staff.get(f"{COMPARE}/sites.csv")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="sites-2026-27.csv"'
    assert csv.text.count("Birch Creek Middle School") == 5
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"{COMPARE}/sites.xlsx").data))
    assert len(list(book["Sites"].values)) == 1 + 5 * 6


def test_a_district_without_sites_says_what_will_be_here(app: Flask, town: Town) -> None:
    from scheduler.store import writing
    from scheduler.store.tables.places import SchoolYear

    with app.app_context(), writing() as session:
        for name in ("mill-year", "hill-year"):
            session.delete(session.get_one(SchoolYear, name))
    page = sign_in(app, town, "district").get(COMPARE).text
    assert "There is no site to compare yet" in page
    trend = sign_in(app, town, "district").get("/districts/oak/trend").text
    assert "There are no terms to compare yet" in trend


def test_principals_see_the_figures_of_their_own_site(app: Flask, town: Town) -> None:
    principal = sign_in(app, town, "principal")
    assert principal.get("/schools/mill-year/figures").status_code == 200
    assert principal.get("/schools/hill-year/figures").status_code == 404
    assert principal.get(COMPARE).status_code == 404


def test_what_teams_would_give_is_ordered_and_shown(staff: FlaskClient, app: Flask) -> None:
    page = staff.get("/districts/oak/team").text
    assert "8 Plus teachers" in page
    assert "not known yet" in page
    answer = staff.post("/districts/oak/team?sizes=1", data={"csrf_token": form_token(page)})
    assert answer.headers["Location"].endswith("/districts/oak/team?sizes=1")
    with app.app_context():
        add_runs("mill")
    page = staff.get("/districts/oak/team?sizes=1,2,x").text
    assert "55 % free, over half" in page
    assert "not possible" in page
    assert "8 Plus teachers" not in page


def test_builds_of_all_sites_are_ordered_and_watched(staff: FlaskClient, app: Flask) -> None:
    assert "5 never built" in staff.get("/districts/oak/builds").text
    answer = send(staff, "/districts/oak/builds", name="All of us", minutes="1")
    assert answer.status_code == 303
    page = staff.get("/districts/oak/builds").text
    assert "The builds are being ordered" in page
    assert 'hx-trigger="every 3s"' in page
    assert send(staff, "/districts/oak/builds", name="", minutes="1").status_code == 422
    with app.app_context():
        add_order("oak", "mill")
    part = staff.get("/districts/oak/builds/progress").text
    assert "a plan that breaks no rule" in part
    assert "Hill Foxglove School: The bell schedule is missing. And 1 more." in part
    assert "1 of 5 sites" in part
