"""Scenarios: listing, naming, comparing and publishing plans; what stands in the way is said."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.plan import PlanState
from scheduler.services.plans.show import PlanHead, plans_of
from tests.cast import plan_id, small_calendar
from tests.furnished import add_draft, furnish
from tests.web.visitors import Town, form_token, send, sign_in

PLANS = "/schools/mill-year/plans/"
DRAFT = f"{PLANS}mill-draft/"
MOVES = f"{PLANS}mill-plan/moves/{plan_id('Art-7A Tue')}"


@pytest.fixture
def mill(drafted: Town) -> Town:
    """Return the cast, with a published plan and a draft at Mill."""
    return drafted


def heads(app: Flask, town: Town) -> dict[str, PlanHead]:
    with app.app_context():
        return {one.id: one for one in plans_of(town.viewer("principal"), "mill-year")}


def press(client: FlaskClient, page: str, action: str, **fields: object) -> TestResponse:
    """Load a page and press a button on it that goes elsewhere."""
    token = form_token(client.get(page).text)
    return client.post(action, data={"csrf_token": token} | fields)


def test_an_empty_school_says_where_plans_come_from(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "principal").get(PLANS).text
    assert "There is no plan yet" in page


def test_all_plans_are_listed_with_their_figures(principal: FlaskClient) -> None:
    page = principal.get(PLANS).text
    assert "2 · Spring" in page
    assert "from plan 1" in page
    assert "60.4 %" in page
    assert "2 of 2" in page
    assert "not known yet" in page


def test_a_list_sorts_and_a_query_cannot_lead_to_another_school(principal: FlaskClient) -> None:
    page = principal.get(f"{PLANS}?sort=name&school=hill-year").text
    assert page.index("Compare 1 · Autumn") < page.index("Compare 2 · Spring")
    assert "hill-year" not in page


def test_a_teacher_sees_no_scenarios(app: Flask, mill: Town) -> None:
    teacher = sign_in(app, mill, "teacher")
    for path in (PLANS, f"{PLANS}compare?plan=mill-plan", f"{DRAFT}publish"):
        assert teacher.get(path).status_code == 403


def test_a_plan_is_named_and_two_people_do_not_overwrite_each_other(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    path, seen = f"{DRAFT}name", heads(app, mill)["mill-draft"].version
    answer = send(principal, path, name="First", note="", version=seen)
    assert answer.status_code == 303, answer.text
    other = sign_in(app, mill, "scheduler")
    late = send(other, path, name="Second", note="", version=seen)
    assert late.status_code == 409
    assert "Principal Miller" in late.text
    assert 'value="Second"' in late.text
    assert heads(app, mill)["mill-draft"].name == "First"


def test_a_name_is_needed(principal: FlaskClient) -> None:
    assert send(principal, f"{DRAFT}name", name="", note="", version=1).status_code == 422
    answer = send(principal, f"{DRAFT}name", name="n" * 101, note="", version=1)
    assert answer.status_code == 422


def test_a_draft_is_put_away_and_taken_out(app: Flask, mill: Town, principal: FlaskClient) -> None:
    page = f"{DRAFT}name"
    for action, state in (("archive", PlanState.ARCHIVED), ("reopen", PlanState.DRAFT)):
        version = heads(app, mill)["mill-draft"].version
        assert press(principal, page, f"{DRAFT}{action}", version=version).status_code == 303
        assert heads(app, mill)["mill-draft"].state is state
        assert ("Compare 2 · Spring" in principal.get(f"{PLANS}?state=archived").text) == (
            state is PlanState.ARCHIVED
        )


def test_the_published_plan_is_not_put_away(principal: FlaskClient) -> None:
    answer = press(principal, f"{DRAFT}name", f"{PLANS}mill-plan/archive", version=2)
    assert answer.status_code == 409


def test_plans_stand_side_by_side_with_what_differs_and_for_whom(principal: FlaskClient) -> None:
    page = principal.get(f"{PLANS}compare?plan=mill-plan&plan=mill-draft").text
    assert "Free share" in page
    assert "Proven best." in page
    assert "What is different in 2 · Spring" in page
    assert "Art 7 (7A)" in page
    assert "Tue 3 in Art studio" in page
    assert "Carol Clark" in page


@pytest.mark.parametrize("query", ["", "?" + "&".join(f"plan={one}" for one in range(7))])
def test_too_few_or_too_many_plans_are_refused_in_a_sentence(
    principal: FlaskClient, query: str
) -> None:
    answer = principal.get(f"{PLANS}compare{query}")
    assert answer.status_code == 400
    assert "Choose" in answer.text


def test_publishing_shows_first_what_changes_for_whom(principal: FlaskClient) -> None:
    page = principal.get(f"{DRAFT}publish").text
    assert "Against plan 1 · Autumn" in page
    assert "Carol Clark" in page
    assert "has no year calendar" in page  # the published one has
    assert "Publish …" in principal.get(DRAFT).text


def test_a_plan_is_published_and_listed_as_a_version(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    version = heads(app, mill)["mill-draft"].version
    answer = send(principal, f"{DRAFT}publish", version=version, instead_of="mill-plan")
    assert answer.status_code == 303, answer.text
    assert heads(app, mill)["mill-draft"].state is PlanState.PUBLISHED
    page = principal.get(f"{PLANS}versions").text
    assert "plan=mill-plan&amp;plan=mill-draft" in page
    assert "This is the plan that everybody goes by" in principal.get(f"{DRAFT}publish").text


def test_what_somebody_else_published_meanwhile_is_shown_anew(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    version = heads(app, mill)["mill-draft"].version
    answer = send(principal, f"{DRAFT}publish", version=version, instead_of="another")
    assert answer.status_code == 409
    assert "Another plan was published meanwhile" in answer.text
    assert 'name="instead_of" value="mill-plan"' in answer.text
    assert heads(app, mill)["mill-draft"].state is PlanState.DRAFT


def test_broken_rules_are_named_and_stand_in_the_way(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill")
        add_draft("mill", small_calendar(), "broken")
    principal = sign_in(app, town, "principal")
    page = principal.get(f"{PLANS}mill-broken/publish").text
    assert "The plan breaks rules" in page
    assert 'name="instead_of"' not in page
    fields = {"version": heads(app, town)["mill-broken"].version, "instead_of": "mill-plan"}
    answer = press(principal, f"{PLANS}mill-broken/name", f"{PLANS}mill-broken/publish", **fields)
    assert answer.status_code == 422
    assert "It was not published." in answer.text


def test_who_may_not_publish_sees_the_summary_without_the_button(app: Flask, mill: Town) -> None:
    scheduler = sign_in(app, mill, "scheduler")
    page = scheduler.get(f"{DRAFT}publish").text
    assert "The principal publishes" in page
    assert 'name="instead_of"' not in page
    answer = press(scheduler, f"{DRAFT}name", f"{DRAFT}publish", version=1)
    assert answer.status_code == 403


def test_a_week_leads_those_who_edit_to_the_moves_of_a_meeting(app: Flask, mill: Town) -> None:
    week, select = f"{PLANS}mill-plan/teacher/carol", f"select={plan_id('Art-7A Tue')}"
    assert select in sign_in(app, mill, "principal").get(week).text
    assert select not in sign_in(app, mill, "teacher").get(week).text


def test_every_slot_says_whether_the_meeting_may_go_there_or_why_not(
    principal: FlaskClient,
) -> None:
    page = principal.get(MOVES).text
    assert "Art 7 (7A)" in page
    assert "Here now" in page
    assert "Carol Clark" in page  # who stands elsewhere at that time
    assert page.count('name="key"') > 1


def test_a_move_from_the_list_goes_into_a_draft_of_its_own(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    text = principal.get(MOVES).text
    key = text.partition('name="key" value="')[2].partition('"')[0]
    fields = {"key": key, "meeting": plan_id("Art-7A Tue")}
    path = f"{PLANS}mill-plan/master/move"
    answer = principal.post(path, data={"csrf_token": form_token(text)} | fields)
    assert answer.status_code == 303, answer.text
    (new,) = (one for one in heads(app, mill).values() if one.number == 3)
    assert (new.step, new.state) == (1, PlanState.DRAFT)
    page = principal.get(PLANS).text
    assert "edited by hand" in page
    assert "by Principal Miller" in page


def test_a_meeting_that_is_none_is_not_found(principal: FlaskClient) -> None:
    assert principal.get(f"{PLANS}mill-plan/moves/nothing").status_code == 404


def test_the_data_of_a_plan_are_taken_over_after_they_were_seen(principal: FlaskClient) -> None:
    token = form_token(principal.get(f"{DRAFT}name").text)
    page = principal.post(f"{DRAFT}data", data={"csrf_token": token})
    assert page.status_code == 200
    assert "Nothing would change." in page.text
    assert "Take this over" not in page.text
    master = f"{DRAFT}master"
    fields = {"csrf_token": token, "scope": "section", "id": "Art-7A", "do": "lock"}
    locked = principal.post(f"{master}/lock", data=fields).headers["Location"]
    path = locked.partition("master")[0]
    assert "other data than those entered now" in principal.get(f"{path}publish").text
    page = principal.post(f"{path}data", data={"csrf_token": token})
    assert "Locked meetings" in page.text
    confirm = page.text.partition("/import/")[2].partition('"')[0]
    where = f"/schools/mill-year/setup/import/{confirm}"
    assert principal.post(where, data={"csrf_token": token}).status_code == 303
    assert "other data than those entered now" not in principal.get(f"{path}publish").text
