"""The pages of a morning as the server writes them: empty, wrong, and behind what is true."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.morning_cast import add_feeds, feed_of, furnish_whole
from tests.web.visitors import Town, form_token, sign_in

MORNING = "/schools/mill-year/morning/"
DAY = "?date=2026-10-12"
STAFF = ("alice", "bob", "carol", "dave", "erin", "fiona")


@pytest.fixture
def office(app: Flask, town: Town) -> FlaskClient:
    """Return the office of Mill in a browser; a year is published there."""
    with app.app_context():
        furnish_whole("mill")
    return sign_in(app, town, "office")


def send(client: FlaskClient, path: str, **fields: str | list[str]) -> tuple[int, str]:
    """Send a form, with the token of the morning's page; return what comes after redirections."""
    token = form_token(client.get(MORNING + DAY).text)
    answer = client.post(path, data={"csrf_token": token} | fields, follow_redirects=True)
    return answer.status_code, answer.text


def version(page: str) -> str:
    """Return the version of the proposal on a page."""
    found = re.search(r'approve\?date.*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found
    return found[1]


def test_a_school_without_a_published_year_is_told_what_comes_first(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "office")
    assert "There is nothing to cover yet" in client.get(MORNING).text
    for page in ("free-time", "prints"):
        assert "Nothing is published yet" in client.get(f"/schools/mill-year/{page}").text
    assert client.get("/schools/mill-year/files/cover.csv").status_code == 404


def test_what_was_typed_comes_back_with_a_sentence(office: FlaskClient) -> None:
    status, page = send(
        office, f"{MORNING}absences{DAY}", person=["alice", ""], periods=["1-", "2"], until=["", ""]
    )
    assert status == 422
    assert "Row 1: &#34;1-&#34; are no periods; write them as 1-3, 5." in page
    assert "Row 2: choose who is absent." in page
    assert 'value="1-"' in page
    assert "Nobody is entered as absent" in page


def test_what_is_not_as_it_was_seen_is_neither_chosen_nor_approved(office: FlaskClient) -> None:
    _, page = send(office, f"{MORNING}absences{DAY}", person="alice", periods="", until="")
    seen = version(page)
    _, page = send(office, f"{MORNING}classes/0{DAY}", version=seen, by="dave", scope="one")
    assert "Dave Diaz" in page
    status, page = send(office, f"{MORNING}approve{DAY}", version=seen)
    assert status == 409
    assert "Somebody has changed this proposal meanwhile" in page
    status, page = send(office, f"{MORNING}classes/0{DAY}", version=seen, by="erin", scope="one")
    assert "Somebody has changed this proposal meanwhile" in page
    status, page = send(office, f"{MORNING}approve{DAY}", version=version(page))
    assert status == 200
    assert "plan 2 is published" in page


def test_what_was_chosen_by_hand_is_said_and_a_second_click_changes_nothing(
    office: FlaskClient,
) -> None:
    _, page = send(office, f"{MORNING}absences{DAY}", person="alice", periods="", until="")
    assert "Proven: nothing covers more and changes less." in page
    seen = version(page)
    _, page = send(office, f"{MORNING}classes/0{DAY}", version=seen, by="erin", scope="one")
    assert "1 is as chosen by hand" in page
    assert "Proven: " not in page
    seen = version(page)
    assert send(office, f"{MORNING}approve{DAY}", version=seen)[0] == 200
    status, page = send(office, f"{MORNING}approve{DAY}", version=seen)
    assert status == 409
    assert "Nothing waits any more" in page


def test_a_choice_that_breaks_a_rule_is_refused_on_its_page(office: FlaskClient) -> None:
    _, page = send(office, f"{MORNING}absences{DAY}", person="carol", periods="", until="")
    status, page = send(
        office, f"{MORNING}classes/0{DAY}", version=version(page), by="dave", scope="one"
    )
    assert status == 422
    assert "is not certified in Art, which this class needs" in page
    assert office.get(f"{MORNING}classes/0{DAY}&version=99").status_code == 303


def test_the_candidates_of_a_class_are_taken_along(office: FlaskClient) -> None:
    _, page = send(office, f"{MORNING}absences{DAY}", person="carol", periods="", until="")
    seen = version(page)
    page = office.get(f"{MORNING}classes/0{DAY}&version={seen}").text
    links = re.findall(r'href="([^"]+/candidates\.(?:csv|xlsx)[^"]*)"', page)
    assert len(links) == 2
    sheet, table = (office.get(one.replace("&amp;", "&")) for one in links)
    assert "filename=candidates.xlsx" in sheet.headers["Content-Disposition"]
    rows = list(csv.DictReader(table.text.lstrip("\ufeff").splitlines()))
    by_name = {row["name"]: row for row in rows}
    assert by_name["Erin Evans"]["can take it"] == "yes"
    assert by_name["Erin Evans"]["proposed"] == "yes"
    assert "certified in Art" in by_name["Erin Evans"]["why"]
    assert by_name["Dave Diaz"]["can take it"] == "no"
    assert "is not certified in Art" in by_name["Dave Diaz"]["why not"]
    assert {row["absent"] for row in rows} == {"Carol Clark"}
    assert by_name["Erin Evans"]["their day"]
    assert by_name["Erin Evans"]["this day"].isdecimal()
    stale = office.get(f"{MORNING}classes/0/candidates.csv{DAY}&version=99")
    assert stale.status_code == 303
    assert office.get(f"{MORNING}classes/99/candidates.csv{DAY}&version={seen}").status_code == 404


def test_prints_stand_under_the_policy_of_all_pages(office: FlaskClient) -> None:
    page = office.get("/schools/mill-year/prints/cover-sheet?date=2026-09-17")
    assert (
        "style-src" in page.headers["Content-Security-Policy"]
        or "default-src 'self'" in (page.headers["Content-Security-Policy"])
    )
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert office.get(style.replace("&amp;", "&")).mimetype == "text/css"
    for wrong in ("cover-sheet?date=2026-09-19", "cover-sheet", "teacher", "nothing"):
        assert office.get(f"/schools/mill-year/prints/{wrong}").status_code == 404
    taken = office.get("/schools/mill-year/files/cover.xlsx")
    assert "filename=cover.xlsx" in taken.headers["Content-Disposition"]
    assert office.get("/schools/mill-year/files/sessions.csv").status_code == 403


def test_feeds_of_those_not_affected_do_not_change_by_a_byte(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish_whole("mill")
        add_feeds(town, "mill")
    office, program = sign_in(app, town, "office"), app.test_client(use_cookies=False)

    def feeds() -> dict[str, bytes]:
        return {one: program.get(feed_of(one)).data for one in STAFF}

    before, day = feeds(), "?date=2026-09-17"
    assert all(one.startswith(b"BEGIN:VCALENDAR") for one in before.values())
    names: dict[str, list[str]] = {"person": ["carol", "dave"]}
    blank = {"periods": ["", ""], "until": ["", ""]}
    _, page = send(office, f"{MORNING}absences{day}", **names, **blank)
    assert feeds() == before  # nothing is told before it is approved
    status, _ = send(office, f"{MORNING}approve{day}", version=version(page))
    assert status == 200
    after = feeds()
    assert {one for one in STAFF if after[one] == before[one]} == {"bob", "fiona"}
    # A calendar program takes an event over again where its number has risen.
    assert b"SEQUENCE:1" not in before["dave"]
    assert after["dave"].count(b"SEQUENCE:1") == after["dave"].count(b"STATUS:CANCELLED") > 0


def test_somebody_comes_back_earlier_and_stays_longer_after_all(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = dt.datetime(2026, 10, 12, 10, tzinfo=dt.UTC)
    monkeypatch.setattr("scheduler.services.today.now", lambda: monday)
    _, page = send(
        office, f"{MORNING}absences{DAY}", person="alice", periods="", until="2026-10-14"
    )
    _, page = send(office, f"{MORNING}approve{DAY}", version=version(page))
    assert ">A substitute</td>" in page  # said once, without its source beside it
    (link,) = re.findall(r'href="([^"]*/absences/\w+/change)\?', page)
    page = office.get(link).text
    assert "Alice Adams: back earlier, or away longer" in page
    assert "What changes" not in page
    page = office.get(f"{link}?last=2026-10-12").text
    assert "Absent from now on: Mon, Oct 12" in page
    assert "Cover for it is called off; nothing else moves." in page
    found = re.search(r'name="version" value="(\d+)".*?name="base" value="(\w+)"', page, re.DOTALL)
    assert found
    seen = {"version": found[1], "base": found[2], "last": "2026-10-12", "back": ""}
    status, page = send(office, link, **seen | {"base": "another"})
    assert status == 409
    assert "Another plan was published meanwhile" in page
    _, page = send(office, link, **seen | {"last": "nonsense"})
    assert "choose one of the dates as the last one" in page
    status, page = send(office, f"{link}{DAY}", **seen)
    assert status == 200
    assert "The absence ends earlier now" in page
    assert "Changed" in page
    assert "Back earlier" not in office.get(f"{MORNING}?date=2026-10-13").text
    assert "already; look again" in office.get(link, follow_redirects=True).text
    (link,) = re.findall(r'href="([^"]*/absences/\w+/change)\?', page)
    assert "Away longer: Tue, Oct 13" in office.get(f"{link}?last=2026-10-13").text
    status, page = send(office, f"{link}{DAY}", **seen | {"last": "2026-10-13"})
    assert status == 409  # another plan is published since that was seen


def test_what_gave_way_is_offered_back_to_who_places_sessions(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    september = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    monkeypatch.setattr("scheduler.services.today.now", lambda: september)
    with app.app_context():
        furnish_whole("mill")
    day, link = "?date=2026-09-22", "Sessions that gave way"
    office, principal = (sign_in(app, town, role) for role in ("office", "principal"))
    _, page = send(office, f"{MORNING}absences{day}", person="dave", periods="", until="")
    send(office, f"{MORNING}approve{day}", version=version(page))
    back = re.findall(r'action="([^"]*/absences/\w+)/take-back', office.get(MORNING + day).text)[-1]
    _, page = send(principal, f"{back}/take-back{day}", version="2")
    assert "Dave Diaz and Alice Adams" in page
    assert "Tue, Sep 22, 08:30–09:30" in page
    assert office.get(f"{back}/sessions").status_code == 403
    assert link not in office.get(MORNING + day).text
    assert link in principal.get(MORNING + day).text
    status, page = send(principal, f"{back}/sessions", base="another", request="r1")
    assert status == 409
    assert "published meanwhile" in page
    base = re.search(r'name="base" value="(\w+)"', page)
    assert base
    status, page = send(principal, f"{back}/sessions", base=base[1], request="r1")
    assert status == 200
    assert "is published. Everybody affected has a message." in page
    page = principal.get(f"{back}/sessions").text
    assert "There is nothing to give back" in page
    assert re.search(r'aria-current="page">Morning<', page)
