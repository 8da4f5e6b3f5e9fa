"""Wires the application: the only module that knows all the others."""

from __future__ import annotations

from apiflask import APIFlask

from scheduler import store, web
from scheduler.config import Settings, load_settings
from scheduler.jobs import wiring
from scheduler.services.runs.handlers import HANDLERS
from scheduler.services.showcase import Showcase

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, showcase: Showcase | None = None) -> APIFlask:
    """
    Build the web application.

    Parameters
    ----------
    settings
        The settings to use. Default None, in which case they are read from the environment and
        the instance folder.
    showcase
        A solved sample school whose pages are served, read-only. Default None.

    Returns
    -------
    APIFlask
        The application, ready to serve.
    """
    settings = load_settings() if settings is None else settings
    # APIFlask's own pages for errors and API documentation would bypass our error table and break
    # the content security policy, so both stay off.
    app = APIFlask(
        "scheduler.web",
        instance_path=str(settings.instance_folder),
        json_errors=False,
        enable_openapi=False,
        docs_path=None,
    )
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TESTING=settings.testing,
    )
    store.init_app(app, settings.database_url)
    wiring.init_app(app, settings.queue_url, HANDLERS, settings.lease_s)
    web.init_app(app, showcase)
    return app
