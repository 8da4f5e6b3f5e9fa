"""Pages of coaching: what each finds there, what is refused and said, and that nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from scheduler import create_app
from scheduler.config import Settings
from scheduler.store import writing
from scheduler.store.tables.school import LISTS
from tests import people_cast
from tests.applications import close_database
from tests.coached import CLOCKS, TODAY, VISIT, coach
from tests.furnished import furnish
from tests.people_cast import Town
from tests.web.visitors import form_token, send, sign_in

HOME = "/schools/mill-year/coaching/"
ASK = {
    "template": "cycle",
    "goal": "Questions that open a talk.",
    "areas": "ELA",
    "first": "2026-09-14",
    "last": "2026-10-30",
    "section": "",
    "wished_coach": "",
}


@pytest.fixture
def mill(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return the cast, with coaching between Alice and Dave at Mill."""
    for module in CLOCKS:
        monkeypatch.setattr(module, "today", lambda: TODAY.replace(day=25))
    with app.app_context():
        town = people_cast.settle()
        furnish("mill")
        coach("mill", "teacher", "plus", "principal")
    return town


@pytest.fixture
def teacher(app: Flask, mill: Town) -> FlaskClient:
    return sign_in(app, mill, "teacher")


@pytest.fixture
def plus(app: Flask, mill: Town) -> FlaskClient:
    return sign_in(app, mill, "plus")


def press(client: FlaskClient, action: str, page: str = HOME, **fields: str) -> str:
    """Load a page, press a button on it, and return what is shown then."""
    token = form_token(client.get(page).text)
    data = {"csrf_token": token} | fields
    return client.post(HOME + action, data=data, follow_redirects=True).text


def test_a_teacher_finds_all_that_is_theirs(teacher: FlaskClient) -> None:
    page = teacher.get(HOME).text
    assert "Suggested by Principal Miller" in page
    assert "Planning conference with Dave Diaz" in page
    assert "Who would like to try this together?" in page
    assert "Offers of your time" not in page


def test_a_teacher_whose_wish_is_not_among_the_offers_is_told_so(
    app: Flask, teacher: FlaskClient, plus: FlaskClient
) -> None:
    said = "None of these is with Carol Clark, whom you wished for"
    assert said not in teacher.get(HOME + "cycles/r2").text
    with app.app_context(), writing() as session:
        requests = LISTS["requests"].table
        session.execute(update(requests).where(requests.c.id == "r2").values(wished_coach="carol"))
    assert said in teacher.get(HOME + "cycles/r2").text
    for path in ("", "requests", "cycles/r2"):
        assert "Carol Clark" not in plus.get(HOME + path).text


def test_a_plus_teacher_finds_offers_and_no_wish(plus: FlaskClient) -> None:
    page = plus.get(HOME).text
    assert "Coaching cycle with Alice Adams" in page
    assert "certified in Mathematics" in page
    assert "wished for" not in page
    assert "Suggested by" not in page


def test_the_match_is_explained_and_nothing_is_sent(teacher: FlaskClient) -> None:
    answer = send(teacher, HOME + "ask", look="1", **ASK | {"first": "2026-09-28"})
    assert answer.status_code == 200
    assert "Dave Diaz</strong>: the area ✓, free in your planning time on" in answer.text
    assert "Erin Evans</strong>: not certified in what you ask for" in answer.text
    assert "Questions that open a talk." in answer.text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    teacher: FlaskClient,
) -> None:
    answer = send(teacher, HOME + "ask", **ASK | {"last": "2026-09-01"})
    assert answer.status_code == 400
    assert "The last day lies before the first" in answer.text
    assert "Questions that open a talk." in answer.text
    assert send(teacher, HOME + "ask", **ASK | {"first": "soon"}).status_code == 422


def test_asking_leads_to_the_cycle(teacher: FlaskClient) -> None:
    answer = send(teacher, HOME + "ask", **ASK | {"first": "2026-09-28"})
    assert answer.status_code == 303
    page = teacher.get(answer.headers["Location"]).text
    assert "Times are being looked for" in page
    assert "Questions that open a talk." in page


def test_between_both_words_and_the_booking_the_cycle_says_that_it_is_being_booked(
    teacher: FlaskClient, plus: FlaskClient
) -> None:
    accept = "offers/mill-offer/accept"
    assert "as soon as the other accepts" in press(plus, accept)
    assert "You have both accepted" in press(teacher, accept)
    page = teacher.get(HOME + "cycles/r2").text
    assert "You have both accepted; it is being booked" in page
    assert "Accepted by both" in page
    assert "accepts it, too" not in page
    assert "Look again" in page


def test_a_session_is_logged_in_one_tap_and_confirmed_by_the_other(
    teacher: FlaskClient, plus: FlaskClient
) -> None:
    assert "It counts when the other" in press(plus, f"log/{VISIT}/took-place")
    assert "Dave Diaz says: it took place, 60 minutes" in teacher.get(HOME).text
    assert "It is settled" in press(teacher, f"log/{VISIT}/right")
    assert "What came of it?" not in plus.get(HOME).text


def test_a_lost_session_needs_its_reason(plus: FlaskClient) -> None:
    fields = {"outcome": "lost", "channel": "in_person", "minutes": "60", "reason": ""}
    answer = send(plus, f"{HOME}log/{VISIT}", **fields)
    assert answer.status_code == 400
    assert "a reason goes with a session that was lost" in answer.text
    fields["reason"] = "emergency_cover"
    assert send(plus, f"{HOME}log/{VISIT}", **fields).status_code == 303


def test_notes_in_another_form_than_agreed_are_refused_and_kept_on_the_page(
    plus: FlaskClient,
) -> None:
    path = f"{HOME}cycles/r1/visits/{VISIT}/notes"
    answer = send(plus, path, form="map", notes="They sat so.")
    assert answer.status_code == 409
    assert "You have agreed on" in answer.text
    assert "They sat so." in answer.text
    assert send(plus, path, form="script", notes="“Why?”").status_code == 303


def test_a_stale_goal_shows_both_and_can_be_saved_over(teacher: FlaskClient) -> None:
    path = HOME + "cycles/r1/write/goal"
    answer = send(teacher, path, goal="Mine", version="0")
    assert answer.status_code == 409
    assert "As it stands now" in answer.text
    assert "I want to ask questions" in answer.text
    assert ">Mine</textarea>" in answer.text.replace("\r\n", "").replace("\n", "")
    assert send(teacher, path, goal="Mine", version="1").status_code == 303


def test_the_access_log_says_who_has_read_it(teacher: FlaskClient, plus: FlaskClient) -> None:
    assert "Nobody has read anything of yours." in teacher.get(HOME + "data").text
    plus.get(HOME + "cycles/r1")
    assert "Plus Miller" in teacher.get(HOME + "data").text
    assert teacher.get(HOME + "data/export").json["requests"]


def test_deleting_leaves_nothing(teacher: FlaskClient, plus: FlaskClient) -> None:
    assert "is deleted" in press(teacher, "data/delete", HOME + "data")
    assert plus.get(HOME + "cycles/r1").status_code == 404
    assert "You have not asked for coaching yet" in teacher.get(HOME).text


def test_a_time_is_kept_free_and_given_back(plus: FlaskClient) -> None:
    path = HOME + "availability"
    assert send(plus, path, weekday="Mon", start="10:00", end="09:00").status_code == 400
    assert send(plus, path, weekday="Mon", start="09:00", end="10:00").status_code == 303
    assert "09:00–10:00" in plus.get(path).text
    assert "can be booked again" in press(plus, "availability/mill-kept/drop", path)


def test_the_principal_sees_who_when_and_kind(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    page = principal.get(HOME + "bookings").text
    assert "Dave Diaz" in page
    assert 'files/sessions.csv"' in page
    assert "/svg>locked" not in page
    assert principal.get(HOME).status_code == 403
    assert principal.get(HOME + "cycles/r1").status_code == 403
    fields = {"group": "pd:core", "template": "cycle", "first": "2026-10-01", "last": "2026-10-30"}
    assert send(principal, HOME + "suggest/group", words="Hello", **fields).status_code == 303


@pytest.fixture
def empty(tmp_path: Path, migrated_file: Path) -> Iterator[Flask]:
    """Return an application in which Mill has nobody and nothing."""
    folder = tmp_path / "empty"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "scheduler.db")
    app = create_app(Settings(instance_folder=folder, secret_key="k" * 32, testing=True))
    yield app
    close_database(app)


@pytest.mark.parametrize("who", ["teacher", "plus", "principal"])
def test_an_empty_school_answers_in_sentences(empty: Flask, who: str) -> None:
    with empty.app_context():
        town = people_cast.settle()
    client = sign_in(empty, town, who)
    for page in ("", "ask", "requests", "availability", "bookings", "suggest", "data"):
        answer = client.get(HOME + page)
        assert answer.status_code in (403, 409), page
        if answer.status_code == 409:
            assert "The school is still being set up." in answer.text
