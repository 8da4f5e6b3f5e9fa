"""
Every page tried by every role at its own and at other places: who, where, and what is expected.

How to extend it
----------------
Nothing to do for a new page, unless its address has a part that no address had before, say
``<section>``. Then give `EXAMPLES` a line with three ids: one at Mill (the visitor's own site), one
at Hill (another site of the district), one at Bay (another district). Ids that are the same in
every school, such as those of the small school's staff, are given once. Where the same word means
something else on another page, the key is ``endpoint:argument``. Rows that must exist first are
made in `furnish`, which may put their ids into ``world.ids``.

A page that answers with another status than usual for good reason has a line in `OTHERWISE`.

What is expected comes from `POLICY` and from `REACH`, not from the code that decides.
"""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter
from werkzeug.test import TestResponse

from scheduler.domain.document.shapes import Record
from scheduler.domain.roles import POLICY, Role
from scheduler.services.access import invitations, programs
from scheduler.services.access.programs import Scope
from scheduler.store import plans, reading, save, snapshots, writing
from scheduler.store.tables.messages import Notice
from scheduler.store.tables.people import Invitation, Membership
from scheduler.web.access import Decision, Gate, decision_of
from scheduler.web.api.operations import FILES, operation_of
from tests.cast import plan_id, small_calendar, small_plan, small_school
from tests.coached import VISIT, coach
from tests.examples import IS_PROOF
from tests.furnished import add_runs
from tests.people_cast import FOREIGN, NAMES, Town, grant, settle

NOWHERE = "nowhere"
PLACED = frozenset({"school", "site", "district", "user"})
"""Arguments of addresses by which a place is found."""

OWN, SITE, DISTRICT = WHERES = ("own site", "other site", "other district")

Ids = str | tuple[str, str, str]

EXAMPLES: Mapping[str, Ids] = {
    "school": ("mill-year", "hill-year", "bay-year"),
    "site": ("mill", "hill", "bay"),
    "district": ("oak", "oak", "pine"),
    "user": ("teacher", "hill", "bay"),
    "whose": "teacher",
    "setup.checklist_list:name": "rooms",
    "setup.checklist_list_row:name": "rooms",
    "setup.checklist_list_many:name": "rooms",
    "setup.checklist_new:name": "rooms",
    "setup.checklist_value:name": "baseline",
    "setup.checklist_edit:name": "rooms",
    "setup.remove:name": "rooms",
    "setup.restore:name": "rooms",
    "row": "101",
    "meeting": plan_id("Art-7A Tue"),
    "calendar.week_session:session": plan_id("conference"),
    "calendar.week_session_move:session": plan_id("conference"),
    "pd_day": plan_id("PD day"),
    "cover": plan_id("cover of ELA-6A"),
    "preview": "nothing",
    "runs.try_fix:number": "0",
    "request_id": "r1",
    "coaching.confirm:request_id": "r3",
    "coaching.decline:request_id": "r3",
    "coaching.questions_answer:request_id": "r4",
    "coaching.step_out:request_id": "nothing",
    "coaching.cycles_colleagues:request_id": "r5",
    "coaching.hide:invitation": ("mill-invitation", "hill-invitation", "bay-invitation"),
    "offer": ("mill-offer", "hill-offer", "bay-offer"),
    "kept_id": ("mill-kept", "hill-kept", "bay-kept"),
    "session_id": VISIT,
    "visit": VISIT,
    "step": "nothing",
    "file": "nothing",
    "bell": "regular",
    "schedule.week:name": "6A",
    "schedule.plus:name": "dave",
    "account.end:session": "nothing",
    "account.unlink:identity": "nothing",
    "auth.invitation_link:token": "nothing",
    "auth.reset_link:token": "nothing",
    "answers.answer_link:token": "nothing",
    "feeds.calendar:token": "nothing",
    "tokens.revoke:token": "nothing",
    "request": "nothing",
    "api.data.rows:name": "rooms",
    "api.data.put_rows:name": "rooms",
    "api.data.row:name": "rooms",
    "api.data.put_row:name": "rooms",
    "api.data.delete_row:name": "rooms",
    "api.data.restore_row:name": "rooms",
    "api.data.show_value:name": "baseline",
    "api.data.put_value:name": "baseline",
    "absence": "nothing",
    "lists.file:name": "cover",
    "calendar.planning_list:name": "pd-owed",
    "lists.prints_page:name": "teachers",
    "lists.prints_style:name": "teachers",
    "lists.correct_lost:session": "nothing",
    "lists.correct_lost:date": "2026-09-17",
    "office.happened:row": "nothing",
}
"""What stands in addresses, by the name of the argument: at Mill, at Hill, at Bay."""

REACH: Mapping[str, tuple[str, ...]] = {
    Role.DISTRICT.value: (OWN, SITE),
    Role.ADMIN.value: (OWN, SITE),
    "root": WHERES,
} | {role.value: (OWN,) for role in Role if role not in (Role.DISTRICT, Role.ADMIN)}
"""Where the people of the cast have a role: Root on the server, two in Oak, the others at Mill."""

OTHERWISE: Mapping[str, frozenset[int]] = {
    "auth.invitation": frozenset({404}),  # nobody has opened a link
    "auth.reset": frozenset({404}),
    "answers.answer": frozenset({404}),
    "answers.answer_say": frozenset({404}),
    "account.end": frozenset({404}),  # of sessions and links there is only one's own
    "account.unlink": frozenset({404}),
    "tokens.revoke": frozenset({404}),
    "api.imports.confirm": frozenset({404}),  # nothing was shown before
    "api.data.undo": frozenset({404}),
    "api.coaching.request": frozenset({404}),  # it is a pair's, and there is none
    "api.coaching.agree": frozenset({404}),
    "api.coaching.take_back": frozenset({404}),
    "api.coaching.offers_of": frozenset({404}),
    "api.coaching.answer_offer": frozenset({404}),
    "api.coaching.confirm": frozenset({404}),
    "api.coaching.decline": frozenset({404}),
    "feeds.calendar": frozenset({404}),
    "coaching.questions_answer": frozenset({404}),  # the Plus teacher is not asked
    "coaching.step_out": frozenset({404}),  # nobody has said yes yet
    "office.morning_class": frozenset({404}),  # nothing is proposed
    "office.class_file": frozenset({404}),
    "office.withdraw": frozenset({404}),
    "office.change": frozenset({404}),
    "office.change_save": frozenset({404}),
    "office.back": frozenset({404}),
    "office.give_back": frozenset({404}),
    "lists.correct_lost": frozenset({404}),  # nothing was lost
    "office.happened": frozenset({404}),
    "runs.calendar_again": frozenset({409}),  # none was left out
}
"""What pages answer to those who may open them, where it isn't what `is_open` says."""

_REFUSED = (Role.TEACHER.value, Role.DISTRICT.value)
"""Who tries foreign ids on pages, too, that are not theirs; `make proof` lets everybody."""

_PAIRS = {"mill": ("teacher", "plus"), "hill": ("hill", None), "bay": ("bay", None)}
"""Accounts of Alice and Dave, by site."""

TOUCHED = frozenset(
    {"access_log", "access_token", "user_session", "plan_figures", "school_figures"}
)
"""Tables in which a mere look leaves a trace, by intention: what plans give is summed up once."""

BODIES: Mapping[str, Mapping[str, object]] = {
    "api.data.put_value": {"days": 1, "source": "last year"},
    "api.coaching.answer_offer": {"accept": True},
    "api.moves.move": {"key": "none"},
    "api.plans.rename": {"name": "Another"},
    "api.schools.open_site": {"name": "Another"},
}
"""What calls of the API need to send to get further than their form."""


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
            values = own | {_last(rule): values[_last(rule)]}
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
                f"Give tests/web/matrix.py an example of <{name}> in {rule.rule}: the matrix of"
                " roles tries every page."
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


def expected(decision: Decision, who: str | None, rule: Rule, where: str) -> str:
    """Say what somebody must get: ``open``, ``sign in``, ``403`` or ``404``."""
    if decision.gate is Gate.PUBLIC:
        return "open"
    if who is None:
        return "sign in"
    if decision.action is None:
        return "open"
    is_there = where in REACH[who] and not (_is_of_district(rule) and len(REACH[who]) == 1)
    if decision.gate is Gate.SERVER:
        is_there = who == "root"
    is_allowed = (who if who in set(Role) else Role.ADMIN) in POLICY[decision.action]
    if decision.gate is Gate.ANYWHERE and not is_allowed:
        return "403"  # whose id it is makes no difference
    if not is_there and (decision.gate is not Gate.ANYWHERE or variables(rule)):
        return "404"
    return "open" if is_allowed else "403"


_OPEN = (400, 409, 412, 415, 422, 428)
"""Refused for what was sent, not for who sent it."""


def seen(answer: TestResponse, endpoint: str, due: str) -> str:
    """Say what somebody got, in the same words; `due` is what they must get."""
    status = answer.status_code
    if status in (401, 303) and (status == 401 or "/sign-in" in answer.headers["Location"]):
        return "sign in" if endpoint != "auth.sign_out" else "open"
    if status < 400 or status in _OPEN:
        return "open"
    if due == "open" and status in OTHERWISE.get(endpoint, ()):
        return "open"
    return str(status)


def _is_of_district(rule: Rule) -> bool:
    """Whether a page is about a whole district: who has one site of it knows none."""
    return "district" in variables(rule) and not {"school", "site"} & variables(rule)


@dataclass(frozen=True)
class Try:
    """What came of one request: the page, where, the answer in our words, what it showed."""

    page: str
    where: str
    due: str
    found: str
    leaks: tuple[str, ...]
    changed: tuple[str, ...]
    plain: tuple[int, str]


def survey(world: World, who: str | None) -> list[Try]:
    """Try every page at every place, once for all tests that look at what came of it."""
    if who not in world.surveys:
        world.surveys[who] = list(_tries(world, who))
    return world.surveys[who]


def _tries(world: World, who: str | None) -> Iterator[Try]:
    for rule, method in world.pages():
        for where in _places(rule):
            due = expected(_decision(world, rule), who, rule, where)
            piece = due in ("403", "404") and (method != "GET" or rule.rule not in world.framed)
            answer = world.ask(who, rule, method, where, keep=True, piece=piece)
            changed = world.changed() if method == "GET" else []
            world.undo()
            yield Try(
                page=f"{method} {rule.rule}",
                where=where,
                due=due,
                found=seen(answer, rule.endpoint, due),
                leaks=tuple(_leaks(answer, who)),
                changed=tuple(name for name in changed if name not in TOUCHED),
                plain=_plain(answer),
            )


def wrong_answers(world: World, who: str | None) -> list[str]:
    """Return what was answered otherwise than it must be."""
    return [
        f"{one.page} at {one.where}: {one.found}, not {one.due}"
        for one in survey(world, who)
        if one.found != one.due
    ]


def wrong_mixtures(world: World, who: str) -> list[str]:
    """Try ids of elsewhere behind one's own place; return where they were found."""
    wrong = []
    for rule, method in world.pages():
        decision = _decision(world, rule)
        if len(variables(rule)) < 2 or decision.gate is not Gate.AT_PLACE:
            continue
        if world.id(rule, _last(rule), OWN) == world.id(rule, _last(rule), DISTRICT):
            continue  # the same id in every school: here it is one's own
        due = expected(decision, who, rule, OWN).replace("open", "404")
        for where in (SITE, DISTRICT):
            answer = world.ask(who, rule, method, where, mixed=True, piece=True)
            found = seen(answer, rule.endpoint, due)
            if found != due:
                wrong.append(f"{method} {rule.rule}, last id of {where}: {found}, not {due}")
    return wrong


def wrong_effects(world: World, who: str) -> list[str]:
    """Send ids of elsewhere as query and body; return what that showed or changed."""
    wrong = []
    for rule, method in world.pages():
        places = sorted(set(WHERES) - set(REACH[who]))
        piece = expected(_decision(world, rule), who, rule, OWN) != "open"
        if piece and who not in _REFUSED and not IS_PROOF:
            continue
        # What is only shown is tried with the ids of the nearest place: these are mistaken first.
        for where in places[-1:] if method == "GET" else places:
            answer = world.ask(
                who, rule, method, OWN, extra=world.foreign(where), keep=True, piece=piece
            )
            changed = world.changed(world.words(where))
            world.undo()
            if answer.status_code >= 500 or changed or _leaks(answer, who):
                wrong.append(
                    f"{method} {rule.rule} with ids of {where}: {answer.status_code}, shows"
                    f" {_leaks(answer, who)}, changes {changed}"
                )
    return wrong


def foreign_words(world: World, who: str) -> list[str]:
    """Return which pages show a word of where one has no role."""
    return [f"{word} on {one.page}" for one in survey(world, who) for word in one.leaks]


def tell_tales(world: World, who: str) -> list[str]:
    """Return which pages answer otherwise for an id of elsewhere than for one that never was."""
    known = {(one.page, one.where): one.plain for one in survey(world, who)}
    wrong = []
    for rule, method in world.pages():
        places = set(_places(rule)) - set(REACH[who])
        if not variables(rule) or method != "GET" or not places:
            continue
        never = _plain(world.ask(who, rule, method, NOWHERE, piece=rule.rule not in world.framed))
        page = f"{method} {rule.rule}"
        wrong += [f"{page} at {one}" for one in sorted(places) if known[page, one] != never]
    return wrong


def changing_looks(world: World, who: str) -> list[str]:
    """Return which pages change something when they are only looked at."""
    tried = survey(world, who)
    return [f"{one.page} changes {name}" for one in tried for name in one.changed]


_EACH_TIME = r'X-CSRFToken[^>]*>|csrf_token[^>]*>|"request_id":"\w+"'


def _plain(answer: TestResponse) -> tuple[int, str]:
    """Return an answer without tokens and numbers of requests, which are others each time."""
    return answer.status_code, re.sub(_EACH_TIME, "", _text(answer))


def _leaks(answer: TestResponse, who: str | None) -> list[str]:
    """Return the words of other places in an answer."""
    reach = () if who is None else REACH[who]
    own = {"Foxglove"} if SITE in reach else set()
    if DISTRICT in reach:
        return []
    return [word for word in FOREIGN if word not in own and word in _text(answer)]


def _places(rule: Rule) -> tuple[str, ...]:
    """Return at which places a page is to be tried."""
    if not variables(rule):
        return (OWN,)
    # A district's other site is in the same district.
    return (OWN, DISTRICT) if variables(rule) == {"district"} else WHERES


def variables(rule: Rule) -> set[str]:
    """Return the names of the parts of an address that vary."""
    return rule.arguments - set(rule.defaults or {})


def _last(rule: Rule) -> str:
    """Return the last argument of an address."""
    return rule.rule.rpartition("<")[2].partition(">")[0].rpartition(":")[2]


def _decision(world: World, rule: Rule) -> Decision:
    found = decision_of(world.app, rule.endpoint)
    assert found is not None, f"Nobody has decided who may open {rule.rule}."
    return found


def _text(answer: TestResponse) -> str:
    """Return what an answer says; of a file that is no text, what can be read."""
    return answer.get_data().decode(errors="replace")
