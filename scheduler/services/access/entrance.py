"""What signing in needs to know of this installation, and of whoever knocks."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.config import Settings
from scheduler.errors import InputError
from scheduler.services.access.passwords import Passwords

__all__ = ["Entrance", "SignedIn", "Source", "normal_email", "normal_name"]

_LONGEST_EMAIL = 254
_LONGEST_NAME = 100
_LONGEST_AGENT = 200


@dataclass(frozen=True)
class Entrance:
    """
    What signing in needs to know of this installation.

    Parameters
    ----------
    passwords
        Hashes and checks them.
    secret
        The key of the installation.
    """

    passwords: Passwords
    secret: str

    @staticmethod
    def of(settings: Settings) -> Entrance:
        """
        Return the entrance of an installation.

        Parameters
        ----------
        settings
            Its settings; in tests passwords cost next to nothing.
        """
        return Entrance(Passwords(cheap=settings.testing), settings.secret_key)


@dataclass(frozen=True)
class Source:
    """
    Where an attempt comes from.

    Parameters
    ----------
    address
        The network address, as far as trusted proxies tell it.
    agent
        What the browser says it is. Default empty.
    browser
        What a browser holds in which somebody signed in before. Default empty.
    """

    address: str
    agent: str = ""
    browser: str = ""

    @property
    def device(self) -> str:
        """What is kept of the browser's own description, for the list of one's sessions."""
        return "".join(sign for sign in self.agent if sign.isprintable())[:_LONGEST_AGENT]


@dataclass(frozen=True)
class SignedIn:
    """
    What a browser gets when somebody has signed in.

    Parameters
    ----------
    token
        Of the session; it is stored nowhere else.
    browser
        By which this browser is known next time.
    """

    token: str
    browser: str


def normal_email(text: str) -> str:
    """
    Return an e-mail address as it is stored.

    Parameters
    ----------
    text
        As it was typed.

    Raises
    ------
    InputError
        If it is none.
    """
    email = text.strip().lower()
    name, _, domain = email.rpartition("@")
    plain = email.isprintable() and not any(sign.isspace() for sign in email)
    if not (name and "." in domain.strip(".") and plain and len(email) <= _LONGEST_EMAIL):
        raise InputError("E-mail", "Write an address such as name@school.example.")
    return email


def normal_name(text: str) -> str:
    """
    Return a name as it is stored.

    Parameters
    ----------
    text
        As it was typed.

    Raises
    ------
    InputError
        If there is none, or too much of it.
    """
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError("Name", f"Write a name of 1 to {_LONGEST_NAME} letters.")
    return name
