"""Where in a file the things stand that the domain complains about."""

from __future__ import annotations

import re

from scheduler.domain.form import Checked

__all__ = ["Places"]

_UNKNOWN_NAME = re.compile(r': (?P<field>[a-z ]+) names "(?P<name>.*)", which is not among')


class Places:
    """Where in the file each record stands, found again by how sentences name it."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[str, Checked]]] = {}

    def note(self, label: str, where: str, record: Checked) -> None:
        """Remember the place of a record."""
        self._known.setdefault(label, []).append((where, record))

    def of(self, complaint: str, otherwise: str) -> tuple[str, str]:
        """Return the place of what a complaint is about, and the complaint."""
        # A label ends where a colon follows, and ids may have colons: take the longest.
        label = max((one for one in self._known if complaint.startswith(f"{one}:")),
                    key=len, default="")  # fmt: skip
        if not label:
            return otherwise, complaint
        unknown = _UNKNOWN_NAME.match(complaint[len(label) :])
        places = self._known[label]
        if unknown is None:
            return places[0][0], complaint
        field = unknown["field"].replace(" ", "_")
        where = next((w for w, one in places if _has(one, field, unknown["name"])), places[0][0])
        return f'{where}, column "{field}"', complaint


def _has(record: Checked, field: str, name: str) -> bool:
    value = getattr(record, field, None)
    return name in map(str, value if isinstance(value, tuple) else (value,))
