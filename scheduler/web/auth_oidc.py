"""
Sign in with an account kept elsewhere, by OpenID Connect.

Authlib speaks the protocol: state, nonce, PKCE, signatures. What is ours: who the provider must be,
whom it may send (domain or tenant), and what a person elsewhere is here. They are known by issuer
and subject; an account is linked from a signed-in session or by an open invitation, never because
an e-mail address is the same. One thing is under way at a time for each browser, and what it was
begun for (sign in, link, accept) is bound to its state.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session
from flask import url_for as address_of
from werkzeug.wrappers import Response

from scheduler.config import OidcProvider
from scheduler.errors import InputError, NotAllowedError
from scheduler.services.access import elsewhere, invitations
from scheduler.services.access.invitations import Account
from scheduler.web.access import public, signed_in, viewer, visitor
from scheduler.web.auth_session import INVITATION, begin, safe_next, source

__all__ = ["blueprint", "init_app"]

logger = logging.getLogger(__name__)
blueprint = Blueprint("oidc", __name__, url_prefix="/elsewhere")

_UNDER_WAY = "elsewhere"
_TIMEOUT_S = 10
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a public key alone: nothing that our own secret, or nobody, could have made."""

_NO_ANSWER = "The provider of your account did not answer as it should. Try again, or sign in here."


def init_app(app: Flask, provider: OidcProvider) -> None:
    """
    Offer to sign in elsewhere.

    Parameters
    ----------
    app, provider
        The application, and where the accounts are kept.

    Raises
    ------
    InputError
        If the packages for this are not installed.
    """
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise InputError(
            "OIDC_ISSUER",
            "Signing in elsewhere needs authlib and requests, which are not installed.",
        ) from error
    client = OAuth(app).register(
        "elsewhere",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT_S,
        },
    )
    app.extensions |= {"oidc": provider, "oidc_client": client, "oidc_name": provider.name}
    app.register_blueprint(blueprint)


@blueprint.get("/start")
@public
def start() -> Response:
    """Go to the provider, to sign in or to accept the invitation that this browser has open."""
    if "invited" in request.args and INVITATION in session:
        return _go("accept")
    return _go("sign in", safe_next(request.args.get("next"), "/"))


@blueprint.post("/link")
@signed_in
def link() -> str:
    """Say that one's account is to be linked. A form can't lead elsewhere, so a page follows."""
    session[_UNDER_WAY] = {"purpose": "may link", "session": viewer().session}
    return render_template("auth/link.html", provider=current_app.extensions["oidc"].name)


@blueprint.get("/link/go")
@signed_in
def link_go() -> Response:
    """Go to the provider, to link the account that one has there."""
    under_way = session.pop(_UNDER_WAY, {})
    is_ours = under_way.get("purpose") == "may link"
    if not is_ours or under_way.get("session") != viewer().session:
        raise InputError("Account", "Begin on the page of your account.")
    return _go("link")


@blueprint.get("/return")
@public
def back() -> Response:
    """Take what the provider says of whoever it sends back, and finish what was begun."""
    under_way: Mapping[str, Any] = session.pop(_UNDER_WAY, {})
    if not under_way.get("state") or request.args.get("state") != under_way["state"]:
        raise InputError("Sign-in", "This was not begun in this browser, or is over. Begin again.")
    account, name = _who()
    if under_way["purpose"] == "link":
        return _link(account, under_way)
    if under_way["purpose"] == "accept":
        begin(invitations.accept_elsewhere(session[INVITATION], account, name, source()))
        session.pop(INVITATION)
        return redirect("/", 303)
    begin(elsewhere.sign_in(account, source()))
    return redirect(safe_next(under_way["next"], "/"), 303)


def _go(purpose: str, goal: str = "/") -> Response:
    """Begin, and send the browser to the provider."""
    client = current_app.extensions["oidc_client"]
    # Not the name that the request was sent to: the provider knows this address letter by letter.
    back_to = current_app.config["PUBLIC_URL"] + address_of("oidc.back")
    try:
        begun = client.create_authorization_url(back_to)
    except Exception as error:  # the provider's, the network's, the library's
        raise _unanswered(error) from error
    client.save_authorize_data(redirect_uri=back_to, **begun)
    who = visitor()
    session[_UNDER_WAY] = {
        "purpose": purpose,
        "state": begun["state"],
        "next": goal,
        "session": None if who is None else who.session,
    }
    return redirect(begun["url"])


def _who() -> tuple[Account, str]:
    """Exchange the code for a token, and read it; it must be ours, new, and of our people."""
    provider: OidcProvider = current_app.extensions["oidc"]
    client = current_app.extensions["oidc_client"]
    try:
        metadata = client.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        metadata["id_token_signing_alg_values_supported"] = [
            one for one in offered if one in _ALGORITHMS
        ]
        token = client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "values": [provider.issuer]},
                "aud": {"essential": True, "values": [provider.client_id]},
                "sub": {"essential": True},
            }
        )
        claims: Mapping[str, Any] = token["userinfo"]
    except Exception as error:  # the provider's, the network's, the library's
        raise _unanswered(error) from error
    if not _is_ours(provider, claims):
        raise NotAllowedError("That account is not of this district. Use the one of your school.")
    return Account(provider.issuer, str(claims["sub"])), str(claims.get("name") or "")


def _is_ours(provider: OidcProvider, claims: Mapping[str, Any]) -> bool:
    """Return whether a token is of one of our tenants and of one of our domains, as far as set."""
    if provider.tenants and claims.get("tid") not in provider.tenants:
        return False
    if not provider.domains:
        return True
    domain = claims.get("hd")
    if domain is None and claims.get("email_verified") is True:
        domain = str(claims.get("email", "")).rpartition("@")[2]
    return str(domain or "").lower() in provider.domains


def _link(account: Account, under_way: Mapping[str, Any]) -> Response:
    """Link an account with whoever is still signed in as when this was begun."""
    who = visitor()
    if who is None or who.session != under_way["session"]:
        raise InputError("Account", "You have signed out meanwhile. Sign in and begin again.")
    elsewhere.link(who, account)
    flash("The account is linked. You can sign in with it from now on.", "success")
    return redirect(address_of("account.show"), 303)


def _unanswered(error: Exception) -> InputError:
    # Its text may hold the code or a token: only what kind of error it was is for the log.
    logger.warning("Signing in elsewhere failed: %s.", type(error).__name__)
    return InputError("Sign-in", _NO_ANSWER)
