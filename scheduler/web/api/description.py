"""
The description of the API (OpenAPI 3.1), made from what its views say of themselves.

Nothing is listed here: addresses come from the application, rights from `access`, what is taken and
given from `operations`, objects from the dataclasses of domain and services.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from scheduler._version import __version__
from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Plan
from scheduler.domain.roles import SENTENCES
from scheduler.domain.school import School
from scheduler.formats.schooljson import PLAN_FORMAT, SCHOOL_FORMAT
from scheduler.formats.schooljson.schema import Definitions, file_schema
from scheduler.web.access import Decision, Gate, decision_of, public
from scheduler.web.api.operations import FILES, Operation, operation_of
from scheduler.web.api.shapes import Answer, answer_of

__all__ = ["blueprint", "describe"]

blueprint = Blueprint("description", __name__)

_PREFIX = "/api/v1"
_JSON, _PROBLEM = "application/json", "application/problem+json"
_TAGS = {
    "me": "Who is calling",
    "schools": "Schools",
    "data": "Data of a school",
    "imports": "Imports",
    "runs": "Runs",
    "plans": "Plans",
    "moves": "Moves by hand",
    "calendar": "Calendar",
    "coaching": "Coaching requests",
    "district": "District",
}

_PROBLEM_SCHEMA = {
    "description": "What is wrong, in the sentences that people get on pages (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "All sentences in one text."},
        "problems": {"type": "array", "items": {"type": "string"}},
        "request_id": {"type": "string", "description": "To be told to who runs the server."},
    },
    "required": ["type", "title", "status", "detail", "problems", "request_id"],
    "additionalProperties": False,
}

_ERRORS: Mapping[int, str] = {
    400: "It could not be read: the address, a header, or what was sent.",
    401: "There is no token, or none that counts.",
    403: "The role of the token's person, or its scope, does not allow this.",
    404: "There is no such thing, or none that the token's person may know of.",
    409: "It is no longer in a state that allows this.",
    412: "It was changed since the caller saw it (If-Match).",
    413: "It is too large.",
    415: "It is sent as another type of content.",
    422: "It could be read, but things in it do not fit together.",
    428: "The header If-Match is missing.",
    429: "Too many calls; Retry-After says for how many seconds to wait.",
    503: "The server's own database cannot be used at the moment.",
}


@blueprint.get("/openapi.json")
@public
def show() -> Response:
    """Return the description."""
    return jsonify(describe(current_app))


def describe(app: Flask) -> dict[str, Any]:
    """Describe the API of an application; the same for everybody, so it is made once."""
    if "api_description" not in app.extensions:
        app.extensions["api_description"] = _described(app)
    found: dict[str, Any] = app.extensions["api_description"]
    return found


def _described(app: Flask) -> dict[str, Any]:
    definitions = Definitions("#/components/schemas/")
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, about in _operations(app):
        place = paths.setdefault(re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", _path(rule)), {})
        place[method.lower()] = _operation(app, definitions, rule, about)
    files = {
        "SchoolFile": file_schema(definitions, Record(School), SCHOOL_FORMAT),
        "PlanFile": file_schema(definitions, Record(Plan), PLAN_FORMAT),
    }
    schemas = {**definitions.found, **files, "Problem": _PROBLEM_SCHEMA}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Scheduler",
            "version": __version__,
            "description": "Everything a page does, a program can do, under the same permissions.",
        },
        "servers": [{"url": _PREFIX}],
        "security": [{"token": []}],
        "tags": [{"name": words} for words in _TAGS.values()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {str(status): _error(status) for status in _ERRORS},
            "headers": {"X-Request-Id": {"schema": {"type": "string"}}},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    for rule in app.url_map.iter_rules():
        about = operation_of(app.view_functions[rule.endpoint])
        if about is not None:
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield rule, method, about


def _path(rule: Rule) -> str:
    return rule.rule.removeprefix(_PREFIX)


def _operation(app: Flask, found: Definitions, rule: Rule, about: Operation) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    summary, _, more = (inspect.getdoc(view) or "").partition("\n\n")
    decision = decision_of(app, rule.endpoint) or Decision(Gate.PUBLIC)
    _, family, name = rule.endpoint.split(".")
    described: dict[str, Any] = {
        "operationId": f"{family}.{name}",
        "tags": [_TAGS[family]],
        "summary": " ".join(summary.split()),
        "description": f"{_plain(more)} {_who(decision)}".strip(),
        "parameters": [*_in_path(rule), *_in_query(found, about), *_in_headers(about)],
        "responses": _responses(found, rule, decision, about),
    }
    if (sent := _sent(found, about)) is not None:
        described["requestBody"] = {"required": True, "content": sent}
    return described


def _plain(text: str) -> str:
    return " ".join(text.split())


def _who(decision: Decision) -> str:
    """Say who may call it."""
    if decision.action is None:
        return "For everybody with a token."
    return f"Needs the right “{decision.action.value}”: {SENTENCES[decision.action]}"


def _in_path(rule: Rule) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule):
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
        converter = rule._converters.get(name)
        if isinstance(converter, AnyConverter):
            schema = {"enum": sorted(converter.items)}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(found: Definitions, about: Operation) -> Iterator[dict[str, Any]]:
    if about.query is None:
        return
    described = found.describe(Record(about.query))
    for name, schema in described["properties"].items():
        if {"type": "null"} in schema.get("anyOf", ()):  # it is left out instead
            kept = {key: one for key, one in schema.items() if key not in ("anyOf", "default")}
            schema = schema["anyOf"][0] | kept
        yield {
            "name": name,
            "in": "query",
            "required": name in described["required"],
            "description": schema.pop("description", ""),
            "schema": schema,
        }


def _in_headers(about: Operation) -> Iterator[dict[str, Any]]:
    if about.needs_tag:
        yield _header("If-Match", "ETag of what the caller saw, or * to change it in any case.")
    if about.is_once:
        yield _header(
            "Idempotency-Key",
            "A word of the caller's own for this call: sent again within a day, it is not done"
            " again, and answered as the first time.",
        )


def _header(name: str, words: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
    return {"name": name, "in": "header", "description": words, "schema": schema}


def _sent(found: Definitions, about: Operation) -> dict[str, Any] | None:
    if about.takes:
        return {FILES[about.takes]: _file(about.takes)}
    if about.body is None:
        return None
    if isinstance(about.body, Answer):
        return {_JSON: {"schema": about.body.describe(found)}}
    return {_JSON: {"schema": found.refer(Record(about.body))}}


def _file(kind: str) -> dict[str, Any]:
    schemas = {"school": "SchoolFile", "plan": "PlanFile"}
    return {"schema": _ref(schemas[kind])} if kind in schemas else {}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _responses(
    found: Definitions, rule: Rule, decision: Decision, about: Operation
) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if about.has_tag:
        headers["ETag"] = {"schema": {"type": "string"}}
    good: dict[str, Any] = {"description": "As asked.", "headers": headers}
    if about.gives:
        good["content"] = {FILES[about.gives]: _file(about.gives)}
    elif about.answer is not None:
        good["content"] = {_JSON: {"schema": _answered(found, about)}}
    is_empty = about.answer is None and not about.gives
    responses = {"204" if is_empty else str(about.status): good}
    if about.has_tag and "GET" in (rule.methods or ()):
        responses["304"] = {"description": "As it was (If-None-Match).", "headers": headers}
    for status in sorted(_statuses(rule, decision, about)):
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return responses


def _answered(found: Definitions, about: Operation) -> dict[str, Any]:
    item = answer_of(about.answer).describe(found)
    if not about.is_list:
        return item
    whole = {"type": "integer", "minimum": 0}
    page = {"items": {"type": "array", "items": item}, "total": whole, "limit": whole}
    page["offset"] = whole
    return {"type": "object", "properties": page, "required": list(page)}


def _statuses(rule: Rule, decision: Decision, about: Operation) -> set[int]:
    """Return with which errors a call may be answered."""
    statuses = {400, 401, 429, 503, *about.also}
    if decision.action is not None or (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
        statuses.add(403)
    if rule.arguments:
        statuses.add(404)
    if about.body is not None:
        statuses |= {409, 413, 415, 422}
    if about.takes:
        statuses |= {413, 415}
    if about.needs_tag:
        statuses |= {409, 412, 428}
    if about.is_once:
        statuses.add(409)
    return statuses


def _error(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = {"schema": {"type": "integer", "minimum": 1}}
    return {
        "description": _ERRORS[status],
        "headers": headers,
        "content": {_PROBLEM: {"schema": _ref("Problem")}},
    }
