"""Decisions on endpoints: none may be missing, and each is kept to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import Action
from scheduler.web import access
from scheduler.web.access import Decision, Gate, allow, decision_of, public, signed_in
from tests.applications import close_database, own_app
from tests.web.visitors import Town, sign_in


@pytest.fixture
def own(settings: Settings) -> Iterator[Flask]:
    """Return an application of the test's own: pages are added to it."""
    with own_app(settings) as app:
        yield app


def test_every_page_has_a_decision(app: Flask) -> None:
    assert [r.rule for r in app.url_map.iter_rules() if decision_of(app, r.endpoint) is None] == []


def test_an_application_with_an_undecided_page_does_not_start(settings: Settings) -> None:
    app = create_app(settings)
    close_database(app)
    app.add_url_rule("/new", "new", lambda: "new")
    with pytest.raises(RuntimeError, match="Nobody has decided who may open: new"):
        access.init_app(app)


def test_an_application_whose_page_has_no_place_does_not_start(settings: Settings) -> None:
    app = create_app(settings)
    close_database(app)
    app.add_url_rule("/new", "new", allow(Action.BUILD)(lambda: "new"))
    with pytest.raises(RuntimeError, match="no school, site or district"):
        access.init_app(app)


def test_a_page_added_later_without_a_decision_is_never_shown(own: Flask) -> None:
    own.add_url_rule("/new", "new", lambda: "new")
    with pytest.raises(RuntimeError, match="Nobody has decided"):
        own.test_client().get("/new")


def test_nobody_decides_twice() -> None:
    with pytest.raises(RuntimeError, match="two decisions"):
        public(signed_in(lambda: ""))


def test_static_files_need_no_session(app: Flask) -> None:
    assert decision_of(app, "static") == Decision(Gate.PUBLIC)


def test_a_place_is_the_one_of_the_address(own: Flask, town: Town) -> None:
    @allow(Action.SEE_DRAFTS)
    def drafts(**_place: str) -> str:
        return str(access.place().school or access.place().site or access.place().district)

    for name in ("school", "site", "district"):
        own.add_url_rule(f"/{name}/<{name}>", name, drafts)
    client = sign_in(own, town, "principal")
    assert client.get("/school/mill-year").text == "mill-year"
    assert client.get("/site/mill").text == "mill"
    statuses = {
        path: client.get(path).status_code
        for path in (
            "/school/hill-year",
            "/school/bay-year",
            "/school/none",
            "/site/hill",
            "/district/oak",
        )
    }
    assert set(statuses.values()) == {404}
    assert sign_in(own, town, "office").get("/site/mill").status_code == 403
    assert sign_in(own, town, "district").get("/district/oak").status_code == 403
    assert sign_in(own, town, "district").get("/district/pine").status_code == 404


def test_pages_of_the_server_are_for_its_administrator(own: Flask, town: Town) -> None:
    own.add_url_rule("/jobs", "jobs", allow(Action.OPERATE, server=True)(lambda: "jobs"))
    found = {name: sign_in(own, town, name).get("/jobs").status_code for name in ("root", "admin")}
    assert found == {"root": 200, "admin": 404}


def test_who_has_not_signed_in_is_sent_there_and_back(app: Flask, town: Town) -> None:
    answer = app.test_client().get("/people/?page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/people/?page%3D2"


def test_programs_are_told(app: Flask, town: Town) -> None:
    answer = app.test_client().get("/people/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["title"] == "Please sign in"


def test_the_frame_says_who_has_signed_in_and_offers_what_is_theirs(app: Flask, town: Town) -> None:
    assert "Sign in" in app.test_client().get("/").text
    principal = sign_in(app, town, "principal").get("/people/").text
    assert "Principal Miller" in principal
    assert 'href="/people/"' in principal
    teacher = sign_in(app, town, "teacher").get("/account/").text
    assert "Teacher Miller" in teacher
    assert 'href="/people/"' not in teacher
