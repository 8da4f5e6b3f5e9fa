"""What signing in and out does to a browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, request, session, url_for

from scheduler.config import Settings, Smtp
from scheduler.services.access import sessions
from scheduler.services.access.entrance import Entrance, Source
from scheduler.web.access import TOKEN

__all__ = ["INVITATION", "absolute", "begin", "entrance", "leave", "safe_next", "smtp", "source"]

INVITATION = "invitation"
"""Where the cookie keeps the token of an invitation that was opened."""

_KNOWN = "known"
_KNOWN_FOR_S = 180 * 24 * 3600


def entrance() -> Entrance:
    """Return the entrance of this installation."""
    found: Entrance = current_app.extensions["entrance"]
    return found


def smtp() -> Smtp | None:
    """Return the mail server of this installation, or None if it has none."""
    settings: Settings = current_app.extensions["settings"]
    return settings.smtp


def source() -> Source:
    """Return where this request comes from."""
    return Source(
        address=request.remote_addr or "",
        agent=request.headers.get("User-Agent", ""),
        browser=request.cookies.get(_KNOWN, ""),
    )


def begin(token: str, browser: str = "") -> None:
    """
    Sign this browser in.

    Nothing of before stays: whoever put a cookie into this browser, or sat at it earlier, shares
    neither the session nor the form tokens. But an invitation that waits for this sign-in does.

    Parameters
    ----------
    token
        Of the new session.
    browser
        By which this browser is known next time. Default empty: as before.
    """
    waiting = session.get(INVITATION)
    _end()
    session[TOKEN] = token
    if waiting is not None:
        session[INVITATION] = waiting
    if browser:
        after_this_request(lambda response: _remember(response, browser))


def leave() -> None:
    """Sign this browser out."""
    _end()


def safe_next(address: str | None, otherwise: str) -> str:
    """
    Return where to go after signing in: a page of ours, whatever the address bar said.

    Parameters
    ----------
    address
        The wish; it may come from a link that a stranger made.
    otherwise
        Where to go if it isn't a plain path.
    """
    if not address or not address.isprintable() or "\\" in address:
        return otherwise
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    is_path = address.startswith("/") and not address.startswith("//")
    return address if is_path and not parts.scheme and not parts.netloc else otherwise


def absolute(endpoint: str, token: str) -> str:
    """
    Return the whole address of a page, to be sent to somebody.

    Parameters
    ----------
    endpoint, token
        The page, and what stands in its address. It begins with `PUBLIC_URL`; without one only
        this computer's own names are answered, so that nobody can put theirs into a letter by a
        Host header.
    """
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    return f"{base}{url_for(endpoint, token=token)}"


def _end() -> None:
    token = session.get(TOKEN)
    if isinstance(token, str):
        sessions.end(token)
    session.clear()


def _remember(response: Response, browser: str) -> Response:
    config = current_app.config
    response.set_cookie(
        _KNOWN,
        browser,
        max_age=_KNOWN_FOR_S,
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
