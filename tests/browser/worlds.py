"""
The applications that the browser visits, and all their pages.

A world is an application with something in it. Modify `WORLDS` for another one, and `EXAMPLES` when
an address has a variable part: a page without an example is a failing test, not a page left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from scheduler.app import create_app
from scheduler.config import Settings
from scheduler.services.showcase import Showcase
from tests.browser import gallery
from tests.cast import small_calendar, small_plan, small_school

WORLDS: dict[str, Callable[[Settings], Flask]] = {}

EXAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "schedule.week": (
        {"whose": "teacher", "name": "alice"},
        {"whose": "group", "name": "6A"},
        {"whose": "room", "name": "101"},
    ),
    "schedule.plus": ({"name": "dave", "week": "2026-09-14"},),
}
"""What to put into the variable parts of addresses, by endpoint."""

NO_PAGES = ("static", "gallery.static", "gallery.parts")
"""Endpoints that answer with something else than a page; and the parts of others alone, of which
Event Calendar has roles and an order of headings that axe finds fault with."""


@dataclass(frozen=True)
class Visit:
    """One page of a world, by its address; `name` names a test or a picture."""

    world: str
    name: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.world}-{self.name}"


def world(make: Callable[[Settings], Flask]) -> Callable[[Settings], Flask]:
    """Note down a world under the name of the function that makes it."""
    WORLDS[make.__name__] = make
    return make


@world
def empty(settings: Settings) -> Flask:
    """Make an installation in which nobody has entered anything."""
    return create_app(settings)


@world
def sample(settings: Settings) -> Flask:
    """Make the pages of the small school, its year included, and the gallery."""
    plan = small_plan(calendar=small_calendar())
    app = create_app(settings, Showcase(small_school(), plan))
    gallery.add_to(app)
    return app


def visits(name: str, app: Flask) -> Iterator[Visit]:
    """List all pages of a world, and what it answers where there is none."""
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if rule.endpoint in NO_PAGES or "GET" not in (rule.methods or ()):
                continue
            examples = EXAMPLES.get(rule.endpoint, ({},) if not rule.arguments else ())
            if not examples:
                raise LookupError(f"Give tests/browser/worlds.py an example of {rule.endpoint}.")
            for number, values in enumerate(examples, start=1):
                last = f"-{number}" if len(examples) > 1 else ""
                path = app.url_for(rule.endpoint, _external=False, **values)
                yield Visit(name, rule.endpoint + last, path)
    yield Visit(name, "nowhere", "/nowhere", status=404)
