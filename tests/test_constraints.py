"""The pinned packages are exact, complete and those that are installed."""

from __future__ import annotations

import configparser
import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


PINNED = {canonical(line.partition("==")[0]): line.partition("==")[2] for line in LINES}


def test_every_line_is_a_name_and_an_exact_version() -> None:
    exact = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.+!]*")
    assert [line for line in LINES if not exact.fullmatch(line)] == []


def test_no_package_is_pinned_twice_and_the_list_is_sorted() -> None:
    names = [canonical(line.partition("==")[0]) for line in LINES]
    assert names == sorted(set(names))


def test_every_declared_dependency_is_pinned() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    declared = config["options"]["install_requires"].split("\n")
    for extra in config["options.extras_require"].values():
        declared += extra.split("\n")
    names = {canonical(re.split(r"[<>=!~;\[ ]", line)[0]) for line in declared if line.strip()}
    assert names - PINNED.keys() == set()


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {canonical(d.metadata["Name"]): d.version for d in distributions()}
    assert {name: installed[name] for name in PINNED.keys() & installed.keys()} == {
        name: PINNED[name] for name in PINNED.keys() & installed.keys()
    }
