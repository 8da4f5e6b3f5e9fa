"""Random tokens: shown once, stored only as what can't be turned back."""

from __future__ import annotations

import hashlib
import hmac
import secrets

__all__ = ["bucket", "digest", "new_token"]


def new_token() -> str:
    """Return a new token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """
    Return what is stored of a token.

    Parameters
    ----------
    token
        The token. It is random and long, so that a plain hash can't be turned back by trying.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def bucket(secret: str, *parts: str) -> str:
    """
    Return the name under which attempts are counted.

    Parameters
    ----------
    secret
        The key of this installation: without it nobody can tell from the database which addresses
        were typed in (now and then it is a password, in the wrong field).
    parts
        What is counted together.
    """
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
