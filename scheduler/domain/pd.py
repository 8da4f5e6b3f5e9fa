"""Professional development: who owes how many full days, and the rhythm of the weeks."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Literal

from scheduler.domain.calendar import Dates, NamedDates
from scheduler.domain.form import Checked, number, record, ref, text
from scheduler.domain.wishes import HARD


class WeekType(enum.StrEnum):
    """What the Plus team does in a week.

    `pd`: it covers, colleagues are in PD.  `coaching`: no PD day.  `mixed`: both.  `blackout`:
    neither PD nor coaching is booked.
    """

    PD = "pd"
    COACHING = "coaching"
    MIXED = "mixed"
    BLACKOUT = "blackout"


@record
class FixedWeek(Checked):
    """The type of one week, whatever the rhythm says."""

    noun = "Fixed week"
    monday: dt.date
    type: WeekType

    def contradictions(self) -> Iterator[str]:
        """A week is named by its Monday."""
        if self.monday.weekday():
            yield f"{self.monday} is not a Monday."


@record
class Rhythm(Checked):
    """Week types over the year (rule C1).

    Parameters
    ----------
    pattern
        Types of the weeks in turn, over the weeks that are not blackout; empty: chosen.
    strength
        What it costs that a PD day lies outside the weeks meant for it.
    fixed
        Weeks with a type of their own.
    blackout
        Dates without PD and coaching (testing, exhibitions).
    blackout_ends
        Whether the first and the last week of the year are blackout too.
    """

    noun = "Rhythm"
    pattern: tuple[WeekType, ...] = ()
    strength: int = number(least=0, most=HARD, default=50)
    fixed: tuple[FixedWeek, ...] = ()
    blackout: tuple[NamedDates, ...] = ()
    blackout_ends: bool = True

    def contradictions(self) -> Iterator[str]:
        """A week is fixed once, and the pattern itself holds no blackout."""
        if len({week.monday for week in self.fixed}) < len(self.fixed):
            yield "a week is fixed twice."
        if WeekType.BLACKOUT in self.pattern:
            yield "blackout weeks are dates, not part of the pattern."


@record
class OwedDays(Checked):
    """PD days of one member, where they differ from the group's (part-timers)."""

    noun = "Owed days"
    person: str = ref("staff")
    days: int = number(least=0, most=200, default=0)


@record
class Exclusion(Dates):
    """Dates on which a member (None: the whole group) is not sent to PD."""

    noun = "Exclusion"
    person: str | None = ref("staff", default=None)


@record
class PDGroup(Checked):
    """Teachers who go out together for full days (rule C5).

    Parameters
    ----------
    days_owed
        PD days of each member a year; `owed` says otherwise for single ones.
    least_gap_days
        Least difference in calendar days between two PD days of a member.
    halves_allowed
        Whether it may go out in two halves, on different dates: the first half of `members` in
        their order (the larger, where they are odd) and the rest.
    leaders
        People who lead the day, and so cannot cover on it.
    room
        Room that the day needs.
    must
        True: every owed day is demanded (hard).  False: a shortfall is minimised and listed.
    """

    noun = "PD group"
    id: str = text()
    name: str = text()
    members: tuple[str, ...] = ref("staff", default=())
    days_owed: int = number(least=0, most=200, default=0)
    owed: tuple[OwedDays, ...] = ()
    least_gap_days: int = number(least=1, most=200, default=1)
    exclusions: tuple[Exclusion, ...] = ()
    halves_allowed: bool = False
    leaders: tuple[str, ...] = ref("staff", default=())
    room: str | None = ref("rooms", default=None)
    must: bool = False

    def contradictions(self) -> Iterator[str]:
        """Members are there once; what is said of single ones is said of members."""
        if not self.members:
            yield "it has no member."
        members = set(self.members)
        if len(members) < len(self.members):
            yield "a member stands there twice."
        for person in sorted({one.person for one in self.owed} - members):
            yield f'days owed are given for "{person}", who is not a member.'
        if len({one.person for one in self.owed}) < len(self.owed):
            yield "days owed are given twice for one member."
        for one in self.exclusions:
            if one.person is not None and one.person not in members:
                yield f'dates are excluded for "{one.person}", who is not a member.'

    @property
    def halves(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Its two halves, in the order of its members."""
        middle = (len(self.members) + 1) // 2
        return self.members[:middle], self.members[middle:]

    @property
    def largest_units(self) -> tuple[tuple[str, ...], ...]:
        """Sets of members that must be able to go out at once: the whole, or each half."""
        if self.halves_allowed:
            return tuple(half for half in self.halves if half)
        return (self.members,)

    def owed_by(self, person: str) -> int:
        """PD days that a member owes a year."""
        return next((one.days for one in self.owed if one.person == person), self.days_owed)


@record
class PDLock(Checked):
    """The user's word that a group (or one of its halves) is out on a date (rule C12)."""

    noun = "PD lock"
    group: str = ref("pd_groups")
    date: dt.date
    unit: Literal["whole", "first_half", "second_half"] = "whole"


@record
class CoverLock(Checked):
    """The user's word on who covers something on a date (rule C12).

    Parameters
    ----------
    section, duty
        What is covered: exactly one of the two.
    period
        The one period of the section; None for a duty.
    absent
        Whom it is covered for, where several people teach the section or stand the duty; None:
        whoever is out.
    """

    noun = "Cover lock"
    date: dt.date
    section: str | None = ref("sections", default=None)
    period: int | None = number(least=1, most=20, default=None)
    coverer: str = ref("staff")
    duty: str | None = ref("duties", default=None)
    absent: str | None = ref("staff", default=None)

    def contradictions(self) -> Iterator[str]:
        """It is about one thing: a period of a section, or a duty."""
        if (self.section is None) == (self.duty is None):
            yield "it needs either a section or a duty."
        elif (self.section is None) != (self.period is None):
            yield "a locked section has a period, a locked duty none."

    def is_about(
        self, section: str | None, duty: str | None, period: int | None, absent: str
    ) -> bool:
        """Whether it says who covers this, on its date."""
        what = (self.section, self.duty, self.period) == (section, duty, period)
        return what and self.absent in (None, absent)
