"""Moving a session or a PD day by hand: nothing else moves, ids stay, reasons are in words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from scheduler.domain.policy import CoverSource
from scheduler.domain.roles import Viewer
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.errors import ConflictError, NotAllowedError, NotFoundError
from scheduler.services.calendar.opened import opened
from scheduler.services.plans import calendar_moves as moving
from scheduler.services.plans import steps
from scheduler.services.plans.calendar_locks import covers_on, lock_cover, lock_pd_day, lock_session
from scheduler.services.plans.held import lock_of
from scheduler.services.plans.show import show
from scheduler.store import plans, writing
from tests.cast import plan_id, small_calendar, small_plan, small_school
from tests.furnished import fill, furnish
from tests.people_cast import settle
from tests.services.plans_cast import saved

YEAR, PLAN = "mill-year", "mill-plan"
SESSION, PD_DAY = plan_id("conference"), plan_id("PD day")
MONDAY = dt.date(2026, 9, 21)
TUESDAY = dt.date(2026, 9, 22)


@pytest.fixture
def principal(app: Flask) -> Iterator[Viewer]:
    """Return the principal of Mill, which has a published plan."""
    with app.app_context():
        town = settle()
        furnish("mill")
        yield town.viewer("principal")


def calendar(viewer: Viewer, plan: str) -> CalendarAnswer:
    """Return the calendar of a plan."""
    found = show(viewer, YEAR, plan).plan.calendar
    assert found is not None
    return found


def reasons(viewer: Viewer, date: dt.date) -> dict[tuple[dt.date, int], str]:
    """Return why the session cannot be in the periods of a week; "" where it can."""
    page = moving.session_moves(viewer, YEAR, PLAN, SESSION, date)
    return {
        (day, one.periods[0]): one.reason
        for day, places in page.days
        for one in places
        if one.periods and not one.is_current
    }


def test_every_place_of_a_week_is_legal_or_has_its_reason(principal: Viewer) -> None:
    found = reasons(principal, dt.date(2026, 9, 18))
    assert found[dt.date(2026, 9, 16), 1] == (
        "ELA 6 (6A) would be without its teacher more often than allowed."
    )
    assert found[dt.date(2026, 9, 16), 3] == ""
    assert found[dt.date(2026, 9, 18), 3] == "No planning time of Alice Adams can be booked then."
    assert found[dt.date(2026, 9, 17), 3] == "Alice Adams is in PD."
    assert reasons(principal, dt.date(2026, 11, 3))[dt.date(2026, 11, 3), 3] == (
        "It is outside the dates of the request, or somebody is not at school."
    )


def test_the_place_of_now_is_marked(principal: Viewer) -> None:
    page = moving.session_moves(principal, YEAR, PLAN, SESSION)
    assert page.first == dt.date(2026, 9, 14)
    current = [(day, one) for day, places in page.days for one in places if one.is_current]
    assert [(day, one.periods) for day, one in current] == [(dt.date(2026, 9, 18), (4,))]


def test_a_moved_session_keeps_its_id_and_nothing_else_moves(principal: Viewer) -> None:
    page = moving.session_moves(principal, YEAR, PLAN, SESSION, MONDAY)
    target = next(
        one for day, places in page.days if day == TUESDAY for one in places if one.placed
    )
    head = moving.move_session(principal, YEAR, PLAN, SESSION, MONDAY, moving.key_of(target))
    before, after = calendar(principal, PLAN), calendar(principal, head.id)
    (old,), (new,) = before.sessions, after.sessions
    assert (new.id, new.sequence, new.date) == (old.id, old.sequence + 1, TUESDAY)
    assert new.coach == old.coach
    assert (after.pd_days, after.covers) == (before.pd_days, before.covers)
    assert (head.state.value, head.edit) == (
        "draft",
        "Session of Dave Diaz and Alice Adams: Sep 18 to Sep 22",
    )


def test_a_place_that_is_not_there_is_refused(principal: Viewer) -> None:
    with pytest.raises(ConflictError, match="look at the places again"):
        moving.move_session(principal, YEAR, PLAN, SESSION, MONDAY, "nonsense")


def test_a_pd_day_moves_with_its_cover_which_keeps_its_ids(principal: Viewer) -> None:
    head = moving.move_pd_day(principal, YEAR, PLAN, PD_DAY, TUESDAY)
    before, after = calendar(principal, PLAN), calendar(principal, head.id)
    (row,) = after.pd_days
    assert (row.id, row.sequence, row.date) == (PD_DAY, 1, TUESDAY)
    assert {one.id: one.sequence for one in after.covers} == {one.id: 1 for one in before.covers}
    assert {one.date for one in after.covers} == {TUESDAY}
    assert after.sessions == before.sessions
    assert head.edit == "PD of Core team: Sep 17 to Sep 22"


def test_a_pd_day_moves_with_cover_that_a_morning_has_changed(principal: Viewer) -> None:
    answer = small_calendar()
    first = dataclasses.replace(answer.covers[0], source=CoverSource.STANDBY_PLUS)
    changed = dataclasses.replace(answer, covers=(first, *answer.covers[1:]))
    plan = saved(YEAR, small_plan(calendar=changed), small_school()).id
    after = calendar(principal, moving.move_pd_day(principal, YEAR, plan, PD_DAY, TUESDAY).id)
    assert {one.date for one in after.covers} == {TUESDAY}
    assert len(after.covers) == len(answer.covers)


def test_dates_of_a_month_are_legal_or_have_their_reason(principal: Viewer) -> None:
    page = moving.pd_moves(principal, YEAR, PLAN, PD_DAY)
    found = {date: one.reason for date, one in page.targets}
    assert found[TUESDAY] == ""
    assert found[dt.date(2026, 9, 18)] == "Alice Adams has a coaching session on this date."
    assert found[dt.date(2026, 9, 1)] == "It is a blackout date: nothing is booked."
    assert dt.date(2026, 9, 17) not in found
    with pytest.raises(ConflictError, match="Alice Adams has a coaching"):
        moving.move_pd_day(principal, YEAR, PLAN, PD_DAY, dt.date(2026, 9, 18))
    with pytest.raises(ConflictError, match="no school on September 19"):
        moving.move_pd_day(principal, YEAR, PLAN, PD_DAY, dt.date(2026, 9, 19))


def test_a_date_that_nobody_can_cover_says_so(principal: Viewer) -> None:
    busy = dataclasses.replace(
        small_school(),
        absences=(),
        cover_caps=dataclasses.replace(small_school().cover_caps, plus_periods_a_day=1),
    )
    plan = saved(YEAR, small_plan(calendar=small_calendar()), busy).id
    page = moving.pd_moves(principal, YEAR, plan, PD_DAY)
    words = {date: one.reason for date, one in page.targets}[TUESDAY]
    assert words.startswith("4 periods would have to be covered; the Plus team has 2 to give")


def test_a_locked_pd_day_stays_until_it_is_unlocked(principal: Viewer) -> None:
    locked = lock_pd_day(principal, YEAR, PLAN, PD_DAY)
    assert lock_pd_day(principal, YEAR, locked.id, PD_DAY).id == locked.id
    assert moving.pd_moves(principal, YEAR, locked.id, PD_DAY).is_locked
    with pytest.raises(ConflictError, match="unlock it first"):
        moving.move_pd_day(principal, YEAR, locked.id, PD_DAY, TUESDAY)
    free = lock_pd_day(principal, YEAR, locked.id, PD_DAY, is_locked=False)
    assert moving.move_pd_day(principal, YEAR, free.id, PD_DAY, TUESDAY).edit


def test_a_locked_cover_holds_its_coverer_until_it_is_unlocked(principal: Viewer) -> None:
    cover, day = plan_id("cover of ELA-6A"), dt.date(2026, 9, 17)
    head = lock_cover(principal, YEAR, PLAN, cover)
    assert head.edit == "Locked: Dave Diaz for ELA 6 (6A) of Alice Adams, Sep 17"
    assert lock_cover(principal, YEAR, head.id, cover).id == head.id
    shown = show(principal, YEAR, head.id)
    locks = covers_on(shown.school, shown.plan, day)
    assert len(locks) == 4
    assert [id for id, is_locked in locks.items() if is_locked] == [cover]
    assert moving.pd_moves(principal, YEAR, head.id, PD_DAY).held_covers == ("Dave Diaz",)
    with pytest.raises(ConflictError, match="cover is locked to Dave Diaz on this date; unlock"):
        moving.move_pd_day(principal, YEAR, head.id, PD_DAY, TUESDAY)
    free = lock_cover(principal, YEAR, head.id, cover, is_locked=False)
    assert free.edit.startswith("Unlocked: Dave Diaz")
    assert moving.move_pd_day(principal, YEAR, free.id, PD_DAY, TUESDAY).edit


def test_only_planned_cover_is_locked(principal: Viewer) -> None:
    answer = small_calendar()
    first = dataclasses.replace(answer.covers[0], source=CoverSource.STANDBY_PLUS)
    changed = dataclasses.replace(answer, covers=(first, *answer.covers[1:]))
    plan = saved(YEAR, small_plan(calendar=changed), small_school()).id
    with pytest.raises(ConflictError, match="Only cover that was planned"):
        lock_cover(principal, YEAR, plan, first.id)
    with pytest.raises(NotFoundError):
        lock_cover(principal, YEAR, plan, "nothing")


def test_a_locked_session_stays_until_it_is_unlocked(principal: Viewer) -> None:
    head = lock_session(principal, YEAR, PLAN, SESSION)
    assert head.edit == "Locked: session of Dave Diaz and Alice Adams, Sep 18"
    assert lock_session(principal, YEAR, head.id, SESSION).id == head.id
    page = moving.session_moves(principal, YEAR, head.id, SESSION, MONDAY)
    assert page.is_locked
    target = next(one for _, places in page.days for one in places if one.placed)
    with pytest.raises(ConflictError, match="unlock it first"):
        moving.move_session(principal, YEAR, head.id, SESSION, MONDAY, moving.key_of(target))
    free = lock_session(principal, YEAR, head.id, SESSION, is_locked=False)
    assert free.edit == "Unlocked: session of Dave Diaz and Alice Adams, Sep 18"
    assert moving.move_session(
        principal, YEAR, free.id, SESSION, MONDAY, moving.key_of(target)
    ).edit


def test_a_lock_of_a_session_is_taken_back(principal: Viewer) -> None:
    head = lock_session(principal, YEAR, PLAN, SESSION)
    back = steps.undo(principal, YEAR, head.id)
    assert not moving.session_moves(principal, YEAR, back.id, SESSION).is_locked
    again = steps.redo(principal, YEAR, back.id)
    assert moving.session_moves(principal, YEAR, again.id, SESSION).is_locked


def test_the_cover_of_a_duty_is_locked_for_the_one_who_is_out(principal: Viewer) -> None:
    bus = dataclasses.replace(small_school().duties[0], staff=("alice", "bob"), cover_on_pd=True)
    rows = [
        Cover(
            id=plan_id(f"bus of {absent}"),
            date=dt.date(2026, 9, 17),
            duty="bus",
            start=bus.times[0].start,
            end=bus.times[0].end,
            absent=absent,
            coverer=coverer,
        )
        for absent, coverer in (("alice", "dave"), ("bob", "erin"))
    ]
    answer = small_calendar()
    answer = dataclasses.replace(answer, covers=(*answer.covers, *rows))
    plan = saved(YEAR, small_plan(calendar=answer), small_school(duties=(bus,))).id
    head = lock_cover(principal, YEAR, plan, rows[0].id)
    assert head.edit == "Locked: Dave Diaz for Bus duty of Alice Adams, Sep 17"
    shown = show(principal, YEAR, head.id)
    locks = covers_on(shown.school, shown.plan, dt.date(2026, 9, 17))
    assert [id for id, is_locked in locks.items() if is_locked] == [rows[0].id]


def test_a_class_is_held_for_whoever_teaches_it_unless_two_miss_it(principal: Viewer) -> None:
    head = lock_cover(principal, YEAR, PLAN, plan_id("cover of ELA-6A"))
    (lock,) = show(principal, YEAR, head.id).school.cover_locks
    assert lock.absent is None
    answer = small_calendar()
    first = answer.covers[0]
    second = dataclasses.replace(first, id=plan_id("second"), absent="carol", coverer="erin")
    two = dataclasses.replace(answer, covers=(*answer.covers, second))
    plan = saved(YEAR, small_plan(calendar=two), small_school()).id
    head = lock_cover(principal, YEAR, plan, second.id)
    (lock,) = show(principal, YEAR, head.id).school.cover_locks
    assert (lock.absent, lock.coverer) == ("carol", "erin")
    assert lock_cover(principal, YEAR, head.id, second.id, is_locked=False).edit


def test_who_may_not_see_bookings_is_told_of_no_locked_session(principal: Viewer) -> None:
    locked = dataclasses.replace(
        small_school(), session_locks=(lock_of(small_calendar().sessions[0]),)
    )
    plan = saved(YEAR, small_plan(calendar=small_calendar()), locked).id
    with writing() as session:
        plans.publish(session, plan, expected=1, by=None)
    assert show(principal, YEAR, plan).school.session_locks
    for role in ("office", "teacher", "plus"):
        viewer = as_role(principal, role)
        assert show(viewer, YEAR, plan).school.session_locks == ()
        assert "r1" not in repr(opened(viewer, YEAR, plan)[1].school.session_locks)


def as_role(viewer: Viewer, role: str) -> Viewer:
    """Return the same person in another role, as Bob on the staff."""
    grants = tuple(
        dataclasses.replace(one, role=type(one.role)(role), staff="bob") for one in viewer.grants
    )
    return dataclasses.replace(viewer, grants=grants)


def test_a_move_is_taken_back(principal: Viewer) -> None:
    first = moving.move_pd_day(principal, YEAR, PLAN, PD_DAY, TUESDAY)
    second = moving.move_pd_day(principal, YEAR, first.id, PD_DAY, MONDAY)
    back = steps.undo(principal, YEAR, second.id)
    assert calendar(principal, back.id).pd_days[0].date == TUESDAY


def test_only_those_who_edit_plans_move_anything(app: Flask, principal: Viewer) -> None:
    for role in ("office", "plus", "teacher"):
        viewer = as_role(principal, role)
        with pytest.raises(NotAllowedError):
            moving.session_moves(viewer, YEAR, PLAN, SESSION)
        with pytest.raises(NotAllowedError):
            lock_session(viewer, YEAR, PLAN, SESSION)


def test_what_is_not_in_the_plan_is_not_found(principal: Viewer) -> None:
    fill("hill-year", small_school())
    for try_it in (
        lambda: moving.session_moves(principal, YEAR, PLAN, "nothing"),
        lambda: moving.pd_moves(principal, YEAR, PLAN, "nothing"),
        lambda: moving.session_moves(principal, YEAR, PLAN, SESSION, dt.date(2026, 7, 1)),
        lambda: moving.pd_moves(principal, YEAR, PLAN, PD_DAY, dt.date(2026, 7, 1)),
        lambda: moving.pd_moves(principal, YEAR, saved(YEAR).id, PD_DAY),
    ):
        with pytest.raises(NotFoundError):
            try_it()
