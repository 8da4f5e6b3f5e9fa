"""What a school asks of its master schedule, beyond the facts: rule data with strengths.

Strength 100 is hard, 1-99 a weight, 0 off.  The rules that read these lists are in `rules`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Literal

from scheduler.domain.bell import Span
from scheduler.domain.form import Checked, Clock, number, record, ref, text
from scheduler.domain.slots import Slot

HARD = 100


class LimitKind(enum.StrEnum):
    """What a work limit counts (rule T6); free periods between = gaps, in whole periods.

    A period in which the teacher or group is not available is no gap, and no start missed.
    `most_second_starts`: the day begins in the first available period, on so many days in the
    second, never later.  `most_span_a_day`: periods from the first lesson to the last.
    """

    MOST_PERIODS_A_DAY = "most_periods_a_day"
    LEAST_PERIODS_A_DAY = "least_periods_a_day"
    MOST_PERIODS_A_CYCLE = "most_periods_a_cycle"
    LEAST_PERIODS_A_CYCLE = "least_periods_a_cycle"
    MOST_PERIODS_IN_A_ROW = "most_periods_in_a_row"
    MOST_MINUTES_IN_A_ROW = "most_minutes_in_a_row"
    MOST_GAPS_A_DAY = "most_gaps_a_day"
    MOST_GAPS_A_CYCLE = "most_gaps_a_cycle"
    MOST_DAYS = "most_days"
    MOST_LATE_STARTS = "most_late_starts"
    LAST_PERIOD = "last_period"
    LEAST_DAYS = "least_days"
    MOST_SECOND_STARTS = "most_second_starts"
    MOST_SPAN_A_DAY = "most_span_a_day"


@record
class WorkLimit(Checked):
    """A limit on the day or cycle of teachers or groups (rule T6).

    Parameters
    ----------
    of, ids
        Whom it limits; no ids means all of them.
    value
        In the unit of the kind: periods, minutes, days, or the number of a period.
    periods
        Numbers of the periods that are looked at; empty means all ("the last period on at most
        two days").
    """

    noun = "Work limit"
    id: str = text()
    kind: LimitKind
    value: int = number(least=0, most=2_000, default=0)
    of: Literal["staff", "groups"] = "staff"
    ids: tuple[str, ...] = text(default=())
    periods: tuple[int, ...] = number(least=1, most=20, default=())
    strength: int = number(least=0, most=HARD, default=HARD)


@record
class Rights(Checked):
    """Lunch and planning that everybody has a right to (rule T7).

    Parameters
    ----------
    planning_minutes
        Planning in whole free periods; on a shortened bell one whole period instead.
    planning_block_minutes
        Each block that counts has at least this length.
    planning_per
        Whether the minutes are due every day, or over the cycle as minutes times days.
    lunch_minutes
        Unbroken, within the window, for teachers and groups.
    """

    noun = "Rights"
    planning_minutes: int = number(least=0, most=480, default=45)
    planning_block_minutes: int = number(least=0, most=480, default=30)
    planning_per: Literal["day", "cycle"] = "day"
    lunch_minutes: int = number(least=0, most=180, default=30)
    lunch_from: Clock = Clock(10 * 60 + 30)
    lunch_to: Clock = Clock(13 * 60 + 30)

    def contradictions(self) -> Iterator[str]:
        """Lunch fits its window."""
        if self.lunch_to - self.lunch_from < self.lunch_minutes:
            yield f"a lunch of {self.lunch_minutes} minutes does not fit its window."

    @property
    def lunch_window(self) -> Span:
        """Stretch of the day in which lunch lies."""
        return Span(self.lunch_from, self.lunch_to)


@record
class MeetingRef(Checked):
    """One meeting of a section, by its number in the pattern (1 the first)."""

    noun = "Meeting"
    section: str = ref("sections")
    meeting: int = number(least=1, most=60, default=1)


@record
class OfMeetings(Checked):
    """Base of rule data about some meetings, whatever their sections.

    Parameters
    ----------
    sections
        All meetings of these.
    meetings
        Single meetings, beside those.
    """

    id: str = text()
    sections: tuple[str, ...] = ref("sections", default=())
    meetings: tuple[MeetingRef, ...] = ()


class RelationKind(enum.StrEnum):
    """How sections, or single meetings, stand to one another (rule T9)."""

    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    SAME_PERIOD = "same_period"
    NEVER_TOGETHER = "never_together"
    IN_ORDER = "in_order"
    CONSECUTIVE = "consecutive"
    ADJACENT = "adjacent"
    LEAST_GAP = "least_gap"


@record
class Relation(Checked):
    """Ties sections, meeting by meeting of the same number, or single meetings (rule T9).

    `never_together` holds for every pair of meetings; `in_order`: the first section's meeting
    lies earlier in the cycle than the second's; `consecutive`: the next begins on the same day in
    the period after the last of the one before; `adjacent`: the same in either order;
    `least_gap`: of every pair on one day, so many periods lie between.

    Parameters
    ----------
    meetings
        Single meetings that are tied, each to the next, instead of sections.
    gap
        Periods between, for `least_gap` alone.
    """

    noun = "Relation"
    id: str = text()
    kind: RelationKind
    sections: tuple[str, ...] = ref("sections", default=())
    meetings: tuple[MeetingRef, ...] = ()
    gap: int = number(least=0, most=20, default=0)
    strength: int = number(least=0, most=HARD, default=HARD)

    def contradictions(self) -> Iterator[str]:
        """A relation is between different sections, or between different meetings."""
        if self.meetings and self.sections:
            yield "it ties sections or single meetings, not both."
        elif self.meetings:
            if len(set(self.meetings)) < 2 or len(set(self.meetings)) < len(self.meetings):
                yield "it needs at least two different meetings."
        elif len(set(self.sections)) < 2 or len(set(self.sections)) < len(self.sections):
            yield "it needs at least two different sections."
        if (self.kind is RelationKind.LEAST_GAP) != bool(self.gap):
            yield "a gap is given for the kind least_gap, and for no other."


@record
class CommonPlanning(Checked):
    """Named staff share free slots (rule T11).

    Parameters
    ----------
    periods
        Shared free slots per cycle.
    consecutive, different_days
        They follow one another within a day / lie on different days.
    counts_as_planning
        Whether the shared time is also individual planning.
    """

    noun = "Common planning"
    id: str = text()
    name: str = text()
    staff: tuple[str, ...] = ref("staff", default=())
    periods: int = number(least=1, most=40, default=1)
    consecutive: bool = False
    different_days: bool = False
    counts_as_planning: bool = False
    strength: int = number(least=0, most=HARD, default=HARD)

    def contradictions(self) -> Iterator[str]:
        """Two or more people share it, in one way."""
        if len(set(self.staff)) < 2:
            yield "it needs at least two people."
        if self.consecutive and self.different_days and self.periods > 1:
            yield "its periods cannot be consecutive and on different days."


@record
class SlotWish(OfMeetings):
    """Meetings lie in these slots; cost: meetings that don't (rule T14a).

    Parameters
    ----------
    every_period
        Whether all periods of a meeting must lie there; else only its start.
    """

    noun = "Slot wish"
    slots: tuple[Slot, ...] = ()
    every_period: bool = False
    strength: int = number(least=0, most=HARD, default=10)


@record
class RoomWish(OfMeetings):
    """Meetings take place in these rooms; cost: meetings elsewhere (rule T14b)."""

    noun = "Room wish"
    rooms: tuple[str, ...] = ref("rooms", default=())
    strength: int = number(least=0, most=HARD, default=10)


@record
class RoomLimit(OfMeetings):
    """All these meetings together take place in few rooms (rule T10d)."""

    noun = "Room limit"
    most_rooms: int = number(least=1, most=50, default=1)
    strength: int = number(least=0, most=HARD, default=HARD)


@record
class Spacing(OfMeetings):
    """Meetings keep their distance in days (rules T16a, T16b).

    Parameters
    ----------
    least_days
        Cycle days from each of them to the next, counted as difference of positions.
    within_days
        From the first of them to the last; None means no limit.
    adjacent
        Two of them on one day directly follow one another (so there are never three): hard,
        whatever the strength of the distance.
    """

    noun = "Spacing"
    least_days: int = number(least=0, most=30, default=1)
    within_days: int | None = number(least=0, most=30, default=None)
    adjacent: bool = False
    strength: int = number(least=0, most=HARD, default=HARD)


@record
class DayEnd(OfMeetings):
    """Meetings are the last of the day for the groups that attend them (rule T17)."""

    noun = "Day end"
    strength: int = number(least=0, most=HARD, default=HARD)


@record
class PartRelease(Checked):
    """A Plus teacher who keeps a few sections.

    Parameters
    ----------
    most_load
        Periods per cycle the person may still teach.
    free
        Slots in which the person is free in any case (rule T12).
    """

    noun = "Part release"
    person: str = ref("staff")
    most_load: int = number(least=0, most=200, default=0)
    free: tuple[Slot, ...] = ()


@record
class Release(Checked):
    """How many teachers are released as Plus teachers, and whom.

    Parameters
    ----------
    k
        How many are fully released; None: staffing takes the least number whose day-for-day
        whole-day share is over half, else the largest with no class above target.
    names
        Those who are released in any case (all of them, where there are k).
    kept
        Volunteers who are not released this time.
    part
        Partly released Plus teachers, beyond k.
    common_slots
        Slots per cycle in which all partly released ones are free together (rule T12).
    """

    noun = "Release"
    k: int | None = number(least=0, most=200, default=None)
    names: tuple[str, ...] = ref("staff", default=())
    kept: tuple[str, ...] = ref("staff", default=())
    part: tuple[PartRelease, ...] = ()
    common_slots: int = number(least=0, most=60, default=0)

    def contradictions(self) -> Iterator[str]:
        """Nobody is named twice, or both released and kept."""
        for person in sorted(set(self.names) & set(self.kept)):
            yield f'"{person}" is both released and kept.'
        if len(set(self.names)) < len(self.names):
            yield "somebody is named twice."
        if len({one.person for one in self.part}) < len(self.part):
            yield "somebody is partly released twice."
        for person in sorted(set(self.names) & {one.person for one in self.part}):
            yield f'"{person}" is both fully and partly released.'


@record
class RuleStrength(Checked):
    """The school's own strength of a rule, instead of the registry's default."""

    noun = "Rule strength"
    rule: str = text()
    strength: int = number(least=0, most=HARD, default=HARD)
