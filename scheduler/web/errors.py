"""
What the visitor sees when something goes wrong: one table for pages and for JSON.

Modify `_STATUS` when a new error class is made, and `_TITLES` when a new status is answered.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from scheduler.errors import (
    ConflictError,
    InputError,
    InvalidProblemError,
    JobError,
    ModelMismatchError,
    NotAllowedError,
    NotFoundError,
    SchedulerError,
    StaleError,
    TooOftenError,
    UnavailableError,
)

__all__ = ["answered", "init_app", "of_http", "status_of"]

logger = logging.getLogger(__name__)

_STATUS: dict[type[SchedulerError], int] = {
    InputError: 400,
    NotAllowedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    InvalidProblemError: 422,
    TooOftenError: 429,
    JobError: 500,
    ModelMismatchError: 500,
    UnavailableError: 503,
}

# A title, and what to say where the error brings no sentence of its own.
_TITLES: dict[int, tuple[str, str]] = {
    400: ("This could not be read", "Go back, check what you entered and send it again."),
    401: ("Please sign in", "Sign in, then try again."),
    403: ("You may not do this", "Ask your administrator if you think that you should."),
    404: ("There is no such page", "Check the address, or start again from the first page."),
    405: ("This address does not work that way", "Start again from the first page."),
    406: ("Not in that form", "Ask for application/json."),
    409: ("Somebody was faster", "Load the page again to see what changed, then try once more."),
    412: ("Somebody was faster", "Ask for it again to see what changed, then try once more."),
    413: (
        "This is too large",
        "Send a smaller file, or ask your administrator for a higher limit.",
    ),
    415: ("This is not what was expected", "Send another kind of content (Content-Type)."),
    422: ("Some things do not fit together", "Mend what is named here and send it again."),
    428: ("Say which version you saw", "Send its ETag in the header If-Match."),
    429: ("Please wait a little", "This was tried too often; try again later."),
    500: (
        "Something went wrong on our side",
        "Nothing was changed. Please tell your administrator.",
    ),
    503: ("Not at the moment", "Nothing was changed. Try again in a minute."),
}

_TOLD = (HTTPStatus.UNAUTHORIZED, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

_OTHER_NAME = (
    "This server does not answer to that name. Whoever runs it gives its name in PUBLIC_URL."
)


def init_app(app: Flask) -> None:
    """
    Answer every error of the application from the one table.

    Parameters
    ----------
    app
        The application.
    """
    app.register_error_handler(SchedulerError, _foreseen)
    app.register_error_handler(HTTPException, of_http)
    app.log_exception = _log  # type: ignore[method-assign]


def _log(exc_info: Any) -> None:
    """Log what nobody foresaw: where, without the tokens that stand in some addresses."""
    ids = {name: id for name, id in (request.view_args or {}).items() if name != "token"}
    logger.error("%s %s failed, for %s.", request.method, request.url_rule, ids, exc_info=exc_info)


def status_of(error: SchedulerError) -> int:
    """
    Return the HTTP status that answers an error.

    Parameters
    ----------
    error
        The error; of a class in the table, or of a child of one.

    Returns
    -------
    int
        The status; 500 for a class that the table doesn't know.
    """
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def _foreseen(error: SchedulerError) -> Response:
    """Answer one of our own errors with its sentences."""
    status = status_of(error)
    if isinstance(error, StaleError) and request.if_match:
        status = HTTPStatus.PRECONDITION_FAILED
    if isinstance(error, UnavailableError):
        # In one line: as long as it lasts, every visitor meets it.
        logger.error("Answered with status %d: %s", status, error)
        return answered(status, [str(error)])
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Our fault: the details are for the log, not for the visitor.
        logger.error("Answered with status %d.", status, exc_info=error)
        return answered(status, [])
    sentences = error.problems if isinstance(error, InvalidProblemError) else [str(error)]
    answer = answered(status, list(sentences))
    if isinstance(error, TooOftenError):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def of_http(error: HTTPException) -> Response:
    """Answer an error of the protocol, or one that nobody foresaw (Flask wraps it, and logs it)."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())  # a redirect, or an answer made elsewhere
    if isinstance(error, SecurityError):
        # A page would need addresses, and there are none under a name that isn't ours.
        return Response(f"400: {_OTHER_NAME}\n", HTTPStatus.BAD_REQUEST, mimetype="text/plain")
    answer = answered(error.code, [_own_words(error)])
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:  # say, Allow or Retry-After
            answer.headers[name] = value
    return answer


def _own_words(error: HTTPException) -> str:
    """Return what the API says of tokens and content types; else the table has the words."""
    is_ours = error.code in _TOLD and error.description != type(error).description
    return error.description or "" if is_ours else ""


def answered(status: int, sentences: list[str]) -> Response:
    """Write the error as JSON for programs, as a page or as a piece of one for people."""
    title, advice = _TITLES.get(status, (HTTPStatus(status).phrase, "Start again."))
    if status == HTTPStatus.CONFLICT and request.method == "GET":
        title = "This is not ready yet"  # who only looks has been too late for nothing
    sentences = [text for text in sentences if text] or [advice]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        g.bare_shell = True  # what failed may be what the frame asks for
    if _wants_json():
        response = problem(status, title, sentences)
    else:
        # htmx puts what it gets into the page where it was asked for: no page within a page.
        template = "errors/notice.html" if "HX-Request" in request.headers else "errors/show.html"
        response = make_response(
            render_template(
                template, status=status, title=title, sentences=sentences, back=_page_before()
            )
        )
    response.status_code = status
    return response


def problem(status: int, title: str, sentences: list[str]) -> Response:
    """Tell a program what is wrong (RFC 9457), in the sentences that people get."""
    response = jsonify(
        type="about:blank",
        title=title,
        status=status,
        detail=" ".join(sentences),
        problems=sentences,
        request_id=g.get("request_id", ""),
    )
    response.mimetype = "application/problem+json"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _page_before() -> str:
    """Return the page of ours that the visitor comes from, to look at again; empty if none."""
    before = request.referrer or ""
    return before if before.startswith(request.host_url) and before != request.url else ""


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return request.path.startswith("/api/") or (
        accepted["application/json"] > accepted["text/html"]
    )
