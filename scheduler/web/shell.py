"""
What surrounds every page: the navigation, where one is, who one is.

`layout.html` draws it from one `Shell`, which stands in every template as `shell`. Modify `JOBS`
when a page is to be found in the navigation; `web/__init__.py` tells how a page is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.local import LocalProxy
from werkzeug.routing import BuildError

__all__ = ["JOBS", "Job", "JobLink", "Link", "Page", "Shell", "fill_with", "init_app"]

Allowed = Callable[[str, Mapping[str, Any]], bool]
"""Whether the viewer may open an endpoint with these values."""


@dataclass(frozen=True)
class Page:
    """
    A page in the navigation.

    Parameters
    ----------
    further
        Endpoints of pages further in, beside those that begin with its own and "_".
    """

    title: str
    endpoint: str
    further: tuple[str, ...] = ()

    def holds(self, endpoint: str) -> bool:
        """Whether an endpoint is this page, or one further in."""
        is_own = endpoint == self.endpoint or endpoint.startswith(f"{self.endpoint}_")
        return is_own or endpoint in self.further


@dataclass(frozen=True)
class Job:
    """What somebody came to do: one word of the navigation, and the pages for it."""

    title: str
    pages: tuple[Page, ...]


_OF_PLANS = (
    "plans.compare",
    "plans.versions",
    "plans.publish",
    "plans.take_over",
    "messages.sheets",
)

_OF_MORNING = ("office.back", "office.give_back", "office.change", "office.pick")

# In the order of the navigation. A page that doesn't exist (yet), whose address needs a school
# where none is chosen, or that the viewer may not open, is left out; so is a job without pages.
JOBS = (
    Job(
        "Today",
        (
            Page("Today", "mine.today"),
            Page("My week", "mine.week"),
            Page("My term", "mine.term"),
            Page("My calendar feed", "mine.feed"),
            Page("Morning", "office.morning", _OF_MORNING),
            Page("Snow day", "repairs.show"),
            Page("Prints and files", "lists.prints"),
        ),
    ),
    Job(
        "Schedule",
        (
            Page("Overview", "schedule.overview", ("schedule.week", "schedule.plus")),
            Page("Plus capacity", "capacity.show"),
            Page("Build", "runs.show"),
            Page("Master schedule", "grid.show", ("plans.moves",)),
            Page("Scenarios", "plans.index", _OF_PLANS),
        ),
    ),
    Job(
        "Calendar",
        (
            Page("Year", "calendar.year"),
            Page("Month", "calendar.month"),
            Page("Week", "calendar.week"),
            Page("Day", "calendar.day"),
            Page("PD planning", "calendar.planning"),
            Page("Common free time", "lists.free"),
        ),
    ),
    Job(
        "Coaching",
        (
            Page("My coaching", "coaching.cycles"),
            Page("Requests that fit", "coaching.requests"),
            Page("Times kept free", "coaching.availability"),
            Page("Booked sessions", "coaching.bookings"),
            Page("Suggest", "coaching.suggest"),
            Page("My data", "coaching.data"),
            Page("Lost time", "lists.lost"),
            Page("My lost time", "lists.mine"),
        ),
    ),
    Job(
        "Compare",
        (
            Page("Sites", "district.compare"),
            Page("Trend", "district.trend"),
            Page("Plan the teams", "district_runs.team"),
            Page("Build all sites", "district_runs.builds"),
        ),
    ),
    Job(
        "Set up",
        (
            Page("Checklist", "setup.checklist"),
            Page("Import", "setup.import_file"),
            Page("People", "people.index"),
            Page("Sites and years", "district_sites.index"),
            Page("Districts", "district_sites.districts"),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """A word to follow. Without an address it is only said."""

    title: str
    address: str = ""
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class JobLink(Link):
    """A job in the navigation, and the pages it has for this viewer here."""

    pages: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shell:
    """
    What the frame of a page shows. Everything may be missing.

    Parameters
    ----------
    start
        Address of the first page.
    jobs
        The navigation. Default none.
    site, year, plan
        Where the viewer is: the site, its school year, its plan. Default empty.
    sites, years, plans
        What can be chosen instead, the current one among them. Default none.
    search
        Address that takes the word of the search box as `q`. Default empty: no box.
    messages
        The way to the viewer's messages; its note says how many are new. Default None.
    person
        Name of the viewer. Default empty: nobody has signed in.
    account
        What the viewer's own menu offers. Default none.
    sign_out
        Address that ends the session (POST). Default empty.
    demo
        What marks every page of a demonstration. Default empty.
    """

    start: str
    jobs: tuple[JobLink, ...] = ()
    site: str = ""
    year: str = ""
    plan: str = ""
    sites: tuple[Link, ...] = ()
    years: tuple[Link, ...] = ()
    plans: tuple[Link, ...] = ()
    search: str = ""
    messages: Link | None = None
    person: str = ""
    account: tuple[Link, ...] = ()
    sign_out: str = ""
    demo: str = ""

    @property
    def pages(self) -> tuple[Link, ...]:
        """The pages of the current job; none where there is no choice."""
        pages = next((job.pages for job in self.jobs if job.is_current), ())
        return pages if len(pages) > 1 else ()


def init_app(app: Flask, start: str) -> None:
    """
    Give every template its `shell`, put together when a template first looks at it.

    Parts of pages, such as those that are asked for every other second, never do.

    Parameters
    ----------
    app
        The application.
    start
        Endpoint of the first page.
    """
    app.extensions["shell"] = {"start": start, "fill": []}
    app.context_processor(lambda: {"shell": LocalProxy(cache(_shell))})


def fill_with(app: Flask, facts: Callable[[], Mapping[str, Any]]) -> None:
    """
    Let a function of one's own say some of what the shell shows.

    Parameters
    ----------
    app
        The application.
    facts
        Called for each page; returns fields of `Shell` by name. Two keys are no fields: `allowed`
        is an `Allowed`, which pages the viewer may open; `values` says by name what stands in the
        addresses of the navigation where the address of this page doesn't have it.
    """
    app.extensions["shell"]["fill"].append(facts)


def _shell() -> Shell:
    """Put together what this application knows of the viewer and the place."""
    start = url_for(current_app.extensions["shell"]["start"])
    if "bare_shell" in g:
        return Shell(start=start)
    known: dict[str, Any] = {}
    for facts in current_app.extensions["shell"]["fill"]:
        known |= facts()
    allowed: Allowed = known.pop("allowed", lambda _endpoint, _values: True)
    values: Mapping[str, str] = known.pop("values", {})
    return Shell(start=start, jobs=navigation(allowed, values), **known)


def navigation(allowed: Allowed, values: Mapping[str, str]) -> tuple[JobLink, ...]:
    """
    Lay out the jobs and pages that exist here and that the viewer may open.

    Parameters
    ----------
    allowed
        Whether the viewer may open an endpoint.
    values
        What stands in addresses where the address of this page doesn't have it.

    Returns
    -------
    tuple of JobLink
        In the order of `JOBS`.
    """
    here = request.endpoint or ""
    current = _job_of(here)
    jobs = []
    for job in JOBS:
        pages = tuple(link for page in job.pages if (link := _link(page, here, allowed, values)))
        if pages:
            jobs.append(JobLink(job.title, pages[0].address, "", job is current, pages))
    return tuple(jobs)


def _job_of(endpoint: str) -> Job | None:
    """Return the job that an endpoint belongs to: as a page of it, or by its blueprint."""
    blueprint = endpoint.partition(".")[0]
    belongs: tuple[Callable[[Page], bool], ...] = (
        lambda page: page.holds(endpoint),
        lambda page: page.endpoint.partition(".")[0] == blueprint,
    )
    return next((job for test in belongs for job in JOBS if any(map(test, job.pages))), None)


def _link(page: Page, here: str, allowed: Allowed, known: Mapping[str, str]) -> Link | None:
    """Return the link to a page from here, or None where it leads nowhere for this viewer."""
    if page.endpoint not in current_app.view_functions:
        return None
    values = {
        name: value
        for name, value in {**known, **(request.view_args or {})}.items()
        if current_app.url_map.is_endpoint_expecting(page.endpoint, name)
    }
    try:
        address = url_for(page.endpoint, **values)
    except BuildError:
        return None
    if not allowed(page.endpoint, values):
        return None
    return Link(page.title, address, is_current=page.holds(here))
