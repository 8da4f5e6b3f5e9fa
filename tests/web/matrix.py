"""
Every page tried by every role at its own and at other places: who, where, and what is expected.

Nothing is to be done for a new page, unless its address has a part that no address had before:
`matrix_examples` says what then. A page that answers with another status than usual for good
reason has a line in `OTHERWISE`.

What is expected comes from `POLICY` and from `REACH`, not from the code that decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from scheduler.domain.roles import POLICY, Role
from scheduler.web.access import Decision, Gate, decision_of
from tests.examples import IS_PROOF
from tests.people_cast import FOREIGN
from tests.web.matrix_examples import DISTRICT, NOWHERE, OWN, SITE, WHERES
from tests.web.matrix_world import World, last, variables

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

TOUCHED = frozenset(
    {"access_log", "access_token", "user_session", "plan_figures", "school_figures"}
)
"""Tables in which a mere look leaves a trace, by intention: what plans give is summed up once."""


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
        if world.id(rule, last(rule), OWN) == world.id(rule, last(rule), DISTRICT):
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


def _decision(world: World, rule: Rule) -> Decision:
    found = decision_of(world.app, rule.endpoint)
    assert found is not None, f"Nobody has decided who may open {rule.rule}."
    return found


def _text(answer: TestResponse) -> str:
    """Return what an answer says; of a file that is no text, what can be read."""
    return answer.get_data().decode(errors="replace")
