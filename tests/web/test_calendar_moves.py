"""The pages for moving a session or a PD day: places, reasons, locks, undo."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from scheduler.services.plans.held import lock_of
from scheduler.store import plans, writing
from tests.cast import plan_id, small_calendar, small_plan, small_school
from tests.services.plans_cast import saved
from tests.web.visitors import Town, form_token, send, sign_in

CALENDAR = "/schools/mill-year/plans/mill-plan/calendar"
SESSION = f"{CALENDAR}/sessions/{plan_id('conference')}"
PD_DAY = f"{CALENDAR}/pd-days/{plan_id('PD day')}"


def test_the_calendar_leads_to_moving_for_those_who_may(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    page = principal.get(f"{CALENDAR}/day?date=2026-09-18").text
    assert SESSION in page
    assert PD_DAY in principal.get(f"{CALENDAR}/day?date=2026-09-17").text
    office = sign_in(app, town, "office")
    assert PD_DAY not in office.get(f"{CALENDAR}/day?date=2026-09-17").text
    assert office.get(PD_DAY).status_code == 403


def test_a_session_is_moved_by_a_button_and_taken_back(principal: FlaskClient) -> None:
    page = principal.get(f"{SESSION}?week=2026-09-21").text
    assert "Planning conference: Dave Diaz and Alice Adams" in page
    assert "Alice Adams is in PD." in principal.get(SESSION).text
    form = page[page.index("data-drop") :]
    date, key = (re.search(rf'name="{one}" value="([^"]+)"', form) for one in ("date", "key"))
    assert date
    assert key
    answer = send(principal, SESSION, date=date[1], key=key[1])
    assert answer.status_code == 303
    there = principal.get(answer.location).text
    assert "Moved. Nothing is announced until the draft, plan 2, is published." in there
    undo = re.search(r'action="([^"]+/undo)"', there)
    assert undo
    fields = {"csrf_token": form_token(there), "session": plan_id("conference")}
    back = principal.post(undo[1], data=fields)
    assert back.status_code == 303
    again = principal.get(back.location).text
    assert "Taken back." in again
    assert "Friday, September 18" in again
    assert ">Redo</button>" in again


def test_a_place_that_has_gone_is_refused_in_words(principal: FlaskClient) -> None:
    answer = send(principal, SESSION, date="2026-09-21", key="gone")
    assert answer.status_code == 409
    assert "look at the places again" in answer.text
    for path in (SESSION, PD_DAY):
        assert send(principal, path, date="soon", key="gone").status_code == 400


def test_a_pd_day_is_moved_locked_and_unlocked(principal: FlaskClient) -> None:
    page = principal.get(PD_DAY).text
    assert "Alice Adams has a coaching session on this date." in page
    assert "4 periods to cover" in page
    moved = send(principal, PD_DAY, date="2026-09-22")
    assert "Tuesday, September 22" in principal.get(moved.location).text
    refused = send(principal, PD_DAY, date="2026-09-18")
    assert refused.status_code == 409
    assert "It cannot go there. Alice Adams has a coaching session" in refused.text
    locked = send(principal, PD_DAY, do="lock")
    there = principal.get(locked.location).text
    assert "it stays on this date" in there
    assert "Move here" not in there
    free = send(principal, locked.location, do="unlock")
    assert "Move here" in principal.get(free.location).text


def test_other_months_and_weeks_are_a_link_away(principal: FlaskClient) -> None:
    assert "October 2026" in principal.get(f"{PD_DAY}?month=2026-10-01").text
    assert "Week of September 28, 2026" in principal.get(f"{SESSION}?week=2026-09-30").text
    assert principal.get(f"{PD_DAY}?month=2027-07-01").status_code == 404
    assert principal.get(f"{SESSION}?week=never").status_code == 404


def test_there_is_nothing_to_take_back_in_what_is_published(principal: FlaskClient) -> None:
    answer = principal.post(
        f"{CALENDAR}/undo", data={"csrf_token": form_token(principal.get(PD_DAY).text)}
    )
    assert answer.status_code == 303
    assert "There is nothing to take back." in principal.get(answer.location).text


def test_a_cover_is_locked_and_unlocked_on_its_day(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    day, cover = f"{CALENDAR}/day?date=2026-09-17", plan_id("cover of ELA-6A")
    assert "Lock<span" in principal.get(day).text
    fields = {"csrf_token": form_token(principal.get(day).text), "date": "2026-09-17"}
    answer = principal.post(f"{CALENDAR}/covers/{cover}", data=fields | {"do": "lock"})
    there = principal.get(answer.location).text
    assert "Locked. Nothing is announced until the draft, plan 2, is published." in there
    assert there.count(">Unlock<span") == 1
    assert ">Undo</button>" in there
    lock = re.search(r'action="([^"]+/covers/[^"]+)"', there)
    assert lock
    free = principal.post(lock[1], data=fields | {"do": "unlock"})
    assert ">Unlock<span" not in principal.get(free.location).text
    office = sign_in(app, town, "office")
    assert "Lock<span" not in office.get(day).text


def test_what_is_dragged_knows_where_it_is_moved(principal: FlaskClient) -> None:
    week = principal.get(f"{CALENDAR}/week?week=2026-09-14").text
    month = principal.get(f"{CALENDAR}/month?month=2026-09-01").text
    assert f'data-carry="{SESSION}"' in week
    for page in (week, month):
        assert f'data-carry="{PD_DAY}" data-moves-at-once' in page
        assert 'data-date="2026-09-18"' in page


def test_a_session_is_locked_and_says_so_on_every_page(principal: FlaskClient) -> None:
    page = principal.get(SESSION).text
    assert "Lock here" in page
    assert "Move here" in principal.get(f"{SESSION}?week=2026-09-21").text
    locked = send(principal, SESSION, do="lock")
    there = principal.get(locked.location).text
    assert "unlock it first" in there
    assert "Move here" not in there
    assert "data-drag" not in there
    assert "Locked. Nothing is announced until the draft" in there
    calendar = locked.location.partition("/sessions/")[0]
    for path in ("week?week=2026-09-14", "day?date=2026-09-18"):
        shown = principal.get(f"{calendar}/{path}").text
        assert ">Unlock<span" in shown
        assert "</svg>locked</span>" in shown
        assert "data-carry" not in shown.partition('class="entry coaching')[2].partition(">")[0]
    month = principal.get(f"{calendar}/month?month=2026-09-01").text
    assert "1 coaching session, 1" in month
    refused = send(principal, locked.location, date="2026-09-21", key="any")
    assert refused.status_code == 409
    assert "This session is locked where it is; unlock it first." in refused.text
    free = send(principal, locked.location, do="unlock")
    assert "Lock here" in principal.get(free.location).text


def test_a_pd_day_with_locked_cover_asks_to_unlock_that_first(principal: FlaskClient) -> None:
    day, cover = f"{CALENDAR}/day?date=2026-09-17", plan_id("cover of ELA-6A")
    fields = {"csrf_token": form_token(principal.get(day).text), "date": "2026-09-17"}
    answer = principal.post(f"{CALENDAR}/covers/{cover}", data=fields | {"do": "lock"})
    calendar = answer.location.partition("/day")[0]
    page = principal.get(f"{calendar}/pd-days/{plan_id('PD day')}").text
    assert "its cover is held by Dave Diaz on this date" in page
    assert "Unlock the cover first." in page
    assert "Move here" not in page
    month = principal.get(f"{calendar}/month?month=2026-09-01").text
    assert "4 periods covered, 1" in month


def test_nobody_but_those_who_edit_is_told_of_locks(
    app: Flask, town: Town, principal: FlaskClient
) -> None:
    locked = small_school(
        session_locks=(lock_of(small_calendar().sessions[0]),),
        pd_locks=(lock_of(small_calendar().pd_days[0]),),
    )
    with app.app_context():
        plan = saved("mill-year", small_plan(calendar=small_calendar()), locked).id
        with writing() as session:
            plans.publish(session, plan, expected=1, by=None)
    calendar = CALENDAR.replace("mill-plan", plan)
    assert "</svg>locked" in principal.get(f"{calendar}/week?week=2026-09-14").text
    for name in ("office", "teacher", "plus"):
        visitor = sign_in(app, town, name)
        for path in ("week?week=2026-09-14", "day?date=2026-09-18", "month?month=2026-09-01"):
            assert "</svg>locked" not in visitor.get(f"{calendar}/{path}").text
        assert send(visitor, SESSION, do="lock").status_code == 403


def test_locks_are_taken_over_and_sessions_are_but_counted(principal: FlaskClient) -> None:
    locked = send(principal, SESSION, do="lock")
    plan = locked.location.partition("/plans/")[2].partition("/")[0]
    token = form_token(principal.get(locked.location).text)
    address = f"/schools/mill-year/plans/{plan}/data"
    page = principal.post(address, data={"csrf_token": token}).text
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Locked sessions" in told
    assert "r1" not in told.split()
