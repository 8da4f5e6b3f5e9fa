"""After the morning: what really was, lost coaching time, common free time, prints and files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import openpyxl
import pytest
from flask import Flask

from scheduler.domain.policy import Absence, CoverSource, Policy
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.formats.html import Page
from scheduler.services.absences.afterwards import tell, told
from scheduler.services.absences.approve import approve
from scheduler.services.absences.counting import Counts
from scheduler.services.absences.ledger import ledger, ledger_of_mine, protect, tell_lost
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import record
from scheduler.services.absences.reports import REPORTS, report
from scheduler.services.absences.show import candidates, morning
from scheduler.services.absences.words import without_pairs
from scheduler.services.calendar.free_time import Wanted, free_time, free_time_file, start
from scheduler.services.calendar.prints import PRINTS, Asked, printed
from scheduler.services.plans.held import lock_of
from tests.morning_cast import (
    COACHING_DAY,
    OTHER_PD_DAY,
    PD_DAY,
    QUIET_DAY,
    morning_school,
    whole_year,
)
from tests.prepared import prepared
from tests.services.sites_cast import Town, audit
from tests.services.test_morning import now, off, settled

ONLY_COACHING = Policy(cover_sources=(CoverSource.PLUS_FROM_COACHING,))


AFTERWARDS = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
"""When all that the tests tell of is over."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the school's clock."""
    monkeypatch.setattr("scheduler.services.today.now", lambda: AFTERWARDS)


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "morning", settled)


def approved(place: Town, *absences: Absence) -> None:
    record(place.office, place.elm, absences)
    version = propose(place.office, place.elm)
    assert version is not None
    approve(place.office, place.elm, version)


# --- what the page shows -------------------------------------------------------------------------


def test_the_morning_shows_absences_the_proposal_and_what_is_announced(place: Town) -> None:
    record(place.office, place.elm, [off("carol", PD_DAY), off("dave", PD_DAY)])
    propose(place.office, place.elm)
    found = morning(place.office, place.elm, PD_DAY)
    assert found is not None
    assert [one.absence.person for one in found.absences] == ["carol", "dave"]
    made = found.proposal
    assert made is not None
    assert {(one.title, one.was) for one in made.rows} >= {("ELA 6 (6A)", "Dave Diaz")}
    assert made.num_staying == 2
    assert {one.name for one in made.told} == {
        *("Alice Adams", "Carol Clark", "Dave Diaz", "Erin Evans")
    }
    assert [one.by for one in found.covers] == ["Dave Diaz", "Erin Evans"] * 2
    assert (found.before, found.after) == (dt.date(2026, 9, 16), dt.date(2026, 9, 18))


def test_a_locked_session_that_cannot_stay_is_named_to_those_who_place_it(open_app: Flask) -> None:
    lesson = next(one for one in whole_year().sessions if one.date == COACHING_DAY)
    place = settled(session_locks=(lock_of(lesson),))
    record(place.office, place.elm, [off("bob", COACHING_DAY, 1)])
    propose(place.office, place.elm)
    seen = morning(place.principal, place.elm, COACHING_DAY)
    assert seen is not None
    assert seen.proposal is not None
    assert (seen.proposal.num_locked, seen.proposal.locked) == (0, ())
    record(place.office, place.elm, [off("dave", COACHING_DAY)])
    propose(place.office, place.elm)
    for viewer, names in (
        (place.principal, ("Dave Diaz and Alice Adams, Sep 22, 08:30",)),
        (place.office, ()),
    ):
        seen = morning(viewer, place.elm, COACHING_DAY)
        assert seen is not None
        assert seen.proposal is not None
        assert (seen.proposal.num_locked, seen.proposal.locked) == (1, names)


def test_candidates_come_with_their_day_and_their_counters(place: Town) -> None:
    record(place.office, place.elm, [off("alice", QUIET_DAY)])
    version = propose(place.office, place.elm) or 0
    row, rows = candidates(place.office, place.elm, version, 0)
    assert (row.adjoining, row.of_day) == (2, 2)
    dave = next(one for one in rows if one.by == "dave")
    assert [cell.text for cell in dave.strip] == ["free"] * 4
    assert dave.counters is not None
    assert (dave.counters.today, dave.counters.week, dave.counters.term) == (0, 0, 4)
    with pytest.raises(ConflictError):
        candidates(place.office, place.elm, version + 1, 0)
    with pytest.raises(NotFoundError):
        candidates(place.office, place.elm, version, 99)


def test_where_nobody_is_found_it_says_what_would_help(open_app: Flask) -> None:
    place = settled(policy=Policy(cover_sources=(CoverSource.SUBSTITUTE,)))
    record(place.office, place.elm, [off("alice", QUIET_DAY)])
    propose(place.office, place.elm)
    found = morning(place.office, place.elm, QUIET_DAY)
    assert found is not None
    assert found.proposal is not None
    assert found.proposal.num_open == 2
    (mends,) = {one.mends for one in found.proposal.rows}
    assert "have one more substitute come" in mends
    assert "use a Plus teacher on standby today (Dave Diaz, Erin Evans)" in mends


def test_who_changes_by_coaching_alone_is_named_to_those_who_place_it(open_app: Flask) -> None:
    place = settled(policy=ONLY_COACHING)
    record(place.office, place.elm, [off("bob", COACHING_DAY, 1)])
    propose(place.office, place.elm)
    seen = {
        who.name: morning(who, place.elm, COACHING_DAY) for who in (place.office, place.principal)
    }
    made = {name: found.proposal for name, found in seen.items() if found and found.proposal}
    names = {name: {one.name for one in proposal.told} for name, proposal in made.items()}
    assert "Alice Adams" in names["Pat Principal"]
    assert names["Olga Office"] == {"Bob Brown", "Dave Diaz"}
    assert {one.num_told for one in made.values()} == {3}


def test_the_referees_sentences_on_sessions_are_for_their_pair() -> None:
    kept = "Dave Diaz covers 3 periods; at most 2 are allowed."
    assert without_pairs(kept) == kept
    assert without_pairs("Dave Diaz has the session x and a duty.") == (
        "A coaching session stands against it."
    )


# --- what really was -----------------------------------------------------------------------------


def test_what_really_was_is_told_with_its_history_and_counted(place: Town) -> None:
    (first, *_) = (row for row in now(place).calendar.covers if row.coverer == "dave")
    tell(place.office, place.elm, first.id, took_place=False)
    tell(place.office, place.elm, first.id, took_place=True, coverer="fiona")
    words = told(place.office, place.elm)
    assert [(one.took_place, one.coverer, one.by) for one in words[first.id]] == [
        (False, None, "Olga Office"),
        (True, "fiona", "Olga Office"),
    ]
    counts = Counts(now(place).school, now(place).calendar, words)
    assert counts.of("dave", first.date).today == 1
    assert counts.of("fiona", first.date).today == 1
    fields = {one[3] for one in audit(place.elm) if one[1] == "happening"}
    assert fields == {("coverer", "took_place")}


def test_what_cannot_have_been_is_refused(place: Town) -> None:
    row = now(place).calendar.covers[0].id
    with pytest.raises(InputError, match="Choose somebody"):
        tell(place.office, place.elm, row, took_place=True, coverer="zoe")
    with pytest.raises(InputError, match="Nobody had a class"):
        tell(place.office, place.elm, row, took_place=False, coverer="dave")
    with pytest.raises(NotFoundError):
        tell(place.office, place.elm, "nothing", took_place=True)
    with pytest.raises(NotAllowedError):
        tell(place.teacher, place.elm, row, took_place=True)


def test_what_really_was_is_not_told_before_the_day_has_begun(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(row for row in now(place).calendar.covers if row.date == PD_DAY)
    midnight = dt.datetime(2026, 9, 17, 4, tzinfo=dt.UTC)  # in New York
    before = midnight - dt.timedelta(minutes=1)
    monkeypatch.setattr("scheduler.services.today.now", lambda: before)
    shown = morning(place.office, place.elm, PD_DAY)
    assert shown is not None
    assert not shown.has_begun
    with pytest.raises(InputError, match="September 17, 2026 is still to come"):
        tell(place.office, place.elm, row.id, took_place=False)
    monkeypatch.setattr("scheduler.services.today.now", lambda: midnight)
    tell(place.office, place.elm, row.id, took_place=False)
    assert len(told(place.office, place.elm)[row.id]) == 1


# --- coaching time -------------------------------------------------------------------------------


def test_time_lost_to_emergency_cover_is_on_the_record(open_app: Flask) -> None:
    place = settled(policy=ONLY_COACHING)
    approved(place, off("bob", COACHING_DAY, 1))
    found = ledger(place.principal, place.elm)
    rows = [one for one in found.rows if one.counts]
    assert rows
    assert {one.name for one in rows} == {"Dave Diaz"}
    assert "for Bob Brown" in next(one.why for one in rows if one.why)
    assert found.minutes == sum(one.minutes for one in rows)
    (total,) = found.sums
    assert total.by_term == {"First quarter": found.minutes}
    assert total.worst_week == dt.date(2026, 9, 21)
    tell_lost(place.principal, place.elm, rows[0].session, rows[0].date, took_place=True)
    assert ledger(place.principal, place.elm).minutes == found.minutes - rows[0].minutes
    with pytest.raises(NotFoundError):
        tell_lost(place.principal, place.elm, "nothing", rows[0].date, took_place=True)
    with pytest.raises(NotAllowedError):
        ledger(place.office, place.elm)
    assert ledger_of_mine(place.teacher, place.elm).rows == ()


def test_protected_coaching_time_leaves_a_class_open_instead(open_app: Flask) -> None:
    place = settled(policy=ONLY_COACHING)
    version = ledger(place.principal, place.elm).policy_version
    protect(place.principal, place.elm, is_protected=True, expected=version)
    found = ledger(place.principal, place.elm)
    assert found.is_protected
    approved(place, off("bob", COACHING_DAY, 1))
    assert ledger(place.principal, place.elm).minutes == 0
    assert any(one.rule == "C2" for one in now(place).calendar.holes)
    protect(place.principal, place.elm, is_protected=False, expected=found.policy_version)
    assert not ledger(place.principal, place.elm).is_protected
    with pytest.raises(NotAllowedError):
        protect(place.office, place.elm, is_protected=True, expected=1)


# --- common free time ----------------------------------------------------------------------------


def test_people_are_free_together_where_nothing_stands_in_the_way(place: Town) -> None:
    wanted = Wanted(("alice", "bob", "dave"), PD_DAY, COACHING_DAY)
    found = free_time(place.teacher, place.elm, wanted)
    free = {(one.date, one.period) for one in found.free}
    assert (dt.date(2026, 9, 18), 3) in free
    assert not [one for one in free if one[0] == PD_DAY]
    near = {(one.date, one.period): one.in_the_way for one in found.near}
    assert ("Alice Adams", "teaches ELA 6 (6A)") not in near.get((PD_DAY, 1), ())
    busy = [what for slot in found.near for _, what in slot.in_the_way]
    assert all("r1" not in what and "coaching" not in what for what in busy)
    assert found.most_in_the_way[0][1] >= found.most_in_the_way[-1][1]


@pytest.mark.parametrize(
    ("people", "last", "sentence"),
    [
        (("alice",), COACHING_DAY, "at least two"),
        (("alice", "zoe"), COACHING_DAY, "not on the staff"),
        (("alice", "bob"), dt.date(2026, 9, 1), "before the first"),
        (("alice", "bob"), dt.date(2027, 9, 1), "at most"),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    place: Town, people: tuple[str, ...], last: dt.date, sentence: str
) -> None:
    with pytest.raises(InvalidProblemError, match=sentence):
        free_time(place.teacher, place.elm, Wanted(people, PD_DAY, last))


def test_pages_start_from_the_staff_of_the_published_plan(place: Town) -> None:
    assert start(place.teacher, place.elm).people[0] == ("alice", "Alice Adams")
    with pytest.raises(NotFoundError):
        start(place.stranger, place.elm)


# --- prints and files ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", [one for one in PRINTS if one is not Page.DOOR_SIGN])
def test_every_page_is_printed_and_coaching_is_for_those_who_place_it(
    place: Town, page: Page
) -> None:
    dated = page in (
        *(Page.COVER_SHEET, Page.PD_ROSTER, Page.DAY_CARD, Page.PLUS_WEEK, Page.DOOR_WEEK),
    )
    asked = Asked(page, date=COACHING_DAY if dated else None)
    whole = printed(place.principal, place.elm, asked).linked("/style.css")
    shared = printed(place.office, place.elm, asked).linked("/style.css")
    assert "<style" not in shared
    assert "oaching" not in shared
    if page in (Page.DAY_CARD, Page.PLUS_WEEK):
        assert "Busy" in shared
        assert "oaching" in whole
    with pytest.raises(NotAllowedError):
        printed(place.teacher, place.elm, asked)


def test_a_door_sign_says_busy(place: Town) -> None:
    asked = Asked(Page.DOOR_SIGN, date=COACHING_DAY, person="dave")
    assert "Busy" in printed(place.office, place.elm, asked).whole()
    with pytest.raises(InputError):
        printed(place.office, place.elm, Asked(Page.DOOR_SIGN, date=COACHING_DAY))


def test_a_door_sign_of_a_week_says_busy_to_everybody_and_nobodys_name(place: Town) -> None:
    for who in (place.principal, place.office):
        asked = Asked(Page.DOOR_WEEK, date=COACHING_DAY, person="dave")
        sign = printed(who, place.elm, asked).linked("/style.css")
        assert "Busy" in sign
        assert "oaching" not in sign
    rooms = printed(place.office, place.elm, Asked(Page.DOOR_WEEK, date=COACHING_DAY))
    text = rooms.linked("/style.css")
    assert text.count('<section class="sheet door-week">') == 3
    assert "Art studio" in text
    with pytest.raises(InputError):
        printed(place.office, place.elm, Asked(Page.DOOR_WEEK, date=COACHING_DAY, room="cellar"))


def test_what_was_proposed_is_taken_along(place: Town) -> None:
    record(place.office, place.elm, [off("carol", OTHER_PD_DAY)])
    propose(place.office, place.elm)
    text = report(place.office, place.elm, "proposed", "csv").decode("utf-8-sig")
    assert "Carol Clark,Erin Evans," in text


def test_common_free_time_is_taken_along(place: Town) -> None:
    wanted = Wanted(("alice", "dave"), PD_DAY, COACHING_DAY)
    found = free_time(place.office, place.elm, wanted)
    text = free_time_file(place.office, place.elm, wanted, "csv").decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + len(found.free) + len(found.near)
    assert free_time_file(place.office, place.elm, wanted, "xlsx")[:2] == b"PK"
    with pytest.raises(NotFoundError):
        free_time_file(place.stranger, place.elm, wanted, "csv")


def test_change_sheets_show_what_the_last_publication_changed(place: Town) -> None:
    approved(place, off("carol", OTHER_PD_DAY))
    sheets = printed(place.office, place.elm, Asked(Page.CHANGES)).whole()
    assert "What changes for Erin Evans" in sheets
    assert "What changes for Bob Brown" not in sheets


def test_the_list_of_weeks_counts_each_pd_day_once(place: Town) -> None:
    text = report(place.principal, place.elm, "weeks", "csv").decode("utf-8-sig")
    counted = sum(int(line.rsplit(",", 1)[1]) for line in text.splitlines()[1:])
    days = report(place.principal, place.elm, "pd-days", "csv").decode().splitlines()[1:]
    assert counted == len(days) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_every_list_is_taken_along_as_excel_and_csv(place: Town, name: str) -> None:
    text = report(place.principal, place.elm, name, "csv").decode("utf-8-sig")
    assert text.splitlines()[0].split(",")[0] == REPORTS[name].header[0]
    book = openpyxl.load_workbook(io.BytesIO(report(place.principal, place.elm, name, "xlsx")))
    (sheet,) = book.worksheets
    assert sheet.max_row == len(text.splitlines())
    with pytest.raises(NotAllowedError):
        report(place.teacher, place.elm, name, "csv")
    for wrong in (("nothing", "csv"), (name, "pdf")):
        with pytest.raises(NotFoundError):
            report(place.principal, place.elm, *wrong)


def test_names_that_look_like_formulas_are_neutralised(open_app: Flask) -> None:
    staff = tuple(
        dataclasses.replace(one, name="=1+1") if one.id == "dave" else one
        for one in morning_school().staff
    )
    place = settled(staff=staff)
    assert "'=1+1" in report(place.principal, place.elm, "cover", "csv").decode()
