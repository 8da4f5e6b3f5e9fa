"""Years, groups and subgroups of students: which share pupils, and which groups a school gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from scheduler.formats.fet.file import StudentsSet

__all__ = ["StudentsTree", "merged_leaves"]

_LONGEST_ID = 150


class StudentsTree:
    """The sets of students of a file.

    Attributes
    ----------
    leaves
        Of each set: the smallest sets in it, which is the set itself where nothing is below.
    """

    def __init__(self, sets: Mapping[str, StudentsSet]) -> None:
        self.sets = sets
        self.leaves: dict[str, frozenset[str]] = {}
        for name in sets:
            self._fill(name)

    def _fill(self, name: str) -> None:
        # Sets are few levels deep, but one name may stand on several: no recursion.
        open_ = [name]
        while open_:
            one = open_[-1]
            below = self.sets[one].children
            missing = [child for child in below if child not in self.leaves]
            if missing and one not in self.leaves:
                open_ += missing
                continue
            inner = (self.leaves[child] for child in below)
            self.leaves.setdefault(one, frozenset().union(*inner) if below else frozenset({one}))
            open_.pop()

    def leaves_of(self, names: Iterable[str]) -> frozenset[str]:
        """Leaves of several sets together."""
        return frozenset().union(*(self.leaves[name] for name in names))


def merged_leaves(
    tree: StudentsTree,
    attended: Mapping[str, Collection[str]],
    named: Collection[str],
) -> dict[str, frozenset[str]]:
    """
    Merge leaves that do everything together into the groups of a school.

    Parameters
    ----------
    attended
        Of each class the students sets that attend it.
    named
        Sets for which the file asks something; leaves are merged only within these.

    Returns
    -------
    dict
        Leaves of each group, by the group's name: that of the set which it makes up, else the
        names of its leaves. Leaves that attend nothing are in none.
    """
    does: dict[str, list[str]] = defaultdict(list)
    for id, names in attended.items():
        for leaf in tree.leaves_of(names):
            does[leaf].append(id)
    asked: dict[str, list[str]] = defaultdict(list)
    for name in named:
        for leaf in tree.leaves[name]:
            asked[leaf].append(name)
    together: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for leaf in tree.sets:
        if leaf in does:
            together[tuple(does[leaf]), tuple(asked[leaf])].append(leaf)
    return _with_names(tree, frozenset(does), together.values())


def _with_names(
    tree: StudentsTree, used: frozenset[str], groups: Iterable[list[str]]
) -> dict[str, frozenset[str]]:
    made_up = {leaves & used: name for name, leaves in reversed(tree.leaves.items())}
    found: dict[str, frozenset[str]] = {}
    for leaves in groups:
        name = made_up.get(frozenset(leaves)) or " + ".join(leaves)
        if len(name) > _LONGEST_ID:
            name = f"{leaves[0]} and {len(leaves) - 1} more"
        unique, number = name, 1
        while unique in found:
            number += 1
            unique = f"{name} ({number})"
        found[unique] = frozenset(leaves)
    return found
