"""The editors of a principal: bells with tracks, the calendar, rules in words, PD groups."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.bell import BellSchedule
from scheduler.domain.school import School, SchoolKind
from scheduler.store import load, reading
from tests.web.test_setup import SETUP, school, version
from tests.web.visitors import Town, form_token, send, sign_in

BELL, CALENDAR, RULES = f"{SETUP}bells/new", f"{SETUP}calendar", f"{SETUP}rules"
SUGGEST = f"{SETUP}pd-groups/suggest"


def shown(page: str, name: str) -> str:
    """Return what stands in a field of a page."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', page)
    found = found or re.search(rf'value="([^"]*)"[^>]*? name="{re.escape(name)}"', page)
    assert found, name
    return found[1]


def filled(page: str) -> dict[str, Any]:
    """Return all that a browser would send of the form on a page."""
    form = page.partition('id="entry"')[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            fields.setdefault(name[1], []).append(value[1] if value else "")
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        fields.setdefault(name, []).append((chosen or first)[1])
    return fields


def bell(app: Flask, id: str) -> BellSchedule:
    with app.app_context(), reading() as session:
        found = load.row(session, "mill-year", "bells", id).thing
    assert isinstance(found, BellSchedule)
    return found


# Bell schedules.


def test_a_first_bell_schedule_is_filled_in_at_once_and_saved(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    form = filled(client.get(BELL).text)
    form |= {"track:0:lunch_start": "10:30", "track:0:lunch_end": "11:00", "do": "fill:0"}
    page = send(client, BELL, **form | {"name": "Regular"})
    assert page.status_code == 200
    form = filled(page.text)
    assert shown(page.text, "track:0:2:start") == "09:40"
    assert shown(page.text, "track:0:3:start") == "11:00"
    saved = send(client, BELL, **form | {"do": "save"})
    assert saved.status_code == 303, saved.text
    (track,) = bell(app, "Regular").tracks
    assert len(track.periods) == 7
    assert track.lunch is not None


def test_another_bell_begins_as_the_first_and_rows_come_and_go(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    count = len(bell(app, "regular").tracks[0].periods)
    form = filled(principal.get(BELL).text)
    assert f"track:0:{count - 1}:start" in form
    out = filled(send(principal, BELL, **form | {"do": "remove:0:0"}).text)
    assert f"track:0:{count - 1}:start" not in out
    more = filled(send(principal, BELL, **out | {"do": "more:0"}).text)
    assert int(more[f"track:0:{count - 1}:period"][0]) == count + 1
    assert send(principal, BELL, **out | {"do": "save", "name": "Late start"}).status_code == 303
    assert len(bell(app, "Late-start").tracks[0].periods) == count - 1


def test_tracks_have_their_own_clock(app: Flask, mill: Town, principal: FlaskClient) -> None:
    path = f"{SETUP}bells/regular"
    form = filled(send(principal, path, **filled(principal.get(path).text) | {"do": "track"}).text)
    assert "track:1:0:start" in form
    saved = send(principal, path, **form | {"do": "save", "track:1:id": "Upper"})
    assert saved.status_code == 303, saved.text
    assert [one.id for one in bell(app, "regular").tracks][1] == "Upper"


def test_what_is_wrong_with_a_period_stands_beside_it(mill: Town, principal: FlaskClient) -> None:
    path = f"{SETUP}bells/regular"
    form = filled(principal.get(path).text)
    answer = send(principal, path, **form | {"track:0:1:end": "07:00", "track:0:0:end": "25:99"})
    assert answer.status_code == 422
    rows = answer.text.split("<tr>")
    assert "must be a time of day such as 08:05" in rows[2]
    assert "not after its start" in rows[3]


# The calendar.


def test_the_calendar_of_an_empty_school_is_entered_with_the_holidays_of_its_state(
    app: Flask, town: Town
) -> None:
    client = sign_in(app, town, "principal")
    assert "enter a bell schedule first" in client.get(CALENDAR).text
    bells = filled(client.get(BELL).text) | {"name": "Regular"}
    send(client, BELL, **filled(send(client, BELL, **bells | {"do": "fill:0"}).text))
    form = filled(client.get(CALENDAR).text)
    form |= {"calendar.first": "2026-08-31", "calendar.last": "2027-06-11", "do": "state"}
    form |= {"calendar.regular_bell": "Regular", "country": "US", "region": "VT"}
    page = send(client, CALENDAR, **form)
    assert "Thanksgiving" in page.text
    assert "Town Meeting Day" in page.text
    form = filled(page.text) | {"do": "terms:4"}
    form = filled(send(client, CALENDAR, **form).text)
    assert form["calendar.terms:3:name"] == ["Quarter 4"]
    assert form["calendar.terms:3:last"] == ["2027-06-11"]
    form |= {
        "do": "save",
        "rhythm.blackout:0:name": "Testing",
        "rhythm.blackout:0:first": "2027-05-03",
    }
    saved = send(client, CALENDAR, **form)
    assert saved.status_code == 303, saved.text
    with app.app_context(), reading() as session:
        calendar = load.value(session, "mill-year", "calendar").content
        rhythm = load.value(session, "mill-year", "rhythm").content
    assert calendar.cycle_days == ("Mon", "Tue", "Wed", "Thu", "Fri")
    assert dt.date(2026, 11, 26) not in calendar.by_date
    assert rhythm.blackout[0].last == dt.date(2027, 5, 3)


def test_the_year_is_shown_as_it_comes_out(mill: Town, principal: FlaskClient) -> None:
    page = principal.get(CALENDAR).text
    assert re.search(r"\d+ school days in \d+ weeks", page)
    assert 'class="date school"' in page


def test_a_calendar_that_cannot_be_is_refused_and_nothing_is_lost(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    form = filled(principal.get(CALENDAR).text) | {"calendar.last": "2020-01-01"}
    answer = send(principal, CALENDAR, **form)
    assert answer.status_code == 422
    assert "lies before the first" in answer.text
    assert 'value="2020-01-01"' in answer.text
    assert school(app, mill).calendar.last.year != 2020


def test_a_button_that_makes_no_sense_saves_nothing(mill: Town, principal: FlaskClient) -> None:
    form = filled(principal.get(CALENDAR).text) | {"do": "state", "calendar.first": "nonsense"}
    assert send(principal, CALENDAR, **form).status_code == 200


# Rules.


def test_strengths_are_said_in_words_and_only_differences_are_kept(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    before = school(app, mill).rules
    form = filled(principal.get(RULES).text)
    assert "Nobody prepares more courses than the limit" in principal.get(RULES).text
    form |= {"rule:S9": "50", "policy.most_preps": "2", "rights.planning_minutes": "50"}
    answer = send(principal, RULES, **form)
    assert answer.status_code == 303, answer.text
    found: School = school(app, mill)
    assert {one.rule for one in found.rules} == {one.rule for one in before} | {"S9"}
    assert (found.policy.most_preps, found.rights.planning_minutes) == (2, 50)


def test_a_number_of_a_rule_that_is_wrong_saves_none_of_them(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    before = school(app, mill)
    form = filled(principal.get(RULES).text)
    answer = send(principal, RULES, **form | {"rule:S9": "50", "policy.most_preps": "many"})
    assert answer.status_code == 422
    assert "must be a whole number" in answer.text
    assert school(app, mill) == before


# PD groups.


def test_groups_are_suggested_seen_and_added(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    page = principal.get(SUGGEST).text
    assert "in a group already" in page
    listed = principal.get(f"{SETUP}lists/pd_groups").text
    for id, seen in re.findall(
        r'lists/pd_groups/([^/"]+)/remove.*?name="version" value="(\d+)"', listed
    ):
        data = {"csrf_token": form_token(listed), "version": seen}
        principal.post(f"{SETUP}lists/pd_groups/{id}/remove", data=data)
    page = principal.get(f"{SUGGEST}?most=2&days=3").text
    assert "groups by department" in page
    answer = send(principal, SUGGEST, by="department", most="2", days="3")
    assert answer.status_code == 303, answer.text
    groups = school(app, mill).pd_groups
    assert groups
    assert all(len(one.members) <= 2 and one.days_owed == 3 for one in groups)
    assert "Give whole numbers" in principal.get(f"{SUGGEST}?most=x").text


# First minutes.


def test_an_empty_school_begins_with_its_kind_and_gets_what_is_usual(
    app: Flask, town: Town
) -> None:
    client = sign_in(app, town, "principal")
    path = f"{SETUP}school"
    assert send(client, path, name="Mill", version="0").status_code == 422
    assert send(client, path, name="Mill", kind="middle", version="0").status_code == 303
    with app.app_context(), reading() as session:
        assert load.value(session, "mill-year", "kind").content is SchoolKind.MIDDLE
        assert load.value(session, "mill-year", "policy").content.most_preps == 3
        assert len(load.rows(session, "mill-year", "limits")) == 1
    late = send(client, path, name="Other", kind="high", version="0")
    assert late.status_code == 409


def test_an_empty_school_is_filled_with_a_sample_and_emptied_again(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    token = form_token(client.get(SETUP).text)
    answer = client.post(f"{SETUP}sample", data={"csrf_token": token})
    assert "Ready to build" in client.get(answer.location).text
    again = client.post(f"{SETUP}sample", data={"csrf_token": token})
    undo = answer.location.partition("undo=")[2]
    client.post(f"{SETUP}undo/{undo}", data={"csrf_token": token})
    assert again.status_code == 409
    assert "Nothing has been entered yet" in client.get(SETUP).text


def test_the_version_of_a_page_is_the_one_that_is_there(mill: Town, principal: FlaskClient) -> None:
    assert version(principal, CALENDAR) == "1"
