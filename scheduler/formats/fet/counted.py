"""Count the elements of .fet files, to hold one against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.formats.fet.file import is_true
from scheduler.formats.fet.tree import Element, read_tree

__all__ = ["count_elements", "differences"]

_SETS = ("Year", "Group", "Subgroup")
_OFF = " (not active)"


def count_elements(content: bytes, where: str = "The file") -> Counter[str]:
    """
    Count all entries of the lists of a file, by their element.

    Those that are switched off count as elements of their own, "… (not active)", too.

    Raises
    ------
    InputError
        If it is no .fet file.
    """
    found: Counter[str] = Counter()
    for some in read_tree(content, where).children:
        if some.tag.endswith("_List"):
            for one in _entries(some):
                found[one.tag] += 1
                found[f"{one.tag}{_OFF}"] += not is_true(one.word("Active"), otherwise=True)
    return +found


def _entries(some: Element) -> Iterator[Element]:
    """Yield the entries of a list, and sets within sets; the numbers of entries are none."""
    for one in some.children:
        if not one.tag.startswith("Number"):
            yield one
            yield from _within(one)


def _within(one: Element) -> Iterator[Element]:
    for inner in one.all(*_SETS):
        yield inner
        yield from _within(inner)


def differences(theirs: Counter[str], ours: Counter[str]) -> Iterator[str]:
    """Yield a line for each element of which two files have different numbers, else one line."""
    different = [tag for tag in theirs | ours if theirs[tag] != ours[tag]]
    for tag in different:
        yield f"{tag}: {theirs[tag]:,} there, {ours[tag]:,} here"
    if not different:
        kinds = [tag for tag in ours if not tag.endswith(_OFF)]
        count = sum(ours[tag] for tag in kinds)
        yield f"As many of each element as there: {count:,} of {len(kinds)} kinds."
