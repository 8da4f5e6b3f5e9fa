"""The district opens sites, rolls years over, and enters what figures are compared with."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.services.district.inputs import inputs_of
from tests.furnished import furnish
from tests.web.visitors import Town, form_token, send, sign_in

SITES = "/districts/oak/sites"
BASELINE = "/schools/mill-year/baseline"
NEXT = "/schools/mill-year/next-year"


@pytest.fixture
def staff(app: Flask, town: Town) -> FlaskClient:
    """Return somebody of the district, with the small school at Mill."""
    with app.app_context():
        furnish("mill")
    return sign_in(app, town, "district")


def test_a_site_is_opened_with_its_first_year(staff: FlaskClient) -> None:
    answer = send(staff, SITES, name="Lake School", year="2026-27")
    assert answer.status_code == 303
    page = staff.get(SITES).text
    assert "Lake School" in page
    twice = send(staff, SITES, name="Lake School", year="2026-27")
    assert twice.status_code == 409
    assert 'value="Lake School"' in twice.text
    wrong = send(staff, SITES, name="Sea School", year="next")
    assert wrong.status_code == 400
    assert "as in &#34;2026-27&#34;" in wrong.text or "2026-27" in wrong.text
    assert ">Sea School<" not in staff.get(SITES).text, "neither the site nor its year is opened"


def test_on_an_empty_server_the_administrator_opens_a_district(app: Flask, town: Town) -> None:
    root = sign_in(app, town, "root")
    assert root.get("/districts").status_code == 200
    assert send(root, "/districts", name=" ").status_code == 422
    opened = send(root, "/districts", name="Pine Valley")
    assert opened.status_code == 303
    assert "There is no site yet" in root.get(opened.headers["Location"]).text
    assert ">Pine Valley<" in root.get("/districts").text
    assert sign_in(app, town, "district").get("/districts").status_code in (403, 404)


def test_a_year_is_put_away_and_stays(staff: FlaskClient) -> None:
    data = {"csrf_token": form_token(staff.get(SITES).text)}
    answer = staff.post("/schools/hill-year/archive", data=data)
    assert answer.headers["Location"] == SITES
    assert "Put away</span>" in staff.get(SITES).text


def test_the_next_year_is_shown_before_it_is_opened(staff: FlaskClient) -> None:
    page = staff.get(NEXT).text
    assert "The year from Aug 30, 2027" in page
    assert "6 people with their areas" in page
    wrong = send(staff, NEXT, country="ZZ", debts="forgive")
    assert wrong.status_code == 400
    assert "is no country code" in wrong.text
    shown = send(staff, NEXT, first="2027-09-06", country="us", debts="carry")
    assert "The year from Sep 06, 2027" in shown.text
    opened = send(staff, NEXT, first="2027-09-06", debts="forgive", open="1")
    assert opened.status_code == 303
    assert "2027-28" in staff.get(SITES).text
    assert send(staff, NEXT, debts="forgive", open="1").status_code == 409


def test_the_baseline_is_entered_with_its_source(
    staff: FlaskClient, app: Flask, town: Town
) -> None:
    fields = {"coaches": "0.5", "days": "180", "source": "Payroll", "as_of": "2026-05-01"}
    seen = versions(app, town)
    answer = send(staff, BASELINE, **fields, rate="", **seen)
    assert answer.status_code == 303
    assert "90 coaching days: Payroll (2026-05-01)." in staff.get("/schools/mill-year/figures").text
    stale = send(staff, BASELINE, **fields | {"source": "Mine"}, rate="", **seen)
    assert stale.status_code == 409
    assert 'value="Mine"' in stale.text
    assert send(staff, BASELINE, **fields | {"days": "999"}, **seen).status_code == 422
    rated = send(staff, BASELINE, **fields, rate="140", **versions(app, town))
    assert rated.status_code == 303
    with app.app_context():
        assert inputs_of(town.viewer("district"), "mill-year").substitute_rate == 140


def versions(app: Flask, town: Town) -> dict[str, str]:
    with app.app_context():
        baseline, policy = inputs_of(town.viewer("district"), "mill-year").versions
    return {"baseline_version": str(baseline), "policy_version": str(policy)}


def test_principals_enter_their_baseline_and_open_no_sites(
    app: Flask, town: Town, staff: FlaskClient
) -> None:
    principal = sign_in(app, town, "principal")
    assert principal.get(BASELINE).status_code == 200
    assert principal.get(SITES).status_code == 404
    assert principal.get(NEXT).status_code == 403
    assert sign_in(app, town, "teacher").get(BASELINE).status_code == 403
