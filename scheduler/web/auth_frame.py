"""What the frame of every page says of who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for

from scheduler.web.access import is_allowed, visitor
from scheduler.web.shell import Link

__all__ = ["facts"]

_DEMO = "Demonstration: made-up people, on this computer only."


def facts() -> Mapping[str, Any]:
    """Say who has signed in, what they may open, and whether all this is a demonstration."""
    who = visitor()
    found: dict[str, Any] = {"allowed": is_allowed}
    if current_app.extensions["settings"].demo:
        found["demo"] = _DEMO
    if who is None:
        found["account"] = (Link("Sign in", url_for("auth.sign_in")),)
        return found
    return found | {
        "person": who.name,
        "account": (Link("My account", url_for("account.show")),),
        "sign_out": url_for("auth.sign_out"),
    }
