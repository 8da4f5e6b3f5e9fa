"""
Calls made up from the description of the API, in everybody's name; each answer is held to it.

Schemathesis makes the calls: as described, and not quite. What stands in addresses is mostly taken
from what there is, or hardly any call would get further than "there is no such thing".
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from scheduler import create_app
from scheduler.config import Settings
from scheduler.domain.roles import Role
from scheduler.store import migrate
from tests.api.calling import Place
from tests.cast import plan_id
from tests.furnished import add_draft, add_runs, furnish
from tests.people_cast import settle

__all__ = ["fuzz", "made_place", "operations", "tokens_of"]

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)

KNOWN: Mapping[str, tuple[str, ...]] = {
    "school": (*["mill-year"] * 5, "hill-year"),
    "site": ("mill", "bay"),
    "district": ("oak", "oak", "oak", "pine"),
    "plan": ("mill-plan", "mill-draft", "mill-plan", "hill-plan"),
    "run": ("mill-run", "mill-build", "mill-build", "hill-run"),
    "meeting": (plan_id("Art-7A Tue"), plan_id("ELA-6A Mon")),
    "name": ("rooms", "sections", "staff", "baseline", "calendar", "release"),
    "row": ("101", "alice", "regular"),
}
"""What there is, by the name of the part of the address; what is near comes more often."""

ASKED: Mapping[str, str] = {
    "year": "2026-27",
    "period": "T1",
    "first": "2026-09-14",
    "last": "2026-09-18",
    "person": "dave",
    "plan": "mill-plan",
    "plans": "mill-plan,mill-draft",
}
"""What is mostly asked for behind the question mark, or little would make sense together."""

_OWN = (*[True] * 6, False)
"""How often addresses name what there is."""


def made_place(folder: Path) -> Place:
    """Make an application with two furnished sites; its database lies in a folder."""
    app = create_app(
        Settings(
            instance_folder=folder, secret_key="k" * 32, testing=True, api_per_minute=1_000_000
        )
    )
    with app.app_context():
        migrate.upgrade()
        town = settle()
        for site in ("mill", "hill"):
            furnish(site)
            add_draft(site)
            add_runs(site)
    return Place(app, town)


def tokens_of(place: Place) -> dict[str, str]:
    """Give everybody at Mill and in its district a token, by the names of their roles."""
    return {role.value: place.program(role.value).token for role in Role}


def operations(app: Flask) -> Iterator[Any]:
    """Give every operation of the description."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        yield found.ok()


def fuzz(operation: Any, tokens: Mapping[str, str], examples: int, seen: Counter[int]) -> None:
    """
    Call an operation in the names of all.

    Parameters
    ----------
    tokens
        By the name of their person.
    examples
        Number of calls for each of both: as described, and not quite.
    seen
        Counts how calls were answered.

    Raises
    ------
    FailureGroup
        If an answer is not as described.
    """
    # Every role calls; those who may do most things, every other time.
    path = operation.path
    of_school = "teacher" if "/coaching" in path else "principal"
    may_most = of_school if "{school}" in path else "district"
    people = itertools.cycle(one for who in sorted(tokens) for one in (who, may_most))
    for mode in GenerationMode:
        calls = operation.as_strategy(generation_mode=mode)
        _made_up(calls, examples, lambda case: _call(case, next(people), tokens, seen))


def _made_up(calls: st.SearchStrategy[Any], examples: int, call: Callable[[Any], None]) -> None:
    def do(case: Any, ids: dict[str, str], own: bool) -> None:
        for name in case.path_parameters:
            if name in ids and own:
                case.path_parameters[name] = ids[name]
        if own and case.meta.generation.mode.is_positive:
            case.query |= {name: ASKED[name] for name in case.query or () if name in ASKED}
            if "If-Match" in (case.headers or ()):
                case.headers["If-Match"] = "*"
        call(case)

    ids = st.fixed_dictionaries({name: st.sampled_from(some) for name, some in KNOWN.items()})
    limited = settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    limited(given(case=calls, ids=ids, own=st.sampled_from(_OWN))(do))()


def _call(case: Any, who: str, tokens: Mapping[str, str], seen: Counter[int]) -> None:
    response = case.call(headers={"Authorization": f"Bearer {tokens[who]}"})
    seen[response.status_code] += 1
    try:
        case.validate_response(response, checks=list(CHECKS))
    except FailureGroup as failure:
        failure.add_note(f"Called by {who}: {case.as_curl_command()}")
        raise
