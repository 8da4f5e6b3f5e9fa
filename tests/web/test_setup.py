"""The set-up: lists, forms, files; what is typed is never lost, what is deleted comes back."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.roles import Action
from scheduler.domain.school import School
from scheduler.services.sites.show import open_school
from tests.web.visitors import Town, send, sign_in

SETUP = "/schools/mill-year/setup/"


def school(app: Flask, town: Town) -> School:
    with app.app_context():
        return open_school(town.viewer("principal"), Action.SEE_SCHOOL_DATA, "mill-year")


def version(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition('name="version" value="')[2].partition('"')[0]


def test_an_empty_school_says_what_is_needed(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "principal").get(SETUP).text
    assert "Nothing has been entered yet" in page
    assert page.count("To do") == 7
    assert "export/sheets" in page


def test_a_school_that_fits_together_leads_on(principal: FlaskClient) -> None:
    page = principal.get(SETUP).text
    assert "Ready to build" in page
    assert "/schools/mill-year/runs/" in page


def test_a_room_is_added_changed_deleted_and_brought_back(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    rooms = f"{SETUP}lists/rooms"
    added = send(principal, f"{rooms}/new", id="gym", name="Gym", kind="gym", version="0")
    assert added.status_code == 303, added.text
    assert "gym" in school(app, mill).room
    path = f"{rooms}/gym"
    changed = send(principal, path, id="gym", name="Big gym", version=version(principal, path))
    assert changed.status_code == 303
    assert school(app, mill).room["gym"].name == "Big gym"
    seen = version(principal, path)
    token = principal.get(rooms).text.partition('csrf_token" value="')[2].partition('"')[0]
    gone = principal.post(f"{path}/remove", data={"csrf_token": token, "version": seen})
    assert gone.status_code == 303
    assert "gym" not in school(app, mill).room
    assert "Bring back" in principal.get(rooms).text
    principal.post(f"{path}/restore", data={"csrf_token": token})
    assert school(app, mill).room["gym"].name == "Big gym"


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    principal: FlaskClient,
) -> None:
    answer = send(
        principal, f"{SETUP}lists/staff/new", id="zoe", name="Zoe", most_load="many", version="0"
    )
    assert answer.status_code == 422
    assert "It must be a whole number" in answer.text
    assert 'value="many"' in answer.text
    assert 'value="Zoe"' in answer.text


def test_the_second_of_two_people_sees_what_the_first_changed(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    path = f"{SETUP}lists/rooms/101"
    seen = version(principal, path)
    send(principal, path, name="First", version=seen)
    other = sign_in(app, mill, "scheduler")
    answer = send(other, path, name="Second", version=seen)
    assert answer.status_code == 409
    assert "Principal Miller" in answer.text
    assert 'value="Second"' in answer.text
    assert school(app, mill).room["101"].name == "First"


def test_a_value_is_changed(app: Flask, mill: Town, principal: FlaskClient) -> None:
    path = f"{SETUP}values/baseline"
    answer = send(
        principal, path, version=version(principal, path), **{"baseline.source": "Last year"}
    )
    assert answer.status_code == 303, answer.text
    assert school(app, mill).baseline.source == "Last year"


def test_cells_are_pasted_previewed_and_confirmed(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    lines = [
        "id\tname\tkind",
        *(f"{one.id}\t{one.name}\t{one.kind}" for one in school(app, mill).rooms),
    ]
    lines.append("lab\tScience, upstairs\tlab")
    shown = send(principal, f"{SETUP}import", list="rooms", pasted="\n".join(lines))
    assert shown.status_code == 200, shown.text
    assert "New: Science, upstairs" in shown.text
    assert "lab" not in school(app, mill).room
    path = shown.text.partition(f'action="{SETUP}import/')[2].partition('"')[0]
    token = shown.text.partition('csrf_token" value="')[2].partition('"')[0]
    done = principal.post(f"{SETUP}import/{path}", data={"csrf_token": token})
    assert done.status_code == 303
    assert school(app, mill).room["lab"].name == "Science, upstairs"


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(principal: FlaskClient) -> None:
    file = (io.BytesIO(b"nonsense"), "staff.xlsx")
    answer = send(principal, f"{SETUP}import", format="sheets", file=file)
    assert answer.status_code == 400
    assert "Nothing was imported." in answer.text
    assert send(principal, f"{SETUP}import", format="sheets").status_code == 400


@pytest.mark.parametrize("format", ["school", "sheets", "oneroster", "fet"])
def test_the_school_is_taken_out_as_a_file(principal: FlaskClient, format: str) -> None:
    answer = principal.get(f"{SETUP}export/{format}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(answer.data) > 100


def test_requests_of_teachers_are_no_part_of_the_set_up(principal: FlaskClient) -> None:
    assert principal.get(f"{SETUP}lists/requests").status_code == 404
    assert principal.get(f"{SETUP}values/requests").status_code == 404


def test_the_office_sees_and_does_not_change(app: Flask, mill: Town) -> None:
    office = sign_in(app, mill, "office")
    assert office.get(f"{SETUP}lists/staff").status_code == 200
    assert office.get(f"{SETUP}lists/staff/new").status_code == 403
