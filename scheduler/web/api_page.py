"""The description of the API, for people: the same that programs read, laid out as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template

from scheduler.web.access import public
from scheduler.web.api.description import describe

__all__ = ["Call", "blueprint", "families"]

blueprint = Blueprint("reference", __name__, url_prefix="/help")


@dataclass(frozen=True)
class Call:
    """
    One thing that can be called.

    Parameters
    ----------
    facts
        The operation, as the description has it.
    sent, answered
        Media type and schema of what is sent, and of a good answer; None: nothing.
    good
        Status of a good answer.
    errors
        Statuses that it may be refused with.
    """

    method: str
    path: str
    facts: Mapping[str, Any]
    sent: tuple[str, Mapping[str, Any]] | None
    answered: tuple[str, Mapping[str, Any]] | None
    good: str
    errors: tuple[str, ...]


@blueprint.get("/api")
@public
def show() -> str:
    """Show what programs can call, family by family, and what the objects are made of."""
    api = describe(current_app)
    return render_template("help/api.html", api=api, families=families(api))


def families(api: Mapping[str, Any]) -> dict[str, list[Call]]:
    """
    Sort what can be called by families, in the order of the description.

    Parameters
    ----------
    api
        The description.
    """
    found: dict[str, list[Call]] = {one["name"]: [] for one in api["tags"]}
    for path, methods in api["paths"].items():
        for method, facts in methods.items():
            found[facts["tags"][0]].append(_call(method.upper(), path, facts))
    return {title: calls for title, calls in found.items() if calls}


def _call(method: str, path: str, facts: Mapping[str, Any]) -> Call:
    good = next(status for status in facts["responses"] if status.startswith("2"))
    return Call(
        method=method,
        path=path,
        facts=facts,
        sent=_content(facts.get("requestBody", {})),
        answered=_content(facts["responses"][good]),
        good=good,
        errors=tuple(one for one in facts["responses"] if one[0] in "45"),
    )


def _content(part: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    for media_type, content in part.get("content", {}).items():
        return media_type, content.get("schema", {})
    return None
