"""What holds for every address: errors, pages of lists, marks of versions, calls sent twice."""

from __future__ import annotations

import pytest
from flask import url_for
from sqlalchemy import func, select

from scheduler.services.access.programs import Scope
from scheduler.store import reading
from scheduler.store.tables.jobs import SolverJob
from tests.api.calling import Place
from tests.web.visitors import sign_in

SCHOOL = "/schools/mill-year"
ROOM = {"id": "101", "name": "Room 101"}
JSON = {"Content-Type": "application/json"}


def test_an_error_is_a_problem_with_the_sentences_of_the_pages(place: Place) -> None:
    answer = place.program("principal").get("/schools/nowhere")
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == answer.status_code == 404
    assert answer.json["problems"] == ["There is no such page, or none that you may know of."]
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_every_answer_has_its_own_number(place: Place) -> None:
    numbers = {place.program("principal").get("/me").headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"{", 400, "It is not JSON"),
        (b"", 400, "It is empty"),
        (b"\xff\xfe{}", 400, "UTF-16"),
        (b'{"name": "\xe4"}', 400, "not UTF-8"),
        (b"[" * 100_000, 400, "nested far too deep"),
        (b'{"seed": ' + b"9" * 5000 + b"}", 400, "far too many digits"),
        (b"[]", 422, "must be an object in braces"),
        (b"null", 422, "must be an object in braces"),
        (b'{"seed": NaN}', 422, "seed: must be a whole number"),
        (b'{"time_limit_s": 1e999}', 422, "time_limit_s: is far too large a number"),
        (b'{"name": "\\ud800"}', 422, "name"),
        (b'{"name": "a", "name": "b"}', 422, "stands there twice"),
        (b'{"sede": 1}', 422, 'Did you mean "seed"?'),
        (b'{"stages": ["calendar"]}', 422, "needs what was solved before it"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    place: Place, content: bytes, status: int, words: str
) -> None:
    answer = place.program("principal").post(f"{SCHOOL}/runs/builds", data=content, headers=JSON)
    assert answer.status_code == status, answer.text
    assert words in answer.json["detail"]


@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_type_of_content_is_refused(place: Place, type: str) -> None:
    words = {"data": b"{}", "headers": {"Content-Type": type} if type else {}}
    answer = place.program("principal").post(f"{SCHOOL}/runs/builds", **words)
    assert answer.status_code == 415
    assert answer.json["problems"] == ["Send it as Content-Type: application/json."]


def test_a_body_that_is_too_large_is_refused(place: Place) -> None:
    content = b" " * (17 * 1024 * 1024)
    answer = place.program("principal").post(f"{SCHOOL}/runs/builds", data=content, headers=JSON)
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=many", "must be a whole number"),
        ("limit=--5", "must be a whole number"),
        ("limit=%C2%B2", "must be a whole number"),
        ("offset=-1", "offset"),
        ("limit=1&limit=2", "2 times"),
        ("lmit=1", 'Did you mean "limit"?'),
        ("deleted=maybe", "must be true or false"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(place: Place, query: str, words: str) -> None:
    answer = place.program("principal").get(f"{SCHOOL}/lists/rooms?{query}")
    assert answer.status_code == 400
    assert words in answer.json["detail"]


def test_what_takes_nothing_refuses_a_query_and_a_body(place: Place) -> None:
    program = place.program("principal")
    assert program.get("/me?x=1").status_code == 400
    assert program.post(f"{SCHOOL}/runs/mill-run/stop", data=b"x").status_code == 400


def test_nobody_writes_lines_of_their_own_into_the_log(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        place.program("principal").get("/schools/x%0A2026-11-22 CRITICAL all is lost")
    assert [one for one in caplog.messages if "\n" in one] == []
    assert "%0A2026" in caplog.text


def test_a_list_comes_in_pages(place: Place) -> None:
    program = place.program("principal")
    whole = program.get(f"{SCHOOL}/lists/sections").json
    assert whole["total"] == len(whole["items"]) > 2
    page = program.get(f"{SCHOOL}/lists/sections?limit=2&offset=1").json
    assert page["items"] == whole["items"][1:3]
    assert (page["total"], page["limit"], page["offset"]) == (whole["total"], 2, 1)
    assert program.get(f"{SCHOOL}/lists/sections?offset=9999").json["items"] == []


def test_what_is_known_is_not_sent_again(place: Place) -> None:
    program = place.program("principal")
    for path in ("lists/rooms", "lists/rooms/101", "values/calendar", "plans/mill-plan"):
        tag = program.get(f"{SCHOOL}/{path}").headers["ETag"]
        answer = program.get(f"{SCHOOL}/{path}", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")


def test_a_change_needs_the_version_that_was_seen(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/lists/rooms/101"
    seen = program.get(path)
    thing, tag = seen.json["thing"] | {"name": "Blue room"}, seen.headers["ETag"]
    answer = program.put(path, json=thing)
    assert answer.status_code == 428
    assert "If-Match" in answer.json["detail"]
    answer = program.put(path, json=thing, headers={"If-Match": tag})
    assert answer.json["versions"] == {"101": seen.json["version"] + 1}
    answer = program.put(path, json=thing | {"name": "Red"}, headers={"If-Match": tag})
    assert answer.status_code == 412
    assert "changed meanwhile by Principal Miller (name)" in answer.json["detail"]
    answer = program.put(path, json=thing, headers={"If-Match": '"first"'})
    assert answer.status_code == 412
    assert program.put(path, json=thing, headers={"If-Match": "*"}).status_code == 200


def test_a_row_is_deleted_and_brought_back_and_that_taken_back(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/lists/rooms/101"
    tag = program.get(path).headers["ETag"]
    assert program.call("DELETE", path).status_code == 428
    undo = program.call("DELETE", path, headers={"If-Match": tag}).json["undo"]
    gone = program.get(f"{SCHOOL}/lists/rooms?deleted=true").json["items"]
    assert [one["id"] for one in gone] == ["101"]
    answer = program.post(f"{SCHOOL}/undo/{undo}")
    assert answer.status_code == 200
    assert program.post(f"{SCHOOL}/undo/{undo}").status_code == 409
    assert place.program("scheduler").post(f"{SCHOOL}/undo/{undo}").status_code == 404
    assert program.get(f"{SCHOOL}/lists/rooms?deleted=true").json["total"] == 0


@pytest.mark.parametrize("id", ["a/b", "../x", "50 %", "%2F", "%252F/", "é?#"])
def test_an_id_may_hold_what_parts_an_address(place: Place, id: str) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/lists/rooms"
    assert (
        program.post(path, json=[{"id": id, "name": "Odd"}], headers={"If-Match": "*"}).status_code
        == 200
    )
    with place.app.test_request_context():
        values = {"school": "mill-year", "name": "rooms", "row": id}
        address = url_for("api.data.row", **values).removeprefix("/api/v1")
        page = url_for("setup.checklist_edit", **values)
    assert program.get(address).json["thing"]["id"] == id
    browser = sign_in(place.app, place.town, "principal")
    assert browser.get(page).status_code == 200
    tag = {"If-Match": "*"}
    assert program.call("DELETE", address, headers=tag).status_code == 200


def test_many_rows_are_saved_at_once_or_none(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/lists/rooms"
    before = program.get(path)
    things = [one["thing"] for one in before.json["items"]]
    sent = [things[0] | {"name": "Changed"}, {"id": "new", "name": "New"}]
    assert program.post(path, json=sent).status_code == 428
    tag = {"If-Match": before.headers["ETag"]}
    wrong = program.post(path, json=[sent[0], {"id": "x", "name": 5}], headers=tag)
    assert wrong.status_code == 422
    assert "Number 2" in wrong.json["detail"]
    many = program.post(path, json=[{}] * 2001, headers=tag)
    assert many.json["problems"] == ["Send at most 2000 things at once, not 2001."]
    twice = program.post(path, json=[sent[1], sent[1]], headers=tag)
    assert 'The id "new" stands there more than once.' in twice.json["problems"]
    assert program.get(path).headers["ETag"] == before.headers["ETag"]
    answer = program.post(path, json=sent, headers=tag)
    assert answer.status_code == 200, answer.text
    assert set(answer.json["versions"]) == {things[0]["id"], "new"}
    after = {one["id"]: one["thing"] for one in program.get(path).json["items"]}
    assert (len(after), after["new"]["name"]) == (len(things) + 1, "New")
    assert program.post(path, json=sent, headers=tag).status_code == 412
    gone = program.post(f"{SCHOOL}/undo/{answer.json['undo']}")
    assert gone.status_code == 200


def test_a_list_for_many_takes_nothing_but_a_list(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/lists/rooms"
    answer = program.post(path, json=ROOM, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert (
        program.put(f"{path}/101", json=ROOM | {"id": "102"}, headers={"If-Match": "*"}).status_code
        == 422
    )
    assert program.put(f"{path}/101", json=[ROOM], headers={"If-Match": "*"}).status_code == 422


@pytest.mark.parametrize("path", ["lists/requests", "lists/nothing", "values/rooms", "values/id"])
def test_what_is_no_part_of_a_school_is_not_found(place: Place, path: str) -> None:
    assert place.program("principal").get(f"{SCHOOL}/{path}").status_code == 404


def test_a_value_is_read_and_changed(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/values/baseline"
    seen = program.get(path)
    content = {"coaches": 2, "days": 180, "source": "last year"}
    answer = program.put(path, json=content, headers={"If-Match": seen.headers["ETag"]})
    assert answer.status_code == 200, answer.text
    assert program.get(path).json["content"]["coaches"] == 2
    answer = program.put(path, json=content, headers={"If-Match": seen.headers["ETag"]})
    assert answer.status_code == 412
    answer = program.put(path, json={"coaches": "two"}, headers={"If-Match": "*"})
    assert answer.status_code == 422


def jobs(place: Place) -> int:
    with place.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(SolverJob)) or 0


def test_a_run_that_is_ordered_twice_with_one_key_is_done_once(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/runs/builds"
    before, key = jobs(place), {"Idempotency-Key": "monday"}
    first = program.post(path, json={"seed": 7}, headers=key)
    again = program.post(path, json={"seed": 7}, headers=key)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.headers["Location"] == again.headers["Location"]
    assert jobs(place) == before + 1
    other = program.post(path, json={"seed": 8}, headers=key)
    assert other.status_code == 409
    assert place.program("scheduler").post(path, json={"seed": 9}, headers=key).status_code == 202


def test_a_key_stands_for_one_address_whole(place: Place) -> None:
    district = place.town.place["oak"].district
    program, path = place.program("district"), f"/districts/{district}/builds"
    key = {"Idempotency-Key": "year"}
    assert program.post(f"{path}?year=2026-27", json={}, headers=key).status_code == 202
    assert program.post(f"{path}?year=2027-28", json={}, headers=key).status_code == 409


def test_a_call_that_was_refused_may_be_sent_again_with_its_key(place: Place) -> None:
    program, path = place.program("principal"), f"{SCHOOL}/runs/repairs"
    order = {"plan": "nothing", "stage": "timetable"}
    for _ in range(2):
        answer = program.post(path, json=order, headers={"Idempotency-Key": "tuesday"})
        assert answer.status_code == 404
    assert program.post(path, json=order, headers={"Idempotency-Key": "x" * 201}).status_code == 400


def test_times_are_in_utc(place: Place) -> None:
    run = place.program("principal").get(f"{SCHOOL}/runs/mill-run").json
    assert run["created_at"].endswith("Z")


def test_an_address_that_is_not_there_is_a_problem_too(place: Place) -> None:
    answer = place.app.test_client().get("/api/v1/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    answer = place.app.test_client().delete("/api/v1/me")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


def test_a_token_for_reading_sees_lists(place: Place) -> None:
    answer = place.program("office", Scope.READ).get(f"{SCHOOL}/lists/staff")
    assert answer.status_code == 200
