"""The calendar: year, month, week and day; what of coaching is seen by whom."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.domain.days import TeamYear
from scheduler.domain.measures import bookable_minutes, open_minutes, scheduled_minutes
from scheduler.store import writing
from scheduler.store.tables.people import Membership
from tests.cast import small_calendar, small_plan, small_school
from tests.furnished import fill
from tests.services.plans_cast import saved
from tests.web.visitors import Town, sign_in

PLAN = "/schools/mill-year/plans/mill-plan/calendar"
PD_DAY, SESSION_DAY = f"{PLAN}/day?date=2026-09-17", f"{PLAN}/day?date=2026-09-18"
WEEK = f"{PLAN}/week?week=2026-09-16"


def text(client: FlaskClient, path: str) -> str:
    """Return what a page says, without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_the_year_says_of_each_week_its_type_who_is_out_and_what_is_open(
    principal: FlaskClient,
) -> None:
    page = text(principal, f"{PLAN}/year")
    week = page[page.index("Sep 14") : page.index("Sep 21")]
    assert "Mixed" in week
    assert "Core team" in week
    assert "2 teacher-days in PD" in week
    assert "4 periods covered" in week
    assert "1 coaching session " in week
    assert "coaching days open" in week


def test_a_month_leads_to_those_beside_it_and_ends_with_the_year(principal: FlaskClient) -> None:
    page = principal.get(f"{PLAN}/month?month=2026-09-20").text
    assert "September 2026" in page
    assert 'rel="prev"' in page
    assert "month=2026-10-01" in page
    assert 'rel="next"' not in principal.get(f"{PLAN}/month?month=2026-12-01").text
    assert principal.get(f"{PLAN}/month?month=2027-07-01").status_code == 404


def test_a_day_says_who_is_out_and_who_has_their_classes(principal: FlaskClient) -> None:
    page = text(principal, PD_DAY)
    assert "PD: Core team 2 out" in page
    assert "Alice Adams 08:30–09:30 period 1 ELA 6 (6A) Room 101 Dave Diaz" in page
    assert "Bob Brown 08:30–09:30 period 1 Math 7 (7A) Room 102 Erin Evans" in page


def test_days_go_on_over_the_weekend_and_a_date_without_school_is_not_found(
    principal: FlaskClient,
) -> None:
    page = principal.get(SESSION_DAY).text
    assert "date=2026-09-17" in page
    assert "date=2026-09-21" in page
    assert principal.get(f"{PLAN}/day?date=2026-09-19").status_code == 404
    answer = principal.get(f"{PLAN}/day?date=tomorrow")
    assert answer.status_code == 404
    assert "is not a date such as 2026-09-14" in answer.text


def test_a_week_has_a_row_for_each_plus_teacher_or_for_one_person(principal: FlaskClient) -> None:
    page = text(principal, WEEK)
    assert "Cover: ELA 6 (6A) for Alice Adams" in page
    assert "Cover: Math 7 (7A) for Bob Brown" in page
    assert "2 covers for Alice Adams" in page  # folded: a week of ten people is to be read
    alone = text(principal, f"{WEEK}&person=carol")
    assert "Art 6 (6A)" in alone
    assert "Cover: ELA" not in alone
    assert principal.get(f"{WEEK}&person=nobody").status_code == 404
    assert principal.get(f"{PLAN}/week?week=2026-07-01").status_code == 404


def test_without_a_date_the_next_school_day_is_shown(principal: FlaskClient) -> None:
    for page in ("month", "week", "day"):
        assert principal.get(f"{PLAN}/{page}").status_code == 200


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("principal", "Coaching with Alice Adams"),
        ("plus", "Coaching with Alice Adams"),
        ("teacher", "Coaching with Alice Adams"),
        ("office", "Busy"),
    ],
)
def test_coaching_reads_busy_for_everybody_but_the_pair_and_those_who_place_it(
    app: Flask, mill: Town, who: str, sees: str
) -> None:
    page = text(sign_in(app, mill, who), SESSION_DAY)
    team = page[page.index("The Plus team") :]
    assert sees in team
    assert ("Coaching with" in team) == (sees != "Busy")


def test_another_teacher_reads_busy_too(app: Flask, mill: Town) -> None:
    with app.app_context(), writing() as session:
        for one in session.scalars(select(Membership).where(Membership.staff_id == "alice")):
            one.staff_id = "bob"
    page = text(sign_in(app, mill, "teacher"), SESSION_DAY)
    assert "Busy" in page
    assert "Coaching with" not in page


def test_a_plan_without_a_calendar_says_what_to_do(app: Flask, town: Town) -> None:
    with app.app_context():
        fill("mill-year", small_school())
        plan = saved("mill-year", small_plan()).id
    client = sign_in(app, town, "principal")
    for page in ("year", "month", "week", "day"):
        assert client.get(f"/schools/mill-year/plans/{plan}/calendar/{page}").status_code == 200
    assert "no calendar yet" in client.get(f"/schools/mill-year/plans/{plan}/calendar/year").text


def test_a_draft_is_not_for_teachers(app: Flask, mill: Town) -> None:
    with app.app_context():
        draft = saved("mill-year").id
    teacher = sign_in(app, mill, "teacher")
    assert teacher.get(f"/schools/mill-year/plans/{draft}/calendar/year").status_code == 404


def test_open_time_is_what_is_bookable_less_what_is_booked() -> None:
    year = TeamYear(small_school(), small_plan(calendar=small_calendar()))
    found = open_minutes(year)
    assert found is not None
    assert sum(found.values()) == (bookable_minutes(year) or 0) - (scheduled_minutes(year) or 0)
    assert found[dt.date(2026, 9, 18)] == found[dt.date(2026, 9, 21)] - 60
    assert open_minutes(TeamYear(small_school(), small_plan())) is None
