"""What comes up after a plan was published: somebody is ill, it snows, a room is closed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from scheduler.domain.calendar import NamedDates
from scheduler.domain.form import Checked, number, record, text
from scheduler.domain.policy import Absence
from scheduler.domain.yearplan import CalendarAnswer, ClosedRoom, Cover, Substitutes

__all__ = ["Disruption", "Pick"]


@record
class Pick(Checked):
    """Somebody chosen by hand, for one thing that an absent person leaves.

    Parameters
    ----------
    by
        Id of the one who takes it, or the source that has no name; "" leaves it open.
    """

    noun = "Choice"
    date: dt.date
    absent: str = text()
    section: str | None = text(default=None)
    duty: str | None = text(default=None)
    period: int | None = number(least=1, default=None)
    by: str = text(empty=True)

    @property
    def what(self) -> tuple[dt.date, str, str | None, str | None, int | None]:
        """What it is chosen for; two choices for the same thing exclude each other."""
        return self.date, self.absent, self.section, self.duty, self.period

    @classmethod
    def of(cls, row: Cover) -> Pick:
        """Make the choice that leaves a cover as it is."""
        return cls(
            date=row.date,
            absent=row.absent,
            section=row.section,
            duty=row.duty,
            period=row.period,
            by=row.by,
        )


@dataclasses.dataclass(frozen=True)
class Disruption:
    """Things that came up, to be repaired together.

    Parameters
    ----------
    cancelled
        Ids of sessions that are called off.
    substitutes
        How many outside substitutes can be had on a date, where it is not as usual.
    """

    absences: tuple[Absence, ...] = ()
    closed_dates: tuple[NamedDates, ...] = ()
    cancelled: tuple[str, ...] = ()
    substitutes: tuple[Substitutes, ...] = ()
    closed_rooms: tuple[ClosedRoom, ...] = ()

    def recorded(self, answer: CalendarAnswer) -> CalendarAnswer:
        """Write it into a calendar; what it knows already is not repeated."""
        new = {one.date for one in self.substitutes}
        kept = tuple(one for one in answer.substitutes if one.date not in new)
        return dataclasses.replace(
            answer,
            absences=tuple(dict.fromkeys((*answer.absences, *self.absences))),
            closed_dates=tuple(dict.fromkeys((*answer.closed_dates, *self.closed_dates))),
            cancelled=tuple(dict.fromkeys((*answer.cancelled, *self.cancelled))),
            substitutes=(*kept, *self.substitutes),
            closed_rooms=tuple(dict.fromkeys((*answer.closed_rooms, *self.closed_rooms))),
        )

    def is_closed(self, date: dt.date) -> bool:
        """Whether there is no school on a date after all."""
        return any(date in one for one in self.closed_dates)

    def dates(self) -> Iterator[dt.date]:
        """Every date of an absence."""
        for one in self.absences:
            for days in range((one.last - one.first).days + 1):
                yield one.first + dt.timedelta(days=days)
