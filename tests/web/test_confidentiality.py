"""
Words planted in what a pair writes are found by the pair alone, wherever anybody looks.

Three words: one in what the two read, one in what the teacher alone does, one in private notes.
All pages come from the map of addresses; what is stored is looked through table by table.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import Grant, Role
from scheduler.formats.schooljson import dump_plan, dump_school
from scheduler.services.calendar import feeds
from scheduler.services.coaching import ask, case, fitting, mine, withdraw, words
from scheduler.services.plans.show import published
from scheduler.services.sites.export import export
from scheduler.services.sites.sources import Format
from scheduler.store import writing
from scheduler.store.queries import people
from scheduler.store.tables.people import User
from tests.applications import close_database
from tests.coached import AUTHOR, PAIR, TEACHER
from tests.examples import IS_PROOF
from tests.web import matrix, matrix_world
from tests.web.matrix_examples import OWN
from tests.web.matrix_world import World

pytestmark = [pytest.mark.slow, pytest.mark.wider]

MARKS = (PAIR, TEACHER, AUTHOR)
STRANGERS = ("bob", "erin", "principal", "scheduler", "office", "district", "admin", "root", "hill")
BODY = {"version": "0", "q": "z", "words": "x", "name": "x", "goal": "x", "letter": "x"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    """Return the world of the matrix, with a second teacher and a second Plus teacher at Mill."""
    folder = tmp_path_factory.mktemp("marked") / "instance"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "scheduler.db")
    app = create_app(Settings(instance_folder=folder, secret_key="k" * 32, testing=True))
    made = matrix_world.make_world(app)
    with app.app_context():
        for name, role in (("bob", Role.TEACHER), ("erin", Role.PLUS)):
            with writing() as session:
                session.add(User(id=name, email=f"{name}@oak.example", name=name.title()))
                session.flush()
                grant = Grant(role=role, district="oak", site="mill", staff=name)
                people.add_membership(session, name, grant)
            made.town.user[name] = name
            made.admit(name)
    made._live.backup(made._kept)
    made._state = made._version()
    yield made
    made.close()
    close_database(app)


def found(world: World, who: str, marks: tuple[str, ...]) -> list[str]:
    """Let somebody open every page and send every form; return where a mark stands."""
    wrong = []
    for rule, method in world.pages():
        # A piece: what is refused comes without its frame, which is the same on every page.
        extra = None if method == "GET" else BODY
        answer = world.ask(who, rule, method, OWN, extra=extra, piece=not IS_PROOF)
        text = answer.get_data().decode(errors="replace") + str(answer.headers)
        wrong += [f"{mark} in {method} {rule.rule}" for mark in marks if mark in text]
    return wrong


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_finds_a_word_on_any_page(
    world: World, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert found(world, who, MARKS) == []
    assert not any(mark in caplog.text for mark in MARKS)


def test_the_coach_finds_what_the_two_share_and_no_more(world: World) -> None:
    where = found(world, "plus", (PAIR, TEACHER))
    assert [one for one in where if TEACHER in one] == []
    assert {one.partition("/coaching/")[2] for one in where} >= {
        "cycles/<request_id>",
        "cycles/<request_id>/print",
        "data/export",
    }
    assert all("/coaching/" in one for one in where)


def test_each_of_the_two_finds_only_the_own_note(world: World) -> None:
    rules = {rule.endpoint: rule for rule, _ in world.pages()}
    cycle = rules["coaching.cycles_show"]
    theirs = world.ask("plus", cycle, "GET", OWN).text
    mine = world.ask("teacher", cycle, "GET", OWN).text
    assert f"coach&#39;s {AUTHOR}" in theirs
    assert f"Breathe ({AUTHOR})" not in theirs
    assert f"Breathe ({AUTHOR})" in mine
    assert f"coach&#39;s {AUTHOR}" not in mine
    assert TEACHER in mine


def test_a_search_for_a_word_finds_nothing(world: World) -> None:
    rules = {rule.endpoint: rule for rule, _ in world.pages()}
    for who in ("principal", "teacher", "plus", "bob"):
        answers = [
            matrix._plain(world.ask(who, rules["schedule.search"], "GET", OWN, extra={"q": word}))
            for word in (PAIR, "x" * len(PAIR))
        ]
        (_, first), (_, second) = answers
        assert first.replace(PAIR, "x" * len(PAIR)) == second


def test_no_file_and_no_feed_has_a_word(world: World) -> None:
    with world.app.app_context():
        principal = world.town.viewer("principal")
        shown = published(principal, "mill-year")
        assert shown is not None
        texts = [dump_school(shown.school), dump_plan(shown.plan)]
        for one in (Format.SCHOOL, Format.SHEETS, Format.ONEROSTER, Format.FET):
            texts.append(_content(export(principal, "mill-year", one).content))
        for who in ("teacher", "plus", "bob", "erin"):
            token = feeds.create(world.town.viewer(who), "mill")
            content = feeds.serve(token).content
            texts.append((content or b"").decode())
    world.undo()
    assert not any(mark in text for mark in MARKS for text in texts)


def test_what_is_stored_has_a_word_where_it_belongs_alone(world: World) -> None:
    assert tables_with(world, MARKS) == {"pair_content"}


def test_what_is_done_leaves_no_word_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.app.app_context():
        teacher, plus = world.town.viewer("teacher"), world.town.viewer("plus")
        secret = {"goal": PAIR, "wish_reason": TEACHER, "exclusion_reason": TEACHER}
        monkeypatch.setattr(case, "today", lambda: dt.date(2026, 9, 10))
        monkeypatch.setattr(fitting, "today", lambda: dt.date(2026, 9, 10))
        window = {"first": dt.date(2026, 9, 14), "last": dt.date(2026, 10, 30)}
        wish = {"template": "cycle", "not_coaches": ("erin",), "areas": ("ELA",)}
        id = ask.ask(teacher, "mill-year", ask.Wish(**wish, **window, **secret))
        words.write(plus, "mill-year", "r1", "before", {"letter": PAIR})
        assert tables_with(world, MARKS) == {"pair_content"}
        withdraw.withdraw(teacher, "mill-year", id)
        mine.delete_everything(teacher, "mill-year")
        assert PAIR not in str(mine.export(teacher, "mill-year"))
    left = tables_with(world, (PAIR, TEACHER), "mill-year")
    world.undo()
    assert left == set()


def tables_with(world: World, marks: tuple[str, ...], school: str = "") -> set[str]:
    """Return the tables in which a mark stands, in packed columns, too."""
    rows: sqlite3.Connection = world._live
    names = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    where = set()
    for (name,) in names:
        for row in rows.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
            text = " ".join(map(_read, row))
            if school in text and any(mark in text for mark in marks):
                where.add(name)
    return where


def _content(file: bytes) -> str:
    """Return what stands in a file, in the files of an archive, too."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file.decode()
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def _read(value: object) -> str:
    if isinstance(value, bytes):
        try:
            return zlib.decompress(value).decode()
        except zlib.error:
            return value.decode(errors="replace")
    return str(value)
