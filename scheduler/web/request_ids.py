"""
One id for each request: in the answer (`X-Request-Id`), in its error, and in every line of the log.

Whoever asks for help says it, and whoever runs the server finds what happened.
"""

from __future__ import annotations

import logging
import secrets
import time
from urllib.parse import quote

from flask import Flask, Response, g, has_request_context, request

from scheduler.services.access.programs import Caller

__all__ = ["init_app", "log_to_stderr"]

_LINE = "%(asctime)s %(levelname)s %(name)s %(process)d [%(request_id)s] %(message)s"

logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """
    Number the requests of an application.

    Parameters
    ----------
    app
        The application; nothing of it looks at a request before this.
    """
    app.before_request(_begin)
    app.after_request(_end)


def log_to_stderr() -> None:
    """Write the log of this process to standard error, each line with the id of its request."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_LINE))
    handler.addFilter(_number)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # At each start alembic would tell whoever runs a server which database it looks at.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _number(record: logging.LogRecord) -> bool:
    record.request_id = g.get("request_id", "-") if has_request_context() else "-"
    return True


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.monotonic()


def _end(response: Response) -> Response:
    if "request_id" not in g:  # refused before anything of ours was asked
        g.request_id = secrets.token_hex(8)
    response.headers["X-Request-Id"] = g.request_id
    caller: Caller | None = g.get("caller")
    if caller is not None:
        logger.info(
            "%s %s: %d in %.0f ms, token %s",
            request.method,
            quote(request.path),  # an address may hold the end of a line
            response.status_code,
            1000 * (time.monotonic() - g.began),
            caller.token.id,
        )
    return response
