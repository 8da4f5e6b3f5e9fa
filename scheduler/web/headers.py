"""The headers that every answer carries, so that no page has to remember them."""

from __future__ import annotations

from flask import Flask, Response, request

__all__ = ["init_app"]

# Nothing inline and nothing from elsewhere. `default-src` does not govern the last three, so they
# are said one by one: who may frame us, where forms may go, and that no page moves its base.
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def init_app(app: Flask) -> None:
    """
    Send the headers with every answer of the application, errors included.

    Parameters
    ----------
    app
        The application.
    """
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    response.headers.update(_ALWAYS)
    # Offices share computers: after signing out, "back" must not bring a page up again.
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    elif request.path.startswith("/static/vendor/"):  # its address has its version in it
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
