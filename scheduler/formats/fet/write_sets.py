"""Students of a .fet file: the groups of a school, as years or as groups in years.

Where nothing is asked of several groups at once and none share pupils, each group is a year. Else
all are groups in one year, and what is asked of some of them together is asked of a year of these.
Two groups that share pupils share a subgroup; the rest of each is a subgroup "… alone". A school
that came from a file has the sets of that file, and years for its new groups alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.formats.fet.elements import Child, element
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["Sets"]

_LEVELS = ("Group", "Subgroup")


class Sets:
    """
    The students sets of a file.

    Attributes
    ----------
    is_plain
        Whether all sets are groups of the school, so that what is asked of all students is asked
        of these.
    """

    def __init__(self, out: Outgoing) -> None:
        self.out = out
        self.sharing = {group for pair in out.sharing for group in pair}
        self.is_plain = not (out.sharing or out.own_sets)
        self._years: dict[tuple[str, ...], str] = {}

    def of(self, group: str) -> str:
        """Name the set that does what one group does, and nothing else."""
        name = self.out.students[group]
        return self.out.students.add(f"{name} alone") if group in self.sharing else name

    def together(self, groups: Iterable[str]) -> Iterator[str]:
        """Name sets that are these groups: one where that can be."""
        some = tuple(one for one in self.out.groups if one in set(groups))
        if any(self.out.kept):
            yield from self.out.sets_of(some, idle=True)
            return
        if len(some) < 2 or self.sharing & set(some):
            yield from map(self.of, some)
            return
        if some not in self._years:
            names = " + ".join(self.out.students[one] for one in some)
            self._years[some] = self.out.students.add(f"{names} (together)")
        yield self._years[some]

    def elements(self) -> Iterator[str]:
        """Write years with their groups and subgroups."""
        out, together = self.out, bool(self._years or self.sharing)
        yield from (element("Year", self._kept(one, _LEVELS)) for one in out.kept.years)
        if together:
            yield self._year(out.students.add("All groups"), out.groups)
        for one in () if together else out.added:
            yield element("Year", _set(out.students[one], self._size(one)))
        for some, year in self._years.items():
            yield self._year(year, some)
        for name, size in out.own_sets.items():
            yield element("Year", _set(name, size))

    def _kept(self, name: str, levels: Sequence[str]) -> list[Child]:
        """Write a set of the file that the school came from, with all that is in it."""
        parts = self.out.kept.parts(name) if levels else ()
        inner: list[Child] = [(levels[0], self._kept(one, levels[1:])) for one in parts]
        return _set(self.out.students[name], self._size(name), inner)

    def _size(self, name: str) -> int:
        return self.out.sizes[self.out.students[name]]

    def _year(self, name: str, groups: Sequence[str]) -> str:
        inner: list[Child] = [
            ("Group", _set(self.out.students[one], self._size(one), self._parts(one)))
            for one in groups
        ]
        return element("Year", _set(name, sum(map(self._size, groups)), inner))

    def _parts(self, group: str) -> Iterator[Child]:
        """Subgroups of a group that shares pupils: what is its own, and what it shares."""
        if group in self.sharing:
            names = self.out.students
            yield "Subgroup", _set(self.of(group), self._size(group))
            for one, other in self.out.sharing:
                if group in (one, other):
                    yield "Subgroup", _set(names.add(f"{names[one]} & {names[other]}"), 0)


def _set(name: str, size: int, inner: Iterable[Child] = ()) -> list[Child]:
    return [("Name", name), ("Number_of_Students", size), ("Comments", ""), *inner]
