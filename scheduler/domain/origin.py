"""What a school remembers of the file it came from, so that the file can be written back.

A timetabler's file has things that a school says otherwise or has no place for: years above the
groups, tags that mark classes, classes that are switched off. Nothing here is asked of a plan.
The names are those of the file: what the school has lost since is passed over, never an error.
"""

from __future__ import annotations

from typing import Literal

from scheduler.domain.form import Checked, number, record, text


@record
class OriginSet(Checked):
    """A students set of the file: a year, a group of one, or a part of a group.

    Parameters
    ----------
    size
        Pupils; 0: not said.
    parts
        Names of the sets in it.
    group
        Group of the school that it is, or is a part of; empty where it has parts of its own, or
        attends nothing.
    """

    noun = "Set of the file"
    name: str = text()
    size: int = number(least=0, most=1_000_000, default=0)
    parts: tuple[str, ...] = text(default=())
    group: str = text(empty=True, default="")


@record
class OriginTagged(Checked):
    """Marks of a class in the file.

    Parameters
    ----------
    meetings
        Those that have them; empty: all.
    """

    noun = "Tagged class of the file"
    section: str = text()
    tags: tuple[str, ...] = text(default=())
    meetings: tuple[int, ...] = number(least=1, most=60, default=())


@record
class OriginIdle(Checked):
    """A meeting that is switched off in the file.

    Parameters
    ----------
    activity, part_of
        Its own in the file, and that of the first meeting of its class; 0: it stands alone.
    size
        Pupils; None: those of its sets.
    """

    noun = "Idle class of the file"
    activity: int = number(least=1, default=1)
    part_of: int = number(least=0, default=0)
    subject: str = text()
    teachers: tuple[str, ...] = text(default=())
    students: tuple[str, ...] = text(default=())
    tags: tuple[str, ...] = text(default=())
    length: int = number(least=1, most=60, default=1)
    size: int | None = number(least=0, default=None)


@record
class OriginClosed(Checked):
    """Somebody of whom the file says when they are not there, with an empty list too.

    When that is, is known by the people, groups and rooms themselves.
    """

    noun = "Closed times of the file"
    of: Literal["everybody", "staff", "students", "rooms"] = "everybody"
    name: str = text(empty=True, default="")


@record
class Origin(Checked):
    """How the file was put together that a school came from.

    Parameters
    ----------
    years
        Names of the sets that are years, in their order.
    tags, room_tags
        All of the file, those that mark nothing too; those by which it names rooms, whatever the
        subject.
    """

    noun = "Origin"
    years: tuple[str, ...] = text(default=())
    sets: tuple[OriginSet, ...] = ()
    tags: tuple[str, ...] = text(default=())
    room_tags: tuple[str, ...] = text(default=())
    tagged: tuple[OriginTagged, ...] = ()
    idle: tuple[OriginIdle, ...] = ()
    closed: tuple[OriginClosed, ...] = ()
