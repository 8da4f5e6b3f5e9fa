"""The grid: who may edit, locks and moves as steps, what is in the way, the address of the view."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import plan_id
from tests.web.visitors import Town, form_token, sign_in

MASTER = "/schools/mill-year/plans/mill-plan/master"
DRAFT = "/schools/mill-year/plans/mill-draft/master"
ART = plan_id("Art-7A Tue")


@pytest.fixture
def mill(drafted: Town) -> Town:
    """Return the cast, with a published plan and a draft at Mill."""
    return drafted


def press(client: FlaskClient, base: str, action: str, **fields: object) -> TestResponse:
    """Press a button of the grid; follow it to the page that it leads to."""
    token = form_token(client.get(base).text)
    data = {"csrf_token": token, "view": "whose=section&q=art"} | fields
    return client.post(f"{base}/{action}", data=data, follow_redirects=True)


def base_of(answer: TestResponse) -> str:
    return re.sub(r"master/.*", "master", answer.request.path)


@pytest.mark.parametrize("rows", ["teacher", "group", "room", "section", "plus"])
def test_everybody_reads_the_published_grid_and_only_builders_edit(
    app: Flask, mill: Town, principal: FlaskClient, rows: str
) -> None:
    teacher = sign_in(app, mill, "teacher").get(f"{MASTER}/{rows}", follow_redirects=True)
    assert teacher.status_code == 200
    assert "select=" not in teacher.text
    assert "Undo" not in teacher.text
    assert "Undo" in principal.get(f"{MASTER}/{rows}", follow_redirects=True).text


def test_a_chosen_meeting_has_its_places_marked_with_reasons_and_exchanges(
    principal: FlaskClient,
) -> None:
    page = principal.get(f"{DRAFT}/section?select={ART}").text
    assert "Move here" in page
    assert "Here now." in page
    assert "No: Carol Clark teaches" in page
    assert "Best exchanges" in page
    assert "Put it here all the same" in page


def test_locks_are_steps_and_undone_and_the_view_is_kept(principal: FlaskClient) -> None:
    done = press(principal, DRAFT, "lock", scope="section", id="Art-7A", do="lock")
    assert "Locked: Art 7 (7A), 2 meetings." in done.text
    assert "2 locked" in done.text
    assert done.request.path.endswith("/master/section")
    assert done.request.args["q"] == "art"
    back = press(principal, base_of(done), "undo")
    assert "Taken back: Locked: Art 7 (7A), 2 meetings." in back.text
    assert base_of(back) == DRAFT
    again = press(principal, DRAFT, "redo")
    assert "Done again" in again.text
    assert base_of(again) == base_of(done)
    unlocked = press(principal, base_of(done), "lock", scope="course", id="Art-7", do="unlock")
    assert "Unlocked" in unlocked.text


def test_a_move_on_the_published_plan_goes_into_a_new_draft(principal: FlaskClient) -> None:
    page = principal.get(f"{MASTER}/section?select={ART}").text
    key = re.search(r'name="key" value="(\w+)">Move here', page)
    assert key
    done = press(principal, MASTER, "move", meeting=ART, key=key[1])
    assert "in plan 3, a new draft; plan 1 stays as it is" in done.text
    assert "Art 7 (7A): Tue 3 to" in done.text


def test_two_people_at_one_draft_do_not_overwrite_each_other(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    press(principal, DRAFT, "lock", scope="section", id="Art-7A", do="lock")
    other = sign_in(app, mill, "scheduler")
    late = press(other, DRAFT, "lock", scope="section", id="ELA-6A", do="lock")
    assert "edited meanwhile by Principal Miller" in late.text
    assert "Go to the newest step" in late.text
    copied = press(other, DRAFT, "copy")
    assert "Copied" in copied.text
    assert "in plan 3" in copied.text


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        ("move", {"meeting": ART, "key": "nothing"}, 200),
        ("move", {"meeting": "nothing", "key": "x"}, 400),
        ("lock", {"scope": "meeting", "id": "nothing"}, 400),
        ("lock", {"scope": "district", "id": "oak"}, 400),
        ("undo", {}, 200),
        ("redo", {"view": "whose=pupil&select="}, 200),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    principal: FlaskClient, action: str, fields: dict[str, str], status: int
) -> None:
    answer = press(principal, DRAFT, action, **fields)
    assert answer.status_code == status
    assert "mill-draft" in answer.request.path


def test_what_is_not_there_is_not_found(principal: FlaskClient) -> None:
    for query in ("?segment=S9", "?day=Sun", "?select=nothing"):
        assert principal.get(f"{DRAFT}/section{query}").status_code == 404
    assert "Nothing answers that" in principal.get(f"{DRAFT}/section?q=zebra").text


def test_a_taken_place_is_offered_with_the_rest_making_room(principal: FlaskClient) -> None:
    page = principal.get(f"{DRAFT}/resolve?meeting={ART}&slot=Mon+1").text
    assert "Art 7 (7A) is locked to Mon 1, and what is in its way there moves." in page
    data = {"csrf_token": form_token(page), "how": "fewest", "minutes": "1"}
    answer = principal.post(f"{DRAFT}/resolve", data=data | {"meeting": ART, "slot": "Mon 1"})
    assert answer.status_code == 303
    assert "Spring, re-solved" in principal.get(answer.location).text
    best = principal.post(f"{DRAFT}/resolve", data=data | {"how": "best"})
    assert best.status_code == 303
    for wrong in ("?meeting=x&slot=Mon+1", f"?meeting={ART}&slot=Mon+19", f"?meeting={ART}"):
        assert principal.get(f"{DRAFT}/resolve{wrong}").status_code == 404
    assert principal.post(f"{DRAFT}/resolve", data=data | {"how": "x"}).status_code == 422


def test_who_moves_a_class_is_told_of_the_calendar_before_and_offered_a_new_one(
    principal: FlaskClient,
) -> None:
    chosen = principal.get(f"{MASTER}/section?select={ART}")
    assert "leaves out this plan&#39;s year calendar" in chosen.text.replace("'", "&#39;")
    assert "Build the calendar again" not in chosen.text
    key = re.search(r'name="key" value="([^"]+)">Move here', chosen.text)
    assert key is not None
    moved = press(principal, MASTER, "move", meeting=ART, key=key[1])
    assert "Build the calendar again" in moved.text
    draft = base_of(moved).removesuffix("master")
    for page in (draft, f"{draft}publish"):
        assert "Build the calendar again" in principal.get(page).text
    token = form_token(moved.text)
    plan = draft.rstrip("/").rpartition("/")[2]
    ordered = principal.post(f"/schools/mill-year/runs/calendar/{plan}", data={"csrf_token": token})
    assert ordered.status_code == 303
    assert "/runs/" in ordered.location
    back = press(principal, base_of(moved), "undo")
    assert "Build the calendar again" not in back.text
