"""Rows typed in the table, many at once, choices by name, undo; what others saved is shown."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.coaching import RequestStatus
from scheduler.services.plans.held import lock_of
from tests.cast import small_school
from tests.furnished import fill
from tests.morning_cast import morning_school, whole_year
from tests.web.test_setup import SETUP, school, version
from tests.web.visitors import Town, form_token, send, sign_in

STAFF = f"{SETUP}lists/staff"


def test_a_row_typed_in_the_table_is_added_under_an_id_of_its_name(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    answer = send(
        principal, f"{STAFF}/row", row="", version="0", name="Zoë Ng", areas=["", "math"],
        most_load="20", volunteer="true",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert "added=1" in answer.location
    person = school(app, mill).person["Zoe-Ng"]
    assert (person.name, person.areas, person.most_load) == ("Zoë Ng", ("Math",), 20)
    assert person.volunteer


def test_a_row_is_changed_in_the_table_and_the_rest_of_the_thing_stays(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    before = school(app, mill).person["alice"]
    page = principal.get(f"{STAFF}/row?row=alice").text
    seen = re.search(
        r'name="row" value="alice">\s*<input type="hidden" name="version" value="(\d+)"', page
    )
    assert seen, page
    answer = send(principal, f"{STAFF}/row?row=alice", row="alice", version=seen[1], name="Alice B")
    assert answer.status_code == 303
    after = school(app, mill).person["alice"]
    assert after.name == "Alice B"
    assert after.areas == before.areas
    undo = answer.location.partition("undo=")[2].partition("#")[0]
    token = form_token(principal.get(STAFF).text)
    back = principal.post(f"{SETUP}undo/{undo}", data={"csrf_token": token, "list": "staff"})
    assert back.location == STAFF
    assert school(app, mill).person["alice"].name == before.name


def test_what_is_wrong_in_a_row_stands_in_it_and_what_was_typed_stays(
    principal: FlaskClient,
) -> None:
    answer = send(principal, f"{STAFF}/row", row="", version="0", name="Zoe", most_load="many")
    assert answer.status_code == 422
    row = answer.text.partition('id="new"')[2]
    assert "It must be a whole number" in row
    assert 'value="many"' in row
    assert 'value="Zoe"' in row


def test_one_field_of_several_is_changed_at_once_all_or_none(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    path = f"{STAFF}/many?row=alice&row=bob&field=most_load"
    page = principal.get(path).text
    versions = dict(re.findall(r'name="(version:\w+)" value="(\d+)"', page))
    assert sorted(versions) == ["version:alice", "version:bob"]
    fields = versions | {"row": ["alice", "bob"], "field": "most_load"}
    wrong = send(principal, path, **fields, most_load="many")
    assert wrong.status_code == 422
    assert wrong.text.count("It must be a whole number") == 2  # above, and at the field
    done = send(principal, path, **fields, most_load="7")
    assert done.status_code == 303, done.text
    people = school(app, mill).person
    assert (people["alice"].most_load, people["bob"].most_load) == (7, 7)


def test_a_name_is_typed_and_what_is_no_name_is_said(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    path = f"{SETUP}lists/teams/new"
    answer = send(principal, path, name="Six", staff=["", "alice", "nobody"], version="0")
    assert answer.status_code == 422
    assert "Nothing among the staff is called “nobody”" in answer.text
    assert send(principal, path, name="Six", staff=["", "alice"], version="0").status_code == 303
    assert school(app, mill).teams[-1].staff == ("alice",)


def test_classes_are_chosen_by_name_and_names_may_hold_commas(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    page = principal.get(f"{SETUP}lists/relations/new").text
    assert re.search(r'value="ELA-6A"[^>]*> <label[^>]*>ELA 6 \(6A\)</label>', page)
    path = f"{STAFF}/alice"
    renamed = {"name": "Adams, Alice", "version": version(principal, path)}
    assert send(principal, path, **renamed).status_code == 303
    new = f"{SETUP}lists/teams/new"
    assert send(principal, new, name="Six", staff="Adams, Alice", version="0").status_code == 303
    assert school(app, mill).teams[-1].staff == ("alice",)


def test_rows_within_a_thing_are_added_and_taken_out_before_saving(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    path = f"{SETUP}lists/staff/alice"
    cells = {"start": "08:00", "end": "09:00", "site": "Hill", "travel_minutes": "0"}
    one = {f"staff.elsewhere:0:{name}": text for name, text in cells.items()}
    one |= {"version": version(principal, path), "table": "staff.elsewhere"}
    shown = send(principal, path, do="more:staff.elsewhere", **one)
    assert shown.status_code == 200
    assert "staff.elsewhere:6:start" in shown.text
    assert school(app, mill).person["alice"].elsewhere == ()
    wrong = send(principal, path, **(one | {"staff.elsewhere:0:travel_minutes": "far"}))
    assert re.search(r">[^<]*, row 1</a>: It must be a whole number", wrong.text)
    out = send(principal, path, do="remove:staff.elsewhere:0", **one)
    assert 'value="Hill"' not in out.text
    saved = send(principal, path, **one)
    assert saved.status_code == 303, saved.text
    assert school(app, mill).person["alice"].elsewhere[0].site == "Hill"


def test_both_versions_are_shown_to_the_second_of_two_and_the_next_save_keeps_theirs(
    app: Flask,
    mill: Town,
    principal: FlaskClient,
) -> None:
    path = f"{SETUP}lists/rooms/101"
    seen = version(principal, path)
    send(principal, path, name="First", version=seen)
    other = sign_in(app, mill, "scheduler")
    answer = send(other, path, name="Second", version=seen)
    assert answer.status_code == 409
    assert "Saved meanwhile: <strong>First</strong>" in answer.text
    assert 'value="Second"' in answer.text
    new = answer.text.partition('name="version" value="')[2].partition('"')[0]
    assert send(other, path, name="Second", version=new).status_code == 303
    assert school(app, mill).room["101"].name == "Second"


def test_a_list_of_a_hundred_teachers_is_one_page_with_one_row_to_type_in(
    app: Flask, town: Town
) -> None:
    small = small_school()
    person = small.staff[0]
    many = [dataclasses.replace(person, id=f"t{n}", name=f"Teacher {n}") for n in range(115)]
    with app.app_context():
        fill("mill-year", dataclasses.replace(small, staff=(*small.staff, *many)))
    page = sign_in(app, town, "principal").get(STAFF).text
    assert page.count('<tr id="row-') == 115 + len(small.staff)
    assert page.count("<select") < 10
    assert len(page) < 300_000


@pytest.mark.parametrize("words", ["alice", "Alice"])
def test_a_list_shows_only_what_is_looked_for(principal: FlaskClient, words: str) -> None:
    page = principal.get(STAFF, query_string={"q": words}).text
    assert page.count('<tr id="row-') == 1


def test_a_name_with_marks_is_shown_as_text(principal: FlaskClient) -> None:
    send(principal, f"{STAFF}/row", row="", version="0", name="<b>Bold</b>", most_load="1")
    assert "<b>Bold" not in principal.get(STAFF).text


def test_sessions_that_the_data_hold_are_shown_to_who_places_them_and_let_go(
    app: Flask, town: Town
) -> None:
    locks = tuple(lock_of(one) for one in whole_year().sessions)
    with app.app_context():
        fill("mill-year", morning_school(session_locks=locks))
    principal, office = (sign_in(app, town, who) for who in ("principal", "office"))
    page = principal.get(f"{SETUP}fixed-sessions").text
    assert page.count("Let go<span") == 3
    assert "Dave Diaz" in page
    assert "Alice Adams" in page
    assert "Tue, Sep 22, 2026" in page
    assert "Fixed coaching sessions" in principal.get(SETUP).text
    assert office.get(f"{SETUP}fixed-sessions").status_code == 403
    assert "Fixed coaching sessions" not in office.get(SETUP).text
    form = {
        "csrf_token": form_token(page),
        "request": "r1",
        "step": "lesson",
        "version": re.search(r'name="version" value="(\d+)"', page)[1],  # type: ignore[index]
    }
    page = principal.post(f"{SETUP}fixed-sessions", data=form, follow_redirects=True).text
    assert "not held any more" in page
    assert "Undo this change" in page
    assert page.count("Let go<span") == 2
    assert principal.post(f"{SETUP}fixed-sessions", data=form).status_code == 404
    form["step"] = "after"
    page = principal.post(f"{SETUP}fixed-sessions", data=form, follow_redirects=True).text
    assert "meanwhile; look again" in page


def test_a_withdrawn_request_shows_no_fixed_session(app: Flask, town: Town) -> None:
    school = morning_school(session_locks=tuple(lock_of(one) for one in whole_year().sessions))
    waiting = tuple(
        dataclasses.replace(one, status=RequestStatus.TO_CONFIRM, must=False)
        for one in school.requests
    )
    with app.app_context():
        fill("mill-year", dataclasses.replace(school, requests=waiting))
    page = sign_in(app, town, "principal").get(f"{SETUP}fixed-sessions").text
    assert "No session is fixed here" in page
    assert "Alice" not in page
