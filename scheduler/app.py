"""Wires the application: the only module that knows all the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from scheduler import store, web
from scheduler.config import Settings, load_settings
from scheduler.jobs import wiring
from scheduler.services.coaching.mine import forget_expired
from scheduler.services.messages.mail import send_waiting
from scheduler.services.runs.handlers import HANDLERS

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> APIFlask:
    """
    Build the web application.

    Parameters
    ----------
    settings
        The settings to use. Default None, in which case they are read from the environment and
        the instance folder.

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
        TESTING=settings.testing,
        PUBLIC_URL=settings.public_url,
        WTF_CSRF_TIME_LIMIT=None,  # a form may be open as long as the session lasts
        TRUSTED_HOSTS=settings.hosts,
        **_cookie(is_secure=settings.public_url.startswith("https:")),
    )
    if settings.proxies:
        # Not the host: which names are ours is known from PUBLIC_URL alone.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    store.init_app(app, settings.database_url)
    chores: list[Callable[[], object]] = [forget_expired]
    if settings.smtp:
        chores.append(partial(send_waiting, settings.smtp))
    wiring.init_app(app, settings.queue_url, HANDLERS, settings.lease_s, chores)
    web.init_app(app, settings)
    return app


def _cookie(*, is_secure: bool) -> dict[str, Any]:
    """Settings of the cookie: not for scripts, not for other sites, and not in the open."""
    return {
        # With this prefix browsers take the cookie from this very host over https alone.
        "SESSION_COOKIE_NAME": "__Host-session" if is_secure else "session",
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }
