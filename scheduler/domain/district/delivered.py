"""What took place: the records from which the delivered figures are computed.

A plan says what was announced; these say what came of it.  Of a session they hold that, when, how
long and how the pair met, never what about.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.form import Checked, number, record, text
from scheduler.domain.measures import Recorded
from scheduler.domain.yearplan import LostReason

__all__ = ["Channel", "DeliveredPD", "Outcome", "Records", "SessionRecord"]


class Channel(enum.StrEnum):
    """How a pair met."""

    IN_PERSON = "in_person"
    LIVE_ONLINE = "live_online"
    ASYNCHRONOUS = "asynchronous"


class Outcome(enum.StrEnum):
    """What came of a session: it happened, was moved to another date, or was lost."""

    HAPPENED = "happened"
    MOVED = "moved"
    LOST = "lost"


@record
class SessionRecord(Checked):
    """What came of one booked session; without a plan's session it was agreed by the pair alone.

    Parameters
    ----------
    session
        Id of the assignment.
    date
        When it took place, or when it was to.
    minutes
        How long it took, or would have taken.
    moved_to, reason
        Where it was moved to; why it was lost.
    confirmed
        Whether the other of the two has confirmed it; before that it is not counted.
    """

    noun = "Record of a session"
    session: str = text()
    coach: str = text()
    teacher: str = text()
    date: dt.date
    minutes: int = number(least=1, most=480)
    outcome: Outcome = Outcome.HAPPENED
    channel: Channel = Channel.IN_PERSON
    moved_to: dt.date | None = None
    reason: LostReason | None = None
    confirmed: bool = False

    def contradictions(self) -> Iterator[str]:
        """Only what was moved has a new date, only what was lost has a reason."""
        if (self.moved_to is not None) != (self.outcome is Outcome.MOVED):
            yield "a new date goes with a session that was moved, and only with that."
        if (self.reason is not None) != (self.outcome is Outcome.LOST):
            yield "a reason goes with a session that was lost, and only with that."
        if self.coach == self.teacher:
            yield "nobody coaches themselves."

    @property
    def is_delivered(self) -> bool:
        """Whether it counts: it happened, and both sides say so."""
        return self.outcome is Outcome.HAPPENED and self.confirmed


@record
class DeliveredPD(Checked):
    """A PD day that took place.

    Parameters
    ----------
    members
        Who was really there, of those who were to be out.
    """

    noun = "Record of a PD day"
    pd_day: str = text()
    date: dt.date
    members: tuple[str, ...] = text(default=())


@dataclass(frozen=True)
class Records:
    """All that was recorded of a school's year."""

    sessions: tuple[SessionRecord, ...] = ()
    pd_days: tuple[DeliveredPD, ...] = ()

    @property
    def delivered(self) -> Iterable[SessionRecord]:
        """Sessions that count."""
        return (one for one in self.sessions if one.is_delivered)

    def within(self, first: dt.date, last: dt.date) -> Records:
        """Return the records of these dates."""
        return Records(
            tuple(one for one in self.sessions if first <= one.date <= last),
            tuple(one for one in self.pd_days if first <= one.date <= last),
        )

    def recorded(self, told: Collection[tuple[str, dt.date]] = ()) -> Recorded:
        """Sum up what was recorded.

        Parameters
        ----------
        told
            Sessions and dates that a calendar itself tells as lost: they do not count again.
        """
        return Recorded(
            coaching_minutes=sum(one.minutes for one in self.delivered),
            pd_days=sum(len(one.members) for one in self.pd_days),
            minutes_lost=sum(
                one.minutes
                for one in self.sessions
                if one.reason is LostReason.EMERGENCY_COVER and (one.session, one.date) not in told
            ),
        )
