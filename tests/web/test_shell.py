"""The frame of every page: what it shows, and how it stands when something is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string

from scheduler.config import Settings
from scheduler.domain.definitions import DEFINITIONS
from scheduler.domain.staff import ContentArea
from scheduler.web import shell
from scheduler.web.access import public
from scheduler.web.areas import area_marks
from scheduler.web.listing import listing, with_query
from scheduler.web.shell import JOBS, Job, Link, Page, fill_with, navigation
from tests.applications import own_app

PAGE = '{% extends "layout.html" %}{% block title %}A page{% endblock %}'


@pytest.fixture
def own(settings: Settings) -> Iterator[Flask]:
    """Return an application of the test's own: pages are added to it."""
    with own_app(settings) as app:
        yield app


@pytest.fixture
def grown(own: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return an application whose navigation has a few pages of its own."""
    job = Job("Own", (Page("Staff", "own.staff"), Page("Rules", "own.rules")))
    monkeypatch.setattr(shell, "JOBS", (Job("Compare", (Page("Sites", "sites.list"),)), job))
    for endpoint, rule in {
        "own.staff": "/schools/<school>/staff",
        "own.staff_edit": "/schools/<school>/staff/<person>",
        "own.rules": "/schools/<school>/rules",
        "sites.list": "/compare",
    }.items():
        own.add_url_rule(rule, endpoint, public(lambda **_: render_template_string(PAGE)))
    return own


def titles(app: Flask, path: str) -> list[str]:
    with app.test_request_context(path):
        jobs = navigation(lambda _endpoint, _values: True, {})
        return [page.title for job in jobs for page in job.pages]


def test_the_navigation_is_by_job() -> None:
    words = ["Today", "Schedule", "Calendar", "Coaching", "Compare", "Set up"]
    assert [job.title for job in JOBS] == words


def test_pages_that_need_a_school_are_left_out_where_none_is_chosen(grown: Flask) -> None:
    assert titles(grown, "/compare") == ["Sites"]
    assert titles(grown, "/schools/k7/rules") == ["Sites", "Staff", "Rules"]


def test_a_page_further_in_keeps_its_page_and_job_marked(grown: Flask) -> None:
    page = grown.test_client().get("/schools/k7/staff/lopez-a").text
    assert '<a href="/schools/k7/staff" aria-current="true">Own</a>' in page
    assert '<a href="/schools/k7/staff" aria-current="page">Staff</a>' in page
    assert '<a href="/schools/k7/rules">Rules</a>' in page


def test_what_the_viewer_may_not_open_is_left_out(grown: Flask) -> None:
    fill_with(grown, lambda: {"allowed": lambda endpoint, _values: endpoint != "own.staff"})
    page = grown.test_client().get("/schools/k7/rules").text
    assert '<a href="/schools/k7/rules" aria-current="true">Own</a>' in page
    assert "/schools/k7/staff" not in page


def test_without_school_and_person_the_frame_is_bare(app: Flask) -> None:
    page = app.test_client().get("/").text
    for piece in ('class="where"', 'role="search"', "Sign out", 'class="demo-mark"', "<nav"):
        assert piece not in page


def test_site_year_and_plan_are_shown_and_can_be_switched_where_there_is_a_choice(
    own: Flask,
) -> None:
    fill_with(
        own,
        lambda: {
            "site": "Harbor High",
            "sites": (Link("Harbor High", "/a", is_current=True), Link("Mill <b>", "/b")),
            "year": "2026–27",
            "years": (Link("2026–27", "/a", is_current=True),),
            "search": "/search",
            "person": "Ada",
            "sign_out": "/sign-out",
            "demo": "Sample",
        },
    )
    page = own.test_client().get("/").text
    assert "Mill &lt;b&gt;" in page
    assert (
        page.count('<details class="menu') == 2
    )  # sites and the viewer's own: one year is no choice
    assert '<span class="visually-hidden">School year: </span>2026–27' in page
    assert 'action="/sign-out"' in page
    assert 'name="csrf_token"' in page
    assert '<div class="frame">Sample</div>' in page


def test_an_error_of_ours_is_shown_even_where_the_frame_is_what_fails(own: Flask) -> None:
    def broken() -> dict[str, object]:
        raise RuntimeError("The database is gone.")

    fill_with(own, broken)
    own.config["PROPAGATE_EXCEPTIONS"] = False
    page = own.test_client().get("/")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text


def test_an_error_within_a_page_comes_as_a_piece_of_one(app: Flask) -> None:
    page = app.test_client().get("/nowhere", headers={"HX-Request": "true"})
    assert page.status_code == 404
    assert page.text.startswith('<div class="notice error" role="alert">')
    assert "<html" not in page.text


def test_an_error_leads_back_to_a_page_of_ours_only(app: Flask) -> None:
    client = app.test_client()
    ours = client.post("/", headers={"Referer": "http://localhost/help/about"}).text
    assert 'href="http://localhost/help/about"' in ours
    assert "elsewhere" not in client.post("/", headers={"Referer": "http://elsewhere/"}).text


def test_the_help_defines_every_figure_at_an_address_of_its_own(app: Flask) -> None:
    page = app.test_client().get("/help/figures").text
    assert all(f'id="{key}"' in page for key in DEFINITIONS)


@pytest.mark.parametrize(
    ("query", "rows", "sort", "page"),
    [
        ("", (1, 2), "number", 1),
        ("sort=-number", (5, 4), "-number", 1),
        ("sort=-number&page=3", (1,), "-number", 3),
        ("page=99", (5,), "number", 3),
        ("page=-1", (1, 2), "number", 1),
        ("page=x", (1, 2), "number", 1),
        ("sort=secret", (1, 2), "number", 1),
        ("sort=--number", (1, 2), "number", 1),
    ],
)
def test_a_list_follows_its_address_as_far_as_it_can(
    app: Flask, query: str, rows: tuple[int, ...], sort: str, page: int
) -> None:
    with app.test_request_context(f"/?{query}"):
        found = listing([3, 1, 2, 5, 4], {"number": lambda row: row}, "number", per_page=2)
    assert (found.rows, found.sort, found.page) == (rows, sort, page)
    assert (found.pages, found.total) == (3, 5)


def test_an_empty_list_has_one_page(app: Flask) -> None:
    with app.test_request_context("/"):
        found = listing([], {"number": lambda row: row}, "number")
    assert (found.rows, found.page, found.pages, found.total) == ((), 1, 1, 0)


def test_the_rest_of_the_query_is_kept(grown: Flask) -> None:
    with grown.test_request_context("/schools/k7/staff/a?sort=name&page=2&area=x&area=y"):
        grown.preprocess_request()
        address = with_query(sort="load", page=None)
    assert address == "/schools/k7/staff/a?area=x&area=y&sort=load"


def test_areas_have_colours_in_order_and_letters_of_their_own() -> None:
    names = [
        "Art",
        "Architecture",
        "Social studies",
        "Science",
        "PE",
        "Music",
        "Math",
        "M",
        "É 1",
        "-",
    ]
    marks = area_marks([ContentArea(id=str(at), name=name) for at, name in enumerate(names)])
    codes = [mark.code for mark in marks.values()]
    assert codes[:3] == ["AR", "AC", "SS"]
    assert len({*codes}) == len(names)
    assert all(len(code) == 2 for code in codes)
    assert [mark.colour for mark in marks.values()] == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2]
