"""Ids that look like others and are not: an invisible sign, or a letter of another alphabet."""

from __future__ import annotations

import unicodedata

__all__ = ["lookalike"]

_ALIKE = ("LATIN", "GREEK", "CYRILLIC")


def lookalike(name: str) -> str:
    """Say what in a name cannot be seen; nothing where all is as it looks."""
    if any(unicodedata.category(sign) == "Cf" for sign in name):
        return "has a sign that cannot be seen"
    found = {
        script
        for sign in name
        if sign.isalpha()
        for script in _ALIKE
        if unicodedata.name(sign, "").startswith(script)
    }
    if len(found) > 1:
        first, *_, last = sorted(one.capitalize() for one in found)
        return f"mixes {first} and {last} letters"
    return ""
