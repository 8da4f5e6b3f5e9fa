"""Names of a list of a .fet file: one for each id, with single blanks, and none twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["NameBook"]

_LONGEST = 150


class NameBook:
    """Names by id, in the order of the list."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        for id in ids:
            self.add(id)

    def add(self, id: str) -> str:
        """Name something new, or return the name it has."""
        if id not in self._names:
            words = " ".join(id.split())[: _LONGEST - 6].rstrip() or "-"
            name, number = words, 1
            while name in self._taken:
                number += 1
                name = f"{words} ({number})"
            self._names[id] = name
            self._taken.add(name)
        return self._names[id]

    def __getitem__(self, id: str) -> str:
        return self._names[id]

    def __contains__(self, id: object) -> bool:
        return id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.values())

    def __len__(self) -> int:
        return len(self._names)
