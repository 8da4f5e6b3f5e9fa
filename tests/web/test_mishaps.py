"""What happens to everybody: buttons pressed twice, two tabs, a session that ends, odd tables."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.roles import Action
from scheduler.services.sites.show import open_school
from tests.cast import plan_id
from tests.web.visitors import Town, form_token, send

SCHOOL = "/schools/mill-year"
DRAFT = f"{SCHOOL}/plans/mill-draft"
IMPORT = f"{SCHOOL}/setup/import"
ART = plan_id("Art-7A Tue")


@pytest.fixture
def mill(drafted: Town) -> Town:
    """Return the cast, with a published plan and a draft at Mill."""
    return drafted


def test_a_build_that_is_ordered_twice_is_one_run(principal: FlaskClient) -> None:
    order = {"name": "Ours", "what": "all", "previous": "", "data": "now", "minutes": "1"}
    runs = {send(principal, f"{SCHOOL}/runs/", **order).headers["Location"] for _ in range(2)}
    assert len(runs) == 1


def test_a_plan_that_is_published_twice_is_published(principal: FlaskClient) -> None:
    page = principal.get(f"{DRAFT}/publish").text
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("csrf_token", "version", "instead_of")
    }
    first, second = (principal.post(f"{DRAFT}/publish", data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert "published already; nothing more" in principal.get(f"{DRAFT}/").text


def test_an_edit_that_is_sent_twice_leads_to_where_the_draft_is_now(
    principal: FlaskClient,
) -> None:
    master = f"{DRAFT}/master"
    token = form_token(principal.get(f"{master}?select={ART}").text)
    fields = {"csrf_token": token, "scope": "meeting", "id": ART, "do": "lock", "view": ""}
    first, second = (principal.post(f"{master}/lock", data=fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    page = principal.get(second.headers["Location"]).text
    assert "Plan 2 had gone on before this arrived; its last step: Locked: Art 7 (7A)" in page
    assert "earlier step" not in page


def test_who_was_signed_out_does_it_again_from_the_same_page(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    page = f"{DRAFT}/publish"
    token = form_token(principal.get(page).text)
    with principal.session_transaction() as session:
        session["token"] = "ended"
    answer = principal.post(
        page, data={"csrf_token": token}, headers={"Referer": f"http://localhost{page}"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"?next={page}")
    told = principal.get(answer.headers["Location"]).text
    assert "signed out meanwhile, and nothing was changed" in told


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("id\tname\n" + "\n".join(f"r{one}\tRoom {one}" for one in range(3000)), "3000 new"),
        ("just some words", "<strong>name</strong>|column"),
        ("id\tname\n101", "must not be empty"),
        ("id\tname\nx\t" + "long " * 2000, "characters"),
        ("id\tname\nx\tA\nx\tB", "also that of.*Nothing would be imported"),
        ("id\tname\n\t\n\t\n", "Nothing|Rooms"),
        ("id\tname\tcapacity\nx\tA\tmany", "number"),
        ("id\tname\nx\t\u202eevil\u0007", "Rooms|character"),
        ("\t" * 5000, "."),
        ('id\tname\nx\t"never closed', "."),
    ],
    ids=["3000 rows", "words", "short row", "long name", "twice", "blank", "no number", "odd signs",
         "only tabs", "open quote"],
)  # fmt: skip
def test_an_odd_table_is_answered_with_sentences_and_stays_in_the_field(
    app: Flask, mill: Town, principal: FlaskClient, pasted: str, says: str
) -> None:
    answer = send(principal, IMPORT, list="rooms", pasted=pasted)
    assert answer.status_code in (200, 400, 422)
    words = answer.text.partition("<h1>")[2].partition("<h2>A file")[0]
    assert re.search(says, words, re.DOTALL), words
    with app.app_context():
        school = open_school(mill.viewer("principal"), Action.SEE_SCHOOL_DATA, "mill-year")
    assert len(school.rooms) == 3
