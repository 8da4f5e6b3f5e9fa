"""What a morning starts from: the published plan, the absences that wait, what was proposed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.inforce import with_sources
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence, CoverSource, Policy
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.errors import ConflictError
from scheduler.services.today import today_at
from scheduler.store import absences, load
from scheduler.store.absences import Known, Proposed
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead

__all__ = ["NOTHING", "Decision", "Standing", "as_seen", "standing", "usual"]

NOTHING = "No year calendar is published yet, so there is nothing to cover."
SETTLED = "Nothing waits any more: what was proposed is announced, or its absences were taken back."


@dataclass(frozen=True)
class Standing:
    """
    A published year, and what waits.

    Parameters
    ----------
    school
        The school the plan was made for; to its sources of cover belong those of today.
    calendar
        The published year.
    sources
        Where cover is looked for today, in this order.
    is_as_planned
        Whether the school is the plan's own snapshot, word for word.
    waiting
        Absences that nobody has dealt with, or that a plan published since knows nothing of.
    proposed
        What is proposed; None where nothing is, or where it was made for something else.
    is_stale
        Whether there is a proposal that no longer fits.
    """

    head: PlanHead
    school: School
    plan: Plan
    calendar: CalendarAnswer
    waiting: tuple[Known, ...]
    proposed: Proposed | None
    sources: tuple[CoverSource, ...]
    is_as_planned: bool
    is_stale: bool = False

    @property
    def asking(self) -> School:
        """The school as cover is looked for today."""
        return with_sources(self.school, self.sources)

    @property
    def decision(self) -> Decision | None:
        """What is proposed, to be decided on; None where nothing is."""
        if self.proposed is None or self.proposed.plan.calendar is None:
            return None
        return Decision(self, self.proposed, self.proposed.plan.calendar)


@dataclass(frozen=True)
class Decision:
    """
    A proposal, and the morning that it is for.

    Parameters
    ----------
    calendar
        The year as it would be.
    """

    now: Standing
    made: Proposed
    calendar: CalendarAnswer


def usual(session: Session, school_id: str) -> Standing | None:
    """Return what a morning starts from; None where no year is published."""
    head = plans.published(session, school_id)
    if head is None:
        return None
    plan = plans.content(session, head.id)
    if plan.staffing is None or plan.timetable is None or plan.calendar is None:
        return None
    found = plans.school_of(session, head.id)
    sources = _sources(session, school_id, found)
    # What is announced keeps the source that it had, even if that is not used any more.
    used = {row.source for row in plan.calendar.covers}
    old = [one for one in found.policy.cover_sources if one not in sources and one in used]
    school = with_sources(found, (*sources, *old))
    waiting = tuple(_waiting(absences.standing(session, school_id), school, plan.calendar))
    proposed = absences.proposal(session, school_id)
    fits = (
        proposed is not None
        and proposed.base == head.id
        and [list(one) for one in proposed.absences] == [one.key for one in waiting]
    )
    return Standing(
        head,
        school,
        plan,
        plan.calendar,
        waiting,
        proposed if fits else None,
        sources,
        school is found,
        is_stale=proposed is not None and not fits,
    )


def standing(session: Session, school_id: str) -> Standing:
    """
    Return what a morning starts from.

    Raises
    ------
    ConflictError
        If no year is published.
    """
    found = usual(session, school_id)
    if found is None:
        raise ConflictError(NOTHING)
    return found


def as_seen(session: Session, school_id: str, expected: int) -> Decision:
    """
    Return what is proposed, if it is what somebody saw.

    Parameters
    ----------
    expected
        Version of the proposal that they saw.

    Raises
    ------
    ConflictError
        If it is not any more.
    """
    now = standing(session, school_id)
    found = now.decision
    if not now.waiting:
        raise ConflictError(SETTLED)
    if found is None or found.made.version != expected:
        raise ConflictError("Somebody has changed this proposal meanwhile; look again.")
    return found


def _waiting(there: Iterable[Known], school: School, calendar: CalendarAnswer) -> Iterator[Known]:
    """Yield absences without cover: a draft begun before them may have been published since."""
    dealt_with, today = (*calendar.absences, *school.absences), today_at(school)
    for one in there:
        if one.plan is None:
            yield one
        elif one.absence.last >= today and not any(_holds(x, one.absence) for x in dealt_with):
            yield dataclasses.replace(one, plan=None)


def _holds(known: Absence, one: Absence) -> bool:
    """Whether an absence that a plan knows is this one, or more."""
    return (
        known.person == one.person
        and known.first <= one.first
        and one.last <= known.last
        and (not known.periods or (bool(one.periods) and {*one.periods} <= {*known.periods}))
    )


def _sources(session: Session, school_id: str, planned: School) -> tuple[CoverSource, ...]:
    """Return the order of sources that holds now; that of the plan where nobody has said one."""
    policy: Policy | None = load.value(session, school_id, "policy").content
    return planned.policy.cover_sources if policy is None else policy.cover_sources
