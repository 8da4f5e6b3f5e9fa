"""Students of a .fet file: the groups of a school, as years or as groups in years.

Where nothing is asked of several groups at once and none share pupils, each group is a year. Else
all are groups in one year, and what is asked of some of them together is asked of a year of these.
Two groups that share pupils share a subgroup; the rest of each is a subgroup "… alone".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from scheduler.formats.fet.elements import Child, element
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["Sets"]


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
        clashing = out.school.clashing_groups
        running = set(out.groups)
        self._pairs = [
            (one, other)
            for one, other in combinations(out.groups, 2)
            if other in clashing[one] and running >= {one, other}
        ]
        self.sharing = {group for pair in self._pairs for group in pair}
        self.is_plain = not (self._pairs or out.own_sets)
        self._years: dict[tuple[str, ...], str] = {}
        self._sizes = {one.id: one.size for one in out.school.groups}

    def of(self, group: str) -> str:
        """Name the set that does what one group does, and nothing else."""
        name = self.out.students[group]
        return self.out.students.add(f"{name} alone") if group in self.sharing else name

    def together(self, groups: Iterable[str]) -> Iterator[str]:
        """Name sets that are these groups: one where that can be."""
        some = tuple(one for one in self.out.groups if one in set(groups))
        if len(some) < 2 or self.sharing & set(some):
            yield from map(self.of, some)
            return
        if some not in self._years:
            names = " + ".join(self.out.students[one] for one in some)
            self._years[some] = self.out.students.add(f"{names} (together)")
        yield self._years[some]

    def elements(self) -> Iterator[str]:
        """Write years with their groups and subgroups."""
        names, every = self.out.students, self.out.groups
        if self._years or self._pairs:
            yield self._year(names.add("All groups"), every)
        else:
            yield from (element("Year", _set(names[one], self._sizes[one])) for one in every)
        for some, year in self._years.items():
            yield self._year(year, some)
        for name, size in self.out.own_sets.items():
            yield element("Year", _set(name, size))

    def _year(self, name: str, groups: Sequence[str]) -> str:
        inner: list[Child] = [
            ("Group", _set(self.out.students[one], self._sizes[one], self._parts(one)))
            for one in groups
        ]
        return element("Year", _set(name, sum(self._sizes[one] for one in groups), inner))

    def _parts(self, group: str) -> Iterator[Child]:
        """Subgroups of a group that shares pupils: what is its own, and what it shares."""
        if group in self.sharing:
            names = self.out.students
            yield "Subgroup", _set(self.of(group), self._sizes[group])
            for one, other in self._pairs:
                if group in (one, other):
                    yield "Subgroup", _set(names.add(f"{names[one]} & {names[other]}"), 0)


def _set(name: str, size: int, inner: Iterable[Child] = ()) -> list[Child]:
    return [("Name", name), ("Number_of_Students", size), ("Comments", ""), *inner]
