"""
The API: what pages do for people, for programs. Its addresses begin with `/api/v1`.

A module for each family of addresses, on the services that the pages stand on. Each view says who
may call it (`@allow`, as every page) and what it takes and gives (`@operation`); the description in
`/api/v1/openapi.json` and the page that shows it (`/help/api`) are made from that, and
`tests/api` holds every answer to it. What programs show is in `web/callers.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask

from scheduler.config import Settings
from scheduler.services.access.pace import Pace
from scheduler.web.api import (
    calendar,
    coaching,
    data,
    description,
    district,
    imports,
    me,
    moves,
    plans,
    runs,
    schools,
)

__all__ = ["init_app"]


def init_app(app: Flask, settings: Settings) -> Sequence[Blueprint]:
    """
    Give an application its API.

    Parameters
    ----------
    app, settings
        The application, and its settings.

    Returns
    -------
    list of Blueprint
        All of the API: its calls carry no form tokens.
    """
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    of_schools = (schools, data, imports, runs, plans, moves, calendar, coaching)
    modules = (description, me, *of_schools, district)
    for module in modules:
        api.register_blueprint(module.blueprint)
    app.register_blueprint(api)
    app.extensions["api_pace"] = Pace(settings.api_per_minute)
    return [module.blueprint for module in modules]
