"""What changes from one published version to the next: cancelled entries, sequence, stamps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.calendar import DateOverride
from scheduler.domain.coaching import RequestStatus
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.ical import Published
from tests.cast import at, small_calendar, small_school
from tests.formats.ical_cast import PUBLISHED, by_uid, events, meeting_uid, small_year, written

LATER = PUBLISHED + dt.timedelta(days=20)
LAST = PUBLISHED + dt.timedelta(days=40)
(SESSION,) = small_calendar().sessions


def version(plan: Plan, when: dt.datetime, school: School | None = None) -> Published:
    return Published(school or small_school(), plan, when)


def test_what_is_gone_stays_as_cancelled() -> None:
    content = written(
        plan=small_year(sessions=()),
        earlier=(version(small_year(sessions=(replace(SESSION, sequence=2),)), PUBLISHED),),
        when=LATER,
        person="dave",
    )
    gone = by_uid(content)[SESSION.id]
    assert (str(gone["STATUS"]), gone["SEQUENCE"]) == ("CANCELLED", 3)
    assert str(gone["SUMMARY"]) == "Cancelled: Coaching with Alice Adams"
    assert gone["TRANSP"] == "TRANSPARENT"
    assert gone["LAST-MODIFIED"].dt == gone["DTSTAMP"].dt == LATER
    assert f"{gone['DTSTART'].dt:%m-%d %H:%M}" == "09-18 12:20"


@pytest.mark.parametrize(("days", "kept"), [(0, True), (60, True), (61, False)])
def test_it_stays_for_sixty_days(days: int, kept: bool) -> None:
    content = written(
        plan=small_year(sessions=()),
        earlier=(version(small_year(), PUBLISHED),),
        when=LATER,
        now=LATER + dt.timedelta(days=days),
        person="dave",
    )
    assert (SESSION.id in by_uid(content)) is kept


def test_it_stays_over_the_versions_that_follow() -> None:
    empty = small_year(sessions=())
    content = written(
        plan=empty,
        earlier=(version(small_year(), PUBLISHED), version(empty, LATER)),
        when=LAST,
        person="dave",
    )
    gone = by_uid(content)[SESSION.id]
    assert (gone["SEQUENCE"], gone["LAST-MODIFIED"].dt) == (1, LATER)


def test_what_comes_back_has_the_highest_sequence() -> None:
    content = written(
        earlier=(version(small_year(), PUBLISHED), version(small_year(sessions=()), LATER)),
        when=LAST,
        person="dave",
    )
    back = by_uid(content)[SESSION.id]
    assert (str(back["STATUS"]), back["SEQUENCE"]) == ("CONFIRMED", 2)
    assert back["LAST-MODIFIED"].dt == LAST


def test_what_did_not_change_keeps_its_bytes() -> None:
    moved = replace(SESSION, start=at("08:30"), end=at("09:30"), sequence=1)
    first = written(person="dave")
    second = written(
        plan=small_year(sessions=(moved,)),
        earlier=(version(small_year(), PUBLISHED),),
        when=LATER,
        person="dave",
    )
    before, after = (set(one.split(b"BEGIN:VEVENT")) for one in (first, second))
    (new,) = after - before
    assert SESSION.id.encode() in new
    assert b"SEQUENCE:1\r\n" in new
    assert b"LAST-MODIFIED:20260913T153000Z" in new


def test_another_bell_raises_the_sequence_of_that_date_alone() -> None:
    tuesday = dt.date(2026, 9, 22)
    calendar = replace(
        small_school().calendar, overrides=(DateOverride(date=tuesday, bell="early"),)
    )
    content = written(
        small_school(calendar=calendar),
        earlier=(version(small_year(), PUBLISHED),),
        when=LATER,
        person="bob",
    )
    raised = {uid for uid, one in by_uid(content).items() if one["LAST-MODIFIED"].dt == LATER}
    assert raised == {meeting_uid("Math-6A Tue", tuesday), meeting_uid("Math-7A Tue", tuesday)}
    # Seen by the reader of that date: its sequence rose, though no assignment changed.
    assert {by_uid(content)[uid]["SEQUENCE"] for uid in raised} == {1}


def test_a_cover_that_falls_away_does_not_lower_the_sequence() -> None:
    content = written(
        plan=small_year(covers=(), pd_days=()),
        earlier=(version(small_year(), PUBLISHED),),
        when=LATER,
        person="alice",
    )
    mine = by_uid(content)[meeting_uid("ELA-6A Thu", dt.date(2026, 9, 17))]
    assert (str(mine["SUMMARY"]), mine["SEQUENCE"]) == ("ELA 6 (6A)", 2)


def test_a_request_taken_back_is_cancelled_for_the_pair() -> None:
    (request,) = small_school().requests
    withdrawn = small_school(requests=(replace(request, status=RequestStatus.TO_CONFIRM),))
    for person, known in (("alice", True), ("dave", True), ("bob", False)):
        content = written(
            withdrawn, earlier=(version(small_year(), PUBLISHED),), when=LATER, person=person
        )
        assert (SESSION.id in by_uid(content)) is known


def test_a_person_new_to_the_school_has_no_past() -> None:
    before = small_school(staff=small_school().staff[:-1])
    content = written(earlier=(version(small_year(), PUBLISHED, before),), person="fiona")
    assert events(content) == []


def test_the_same_history_gives_the_same_bytes_and_order() -> None:
    def once() -> bytes:
        return written(
            plan=small_year(sessions=()), earlier=(version(small_year(), PUBLISHED),), when=LATER
        )

    assert once() == once()
    starts = [event["DTSTART"].dt for event in events(once())]
    assert starts == sorted(starts)
