"""
A request with all that belongs to it, opened for one of the two whom it concerns.

Everything about coaching is reached through here: for anybody else there is no such request, and
being on somebody's place in the staff list is not enough once an account stands behind it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest, CycleTemplate
from scheduler.domain.confidence import Part
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Role, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.yearplan import Session as Booked
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.services.context import place_of
from scheduler.store import load
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import plans, sites
from scheduler.store.queries.plans import PlanHead
from scheduler.store.queries.sites import Year
from scheduler.store.tables.coaching import CycleState

__all__ = ["NONE", "Case", "Desk", "open_desk"]

NONE = "There is no such coaching, or none that you may know of."


def today() -> dt.date:
    """Return today's date; what is booked before it has taken place, or has not."""
    return now().date()


@dataclass(frozen=True)
class Case:
    """
    One request, as one of the two sees it.

    Parameters
    ----------
    request, version
        As it stands in the school, and its version there.
    parts
        What the viewer is to it.
    sessions
        What is booked for it in the published plan, in order.
    """

    request: CoachingRequest
    version: int
    cycle: CycleState | None
    parts: frozenset[Part]
    sessions: tuple[Booked, ...]

    @property
    def is_teacher(self) -> bool:
        """Whether the viewer has asked for it."""
        return Part.TEACHER in self.parts

    @property
    def is_asking(self) -> bool:
        """Whether the teacher wants it, and colleagues have yet to say yes."""
        wanted = self.cycle is not None and self.cycle.teacher_agreed_at is not None
        return wanted and not self.request.is_confirmed

    @property
    def is_wanted(self) -> bool:
        """Whether the teacher wants it: nobody else has brought it in, or they have agreed."""
        return self.request.is_confirmed or self.is_asking

    @property
    def coach(self) -> str | None:
        """Who is booked, or has accepted: the id on the staff."""
        if self.sessions:
            return self.sessions[-1].coach
        return self.cycle.coach_staff if self.cycle else None

    @property
    def is_active(self) -> bool:
        """Whether both have confirmed their roles."""
        return bool(
            self.cycle
            and self.cycle.teacher_agreed_at
            and self.cycle.coach_agreed_at
            and self.cycle.coach_staff == self.coach
        )


@dataclass(frozen=True)
class Desk:
    """
    A school's coaching, laid open for one viewer in one transaction.

    Parameters
    ----------
    school
        As it is now; where its data are out of joint, as the published plan has it.
    mine
        Ids under which the school knows the viewer as a teacher or Plus teacher.
    """

    session: Session
    viewer: Viewer
    year: Year
    school: School
    mine: frozenset[str]
    head: PlanHead | None
    plan: Plan | None

    @property
    def user(self) -> str:
        """Id of the viewer's account; coaching needs one."""
        if self.viewer.user is None:
            raise NotFoundError(NONE)
        return self.viewer.user

    def cases(self) -> tuple[Case, ...]:
        """List the requests that concern the viewer."""
        cycles = rows.cycles(self.session, self.year.id)
        found = []
        for row in load.rows(self.session, self.year.id, "requests"):
            if isinstance(row.thing, CoachingRequest):
                case = self._case(row.thing, row.version, cycles.get(row.id))
                if case.parts:
                    found.append(case)
        return tuple(found)

    def case(self, request: str) -> Case:
        """
        Return one request that concerns the viewer.

        Raises
        ------
        NotFoundError
            If there is none, or it is other people's.
        """
        try:
            row = load.row(self.session, self.year.id, "requests", request)
        except NotFoundError:
            raise NotFoundError(NONE) from None
        if not isinstance(row.thing, CoachingRequest):
            raise NotFoundError(NONE)
        found = self._case(row.thing, row.version, rows.cycle(self.session, self.year.id, request))
        if not found.parts:
            raise NotFoundError(NONE)
        return found

    def state(self, case: Case) -> CycleState:
        """Return the row of a cycle, made where there is none yet, bound to the viewer."""
        state = case.cycle
        if state is None:
            state = CycleState(school_id=self.year.id, request_id=case.request.id)
            self.session.add(state)
        if case.is_teacher and state.teacher_id is None:
            state.teacher_id = self.viewer.user  # None: they have no account yet
        return state

    def name(self, staff: str | None) -> str:
        """Return the name of somebody of the staff."""
        person = self.school.person.get(staff or "")
        return "" if person is None else person.name

    def template(self, id: str) -> CycleTemplate | None:
        """Return a kind of coaching."""
        return next((one for one in self.school.templates if one.id == id), None)

    def _case(self, request: CoachingRequest, version: int, cycle: CycleState | None) -> Case:
        sessions = self.booked(request.id)
        parts = set()
        if request.teacher in self.mine and (
            cycle is None or cycle.teacher_id in (None, self.viewer.user)
        ):
            parts.add(Part.TEACHER)
        if request.is_confirmed and self._is_coach(cycle, sessions):
            parts.add(Part.COACH)
        return Case(request, version, cycle, frozenset(parts), sessions)

    def booked(self, request: str) -> tuple[Booked, ...]:
        """List what is booked for a request in the published plan."""
        answer = self.plan.calendar if self.plan else None
        found = [one for one in answer.sessions if one.request == request] if answer else []
        return tuple(sorted(found, key=lambda one: (one.date, one.start)))

    def _is_coach(self, cycle: CycleState | None, sessions: tuple[Booked, ...]) -> bool:
        booked = {one.coach for one in sessions}
        accepted = cycle.coach_staff if cycle else None
        if accepted is None or (booked and accepted not in booked):
            return bool(booked & self.mine)  # a new plan may have given it to another coach
        if cycle is not None and cycle.coach_id is not None:
            return cycle.coach_id == self.viewer.user
        return accepted in self.mine


def open_desk(session: Session, viewer: Viewer, school: str, action: Action) -> Desk:
    """
    Lay a school's coaching open, after the policy has let the viewer in.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if nobody stands behind the viewer whom the school knows.
    """
    require(viewer, action, place_of(viewer, school))
    year = sites.year(session, school)
    head = plans.published(session, school)
    plan = None if head is None else plans.content(session, head.id)
    mine = frozenset(
        grant.staff
        for grant in viewer.grants
        if grant.site == year.site
        and grant.staff is not None
        and grant.role in (Role.TEACHER, Role.PLUS)
    )
    return Desk(session, viewer, year, _school(session, school, head), mine, head, plan)


def _school(session: Session, school: str, head: PlanHead | None) -> School:
    try:
        return load.school(session, school)
    except InvalidProblemError:
        if head is None:
            # What exactly is missing is for those who enter it.
            raise ConflictError(
                "The school is still being set up. Coaching begins when its calendar, staff and"
                " classes are entered."
            ) from None
        return plans.school_of(session, head.id)
