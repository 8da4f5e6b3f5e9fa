"""The world of the matrix: a furnished application, asked as anybody, then brought back."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter
from werkzeug.test import TestResponse

from scheduler.domain.document.shapes import Record
from scheduler.domain.roles import Role
from scheduler.services.access import invitations, programs
from scheduler.services.access.programs import Scope
from scheduler.store import plans, reading, save, snapshots, writing
from scheduler.store.tables.messages import Notice
from scheduler.store.tables.people import Invitation, Membership
from scheduler.web.api.operations import FILES, operation_of
from tests.cast import small_calendar, small_plan, small_school
from tests.coached import coach
from tests.examples import IS_PROOF
from tests.furnished import add_runs
from tests.people_cast import NAMES, Town, grant, settle
from tests.web.matrix_examples import BODIES, EXAMPLES, NOWHERE, OWN, PLACED, WHERES, Ids

if TYPE_CHECKING:
    from tests.web.matrix import Try

_PAIRS = {"mill": ("teacher", "plus"), "hill": ("hill", None), "bay": ("bay", None)}
"""Accounts of Alice and Dave, by site."""


@dataclass
class World:
    """The application with the furnished database, and how to get back to it."""

    app: Flask
    town: Town
    ids: dict[str, Ids] = field(default_factory=lambda: dict(EXAMPLES))
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    surveys: dict[str | None, list[Try]] = field(default_factory=dict)
    only: str = ""
    """What the addresses of the pages to try begin with; empty: all."""

    def __post_init__(self) -> None:
        """Furnish, sign everybody in, and keep a copy of the database."""
        with self.app.app_context():
            furnish(self)
            for name in self.town.user:
                self.admit(name)
        self._live = sqlite3.connect(Path(self.app.instance_path) / "scheduler.db")
        self._kept = sqlite3.connect(":memory:")
        self._live.backup(self._kept)
        # What is brought back after every request need not outlive a loss of power.
        self._live.execute("PRAGMA synchronous = OFF")
        self._rows = _rows(self._kept)
        self._state = self._version()
        self.framed = set(_framed(self.app))

    def admit(self, name: str) -> None:
        """Sign somebody in, and give a program of theirs a token."""
        self.cookies[name] = self._cookie(self.town.token(name))
        self.tokens[name] = programs.create(self.town.viewer(name), "Matrix", Scope.WRITE, 7)

    def close(self) -> None:
        """Close what the world keeps open."""
        self._live.close()
        self._kept.close()

    def ask(
        self,
        who: str | None,
        rule: Rule,
        method: str,
        where: str,
        extra: Mapping[str, str] | None = None,
        mixed: bool = False,
        keep: bool = False,
        piece: bool = False,
    ) -> TestResponse:
        """
        Let somebody ask for a page, with its ids at some place; then undo what that changed.

        `extra` goes along as query and as body. With `mixed` only the last argument of the address
        is of that place, and the ones before it are one's own. With `keep` nothing is undone. With
        `piece` a refusal comes without the frame of a page, which takes most of the time.
        """
        values = {name: self.id(rule, name, where) for name in sorted(variables(rule))}
        if mixed:
            own = {name: self.id(rule, name, OWN) for name in variables(rule)}
            values = own | {last(rule): values[last(rule)]}
        with self.app.test_request_context():
            path = self.app.url_for(rule.endpoint, _external=False, **values)
        client = self.app.test_client(use_cookies=False)
        if rule.endpoint.startswith("api."):
            answer = self._call(client, who, rule, method, path, extra or {})
            return self._read(answer, keep)
        headers = {"Cookie": self.cookies[who]} if who else {}
        headers |= {"HX-Request": "true"} if piece else {}
        body = dict(extra or {}) if method != "GET" else None
        answer = client.open(path, method=method, headers=headers, query_string=extra, data=body)
        return self._read(answer, keep)

    def _read(self, answer: TestResponse, keep: bool) -> TestResponse:
        answer.get_data()
        if not keep:
            self.undo()
        return answer

    def _call(
        self,
        client: FlaskClient,
        who: str | None,
        rule: Rule,
        method: str,
        path: str,
        extra: Mapping[str, str],
    ) -> TestResponse:
        """Let a program call: with a token, and what the address takes of the extra words."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        about = operation_of(self.app.view_functions[rule.endpoint])
        if about is None:
            return client.open(path, method=method, headers=headers)
        words: dict[str, Any] = {"query_string": _known(about.query, extra)}
        if about.takes:
            words |= {"data": b"{}", "content_type": FILES[about.takes]}
        elif about.body is not None:
            words["json"] = {**BODIES.get(rule.endpoint, {}), **_known(about.body, extra)}
        if about.needs_tag:
            headers["If-Match"] = "*"
        return client.open(path, method=method, headers=headers, **words)

    def pages(self) -> Iterator[tuple[Rule, str]]:
        """Yield every page to try, with every method that it takes."""
        return ((rule, m) for rule, m in pages(self.app) if rule.rule.startswith(self.only))

    def undo(self) -> None:
        """Bring the database back, if the last request changed it."""
        if self._version() == self._state:
            return
        self._kept.backup(self._live)
        self._state = self._version()

    def words(self, where: str) -> set[str]:
        """Return the ids of some place."""
        at = WHERES.index(where)
        return {ids[at] for ids in self.ids.values() if not isinstance(ids, str)} - {"oak"}

    def changed(self, words: set[str] | None = None) -> list[str]:
        """Return the tables changed by the last request; with words, in rows that have one."""
        if self._version() == self._state:
            return []
        rows = _rows(self._live) ^ self._rows
        return sorted({str(row[0]) for row in rows if words is None or words & set(row[1:])})

    def id(self, rule: Rule, name: str, where: str) -> str:
        """Return what stands for an argument of an address."""
        converter = rule._converters.get(name)
        if isinstance(converter, AnyConverter):
            return sorted(converter.items)[0]
        if isinstance(converter, NumberConverter):
            return "1"
        if where == NOWHERE:
            return "zzzzzzzzzz"
        found = self.ids.get(f"{rule.endpoint}:{name}", self.ids.get(name))
        if found is None:
            raise LookupError(
                f"Give tests/web/matrix_examples.py an example of <{name}> in {rule.rule}: the"
                " matrix of roles tries every page."
            )
        return found if isinstance(found, str) else found[WHERES.index(where)]

    def foreign(self, where: str) -> dict[str, str]:
        """Return an id of some other place for every word that an address knows."""
        at = WHERES.index(where)
        found = {name: ids[at] for name, ids in self.ids.items() if not isinstance(ids, str)}
        return {name.rpartition(":")[2]: value for name, value in found.items()} | {
            "place": found["site"],
            "role": "office",
            "email": "x@oak.example",
            "name": "X",
        }

    def _version(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def _cookie(self, token: str) -> str:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["token"] = token
        cookie = client.get_cookie("session")
        assert cookie is not None
        return f"session={cookie.value}"


def _known(kind: Any, words: Mapping[str, str]) -> dict[str, str]:
    """Return those of the words that an object has a key for."""
    keys = {key.name for key in Record(kind).keys} if isinstance(kind, type) else set()
    return {name: word for name, word in words.items() if name in keys}


def _rows(database: sqlite3.Connection) -> set[tuple[object, ...]]:
    """Return all rows of a database, each after its table's name."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        (name, *row)
        for (name,) in tables
        for row in database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
    }


def make_world(app: Flask) -> World:
    """Furnish an application; its forms need no tokens (`test_csrf.py` tries these)."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        town = settle()
    return World(app, town)


def furnish(world: World) -> None:
    """Give every site a school with a plan, and what else addresses speak of."""
    names = ("mill", "hill", "bay")
    plan_ids = []
    for name in names:
        word = NAMES[name].split()[1]
        school = small_school(name=NAMES[name])
        people = tuple(dataclasses.replace(p, name=f"{p.name} {word}") for p in school.staff)
        school = dataclasses.replace(school, staff=people)
        plan = small_plan(calendar=small_calendar())
        with writing() as session:
            year = f"{name}-year"
            save.whole(session, year, school, by=None)
            snapshot = snapshots.take(session, year, school)
            head = plans.save(session, year, plan, snapshot=snapshot, name=f"Plan {word}", by=None)
            plans.publish(session, head.id, expected=head.version, by=None)
            plan_ids.append(head.id)
            for staff in ("alice", "dave"):
                note = f"{name}-note" if staff == "alice" else f"{name}-note-{staff}"
                session.add(
                    Notice(id=note, school_id=year, staff_id=staff, plan_id=head.id, content={})
                )
    runs = [add_runs(name) for name in names]
    for name, (teacher, plus) in _PAIRS.items():
        coach(name, teacher, plus, "principal")
    world.ids["run"] = (runs[0], runs[1], runs[2])
    root = world.town.viewer("root")
    for name in names:
        office = grant(world.town, Role.OFFICE, name)
        invitations.invite(root, f"cy@{name}.example", "Cy", office)
    with reading() as session:
        sites = {row.site_id: row.id for row in session.scalars(select(Invitation))}
        roles = {row.user_id: row.id for row in session.scalars(select(Membership))}
    world.ids["plan"] = (plan_ids[0], plan_ids[1], plan_ids[2])
    world.ids["invitation"] = (sites["mill"], sites["hill"], sites["bay"])
    world.ids["membership"] = (roles["teacher"], roles["hill"], roles["bay"])


def pages(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every page with every method that it takes, static files apart."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.endpoint.endswith("static"):
            yield from ((rule, m) for m in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def _framed(app: Flask) -> Iterator[str]:
    """
    Yield the addresses whose refusals are looked at with their frame, most of what they cost.

    One for each part of the program and kind of place: frames of refusals do not differ.
    """
    known = set()
    for rule, method in pages(app):
        kind = (rule.endpoint.partition(".")[0], *sorted(variables(rule) & PLACED))
        if method == "GET" and (kind not in known or IS_PROOF):
            known.add(kind)
            yield rule.rule


def variables(rule: Rule) -> set[str]:
    """Return the names of the parts of an address that vary."""
    return rule.arguments - set(rule.defaults or {})


def last(rule: Rule) -> str:
    """Return the last argument of an address."""
    return rule.rule.rpartition("<")[2].partition(">")[0].rpartition(":")[2]
