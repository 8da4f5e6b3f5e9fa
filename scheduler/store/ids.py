"""Ids of the server's rows: short, random, and fit for an address that somebody reads aloud."""

from __future__ import annotations

import secrets

__all__ = ["LENGTH", "new_id"]

LENGTH = 10
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32: without i, l, o and u, which look like others or make words."""


def new_id() -> str:
    """Return a new id of 50 random bits; rights, not ids, decide who may see a thing."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
