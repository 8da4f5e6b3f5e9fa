"""
The pages: reads forms and addresses, calls services, fills templates. No rules of its own.

How a page is added
-------------------
1. A view in the module of its blueprint (``web/<blueprint>.py``): it reads the address or a form,
   calls one service and fills ``templates/<blueprint>/<action>.html``.
   Nearest to the function it says who may open it: ``@allow(Action.x)``, ``@signed_in`` or
   ``@public`` (``access.py``); without one the application doesn't start.
2. The template extends ``layout.html``, fills the blocks ``title``, ``content`` and, for a page
   further in, ``trail``; it takes heads, tables, forms, figures and chips from ``macros/``.
   Colours, sizes and distances are words of ``static/theme.css``; a page that needs rules of its
   own gets ``static/<blueprint>.css`` in the block ``styles``. Nothing inline: the policy would
   block it.
3. Its place in the navigation is a line of ``JOBS`` in ``shell.py``. Endpoints further in begin
   with the name of their page: ``setup.staff`` and ``setup.staff_edit``.
4. ``tests/browser`` finds it by itself: it opens every address and wants no fault of axe, no
   sideways scrolling, nothing in the console. An address with a variable part needs an example
   in ``tests/browser/worlds.py``. ``make screenshots`` draws every page.

5. ``tests/web/test_role_matrix.py`` finds it, too: every role tries it at its own and at other
   places. A new name in an address needs an example in ``tests/web/matrix_examples.py``.

Scripts only make faster what works without them: plain files in ``static/``, and htmx 4, of which
to know: attributes are not inherited unless written ``hx-target:inherited``; answers of 400 and
above are swapped in too, so an error comes as a notice (``web/errors.py``); the CSRF token travels
along (``layout.html``); ``hx-on`` and ``js:`` need eval and do nothing here.
"""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, PrefixLoader

from scheduler._version import __version__
from scheduler.config import Settings
from scheduler.formats.html import page_parts, tight
from scheduler.services.access.entrance import Entrance
from scheduler.web import (
    access,
    answers,
    api,
    api_page,
    auth,
    auth_account,
    auth_demo,
    auth_frame,
    auth_oidc,
    auth_tokens,
    calendar_moves,
    capacity,
    clock,
    coaching,
    district,
    district_runs,
    district_sites,
    errors,
    feeds,
    grid,
    headers,
    health,
    help,
    home,
    lists,
    messages,
    mine,
    office_changes,
    people,
    place,
    plain,
    plans,
    repairs,
    request_ids,
    runs,
    schedule,
    segments,
    setup,
    shell,
    typed,
)
from scheduler.web.headed import headed
from scheduler.web.listing import here, with_query
from scheduler.web.vendored import vendored

__all__ = ["init_app"]

csrf = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    """
    Give the application its pages, its error pages and the headers that protect both.

    Parameters
    ----------
    app
        The application; its configuration is complete.
    settings
        Of this installation.
    """
    segments.init_app(app)
    request_ids.init_app(app)  # first: its number is in everything that follows
    plain.init_app(app)
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    typed.init_app(app)
    clock.init_app(app)
    app.extensions |= {"settings": settings, "entrance": Entrance.of(settings)}
    for module in (
        home,
        help,
        auth,
        auth_account,
        auth_tokens,
        api_page,
        lists,
        office_changes,  # with all pages of a morning
        people,
        plans,
        schedule,
        calendar_moves,  # with all pages of the calendar
        grid,
        mine,
        answers,
        feeds,
        health,
        capacity,
        coaching,
        district,
        district_runs,
        district_sites,
        messages,
        repairs,
        runs,
        setup,
    ):
        app.register_blueprint(module.blueprint)
    for part in api.init_app(app, settings):
        csrf.exempt(part)
    if settings.oidc is not None:
        auth_oidc.init_app(app, settings.oidc)
    if settings.demo:
        app.register_blueprint(auth_demo.blueprint)
    shell.init_app(app, "home.index")
    shell.fill_with(app, place.facts)
    shell.fill_with(app, auth_frame.facts)
    app.jinja_env.globals |= {
        "vendored": vendored,
        "headed": headed,
        "program_version": __version__,
        "here": here,
        "may": access.may,
        "with_query": with_query,
    }
    _take_paper(app)
    access.init_app(app)  # last: it looks at every page


def _take_paper(app: Flask) -> None:
    """Let pages import what stands on paper, too: from "paper/tables.html"."""
    paper = PrefixLoader({"paper": page_parts()})
    app.jinja_loader = ChoiceLoader([one for one in (app.jinja_loader, paper) if one])
    app.jinja_env.filters["tight"] = tight
