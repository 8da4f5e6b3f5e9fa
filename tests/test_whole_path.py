"""
The whole path on a sample school, with the default engine, as a stranger takes it.

It is the middle school, or the sample that the environment variable WHOLE_PATH_SAMPLE names.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.form import clock_text
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school
from tests.conftest import Khal

pytestmark = pytest.mark.slow

SAMPLE = os.environ.get("WHOLE_PATH_SAMPLE", "middle")

# The Fridays and Mondays around the two changes of the clock in the sample's year.
AROUND_CHANGES = (
    (dt.date(2026, 10, 30), dt.date(2026, 11, 2)),
    (dt.date(2027, 3, 12), dt.date(2027, 3, 15)),
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample's school file and its solved plan file."""
    folder = tmp_path_factory.mktemp(SAMPLE)
    school, plan = folder / "school.json", folder / "plan.json"
    assert run("sample", SAMPLE, "-o", school).exit_code == 0
    solved = run("solve", school, "-o", plan, "--time-limit", "100")
    assert solved.exit_code == 0, solved.stderr
    return school, plan


@pytest.fixture(scope="module")
def school(files: tuple[Path, Path]) -> School:
    return load_school(files[0])


@pytest.fixture(scope="module")
def plan(files: tuple[Path, Path]) -> Plan:
    return load_plan(files[1])


def test_the_referee_accepts_the_plan_and_nothing_is_absent(files):
    result = run("check", *files)
    assert result.exit_code == 0, result.stdout
    assert "There is no" not in result.stdout


def test_every_pd_day_owed_is_placed(files):
    figures = json.loads(run("figures", *files, "--json").stdout)
    assert figures["pd_days_placed"] == figures["pd_days_owed"] > 0


def test_requests_to_confirm_appear_nowhere_in_the_plan(school, plan):
    waiting = {one.id for one in school.requests if not one.is_confirmed}
    assert waiting
    calendar = plan.calendar
    assert not waiting & {session.request for session in calendar.sessions}
    assert not waiting & {name for hole in calendar.holes for name in hole.ids}


def _moved_day(calendar: dict[str, Any]) -> str:
    calendar["pd_days"][0]["date"] = "2026-12-25"
    return str(calendar["pd_days"][0]["group"])


def _other_coverer(calendar: dict[str, Any]) -> str:
    cover = calendar["covers"][0]
    cover["coverer"] = cover["absent"]
    return str(cover["absent"])


def _other_coach(calendar: dict[str, Any]) -> str:
    session = calendar["sessions"][0]
    session["coach"] = session["teacher"]
    return str(session["request"])


def _lost_step(calendar: dict[str, Any]) -> str:
    return str(calendar["sessions"].pop(0)["request"])


@pytest.mark.parametrize("tamper", [_moved_day, _other_coverer, _other_coach, _lost_step])
def test_tampering_with_the_calendar_is_named(files, tmp_path, tamper):
    document = json.loads(files[1].read_text(encoding="utf-8"))
    concerned = tamper(document["calendar"])
    tampered = tmp_path / "plan.json"
    tampered.write_text(json.dumps(document), encoding="utf-8")
    result = run("check", files[0], tampered, "--json")
    assert result.exit_code == 1
    violations = json.loads(result.stdout)["violations"]
    assert any(concerned in one["ids"] for one in violations)


def busiest(plan: Plan) -> str:
    """The Plus teacher with the most bookings."""
    calendar = plan.calendar
    coverers = Counter(row.coverer for row in calendar.covers)
    coaches = Counter(row.coach for row in calendar.sessions)
    return (coverers + coaches).most_common(1)[0][0]


@pytest.fixture(scope="module")
def calendar_file(files, plan, tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("ics") / "busiest.ics"
    assert run("export", "ics", *files, "--person", busiest(plan), "-o", path).exit_code == 0
    return path.read_bytes()


def test_the_busiest_persons_calendar_file_holds_every_booking(calendar_file, plan):
    person = busiest(plan)
    booked = {
        row.id for row in (*plan.calendar.covers, *plan.calendar.releases) if row.coverer == person
    } | {row.id for row in plan.calendar.sessions if row.coach == person}
    events = icalendar.Calendar.from_ical(calendar_file).walk("VEVENT")
    assert booked <= {str(event["UID"]) for event in events}


@pytest.mark.parametrize("dates", AROUND_CHANGES, ids=["autumn", "spring"])
def test_khal_shows_local_times_on_both_sides_of_a_clock_change(
    calendar_file, school, plan, khal: Khal, dates
):
    person = busiest(plan)
    rows = [row for row in plan.calendar.covers if row.coverer == person]
    rows += [row for row in plan.calendar.sessions if row.coach == person]
    lines = khal(
        calendar_file, dates[0].isoformat(), dates[1].isoformat(), school.calendar.timezone
    )
    for row in rows:
        if row.date in dates:
            listed = lines[lines.index(row.date.isoformat()) :]
            times = f"{clock_text(row.start)}-{clock_text(row.end)}"
            assert any(line.startswith(times) for line in listed)
