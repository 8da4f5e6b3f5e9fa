"""The answer of the staffing stage: who is released, what runs, who owns it."""

from __future__ import annotations

import uuid

from scheduler.domain.form import Checked, number, record, ref, text


def new_id() -> str:
    """Make the UUID of an assignment, kept for its whole life."""
    return str(uuid.uuid4())


@record
class Assignment(Checked):
    """Something a plan announces: it keeps its id for life, and counts its changes.

    Parameters
    ----------
    id
        UUID from its first solve on; calendar feeds depend on it.
    sequence
        Raised by one whenever time, place or person changes.
    """

    id: str = text()
    sequence: int = number(least=0, default=0)


@record
class GroupSize(Checked):
    """A group that runs, and its pupils."""

    noun = "Group size"
    group: str = ref("groups")
    pupils: int = number(least=0, default=0)


@record
class Ownership(Assignment):
    """Who owns a section, in which segments.

    A section has one row for each owner: one, unless a leaver hands over to a replacement.

    Parameters
    ----------
    segments
        Segments of the year; ("",) where the school has none.
    pupils
        Size of the section.
    """

    noun = "Ownership"
    section: str = ref("sections")
    owner: str = ref("staff")
    segments: tuple[str, ...] = text(empty=True, default=("",))
    pupils: int = number(least=0, default=0)


@record
class StaffingAnswer(Checked):
    """Who is released and who teaches what.

    Parameters
    ----------
    released
        Fully released Plus teachers.
    groups
        The groups of grades that run, each with its pupils; the first ones given of each grade.
        Groups without a grade always run and are not listed.
    ownerships
        The sections that run; what is not listed here does not.
    """

    noun = "Staffing"
    released: tuple[str, ...] = ref("staff", default=())
    groups: tuple[GroupSize, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
