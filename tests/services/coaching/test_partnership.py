"""What a pair agrees, writes and logs: by both, within what they agreed, and for nobody else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from flask import Flask

from scheduler.domain.district.delivered import Channel, Outcome
from scheduler.domain.yearplan import LostReason
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services.coaching import (
    ask,
    availability,
    bookings,
    cycles,
    log,
    mine,
    offers,
    suggest,
    suited,
    waiting,
    words,
)
from scheduler.store import plans, reading, records, snapshots, writing
from tests.cast import plan_id, small_calendar, small_plan, small_school
from tests.services.coaching.cast import WISH, Elm, elm, freeze, work
from tests.services.sites_cast import audit

VISIT = plan_id("visit")
TERMS: dict[str, Any] = {
    "purpose": "Who speaks?",
    "collected": "How often each table speaks",
    "form": "tally",
    "viewers": "pair",
    "keep_days": 30,
}


@pytest.fixture
def pair(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Elm:
    """Return Elm, where Dave coaches Alice by the published plan: a conference, then a visit."""
    freeze(monkeypatch, dt.date(2026, 9, 25))
    place = elm(small_school(), published=False)
    calendar = small_calendar()
    conference = calendar.sessions[0]
    visit = dataclasses.replace(
        conference,
        id=VISIT,
        step="lesson",
        date=dt.date(2026, 9, 22),
        section="ELA-6A",
        teacher_is="teaching",
    )
    calendar = dataclasses.replace(calendar, sessions=(conference, visit))
    with writing() as session:
        snapshot = snapshots.take(session, place.school, small_school())
        plan = small_plan(calendar=calendar)
        head = plans.save(session, place.school, plan, snapshot=snapshot, name="A", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
    return place


def both(place: Elm) -> None:
    """Have both confirm their roles."""
    assert not cycles.agree(place.alice, place.school, "r1")
    assert cycles.agree(place.dave, place.school, "r1")


def test_a_cycle_that_a_build_has_placed_is_active_when_both_say_so(pair: Elm) -> None:
    assert cycles.cycle(pair.dave, pair.school, "r1").needs_my_word
    assert cycles.cycle(pair.dave, pair.school, "r1").status == "Booked"
    with pytest.raises(ConflictError, match="both of you"):
        words.write(pair.dave, pair.school, "r1", "before", {"letter": "Dear"})
    both(pair)
    assert cycles.cycle(pair.alice, pair.school, "r1").is_active
    with pytest.raises(NotFoundError):
        cycles.agree(pair.erin, pair.school, "r1")


def test_a_coach_whom_a_new_plan_brings_begins_anew_and_reads_nothing_of_the_one_before(
    pair: Elm,
) -> None:
    both(pair)
    words.write(pair.alice, pair.school, "r1", "reflection", {"reflection": "With Dave"})
    calendar = small_calendar()
    calendar = dataclasses.replace(
        calendar, sessions=(dataclasses.replace(calendar.sessions[0], coach="erin"),)
    )
    with writing() as session:
        snapshot = snapshots.take(session, pair.school, small_school())
        plan = small_plan(calendar=calendar)
        head = plans.save(session, pair.school, plan, snapshot=snapshot, name="B", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
    with pytest.raises(NotFoundError):
        words.pieces(pair.dave, pair.school, "r1")
    assert cycles.cycle(pair.erin, pair.school, "r1").needs_my_word
    assert not cycles.agree(pair.alice, pair.school, "r1")
    assert cycles.agree(pair.erin, pair.school, "r1")
    assert words.pieces(pair.erin, pair.school, "r1") == ()
    assert len(words.pieces(pair.alice, pair.school, "r1")) == 1


def test_notes_on_a_visit_are_refused_until_both_have_agreed_on_it(pair: Elm) -> None:
    both(pair)
    with pytest.raises(ConflictError, match="have not agreed"):
        words.observe(pair.dave, pair.school, "r1", VISIT, "tally", "||||")
    assert not words.agree_to_visit(pair.dave, pair.school, "r1", VISIT, TERMS)
    with pytest.raises(ConflictError, match="have not agreed"):
        words.observe(pair.dave, pair.school, "r1", VISIT, "tally", "||||")
    assert words.agree_to_visit(pair.alice, pair.school, "r1", VISIT, TERMS)
    with pytest.raises(ConflictError, match="not on “What was said"):
        words.observe(pair.dave, pair.school, "r1", VISIT, "script", "He said")
    words.observe(pair.dave, pair.school, "r1", VISIT, "tally", "||||")
    kinds = {one.kind: one for one in words.pieces(pair.alice, pair.school, "r1")}
    assert kinds["observation"].content["notes"] == "||||"
    assert kinds["observation"].keep_until == dt.date(2026, 10, 25)
    with pytest.raises(NotFoundError):
        words.observe(pair.alice, pair.school, "r1", VISIT, "tally", "||||")


def test_notes_that_are_for_the_teacher_alone_leave_the_coach(pair: Elm) -> None:
    both(pair)
    terms = TERMS | {"viewers": "teacher"}
    words.agree_to_visit(pair.dave, pair.school, "r1", VISIT, terms)
    words.agree_to_visit(pair.alice, pair.school, "r1", VISIT, terms)
    words.observe(pair.dave, pair.school, "r1", VISIT, "tally", "||||")
    assert [one.kind for one in words.pieces(pair.dave, pair.school, "r1")] == ["agreement"]
    assert len(words.pieces(pair.alice, pair.school, "r1")) == 2


def test_changed_terms_need_the_other_anew(pair: Elm) -> None:
    both(pair)
    words.agree_to_visit(pair.dave, pair.school, "r1", VISIT, TERMS)
    words.agree_to_visit(pair.alice, pair.school, "r1", VISIT, TERMS)
    assert not words.agree_to_visit(
        pair.alice, pair.school, "r1", VISIT, TERMS | {"form": "script"}
    )
    with pytest.raises(ConflictError, match="have not agreed"):
        words.observe(pair.dave, pair.school, "r1", VISIT, "script", "x")


@pytest.mark.parametrize(
    ("field", "value"),
    [("purpose", " "), ("collected", ""), ("form", "film"), ("viewers", "all"), ("keep_days", 0)],
)
def test_an_agreement_says_everything(pair: Elm, field: str, value: object) -> None:
    both(pair)
    with pytest.raises(InputError) as caught:
        words.agree_to_visit(pair.alice, pair.school, "r1", VISIT, TERMS | {field: value})
    assert caught.value.where == field


def test_what_is_written_is_read_by_the_pair_and_the_reading_is_written_down(pair: Elm) -> None:
    both(pair)
    words.write(pair.alice, pair.school, "r1", "goal", {"goal": "Better questions"})
    words.write(pair.alice, pair.school, "r1", "note", {"note": "My own"})
    words.write(pair.dave, pair.school, "r1", "before", {"letter": "Dear Alice"})
    before = mine.looks(pair.alice, pair.school)
    assert before == ()
    theirs = {one.kind: one.content for one in words.pieces(pair.dave, pair.school, "r1")}
    assert theirs == {"goal": {"goal": "Better questions"}, "before": {"letter": "Dear Alice"}}
    (look,) = mine.looks(pair.alice, pair.school)
    assert look.kind == "Coaching cycle"
    kinds = [one.kind for one in words.pieces(pair.alice, pair.school, "r1")]
    assert sorted(kinds) == ["before", "goal", "note"]
    for other in (pair.bob, pair.erin, pair.pat, pair.town.district_staff):
        with pytest.raises((NotFoundError, NotAllowedError)):
            words.pieces(other, pair.school, "r1")
    assert "Better" not in str(audit(pair.school))


def test_two_who_change_the_same_piece_are_told(pair: Elm) -> None:
    both(pair)
    id = words.write(pair.alice, pair.school, "r1", "reflection", {"reflection": "One"})
    words.write(
        pair.alice, pair.school, "r1", "reflection", {"reflection": "Two"}, piece=id, expected=1
    )
    with pytest.raises(ConflictError, match="still here"):
        words.write(
            pair.alice, pair.school, "r1", "reflection", {"reflection": "3"}, piece=id, expected=1
        )
    with pytest.raises(NotFoundError):
        words.write(pair.dave, pair.school, "r1", "reflection", {"reflection": "4"}, piece=id)


def test_what_both_say_counts_as_delivered(pair: Elm) -> None:
    assert len(log.due(pair.dave, pair.school)) == 2
    first = log.due(pair.dave, pair.school)[0]
    log.log(pair.dave, pair.school, first.session, Outcome.HAPPENED, minutes=40)
    with reading() as session:
        assert list(records.of_school(session, pair.school).delivered) == []
    with pytest.raises(ConflictError):
        log.confirm(pair.dave, pair.school, first.session)
    theirs = log.due(pair.alice, pair.school)[0]
    assert theirs.told is not None
    log.confirm(pair.alice, pair.school, first.session)
    with reading() as session:
        (record,) = records.of_school(session, pair.school).delivered
    assert (record.minutes, record.channel) == (40, Channel.IN_PERSON)
    assert len(log.due(pair.dave, pair.school)) == 1


def test_a_lost_session_says_why_and_a_moved_one_where_to(pair: Elm) -> None:
    first, second = (one.session for one in log.due(pair.dave, pair.school))
    log.log(pair.dave, pair.school, first, Outcome.LOST, reason=LostReason.EMERGENCY_COVER)
    log.log(pair.dave, pair.school, second, Outcome.MOVED, moved_to=dt.date(2026, 9, 29))
    with pytest.raises(InputError, match="reason"):
        log.log(pair.dave, pair.school, first, Outcome.LOST)
    with pytest.raises(NotFoundError):
        log.log(pair.erin, pair.school, first, Outcome.HAPPENED)
    with reading() as session:
        found = {one.session: one for one in records.of_school(session, pair.school).sessions}
    assert found[first].reason is LostReason.EMERGENCY_COVER
    assert found[second].moved_to == dt.date(2026, 9, 29)


def test_one_may_take_everything_along_and_have_it_deleted(pair: Elm) -> None:
    both(pair)
    words.write(pair.alice, pair.school, "r1", "goal", {"goal": "Better questions"})
    words.write(pair.dave, pair.school, "r1", "after", {"noticed": "N", "matters": "M"})
    words.write(pair.dave, pair.school, "r1", "note", {"note": "Dave's own"})
    taken = mine.export(pair.alice, pair.school)
    assert "Better questions" in str(taken)
    assert "Dave's own" not in str(taken)
    assert [one["id"] for one in taken["requests"]] == ["r1"]
    mine.delete_everything(pair.alice, pair.school)
    assert mine.export(pair.alice, pair.school)["written"] == []
    assert mine.export(pair.dave, pair.school)["written"] == []
    assert cycles.my_cycles(pair.alice, pair.school) == ()


def test_what_was_agreed_to_be_kept_for_a_time_is_deleted_after_it(
    pair: Elm, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(pair)
    words.agree_to_visit(pair.dave, pair.school, "r1", VISIT, TERMS)
    words.agree_to_visit(pair.alice, pair.school, "r1", VISIT, TERMS)
    words.observe(pair.dave, pair.school, "r1", VISIT, "tally", "||||")
    words.write(pair.alice, pair.school, "r1", "goal", {"goal": "Stays"})
    monkeypatch.setattr(mine, "today", lambda: dt.date(2026, 10, 25))
    mine.forget_expired()
    assert len(words.pieces(pair.alice, pair.school, "r1")) == 3
    monkeypatch.setattr(mine, "today", lambda: dt.date(2026, 10, 26))
    mine.forget_expired()
    assert [one.kind for one in words.pieces(pair.alice, pair.school, "r1")] == ["goal"]


def test_who_places_sessions_sees_who_when_and_kind(pair: Elm) -> None:
    found = bookings.bookings(pair.pat, pair.school)
    assert (found.teachers, found.coaches, found.cycles) == (1, 1, 1)
    first = found.rows[0]
    assert (first.teacher, first.coach, first.kind) == (
        "Alice Adams",
        "Dave Diaz",
        "Coaching cycle",
    )
    for other in (pair.alice, pair.dave, pair.town.office):
        with pytest.raises(NotAllowedError):
            bookings.bookings(other, pair.school)


def test_what_a_principal_suggests_is_the_teachers_to_confirm(pair: Elm) -> None:
    window = dt.date(2026, 10, 1), dt.date(2026, 10, 30)
    suggest.suggest(pair.pat, pair.school, "bob", "cycle", ("Math",), *window)
    (entry,) = waiting.to_confirm(pair.bob, pair.school)
    assert entry.by == "Pat Principal"
    assert waiting.to_confirm(pair.alice, pair.school) == ()
    assert suited.requests_that_fit(pair.dave, pair.school) == ()
    with pytest.raises(NotAllowedError):
        suggest.suggest(pair.alice, pair.school, "bob", "cycle", (), *window)
    with pytest.raises(InputError, match="staff"):
        suggest.suggest(pair.pat, pair.school, "zoe", "cycle", (), *window)
    waiting.confirm(pair.bob, pair.school, entry.request.id)
    (found,) = suited.requests_that_fit(pair.dave, pair.school)
    assert (found.teacher, found.areas) == ("Bob Brown", ("Mathematics",))
    assert [one.teacher for one in suited.requests_that_fit(pair.erin, pair.school)]


def test_an_invitation_goes_to_a_group_and_is_put_away_by_each_alone(pair: Elm) -> None:
    window = dt.date(2026, 10, 1), dt.date(2026, 10, 30)
    suggest.invite(pair.pat, pair.school, "pd:core", "cycle", "Who likes?", *window)
    (found,) = suggest.invitations(pair.alice, pair.school)
    assert (found.by, found.group, found.words) == ("Pat Principal", "Core team", "Who likes?")
    assert suggest.invitations(pair.carol, pair.school) == ()
    suggest.hide(pair.alice, pair.school, found.id)
    assert suggest.invitations(pair.alice, pair.school) == ()
    assert len(suggest.invitations(pair.bob, pair.school)) == 1
    with pytest.raises(NotFoundError):
        suggest.hide(pair.carol, pair.school, found.id)


def test_a_time_that_a_coach_keeps_free_is_not_offered(
    open_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch)
    place = elm(small_school(requests=()))
    for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        availability.keep_free(place.dave, place.school, weekday=weekday)
    with pytest.raises(InputError, match="day of the week"):
        availability.keep_free(place.dave, place.school)
    id = ask.ask(place.bob, place.school, WISH)
    work(place.school, id)
    assert {one.coach for one in offers.offers(place.bob, place.school, id)} == {"Erin Evans"}
    kept = availability.kept_free(place.dave, place.school)
    assert len(kept) == 5
    with pytest.raises(NotFoundError):
        availability.drop(place.erin, place.school, kept[0].id)
    availability.drop(place.dave, place.school, kept[0].id)
    assert len(availability.kept_free(place.dave, place.school)) == 4


def test_a_request_hides_from_the_coach_who_is_not_wanted(pair: Elm) -> None:
    wish = dataclasses.replace(WISH, not_coaches=("dave",), first=dt.date(2026, 10, 1))
    ask.ask(pair.bob, pair.school, wish)
    assert suited.requests_that_fit(pair.dave, pair.school) == ()
    assert len(suited.requests_that_fit(pair.erin, pair.school)) == 1
