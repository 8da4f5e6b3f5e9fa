"""Tokens: shown once, never more than their person, useless when they should be."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.access import programs, sessions
from scheduler.services.access.entrance import Entrance
from scheduler.services.access.pace import Pace
from scheduler.services.access.programs import Scope
from scheduler.services.access.sign_in import change_password
from scheduler.services.people import change
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.tables.people import Membership
from scheduler.store.tables.programs import AccessToken
from tests.api.calling import Place, Program
from tests.people_cast import HERE, PASSWORD
from tests.web.visitors import send, sign_in


def made(place: Place, who: str, scope: Scope = Scope.WRITE) -> Program:
    return Program(place.app, place.do(programs.create, place.viewer(who), "New", scope, 7))


def status(program: Program) -> int:
    return program.get("/me").status_code


def test_a_token_works_for_its_person(place: Place) -> None:
    answer = place.program("principal").get("/me")
    assert answer.status_code == 200
    assert answer.json["user"] == "principal"
    assert answer.json["scope"] == "write"
    assert "publish" in answer.json["roles"][0]["may"]


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer no", "Basic bWU6bWU=", "Bearer " + "x" * 999]
)
def test_without_a_token_that_counts_nothing_is_answered(place: Place, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    answer = place.app.test_client().get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["problems"] == ["Send a token that counts: Authorization: Bearer plus_…."]


def test_only_a_hash_of_a_token_is_kept(place: Place) -> None:
    token = place.program("principal").token
    with place.app.app_context(), reading() as session:
        rows = session.scalars(select(AccessToken)).all()
        kept = [str(vars(row)) for row in rows]
    assert not any(token in one or token.removeprefix("plus_") in one for one in kept)


def test_the_cookie_of_a_browser_opens_no_address_of_the_api(place: Place) -> None:
    browser = sign_in(place.app, place.town, "principal")
    assert browser.get("/account/").status_code == 200
    assert browser.get("/api/v1/me").status_code == 401


def test_a_call_sets_no_cookie_and_opens_no_page(place: Place) -> None:
    program = place.program("principal")
    assert "Set-Cookie" not in program.get("/schools").headers
    client = place.app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {program.token}"}
    assert client.get("/account/", headers=headers).status_code == 303


def test_a_token_for_reading_changes_nothing(place: Place) -> None:
    reader = place.program("principal", Scope.READ)
    assert reader.get("/schools/mill-year").status_code == 200
    answer = reader.post("/schools/mill-year/runs/builds", json={})
    assert answer.status_code == 403
    assert "may only read" in answer.json["detail"]


def test_no_address_lets_a_token_for_reading_change_something(place: Place) -> None:
    reader = place.program("root", Scope.READ)
    for rule in place.app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            if rule.endpoint.startswith("api."):
                path = rule.rule.removeprefix("/api/v1").replace("<", "").replace(">", "")
                assert reader.call(method, path).status_code == 403, rule.rule


def test_a_role_taken_away_is_gone_with_the_next_call(place: Place) -> None:
    program = place.program("office")
    assert program.get("/schools/mill-year").status_code == 200
    with place.app.app_context(), writing() as session:
        rows = update(Membership).where(Membership.user_id == "office")
        session.execute(rows.values(site_id="hill"))
    assert program.get("/schools/mill-year").status_code == 404
    with place.app.app_context(), writing() as session:
        session.execute(rows.values(site_id="mill"))


def test_a_revoked_token_is_useless_and_others_cannot_revoke_it(place: Place) -> None:
    program = made(place, "plus")
    viewer = place.viewer("plus")
    (token, *_) = place.do(programs.own_tokens, viewer)
    with pytest.raises(NotFoundError):
        place.do(programs.revoke, place.viewer("root"), token.id)
    assert status(program) == 200
    place.do(programs.revoke, viewer, token.id)
    assert status(program) == 401
    with pytest.raises(NotFoundError):
        place.do(programs.revoke, viewer, token.id)


def test_an_expired_token_is_useless(place: Place) -> None:
    program = made(place, "plus")
    with place.app.app_context(), writing() as session:
        rows = update(AccessToken).where(AccessToken.user_id == "plus")
        session.execute(rows.values(expires_at=now() - dt.timedelta(seconds=1)))
    assert status(program) == 401


def test_a_changed_password_ends_tokens_but_ending_other_sessions_does_not(place: Place) -> None:
    program, viewer = made(place, "scheduler"), place.viewer("scheduler")
    place.do(sessions.revoke_others, viewer)
    assert status(program) == 200
    entrance = Entrance.of(place.app.extensions["settings"])
    place.do(change_password, entrance, viewer, PASSWORD, "four violet umbrellas", HERE)
    assert status(program) == 401


def test_a_token_of_somebody_deactivated_stays_useless(place: Place) -> None:
    program, root = made(place, "hill"), place.viewer("root")
    place.do(change.deactivate, root, "hill")
    assert status(program) == 401
    place.do(change.reactivate, root, "hill")
    assert status(program) == 401


def test_when_a_token_was_last_used_is_shown(place: Place) -> None:
    program = made(place, "bay")
    assert place.do(programs.own_tokens, place.viewer("bay"))[0].used is None
    status(program)
    assert place.do(programs.own_tokens, place.viewer("bay"))[0].used is not None


def test_a_token_has_a_name_and_an_end_and_there_are_not_too_many(place: Place) -> None:
    viewer = place.viewer("district")
    with pytest.raises(InputError):
        place.do(programs.create, viewer, " ", Scope.READ, 7)
    with pytest.raises(InputError, match="Choose one of 7, 30, 90, 365 days"):
        place.do(programs.create, viewer, "Forever", Scope.READ, 10_000)
    for _ in range(20):
        place.do(programs.create, viewer, "Many", Scope.READ, 7)
    with pytest.raises(ConflictError, match="revoke one first"):
        place.do(programs.create, viewer, "Many", Scope.READ, 7)


def test_the_page_shows_a_new_token_once(place: Place) -> None:
    browser = sign_in(place.app, place.town, "teacher")
    page = send(browser, "/account/tokens/", name="Sheet", scope="read", days="30")
    assert page.status_code == 200
    token = page.text.partition("plus_")[2].partition("<")[0]
    assert status(Program(place.app, f"plus_{token}")) == 200
    again = browser.get("/account/tokens/").text
    assert token not in again
    assert "Sheet" in again
    (own,) = place.do(programs.own_tokens, place.viewer("teacher"))
    answer = send(browser, "/account/tokens/", name="", scope="admin", days="9")
    assert answer.status_code == 422
    form = browser.get("/account/tokens/").text.partition('name="csrf_token" value="')[2]
    browser.post(f"/account/tokens/{own.id}/revoke", data={"csrf_token": form.partition('"')[0]})
    assert place.do(programs.own_tokens, place.viewer("teacher")) == ()


def test_who_calls_too_often_is_told_how_long_to_wait(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, other = made(place, "admin"), place.program("principal")
    monkeypatch.setitem(place.app.extensions, "api_pace", Pace(per_minute=2))
    assert [status(program) for _ in range(3)] == [200, 200, 429]
    answer = program.get("/me")
    assert int(answer.headers["Retry-After"]) in (29, 30)
    assert "Wait" in answer.json["detail"]
    assert status(other) == 200


def test_the_pace_gives_back_what_time_brings() -> None:
    pace = Pace(per_minute=60)
    assert [pace.wait_s("a", at=0.0) for _ in range(61)] == [*[0] * 60, 1]
    assert pace.wait_s("a", at=0.5) == 1
    assert pace.wait_s("a", at=1.0) == 0
    assert pace.wait_s("b", at=1.0) == 0
