"""A repair moves as little as can be, and says what and for whom."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.courses import Lock
from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.plan_difference import Kind
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.errors import InputError, ModelMismatchError
from scheduler.services import repair_timetable as module
from scheduler.services.build import build
from scheduler.services.repair_timetable import repair
from scheduler.solver.options import SolveOptions
from tests.cast import small_calendar, small_plan, small_school
from tests.solver.judging import swap

OPTIONS = SolveOptions(time_limit_s=20)


def repaired(school: School, plan: Plan | None = None) -> module.Repaired:
    return repair(school, plan or small_plan(), OPTIONS)


def test_where_nothing_is_wrong_nothing_changes():
    found = repaired(small_school())
    before = small_plan().timetable
    assert found.plan.timetable is not None
    assert before is not None
    assert set(found.plan.timetable.meetings) == set(before.meetings)
    assert found.plan.timetable.team_times == before.team_times
    assert not found.difference
    assert found.status is Status.OPTIMAL


def test_a_new_lock_moves_only_what_it_must():
    """Art of 6A on the day without art, in the same period: only that one meeting moves."""
    plan = small_plan()
    assert plan.timetable is not None
    art = next(one for one in plan.timetable.meetings if one.section == "Art-6A")
    taken = {one.slot.day for one in plan.timetable.meetings if "Art" in one.section}
    day = next(one for one in small_school().calendar.cycle_days if one not in taken)
    slot = Slot(day, 3)
    school = small_school(locks=(Lock(section="Art-6A", meeting=art.meeting, slot=slot),))
    found = repaired(school)
    result = found.plan.result(Stage.TIMETABLE)
    assert result is not None
    first = result.levels[0]
    assert (first.key, first.value, first.gap) == ("changed", 1, 0)
    (change,) = found.difference.changes
    assert (change.kind, change.id) == (Kind.TIME, "Art-6A")
    assert change.people == ("carol",)
    assert check(school, found.plan).violations == ()


def test_ids_stay_and_what_moves_counts_one_change_more():
    school = small_school(
        staff=swap(small_school().staff, "alice", unavailable=(Slot("Mon", 1),)),
        rules=(),
    )
    plan = small_plan()
    found = repaired(school)
    assert plan.timetable is not None
    assert found.plan.timetable is not None
    before = {one.id: one for one in plan.timetable.meetings}
    assert {one.id for one in found.plan.timetable.meetings} == set(before)
    for one in found.plan.timetable.meetings:
        old = before[one.id]
        assert one.section == old.section
        assert one.sequence == old.sequence + ((one.slot, one.rooms) != (old.slot, old.rooms))


def test_a_closed_room_changes_the_room_alone():
    school = small_school()
    plan = small_plan()
    assert plan.timetable is not None
    one = next(it for it in plan.timetable.meetings if it.section == "ELA-6A")
    spare = dataclasses.replace(school.room[one.rooms[0]], id="spare", name="Spare")
    rooms = swap(school.rooms, one.rooms[0], unavailable=(one.slot,))
    found = repaired(dataclasses.replace(school, rooms=(*rooms, spare)))
    assert found.difference.counts["room"] == 1
    assert not found.difference.of(Kind.TIME)


def test_a_lock_on_a_place_of_the_same_section_moves_nothing():
    """Two meetings exchange their numbers, which nobody notices."""
    plan = small_plan()
    assert plan.timetable is not None
    first, second = (one for one in plan.timetable.meetings if one.section == "Art-6A")
    lock = Lock(section="Art-6A", meeting=first.meeting, slot=second.slot)
    found = repaired(small_school(locks=(lock,)))
    assert not found.difference
    result = found.plan.result(Stage.TIMETABLE)
    assert result is not None
    assert result.levels[0].value == 0
    assert found.plan.timetable is not None
    there = {one.id: (one.slot, one.sequence) for one in found.plan.timetable.meetings}
    assert there[first.id] == (first.slot, first.sequence)


def test_locks_that_contradict_each_other_are_reasons():
    locks = tuple(
        Lock(section=section, meeting=1, slot=Slot("Mon", 1)) for section in ("ELA-6A", "ELA-7A")
    )
    found = repaired(small_school(locks=locks))
    assert found.status is Status.INFEASIBLE
    assert found.reasons
    assert found.plan.timetable is None


def test_a_staffing_that_no_longer_fits_is_the_reason():
    school = small_school()
    school = dataclasses.replace(school, staff=swap(school.staff, "alice", areas=("Art",)))
    found = repaired(school)
    assert found.status is Status.INFEASIBLE
    assert "Alice Adams" in found.reasons[0].text


def test_the_calendar_stays_where_it_still_fits():
    plan = build(small_school(), list(Stage)).plan
    found = repaired(small_school(), plan)
    assert plan.calendar is not None
    assert found.plan.calendar == plan.calendar
    assert found.plan.result(Stage.CALENDAR) == plan.result(Stage.CALENDAR)
    assert not found.lost_calendar


def test_a_calendar_that_no_longer_fits_is_left_out_and_said_so():
    plan = small_plan(calendar=small_calendar())
    found = repaired(small_school(), plan)
    assert found.lost_calendar
    assert found.plan.calendar is None
    assert found.plan.result(Stage.CALENDAR) is None


@pytest.mark.parametrize("changes", [{"timetable": None}, {"staffing": None}, {"school": "x"}])
def test_a_plan_that_cannot_be_repaired_is_refused(changes: dict[str, None]) -> None:
    with pytest.raises(InputError):
        repaired(small_school(), small_plan(**changes))


def test_what_the_referee_refuses_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = small_plan()
    assert plan.timetable is not None
    right = module.repair_timetable

    def wrong(*args: object) -> object:
        outcome = right(*args)  # type: ignore[arg-type]
        assert outcome.answer is not None
        return dataclasses.replace(
            outcome,
            answer=dataclasses.replace(outcome.answer, meetings=outcome.answer.meetings[1:]),
        )

    monkeypatch.setattr(module, "repair_timetable", wrong)
    with pytest.raises(ModelMismatchError, match="breaks"):
        repaired(small_school())
