"""Two addresses for whoever watches over an installation: does it live, can it work."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from scheduler.services.operation.health import obstacle
from scheduler.web.access import public

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Say that this process answers; where it doesn't, start it again."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """Say whether this process can do its work; where not, send visitors elsewhere."""
    reason = obstacle()
    status = HTTPStatus.SERVICE_UNAVAILABLE if reason else HTTPStatus.OK
    return Response(f"{reason or 'ok'}\n", status=status, mimetype="text/plain")
