"""Somebody comes back earlier than was entered, or stays away longer."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from scheduler.domain.policy import Absence
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.errors import (
    ConflictError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.services.absences.approve import approve
from scheduler.services.absences.change import Until, change, look
from scheduler.services.absences.give_back import is_any, offers
from scheduler.services.absences.lasting import lasting
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import listed
from scheduler.services.absences.show import morning
from scheduler.services.absences.take_back import take_back
from scheduler.services.plans.publish import publish, summary
from tests.cast import at as clock
from tests.cast import small_plan, small_school
from tests.morning_cast import (
    COACHING_DAY,
    OTHER_PD_DAY,
    PD_DAY,
    QUIET_DAY,
    morning_school,
    whole_year,
)
from tests.prepared import prepared
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, audit
from tests.services.test_morning import now, off, proposed, published, rows, settled

WEEK_END = dt.date(2026, 10, 16)
"""Friday of the quiet week, which begins on Monday."""


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "morning", settled)


@pytest.fixture(autouse=True)
def before_school(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be September 1: everything is still to come."""
    at(monkeypatch, dt.date(2026, 9, 1))


def at(monkeypatch: pytest.MonkeyPatch, date: dt.date) -> None:
    """Set the school's clock to noon of a date."""
    noon = dt.datetime.combine(date, dt.time(16), dt.UTC)
    monkeypatch.setattr("scheduler.services.today.now", lambda: noon)


def announced(place: Town, *some: Absence) -> str:
    """Have cover announced for absences; return the id of the first."""
    version, _ = proposed(place, *some)
    approve(place.office, place.elm, version)
    return next(
        one.id
        for one in listed(place.office, place.elm, some[0].first, some[0].last)
        if one.absence == some[0]
    )


def changed(place: Town, id: str, until: Until) -> None:
    seen = look(place.office, place.elm, id, until)
    change(place.office, place.elm, id, until, seen.known.version, seen.base)


def standing_ones(place: Town, first: dt.date, last: dt.date) -> list[Absence]:
    found = listed(place.office, place.elm, first, last)
    return [one.absence for one in found if not one.taken_back_at]


def taken_by(person: str, year: CalendarAnswer) -> set[tuple[object, ...]]:
    mine = (row for row in year.covers if row.coverer == person)
    return {(row.date, row.section, row.period) for row in mine}


# --- what stays, what is over, what comes on top -------------------------------------------------


MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 10, day) for day in (12, 13, 14))


@pytest.mark.parametrize(
    ("entered", "until", "stays", "over", "more"),
    [
        pytest.param(
            off("alice", MONDAY, last=WEDNESDAY),
            Until(TUESDAY),
            [off("alice", MONDAY, last=TUESDAY)],
            [off("alice", WEDNESDAY)],
            [],
            id="a day before",
        ),
        pytest.param(
            off("alice", MONDAY, last=WEDNESDAY),
            Until(TUESDAY, 3),
            [off("alice", MONDAY), off("alice", TUESDAY, 1, 2)],
            [off("alice", TUESDAY, 3, 4), off("alice", WEDNESDAY)],
            [],
            id="at noon of the day before",
        ),
        pytest.param(
            off("alice", MONDAY, 1, 2),
            Until(MONDAY, 2),
            [off("alice", MONDAY, 1)],
            [off("alice", MONDAY, 2)],
            [],
            id="a period before",
        ),
        pytest.param(
            off("alice", MONDAY, 1, 2),
            Until(MONDAY, 0),
            [off("alice", MONDAY, 1, 2)],
            [],
            [off("alice", MONDAY, 3, 4)],
            id="the rest of the day",
        ),
        pytest.param(
            off("alice", MONDAY),
            Until(WEDNESDAY, 3),
            [off("alice", MONDAY)],
            [],
            [off("alice", TUESDAY), off("alice", WEDNESDAY, 1, 2)],
            id="two days longer, until noon",
        ),
    ],
)
def test_what_stays_what_is_over_and_what_comes_on_top(
    entered: Absence,
    until: Until,
    stays: list[Absence],
    over: list[Absence],
    more: list[Absence],
) -> None:
    found = lasting(small_school(), entered, until)
    assert [*found.stays] == stays
    assert [*found.over] == over
    assert [*found.more] == more


def test_a_weekend_between_two_school_days_does_not_cut_an_absence() -> None:
    friday, monday = dt.date(2026, 10, 9), MONDAY
    entered = off("alice", friday, last=TUESDAY)
    found = lasting(small_school(), entered, Until(monday))
    assert [*found.stays] == [off("alice", friday, last=monday)]


# --- back earlier --------------------------------------------------------------------------------


def test_who_comes_back_at_noon_keeps_the_cover_of_the_morning(place: Town) -> None:
    id = announced(place, off("alice", MONDAY, last=WEDNESDAY))
    _, before = published(place)
    until = Until(TUESDAY, 2)
    seen = look(place.office, place.elm, id, until)
    assert [*seen.lasting.now] == [off("alice", MONDAY), off("alice", TUESDAY, 1)]
    assert {one.will for one in seen.rows} == {"Alice Adams"}
    assert seen.num_told
    assert published(place)[1] == before  # nothing is done before it is confirmed
    changed(place, id, until)
    _, after = published(place)
    assert [*after.absences] == [*seen.lasting.now]
    kept = {id: row for id, row in rows(before).items() if id in rows(after)}
    assert rows(after) == kept  # what stays is the same row, word for word
    gone = [row for id, row in rows(before).items() if id not in kept]
    assert len(gone) == len(seen.rows)
    assert all(row.date > TUESDAY or (row.period or 0) > 1 for row in gone)
    assert standing_ones(place, MONDAY, WEDNESDAY) == [*seen.lasting.now]
    assert ("last", "periods") in {
        one[3] for one in audit(place.elm) if one[:2] == ("change", "absence_record")
    }


@pytest.mark.parametrize(("start", "stays"), [("08:35", True), ("12:25", False)])
def test_cover_of_a_duty_stays_where_it_lies_before_somebody_is_back(
    open_app: Flask, start: str, stays: bool
) -> None:
    begin = clock(start)
    times = (DutyTime(bell="regular", start=begin, end=begin + 20),)
    duty = Duty(id="yard", name="Yard", staff=("carol",), times=times, cover_on_pd=True)
    place = settled(duties=(*small_school().duties, duty))
    id = announced(place, off("carol", MONDAY))
    rows_before = [row for row in rows(published(place)[1]).values() if row.duty == "yard"]
    assert len(rows_before) == 1
    changed(place, id, Until(MONDAY, 3))
    rows_after = [row for row in rows(published(place)[1]).values() if row.duty == "yard"]
    assert rows_after == (rows_before if stays else [])


def test_those_who_were_to_cover_are_told_and_the_others_are_not(place: Town) -> None:
    id = announced(place, off("alice", MONDAY, last=TUESDAY))
    coverers = {row.coverer for row in rows(published(place)[1]).values() if row.source}
    seen = look(place.principal, place.elm, id, Until(MONDAY))
    told = {one.staff for one in seen.told}
    assert "alice" in told
    assert told <= {*coverers, "alice"}


def test_the_plus_teacher_who_is_back_has_the_planned_cover_again(place: Town) -> None:
    _, before = published(place)
    id = announced(place, off("dave", PD_DAY - dt.timedelta(days=1), last=PD_DAY))
    assert "dave" not in {
        row.coverer for row in rows(published(place)[1]).values() if row.date == PD_DAY
    }
    changed(place, id, Until(PD_DAY - dt.timedelta(days=1)))
    _, after = published(place)
    assert taken_by("dave", after) == taken_by("dave", before)


def test_who_is_back_before_their_pd_day_goes_there_after_all(place: Town) -> None:
    _, before = published(place)
    id = announced(place, off("alice", PD_DAY - dt.timedelta(days=1), last=PD_DAY))
    changed(place, id, Until(PD_DAY - dt.timedelta(days=1)))
    _, after = published(place)
    assert {row.members for row in after.pd_days} == {row.members for row in before.pd_days}


def test_of_two_pd_days_that_were_missed_one_is_made_good(place: Town) -> None:
    _, before = published(place)
    id = announced(place, off("alice", PD_DAY, last=OTHER_PD_DAY))
    (hole,) = (one for one in published(place)[1].holes if one.rule == "C5")
    changed(place, id, Until(PD_DAY + dt.timedelta(days=1)))
    _, after = published(place)
    rest = {row.date: row.members for row in after.pd_days}
    assert rest == {PD_DAY: ("bob",), OTHER_PD_DAY: ("alice", "bob")}
    made_good = {one for one in taken_by("dave", before) if one[0] == OTHER_PD_DAY}
    assert made_good == {one for one in taken_by("dave", after) if one[0] == OTHER_PD_DAY}
    (left,) = (one for one in after.holes if one.rule == "C5")
    assert left.amount == hole.amount - 1


def test_sessions_that_gave_way_for_nothing_are_offered_back(place: Town) -> None:
    id = announced(place, off("dave", COACHING_DAY - dt.timedelta(days=1), last=COACHING_DAY))
    changed(place, id, Until(COACHING_DAY - dt.timedelta(days=1)))
    assert is_any(place.principal, place.elm, id)
    assert offers(place.principal, place.elm, id, dt.date(2026, 9, 1)).is_earlier


def test_what_is_left_is_changed_again_and_taken_back(place: Town) -> None:
    _, before = published(place)
    id = announced(place, off("dave", PD_DAY, last=PD_DAY + dt.timedelta(days=4)))
    changed(place, id, Until(PD_DAY + dt.timedelta(days=1)))
    (one,) = (one for one in listed(place.office, place.elm, PD_DAY, PD_DAY) if not one.is_changed)
    assert one.plan
    take_back(place.office, place.elm, one.id, one.version)
    _, after = published(place)
    assert after.absences == ()
    assert {row.coverer for row in after.covers} == {row.coverer for row in before.covers}


# --- away longer ---------------------------------------------------------------------------------


def test_what_comes_on_top_waits_for_cover_and_the_rest_stays(place: Town) -> None:
    id = announced(place, off("alice", MONDAY, 1))
    _, before = published(place)
    changed(place, id, Until(TUESDAY, 2))
    assert published(place)[1] == before
    waiting = [one.absence for one in now(place).waiting]
    assert waiting == [off("alice", TUESDAY, 1)]
    version = propose(place.office, place.elm)
    assert version is not None
    approve(place.office, place.elm, version)
    _, after = published(place)
    assert {id: rows(after)[id] for id in rows(before)} == rows(before)


def test_an_absence_that_waits_is_changed_before_anything_is_announced(place: Town) -> None:
    proposed(place, off("alice", MONDAY, last=TUESDAY))
    (one,) = listed(place.office, place.elm, MONDAY, MONDAY)
    changed(place, one.id, Until(WEDNESDAY, 2))
    assert [one.absence for one in now(place).waiting] == [
        off("alice", MONDAY, last=TUESDAY),
        off("alice", WEDNESDAY, 1),
    ]
    assert now(place).proposed is None


def test_what_a_plan_published_since_does_not_know_of_waits_again(place: Town) -> None:
    draft = saved(place.elm, small_plan(calendar=whole_year()), morning_school())
    announced(place, off("alice", MONDAY))
    assert now(place).waiting == ()
    (told,) = summary(place.principal, place.elm, draft.id).forgotten
    assert told.startswith("Alice Adams, ")
    publish(
        place.principal,
        place.elm,
        draft.id,
        expected=draft.version,
        instead_of=now(place).head.id,
    )
    assert [one.absence for one in now(place).waiting] == [off("alice", MONDAY)]
    shown = morning(place.office, place.elm, MONDAY)
    assert shown is not None
    assert shown.is_stale
    assert shown.absences[0].plan is None
    version = propose(place.office, place.elm)
    assert version is not None
    approve(place.office, place.elm, version)
    assert now(place).waiting == ()
    assert published(place)[1].absences == (off("alice", MONDAY),)


# --- what is refused -----------------------------------------------------------------------------


def test_what_is_over_stays_as_it_was(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    id = announced(place, off("alice", MONDAY, last=WEDNESDAY))
    at(monkeypatch, WEDNESDAY)
    with pytest.raises(InvalidProblemError, match="one of the dates"):
        look(place.office, place.elm, id, Until(MONDAY))
    with pytest.raises(InvalidProblemError, match="stays as it was"):
        look(place.office, place.elm, id, Until(TUESDAY, 2))
    assert look(place.office, place.elm, id, Until(TUESDAY)).rows
    assert look(place.office, place.elm, id).lasts[0] == TUESDAY


def test_what_changes_nothing_or_leaves_nothing_is_said(place: Town) -> None:
    id = announced(place, off("alice", MONDAY, 2, 3))
    with pytest.raises(InvalidProblemError, match="lasts already"):
        look(place.office, place.elm, id, Until(MONDAY))
    with pytest.raises(InvalidProblemError, match="take it back instead"):
        look(place.office, place.elm, id, Until(MONDAY, 2))


def test_what_is_not_as_it_was_seen_is_not_changed(place: Town) -> None:
    id = announced(place, off("alice", MONDAY, last=TUESDAY))
    seen = look(place.office, place.elm, id, Until(MONDAY))
    version = seen.known.version
    with pytest.raises(ConflictError, match="published meanwhile"):
        change(place.office, place.elm, id, Until(MONDAY), version, "another plan")
    with pytest.raises(ConflictError, match="meanwhile"):
        change(place.office, place.elm, id, Until(MONDAY), version + 1, seen.base)
    change(place.office, place.elm, id, Until(MONDAY), version, seen.base)
    with pytest.raises(ConflictError, match="already"):
        look(place.office, place.elm, id)


def test_longer_is_refused_where_the_time_is_entered_already(place: Town) -> None:
    id = announced(place, off("alice", MONDAY), off("alice", TUESDAY))
    seen = look(place.office, place.elm, id, Until(TUESDAY))
    with pytest.raises(InvalidProblemError, match="already"):
        change(place.office, place.elm, id, Until(TUESDAY), seen.known.version, seen.base)
    assert len(standing_ones(place, MONDAY, TUESDAY)) == 2


def test_changing_is_for_those_who_run_the_morning(place: Town) -> None:
    id = announced(place, off("alice", QUIET_DAY, last=WEEK_END))
    with pytest.raises(NotAllowedError):
        look(place.teacher, place.elm, id)
    with pytest.raises(NotAllowedError):
        change(place.teacher, place.elm, id, Until(QUIET_DAY), 2, "")
    with pytest.raises(NotFoundError):
        look(place.office, place.elm, "nothing")
