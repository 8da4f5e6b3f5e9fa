"""Passwords: what we ask of a new one, and how it is kept."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.errors import InputError

__all__ = ["LONGEST", "SHORTEST", "Passwords", "check_new"]

SHORTEST = 12
LONGEST = 200
_FEWEST_DIFFERENT = 5

# What people type when twelve characters are asked for. A long list would be a download of its
# own; the delays after wrong passwords are what stops guessing.
_WELL_KNOWN = (
    "password",
    "passwort",
    "letmein",
    "welcome",
    "qwerty",
    "asdfgh",
    "123456",
    "abcdef",
    "iloveyou",
    "changeme",
    "scheduler",
    "teacher",
    "school",
)
_FEWEST_OF_ONES_OWN = 6


class Passwords:
    """
    Hashes and checks passwords with argon2id, in the strength that its library recommends.

    Parameters
    ----------
    cheap
        Whether to spend next to no time: for tests alone.
    """

    def __init__(self, *, cheap: bool = False) -> None:
        self._hasher = (
            PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()
        )
        self._nobodys = self._hasher.hash("nobody's")

    def hash(self, password: str) -> str:
        """
        Return what is stored of a password.

        Parameters
        ----------
        password
            The password, as it was typed.
        """
        return self._hasher.hash(_same(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """
        Return whether a password is the one that was stored.

        Parameters
        ----------
        stored
            What `hash` returned. None: there is no such account, or none with a password; this
            takes as long as a wrong password does, so that nobody learns who has an account.
        password
            The password, as it was typed.
        """
        if len(password) > LONGEST:
            return False  # nobody has one; says nothing about the account
        try:
            self._hasher.verify(self._nobodys if stored is None else stored, _same(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """
        Return whether a stored password should be hashed again, in today's strength.

        Parameters
        ----------
        stored
            What `hash` once returned.
        """
        return self._hasher.check_needs_rehash(stored)


def check_new(password: str, *, email: str, name: str) -> None:
    """
    Refuse a new password that others would guess.

    Parameters
    ----------
    password
        The password, as it was typed.
    email, name
        Whose it will be: neither may be a part of it.

    Raises
    ------
    InputError
        If it can't be used; the sentence says why, without repeating it.
    """
    plain = _same(password)
    if len(plain) < SHORTEST:
        problem = f"Use at least {SHORTEST} characters; a few words are easy to remember."
    elif len(plain) > LONGEST:
        problem = f"Use at most {LONGEST} characters."
    elif len(set(plain)) < _FEWEST_DIFFERENT:
        problem = "Use more different characters."
    elif _rest(plain, _own_words(email, name)) < _FEWEST_OF_ONES_OWN:
        problem = "It is made of your name or e-mail address; others would try these first."
    elif _rest(plain, _WELL_KNOWN) < _FEWEST_OF_ONES_OWN:
        problem = "It is made of words that everybody tries first; use other ones."
    else:
        return
    raise InputError("Password", problem)


def _same(password: str) -> str:
    """Make one text of what two keyboards write differently."""
    return unicodedata.normalize("NFKC", password)


def _own_words(email: str, name: str) -> list[str]:
    words = [*name.split(), *email.replace("@", " ").replace(".", " ").split()]
    return [word for word in words if len(word) > 2]


def _rest(password: str, words: tuple[str, ...] | list[str]) -> int:
    """Return how many different characters stay when words, figures and signs are taken out."""
    rest = password.lower()
    for word in sorted((word.lower() for word in words), key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest == password.lower():
        return len(password)
    return len([letter for letter in rest if letter.isalpha()])
