"""
The applications that the browser visits, and all their pages.

A world is an application with something in it. Modify `WORLDS` for another one, and `EXAMPLES` when
an address has a variable part: a page without an example is a failing test, not a page left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from flask import Flask, request, session
from werkzeug.routing import Rule

from scheduler.app import create_app
from scheduler.config import Settings
from scheduler.domain.coaching import Kind
from scheduler.domain.roles import Role
from scheduler.domain.templates import standard_templates
from scheduler.jobs import wiring
from scheduler.jobs.worker import Worker
from scheduler.services.access import invitations, resets
from scheduler.store import migrate, writing
from scheduler.store.tables.places import SchoolYear
from scheduler.web.access import Decision, Gate, decision_of
from tests import coached, people_cast
from tests.browser import gallery
from tests.cast import plan_id, small_school
from tests.coached import VISIT, coach
from tests.district_cast import add_sites
from tests.furnished import (
    ENDED,
    add_draft,
    add_ended_runs,
    add_messages,
    add_order,
    add_runs,
    fill,
    furnish,
)
from tests.morning_cast import add_feeds, furnish_whole
from tests.people_cast import Town
from tests.services.coaching.cast import publish

WORLDS: dict[str, Callable[[Settings], Flask]] = {}

EMPTY_YEARS = ("by-mouse", "by-keyboard", "by-sample")
"""Years of the world `fresh` in which nothing is entered, for one journey each."""

KEYBOARD_YEAR = "keyboard-year"
"""A second year of the world `building`, for the journey by keyboard."""

_PLAN = {"school": "mill-year", "plan": "mill-plan"}
_DRAFT = {"school": "mill-year", "plan": "mill-draft"}

EXAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "home.school": ({"school": "mill-year"},),
    "setup.checklist": ({"school": "mill-year"}, {"school": "next-year"}),
    "setup.checklist_school": ({"school": "mill-year"},),
    "setup.checklist_list": (
        {"school": "mill-year", "name": "staff"},
        {"school": "mill-year", "name": "relations"},
        {"school": "next-year", "name": "staff"},
    ),
    "setup.checklist_list_row": ({"school": "mill-year", "name": "sections", "row": "ELA-6A"},),
    "setup.checklist_list_many": (
        {"school": "mill-year", "name": "staff", "row": ["alice", "bob"], "field": "areas"},
    ),
    "setup.checklist_new": ({"school": "mill-year", "name": "courses"},),
    "setup.checklist_edit": (
        {"school": "mill-year", "name": "sections", "row": "ELA-6A"},
        {"school": "mill-year", "name": "staff", "row": "alice"},
    ),
    "setup.checklist_value": (
        {"school": "mill-year", "name": "policy"},
        {"school": "mill-year", "name": "course_pairs"},
    ),
    "setup.checklist_bell": ({"school": "mill-year", "bell": "regular"},),
    "setup.checklist_bell_new": ({"school": "next-year"},),
    "setup.checklist_calendar": ({"school": "mill-year"}, {"school": "next-year"}),
    "setup.checklist_rules": ({"school": "mill-year"},),
    "setup.checklist_list_suggest": ({"school": "mill-year"},),
    "setup.checklist_sessions": ({"school": "mill-year"},),
    "setup.import_file": ({"school": "mill-year"},),
    "capacity.show": ({"school": "mill-year"},),
    "repairs.show": ({"school": "mill-year"}, {"school": "next-year"}),
    "runs.show": ({"school": "mill-year"},),
    "runs.show_run": tuple(
        {"school": "mill-year", "run": f"mill-{run}"} for run in ("run", "build", *ENDED)
    ),
    "district.compare": (
        {"district": "oak"},
        {"district": "oak", "show": "all", "sort": "-free_share"},
        {"district": "oak", "show": "time", "period": "Q2"},
    ),
    "district.trend": ({"district": "oak"}, {"district": "oak", "figure": "free_share"}),
    "district_sites.index": ({"district": "oak"},),
    "district_sites.index_next_year": ({"school": "mill-year"},),
    "district_sites.index_baseline": ({"school": "mill-year"},),
    "district_runs.team": ({"district": "oak"}, {"district": "oak", "sizes": "1, 2, 40"}),
    "district_runs.builds": ({"district": "oak"},),
    "district.compare_site": ({"school": "site2-year"}, {"school": "hill-year"}),
    "plans.index": ({"school": "mill-year"}, {"school": "next-year"}),
    "plans.index_name": (_DRAFT,),
    "plans.compare": ({"school": "mill-year", "plan": ["mill-plan", "mill-draft"]},),
    "plans.versions": ({"school": "mill-year"},),
    "plans.publish": (_PLAN, _DRAFT),
    "plans.moves": (
        {**_PLAN, "meeting": plan_id("Art-7A Tue")},
        {**_DRAFT, "meeting": plan_id("ELA-6A Mon")},
    ),
    "schedule.overview": (_PLAN, _DRAFT),
    "mine.today": (
        {"school": "mill-year", "date": "2026-09-17"},
        {"school": "mill-year", "date": "2026-09-18"},
        {"school": "mill-year", "date": "2026-09-19"},
    ),
    "mine.week": ({"school": "mill-year", "week": "2026-09-14"},),
    "coaching.cycles": ({"school": "mill-year"},),
    "coaching.cycles_ask": ({"school": "mill-year"},),
    "coaching.cycles_show": tuple(
        {"school": "mill-year", "request_id": one} for one in ("r1", "r2", "r5")
    ),
    "coaching.cycles_colleagues": ({"school": "mill-year", "request_id": "r5"},),
    "coaching.cycles_write": tuple(
        {"school": "mill-year", "request_id": "r1", "kind": one} for one in ("goal", "after")
    ),
    "coaching.cycles_print": ({"school": "mill-year", "request_id": "r1"},),
    "coaching.cycles_visit": ({"school": "mill-year", "request_id": "r1", "visit": VISIT},),
    "coaching.cycles_visit_notes": ({"school": "mill-year", "request_id": "r1", "visit": VISIT},),
    "coaching.cycles_log": ({"school": "mill-year", "session_id": VISIT},),
    "coaching.requests": ({"school": "mill-year"},),
    "coaching.availability": ({"school": "mill-year"},),
    "coaching.bookings": ({"school": "mill-year"},),
    "coaching.suggest": ({"school": "mill-year"},),
    "coaching.suggest_group": ({"school": "mill-year"},),
    "coaching.suggest_link": ({"school": "mill-year"},),
    "coaching.data": ({"school": "mill-year"},),
    "mine.term": ({"school": "mill-year", "term": "Q1"},),
    "mine.feed": ({"school": "mill-year"},),
    "messages.index": ({"school": "mill-year"}, {"school": "next-year"}),
    "messages.index_one": (_PLAN,),
    "messages.sheets": (_PLAN, _DRAFT),
    "calendar.year": (_PLAN, _DRAFT),
    "calendar.month": ({**_PLAN, "month": "2026-09-01"},),
    "calendar.week": (
        {**_PLAN, "week": "2026-09-14"},
        {**_PLAN, "week": "2026-09-14", "person": "alice"},
    ),
    "calendar.week_session": ({**_PLAN, "session": plan_id("conference")},),
    "calendar.planning": ({**_PLAN, "month": "2026-09-01"}, _DRAFT),
    "calendar.planning_day": ({**_PLAN, "pd_day": plan_id("PD day")},),
    "calendar.day": ({**_PLAN, "date": "2026-09-17"}, {**_PLAN, "date": "2026-09-18"}),
    "grid.show": (
        *({**_PLAN, "whose": one} for one in ("teacher", "group", "room", "section", "plus")),
        {**_DRAFT, "whose": "teacher", "select": plan_id("Art-7A Tue")},
        {**_DRAFT, "whose": "group", "row": "7A", "day": "Tue"},
    ),
    "grid.show_resolve": (
        _DRAFT,
        {**_DRAFT, "meeting": plan_id("Art-7A Tue"), "slot": "Mon 1"},
    ),
    "schedule.week": (
        {**_PLAN, "whose": "teacher", "name": "alice"},
        {**_PLAN, "whose": "group", "name": "6A"},
        {**_PLAN, "whose": "room", "name": "101"},
    ),
    "people.index_invite": ({}, {"place": "mill"}),
    "schedule.search": ({**_PLAN, "q": "a"}, {**_PLAN, "q": "zebra"}, _PLAN),
    "people.index_person": ({"user": "teacher"},),
    "people.index_give": ({"user": "teacher"}, {"user": "teacher", "place": "mill"}),
    "office.morning": (
        {"school": "mill-year", "date": "2026-09-17"},
        {"school": "mill-year", "date": "2026-09-19"},
        {"school": "next-year"},
    ),
    "lists.lost": ({"school": "mill-year"},),
    "lists.mine": ({"school": "mill-year"},),
    "lists.free": (
        {"school": "mill-year"},
        {"school": "mill-year", "person": ["alice", "dave"], "first": "2026-09-14"},
        {"school": "next-year"},
    ),
    "lists.prints": ({"school": "mill-year", "date": "2026-09-17"}, {"school": "next-year"}),
    "gallery.fail": tuple({"status": status} for status in gallery.ERRORS),
    "schedule.plus": ({**_PLAN, "name": "dave", "week": "2026-09-14"},),
}
"""What to put into the variable parts of addresses, by endpoint."""

NO_PAGES = (
    "static",
    "gallery.static",
    "gallery.parts",
    "runs.show_progress",
    "district.compare_file",
    "district_runs.builds_progress",
    "setup.export_file",
    "setup.import_file_fet",
    "mine.card",
    "coaching.data_export",
    "mine.card_style",
    "office.morning_class",
    "office.back",
    "office.change",
    "office.class_file",
    "lists.prints_page",
    "lists.prints_style",
    "lists.file",
    "lists.free_file",
    "lists.mine_file",
    "calendar.planning_list",
    "auth.invitation_link",
    "auth.reset_link",
    "answers.answer_link",
    "feeds.calendar",
    "health.alive",
    "health.ready",
)
"""Endpoints that answer with something else than a page; and the parts of others alone, of which
Event Calendar has roles and an order of headings that axe finds fault with."""

FOR_PLUS = ("coaching.requests", "coaching.availability", "coaching.cycles_visit_notes")
FOR_PAIRS = (
    "coaching.cycles",
    "coaching.cycles_ask",
    "coaching.cycles_colleagues",
    "coaching.cycles_show",
    "coaching.cycles_write",
    "coaching.cycles_print",
    "coaching.cycles_visit",
    "coaching.cycles_log",
    "coaching.data",
    "answers.answer",
    "lists.mine",
)
"""Pages of coaching, by whom they are visited; its other pages are the principal's."""

OF_A_LINK = ("auth.invitation", "auth.reset")
"""Endpoints that answer only who has opened a link."""


@dataclass(frozen=True)
class Visit:
    """One page of a world, by its address; `name` names a test or a picture."""

    world: str
    name: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.world}-{self.name}"


def world(make: Callable[[Settings], Flask]) -> Callable[[Settings], Flask]:
    """Note down a world under the name of the function that makes it."""
    WORLDS[make.__name__] = make
    return make


def _entered(
    settings: Settings,
    settle: Callable[[Town], Mapping[str, str]],
    enter: Callable[[Mapping[str, str]], None] = lambda found: session.update(found),
) -> Flask:
    """Make a world of the cast's people, filled once; what that returns signs each visit in."""
    app = create_app(settings)
    found: dict[str, str] = {}

    def once() -> None:
        migrate.upgrade()
        found.update(settle(people_cast.settle()))

    app.extensions["settle"] = once
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: enter(found))
    return app


def _work() -> None:
    """Have a worker do what is ordered."""
    threading.Thread(target=Worker(wiring.current()).run, daemon=True).start()


@world
def empty(settings: Settings) -> Flask:
    """Make an installation in which nobody has entered anything."""
    return create_app(settings)


@world
def sample(settings: Settings) -> Flask:
    """Make a site with the small school and its published year, for its principal; the gallery."""

    def settle(town: Town) -> Mapping[str, str]:
        furnish("mill")
        with writing() as session:
            session.add(SchoolYear(id="next-year", site_id="mill", year="2027-28"))
        add_draft("mill")
        add_runs("mill")
        add_ended_runs("mill")
        return {"token": town.token("principal")}

    app = _entered(settings, settle)
    gallery.add_to(app)
    return app


def _as(settings: Settings, who: str) -> Flask:
    """Make a site with the small school and its published year, for somebody on its schedule."""

    def settle(town: Town) -> Mapping[str, str]:
        furnish("mill")
        add_messages("mill")
        coach("mill", "teacher", "plus", "principal")
        with writing() as session:
            session.add(SchoolYear(id="next-year", site_id="mill", year="2027-28"))
            session.add(coached.link("mill-year", "r3", "opened"))
        return {"token": town.token(who), "answer": "opened"}

    return _entered(settings, settle)


@world
def teacher(settings: Settings) -> Flask:
    """Make the small school for one of its teachers, Alice."""
    return _as(settings, "teacher")


@world
def plus_teacher(settings: Settings) -> Flask:
    """Make the small school for one of its Plus teachers, Dave."""
    return _as(settings, "plus")


@world
def signed_in(settings: Settings) -> Flask:
    """Make two districts with their people; the visitor administers them, and has open links."""

    def settle(town: Town) -> Mapping[str, str]:
        root, office = town.viewer("root"), people_cast.grant(town, Role.OFFICE)
        return {
            "invitation": invitations.invite(root, "cy@oak.example", "Cy Young", office),
            "reset": resets.make(root, "teacher"),
            "token": town.token("root"),
        }

    return _entered(settings, settle)


def _compared(settings: Settings, num_sites: int) -> Flask:
    """Make a district in which so many sites have a year, for one of its staff."""

    def settle(town: Town) -> Mapping[str, str]:
        furnish("mill")
        add_runs("mill")
        add_sites("oak", num_sites, num_records=60 if num_sites < 10 else 4)
        add_order("oak", "mill")
        return {"token": town.token("district")}

    return _entered(settings, settle)


@world
def compared(settings: Settings) -> Flask:
    """Make a district with ten sites, eight of them with a year of records."""
    return _compared(settings, 8)


@world
def many(settings: Settings) -> Flask:
    """Make a district with 169 sites."""
    return _compared(settings, 167)


@world
def morning(settings: Settings) -> Flask:
    """Make a site with a published year, for its office; it is the evening of October 14."""

    def settle(town: Town) -> Mapping[str, str]:
        # In the server's own process: what is told and changed depends on the school's clock.
        evening = dt.datetime(2026, 10, 14, 22, tzinfo=dt.UTC)
        patch("scheduler.services.today.now", lambda: evening).start()
        furnish_whole("mill")
        add_feeds(town, "mill")
        return {"token": town.token("office")}

    return _entered(settings, settle)


@world
def fresh(settings: Settings) -> Flask:
    """Make a site with empty years, for its principal: each journey enters its own; a worker."""

    def settle(town: Town) -> Mapping[str, str]:
        with writing() as session:
            for number, name in enumerate(EMPTY_YEARS):
                year = f"{2030 + number}-{31 + number}"
                session.add(SchoolYear(id=name, site_id="mill", year=year))
        _work()
        return {"token": town.token("principal")}

    return _entered(settings, settle)


@world
def coaching(settings: Settings) -> Flask:
    """Make the small school on a day in its year, with a worker; a cookie says who visits."""

    def settle(town: Town) -> Mapping[str, str]:
        school = small_school()
        visit = next(one for one in standard_templates() if one.kind is Kind.RELEASE_CHAIN)
        fill("mill-year", dataclasses.replace(school, templates=(*school.templates, visit)))
        publish("mill-year")
        coached.stop_clock()
        people_cast.join(town, "bob", Role.TEACHER)
        with writing() as session:
            session.add(coached.paired("mill-year", "r1", "teacher", "plus"))
        _work()
        return {who: town.token(who) for who in ("teacher", "bob", "plus", "principal")}

    def enter(tokens: Mapping[str, str]) -> None:
        session["token"] = tokens[request.cookies.get("who", "teacher")]

    return _entered(settings, settle, enter)


@world
def building(settings: Settings) -> Flask:
    """Make a site with the small school in two years but no plan, for its principal; a worker."""

    def settle(town: Town) -> Mapping[str, str]:
        with writing() as session:
            session.add(SchoolYear(id=KEYBOARD_YEAR, site_id="mill", year="2030-31"))
        for year in ("mill-year", KEYBOARD_YEAR):
            fill(year, small_school())
        _work()
        return {"token": town.token("principal")}

    return _entered(settings, settle)


def settle(app: Flask) -> None:
    """Put into the database what a world is to have there; before it is served, and once."""
    with app.app_context():
        app.extensions.get("settle", lambda: None)()


def visits(name: str, app: Flask) -> Iterator[Visit]:
    """List all pages of a world, and what it answers where there is none."""
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if not _is_visited(name, app, rule):
                continue
            examples = EXAMPLES.get(rule.endpoint, ({},) if not rule.arguments else ())
            if not examples:
                raise LookupError(f"Give tests/browser/worlds.py an example of {rule.endpoint}.")
            for number, values in enumerate(examples, start=1):
                last = f"-{number}" if len(examples) > 1 else ""
                path = app.url_for(rule.endpoint, _external=False, **values)
                yield Visit(name, rule.endpoint + last, path, values.get("status", 200))
    yield Visit(name, "nowhere", "/nowhere", status=404)


def _is_visited(name: str, app: Flask, rule: Rule) -> bool:
    """Return whether an address is a page to look at in a world: each page in one of them."""
    if rule.endpoint in NO_PAGES or "GET" not in (rule.methods or ()):
        return False
    if rule.endpoint.startswith("district") and rule.arguments:
        return name == "compared"
    if rule.endpoint in FOR_PLUS:
        return name == "plus_teacher"
    if rule.endpoint.startswith(("mine.", "messages.index")) or rule.endpoint in FOR_PAIRS:
        return name == "teacher"
    if rule.endpoint.startswith("api."):  # for programs
        return False
    if "school" in rule.arguments or rule.endpoint.startswith("gallery."):
        return name == "sample"
    if rule.endpoint == "home.index":
        return name in ("empty", "signed_in")
    is_open = decision_of(app, rule.endpoint) == Decision(Gate.PUBLIC)
    return name == ("empty" if is_open and rule.endpoint not in OF_A_LINK else "signed_in")
