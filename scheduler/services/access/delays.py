"""
How long to wait after wrong passwords.

Nobody is locked out, least of all by others. A browser in which somebody has signed in before
holds a signed cookie and is counted by itself: whatever strangers try, or pupils behind the same
address of a school, its owner gets in. Everybody else is counted by account and address together,
by address, and by account.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["ACCOUNT", "ADDRESS", "BROWSER", "FORGOTTEN_AFTER", "MAIL", "PAIR", "Limit"]

FORGOTTEN_AFTER = dt.timedelta(hours=24)
"""After this time without another attempt, the earlier ones no longer count."""


@dataclass(frozen=True)
class Limit:
    """
    How many attempts are free, and how long the wait can grow.

    Parameters
    ----------
    kind
        What is counted; a part of the name of its bucket.
    free
        Number of attempts without any wait.
    longest_s
        Seconds that the wait never exceeds.
    """

    kind: str
    free: int
    longest_s: int

    def wait_s(self, attempts: int, since_last_s: float) -> int:
        """
        Return how many seconds are left to wait: 1, 2, 4, … after the last attempt.

        Parameters
        ----------
        attempts
            Number of attempts that count.
        since_last_s
            Seconds since the last of them.
        """
        if attempts < self.free:
            return 0
        doublings = min(attempts - self.free, 30)
        whole = min(1 << doublings, self.longest_s)
        left = whole - int(since_last_s)
        return max(left, 0)


BROWSER = Limit("browser", free=10, longest_s=300)
"""A browser in which this account has signed in before."""

PAIR = Limit("pair", free=5, longest_s=900)
"""One account from one address."""

ADDRESS = Limit("address", free=50, longest_s=60)
"""One address, whatever the account: a whole school may be behind it."""

ACCOUNT = Limit("account", free=20, longest_s=60)
"""One account, wherever from."""

MAIL = Limit("mail", free=3, longest_s=3600)
"""Letters to one account, and links asked for from one address."""
