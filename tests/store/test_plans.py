"""Plans are saved once, published one at a time, and what they announce keeps its identity."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from scheduler import samples
from scheduler.domain.announced import announcements
from scheduler.domain.plan import Plan, PlanState
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import edit, plans, reading, snapshots, writing
from scheduler.store.packed import unpack
from scheduler.store.queries import announced
from scheduler.store.queries import plans as queries
from scheduler.store.queries.plans import PlanHead
from scheduler.store.tables.plans import Snapshot, SnapshotSecret, StoredPlan
from scheduler.store.tables.trail import Audit
from tests.cast import small_calendar, small_plan, small_school
from tests.store.cast import new_school_year, new_user, save

YEAR = (date(2026, 1, 1), date(2027, 12, 31))


def year_plan(calendar: CalendarAnswer | None = None) -> Plan:
    return small_plan(calendar=calendar or small_calendar())


def saved(school_id: str, plan: Plan | None = None, **how: Any) -> PlanHead:
    school = small_school()
    values = {"name": "First", "by": None} | how
    with writing() as session:
        snapshot = snapshots.take(session, school_id, school)
        return plans.save(session, school_id, plan or year_plan(), snapshot=snapshot, **values)


def done(action: Callable[..., PlanHead], head: PlanHead, **how: Any) -> PlanHead:
    with writing() as session:
        return action(session, head.id, **{"expected": head.version, "by": None} | how)


def of_school(school_id: str, **how: Any) -> dict[str, announced.Booking]:
    with reading() as session:
        return {one.id: one for one in announced.of_school(session, school_id, *YEAR, **how)}


def test_a_plan_comes_back_as_it_was(school_id: str) -> None:
    head = saved(school_id, note="Tried", summary={"free_share": 0.61})
    assert (head.number, head.state, head.version) == (1, PlanState.DRAFT, 1)
    queries._recent._kept.clear()
    with reading() as session:
        assert queries.content(session, head.id) == year_plan()
        assert queries.content(session, head.id) is queries.content(session, head.id)
        assert queries.school_of(session, head.id) == small_school()
        assert queries.head(session, head.id) == head
        assert queries.of_school(session, school_id) == (head,)
        assert queries.published(session, school_id) is None


def test_plans_of_a_school_are_counted(school_id: str) -> None:
    first = saved(school_id)
    second = saved(school_id, parent=first.id)
    assert (second.number, second.parent) == (2, first.id)
    with reading() as session:
        assert queries.of_school(session, school_id) == (second, first)


@pytest.mark.parametrize("name", ["document", "summary", "snapshot_id", "parent_id"])
def test_what_a_plan_says_cannot_be_changed(school_id: str, name: str) -> None:
    head = saved(school_id)

    def tamper() -> None:
        with writing() as session:
            stored = session.get_one(StoredPlan, head.id)
            setattr(stored, name, {"document": b"", "summary": {"x": 1}}.get(name, "other"))

    with pytest.raises(RuntimeError, match=f"keeps its {name}"):
        tamper()


def test_one_plan_is_published_and_the_one_before_is_archived(school_id: str) -> None:
    pat = new_user("Pat Lee")
    first, second = saved(school_id), saved(school_id, name="Second")
    published = done(plans.publish, first, by=pat)
    assert (published.state, published.published_at is not None) == (PlanState.PUBLISHED, True)
    done(plans.publish, second)
    with reading() as session:
        assert queries.head(session, first.id).state is PlanState.ARCHIVED
        now_published = queries.published(session, school_id)
        assert now_published is not None
        assert now_published.id == second.id
        history = queries.history(session, school_id)
    assert [(one.plan_id, one.by) for one in history] == [(first.id, pat), (second.id, None)]


def test_an_earlier_plan_can_be_published_again(school_id: str) -> None:
    first, second = saved(school_id), saved(school_id)
    done(plans.publish, first)
    done(plans.publish, second)
    with reading() as session:
        first = queries.head(session, first.id)
    assert first.state is PlanState.ARCHIVED
    assert done(plans.publish, first).archived_at is None
    with reading() as session:
        history = queries.history(session, school_id)
    assert [one.plan_id for one in history] == [first.id, second.id, first.id]


def test_the_database_itself_allows_one_published_plan(school_id: str) -> None:
    done(plans.publish, saved(school_id))
    other = saved(school_id)
    statement = update(StoredPlan).where(StoredPlan.id == other.id).values(state="published")
    with pytest.raises(ConflictError, match="same school id already"), writing() as session:
        session.execute(statement)


def test_a_published_plan_is_not_put_away_or_published_twice(school_id: str) -> None:
    head = done(plans.publish, saved(school_id))
    with pytest.raises(ConflictError, match="Plan 1 is published: people go by it"):
        done(plans.archive, head)
    with pytest.raises(ConflictError, match="Plan 1 is published already"):
        done(plans.publish, head)
    with pytest.raises(ConflictError, match="Plan 1 is published, not archived"):
        done(plans.reopen, head)


def test_a_draft_is_put_away_and_taken_out_again(school_id: str) -> None:
    head = done(plans.archive, saved(school_id))
    assert (head.state, head.archived_at is not None) == (PlanState.ARCHIVED, True)
    assert done(plans.archive, head) == head
    head = done(plans.reopen, head)
    assert (head.state, head.archived_at) == (PlanState.DRAFT, None)


def test_the_second_of_two_at_a_plan_is_told(school_id: str) -> None:
    head = saved(school_id)
    done(plans.rename, head, name="Theirs", note="", by=new_user("Pat Lee"))
    with pytest.raises(ConflictError, match=r"Plan 1 was changed meanwhile by Pat Lee \(name\)"):
        done(plans.publish, head)
    assert done(plans.rename, head, name="Theirs", note="", expected=2).version == 2


def test_there_must_be_such_a_plan(school_id: str) -> None:
    with pytest.raises(NotFoundError, match="no such plan"), writing() as session:
        plans.publish(session, "nothing", expected=1, by=None)
    with pytest.raises(NotFoundError, match="no such plan"), reading() as session:
        queries.head(session, "nothing")
    with pytest.raises(NotFoundError, match="no such plan"), reading() as session:
        queries.content(session, "nothing")
    with pytest.raises(NotFoundError, match="no such snapshot"), reading() as session:
        snapshots.school_of(session, "nothing")


def test_every_step_of_a_plan_is_in_the_audit(school_id: str) -> None:
    done(plans.publish, saved(school_id))
    with reading() as session:
        query = select(Audit.action, Audit.version).where(Audit.table == "plan")
        found = session.execute(query.order_by(Audit.version)).all()
    assert [tuple(one) for one in found] == [("save", 1), ("publish", 2)]


# --- what is announced


def test_nothing_is_announced_before_publication(school_id: str) -> None:
    head = saved(school_id)
    assert of_school(school_id) == {}
    done(plans.publish, head)
    expected = {one.row.id for one in announcements(small_school(), year_plan())}
    with reading() as session:
        assert {one.id for one in announced.everything(session, school_id)} == expected


def test_what_is_announced_is_found_by_person_and_date(school_id: str) -> None:
    done(plans.publish, saved(school_id))
    cover = small_calendar().covers[0]
    with reading() as session:
        for person in (cover.absent, cover.by):
            day = announced.of_person(session, school_id, person, cover.date, cover.date)
            assert cover.id in {one.id for one in day}
        later = cover.date + timedelta(days=1)
        rest = announced.of_person(session, school_id, cover.absent, later, YEAR[1])
        assert cover.id not in {one.id for one in rest}
    found = of_school(school_id, kinds=["covers"])
    assert {*found} == {one.id for one in small_calendar().covers}
    booking = found[cover.id]
    assert (booking.date, booking.start, booking.end) == (cover.date, cover.start, cover.end)
    assert set(booking.people) == {cover.absent, cover.by}
    assert booking.content["section"] == cover.section


def test_what_stays_keeps_its_sequence_and_what_changes_gets_a_higher_one(school_id: str) -> None:
    done(plans.publish, saved(school_id))
    before = of_school(school_id)
    calendar = small_calendar()
    cover = calendar.covers[0]
    # The plan itself has not counted this change.
    moved = dataclasses.replace(cover, date=cover.date + timedelta(days=7))
    changed = dataclasses.replace(calendar, covers=(moved, *calendar.covers[1:]))
    second = saved(school_id, year_plan(calendar=changed))
    done(plans.publish, second)
    after = of_school(school_id)
    assert after.keys() == before.keys()
    assert after[cover.id].sequence == before[cover.id].sequence + 1
    assert after[cover.id].date == moved.date
    rest = [id for id in before if id != cover.id]
    assert [after[id] for id in rest] == [before[id] for id in rest]


def test_what_is_gone_leaves_a_tombstone_and_may_come_back(school_id: str) -> None:
    first = saved(school_id)
    done(plans.publish, first)
    calendar = small_calendar()
    cover = calendar.covers[0]
    before = of_school(school_id)[cover.id]
    without = year_plan(calendar=dataclasses.replace(calendar, covers=calendar.covers[1:]))
    done(plans.publish, saved(school_id, without))
    assert cover.id not in of_school(school_id)
    gone = of_school(school_id, cancelled=True)[cover.id]
    assert (gone.sequence, gone.cancelled_at is not None) == (before.sequence + 1, True)
    assert gone.people == before.people
    with reading() as session:
        first = queries.head(session, first.id)
    done(plans.publish, first)
    back = of_school(school_id)[cover.id]
    assert (back.sequence, back.people) == (before.sequence + 2, before.people)


def test_another_person_is_another_announcement(school_id: str) -> None:
    done(plans.publish, saved(school_id))
    calendar = small_calendar()
    group = calendar.pd_days[0]
    fewer = dataclasses.replace(group, members=group.members[1:])
    changed = dataclasses.replace(calendar, pd_days=(fewer, *calendar.pd_days[1:]))
    done(plans.publish, saved(school_id, year_plan(calendar=changed)))
    booking = of_school(school_id)[group.id]
    assert booking.sequence == group.sequence + 1
    assert booking.people == tuple(sorted(fewer.members))


@pytest.mark.usefixtures("open_app")
def test_a_large_plan_is_published_whole() -> None:
    school_id = new_school_year()
    school, plan = samples.make("middle"), samples.known_plan("middle")
    with writing() as session:
        snapshot = snapshots.take(session, school_id, school)
        head = plans.save(session, school_id, plan, snapshot=snapshot, name="Known", by=None)
        plans.publish(session, head.id, expected=1, by=None)
    with reading() as session:
        found = {one.id for one in announced.everything(session, school_id)}
    assert found == {one.row.id for one in announcements(school, plan)}


# --- snapshots


def test_the_same_school_is_kept_once(school_id: str) -> None:
    with writing() as session:
        first = snapshots.take(session, school_id, small_school())
        assert snapshots.take(session, school_id, small_school()) == first
        other = snapshots.take(session, school_id, small_school(name="Another"))
        assert session.scalar(select(func.count()).select_from(Snapshot)) == 2
    with reading() as session:
        assert snapshots.school_of(session, first) == small_school()
        assert snapshots.school_of(session, other).name == "Another"


def test_what_a_teacher_told_the_solver_is_deleted_with_the_request(school_id: str) -> None:
    school = small_school()
    request, *others = school.requests
    coach = next(one.id for one in school.staff if one.id != request.teacher)
    secret = dataclasses.replace(
        request, wished_coach=None, not_coaches=(coach,), planning_is_fine=True
    )
    school = dataclasses.replace(school, requests=(secret, *others))
    save(school_id, school)
    with writing() as session:
        id = snapshots.take(session, school_id, school)
        assert snapshots.school_of(session, id) == school
        # It stands nowhere but in the table that can be purged.
        document = unpack(session.get_one(Snapshot, id).document)
        assert "not_coaches" not in document["requests"][0]
    with writing() as session:
        edit.remove(session, school_id, "requests", request.id, expected=1, by=None)
    with reading() as session:
        query = select(SnapshotSecret).where(SnapshotSecret.request == request.id)
        assert session.scalars(query).all() == []
        rest = snapshots.school_of(session, id).requests[0]
    bare = dataclasses.replace(request, wished_coach=None, not_coaches=(), planning_is_fine=False)
    assert rest == bare
    with writing() as session:
        # Told again, in the same words: the solver must not miss it.
        assert snapshots.take(session, school_id, school) == id
        assert snapshots.school_of(session, id) == school
