"""
Sessions that gave way to an absence which did not come true are offered back, one by one.

Each goes back to its old time where that is still free; what was taken altogether and cannot go
there is placed anew. Nothing else moves, and nothing happens before somebody says so.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import CalendarAnswer, Session
from scheduler.errors import ConflictError, InputError, ModelMismatchError
from scheduler.formats.html.words import clock_range, short_date
from scheduler.services.absences.announcing import put_in_place, ready
from scheduler.services.absences.standing import Standing, standing
from scheduler.services.context import place_of
from scheduler.services.messages.tell import Mailing
from scheduler.services.today import today_at
from scheduler.store import absences, reading, writing
from scheduler.store.db import Session as Store
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead
from scheduler.store.queries.trail import record as note

__all__ = ["Offers", "SessionOffer", "give_back", "is_any", "offers"]


@dataclass(frozen=True)
class SessionOffer:
    """
    The sessions of one request that gave way.

    Parameters
    ----------
    title
        The kind of coaching, and the pair.
    was, now, new
        When its sessions were, are at present, and would be.
    """

    request: str
    title: str
    was: tuple[str, ...]
    now: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """
    What can be given back after an absence was taken back.

    Parameters
    ----------
    base
        Id of the published plan for which it is offered.
    rows
        All of it can be given back together.
    is_earlier
        Whether somebody came back earlier, and was absent before.
    num_left
        Requests whose sessions find no place without moving something else.
    """

    absence: Absence
    name: str
    is_earlier: bool
    base: str
    rows: tuple[SessionOffer, ...]
    num_left: int


def offers(viewer: Viewer, school: str, id: str, today: dt.date | None = None) -> Offers:
    """
    Return what gave way to an absence that was taken back, and where it could go.

    Parameters
    ----------
    today
        Only from this date on; None: the school's own.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such absence.
    ConflictError
        If the absence still stands.
    """
    place = place_of(viewer, school)
    require(viewer, Action.REPAIR, place)
    require(viewer, Action.SEE_BOOKINGS, place)
    with reading() as session:
        giving = _Giving(session, school, id, today)
    made = list(giving.made())
    return Offers(
        absence=giving.absence,
        name=giving.now.school.person[giving.absence.person].name,
        is_earlier=giving.is_changed,
        base=giving.now.head.id,
        rows=tuple(row for row, _ in made),
        num_left=len(giving.taken) - len(made),
    )


def is_any(viewer: Viewer, school: str, id: str) -> bool:
    """Whether sessions gave way to an absence, as far as the viewer may know of it."""
    place = place_of(viewer, school)
    if not (viewer.may(Action.REPAIR, place) and viewer.may(Action.SEE_BOOKINGS, place)):
        return False
    with reading() as session:
        return bool(_Giving(session, school, id, None).taken)


def give_back(
    viewer: Viewer,
    school: str,
    id: str,
    requests: Collection[str],
    base: str,
    mailing: Mailing | None = None,
    today: dt.date | None = None,
) -> PlanHead:
    """
    Give sessions back as it was offered: a new published version, a message for those affected.

    Parameters
    ----------
    requests
        Those that are to be given back.
    base
        Id of the published plan for which it was offered.

    Raises
    ------
    NotFoundError, NotAllowedError, ConflictError
        As `offers`; or if something was published meanwhile, or cannot be given back any more.
    InputError
        If nothing is chosen.
    """
    place = place_of(viewer, school)
    require(viewer, Action.REPAIR, place)
    require(viewer, Action.SEE_BOOKINGS, place)
    if not requests:
        raise InputError("Give back", "Choose at least one.")
    with reading() as session:
        giving = _Giving(session, school, id, today)
    now = giving.now
    if now.head.id != base:
        raise ConflictError("Another plan was published meanwhile; look again.")
    made = list(giving.made(requests))
    if {row.request for row, _ in made} != set(requests):
        raise ConflictError("Not all of it can be given back any more; look again.")
    new = ready(now, made[-1][1])
    with writing() as session:
        head = put_in_place(session, viewer, now, new, "Sessions were given back", mailing)
        note(session, viewer, "give back", place, "absence_record", id, ("plan_id",))
    return head


class _Giving:
    """What gave way to an absence, and the plan that it is to come back to."""

    def __init__(self, session: Store, school: str, id: str, today: dt.date | None) -> None:
        # Here, because it brings the solver along.
        from scheduler.solver.calendar.give_back import gave_way

        known = absences.find(session, school, id)
        if known.taken_back_at is None:
            raise ConflictError("This absence still stands; take it back first.")
        self.absence, self.is_changed = known.absence, known.is_changed
        self.now: Standing = standing(session, school)
        self.today = today or today_at(self.now.school)
        self.before = CalendarAnswer()
        self.taken: dict[str, list[Session]] = {}
        parent = plans.head(session, known.plan).parent if known.plan is not None else None
        if known.plan is None or parent is None:
            return
        before, after = (plans.content(session, one).calendar for one in (parent, known.plan))
        if before is None or after is None:
            return
        self.before = before
        found = gave_way(before, after, self.now.calendar)
        requests = self.now.school.request
        self.taken = {
            request: rows
            for request, rows in found.items()
            if request in requests and all(row.date >= self.today for row in rows)
        }

    def made(self, wanted: Collection[str] | None = None) -> Iterator[tuple[SessionOffer, Plan]]:
        """Give back one request after the other; each with the plan that has all up to it."""
        plan = self.now.plan
        for request, rows in self.taken.items():
            if wanted is None or request in wanted:
                found = self._with(plan, rows)
                if found is not None:
                    yield self._offer(request, rows, plan, found), found
                    plan = found

    def _with(self, plan: Plan, rows: Sequence[Session]) -> Plan | None:
        # Here, because it brings the solver along.
        from scheduler.services.repair import judge

        for calendar in self._ways(plan, rows):
            made = dataclasses.replace(plan, calendar=calendar)
            try:
                judge(self.now.school, plan, made)
            except ModelMismatchError:
                continue
            return made
        return None

    def _ways(self, plan: Plan, rows: Sequence[Session]) -> Iterator[CalendarAnswer]:
        from scheduler.solver.calendar.give_back import as_before, elsewhere

        now, problem = plan.calendar or CalendarAnswer(), self._problem(plan)
        if all(row.date in problem.by_date for row in rows):
            yield as_before(problem, now, self.before, rows)
        stands = {row.id for row in now.sessions}
        gone = [row for row in rows if row.id not in stands]
        later = [day.index for day in problem.days if day.date > self.today]
        if gone and later:
            yield from elsewhere(problem, now, gone, later[0])

    def _problem(self, plan: Plan) -> CalendarProblem:
        calendar = plan.calendar or CalendarAnswer()
        return calendar_problem(in_force(self.now.school, calendar), *plan.before_calendar())

    def _offer(
        self, request: str, rows: Sequence[Session], before: Plan, after: Plan
    ) -> SessionOffer:
        school, ids = self.now.school, [row.id for row in rows]
        asked = school.request[request]
        names = dict.fromkeys((*(row.coach for row in rows), asked.teacher))
        pair = " and ".join(school.person[one].name for one in names)
        return SessionOffer(
            request=request,
            title=f"{school.template[asked.template].name}, {pair}",
            was=_times(rows),
            now=_times(_of(before, ids)),
            new=_times(_of(after, ids)),
        )


def _of(plan: Plan, ids: Collection[str]) -> list[Session]:
    return [row for row in plan.calendar.sessions if row.id in ids] if plan.calendar else []


def _times(rows: Sequence[Session]) -> tuple[str, ...]:
    found = sorted(rows, key=lambda one: (one.date, one.start))
    return tuple(f"{short_date(one.date)}, {clock_range(one.span)}" for one in found)
