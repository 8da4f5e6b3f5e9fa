"""Where the parts of the front end lie that are not ours: `tools/vendor.py` puts them there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import url_for

__all__ = ["vendored", "versions"]

_FOLDER = Path(__file__).parent / "static" / "vendor"


@cache
def versions() -> dict[str, dict[str, str]]:
    """Return what is there: version and licence of each part, by name."""
    content = (_FOLDER / "versions.json").read_text(encoding="utf-8")
    parts: dict[str, dict[str, str]] = json.loads(content)
    return parts


def vendored(name: str, file: str) -> str:
    """
    Return the address of a file of one part.

    Parameters
    ----------
    name
        The part, say "htmx".
    file
        Its file, say "htmx.min.js".

    Returns
    -------
    str
        The address, which changes with the version.
    """
    return url_for("static", filename=f"vendor/{name}-{versions()[name]['version']}/{file}")
