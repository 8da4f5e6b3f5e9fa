"""
What an address of the API takes and gives: said once beside its view, and held to.

>>> @blueprint.get("/schools/<school>/plans")
... @allow(Action.SEE_SCHEDULE)
... @operation(answer=PlanHead, is_list=True)
... def plans(school: str) -> Sequence[PlanHead]: ...

`operation` reads the query and the body into objects of the domain's kind and hands them to the
view as `query` and `body`, writes what the view returns, and is what `description` describes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Response, abort, g, jsonify, request

from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked, number, record
from scheduler.errors import InputError, InvalidProblemError, StaleError
from scheduler.formats.schooljson.document import parse_json
from scheduler.services.access.programs import once
from scheduler.web.api.shapes import Answer, answer_of

__all__ = [
    "FILES",
    "Created",
    "Operation",
    "PageQuery",
    "Tagged",
    "expected_number",
    "expected_version",
    "operation",
    "operation_of",
]

_OPERATION = "api_operation"
_MOST = 500


FILES: Mapping[str, str] = {
    "school": "application/json",
    "plan": "application/json",
    "bytes": "application/octet-stream",
}
"""Media types of files: of a school, of a plan, of any kind."""


@record
class PageQuery(Checked):
    """Which part of a list.

    Parameters
    ----------
    limit
        How many to return.
    offset
        How many to leave out before them.
    """

    noun = "Address"
    limit: int = number(least=1, most=_MOST, default=100)
    offset: int = number(least=0, most=10_000_000, default=0)


@dataclass(frozen=True)
class Operation:
    """
    What an address takes and gives.

    Parameters
    ----------
    answer
        Type hint of what the view returns; None: nothing, or a file.
    status
        Of a good answer; without one it is 204.
    body
        What is sent: a kind of object of the domain. None: nothing, or a file.
    query
        What may stand behind the question mark.
    is_list
        Whether the view returns a sequence of answers, of which a page is sent.
    takes, gives
        Kind of the file that is sent, or returned: a key of `FILES`.
    has_tag, needs_tag
        Whether the answer has an ETag, and whether the call has to send one (If-Match).
    is_once
        Whether a call with an `Idempotency-Key` is done only once.
    also
        Statuses that the view answers beside those that follow from all this.
    """

    answer: Any = None
    status: int = HTTPStatus.OK
    body: type[Checked] | Answer | None = None
    query: type[Checked] | None = None
    is_list: bool = False
    takes: str = ""
    gives: str = ""
    has_tag: bool = False
    needs_tag: bool = False
    is_once: bool = False
    also: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Tagged:
    """What a view returns of a thing that has a version, or another mark of its state."""

    value: Any
    tag: str | int


@dataclass(frozen=True)
class Created:
    """What a view returns of a thing that it has made, and where that is."""

    value: Any
    address: str


def operation(**facts: Any) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Say what an address takes and gives: the fields of `Operation`."""
    if facts.get("is_list"):
        facts.setdefault("query", PageQuery)
    facts["also"] = frozenset(facts.get("also", ()))
    about = Operation(**facts)

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @functools.wraps(view)
        def wrapped(**values: Any) -> Response:
            query = None
            if about.query is not None:
                query = _query(about.query)
                if about.query is not PageQuery:
                    values["query"] = query
            elif request.args:
                raise InputError("Address", "Nothing stands behind the question mark here.")
            if about.body is not None:
                values["body"] = _body(about.body)
            elif about.takes:
                _check_type(FILES[about.takes])
            elif request.content_length:
                raise InputError("Body", "Nothing is sent to this address.")
            if about.is_once and "Idempotency-Key" in request.headers:
                return _once(about, lambda: view(**values))
            return _response(about, view(**values), query)

        setattr(wrapped, _OPERATION, about)
        return wrapped

    return decorate


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Return what a view takes and gives, or None where it is no operation."""
    return getattr(view, _OPERATION, None)


def expected_version(present: Callable[[], str | int]) -> str:
    """
    Return the mark of the state that the caller saw, from the header If-Match.

    Parameters
    ----------
    present
        Returns the present mark, for callers that change it whatever it is (``If-Match: *``).
    """
    tags = request.if_match
    if not tags:
        abort(HTTPStatus.PRECONDITION_REQUIRED, _NO_TAG)
    if tags.star_tag:
        return str(present())
    found = tags.as_set()
    return found.pop() if len(found) == 1 else ""


_NO_TAG = "Send the ETag of what you saw in the header If-Match, or * to change it in any case."


def expected_number(present: Callable[[], int]) -> int:
    """Return the version that the caller saw, of a thing whose mark is a number."""
    found = expected_version(present)
    if not found.isascii() or not found.isdigit() or len(found) > 9:
        raise StaleError(f'"{found[:40]}" is no ETag of this; ask for it again.')
    return int(found)


def _query(kind: type[Checked]) -> Any:
    """Read what stands behind the question mark."""
    keys = {key.name: key for key in Record(kind).keys}
    values: dict[str, Any] = {}
    for name, texts in request.args.lists():
        if len(texts) > 1:
            raise InputError("Address", f'"{name[:40]}" stands there {len(texts)} times.')
        shape = keys[name].shape if name in keys else None
        values[name] = _READERS.get(shape.wanted if shape else "", str)(texts[0])
    return _read(kind, values, "Address")


def _whole(text: str) -> Any:
    is_number = text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20
    return int(text) if is_number else text


def _flag(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


_READERS: Mapping[str, Callable[[str], Any]] = {"a whole number": _whole, "true or false": _flag}


def _body(kind: type[Checked] | Answer) -> Any:
    """Read what is sent: JSON, and nothing else."""
    _check_type("application/json")
    found = parse_json(request.get_data(), "Body")
    return found if isinstance(kind, Answer) else _read(kind, found)


def _check_type(wanted: str) -> None:
    if request.mimetype != wanted:
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send it as Content-Type: {wanted}.")


def _read(kind: type[Checked], value: Any, where: str = "") -> Any:
    reader = Record(kind)
    try:
        return reader.read(value)
    except Broken as broken:
        sentences = [one.text(where or reader.noun) for one in broken.complaints]
    if where:
        raise InputError(where, " ".join(sentences))
    raise InvalidProblemError(sentences)


def _response(about: Operation, value: Any, query: Any = None) -> Response:
    """Write what a view returned."""
    if isinstance(value, Response):
        return value
    address, tag = "", None
    if isinstance(value, Created):
        value, address = value.value, value.address
    if isinstance(value, Tagged):
        value, tag = value.value, str(value.tag)
    if about.answer is None:
        response = Response(status=HTTPStatus.NO_CONTENT)
    elif about.is_list:
        response = jsonify(_page(about, value, query))
    else:
        response = jsonify(answer_of(about.answer).write(value))
    if about.answer is not None:
        response.status_code = about.status
    if address:
        response.headers["Location"] = address
    if tag is not None:
        response.set_etag(tag)
        if request.method == "GET":
            response.make_conditional(request)
    return response


def _page(about: Operation, found: Sequence[Any], query: Any) -> dict[str, Any]:
    part = found[query.offset : query.offset + query.limit]
    write = answer_of(about.answer).write
    return {
        "items": [write(one) for one in part],
        "total": len(found),
        "limit": query.limit,
        "offset": query.offset,
    }


def _once(about: Operation, work: Callable[[], Any]) -> Response:
    """Do a call that may be sent again; the second time say what came of the first."""
    key = request.headers["Idempotency-Key"]
    if not 0 < len(key) <= _LONGEST_KEY:
        raise InputError("Idempotency-Key", f"It has 1 to {_LONGEST_KEY} characters.")

    def done() -> dict[str, Any]:
        response = _response(about, work())
        return {
            "status": response.status_code,
            "body": response.get_json(),
            "address": response.headers.get("Location", ""),
        }

    call = f"{request.method} {request.full_path}\n{request.get_data(as_text=True)}"
    kept = once(g.viewer, key, call, done)
    response = jsonify(kept["body"])
    response.status_code = kept["status"]
    if kept["address"]:
        response.headers["Location"] = kept["address"]
    return response


_LONGEST_KEY = 200
