"""
Calendar files as a program shows them that is not ours: khal.

A missing khal is a loud skip at a desk and a failure under ``CI=true``, where it is installed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.formats.ical import Published
from tests.cast import small_plan, small_school
from tests.formats.ical_cast import PUBLISHED, small_year, written

CONFIG = """
[calendars]
[[school]]
path = {folder}/events
type = calendar
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = school
[sqlite]
path = {folder}/khal.db
"""

Khal = Callable[..., list[str]]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Return a function that lets khal import a file, and returns what it lists of some dates."""
    program = shutil.which("khal")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("khal must be there in CI.")
        pytest.skip("khal is not installed (apt-get install khal).")

    def listed(content: bytes, first: str, last: str, zone: str = "America/New_York") -> list[str]:
        folder = tmp_path / zone.replace("/", "-")
        (folder / "events").mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder, zone=zone))
        (folder / "school.ics").write_bytes(content)
        homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        env = os.environ | dict.fromkeys(homes, str(folder)) | {"LANG": "C.UTF-8", "TZ": zone}

        def run(*words: str | Path) -> str:
            result = subprocess.run(
                [program, "-c", folder / "config", *words],
                env=env,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=True,
            )
            assert "rror" not in result.stderr
            return result.stdout

        run("import", "--batch", "-a", "school", folder / "school.ics")
        layout = ("--day-format", "{date}", "--format", "{start-time}-{end-time} {title} {status}")
        return [line.strip() for line in run("list", *layout, first, last).splitlines()]

    return listed


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
