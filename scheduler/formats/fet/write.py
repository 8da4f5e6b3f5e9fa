"""
Write a .fet file of any school, with the times and rooms of a plan where there is one.

What a school asks for and FET has no element for is counted, never dropped in silence. FET asks
for nothing then that the school does not, so that a plan which the referee has passed passes there,
too; it is stricter only where one period has several clocks (tracks), which it does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.fet import write_limits, write_lists, write_locks, write_rooms, write_times
from scheduler.formats.fet.elements import constraint, plain, wrapped
from scheduler.formats.fet.outgoing import Outgoing
from scheduler.formats.fet.unsaid import count_unsaid, unsaid_lines
from scheduler.formats.fet.write_sets import Sets

__all__ = ["WrittenFile", "fet_file"]

_VERSION = "6.8.5"
"""Of the elements; FET reads files of earlier versions as they were."""


@dataclass(frozen=True)
class WrittenFile:
    """
    A .fet file that was made of a school.

    Parameters
    ----------
    content
        Its bytes.
    written
        Activities and constraints in it, by element.
    unsaid
        What the school asks for and the file does not, one line each.
    """

    content: bytes
    written: Counter[str]
    unsaid: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield what there is to say about it."""
        counts = ", ".join(f"{count:,} {what}" for what, count in self.written.items())
        yield f"Written: {counts}."
        yield from _not_in_it(self.unsaid)


def fet_file(school: School, plan: Plan | None = None, segment: str | None = None) -> WrittenFile:
    """
    Write a school as a .fet file.

    Parameters
    ----------
    plan
        Says who teaches what, and holds every meeting to its time and room.
    segment
        Stretch of the year whose week it is; None takes the first.

    Raises
    ------
    InputError
        If the school has no such segment.
    """
    out = Outgoing(school, plan, segment)
    sets, held = Sets(out), write_locks.Held(out)
    times = [
        constraint("BasicCompulsoryTime"),
        *write_times.availability(out, sets),
        *write_limits.limits(out, sets),
        *write_times.patterns(out),
        *write_times.spacings(out),
        *write_times.relations(out),
        *write_times.slot_wishes(out),
        *write_times.day_ends(out, sets),
        *write_locks.held_times(out, held),
    ]
    space = [
        constraint("BasicCompulsorySpace"),
        *write_rooms.closed_rooms(out),
        *write_rooms.rooms_of_meetings(out),
        *write_rooms.room_wishes(out),
        *write_rooms.room_limits(out),
        *write_locks.held_rooms(held),
    ]
    count_unsaid(out)
    unsaid = tuple(unsaid_lines(out))
    written = Counter({"Activity": len(out.lessons)})
    written.update(one[1 : one.index(">")] for one in (*times, *space))
    return WrittenFile(
        content=_document(out, sets, times, space, unsaid).encode(),
        written=written,
        unsaid=unsaid,
    )


def _not_in_it(unsaid: Iterable[str]) -> Iterator[str]:
    for line in unsaid:
        yield f"Not in the file: {line}"


def _document(
    out: Outgoing,
    sets: Sets,
    times: Iterable[str],
    space: Iterable[str],
    unsaid: Iterable[str],
) -> str:
    """Put the lists together in the order in which FET writes them."""
    comments = "\n".join(_not_in_it(unsaid))
    head = [("Mode", "Official"), ("Institution_Name", out.school.name), ("Comments", comments)]
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?>\n\n',
        f'<fet version="{_VERSION}">\n\n',
        *(plain(*one) for one in head),
        *write_lists.days_and_hours(out),
        write_lists.subjects(out),
        write_lists.tags(out),
        write_lists.teachers(out),
        wrapped("Students_List", sets.elements()),
        write_lists.activities(out),
        write_lists.buildings(out),
        write_lists.rooms(out),
        wrapped("Time_Constraints_List", times),
        wrapped("Space_Constraints_List", space),
        "</fet>\n",
    ]
    return "".join(pieces)
