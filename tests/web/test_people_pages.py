"""The pages on which people are looked after, and the one of one's own account."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from scheduler.store import save, sites, writing
from scheduler.store.columns import now
from scheduler.store.tables.people import Invitation
from tests.cast import small_school
from tests.people_cast import PASSWORD, Town
from tests.web.visitors import form_token, send, sign_in

INVITE = "/people/invite"


@pytest.fixture
def staffed(app: Flask, town: Town) -> Town:
    """Return the town with the small school's staff at Mill."""
    with app.app_context(), writing() as session:
        save.whole(session, "mill-year", small_school(), by=None)
    return town


def test_a_teacher_is_invited_by_their_name_on_the_staff(app: Flask, staffed: Town) -> None:
    client = sign_in(app, staffed, "principal")
    page = client.get(INVITE).text
    assert "Invite somebody to Mill School" in page
    (carol,) = re.findall(r'<option value="carol">([^<]+)</option>', page)
    form = {"email": "carol@mill.example", "role": "teacher", "staff": "carol"}
    made = send(client, INVITE, **form)
    link = re.search(r'value="http://localhost(/invitation/[^"]+)"', made.text)
    assert link
    guest = app.test_client()
    guest.get(link[1])
    assert "Welcome to Mill School. Your role: teacher." in guest.get("/invitation").text
    send(guest, "/invitation", name="Carol C", password="four purple tricycles")
    found = re.search(r'href="(/people/\w+)">Carol C<', client.get("/people/").text)
    assert found
    assert f"as {carol}" in client.get(found[1]).text


def test_a_next_year_in_preparation_sends_nobody_away(app: Flask, staffed: Town) -> None:
    with app.app_context(), writing() as session:
        sites.add_year(session, "mill", "2030-31", by=None)
    client = sign_in(app, staffed, "principal")
    assert 'value="carol"' in client.get(INVITE).text
    assert "no longer on its staff" not in client.get("/people/").text
    with app.app_context(), writing() as session:
        sites.archive_year(session, "mill-year", by=None)
    assert 'value="carol"' not in client.get(INVITE).text
    assert "no longer on its staff" in client.get("/people/").text


def test_an_invitation_that_grew_too_old_is_seen_and_made_anew(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    first = link_in(send(client, INVITE, email="x@mill.example", role="office").text)
    with app.app_context(), writing() as session:
        session.execute(update(Invitation).values(expires_at=now() - dt.timedelta(days=1)))
    people = client.get("/people/").text
    assert "(too old)" in people
    again = re.search(r'action="(/people/invitations/\w+/again)"', people)
    assert again
    made = client.post(again[1], data={"csrf_token": form_token(people)})
    assert "(too old)" not in client.get("/people/").text
    assert opened(app, first).status_code == 404
    assert opened(app, link_in(made.text)).status_code == 200


def link_in(text: str) -> str:
    link = re.search(r'value="http://localhost(/invitation/[^"]+)"', text)
    assert link
    return link[1]


def opened(app: Flask, link: str) -> TestResponse:
    return app.test_client().get(link, follow_redirects=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "no address"}, "name@school.example"),
        ({"role": "teacher"}, "Choose who of the staff this is"),
        ({"role": "teacher", "staff": "alice"}, "Somebody else has an account as this person"),
        ({"role": "teacher", "staff": "nobody"}, "Choose one of what is offered"),
        ({"role": "district"}, "Choose one of what is offered"),
        ({"role": ""}, "Nothing is given here; fill it in"),
    ],
)
def test_what_is_wrong_stands_on_the_form_and_what_was_typed_stays(
    app: Flask, staffed: Town, fields: dict[str, str], words: str
) -> None:
    client = sign_in(app, staffed, "principal")
    answer = send(client, INVITE, **({"email": "x@mill.example", "role": "office"} | fields))
    assert answer.status_code in (200, 400, 409)
    assert words in answer.text
    assert f'value="{fields.get("email", "x@mill.example")}"' in answer.text
    assert "Invited, not here yet" not in client.get("/people/").text


def test_without_staff_the_form_says_what_to_enter_first(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "principal").get(INVITE).text
    assert "Enter its staff before" in page
    assert 'name="staff"' not in page


def test_who_has_several_places_chooses_one_first(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "district")
    page = client.get(INVITE).text
    assert re.findall(r'href="/people/invite\?place=(\w+)"', page) == ["oak", "hill", "mill"]
    assert client.get(f"{INVITE}?place=hill").status_code == 200
    assert client.get(f"{INVITE}?place=bay").status_code == 404
    token = form_token(client.get(f"{INVITE}?place=hill").text)
    assert client.post(INVITE, data={"csrf_token": token}).status_code == 400
    made = client.post(
        INVITE,
        data={
            "csrf_token": token,
            "place": "oak",
            "email": "x@oak.example",
            "role": "district",
        },
    )
    assert "Link for x@oak.example" in made.text


def test_a_role_is_given_and_taken_on_the_page_of_a_person(app: Flask, staffed: Town) -> None:
    client = sign_in(app, staffed, "principal")
    given = send(client, "/people/teacher/roles", role="scheduler", may_publish="y")
    assert given.headers["Location"] == "/people/teacher"
    page = client.get("/people/teacher").text
    assert "Scheduler (may publish)" in page
    action = re.findall(r'action="(/people/teacher/roles/\w+/take)"', page)[-1]
    client.post(action, data={"csrf_token": form_token(page)})
    assert "may publish" not in client.get("/people/teacher").text


def test_an_account_is_deactivated_and_reactivated(app: Flask, town: Town) -> None:
    client, teacher = sign_in(app, town, "principal"), sign_in(app, town, "teacher")
    form = {"csrf_token": form_token(client.get("/people/teacher").text)}
    assert client.post("/people/teacher/deactivate", data=form).status_code == 303
    assert "(deactivated)" in client.get("/people/teacher").text
    assert teacher.get("/account/").status_code == 303
    client.post("/people/teacher/reactivate", data=form)
    assert "(deactivated)" not in client.get("/people/teacher").text
    assert client.post("/people/teacher/reset", data=form).status_code == 403


def test_an_administrator_makes_a_reset_link(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "admin")
    form = {"csrf_token": form_token(client.get("/people/teacher").text)}
    page = client.post("/people/teacher/reset", data=form).text
    link = re.search(r'value="http://localhost(/reset/[^"]+)"', page)
    assert link
    guest = app.test_client()
    guest.get(link[1])
    assert send(guest, "/reset", password="short").status_code == 400
    assert send(guest, "/reset", password="four purple tricycles").status_code == 303
    assert "Teacher Miller" in guest.get("/account/").text


def test_ones_own_sessions_are_listed_and_ended(app: Flask, town: Town) -> None:
    here, there, third = (sign_in(app, town, "teacher") for _ in range(3))
    page = here.get("/account/").text
    ends = re.findall(r'action="(/account/sessions/\w+/end)"', page)
    assert len(ends) == 2
    form = {"csrf_token": form_token(page)}
    here.post(ends[0], data=form)
    assert sorted([there.get("/account/").status_code, third.get("/account/").status_code]) == [
        200,
        303,
    ]
    here.post("/account/sessions/end-others", data=form)
    assert {one.get("/account/").status_code for one in (there, third)} == {303}
    assert here.get("/account/").status_code == 200


def test_ones_own_password_is_changed(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "teacher")
    assert send(client, "/account/", old="wrong", new="four purple tricycles").status_code == 400
    assert send(client, "/account/", old=PASSWORD, new="short").status_code == 400
    assert send(client, "/account/", old=PASSWORD, new="four purple tricycles").status_code == 303


def test_an_invitation_for_an_account_is_accepted_after_signing_in(app: Flask, town: Town) -> None:
    root = sign_in(app, town, "root")
    form = {"place": "hill", "email": "teacher@oak.example", "role": "office"}
    token = form_token(root.get(f"{INVITE}?place=hill").text)
    made = root.post(INVITE, data=form | {"csrf_token": token}).text
    link = re.search(r'value="http://localhost(/invitation/[^"]+)"', made)
    assert link
    guest = app.test_client()
    page = guest.get(link[1], follow_redirects=True).text
    assert "Sign in with it to accept" in page
    signed_in = send(
        guest, "/sign-in?next=/invitation", email="teacher@oak.example", password=PASSWORD
    )
    assert signed_in.headers["Location"] == "/invitation"
    assert "You are signed in as Teacher Miller" in guest.get("/invitation").text
    assert send(guest, "/invitation").status_code == 303
    assert guest.get("/invitation").status_code == 404
