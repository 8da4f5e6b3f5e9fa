"""Count attempts to sign in, and say who has to wait: `delays` in the database."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass

from scheduler.errors import TooOftenError
from scheduler.services.access import delays
from scheduler.services.access.entrance import Entrance, Source
from scheduler.services.access.tokens import bucket, new_token
from scheduler.store import writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import people_sessions

__all__ = ["Attempt", "browser_cookie", "letter", "link", "password_of"]

_NETWORK_BITS_V6 = 64
"""One customer has at least this many; single addresses would be a new visitor each time."""


@dataclass(frozen=True)
class Attempt:
    """
    One attempt, and where it counts.

    Parameters
    ----------
    own
        Limits and buckets that somebody clears by getting in.
    shared
        Limits and buckets that others fill, too: only this attempt is taken back.
    """

    own: tuple[tuple[delays.Limit, str], ...]
    shared: tuple[tuple[delays.Limit, str], ...] = ()

    def count(self) -> None:
        """
        Count the attempt before it is made, so that many at once get no more than one by one.

        Raises
        ------
        TooOftenError
            If it is too early for it. It is then not counted: impatience, or a stranger who
            doesn't stop, would make the wait longer and longer.
        """
        moment = now()
        with writing() as session:
            waits, rows = [], []
            for limit, name in self.own + self.shared:
                row = people_sessions.attempts(session, name, moment)
                if row.last_at < moment - delays.FORGOTTEN_AFTER:
                    row.attempts = 0
                waits.append(limit.wait_s(row.attempts, (moment - row.last_at).total_seconds()))
                rows.append(row)
            if any(waits):
                raise TooOftenError(max(waits))
            for row in rows:
                row.attempts += 1
                row.last_at = moment

    def forgive(self, session: Session) -> None:
        """
        Let the attempt not have counted: it was the right password.

        Parameters
        ----------
        session
            The writing transaction.
        """
        # In the order in which `count` locks them, or two of them could wait for each other.
        for _, name in self.own:
            people_sessions.take_back(session, name, everything=True)
        for _, name in self.shared:
            people_sessions.take_back(session, name)
        people_sessions.forget(session, now() - delays.FORGOTTEN_AFTER)


def password_of(entrance: Entrance, email: str, source: Source) -> Attempt:
    """
    Return an attempt to give the password of an account.

    Parameters
    ----------
    entrance, email, source
        Of this installation, whose account, and where the attempt comes from.
    """
    if _is_known(entrance, email, source.browser):
        return Attempt(own=(_counted(entrance, delays.BROWSER, email, source.browser),))
    address = _network(source.address)
    return Attempt(
        own=(_counted(entrance, delays.PAIR, email, address),),
        shared=(
            _counted(entrance, delays.ADDRESS, address),
            _counted(entrance, delays.ACCOUNT, email),
        ),
    )


def letter(entrance: Entrance, email: str, source: Source) -> Attempt:
    """
    Return an attempt to have a letter sent.

    Parameters
    ----------
    entrance, email, source
        Of this installation, to whom, and where the attempt comes from.
    """
    return Attempt(
        own=(),
        shared=(
            _counted(entrance, delays.MAIL, email),
            _counted(entrance, delays.ADDRESS, "mail", _network(source.address)),
        ),
    )


def link(entrance: Entrance, source: Source) -> Attempt:
    """
    Return an attempt to use a link without an account.

    Parameters
    ----------
    entrance, source
        Of this installation, and where the attempt comes from.
    """
    address = _network(source.address)
    return Attempt(own=(), shared=(_counted(entrance, delays.ADDRESS, "link", address),))


def browser_cookie(entrance: Entrance, email: str) -> str:
    """
    Return by what a browser is known in which somebody has signed in.

    Parameters
    ----------
    entrance, email
        Of this installation, and whose account.
    """
    nonce = new_token()
    return f"{nonce}.{bucket(entrance.secret, 'known', email, nonce)}"


def _is_known(entrance: Entrance, email: str, cookie: str) -> bool:
    nonce, _, proof = cookie.partition(".")
    return hmac.compare_digest(
        bucket(entrance.secret, "known", email, nonce).encode(), proof.encode()
    )


def _counted(entrance: Entrance, limit: delays.Limit, *parts: str) -> tuple[delays.Limit, str]:
    return limit, bucket(entrance.secret, limit.kind, *parts)


def _network(address: str) -> str:
    """Return the network of one customer: the address itself, or the first half of a long one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _NETWORK_BITS_V6), strict=False))
