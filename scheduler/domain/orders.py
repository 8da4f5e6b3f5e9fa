"""What somebody asks for who orders work that takes long: all of its input beside the school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from scheduler.domain.calendar import NamedDates
from scheduler.domain.disruption import Disruption
from scheduler.domain.form import Checked, number, record, text
from scheduler.domain.plan import Stage
from scheduler.domain.policy import Absence
from scheduler.domain.yearplan import ClosedRoom, Substitutes

__all__ = ["BuildOrder", "DistrictOrder", "FitOrder", "RepairOrder", "SearchOrder"]


@record
class SearchOrder(Checked):
    """How long and how to search; enough for a capacity frontier or an explanation.

    Parameters
    ----------
    time_limit_s
        Seconds for the whole work.
    workers
        Strategies that search side by side.
    reproducible
        The same order gives the same answer again; slower.
    """

    noun = "Order"
    time_limit_s: float = number(least=0.1, most=4 * 3600, default=300.0)
    seed: int = number(least=0, most=2**31 - 1, default=0)
    workers: int = number(least=1, most=8, default=8)
    reproducible: bool = False


@record
class BuildOrder(SearchOrder):
    """A build: which stages, from which plan on.

    Parameters
    ----------
    name, note
        What the plan will be called, and what is to be remembered of it.
    previous
        Id of a plan: what was finished in it serves, and what stays the same keeps its id.
    starting, until
        The dates of a published calendar, that of `previous`, to plan anew; None: all of it, and
        to the end of the year.
    """

    name: str = text(longest=100, default="Draft")
    note: str = text(longest=2000, empty=True, default="")
    stages: tuple[Stage, ...] = tuple(Stage)
    previous: str | None = None
    starting: dt.date | None = None
    until: dt.date | None = None

    def contradictions(self) -> Iterator[str]:
        """Stages follow one another; the first needs those before it."""
        order = list(Stage)
        if not self.stages:
            yield "it names no stage; name at least one of " + ", ".join(order) + "."
            return
        first = order.index(self.stages[0])
        if list(self.stages) != order[first : first + len(self.stages)]:
            yield "its stages must follow one another: " + ", ".join(order) + "."
        if first and self.previous is None:
            yield f"the {self.stages[0]} needs what was solved before it; name a plan that has it."
        if self.starting is None and self.until is not None:
            yield "it has a last date to plan anew, but no first one."
        if self.starting is not None and self.previous is None:
            yield "only a published plan can be planned anew from a date on; name that plan."


@record
class RepairOrder(SearchOrder):
    """A repair: what came up, or a timetable that no longer fits its school.

    Parameters
    ----------
    plan
        Id of the plan to be repaired.
    stage
        The calendar, after what came up; or the timetable, after a change of the school.
    """

    plan: str = text()
    name: str = text(longest=100, default="Repair")
    stage: Stage = Stage.CALENDAR
    absences: tuple[Absence, ...] = ()
    closed_dates: tuple[NamedDates, ...] = ()
    cancelled: tuple[str, ...] = ()
    substitutes: tuple[Substitutes, ...] = ()
    closed_rooms: tuple[ClosedRoom, ...] = ()
    time_limit_s: float = number(least=0.1, most=4 * 3600, default=60.0)

    def contradictions(self) -> Iterator[str]:
        """What came up is mended in the calendar alone, and something has to have come up."""
        came_up = self.disruption != Disruption()
        if self.stage is Stage.STAFFING:
            yield "a staffing cannot be repaired; build it anew from the plan."
        if self.stage is Stage.TIMETABLE and came_up:
            yield "absences, closed dates and rooms, sessions called off: mended in the calendar."
        if self.stage is Stage.CALENDAR and not came_up:
            yield "it does not say what came up."

    @property
    def disruption(self) -> Disruption:
        """What came up."""
        return Disruption(
            absences=self.absences,
            closed_dates=self.closed_dates,
            cancelled=self.cancelled,
            substitutes=self.substitutes,
            closed_rooms=self.closed_rooms,
        )


@record
class FitOrder(Checked):
    """Places for one confirmed request in a published plan, moving nothing.

    Parameters
    ----------
    offer
        Id of an offer that both have accepted, to be booked; None: places are looked for.
    free
        The sessions of the request that lie ahead leave the plan instead.
    link
        Address of this installation, for mails; None: no mail is sent.
    """

    noun = "Order"
    plan: str = text()
    request: str = text()
    offer: str | None = None
    free: bool = False
    link: str | None = None


@record
class DistrictOrder(SearchOrder):
    """The same work for each school of a district: a build, or its capacity.

    Parameters
    ----------
    year
        The school year, as people say it.
    time_limit_s
        Seconds for each school.
    name
        What the plans of a build will be called.
    """

    district: str = text()
    year: str = text()
    kind: Literal["build", "capacity"] = "build"
    name: str = text(longest=100, default="Draft")
