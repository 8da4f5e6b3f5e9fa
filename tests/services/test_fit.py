"""One confirmed request fitted into a published plan: offers that move nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cli import main
from scheduler.domain.changes import changed_rows
from scheduler.domain.coaching import RequestStatus
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan
from scheduler.services.fit import offers
from tests.cast import small_plan, small_school
from tests.examples import examples
from tests.solver.calendar.solving import solved

PLAN = small_plan(calendar=solved(small_school()))


def asking(**changes: object) -> School:
    """The tiny school with one more request, of Bob's."""
    first = small_school().requests[0]
    new = dataclasses.replace(first, id="r2", teacher="bob", areas=("Math",))
    return small_school(requests=(first, dataclasses.replace(new, **changes)))


def test_an_offer_moves_nothing_and_passes_the_referee():
    school = asking()
    found = offers(school, PLAN, "r2")
    assert 1 <= len(found) <= 3
    assert {one.coach for one in found} == {"dave", "erin"}
    for one in found:
        assert PLAN.calendar
        assert one.plan.calendar
        assert changed_rows(PLAN.calendar, one.plan.calendar) == frozenset()
        assert check(school, one.plan).is_valid
        assert len(one.sessions) == 3


def test_offers_differ():
    found = offers(asking(), PLAN, "r2")
    assert len({(one.coach, one.sessions) for one in found}) == len(found)


def test_one_coach_offers_several_dates():
    found = offers(asking(areas=("Art",)), PLAN, "r2")
    assert {one.coach for one in found} == {"erin"}
    begins = [one.sessions[0].date for one in found]
    assert begins == sorted(set(begins))
    assert len(found) == 3


def test_the_reasons_name_area_wish_and_load_but_no_exclusion():
    found = offers(asking(wished_coach="erin", not_coaches=("dave",)), PLAN, "r2")
    assert {one.coach for one in found} == {"erin"}
    assert "certified in Mathematics" in found[0].reasons
    assert "the coach who was wished for" in found[0].reasons
    assert any("this year" in one for one in found[0].reasons)
    assert "Dave" not in str([one.reasons for one in found])


def test_without_a_place_there_is_no_offer():
    day = small_school().calendar.holidays[0].first
    assert offers(asking(first=day, last=day), PLAN, "r2") == ()


@pytest.mark.parametrize(
    ("school", "request_id", "words"),
    [
        (asking(), "r9", "no request with the id"),
        (asking(), "r1", "has sessions in the plan already"),
        (asking(status=RequestStatus.TO_CONFIRM), "r2", "still to be confirmed"),
    ],
)
def test_what_cannot_be_fitted_is_said(school: School, request_id: str, words: str):
    with pytest.raises(InputError, match=words):
        offers(school, PLAN, request_id)


def test_a_plan_without_calendar_is_refused():
    with pytest.raises(InputError, match="solve the calendar stage first"):
        offers(asking(), small_plan(), "r2")


@examples(15)
@given(
    teacher=st.sampled_from(("alice", "bob", "carol")),
    areas=st.sampled_from((("ELA",), ("Math", "Art"), ("Art",))),
    fine=st.booleans(),
    start=st.integers(5, 60),
    length=st.integers(0, 40),
)
def test_random_requests_move_nothing(
    teacher: str, areas: tuple[str, ...], fine: bool, start: int, length: int
):
    days = small_school().calendar.days
    first, last = days[start].date, days[min(start + length, len(days) - 1)].date
    changes = {"teacher": teacher, "areas": areas, "planning_is_fine": fine}
    school = asking(first=first, last=last, **changes)
    for one in offers(school, PLAN, "r2"):
        assert PLAN.calendar
        assert one.plan.calendar
        assert changed_rows(PLAN.calendar, one.plan.calendar) == frozenset()


# --- the command ---------------------------------------------------------------------------------


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("fit")
    school, plan = folder / "school.json", folder / "plan.json"
    school.write_text(dump_school(asking()), encoding="utf-8")
    plan.write_text(dump_plan(PLAN), encoding="utf-8")
    return school, plan


def test_the_offer_taken_is_written(files, tmp_path):
    new = tmp_path / "new.json"
    result = run("fit", *files, "r2", "--offer", "1", "-o", new)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("1. ")
    assert run("check", files[0], new).exit_code == 0
    assert any(row.request == "r2" for row in load_plan(new).calendar.sessions)


def test_offers_as_json(files):
    told = json.loads(run("fit", *files, "r2", "--json").stdout)
    assert set(told[0]) == {"coach", "reasons", "sessions"}


@pytest.mark.parametrize(
    "words",
    [("r9",), ("r2", "--offer", "1"), ("r2", "-o", "new.json"), ("r2", "--offer", "9")],
)
def test_bad_input_exits_with_2(files, words):
    assert run("fit", *files, *words).exit_code == 2


def test_no_offer_exits_with_3(files, tmp_path):
    day = small_school().calendar.holidays[0].first
    school = tmp_path / "school.json"
    school.write_text(dump_school(asking(first=day, last=day)), encoding="utf-8")
    assert run("fit", school, files[1], "r2").exit_code == 3
