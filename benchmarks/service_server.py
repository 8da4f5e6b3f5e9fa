"""The command line, with one page more: how far a run is, as a browser asks for it each second."""

from __future__ import annotations

import dataclasses

from flask import Response, jsonify

from scheduler.cli import main
from scheduler.domain.roles import Action
from scheduler.services.runs import show
from scheduler.web import home
from scheduler.web.access import allow, viewer


@home.blueprint.get("/benchmark/<school>/<run>")
@allow(Action.SEE_DRAFTS)
def run(school: str, run: str) -> Response:
    """Tell how far a run is."""
    return jsonify(dataclasses.asdict(show.run(viewer(), run)))


if __name__ == "__main__":
    main()
