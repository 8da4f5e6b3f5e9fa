"""Every page for every role at its own site, another site, another district; see `matrix.py`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, request

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import SERVER, Action, Role
from scheduler.store import writing
from scheduler.store.tables.places import Site
from scheduler.web.access import allow, signed_in
from tests.applications import close_database
from tests.web import matrix, matrix_world
from tests.web.matrix_world import World

pytestmark = [pytest.mark.slow, pytest.mark.wider]

ROLES = [role.value for role in Role]

MakeWorld = Callable[[str, Callable[[Flask], None]], World]


@pytest.fixture(scope="module")
def make_world(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[MakeWorld]:
    """Return a function that makes a world, with pages planted in it."""
    worlds = []

    def make(name: str, plant: Callable[[Flask], None]) -> World:
        folder = tmp_path_factory.mktemp(name) / "instance"
        folder.mkdir()
        shutil.copy(migrated_file, folder / "scheduler.db")
        app = create_app(Settings(instance_folder=folder, secret_key="k" * 32, testing=True))
        plant(app)
        worlds.append(matrix_world.make_world(app))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()
        close_database(world.app)


@pytest.fixture(scope="module")
def world(make_world: MakeWorld) -> World:
    """Return one world for all: what a request changes is undone after it."""
    return make_world("whole", lambda _app: None)


@pytest.mark.parametrize("who", [None, *ROLES, "root"], ids=str)
def test_everybody_gets_what_the_policy_says(world: World, who: str | None) -> None:
    assert matrix.wrong_answers(world, who) == []


@pytest.mark.parametrize("who", ROLES)
def test_an_id_of_elsewhere_behind_ones_own_place_is_not_found(world: World, who: str) -> None:
    assert matrix.wrong_mixtures(world, who) == []


@pytest.mark.parametrize("who", ROLES)
def test_ids_of_elsewhere_in_query_and_body_show_and_change_nothing(world: World, who: str) -> None:
    assert matrix.wrong_effects(world, who) == []


@pytest.mark.parametrize("who", ROLES)
def test_no_page_shows_a_word_of_another_place(world: World, who: str) -> None:
    assert matrix.foreign_words(world, who) == []


@pytest.mark.parametrize("who", ROLES)
def test_a_page_of_elsewhere_looks_like_one_that_never_was(world: World, who: str) -> None:
    assert matrix.tell_tales(world, who) == []


@pytest.mark.parametrize("who", [*ROLES, "root"])
def test_looking_at_a_page_changes_nothing(world: World, who: str) -> None:
    assert matrix.changing_looks(world, who) == []


# A planted fault of each kind must be found, or the tests above prove nothing.


@pytest.fixture(scope="module")
def planted(make_world: MakeWorld) -> World:
    """Return a world with pages that do what no page may; these alone are tried."""
    world = make_world("planted", plant)
    world.only = "/planted/"
    return world


def plant(app: Flask) -> None:
    @signed_in
    def telltale() -> str:
        return "Bay Periwinkle School"

    @signed_in
    def rename() -> str:
        with writing() as session:
            site = session.get(Site, request.form.get("site", ""))
            if site is not None:
                site.name = "Renamed"
        return "done"

    @signed_in
    def look() -> str:
        with writing() as session:
            session.get_one(Site, "mill").name = "Seen"
        return "seen"

    @allow(Action.MANAGE_PEOPLE, anywhere=True)
    def tale(user: str) -> tuple[str, int]:
        return ("Not yours." if user == "bay" else "Nobody."), 404

    @allow(Action.SEE_SCHEDULE)
    def any_plan(school: str, plan: str) -> str:
        return f"{school} {plan}"

    app.add_url_rule("/planted/telltale", "planted.telltale", telltale)
    app.add_url_rule("/planted/rename", "planted.rename", rename, methods=["POST"])
    app.add_url_rule("/planted/look", "planted.look", look)
    app.add_url_rule("/planted/tale/<user>", "planted.tale", tale)
    app.add_url_rule("/planted/<school>/<plan>", "planted.any_plan", any_plan)


def about(found: list[str], page: str) -> list[str]:
    return [line for line in found if page in line]


def test_a_page_that_lets_in_whom_it_must_not_is_found(
    planted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the policy had been changed in the code that decides, but not in the table.
    planted.surveys.clear()
    monkeypatch.setattr("scheduler.web.access._check", lambda *_: SERVER)
    found = matrix.wrong_answers(planted, "office")
    assert about(found, "<plan> at other district: open, not 404")
    assert about(matrix.wrong_answers(planted, "admin"), "<plan> at own site: open, not 403")
    planted.surveys.clear()


def test_a_page_that_tells_of_others_is_found(planted: World) -> None:
    assert about(matrix.foreign_words(planted, "teacher"), "telltale")


def test_a_page_that_changes_what_is_of_others_is_found(planted: World) -> None:
    (line,) = about(matrix.wrong_effects(planted, "district"), "rename")
    assert "changes ['site']" in line


def test_a_page_that_takes_any_plan_is_found(planted: World) -> None:
    assert len(about(matrix.wrong_mixtures(planted, "office"), "<plan>")) == 2
    assert about(matrix.wrong_answers(planted, "office"), "<plan>") == []


def test_a_page_that_tells_who_is_elsewhere_is_found(planted: World) -> None:
    assert matrix.tell_tales(planted, "principal") == ["GET /planted/tale/<user> at other district"]


def test_a_look_that_changes_something_is_found(planted: World) -> None:
    assert matrix.changing_looks(planted, "office") == ["GET /planted/look changes site"]


def test_an_argument_without_an_example_is_found(planted: World) -> None:
    ids, planted.ids = planted.ids, {}
    planted.surveys.clear()
    with pytest.raises(LookupError, match="an example of <"):
        matrix.wrong_answers(planted, "office")
    planted.ids = ids
    planted.surveys.clear()
