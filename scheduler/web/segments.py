"""
Parts of addresses that may hold a slash.

Rows of a school keep the ids that their owners gave them, and other programs put slashes into
theirs. Servers decode an address before it is split, so that a slash in a part of it is written as
%2F once more encoded: %252F.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import UnicodeConverter

__all__ = ["init_app"]


class _Segment(UnicodeConverter):
    """What stands between two slashes of an address."""

    def to_python(self, value: str) -> str:
        """Read it."""
        return value.replace("%2F", "/").replace("%25", "%")

    def to_url(self, value: Any) -> str:
        """Write it."""
        return super().to_url(str(value).replace("%", "%25").replace("/", "%2F"))


def init_app(app: Flask) -> None:
    """
    Read and write addresses so.

    Parameters
    ----------
    app
        The application; its addresses come after this.
    """
    app.url_map.converters["default"] = _Segment
