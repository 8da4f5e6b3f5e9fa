"""Attacks on sign-in, sessions, forms, links and names; docs/security.md lists them all."""

from __future__ import annotations

import dataclasses
import logging
import re
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import Role
from scheduler.errors import InputError
from scheduler.services.access import demo, invitations, resets, sessions
from scheduler.store import reading
from scheduler.store.queries import people
from scheduler.web.access import KEEPS
from scheduler.web.auth_session import safe_next
from tests.applications import close_database
from tests.furnished import furnish
from tests.people.rows import wait_out
from tests.people_cast import PASSWORD, Town, email, grant, settle
from tests.postbox import Postbox, mail_server
from tests.web import matrix_world
from tests.web.visitors import form_token, send, sign_in

URL = "https://schedule.example"


@pytest.fixture
def public_app(settings: Settings) -> Iterator[Flask]:
    """Return an installation that others reach by https."""
    app = create_app(dataclasses.replace(settings, public_url=URL))
    yield app
    close_database(app)


def enter(client: FlaskClient, password: str = PASSWORD) -> int:
    return send(client, "/sign-in", email=email("teacher"), password=password).status_code


# Forms


def test_every_form_needs_its_token(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "root")
    tried = []
    for rule, method in matrix_world.pages(app):
        if method == "GET":
            continue
        with app.test_request_context():
            path = app.url_for(rule.endpoint, _external=False, **some_values(rule))
        for data in (None, {"csrf_token": "x"}):
            answer = client.open(path, method=method, data=data)
            # Programs have no forms: there the cookie of a browser counts for nothing.
            status = 401 if rule.endpoint.startswith("api.") else 400
            if getattr(app.view_functions[rule.endpoint], KEEPS, False):
                # What was typed comes back to be looked at and saved anew; nothing was done.
                assert answer.status_code in (303, 400), path
                assert answer.status_code == 400 or answer.location == path
            else:
                assert answer.status_code == status, path
        tried.append(path)
    assert len(tried) >= 10


def some_values(rule: Rule) -> dict[str, str]:
    """What may stand in an address: one of the words it knows, or anything."""
    known = rule._converters
    return {
        name: min(one.items) if isinstance(one := known.get(name), AnyConverter) else "1"
        for name in rule.arguments
    }


def test_the_token_of_another_session_is_refused(app: Flask, town: Town) -> None:
    token = form_token(app.test_client().get("/sign-in").text)
    client = sign_in(app, town, "teacher")
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400


def test_signing_out_is_no_link(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "teacher")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account/").status_code == 200


# Sessions and cookies


def test_signing_in_makes_a_new_session_and_new_form_tokens(app: Flask, town: Town) -> None:
    client = app.test_client()
    client.get("/sign-in")
    with client.session_transaction() as session:
        before = dict(session)
        session["planted"] = "by somebody else"
    assert enter(client) == 303
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before["csrf_token"]
        assert session["token"]


def test_a_session_planted_by_somebody_else_ends_when_its_victim_signs_in(
    app: Flask, town: Town
) -> None:
    with app.app_context():
        eves = town.token("plus")
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = eves
    page = client.get("/account/")
    assert "Plus Miller" in page.text
    token = form_token(page.text)
    fields = {"csrf_token": token, "email": email("teacher"), "password": PASSWORD}
    assert client.post("/sign-in", data=fields).status_code == 303
    assert "Teacher Miller" in client.get("/account/").text
    with app.app_context():
        assert sessions.viewer_of(eves) is None


def test_signing_out_ends_the_session_on_the_server(app: Flask, town: Town) -> None:
    client = app.test_client()
    enter(client)
    with client.session_transaction() as session:
        token = session["token"]
    page = client.get("/account/").text
    form = form_token(page)
    client.post("/sign-out", data={"csrf_token": form})
    with client.session_transaction() as session:
        session["token"] = token  # a cookie that was copied before
    assert client.get("/account/").status_code == 303


def test_cookies_are_for_this_server_over_https_alone(public_app: Flask) -> None:
    with public_app.app_context():
        settle()
    client = public_app.test_client()
    page = client.get("/sign-in", base_url=URL).text
    token = form_token(page)
    fields = {"csrf_token": token, "email": email("teacher"), "password": PASSWORD}
    answer = client.post(
        "/sign-in", data=fields, base_url=URL, headers={"Referer": f"{URL}/sign-in"}
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert sorted(one.partition("=")[0] for one in cookies) == ["__Host-session", "known"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_a_changed_cookie_is_none(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "teacher")
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", cookie.value[:-2] + "xx")
    assert client.get("/account/").status_code == 303


def test_pages_of_others_are_not_left_in_the_browser(app: Flask, town: Town) -> None:
    assert sign_in(app, town, "teacher").get("/account/").headers["Cache-Control"] == "no-store"


# Where to go after signing in


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "//[evil",
        "/\x01",
    ],
)
def test_nobody_is_sent_to_another_site(app: Flask, town: Town, address: str) -> None:
    assert safe_next(address, "/") == "/"
    client = app.test_client()
    page = client.get("/sign-in", query_string={"next": address}).text
    token = form_token(page)
    fields = {"csrf_token": token, "email": email("teacher"), "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": address}, data=fields)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/people/?page=2", "/a%20b#c", "/ä"])
def test_pages_of_ours_are_gone_back_to(address: str) -> None:
    assert safe_next(address, "/") == address


def test_what_no_text_has_is_refused(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    assert client.get("/schools/%00").status_code == 404
    assert client.get("/people/?q=a%00").status_code == 400
    assert client.get("/api/v1/schools/%00").status_code == 404
    answer = send(app.test_client(), "/sign-in", email="a\0@b.example", password="x")
    assert answer.status_code == 400
    assert "which no text has" in answer.text


# Names of the server, and proxies


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_another_name_of_the_server_is_not_answered(app: Flask, host: str) -> None:
    answer = app.test_client().get("/sign-in", headers={"Host": host or "[::2]"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_links_begin_with_the_public_address(public_app: Flask) -> None:
    with public_app.app_context():
        town = settle()
    client = sign_in(public_app, town, "root", base_url="https://localhost")
    page = client.get("/people/invite", base_url="https://localhost").text
    token = form_token(page)
    answer = client.post(
        "/people/invite",
        base_url="https://localhost",
        headers={"X-Forwarded-Host": "evil.example", "Referer": "https://localhost/"},
        data={"csrf_token": token, "email": "x@oak.example", "place": "mill", "role": "office"},
    )
    assert f'value="{URL}/invitation/' in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize("referrer", ["https://127.0.0.1:8000/sign-in", ""])
def test_a_form_from_nowhere_is_refused_with_what_to_mend(public_app: Flask, referrer: str) -> None:
    with public_app.app_context():
        settle()
    client, words = public_app.test_client(), {"base_url": URL}
    fields = {"csrf_token": form_token(client.get("/sign-in", **words).text), "email": "x"}
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post("/sign-in", data=fields, headers=headers, **words)
    assert answer.status_code == 400
    assert "the web server in front has to pass on the name" in answer.text


def test_a_visitors_own_word_for_their_address_is_not_believed(
    settings: Settings, app: Flask, town: Town
) -> None:
    def waits(client: FlaskClient, proxied: Flask) -> bool:
        for number in range(8):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            page = client.get("/sign-in").text
            form = form_token(page)
            fields = {"csrf_token": form, "email": email("teacher"), "password": "wrong"}
            if client.post("/sign-in", data=fields, headers=headers).status_code == 429:
                return True
        return False

    assert waits(app.test_client(), app)
    behind = create_app(dataclasses.replace(settings, proxies=1))
    with behind.app_context():
        assert not waits(behind.test_client(), behind)  # each comes from elsewhere, says the proxy
    close_database(behind)


# What is told, and to whom


def test_who_has_an_account_is_not_told(settings: Settings) -> None:
    box, pages = Postbox(), set()
    with mail_server(box) as server:
        app = create_app(dataclasses.replace(settings, public_url="http://localhost", smtp=server))
        with app.app_context():
            settle()
        for name in ("teacher", "nobody"):
            client = app.test_client()
            for path, fields in (("/sign-in", {"password": "wrong"}), ("/forgotten", {})):
                answer = send(client, path, email=email(name), **fields)
                text = strip(answer.text).replace(email(name), "")
                pages.add((path, answer.status_code, text))
        wait_for_letters()
    close_database(app)
    assert len(pages) == 2
    assert [mail["To"] for mail in box.mails] == [email("teacher")]


def test_a_letter_with_a_reset_link_goes_to_its_owner_alone(settings: Settings) -> None:
    box = Postbox()
    with mail_server(box) as server:
        app = create_app(dataclasses.replace(settings, public_url="http://localhost", smtp=server))
        with app.app_context():
            settle()
        send(app.test_client(), "/forgotten", email=email("teacher"))
        wait_for_letters()
        link = re.search(r"http://localhost(/reset/\S+)", str(box.mails[0].get_payload()))
        assert link
        client = app.test_client()
        client.get(link[1])
        assert send(client, "/reset", password="four purple tricycles").status_code == 303
        assert "Teacher Miller" in client.get("/account/").text
    close_database(app)


def test_with_mail_an_invitation_is_not_shown_to_who_invites(settings: Settings) -> None:
    # Who has the link could take the place of the person invited.
    box = Postbox()
    form = {"email": "x@oak.example", "place": "mill", "role": "office"}
    with mail_server(box) as server:
        app = create_app(dataclasses.replace(settings, public_url="http://localhost", smtp=server))
        with app.app_context():
            town = settle()
        client = sign_in(app, town, "principal")
        answer = send(client, "/people/invite", **form)
    assert answer.status_code == 303
    assert box.mails[0]["Subject"] == "Mill School: you are invited to the schedule"
    assert "Principal Miller invites you to" in str(box.mails[0].get_payload())
    assert "/invitation/" not in answer.text + client.get("/people/").text.replace(
        "invitations/", ""
    )
    assert "http://localhost/invitation/" in str(box.mails[0].get_payload())
    # The server is gone now: nobody is invited without a letter.
    answer = send(client, "/people/invite", **(form | {"email": "y@oak.example"}))
    assert answer.status_code == 409
    assert "nothing was sent" in answer.text
    assert "y@oak.example" not in client.get("/people/").text
    close_database(app)


def test_who_must_wait_is_told_how_long(app: Flask, town: Town) -> None:
    client = app.test_client()
    for _ in range(5):
        assert enter(client, "wrong") == 400
        with app.app_context():
            wait_out(1000)
    assert enter(client, "wrong") == 400
    answer = send(client, "/sign-in", email=email("teacher"), password=PASSWORD)
    assert answer.status_code == 429
    assert "Wait 2 seconds, then try again." in answer.text


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_the_token_of_a_link_leaves_the_address_at_once(
    app: Flask, town: Town, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    with app.app_context():
        root = town.viewer("root")
        if kind == "reset":
            token = resets.make(root, "teacher")
        else:
            token = invitations.invite(root, "x@oak.example", "X", grant(town, Role.OFFICE))
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"/{kind}/{token}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/{kind}"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        page = client.get(f"/{kind}")
        done = send(client, f"/{kind}", name="X", password="four purple tricycles")
    assert page.status_code == 200
    assert token not in page.text
    assert done.status_code == 303
    assert token not in caplog.text
    assert client.get(f"/{kind}").status_code == 404


def test_a_link_is_shown_once(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    made = send(client, "/people/invite", email="x@oak.example", place="mill", role="office")
    link = re.search(r'value="http://localhost(/invitation/[^"]+)"', made.text)
    assert link
    assert "/invitation/" not in client.get("/people/").text
    assert app.test_client().get(link[1], follow_redirects=True).status_code == 200


def test_a_page_of_somebody_elsewhere_looks_like_one_that_never_was(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    there = client.get("/people/bay")
    nowhere = client.get("/people/zzz")
    assert there.status_code == nowhere.status_code == 404
    assert strip(there.text) == strip(nowhere.text)


def wait_for_letters() -> None:
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join()


def strip(page: str) -> str:
    return re.sub(r"(csrf_token|X-CSRFToken)[^>]*>", "", page)


# The demonstration


@pytest.fixture
def demo_settings(settings: Settings) -> Settings:
    folder = settings.instance_folder
    (folder / "scheduler.db").rename(folder / "demo.db")
    return dataclasses.replace(settings, demo=True, database_url=f"sqlite:///{folder / 'demo.db'}")


def test_a_demonstration_is_marked_and_lets_in_who_sits_at_this_computer(
    demo_settings: Settings,
) -> None:
    app = create_app(demo_settings)
    with app.app_context():
        settle()
        demo.add_people("hill", {Role.PLUS: "dave"})
        demo.add_people("hill", {Role.PLUS: "dave"})  # once more changes nothing
        names = [one.name for one in demo.people_here()]
    assert names.count("Demo plus") == 1
    assert "Demo teacher" not in names
    client = app.test_client()
    for path in ("/", "/sign-in", "/demo/", "/nowhere"):
        page = client.get(path, follow_redirects=True).text
        assert "Demonstration: made-up people" in page
    token = form_token(client.get("/demo/").text)
    form = {"csrf_token": token}
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/demo/teacher", data=form, environ_base=far).status_code == 404
    assert client.post("/demo/nobody", data=form).status_code == 404
    assert client.post("/demo/teacher").status_code == 400
    back = client.get("/sign-in?next=/account/", follow_redirects=True).text
    assert "/demo/teacher?next=/account/" in back, "nobody there has a password"
    entered = client.post("/demo/teacher?next=/account/", data=form)
    assert (entered.status_code, entered.location) == (303, "/account/")
    assert "Teacher Miller" in client.get("/account/").text
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    close_database(app)


def test_its_plus_teacher_is_whom_the_published_plan_has_freed(demo_settings: Settings) -> None:
    app = create_app(demo_settings)
    with app.app_context():
        settle()
        demo.add_people("hill", {Role.PLUS: "carol", Role.TEACHER: "bob"})
        demo.cast_plus("hill", "hill-year")
        assert staff_of("hill", Role.PLUS) == "carol"  # nobody is freed yet
        furnish("hill")
        demo.cast_plus("hill", "hill-year")
        assert staff_of("hill", Role.PLUS) in ("dave", "erin")
        demo.cast_plus("mill", "mill-year")  # has nobody to look around as
    close_database(app)


def staff_of(site: str, role: Role) -> str | None:
    """Return as whom of the staff the demonstration's person of a role goes."""
    with reading() as session:
        user = people.user_by_email(session, f"{role.value}-{site}@demo.invalid")
        assert user is not None
        (row,) = people.memberships(session, [user.id])
        return row.staff_id


@pytest.mark.parametrize(
    "changes", [{"public_url": URL}, {"public_url": "http://localhost"}, {"proxies": 1}]
)
def test_a_demonstration_that_others_could_reach_is_refused(
    demo_settings: Settings, changes: dict[str, object]
) -> None:
    with pytest.raises(InputError, match="lets everybody in"):
        dataclasses.replace(demo_settings, **changes)


def test_a_demonstration_listens_here_and_uses_its_own_database(demo_settings: Settings) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        demo.check_address(demo_settings, host)
    for host in ("0.0.0.0", "192.0.2.1", "::", "schedule.example", ""):  # noqa: S104
        with pytest.raises(InputError):
            demo.check_address(demo_settings, host)
        demo.check_address(dataclasses.replace(demo_settings, demo=False), host)
    other = dataclasses.replace(demo_settings, database_url="sqlite:////tmp/other.db")
    with pytest.raises(InputError, match="its own database"):
        demo.check_address(other, "127.0.0.1")


def test_outside_of_a_demonstration_nobody_gets_in_that_way(app: Flask, town: Town) -> None:
    client = app.test_client()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/teacher").status_code in (400, 404)
