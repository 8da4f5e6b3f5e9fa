"""The first page, the headers of every answer, and the pages of errors."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app, request
from flask.testing import FlaskClient

from scheduler import __version__, errors
from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    JobError,
    ModelMismatchError,
    NotAllowedError,
    NotFoundError,
    SchedulerError,
    StaleError,
    TooOftenError,
    UnavailableError,
)
from scheduler.web.access import public
from scheduler.web.errors import status_of
from tests.applications import emptied, lent, own_app, settings_of

CAST = [
    (InputError("staff.csv, line 2", "The load is not a number."), 400),
    (NotAllowedError("Only the principal publishes."), 403),
    (NotFoundError("There is no such plan."), 404),
    (ConflictError("Bob changed this plan meanwhile."), 409),
    (InvalidProblemError(["Room 1 is named twice.", "Alice <3 teaches no area."]), 422),
    (JobError("The worker was stopped.", retry=True), 500),
    (ModelMismatchError("Cost 3 by the solver, 4 by the referee."), 500),
    (TooOftenError(90), 429),
    (UnavailableError("The database does not answer."), 503),
    (StaleError("Bob changed this plan meanwhile."), 409),
]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    """Return an application with addresses that fail, and two that take forms."""

    @public
    def fail(**_values: str) -> str:
        raise current_app.config["ERROR"]

    @public
    def upload() -> str:
        return str(len(request.get_data()))

    instance = emptied(tmp_path_factory.mktemp("planted") / "instance", migrated_file)
    with own_app(settings_of(instance)) as app:
        app.add_url_rule("/fail", view_func=fail)
        app.add_url_rule("/fail/<token>/<school>", "fail_by_token", view_func=fail)
        app.add_url_rule("/api/fail", "api_fail", view_func=fail)
        app.add_url_rule("/form", view_func=public(lambda: "taken"), methods=["POST"])
        app.add_url_rule("/upload", view_func=upload, methods=["POST"])
        yield app


@pytest.fixture
def app(planted: Flask) -> Iterator[Flask]:
    with lent(planted) as app:
        yield app


def raising(app: Flask, error: Exception) -> FlaskClient:
    """Return a visitor of the application, in which two addresses fail by this."""
    app.config["ERROR"] = error
    return app.test_client()


def test_it_says_what_this_is_and_how_to_begin(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "<h1>Free a team of teachers to coach</h1>" in page.text
    assert "scheduler --help" in page.text
    assert f"Scheduler {__version__}" in page.text


def test_all_that_it_links_to_is_there_and_ours(client: FlaskClient) -> None:
    links = re.findall(r'(?:href|src)="([^"#]+)"', client.get("/").text)
    assert len(links) >= 3
    assert {link: client.get(link, buffered=True).status_code for link in links} == dict.fromkeys(
        links, 200
    )


def test_no_page_has_anything_inline(client: FlaskClient) -> None:
    # The policy would block it in the browser, without a word.
    for path in ("/", "/nowhere"):
        assert not re.search(
            r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", client.get(path).text
        )


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/theme.css"])
def test_every_answer_carries_the_headers_that_protect_it(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert headers["Content-Security-Policy"].split("; ")[0] == "default-src 'self'"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_the_browser_but_static_files_are(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    static = client.get("/static/theme.css", buffered=True)
    assert "no-store" not in static.headers["Cache-Control"]


@pytest.mark.parametrize(("error", "status"), CAST, ids=lambda value: type(value).__name__)
def test_an_error_of_ours_is_answered_as_a_page(
    app: Flask, error: SchedulerError, status: int
) -> None:
    page = raising(app, error).get("/fail")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert f"Status {status}" in page.text


def test_a_database_that_is_away_is_told_and_logged_in_one_line(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    sentence = "The disk of the database is full; nothing was saved."
    assert sentence in raising(app, UnavailableError(sentence)).get("/fail").text
    assert caplog.messages == [f"Answered with status 503: {sentence}"]
    assert not caplog.records[0].exc_info


@pytest.mark.parametrize(("error", "status"), CAST, ids=lambda value: type(value).__name__)
def test_an_error_of_ours_is_answered_as_json_to_programs(
    app: Flask, error: SchedulerError, status: int
) -> None:
    client = raising(app, error)
    for answer in (
        client.get("/api/fail"),
        client.get("/fail", headers={"Accept": "application/json"}),
    ):
        assert answer.status_code == status
        assert answer.json["problems"]
        assert "Content-Security-Policy" in answer.headers


def test_the_table_knows_every_error_class() -> None:
    answered = {type(error) for error, _ in CAST}
    assert answered == {getattr(errors, name) for name in errors.__all__} - {SchedulerError}
    assert [status_of(error) for error, _ in CAST] == [status for _, status in CAST]
    assert status_of(SchedulerError("Of no kind.")) == 500


def test_the_sentences_of_an_error_are_shown_and_escaped(app: Flask) -> None:
    page = raising(app, CAST[4][0]).get("/fail")
    assert "<li>Room 1 is named twice.</li>" in page.text
    assert "Alice &lt;3 teaches no area." in page.text


def test_a_fault_of_ours_is_logged_and_its_details_are_not_shown(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="scheduler.web.errors"):
        page = raising(app, CAST[6][0]).get("/fail")
    assert "referee" not in page.text
    assert "Cost 3 by the solver" in caplog.text


def test_what_nobody_foresaw_is_a_page_too(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = raising(app, KeyError("secret detail")).get("/fail")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert "secret detail" not in page.text
    assert "secret detail" in caplog.text


def test_a_token_in_an_address_is_in_no_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert raising(app, KeyError("x")).get("/fail/3-secret-words/s1").status_code == 500
    assert "GET /fail/<token>/<school> failed, for {'school': 's1'}." in caplog.messages
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/static/theme.css", 405), ("POST", "/", 405)],
)
def test_errors_of_the_protocol_are_pages_of_ours(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    page = client.open(path, method=method)
    assert page.status_code == status
    assert "To the first page" in page.text
    assert ("Allow" in page.headers) == (status == 405)


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    page = app.test_client().post("/form")
    assert page.status_code == 400
    assert "taken" not in page.text
    assert "To the first page" in page.text


def test_a_request_that_is_too_large_is_refused(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["MAX_CONTENT_LENGTH"] = 1000
    client = app.test_client()
    assert client.post("/upload", data=b"x" * 1000).text == "1000"
    assert client.post("/upload", data=b"x" * 1001).status_code == 413
