"""Plans: what each stage answers, and how good it is."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date
from typing import Any

import pytest

from scheduler.domain.bell import Span
from scheduler.domain.form import Checked
from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import GroupSize, Ownership, new_id
from scheduler.domain.timetable import PlacedMeeting, TeamTime
from scheduler.domain.yearplan import Cover, Hole, Release, Session, TeamMeeting
from tests.cast import at, small_calendar, small_plan
from tests.domain.birth import complaints

DAY = {"date": date(2026, 9, 17), "start": at("08:30"), "end": at("09:30")}


def cover(**changes: Any) -> dict[str, Any]:
    given = {"id": "c", "absent": "alice", "coverer": "dave", **DAY}
    return {**given, "section": "ELA-6A", "period": 1, **changes}


ACCEPTED: list[tuple[type[Checked], dict[str, Any]]] = [
    (Cover, cover()),
    (Cover, cover(section=None, period=None, duty="bus")),
    (Ownership, {"id": "o", "section": "s", "owner": "alice", "sequence": 0}),
    (Ownership, {"id": "o", "section": "s", "owner": "alice", "segments": ("",)}),
    (GroupSize, {"group": "6A", "pupils": 0}),
    (PlacedMeeting, {"id": "m", "section": "s", "meeting": 1, "slot": Slot("Mon", 1)}),
    (TeamTime, {"id": "t", "common_planning": "core", "slot": Slot("Mon", 1)}),
    (Hole, {"rule": "C5", "sentence": "One day is missing.", "amount": 1}),
    (Level, {"key": "cost", "value": -5, "bound": -6.5}),
]

REFUSED: list[tuple[type[Checked], dict[str, Any], str]] = [
    (Cover, cover(duty="bus"), "it needs either a section or a duty."),
    (Cover, cover(section=None, period=None), "it needs either a section or a duty."),
    (Cover, cover(period=None), "a covered section has a period, a covered duty none."),
    (
        Cover,
        cover(section=None, duty="bus"),
        "a covered section has a period, a covered duty none.",
    ),
    (
        Ownership,
        {"id": "o", "section": "s", "owner": "alice", "sequence": -1},
        "sequence must be at least 0, not -1.",
    ),
    (
        PlacedMeeting,
        {"id": "m", "section": "s", "meeting": 0, "slot": Slot("Mon", 1)},
        "meeting must be at least 1, not 0.",
    ),
    (
        Hole,
        {"rule": "C5", "sentence": "x" * 1001, "amount": 1},
        "sentence must have at most 1000 characters, not 1001.",
    ),
    (
        StageResult,
        {"stage": Stage.STAFFING, "status": Status.OPTIMAL, "run_time_s": -0.1},
        "run time s must be at least 0, not -0.1.",
    ),
]


@pytest.mark.parametrize(("kind", "fields"), ACCEPTED)
def test_what_is_possible_is_accepted(kind: type[Checked], fields: dict[str, Any]) -> None:
    assert complaints(kind, **fields) == ()


@pytest.mark.parametrize(("kind", "fields", "sentence"), REFUSED)
def test_what_is_impossible_is_refused(
    kind: type[Checked], fields: dict[str, Any], sentence: str
) -> None:
    assert complaints(kind, **fields) == (sentence,)


def test_only_some_ends_of_a_solve_have_an_answer() -> None:
    assert [status for status in Status if status.has_answer] == [
        Status.OPTIMAL,
        Status.FEASIBLE,
        Status.GIVEN,
    ]


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(100, 100, 0), (100, 90, 0.1), (0.5, 0, 0.5), (-100, -110, 0.1), (0, 0, 0), (1, 2, 0)],
)
def test_the_gap_is_relative_to_the_value(value: float, bound: float, gap: float) -> None:
    assert Level(key="cost", value=value, bound=bound).gap == pytest.approx(gap)


def test_the_first_level_that_is_open_decides_or_the_last() -> None:
    proven, open_, last = (
        Level(key="a", value=5, bound=5),
        Level(key="b", value=10, bound=5),
        Level(key="c", value=1, bound=1),
    )
    wide = Level(key="d", value=1, bound=0)

    def result(*levels: Level) -> StageResult:
        return StageResult(stage=Stage.CALENDAR, status=Status.FEASIBLE, levels=levels)

    assert result(proven, open_, last).deciding is open_
    assert result(proven, open_, wide).gap == 0.5
    assert result(proven, last).deciding is last
    assert result().deciding == Level(key="none")


def test_a_plan_knows_how_each_stage_was_solved() -> None:
    plan = small_plan()
    staffing = plan.result(Stage.STAFFING)
    assert staffing is not None
    assert staffing.status is Status.OPTIMAL
    assert plan.result(Stage.CALENDAR) is None
    assert Plan(school="elm").result(Stage.STAFFING) is None


def test_a_calendar_is_asked_for_when_staffing_and_timetable_are_there() -> None:
    plan = small_plan()
    assert plan.before_calendar() == (plan.staffing, plan.timetable)
    for stage in ("staffing", "timetable"):
        with pytest.raises(ValueError, match="needs a staffing and a timetable"):
            dataclasses.replace(plan, **{stage: None}).before_calendar()


def test_new_assignments_get_ids_of_their_own() -> None:
    first, second = new_id(), new_id()
    assert first != second
    assert uuid.UUID(first).version == 4


def test_all_that_is_booked_has_a_stretch_of_the_day() -> None:
    booked = [
        *small_calendar().covers[:1],
        Session(id="s", request="r", step="a", coach="dave", teacher="alice", **DAY),
        Release(id="r", session="s", section="x", period=1, absent="alice", coverer="dave", **DAY),
        TeamMeeting(id="t", event="plc", **DAY),
    ]
    assert {one.span for one in booked} == {Span(at("08:30"), at("09:30"))}
