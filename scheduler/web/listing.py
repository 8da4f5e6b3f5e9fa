"""Lists that sort and turn pages by their address alone: `?sort=-name&page=2`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import current_app, request, url_for

__all__ = ["Listing", "here", "listing", "with_query"]

Row = TypeVar("Row")


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """
    One page of a sorted list.

    Parameters
    ----------
    rows
        What this page shows.
    sort
        Key of the column it is sorted by, with "-" before it where the largest comes first.
    page, pages
        Number of this page, and of the last; both begin at 1.
    total
        How many rows all pages have together.
    """

    rows: tuple[Row, ...]
    sort: str
    page: int
    pages: int
    total: int


def listing(
    rows: Collection[Row],
    keys: Mapping[str, Callable[[Row], Any]],
    sort: str,
    per_page: int = 100,
) -> Listing[Row]:
    """
    Sort rows as the address of this page asks, and take the page that it asks for.

    What an address asks for that doesn't exist is not an error: addresses are kept and sent around,
    so a list falls back to its own order and to its nearest page.

    Parameters
    ----------
    rows
        All rows.
    keys
        For each column that sorts, its key and what it sorts by.
    sort
        Its own order.
    per_page
        Most rows of a page. Default 100.

    Returns
    -------
    Listing
        The page.
    """
    asked = request.args.get("sort", sort)
    if asked.removeprefix("-") not in keys:
        asked = sort
    key = keys[asked.removeprefix("-")]
    ordered = sorted(rows, key=key, reverse=asked.startswith("-"))
    pages = max(1, -(-len(ordered) // per_page))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = tuple(ordered[(page - 1) * per_page : page * per_page])
    return Listing(shown, asked, page, pages, len(ordered))


def with_query(**changes: object) -> str:
    """
    Return the address of this page with some of its query changed.

    Parameters
    ----------
    **changes
        New values by name; None takes one out.

    Returns
    -------
    str
        The address, the rest of its query kept.
    """
    query = {name: values for name, values in request.args.lists() if name not in changes}
    query |= {name: [str(value)] for name, value in changes.items() if value is not None}
    assert request.endpoint is not None  # noqa: S101  # a page is being written, so there is one
    # What the address says itself is not asked for again, whatever somebody put into the query.
    return url_for(request.endpoint, **{**query, **(request.view_args or {})})


def here(endpoint: str, **values: object) -> str:
    """
    Return the address of another page about the same school and plan.

    Parameters
    ----------
    endpoint, **values
        The page, and what its address needs beside them.

    Returns
    -------
    str
        The address.
    """
    kept = {
        name: value
        for name, value in (request.view_args or {}).items()
        if current_app.url_map.is_endpoint_expecting(endpoint, name)
    }
    return url_for(endpoint, **{**kept, **values})
