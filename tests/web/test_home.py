"""The first pages of the installation and of a school; a sample school in one click."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.roles import Role
from scheduler.store import reading, writing
from scheduler.store.queries import people
from scheduler.store.tables.places import SchoolYear
from tests.cast import small_school
from tests.furnished import add_runs, fill, furnish
from tests.web.visitors import Town, form_token, sign_in


def test_who_has_one_school_is_led_there(app: Flask, town: Town) -> None:
    answer = sign_in(app, town, "teacher").get("/")
    assert (answer.status_code, answer.location) == (302, "/schools/mill-year/")


def test_a_next_year_in_the_making_does_not_hide_the_present_one(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill")
        with writing() as session:
            session.add(SchoolYear(id="next-year", site_id="mill", year="2027-28"))
    assert sign_in(app, town, "teacher").get("/").location == "/schools/mill-year/"


def test_the_office_begins_at_the_morning(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill")
    first = sign_in(app, town, "office").get("/schools/mill-year/").location
    assert first == "/schools/mill-year/morning/"
    assert "/plans/" in sign_in(app, town, "principal").get("/schools/mill-year/").location


def test_who_has_several_schools_chooses_among_them(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "admin").get("/").text
    found = re.findall(r'<th scope="row"><a href="([^"]+)">', page)
    assert found == ["/schools/hill-year/", "/schools/mill-year/"]
    assert "Bay Periwinkle" not in page


def test_a_school_without_plan_says_what_has_been_entered(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    assert "Nothing has been entered yet" in first_page(client)
    with app.app_context():
        fill("mill-year", small_school())
    page = first_page(client)
    assert "Ready to build" in page
    build = '<a class="btn btn-primary" href="/schools/mill-year/runs/">'
    assert build in page
    assert build not in first_page(sign_in(app, town, "office"))
    assert re.search(r'Staff</a></th>\s*<td><span class="badge good">✓ 6</span></td>', page)


def test_who_builds_is_led_to_the_build_that_goes_on(app: Flask, town: Town) -> None:
    with app.app_context():
        fill("mill-year", small_school())
        add_runs("mill")
    where = sign_in(app, town, "principal").get("/schools/mill-year/").location
    assert where.startswith("/schools/mill-year/runs/")
    assert sign_in(app, town, "office").get("/schools/mill-year/").location.endswith("/setup/")


def first_page(client: FlaskClient) -> str:
    return client.get("/schools/mill-year/", follow_redirects=True).text


def test_who_does_not_see_school_data_is_told_of_the_schedule_alone(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "teacher").get("/schools/mill-year/").text
    assert "There is no schedule to see yet" in page
    assert "What has been entered" not in page


def test_a_sample_school_is_one_click_away(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "root")
    token = form_token(client.get("/").text)
    answer = client.post("/sample", data={"csrf_token": token})
    page = client.get(answer.location, follow_redirects=True).text
    assert "You are its principal" in page
    assert "Lakeside Middle School" in page
    assert "Ready to build" in page
    with app.app_context(), reading() as session:
        mine = people.grants_of(session, town.user["root"])
    assert sorted(one.role for one in mine) == [Role.ADMIN, Role.PRINCIPAL]


def test_only_who_opens_districts_is_offered_a_sample(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "admin")
    page = client.get("/")
    assert "Try with a sample school" not in page.text
    assert client.post("/sample", data={"csrf_token": form_token(page.text)}).status_code == 404


def test_the_search_box_leads_to_people_groups_rooms_and_classes(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill")
    client = sign_in(app, town, "teacher")
    plan = "/schools/mill-year/plans/mill-plan"
    assert f'action="{plan}/search"' in client.get(f"{plan}/").text
    alone = {
        "ALICE": "teacher/alice",
        "  dave   díaz ": "plus/dave",
        "ela 6A": "teacher/alice",
        "101": "room/101",
    }
    for words, path in alone.items():
        answer = client.get(f"{plan}/search", query_string={"q": words})
        assert (words, answer.location) == (words, f"{plan}/{path}")
    several = client.get(f"{plan}/search?q=ela").text
    assert several.count("<td>Class</td>") == 2
    assert "Nothing was found" in client.get(f"{plan}/search?q=<b>").text
    assert "What are you looking for?" in client.get(f"{plan}/search?q=+").text


def test_classes_carry_the_colour_and_the_letters_of_their_area(app: Flask, town: Town) -> None:
    with app.app_context():
        furnish("mill")
    client = sign_in(app, town, "teacher")
    for path in ("master", "teacher/alice"):
        page = client.get(f"/schools/mill-year/plans/mill-plan/{path}").text
        assert 'class="entry class area-1"' in page
        assert '<abbr class="code" title="English language arts">EL</abbr>' in page
        assert '<ul class="areas" aria-label="Content areas">' in page


def test_what_is_not_ready_to_be_seen_is_no_race(app: Flask, town: Town) -> None:
    page = sign_in(app, town, "principal").get("/schools/mill-year/coaching/bookings")
    assert page.status_code == 409
    assert "This is not ready yet" in page.text
    assert "The school is still being set up" in page.text
    assert "Somebody was faster" not in page.text
    assert "Nothing of yours" not in page.text
