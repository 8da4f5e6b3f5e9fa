"""Cells that say themselves what column they stand in, for phones that show a row as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

__all__ = ["headed"]

_OPENING = re.compile(r"<(tr|th|td)\b([^>]*)>")


def headed(rows: Markup, titles: Sequence[str]) -> Markup:
    """
    Write the title of its column into each cell of some rows, as `data-head`.

    Parameters
    ----------
    rows
        The rows as a template has written them, without tables inside.
    titles
        Of the columns; "" where a cell needs none.

    Returns
    -------
    Markup
        The rows. Heads of rows, and cells across several columns, stay as they are.
    """
    left: Iterator[str] = iter(())

    def head(found: re.Match[str]) -> str:
        nonlocal left
        kind, attributes = found.groups()
        if kind == "tr":
            left = iter(titles)
            return found[0]
        title = next(left, "")
        if kind == "th" or not title or "colspan=" in attributes:
            return found[0]
        return f'<td data-head="{escape(title)}"{attributes}>'

    return Markup(_OPENING.sub(head, str(rows)))  # noqa: S704  # escaped where it was written
