"""
Calendar files as a program shows them that is not ours: khal.

A missing khal is a loud skip at a desk and a failure under ``CI=true``, where it is installed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scheduler.formats.ical import Published
from tests.cast import small_plan, small_school
from tests.conftest import Khal
from tests.formats.ical_cast import PUBLISHED, small_year, written


def spring(**changes: Any) -> bytes:
    calendar = replace(
        small_school().calendar,
        first=dt.date(2027, 3, 8),
        last=dt.date(2027, 3, 19),
        terms=(),
    )
    school = small_school(calendar=calendar, requests=(), pd_groups=())
    return written(school, small_plan(calendar=None), person="bob", **changes)


TWO_CLASSES = ["08:30-09:30 Math 7 (7A) CONFIRMED", "09:35-10:35 Math 6 (6A) CONFIRMED"]
TEAM_TIME = "12:20-13:20 Team time: Core team CONFIRMED"


def test_school_hours_stay_when_clocks_go_back_in_november(khal: Khal) -> None:
    assert khal(written(person="bob"), "2026-10-30", "2026-11-02") == [
        *("2026-10-30", *TWO_CLASSES, TEAM_TIME),
        *("2026-11-02", *TWO_CLASSES),
    ]


def test_school_hours_stay_when_clocks_go_forward_in_march(khal: Khal) -> None:
    assert khal(spring(), "2027-03-12", "2027-03-15") == [
        *("2027-03-12", *TWO_CLASSES, TEAM_TIME),
        *("2027-03-15", *TWO_CLASSES),
    ]


@pytest.mark.parametrize(
    ("zone", "before", "after"), [("UTC", "12:30-13:30", "13:30-14:30"), ("Asia/Tokyo", "21", "22")]
)
def test_a_reader_elsewhere_sees_the_same_instants(
    khal: Khal, zone: str, before: str, after: str
) -> None:
    shown = khal(written(person="bob"), "2026-10-30", "2026-11-02", zone=zone)
    first_classes = [line for line in shown if "Math 7" in line]
    assert first_classes[0].startswith(before)
    assert first_classes[-1].startswith(after)


def test_covers_pd_days_and_early_release_are_shown(khal: Khal) -> None:
    assert khal(written(person="alice"), "2026-09-16", "2026-09-17") == [
        "2026-09-16",
        "08:30-09:15 ELA 6 (6A) CONFIRMED",
        "09:20-10:05 ELA 7 (7A) CONFIRMED",
        "2026-09-17",
        "08:30-09:30 ELA 6 (6A), covered by Dave Diaz CONFIRMED",
        "08:30-13:20 PD: Core team CONFIRMED",
        "09:35-10:35 ELA 7 (7A), covered by Dave Diaz CONFIRMED",
    ]


def test_names_of_any_script_and_cancelled_entries_are_shown(khal: Khal) -> None:
    staff = tuple(
        replace(one, name="Zoë Łukasiewicz-Đặng 学校" * 4) if one.id == "alice" else one
        for one in small_school().staff
    )
    school = small_school(staff=staff)
    content = written(
        school,
        small_year(sessions=()),
        earlier=(Published(school, small_year(), PUBLISHED),),
        person="dave",
    )
    name = staff[0].name
    assert khal(content, "2026-09-17", "2026-09-18") == [
        "2026-09-17",
        f"08:30-09:30 Cover: ELA 6 (6A) for {name} CONFIRMED",
        f"09:35-10:35 Cover: ELA 7 (7A) for {name} CONFIRMED",
        "2026-09-18",
        f"12:20-13:20 Cancelled: Coaching with {name} CANCELLED",
    ]
