"""The command that repairs a plan: what it writes, what it leaves as it was, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.changes import changed_rows
from scheduler.domain.plan import Plan
from scheduler.domain.policy import CoverSource, Policy
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan
from tests.cast import small_plan, small_school
from tests.morning_cast import QUIET_DAY, whole_year
from tests.solver.calendar.solving import solved


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """A school file and the file of its published plan."""
    folder = tmp_path_factory.mktemp("repair")
    school, plan = folder / "school.json", folder / "plan.json"
    school.write_text(dump_school(small_school()), encoding="utf-8")
    made = small_plan(calendar=solved(small_school()))
    plan.write_text(dump_plan(made), encoding="utf-8")
    return school, plan


def first_session(plan: Path) -> tuple[str, str, str]:
    """Id, coach and date of a session."""
    made: Plan = load_plan(plan)
    assert made.calendar is not None
    row = made.calendar.sessions[0]
    return row.id, row.coach, str(row.date)


def test_a_repaired_plan_passes_the_referee(files, tmp_path):
    new = tmp_path / "new.json"
    result = run("repair", *files, "--absent", "alice", "--date", "2026-09-21", "-o", new)
    assert result.exit_code == 0, result.stderr
    assert "0 class periods with nobody" in result.stdout
    assert "no repair does with less" in result.stdout
    assert "Alice Adams:" in result.stdout
    assert run("check", files[0], new).exit_code == 0


def test_all_other_lines_of_the_plan_stay(files, tmp_path):
    _, coach, date = first_session(files[1])
    new = tmp_path / "new.json"
    run("repair", *files, "--absent", coach, "--date", date, "-o", new, "--json")
    before = [line.rstrip(",") for line in files[1].read_text().splitlines() if '"id"' in line]
    after = {line.rstrip(",") for line in new.read_text().splitlines()}
    gone = [line for line in before if line not in after]
    changed = changed_rows(load_plan(files[1]).calendar, load_plan(new).calendar)
    assert changed
    assert all(any(id in line for id in changed) for line in gone)


def test_calendar_files_of_those_not_concerned_stay_to_the_byte(files, tmp_path):
    new = tmp_path / "new.json"
    result = run(
        *("repair", *files, "--absent", "alice", "--date", "2026-09-21", "-o", new, "--json")
    )
    concerned = {one["person"] for one in json.loads(result.stdout)["affected"]}
    for person in ("alice", "bob", "carol", "dave", "erin"):
        written = []
        for plan in (files[1], new):
            path = tmp_path / "one.ics"
            run("export", "ics", files[0], plan, "--person", person, "-o", path)
            lines = path.read_bytes().split(b"\r\n")
            stamps = (b"DTSTAMP", b"LAST-MODIFIED")
            written.append([line for line in lines if not line.startswith(stamps)])
        assert (written[0] == written[1]) == (person not in concerned)


def test_json_gives_levels_with_bounds_and_everybody_concerned(files, tmp_path):
    id, _, _ = first_session(files[1])
    result = run("repair", *files, "--cancelled", id, "-o", tmp_path / "new.json", "--json")
    told = json.loads(result.stdout)
    assert told["proven"] is True
    assert told["levels"]["uncovered"] == {"value": 0, "bound": 0}
    assert {"person", "date", "kind", "text"} == set(told["affected"][0])


def test_a_hole_is_named_with_what_would_help(tmp_path):
    nobody = Policy(cover_sources=(CoverSource.SUBSTITUTE,), substitutes_a_day=0)
    school, plan, new = (tmp_path / f"{one}.json" for one in ("school", "plan", "new"))
    school.write_text(dump_school(small_school(policy=nobody)), encoding="utf-8")
    plan.write_text(dump_plan(small_plan(calendar=whole_year())), encoding="utf-8")
    words = ("--absent", "alice", "--date", QUIET_DAY, "--periods", "1", "-o", new)
    text = run("repair", school, plan, *words).stdout
    assert f"Hole: ELA 6 (6A), period 1 on Mon {QUIET_DAY}" in text
    assert "  What would help: have one more substitute come." in text
    assert "  What would help: use a Plus teacher on standby today (Dave Diaz, Erin Evans)." in text
    told = json.loads(run("repair", school, plan, *words, "--json").stdout)
    assert "have one more substitute come" in told["mends"][0]
    assert run("check", school, new).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--absent", "alice"), "Say when"),
        (("--absent", "Alice Adams", "--date", QUIET_DAY), "Alice Adams has the id alice."),
        (("--absent", "alicf", "--date", QUIET_DAY), 'Did you mean "alice"?'),
        (("--absent", "alice", "--date", QUIET_DAY, "--periods", "12"), "There is no period 12"),
        (("--closed-room", "Art studio", "--date", QUIET_DAY), "has the id studio."),
    ],
)
def test_what_was_meant_is_said_where_it_can_be_known(files, tmp_path, words, said):
    result = run("repair", *files, *words, "-o", tmp_path / "new.json")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not (tmp_path / "new.json").exists()


def test_the_coaching_time_that_gave_way_is_counted_with_its_reason(files, tmp_path):
    id, _, _ = first_session(files[1])
    words = ("repair", *files, "--cancelled", id, "-o", tmp_path / "new.json")
    assert "minutes that gave way: " in run(*words).stdout
    assert set(json.loads(run(*words, "--json").stdout)["minutes_lost"]) == {"cancelled"}


def test_a_snow_day_is_repaired(files, tmp_path):
    new = tmp_path / "new.json"
    result = run("repair", *files, "--snow-day", "2026-09-21", "-o", new)
    assert result.exit_code == 0, result.stderr
    assert run("check", files[0], new).exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--stage", "calendar"], "Say what came up"),
        (["--absent", "alice"], "Say when"),
        (["--date", "2026-09-21"], "need somebody who is absent"),
        (["--absent", "alice", "--date", "soon"], "is no date such as"),
        (["--absent", "zoe", "--date", "2026-09-21"], 'nobody with the id "zoe"'),
        (["--absent", "alice", "--date", "2026-09-20"], "no school day"),
        (
            ["--absent", "alice", "--date", "2026-09-21", "--periods", "x"],
            "is no list of periods",
        ),
        (["--snow-day", "2026-09-20"], "no school day"),
        (["--cancelled", "x"], "no session with the id"),
        (["--snow-day", "2026-09-21", "--substitutes", "2"], "need somebody who is absent"),
    ],
)
def test_bad_input_is_told_in_a_sentence(files, tmp_path, words, message):
    new = tmp_path / "new.json"
    result = run("repair", *files, *words, "-o", new)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not new.exists()


def test_two_people_on_two_dates(files, tmp_path):
    new = tmp_path / "new.json"
    words = ["--absent", "alice", "--absent", "bob", "--date", "2026-09-21", "--date", "2026-09-22"]
    result = run("repair", *files, *words, "--periods", "1,2", "-o", new, "--json")
    assert result.exit_code == 0, result.stderr
    absences = load_plan(new).calendar.absences
    assert [(one.person, str(one.first), one.periods) for one in absences] == [
        ("alice", "2026-09-21", (1, 2)),
        ("bob", "2026-09-22", (1, 2)),
    ]


def test_a_closed_room_is_said_and_what_cannot_be_mended_too(files, tmp_path):
    new = tmp_path / "new.json"
    words = ("--closed-room", "101", "--date", "2026-09-21", "--periods", "1")
    result = run("repair", *files, *words, "-o", new)
    assert result.exit_code == 0, result.stderr
    assert "1 classes and PD days without a room" in result.stdout
    assert "Hole: ELA 6 (6A), period 1 on Mon 2026-09-21" in result.stdout
    assert run("check", files[0], new).exit_code == 0
