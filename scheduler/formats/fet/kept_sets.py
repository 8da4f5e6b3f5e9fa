"""Students sets of the file that a school came from, as far as its groups are still these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.domain.origin import Origin

__all__ = ["KeptSets"]

_LEVELS = 3
"""Years, groups, subgroups: a file goes no deeper."""


class KeptSets:
    """
    Years with their groups and subgroups.

    Parameters
    ----------
    groups
        Ids of the groups of the school that have classes.

    Attributes
    ----------
    sizes
        Pupils of each set, by its name.
    """

    def __init__(self, origin: Origin, groups: Iterable[str]) -> None:
        running = frozenset(groups)
        self._sets = {one.name: one for one in origin.sets}
        self.years = tuple(one for one in origin.years if one in self._sets)
        self.sizes = {one.name: one.size for one in origin.sets}
        self._group = {one.name: one.group for one in origin.sets if one.group in running}
        self._leaves: dict[str, frozenset[str]] = {}
        for year in self.years:
            self._fill(year, _LEVELS)

    def _fill(self, name: str, levels: int) -> frozenset[str]:
        """Find the smallest sets in one."""
        parts = self.parts(name) if levels > 1 else ()
        inner = [self._fill(part, levels - 1) for part in parts]
        found = frozenset().union(*inner) if inner else frozenset({name})
        self._leaves[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def parts(self, name: str) -> tuple[str, ...]:
        """Name the sets in one."""
        return tuple(one for one in self._sets[name].parts if one in self._sets)

    def missing(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Pick the groups that the file did not have."""
        known = {self._group[leaf] for name in self for leaf in self._leaves[name] & {*self._group}}
        return tuple(one for one in groups if one not in known)

    def groups_in(self, name: str) -> frozenset[str]:
        """Groups with anybody in a set; none where the file has no such set."""
        leaves = self._leaves.get(name, frozenset())
        return frozenset(self._group[leaf] for leaf in leaves if leaf in self._group)

    def is_exactly(self, name: str) -> frozenset[str]:
        """Groups that make up a set; none where it has only a part of one of them."""
        groups = self.groups_in(name)
        others = {group for leaf, group in self._group.items() if leaf not in self._leaves[name]}
        return groups if groups.isdisjoint(others) else frozenset()

    def names_of(self, groups: Iterable[str], idle: bool = False) -> tuple[str, ...]:
        """
        Name sets that together are these groups, the largest that will do.

        Parameters
        ----------
        idle
            Whether sets that attend nothing may be in them.
        """
        wanted, found = frozenset(groups), list[str]()
        covered: set[str] = set()
        open_ = list(reversed(self.years))
        while open_:
            name = open_.pop()
            leaves = self._leaves[name]
            used = {leaf for leaf in leaves if leaf in self._group}
            if used <= covered:
                continue
            if all(self._group[leaf] in wanted for leaf in used) and (idle or used == leaves):
                found.append(name)
                covered |= used
            else:
                open_ += reversed(self.parts(name) if leaves != {name} else ())
        return tuple(found)
