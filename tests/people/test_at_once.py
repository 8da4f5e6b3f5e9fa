"""Many at once, on both databases: no guess, link or person of the staff is had twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from scheduler import store
from scheduler.config import Settings
from scheduler.domain.roles import Grant, Role
from scheduler.errors import SchedulerError
from scheduler.services.access import invitations, resets, sessions
from scheduler.services.access.delays import PAIR
from scheduler.services.access.entrance import Entrance
from scheduler.services.access.sign_in import sign_in
from scheduler.services.people import change, show
from tests.applications import close_database
from tests.people_cast import HERE, PASSWORD, Town, email, grant, settle

AT_ONCE = 8
NEW = "four purple tricycles"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def installation(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return an application with a migrated database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('settings').instance_folder}/scheduler.db"
    else:
        url = request.getfixturevalue("migrated_postgres_url")
    app = Flask("people")
    store.init_app(app, url)
    yield app
    close_database(app)


@pytest.fixture
def town(installation: Flask) -> Iterator[Town]:
    """Return the two districts with their people."""
    with installation.app_context():
        yield settle()


@pytest.fixture
def entrance(tmp_path: Path) -> Entrance:
    """Return the entrance of an installation."""
    return Entrance.of(Settings(instance_folder=tmp_path, secret_key="k" * 32, testing=True))


def at_once(app: Flask, what: Callable[[int], object]) -> Counter[str]:
    """Do something in several threads at once; return how often it ended how."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                what(number)
            except SchedulerError as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_guesses_at_once_get_no_more_than_one_by_one(
    installation: Flask, town: Town, entrance: Entrance
) -> None:
    found = at_once(installation, lambda _: sign_in(entrance, email("teacher"), "wrong", HERE))
    assert found["InputError"] <= PAIR.free + 1  # a second may have passed meanwhile
    assert found["TooOftenError"] >= AT_ONCE - PAIR.free - 1
    assert found.total() == found["InputError"] + found["TooOftenError"]


def test_many_sign_in_at_once(installation: Flask, town: Town, entrance: Entrance) -> None:
    names = [role.value for role in Role][:AT_ONCE]
    found = at_once(
        installation,
        lambda number: sign_in(entrance, email(names[number % len(names)]), PASSWORD, HERE),
    )
    assert found == {"done": AT_ONCE}


def test_a_link_is_used_once_at_once(installation: Flask, town: Town, entrance: Entrance) -> None:
    token = invitations.invite(
        town.viewer("principal"), "cy@oak.example", "", grant(town, Role.OFFICE)
    )
    found = at_once(
        installation,
        lambda _: invitations.accept_new(entrance, token, "", "Cy", NEW, HERE),
    )
    assert found["done"] == 1
    reset = resets.make(town.viewer("root"), "teacher")
    found = at_once(installation, lambda _: resets.set_password(entrance, reset, NEW, HERE))
    assert found["done"] == 1


def test_two_never_become_the_same_teacher_at_once(
    installation: Flask, town: Town, entrance: Entrance
) -> None:
    teacher = Grant(**(vars(grant(town, Role.TEACHER)) | {"staff": "carol"}))
    tokens = [
        invitations.invite(town.viewer("principal"), f"cy{number}@oak.example", "", teacher)
        for number in range(AT_ONCE)
    ]
    found = at_once(
        installation,
        lambda number: invitations.accept_new(entrance, tokens[number], "", "Cy", NEW, HERE),
    )
    assert found == {"done": 1, "ConflictError": AT_ONCE - 1}


def test_a_life_of_an_account(installation: Flask, town: Town, entrance: Entrance) -> None:
    # The whole way on each database: its statements differ here and there.
    token = sign_in(entrance, email("teacher"), PASSWORD, HERE).token
    viewer = sessions.viewer_of(token)
    assert viewer is not None
    assert len(sessions.own_sessions(viewer)) == 1
    assert "Teacher Miller" in {one.name for one in show.list_(town.viewer("principal")).people}
    change.give(town.viewer("principal"), "teacher", grant(town, Role.OFFICE))
    change.deactivate(town.viewer("principal"), "teacher")
    assert sessions.viewer_of(token) is None
    change.reactivate(town.viewer("principal"), "teacher")
    assert resets.ask(entrance, email("teacher"), HERE) is not None
    assert len(show.choices(town.viewer("root"))) == 6
