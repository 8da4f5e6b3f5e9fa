"""From a school file to a plan and its figures, as a user of the command line sees it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.cli.solve import exit_code, keep
from scheduler.domain.courses import Lock
from scheduler.domain.plan import Stage
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import RuleStrength
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan
from scheduler.services.build import build
from scheduler.solver.engine import Progress, Stop
from tests.cast import small_plan, small_school


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def written(school: School, folder: Path) -> Path:
    path = folder / "school.json"
    path.write_text(dump_school(school), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A school file and its solved plan."""
    folder = tmp_path_factory.mktemp("solved")
    school, plan = written(small_school(), folder), folder / "plan.json"
    result = run("solve", school, "-o", plan, "--time-limit", "30")
    assert result.exit_code == 0, result.stderr
    return school, plan


def test_solve_writes_a_plan_that_check_accepts(solved):
    result = run("check", *solved)
    assert result.exit_code == 0
    assert "No rule is broken." in result.stdout


def test_solve_tells_stage_by_stage_how_it_went(tmp_path):
    school = written(small_school(), tmp_path)
    result = run("solve", school, "-o", tmp_path / "plan.json", "--stage", "timetable")
    assert result.exit_code == 0
    assert "staffing: optimal" in result.stderr
    assert "timetable: optimal" in result.stderr
    assert load_plan(tmp_path / "plan.json").calendar is None


def test_check_says_what_is_absent(tmp_path):
    school, plan = written(small_school(), tmp_path), tmp_path / "plan.json"
    assert run("solve", school, "-o", plan, "--stage", "staffing").exit_code == 0
    result = run("check", school, plan)
    assert result.exit_code == 0
    assert "There is no timetable in this plan." in result.stdout


def test_from_keeps_the_ids_of_what_stays(solved, tmp_path):
    school, plan = solved
    again = tmp_path / "again.json"
    result = run("solve", school, "-o", again, "--from", plan, "--stage", "calendar")
    assert result.exit_code == 0, result.stderr
    assert load_plan(again).timetable == load_plan(plan).timetable


def test_few_changes_from_the_published_plan_cost_as_little_as_check_says(tmp_path):
    """Monday's art must move; solved and checked from the published plan, that is one change."""
    rules = (RuleStrength(rule="T14e", strength=3),)
    lock = Lock(section="Art-6A", slot=Slot("Fri", 3))
    school = written(small_school(rules=rules, locks=(lock,)), tmp_path)
    published, plan = tmp_path / "published.json", tmp_path / "plan.json"
    published.write_text(dump_plan(small_plan()), encoding="utf-8")
    words = ("--from", published, "--stage", "timetable")
    assert run("solve", school, "-o", plan, *words).exit_code == 0
    assert "T14e: 1 x 3 = 3" in run("check", school, plan, "--from", published).stdout
    assert "T14e" not in run("check", school, plan).stdout


def test_from_a_plan_without_the_stage_before_is_refused(tmp_path):
    school, plan = written(small_school(), tmp_path), tmp_path / "plan.json"
    bare = dataclasses.replace(small_plan(), staffing=None, timetable=None, results=())
    plan.write_text(dump_plan(bare), encoding="utf-8")
    result = run("solve", school, "-o", tmp_path / "x.json", "--from", plan, "--stage", "timetable")
    assert result.exit_code == 2
    assert "staffing" in result.stderr


def test_where_the_plan_cannot_be_written_nothing_is_solved(tmp_path):
    school = written(small_school(), tmp_path)
    result = run("solve", school, "-o", tmp_path / "nowhere" / "plan.json")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr
    assert "staffing" not in result.stderr


@pytest.mark.parametrize("command", ["solve", "repair", "explain", "capacity"])
@pytest.mark.parametrize("seconds", ["nan", "inf", "0"])
def test_a_time_limit_ends(tmp_path, command, seconds):
    result = run(command, written(small_school(), tmp_path), "--time-limit", seconds)
    assert result.exit_code == 2
    assert "--time-limit" in result.stderr


def test_no_solution_is_exit_code_3_with_reasons_and_no_file(tmp_path):
    locks = tuple(
        Lock(section=section, meeting=1, slot=Slot("Mon", 1)) for section in ("ELA-6A", "ELA-7A")
    )
    school = written(small_school(locks=locks), tmp_path)
    result = run("solve", school, "-o", tmp_path / "plan.json", "--time-limit", "30")
    assert result.exit_code == 3
    assert "Reason: " in result.stderr
    assert not (tmp_path / "plan.json").exists()


def test_what_is_finished_is_kept_when_time_runs_out(tmp_path, capsys):
    stop = Stop()

    def watch(progress: Progress) -> None:
        if progress.stage is Stage.TIMETABLE:
            stop.set()

    built = build(small_school(), list(Stage), progress=watch, stop=stop)
    keep(built, tmp_path / "plan.json")
    assert exit_code(built.status) == 4
    assert "--from" in capsys.readouterr().err
    kept = load_plan(tmp_path / "plan.json")
    assert kept.staffing is not None
    assert kept.timetable is None
    assert run("check", written(small_school(), tmp_path), tmp_path / "plan.json").exit_code == 0


def test_figures_are_json_with_every_key_and_text_with_definitions(solved):
    values = json.loads(run("figures", *solved, "--json").stdout)
    assert values["pd_days_placed"] == values["pd_days_owed"] == 4
    assert set(values["stages"]) == {"staffing", "timetable", "calendar"}
    text = run("figures", *solved, "--definitions").stdout
    assert "Whole-day share" in text
    assert "Day for day" in text


def test_requests_say_who_coaches_when(solved):
    rows = json.loads(run("requests", *solved, "--json").stdout)
    assert [row["request"] for row in rows] == ["r1"]
    assert rows[0]["coach"] == "Dave Diaz"
    assert "1 of 1 confirmed requests are served." in run("requests", *solved).stdout


def test_requests_of_a_plan_without_calendar_say_so(tmp_path):
    school, plan = written(small_school(), tmp_path), tmp_path / "plan.json"
    plan.write_text(dump_plan(small_plan()), encoding="utf-8")
    assert "no calendar yet" in run("requests", school, plan).stdout


def test_a_request_with_half_its_sessions_is_not_served_as_figures_count_it(solved, tmp_path):
    school, plan = solved
    document = json.loads(plan.read_text(encoding="utf-8"))
    gone = document["calendar"]["sessions"].pop()
    document["calendar"]["sessions"][0]["coach"] = "nobody"
    half = tmp_path / "half.json"
    half.write_text(json.dumps(document), encoding="utf-8")
    (row,) = json.loads(run("requests", school, half, "--json").stdout)
    assert not row["served"]
    assert row["coach"] == "nobody"
    assert gone["step"] not in [one["step"] for one in row["sessions"]]
    assert "Booked: with nobody on " in run("requests", school, half).stdout
    assert json.loads(run("figures", school, half, "--json").stdout)["requests_served"] == 0


@pytest.mark.parametrize("command", ["figures", "requests"])
def test_a_plan_of_another_school_is_refused(tmp_path, command):
    school, plan = written(small_school(), tmp_path), tmp_path / "plan.json"
    plan.write_text(dump_plan(small_plan(school="oak")), encoding="utf-8")
    result = run(command, school, plan)
    assert result.exit_code == 2
    assert 'It is for school "oak"' in result.stderr


def _unknown_owner(document):
    document["staffing"]["ownerships"][0]["owner"] = "nobody"


def _unknown_meeting(document):
    document["timetable"]["meetings"][0]["meeting"] = 99


def _unknown_group(document):
    document["calendar"]["pd_days"][0]["group"] = "nobody"


@pytest.mark.parametrize("tamper", [_unknown_owner, _unknown_meeting, _unknown_group])
@pytest.mark.parametrize(
    "words",
    [
        ("repair", "-o", "x.json", "--absent", "alice", "--date", "2026-09-21"),
        ("fit", "r1"),
        ("solve", "-o", "x.json", "--starting", "2026-10-01"),
    ],
)
def test_a_plan_is_not_gone_on_with_that_names_what_nobody_knows(
    solved, tmp_path, monkeypatch, tamper, words
):
    school, plan = solved
    document = json.loads(plan.read_text(encoding="utf-8"))
    tamper(document)
    monkeypatch.chdir(tmp_path)
    Path("tampered.json").write_text(json.dumps(document), encoding="utf-8")
    command, *rest = words
    before = ("--from",) if command == "solve" else ()
    result = run(command, school, *before, "tampered.json", *rest)
    assert result.exit_code == 2
    assert "nobody" in result.stderr or "99" in result.stderr
    assert not Path("x.json").exists()


def test_what_is_solved_anew_may_have_named_what_is_gone(tmp_path):
    school, plan = written(small_school(), tmp_path), tmp_path / "plan.json"
    document = json.loads(dump_plan(small_plan()))
    _unknown_owner(document)
    plan.write_text(json.dumps(document), encoding="utf-8")
    words = ("-o", tmp_path / "x.json", "--from", plan)
    assert run("solve", school, *words, "--stage", "timetable").exit_code == 2
    assert run("solve", school, *words, "--stage", "staffing").exit_code == 0


def _moved(document):
    document["timetable"]["meetings"][0]["slot"] = "Mon 4"


def _other_room(document):
    document["timetable"]["meetings"][0]["rooms"] = ["studio"]


def _other_owner(document):
    document["staffing"]["ownerships"][0]["owner"] = "carol"


def _other_section(document):
    document["timetable"]["meetings"][0]["section"] = "Math-6A"


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (_moved, "ELA"),
        (_other_room, "Art studio"),
        (_other_owner, "Carol Clark"),
        (_other_section, "ELA"),
    ],
)
def test_check_names_what_somebody_tampered_with(tmp_path, tamper, named):
    document = json.loads(dump_plan(small_plan()))
    tamper(document)
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(document), encoding="utf-8")
    school = written(small_school(), tmp_path)
    result = run("check", school, plan)
    assert result.exit_code == 1
    assert named in result.stdout
    report = json.loads(run("check", school, plan, "--json").stdout)
    assert report["violations"]
    assert not report["valid"]
