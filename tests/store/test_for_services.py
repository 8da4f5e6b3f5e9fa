"""What services keep beside schools and plans, on both kinds of database."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.courses import Room
from scheduler.domain.district.delivered import (
    Channel,
    DeliveredPD,
    Outcome,
    SessionRecord,
)
from scheduler.domain.district.figures import summary_of
from scheduler.domain.roles import Place
from scheduler.domain.yearplan import LostReason
from scheduler.errors import ConflictError
from scheduler.store import (
    edit,
    figures,
    load,
    outbox,
    plans,
    previews,
    reading,
    records,
    sites,
    snapshots,
    undo,
    writing,
)
from scheduler.store.queries import feeds
from scheduler.store.queries import sites as queries
from scheduler.store.tables.editing import UndoStep
from scheduler.store.tables.messages import Mail
from tests.cast import small_calendar, small_plan, small_school
from tests.store.cast import new_user, save

DAY = dt.date(2026, 9, 21)


def site_of(school_id: str) -> str:
    with reading() as session:
        return queries.year(session, school_id).site


def published(school_id: str) -> str:
    with writing() as session:
        kept = snapshots.take(session, school_id, small_school())
        plan = small_plan(calendar=small_calendar())
        head = plans.save(session, school_id, plan, snapshot=kept, name="A", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
        return head.id


def test_districts_sites_years_and_shared_people(school_id: str) -> None:
    with writing() as session:
        district = sites.add_district(session, "D", by=None)
        north, south = (
            sites.add_site(session, district, name, by=None) for name in ("North", "South")
        )
        year = sites.add_year(session, north, "2026-27", by=None)
        sites.add_shared(session, district, "Ann", {north: "ann", south: "ann-b"}, by=None)
    with reading() as session:
        assert [one.id for one in queries.years(session, [Place(district=district)])] == [year]
        assert [one.id for one in queries.years(session, [Place(district=district, site=north)])]
        assert {one.id for one in queries.years(session, [Place()])} == {year, school_id}
        assert queries.years(session, []) == ()
        assert [one.others for one in queries.shared_at(session, north)] == [((south, "ann-b"),)]
        assert queries.sites_of(session, district) == {north: "North", south: "South"}
        changes = queries.changes_since(session, year, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        assert [(one.action, one.table) for one in changes] == [("add", "school")]
    with pytest.raises(ConflictError), writing() as session:
        sites.add_year(session, north, "2026-27", by=None)


def test_a_change_is_taken_back_and_done_again(school_id: str) -> None:
    save(school_id, small_school())
    room = Room(id="103", name="Room 103")
    names = ["rooms", "name"]
    with writing() as session, undo.watched(session, school_id, names, "Rooms", by=None) as done:
        edit.add(session, school_id, "rooms", room, by=None)
        edit.remove(session, school_id, "rooms", "101", expected=1, by=None)
        edit.set_value(session, school_id, "name", "Oak", expected=1, by=None)
    assert done.step is not None
    with writing() as session:
        again = undo.take_back(session, done.step, by=None)
    with reading() as session:
        assert load.school(session, school_id) == small_school()
    assert again.step is not None
    with writing() as session:
        undo.take_back(session, again.step, by=None)
    with reading() as session:
        rooms = [one.id for one in load.rows(session, school_id, "rooms")]
        assert (sorted(rooms), load.value(session, school_id, "name").content) == (
            ["102", "103", "studio"],
            "Oak",
        )


def test_an_import_that_was_shown_is_kept_as_it_was(school_id: str) -> None:
    with writing() as session:
        id = previews.keep(
            session, school_id, small_school(), source="x", edition="e", gone={}, by=None
        )
        other = previews.keep(
            session, school_id, small_school(), source="y", edition="e", gone={"a": ["b"]}, by=None
        )
    with reading() as session:
        kept = previews.find(session, id)
        assert kept is not None
        assert kept.school == small_school()
        assert previews.find(session, "none") is None
    with writing() as session:
        previews.drop(session, id)
        assert previews.find(session, id) is None
        again = previews.find(session, other)
        assert again is not None
        assert again.gone == {"a": ["b"]}


def test_mail_is_claimed_once(school_id: str) -> None:
    with writing() as session:
        outbox.post(session, "a@example.org", "Subject", "Body")
    with reading() as session:
        (mail,) = outbox.due(session)
    with writing() as session:
        assert outbox.claim(session, mail, dt.timedelta(minutes=5))
        assert not outbox.claim(session, mail, dt.timedelta(minutes=5))
        assert outbox.due(session) == ()
        outbox.failed(session, mail.id, "SMTPDataError 451", again=True)
        outbox.sent(session, mail.id)
    with reading() as session:
        row = session.get_one(Mail, mail.id)
        assert (row.body, row.error, row.attempts) == ("", None, 1)


def test_what_was_sent_or_changed_long_ago_is_forgotten(school_id: str) -> None:
    save(school_id, small_school())
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    names = ["rooms"]
    with writing() as session:
        outbox.post(session, "a@example.org", "Subject", "Body")
        session.flush()
        session.query(Mail).update({"sent_at": long_ago})
        with undo.watched(session, school_id, names, "Old", by=None) as old:
            edit.remove(session, school_id, "rooms", "101", expected=1, by=None)
        session.query(UndoStep).update({"created_at": long_ago})
        outbox.post(session, "b@example.org", "Subject", "Body")
        outbox.forget_sent(session)
        with undo.watched(session, school_id, names, "New", by=None) as new:
            edit.remove(session, school_id, "rooms", "102", expected=1, by=None)
    assert old.step is not None
    assert new.step is not None
    with reading() as session:
        assert [one.to for one in session.query(Mail)] == ["b@example.org"]
        assert undo.find(session, old.step) is None
        assert undo.find(session, new.step) == (school_id, None)


def test_notices_are_seen_once(school_id: str) -> None:
    plan = published(school_id)
    with writing() as session:
        outbox.notify(session, school_id, plan, {"alice": {"changes": 1}, "bob": {"changes": 2}})
        outbox.notify(session, school_id, plan, {})
    with writing() as session:
        (one,) = outbox.messages_of(session, school_id, ["alice"])
        outbox.seen(session, [one.id])
    with reading() as session:
        assert outbox.told(session, school_id, plan) == outbox.Told(people=2, seen=1)
        assert outbox.messages_of(session, school_id, ["alice"], unseen=True) == ()


def test_an_address_works_until_it_is_revoked(school_id: str) -> None:
    user, site = new_user("Ann Alder"), site_of(school_id)
    with writing() as session:
        first = feeds.add(session, user, site, "1" * 64)
        second = feeds.add(session, user, site, "2" * 64)
        assert [one.id for one in feeds.addresses_of(session, user)] == [second]
        assert not feeds.revoke(session, user, id=first)
        assert feeds.revoke(session, user, id=second)
        assert feeds.owner_of(session, "2" * 64) is None


def test_records_come_back_as_they_were(school_id: str) -> None:
    happened = SessionRecord(
        session="s1",
        coach="dave",
        teacher="alice",
        date=DAY,
        minutes=45,
        channel=Channel.LIVE_ONLINE,
        confirmed=True,
    )
    lost = dataclasses.replace(
        happened, session="s2", outcome=Outcome.LOST, reason=LostReason.NO_SCHOOL, confirmed=False
    )
    moved = dataclasses.replace(
        happened, session="s3", outcome=Outcome.MOVED, moved_to=DAY + dt.timedelta(days=1)
    )
    day = DeliveredPD(pd_day="p1", date=DAY, members=("alice", "bob"))
    with writing() as session:
        records.keep(session, school_id, happened, lost, moved, day)
    with reading() as session:
        found = records.of_schools(session, [school_id, "other"])
    assert set(found[school_id].sessions) == {happened, lost, moved}
    assert found[school_id].pd_days == (day,)
    assert found["other"].sessions == ()


def test_the_summary_of_a_plan_comes_back_as_it_was(school_id: str) -> None:
    plan = published(school_id)
    summary = summary_of(small_school(), small_plan(calendar=small_calendar()))
    with writing() as session:
        figures.keep(session, plan, summary)
        figures.keep(session, plan, summary)
    with reading() as session:
        assert figures.kept(session, [plan, "other"]) == {plan: summary}
        assert figures.published(session, [school_id, "other"]) == {school_id: plan}
