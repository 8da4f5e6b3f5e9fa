"""The timetable problem: which meetings are to be placed, who attends them, what room they need.

Meetings of one section with the same length are interchangeable and form one *unit*, unless a
rule speaks of one of them by its number.  A *moment* is a set of periods, of all tracks, that go
on at one instant (see `BellSchedule.moments`); nobody can be in two meetings of one moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.domain.bell import Span
from scheduler.domain.courses import Lock, MeetingPattern, PullOut
from scheduler.domain.school import School


@dataclass(frozen=True)
class Start:
    """A place where a meeting may begin.

    Parameters
    ----------
    periods
        The periods it then occupies, in order, with their clock times in `spans`.
    moments
        The moments of the day in which it goes on.
    """

    day: int
    period: int
    periods: tuple[int, ...]
    spans: tuple[Span, ...]
    moments: tuple[int, ...]

    @property
    def whole(self) -> Span:
        """From the start of the first period to the end of the last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    def overlaps(self, span: Span) -> bool:
        """Whether it shares a minute with a stretch of its day."""
        return any(one.overlaps(span) for one in self.spans)


@dataclass(frozen=True)
class Unit:
    """Interchangeable meetings of one section.

    Parameters
    ----------
    numbers
        Their numbers in the pattern; as many starts are chosen as there are numbers.
    rooms
        Rooms that fit them, by position; empty also where they need none (`needs_room`).
    """

    section: int
    length: int
    numbers: tuple[int, ...]
    starts: tuple[Start, ...]
    needs_room: bool = False
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """Time on a cycle day in which a section must not meet, and the rule that says so."""

    key: str
    day: int
    span: Span
    who: str


@dataclass(frozen=True)
class PlacedSection:
    """A section that runs, with everybody and everything it takes up.

    Parameters
    ----------
    owners
        Owner in each of its segments, by position of the segment.
    people
        Everybody who stands in it, with the segments in which they do.
    groups
        Groups that run and attend it.
    rooms
        Rooms that fit it, by position; empty also where it needs none (`needs_room`).  Single
        meetings may have others: each unit has its own.
    """

    id: str
    course: str
    area: str
    segments: frozenset[int]
    owners: tuple[tuple[int, str], ...]
    people: tuple[tuple[str, frozenset[int]], ...]
    groups: tuple[str, ...]
    pupils: int
    pattern: MeetingPattern
    track: str
    pull_out: PullOut | None
    blocks: tuple[Block, ...]
    needs_room: bool
    rooms: tuple[int, ...]
    home_rooms: tuple[int, ...]
    most_rooms: int | None
    units: tuple[int, ...]


@dataclass(frozen=True)
class PlacedRoom:
    """A room: how many sections it holds and the (day, period) in which it is closed."""

    id: str
    holds: int
    building: str
    closed: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Subject:
    """A person or a group, with what they attend.

    Parameters
    ----------
    of
        "staff" or "groups", as work limits name them.
    periods
        Periods of the subject's own track with their clock times, in the order of the day.
    lunch
        The track's own lunch.
    attends
        Positions of the sections attended, by segment.
    duties
        Clock times of duties, by (segment, day).
    away
        Clock times in which somebody is not available or at another site, by day.
    owns
        Segments in which a person owns a section.
    planning
        Minutes of planning due on a day.
    """

    of: str
    id: str
    periods: tuple[tuple[int, Span], ...]
    lunch: Span | None
    attends: tuple[tuple[int, ...], ...]
    duties: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    away: tuple[tuple[Span, ...], ...] = ()
    owns: frozenset[int] = frozenset()
    planning: int = 0

    @property
    def distinct(self) -> tuple[tuple[int, ...], ...]:
        """What is attended in the segments, each set once, without empty ones."""
        return tuple(dict.fromkeys(one for one in self.attends if one))


@dataclass(frozen=True)
class CoverUnit:
    """Members of a PD group who go out at once (rule T13).

    Parameters
    ----------
    covered
        In each segment, the sections of its members that then need cover.
    """

    group: str
    covered: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Team:
    """The fully released Plus teachers.

    Parameters
    ----------
    present
        Who is there, by (day, moment): the areas of each.
    periods
        Periods that all of them together may work on a day.
    """

    present: tuple[tuple[tuple[frozenset[str], ...], ...], ...]
    periods: tuple[int, ...]


@dataclass(frozen=True)
class TimetableProblem:
    """All that the timetable stage decides, prepared.

    Parameters
    ----------
    moments
        For each moment the stretch of the day that all its periods share.
    locks
        The user's locks of sections that run, with the position of the section.
    wished_locks
        The solver's own, which are hints.
    strengths
        Of the rules that a school may soften, by key.
    before
        Where the published plan starts a meeting, by (section, number of the meeting), as
        (day, period); None where that day is no more.
    """

    school: School
    segments: tuple[str, ...]
    days: tuple[str, ...]
    moments: tuple[Span, ...]
    sections: tuple[PlacedSection, ...]
    units: tuple[Unit, ...]
    rooms: tuple[PlacedRoom, ...]
    people: tuple[Subject, ...]
    groups: tuple[Subject, ...]
    clashing: tuple[tuple[str, str], ...]
    cover: tuple[CoverUnit, ...]
    team: Team | None
    released: frozenset[str]
    locks: tuple[tuple[int, Lock], ...]
    wished_locks: tuple[tuple[int, Lock], ...]
    impossible_locks: tuple[Lock, ...]
    strengths: dict[str, int]
    before: dict[tuple[int, int], tuple[int, int] | None] = field(default_factory=dict)

    def section_index(self) -> dict[str, int]:
        """Position of each section."""
        return {one.id: i for i, one in enumerate(self.sections)}
