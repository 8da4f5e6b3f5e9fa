"""The description is exact: calls made up from it are answered as it says, whoever calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator

from scheduler.web.api.operations import operation_of
from tests.api import fuzzing
from tests.api.calling import Place
from tests.applications import close_database

EXAMPLES = 5


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return an application in which anything may happen."""
    place = fuzzing.made_place(tmp_path_factory.mktemp("fuzz"))
    yield place
    close_database(place.app)


@pytest.mark.slow
def test_made_up_calls_are_answered_as_described(world: Place) -> None:
    tokens, seen, total = fuzzing.tokens_of(world), Counter[int](), 0
    for operation in fuzzing.operations(world.app):
        fuzzing.fuzz(operation, tokens, EXAMPLES, seen)
        total += 1
    assert total == len(list(described(world)))
    # They got through, and they were refused in every way that hostile calls should be.
    assert {200, 202, 400, 401, 403, 404, 409, 422, 428} <= seen.keys(), seen


def described(place: Place) -> Iterator[dict[str, object]]:
    api = place.app.test_client().get("/api/v1/openapi.json").json
    return (call for methods in api["paths"].values() for call in methods.values())


def test_every_address_of_the_api_is_described(world: Place) -> None:
    views = {
        rule.endpoint.removeprefix("api.")
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and not rule.endpoint.endswith("static")
    } - {"description.show"}
    assert {call["operationId"] for call in described(world)} == views
    assert all(operation_of(world.app.view_functions[f"api.{one}"]) for one in views)


def test_every_call_and_every_object_says_what_it_is(world: Place) -> None:
    api = world.app.test_client().get("/api/v1/openapi.json").json
    assert api["openapi"] == "3.1.0"
    for call in described(world):
        assert str(call["summary"]).endswith("."), call["operationId"]
    for name, schema in api["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema["description"], name


def test_the_page_shows_every_call_and_needs_no_sign_in(world: Place) -> None:
    page = world.app.test_client().get("/help/api").text
    for call in described(world):
        assert f'id="{call["operationId"]}"' in page
