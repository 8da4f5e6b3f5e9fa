"""``scheduler create-user`` and the first administrator's link: accounts begin at the console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from scheduler import create_app
from scheduler.cli import main
from scheduler.cli.create_user import first_steps
from scheduler.config import Settings, load_settings
from scheduler.domain.roles import CONSOLE, Action, Role
from scheduler.errors import InputError
from scheduler.services.access import invitations, sessions
from scheduler.services.access.entrance import Entrance
from tests.applications import close_database
from tests.people_cast import HERE, settle

PASSWORD = "four purple tricycles"


@pytest.fixture
def runner(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(settings.instance_folder))
    for name in ("DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def run(runner: CliRunner, *words: str) -> tuple[int, str]:
    result = runner.invoke(main, ["create-user", "--email", "cy@oak.example", *words])
    return result.exit_code, result.output


def test_it_prints_a_link_that_makes_the_account(
    runner: CliRunner, app: Flask, settings: Settings
) -> None:
    with app.app_context():
        settle()
    code, output = run(runner, "--role", "scheduler", "--place", "mill", "--may-publish")
    assert code == 0
    link = re.fullmatch(r"http://localhost:8000/invitation/(\S+)\n", output)
    assert link
    with app.app_context():
        accepted = invitations.accept_new(
            Entrance.of(settings), link[1], "", "Cy Young", PASSWORD, HERE
        )
        viewer = sessions.viewer_of(accepted.token)
    assert viewer is not None
    assert viewer.grants[0].role is Role.SCHEDULER
    assert viewer.grants[0].extra == {Action.PUBLISH}


def test_the_link_begins_with_the_public_address(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://schedule.example/")
    code, output = run(runner, "--role", "admin")
    assert code == 0
    assert output.startswith("https://schedule.example/invitation/")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--role", "office", "--place", "nowhere"), "There is no such place"),
        (("--role", "teacher", "--place", "mill"), "--staff: Say who of the staff this is"),
        (("--role", "office"), "Only an administrator's role may span districts"),
        (("--role", "teacher", "--place", "mill", "--staff", "alice"), "Somebody else"),
    ],
)
def test_what_makes_no_sense_is_said(
    runner: CliRunner, app: Flask, words: tuple[str, ...], sentence: str
) -> None:
    with app.app_context():
        settle()
    code, output = run(runner, *words)
    assert code == 2
    assert sentence in output


def test_a_server_without_administrator_says_how_to_become_it(
    app: Flask, settings: Settings
) -> None:
    with app.app_context():
        steps = first_steps(settings, 8123)
        assert steps is not None
        assert "within the hour" in steps
        token = steps.rpartition("http://localhost:8123/invitation/")[2]
        entrance = Entrance.of(settings)
        started = invitations.accept_new(entrance, token, "ada@oak.example", "Ada", PASSWORD, HERE)
        viewer = sessions.viewer_of(started.token)
        assert viewer is not None
        assert viewer.grants == CONSOLE.grants
        assert first_steps(settings, 8123) is None


def test_settings_of_reach_are_read_and_checked(tmp_path: Path) -> None:
    environ = {
        "SCHEDULER_INSTANCE": str(tmp_path),
        "PUBLIC_URL": "https://schedule.example/",
        "SCHEDULER_PROXIES": "2",
        "OIDC_ISSUER": "https://id.example",
        "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET": "b",
        "OIDC_DOMAINS": "Oak.example, pine.example",
    }
    settings = load_settings(environ)
    assert settings.public_url == "https://schedule.example"
    assert settings.hosts == ["localhost", "127.0.0.1", "schedule.example"]
    assert settings.proxies == 2
    assert not settings.demo
    assert settings.oidc is not None
    assert settings.oidc.domains == ("oak.example", "pine.example")
    assert settings.oidc.name == "your school account"
    app = create_app(settings)
    close_database(app)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "schedule.example"),
        ("PUBLIC_URL", "ftp://schedule.example"),
        ("PUBLIC_URL", "https://schedule.example/path"),
        ("PUBLIC_URL", "https://user@schedule.example"),
        ("PUBLIC_URL", "https://schedule.example:x"),
        ("PUBLIC_URL", "https://[schedule"),
        ("SCHEDULER_PROXIES", "-1"),
        ("SCHEDULER_PROXIES", "99"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InputError, match=name):
        load_settings({"SCHEDULER_INSTANCE": str(tmp_path), name: value})
