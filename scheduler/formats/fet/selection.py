"""Say which activities a constraint is about: one, all of a subject, or all with a tag."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.formats.fet.elements import Child
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["selection"]


def selection(out: Outgoing, ids: Collection[int], name: str) -> tuple[bool, list[Child]]:
    """
    Write which activities are meant.

    Parameters
    ----------
    name
        Of the tag that they get where nothing else they have in common says which they are.

    Returns
    -------
    tuple
        Whether the element is the one for activities that have something in common, and its
        children that say what.
    """
    some = frozenset(ids)
    subject = out.lessons[next(iter(some))].subject
    is_whole = out.of_subject[subject] == some
    if len(some) == 1 and not is_whole:
        return False, [("Activity_Id", id) for id in some]
    return True, [
        ("Teacher_Name", ""),
        ("Students_Name", ""),
        ("Subject_Name", out.subjects[subject] if is_whole else ""),
        ("Activity_Tag_Name", "" if is_whole else out.tag(some, name)),
    ]
