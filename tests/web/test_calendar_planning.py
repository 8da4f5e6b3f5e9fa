"""PD planning: owed and placed, holes with fixes, how hard dates are, what classes miss."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.yearplan import CalendarAnswer, Hole
from tests.cast import small_calendar, small_plan, small_school
from tests.furnished import fill
from tests.services.plans_cast import saved
from tests.web.visitors import Town, sign_in

PAGE = "/schools/mill-year/plans/{}/calendar/planning?month=2026-09-01"


def text(client: FlaskClient, path: str) -> str:
    """Return what a page says, without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_owed_and_placed_stand_for_group_and_person(principal: FlaskClient) -> None:
    page = text(principal, PAGE.format("mill-plan"))
    assert "Core team 2 of 4 teacher-days placed 2 missing" in page
    assert "Alice Adams 1 placed 2 owed Sep 17 1 missing" in page
    assert "Nobody is named to lead it." in page


def test_a_hole_has_its_reason_and_what_would_help(app: Flask, principal: FlaskClient) -> None:
    calendar = dataclasses.replace(
        small_calendar(),
        holes=(Hole(rule="C5", sentence="No date is left.", ids=("core",), amount=2),),
    )
    (group,) = small_school().pd_groups
    school = small_school(
        pd_groups=(dataclasses.replace(group, least_gap_days=14, leaders=("fiona",), room="101"),)
    )
    with app.app_context():
        plan = saved("mill-year", small_plan(calendar=calendar), school).id
    page = text(principal, PAGE.format(plan))
    for words in (
        "No date is left.",
        "Allow less than 14 days between two PD days.",
        "Give it another room, or none",
        "Release one more Plus teacher",
        "Led by Fiona Frost.",
        "In Room 101.",
    ):
        assert words in page


def test_dates_are_hard_as_counted(principal: FlaskClient) -> None:
    page = text(principal, PAGE.format("mill-plan"))
    assert "Tue, Sep 1 Closed" in page
    assert "Blackout: nothing is booked." in page
    monday = page[page.index("Mon, Sep 21") : page.index("Tue, Sep 22")]
    assert "Open" in monday
    assert "Core team (4)" in monday
    assert principal.get(PAGE.format("mill-plan").replace("2026-09", "2027-07")).status_code == 404


def test_where_the_team_is_too_small_every_date_is_full(app: Flask, principal: FlaskClient) -> None:
    school = small_school(
        cover_caps=dataclasses.replace(small_school().cover_caps, plus_periods_a_day=1)
    )
    with app.app_context():
        plan = saved("mill-year", small_plan(calendar=CalendarAnswer()), school).id
    page = text(principal, PAGE.format(plan))
    assert "Full" in page[page.index("Mon, Sep 21") : page.index("Tue, Sep 22")]


def test_what_classes_miss_is_counted_by_term(principal: FlaskClient) -> None:
    page = text(principal, PAGE.format("mill-plan"))
    assert "ELA 6 (6A) 1 0" in page[page.index("At most a term") :]


def test_without_a_calendar_or_groups_the_page_says_what_to_do(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    with app.app_context():
        fill("hill-year", small_school())
        bare = saved("mill-year", small_plan()).id
        alone = saved(
            "mill-year", small_plan(calendar=CalendarAnswer()), small_school(pd_groups=())
        ).id
    assert "no calendar yet" in text(principal, PAGE.format(bare))
    assert "There is no PD group yet" in text(principal, PAGE.format(alone))
    assert sign_in(app, town, "office").get(PAGE.format("mill-plan")).status_code == 403


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        (
            "pd-owed",
            "group,name,dates,owed,placed,missing",
            "Core team,Alice Adams,2026-09-17,2,1,1",
        ),
        ("pd-dates", "date,PD,why,could go,", "2026-09-22,open,"),
        ("pd-classes", "class,First quarter,Second quarter,at most a term", "ELA 6 (6A),1,0,"),
    ],
)
def test_its_lists_are_taken_along(
    principal: FlaskClient, name: str, header: str, row: str
) -> None:
    address = PAGE.format("mill-plan").replace("planning?", f"planning/{name}.csv?")
    assert address.replace("&", "&amp;") in principal.get(PAGE.format("mill-plan")).text
    lines = principal.get(address).data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith(header)
    assert any(one.startswith(row) for one in lines)
    assert principal.get(address.replace(".csv", ".xlsx")).data[:2] == b"PK"
    assert principal.get(address.replace(name, "pd-nothing")).status_code == 404
