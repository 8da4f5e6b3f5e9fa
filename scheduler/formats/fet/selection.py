"""Say which activities a constraint is about: one, or all that have something in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from scheduler.formats.fet.elements import Child
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["selection"]

_NOUNS = ("Teacher_Name", "Students_Name", "Subject_Name", "Activity_Tag_Name")
_BEST_FIRST = ("Subject_Name", "Activity_Tag_Name", "Students_Name", "Teacher_Name")
_Choice = tuple[tuple[str, str], ...]


def selection(
    out: Outgoing, ids: Collection[int], name: str, of_classes: bool
) -> tuple[bool, list[Child]]:
    """
    Write which activities are meant.

    Parameters
    ----------
    name
        Of the tag that they get where nothing else they have in common says which they are.
    of_classes
        Whether classes are meant; else one meeting is named by its number.

    Returns
    -------
    tuple
        Whether the element is the one for activities that have something in common, and its
        children that say what.
    """
    some = frozenset(ids)
    found = _in_common(out, some) if of_classes or len(some) > 1 else None
    if found is None and len(some) == 1:
        return False, [("Activity_Id", id) for id in some]
    said = dict(found if found is not None else [("Activity_Tag_Name", out.tag(some, name))])
    return True, [(noun, said.get(noun, "")) for noun in _NOUNS]


def _in_common(out: Outgoing, some: frozenset[int]) -> _Choice | None:
    """Find the fewest things that these activities have in common, and no others."""
    marks = dict(_marks(out, some))
    for count in range(1, len(_NOUNS) + 1):
        for choice in combinations(sorted(marks, key=_place), count):
            are_apart = len({noun for noun, _ in choice}) == count
            if are_apart and frozenset.intersection(*map(marks.__getitem__, choice)) == some:
                return tuple(choice)
    return None


def _place(mark: tuple[str, str]) -> tuple[int, str]:
    """Say in which order marks are tried."""
    return _BEST_FIRST.index(mark[0]), mark[1]


def _marks(out: Outgoing, some: frozenset[int]) -> Iterator[tuple[tuple[str, str], frozenset[int]]]:
    """Yield what these activities have in common, with all activities that have it."""
    first = out.lessons[min(some)]
    yield ("Subject_Name", out.subjects[first.subject]), out.of_subject[first.subject]
    theirs: dict[tuple[str, str], set[int]] = defaultdict(set)
    sets = {name: out.kept.groups_in(name) & first.groups for name in out.kept}
    for one in out.lessons.values():
        for teacher in one.teachers:
            theirs["Teacher_Name", teacher].add(one.id)
        for group in () if out.sharing else one.groups:
            if group in out.added:
                theirs["Students_Name", out.students[group]].add(one.id)
        for name in (name for name, groups in sets.items() if groups):
            if out.kept.groups_in(name) & one.groups:
                theirs["Students_Name", out.students[name]].add(one.id)
    yield from ((mark, frozenset(ids)) for mark, ids in theirs.items() if some <= ids)
    yield from ((("Activity_Tag_Name", tag), ids) for tag, ids in out.tags.items() if some <= ids)
