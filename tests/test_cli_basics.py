"""The command line starts, says its version, and meets errors with a sentence."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner

from scheduler import __version__, cli
from scheduler.cli import main
from scheduler.errors import InvalidProblemError

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command", [[BIN / "scheduler"], [sys.executable, "-m", "scheduler"]], ids=["script", "module"]
)
def test_it_says_its_version(command: list[str | Path]) -> None:
    result = subprocess.run(
        [*command, "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (0, f"scheduler, version {__version__}\n")


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert [name for name in cli._COMMANDS if f"\n  {name} " not in result.output] == []


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [("scheduler.cli", {"flask", "ortools"}), ("scheduler.app", {"ortools", "pandas"})],
)
def test_help_needs_neither_web_nor_solver_and_the_web_no_solver(
    module: str, unneeded: set[str]
) -> None:
    code = f"import sys, {module}; print({unneeded} & sys.modules.keys())"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout == "set()\n"


def test_an_unknown_command_is_an_error_without_a_traceback() -> None:
    result = CliRunner().invoke(main, ["time-travel"])
    assert result.exit_code == 2
    assert "No such command 'time-travel'" in result.stderr


def test_a_foreseen_error_becomes_its_sentences_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @click.command("solve")
    def failing() -> None:
        raise InvalidProblemError(["Room 1 is named twice.", "Alice teaches no area."])

    monkeypatch.setattr(main, "get_command", lambda _ctx, _name: failing)
    result = CliRunner().invoke(main, ["solve"])
    assert result.exit_code == 2
    assert result.stderr == "Room 1 is named twice.\nAlice teaches no area.\n"
    assert result.stdout == ""


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        # In a process of its own: waitress leaves the socket that it could not bind to the exit.
        result = subprocess.run(
            [BIN / "scheduler", "serve", "--port", str(port)],
            env=os.environ | {"SCHEDULER_INSTANCE": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr.startswith(f"127.0.0.1:{port}: Cannot listen there")
    assert "Traceback" not in result.stderr


@contextmanager
def started(command: list[str | Path], instance: Path) -> Iterator[Callable[[], str]]:
    """Run a server; give a function that returns what it has printed so far."""
    log = instance.with_suffix(".log")
    environ = os.environ | {"SCHEDULER_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"}
    with log.open("w") as file:
        process = subprocess.Popen(command, env=environ, stdout=file, stderr=subprocess.STDOUT)
    try:
        yield log.read_text
    finally:
        process.terminate()
        process.wait(timeout=60)


def first_page(printed: Callable[[], str], seconds: float = 90) -> str:
    """Fetch the first page from the address that the server printed, once it answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := re.search(r"http://127\.0\.0\.1:[0-9]+", printed()):
            try:
                with urlopen(found[0], timeout=30) as answer:  # noqa: S310
                    assert answer.status == 200
                    return str(answer.read().decode())
            except URLError:
                pass  # it has printed its address, but doesn't listen yet
        time.sleep(0.1)
    raise AssertionError(f"No page within {seconds} s. The server printed: {printed()}")


@pytest.mark.server
@pytest.mark.parametrize(
    "command",
    [
        [BIN / "scheduler", "serve", "--port", "0"],
        [BIN / "flask", "--app", "scheduler", "run", "--port", "0"],
    ],
    ids=["scheduler serve", "flask run"],
)
def test_a_server_starts_and_serves_the_first_page(
    command: list[str | Path], tmp_path: Path
) -> None:
    with started(command, tmp_path / "instance") as printed:
        assert "Free a team of teachers to coach" in first_page(printed)
