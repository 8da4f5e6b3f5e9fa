"""Calendar files by secret address: for calendar programs, which sign in nowhere."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request

from scheduler.services.calendar import feeds
from scheduler.web.access import public

__all__ = ["blueprint"]

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")


@blueprint.get("/<token>.ics")
@public
def calendar(token: str) -> Response:
    """Answer with somebody's own days; with nothing where the program has them already."""
    known = request.if_none_match.as_set()
    feed = feeds.serve(token, next(iter(known), None))
    if feed.content is None:
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = Response(feed.content, mimetype="text/calendar")
        response.headers["Content-Disposition"] = "inline; filename=calendar.ics"
    response.set_etag(feed.etag)
    # The program may keep it, and asks each time whether it has changed; nobody between may.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
