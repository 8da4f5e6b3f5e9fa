"""Edits of a draft by hand: steps that are taken back and done again, locks, one line in lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from scheduler.domain.courses import LockedBy
from scheduler.domain.document.shapes import Record
from scheduler.domain.orders import BuildOrder
from scheduler.domain.plan import PlanState
from scheduler.domain.referee import check
from scheduler.domain.roles import Viewer
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services.messages.changes import affected_by
from scheduler.services.plans import edit, locks, publish, show, steps
from scheduler.services.plans.locks import LockScope
from scheduler.services.runs import resolve
from scheduler.services.runs.handlers import build
from scheduler.store import plans as saving
from scheduler.store import reading, writing
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead
from tests.cast import plan_id, small_plan
from tests.jobs.conftest import job
from tests.morning_cast import morning_school, whole_year
from tests.prepared import prepared
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, town

MEETING = plan_id("Art-7A Tue")


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def moved(place: Town, plan: str, meeting: str = "Art-7A#1") -> PlanHead:
    """Move a meeting to the first place that is open."""
    found = edit.moves(place.principal, place.elm, plan, meeting)
    target = next(one for one in found.targets if one.is_legal and not one.is_current)
    assert target.best is not None
    return edit.move(place.principal, place.elm, plan, meeting, edit.key_of(target.best))


def locked(place: Town, plan: str, scope: LockScope = "meeting", id: str = MEETING) -> PlanHead:
    return locks.lock(place.principal, place.elm, plan, scope, id)


@pytest.mark.parametrize(
    "use",
    [
        lambda who, school, plan: steps.steps_of(who, school, plan),
        lambda who, school, plan: steps.undo(who, school, plan),
        lambda who, school, plan: steps.redo(who, school, plan),
        lambda who, school, plan: steps.copy(who, school, plan),
        lambda who, school, plan: locks.lock(who, school, plan, "meeting", MEETING),
        lambda who, school, plan: locks.unlock(who, school, plan, "meeting", MEETING),
    ],
)
def test_only_those_who_build_edit_plans(
    place: Town, use: Callable[[Viewer, str, str], Any]
) -> None:
    head = saved(place.elm)
    for who in (place.teacher, place.office):
        with pytest.raises(NotAllowedError):
            use(who, place.elm, head.id)
    for who, school in ((place.stranger, place.elm), (place.principal, place.oak)):
        with pytest.raises(NotFoundError):
            use(who, school, head.id)


def test_edits_are_steps_of_one_draft_and_lists_show_it_once(place: Town) -> None:
    head = saved(place.elm)
    first = moved(place, head.id)
    second = locked(place, first.id)
    assert [(one.number, one.step) for one in (first, second)] == [(1, 1), (1, 2)]
    assert [one.id for one in show.plans_of(place.principal, place.elm)] == [second.id]
    assert "Art 7 (7A): Tue 3 to" in first.edit
    assert first.note == head.note


def test_a_step_is_taken_back_and_done_again(place: Town) -> None:
    head = saved(place.elm)
    new = moved(place, head.id)
    around = steps.steps_of(place.principal, place.elm, new.id)
    assert around.back is not None
    assert around.back.id == head.id
    assert around.again is None
    assert steps.undo(place.principal, place.elm, new.id).id == head.id
    assert [one.id for one in show.plans_of(place.principal, place.elm)] == [head.id]
    with pytest.raises(ConflictError, match="nothing to take back"):
        steps.undo(place.principal, place.elm, head.id)
    assert steps.redo(place.principal, place.elm, head.id).id == new.id
    with pytest.raises(ConflictError, match="nothing to do again"):
        steps.redo(place.principal, place.elm, new.id)


def test_after_a_new_edit_what_was_taken_back_is_gone(place: Town) -> None:
    head = saved(place.elm)
    steps.undo(place.principal, place.elm, moved(place, head.id).id)
    other = locked(place, head.id)
    assert other.step == 2
    steps.undo(place.principal, place.elm, other.id)
    assert steps.redo(place.principal, place.elm, head.id).id == other.id


def test_who_edits_an_earlier_step_hears_that_the_draft_has_gone_on_and_by_whom(
    place: Town,
) -> None:
    head = saved(place.elm)
    new = locked(place, head.id)
    with pytest.raises(ConflictError, match=f"edited meanwhile by {place.principal.name}"):
        locked(place, head.id, "section", "Art-7A")
    newest = steps.steps_of(place.principal, place.elm, head.id).newest
    assert newest is not None
    assert newest.id == new.id
    for action in (edit.archive, edit.reopen):
        with pytest.raises(ConflictError):
            action(place.principal, place.elm, head.id, head.version)
    copied = steps.copy(place.principal, place.elm, head.id)
    assert (copied.number, copied.step, copied.parent) == (2, 0, head.id)
    assert locked(place, copied.id, "section", "Art-7A").number == 2


def test_a_published_plan_stays_and_its_edit_is_a_draft_of_its_own(place: Town) -> None:
    head = saved(place.elm)
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    new = moved(place, head.id)
    assert (new.number, new.step, new.state) == (2, 1, PlanState.DRAFT)
    states = {one.number: one.state for one in show.plans_of(place.principal, place.elm)}
    assert states == {1: PlanState.PUBLISHED, 2: PlanState.DRAFT}
    back = steps.undo(place.principal, place.elm, new.id)
    plans = [show.show(place.principal, place.elm, one).plan for one in (back.id, head.id)]
    assert plans[0] == plans[1]


def test_a_name_is_that_of_the_draft_at_every_step(place: Town) -> None:
    new = locked(place, saved(place.elm).id)
    who = place.principal
    edit.rename(who, place.elm, new.id, name="Kept", note="why", expected=new.version)
    assert steps.undo(who, place.elm, new.id).name == "Kept"


# --- locks ---------------------------------------------------------------------------------------


def users(place: Town, plan: str) -> set[tuple[str, int]]:
    school = show.show(place.principal, place.elm, plan).school
    return {(one.section, one.meeting) for one in school.locks if one.by is LockedBy.USER}


def test_a_locked_meeting_stays_and_says_so(place: Town) -> None:
    head = locked(place, saved(place.elm).id)
    found = show.show(place.principal, place.elm, head.id)
    assert check(found.school, found.plan).is_valid
    targets = edit.moves(place.principal, place.elm, head.id, MEETING).targets
    others = [one for one in targets if not one.is_current]
    assert not any(one.is_legal for one in others)
    assert any("is locked to Tue 3" in reason.text for reason in others[0].reasons)


@pytest.mark.parametrize(
    ("scope", "id", "sections"),
    [
        ("section", "Art-7A", {"Art-7A"}),
        ("course", "Art-7", {"Art-7A"}),
        ("teacher", "alice", {"ELA-6A", "ELA-7A"}),
        ("group", "7A", {"ELA-7A", "Art-7A", "Math-7A"}),
        ("room", "studio", {"Art-6A", "Art-7A"}),
    ],
)
def test_rows_and_courses_are_locked_and_unlocked_at_once(
    place: Town, scope: LockScope, id: str, sections: set[str]
) -> None:
    head = locked(place, saved(place.elm).id, scope, id)
    assert {section for section, _ in users(place, head.id)} == sections
    assert locked(place, head.id, scope, id).id == head.id
    open = locks.unlock(place.principal, place.elm, head.id, scope, id)
    assert users(place, open.id) == set()


def test_what_has_no_meeting_cannot_be_locked(place: Town) -> None:
    head = saved(place.elm)
    with pytest.raises(InputError, match="no meeting"):
        locked(place, head.id, "meeting", "nothing")
    with pytest.raises(InputError, match="nothing to lock"):
        locked(place, head.id, "district")  # type: ignore[arg-type]


def test_who_hears_of_an_edit_is_found_without_looking_at_everybody(place: Town) -> None:
    head = saved(place.elm)
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    step = moved(place, head.id)
    before, after = (show.show(place.principal, place.elm, one) for one in (head.id, step.id))
    told = publish.summary(place.principal, place.elm, step.id).affected
    assert told == affected_by(before, after)
    assert told
    same = steps.copy(place.principal, place.elm, head.id)
    only_locked = locked(place, same.id)
    assert publish.summary(place.principal, place.elm, only_locked.id).affected == ()


# --- the calendar that an edit leaves out ---------------------------------------------------------


def test_a_calendar_that_an_edit_left_out_is_planned_anew_with_what_it_announced(
    place: Town,
) -> None:
    whole = small_plan(calendar=whole_year())
    head = saved(place.elm, whole, morning_school())
    who, school = place.principal, place.elm
    assert resolve.lost_calendar(who, school, head.id) is None
    with pytest.raises(ConflictError, match="lost no calendar"):
        resolve.calendar_again(who, school, head.id)

    edited = locked(place, moved(place, head.id).id)
    lost = resolve.lost_calendar(who, school, edited.id)
    assert lost is not None
    assert lost.id == head.id

    run = job(resolve.calendar_again(who, school, edited.id))
    order: BuildOrder = Record(BuildOrder).read(dict(run.input))
    assert (run.snapshot_id, order.previous) == (edited.snapshot, edited.id)
    with reading() as session:
        found, before = plans.school_of(session, edited.id), plans.content(session, edited.id)
    built = build.run(order, found).plan
    assert built.timetable == before.timetable
    assert whole.calendar is not None
    assert built.calendar is not None
    assert {one.id for one in built.calendar.pd_days} == {one.id for one in whole.calendar.pd_days}


def test_a_plan_that_never_had_a_calendar_has_lost_none(place: Town) -> None:
    edited = moved(place, saved(place.elm).id)
    assert resolve.lost_calendar(place.principal, place.elm, edited.id) is None


def test_who_does_not_build_has_no_calendar_built(place: Town) -> None:
    head = saved(place.elm)
    with pytest.raises(NotAllowedError):
        resolve.calendar_again(place.teacher, place.elm, head.id)
    with pytest.raises(NotFoundError):
        resolve.calendar_again(place.stranger, place.elm, head.id)
