"""Ordering builds, watching them, and the frontier of Plus capacity."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from scheduler.domain.wishes import Release
from scheduler.services.sites.show import value
from scheduler.solver.calendar.levels import KEYS as CALENDAR_LEVELS
from scheduler.solver.calendar.repair_levels import KEYS as REPAIR_LEVELS
from scheduler.store import snapshots, writing
from scheduler.store.columns import now
from scheduler.store.tables.jobs import JobState, SolverJob
from scheduler.web.run_words import level_words
from tests.cast import small_school
from tests.furnished import add_runs, furnish
from tests.prepared import prepared
from tests.web.visitors import Town, form_token, send, sign_in

BUILD = "/schools/mill-year/runs/"
CAPACITY = "/schools/mill-year/capacity/"


@pytest.fixture
def mill(app: Flask, town: Town) -> Town:
    """Return the cast, with a plan and runs at Mill."""
    prepared(app, "mill and runs", lambda: (furnish("mill"), add_runs("mill")))
    return town


def test_a_build_is_ordered_and_watched(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    answer = send(principal, BUILD, name="Next year", what="all", previous="", minutes="1")
    assert answer.status_code == 303
    page = principal.get(answer.headers["Location"]).text
    assert "<h1>Next year</h1>" in page
    assert "It begins as soon as a worker is free" in page
    assert "Next year" in principal.get(BUILD).text


def test_what_does_not_follow_is_said_and_nothing_typed_is_lost(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    answer = send(principal, BUILD, name="Rest", what="calendar", previous="", minutes="1")
    assert answer.status_code == 422
    assert "Choose a plan: it says what of it stays" in answer.text
    assert 'value="Rest"' in answer.text
    assert send(principal, BUILD, name="", what="all", minutes="1").status_code == 422


def test_a_school_that_is_not_entered_says_what_is_missing(app: Flask, town: Town) -> None:
    principal = sign_in(app, town, "principal")
    page = principal.get(BUILD).text
    assert "cannot be solved yet" in page
    assert "It releases as few Plus teachers as keep over half" in page
    answer = send(principal, BUILD, name="X", what="all", previous="", minutes="1")
    assert answer.status_code == 422
    assert "is missing" in answer.text


def test_a_running_build_shows_its_best_and_bound_and_is_stopped(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    page = principal.get(f"{BUILD}mill-build").text
    assert "coaching requests without a place" in page
    assert "Best so far: 4" not in page  # points are not drawn one by one
    assert "every 1500ms" in page
    part = principal.get(f"{BUILD}mill-build/progress").text
    assert part.lstrip().startswith("<section")
    stopped = send_button(principal, f"{BUILD}mill-build", f"{BUILD}mill-build/stop")
    assert stopped == 303
    assert "It is ending" in principal.get(f"{BUILD}mill-build").text


def test_when_a_run_has_ended_its_page_is_loaded_again(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    part = principal.get(f"{BUILD}mill-run/progress", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_a_run_of_another_school_is_not_found(app: Flask, mill: Town) -> None:
    with app.app_context():
        furnish("hill")
        add_runs("hill")
    principal = sign_in(app, mill, "principal")
    assert principal.get(f"{BUILD}hill-build").status_code == 404
    assert principal.get(f"{BUILD}nothing").status_code == 404


def test_the_frontier_says_why_not_one_more(app: Flask, mill: Town) -> None:
    page = sign_in(app, mill, "principal").get(CAPACITY).text
    assert "Why not 2: no." in page
    assert "over half" in page
    district = sign_in(app, mill, "district").get(CAPACITY).text
    assert "Why not 2: no." in district
    assert "<h2>Choose</h2>" not in district


def test_how_many_and_who_are_chosen(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    answer = send(principal, CAPACITY, k="1", version=version(app, mill))
    assert answer.status_code == 303, answer.text
    with app.app_context():
        release: Release = value(mill.viewer("principal"), "mill-year", "release").content
    assert release.k == 1
    assert send(principal, CAPACITY, k="-1", version="1").status_code == 422


def test_a_choice_over_somebody_else_s_is_refused(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    seen = version(app, mill)
    assert send(principal, CAPACITY, k="1", version=seen).status_code == 303
    answer = send(principal, CAPACITY, k="0", version=seen)
    assert answer.status_code == 409
    assert 'value="0"' in answer.text


def version(app: Flask, town: Town) -> str:
    with app.app_context():
        return str(value(town.viewer("principal"), "mill-year", "release").version)


def send_button(client: object, page: str, action: str) -> int:
    import re

    text = client.get(page).text  # type: ignore[attr-defined]
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)
    assert token
    return int(client.post(action, data={"csrf_token": token[1]}).status_code)  # type: ignore[attr-defined]


def test_reasons_lead_to_the_data_and_a_fix_is_tried_as_a_scenario(app: Flask, mill: Town) -> None:
    with app.app_context(), writing() as session:
        school = small_school(name="Small School")
        fix = {"text": "Hire.", "changes": [{"text": "Hire."}]}
        fix["snapshot"] = snapshots.take(session, "mill-year", school)
        reason = {"key": "S1", "text": "Nobody is left.", "ids": ["alice"], "numbers": {}}
        session.add(
            SolverJob(
                id="mill-why",
                kind="explain",
                school_id="mill-year",
                state=JobState.DONE,
                finished_at=now(),
                snapshot_id=fix["snapshot"],
                result={
                    "status": "infeasible",
                    "stage": "staffing",
                    "reasons": [reason],
                    "fixes": [fix],
                },
            )
        )
    principal = sign_in(app, mill, "principal")
    page = principal.get(f"{BUILD}mill-why").text
    assert "Nobody is left." in page
    assert "/lists/staff/alice" in page
    assert "Rules and their strengths" in page
    answer = principal.post(
        f"{BUILD}mill-why/fixes/0", data={"csrf_token": form_token(page)}, follow_redirects=True
    )
    assert "The school&#39;s own data stay as they are" in answer.text
    assert "<h1>If: Hire.</h1>" in answer.text


def test_a_build_with_the_data_of_a_plan_needs_one(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    fields = {"name": "X", "what": "all", "minutes": "1", "data": "theirs"}
    answer = send(principal, BUILD, previous="", **fields)
    assert answer.status_code == 422
    assert "Choose a plan: it says which of its data are used" in answer.text
    assert send(principal, BUILD, previous="mill-plan", **fields).status_code == 303


def test_a_number_is_chosen_in_the_frontier_and_the_build_says_it(app: Flask, mill: Town) -> None:
    principal = sign_in(app, mill, "principal")
    page = principal.get(f"{CAPACITY}?k=1").text
    assert "k=1#choose" in page
    assert 'name="k"' in page
    with app.app_context():
        version = value(mill.viewer("principal"), "mill-year", "release").version
    answer = send(principal, CAPACITY, k="1", names="dave", version=version, then="build")
    assert answer.headers["Location"] == BUILD
    assert "It releases 1 Plus teacher, in any case Dave Diaz." in principal.get(BUILD).text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"what": "calendar", "data": "now"}, "it says what of it stays"),
        ({"what": "timetable", "data": "now"}, "it says what of it stays"),
        ({"what": "all", "data": "theirs"}, "it says which of its data are used"),
    ],
)
def test_a_build_that_needs_a_plan_says_so_beside_the_field_that_names_it(
    app: Flask, mill: Town, fields: dict[str, str], why: str
) -> None:
    client = sign_in(app, mill, "principal")
    token = form_token(client.get(BUILD).text)
    typed = {"csrf_token": token, "name": "Draft", "previous": "", "minutes": "1", **fields}
    answer = client.post(BUILD, data=typed)
    assert answer.status_code == 422
    beside = re.search(r'id="previous-wrong">([^<]+)<', answer.text)
    assert beside is not None
    assert why in beside[1]


def test_every_level_of_a_calendar_is_told_in_words() -> None:
    told = [level_words(key) for key in (*CALENDAR_LEVELS, *REPAIR_LEVELS)]
    assert all(" " in words for words in told)
