"""Move a coaching session or a PD day of a plan by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.calendar import monday_of
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.referee import check
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, Session
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.services.context import place_of
from scheduler.services.plans.edit import summary_of
from scheduler.services.plans.held import is_held
from scheduler.services.plans.show import find
from scheduler.services.plans.steps import add_step
from scheduler.services.plans.words import plain_reason
from scheduler.store import reading, writing
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead
from scheduler.store.recent import Recent

if TYPE_CHECKING:
    from scheduler.solver.calendar.edit_pd import PDMoves, PDTarget
    from scheduler.solver.calendar.edit_session import SessionMoves, SessionTarget

__all__ = [
    "Desk",
    "PDPage",
    "SessionPage",
    "desk",
    "key_of",
    "move_pd_day",
    "move_session",
    "pd_moves",
    "session_moves",
    "short_date",
]

_HALVES = {"whole": "", "first_half": " (first half)", "second_half": " (second half)"}


@dataclass(frozen=True)
class Desk:
    """A calendar on which somebody tries out moves: read once, asked many times."""

    school: School
    plan: Plan
    answer: CalendarAnswer
    problem: CalendarProblem

    def session(self, id: str) -> Session:
        """Return a session, as an address names it."""
        found = next((one for one in self.answer.sessions if one.id == id), None)
        if found is None or found.request not in self.problem.by_request:
            raise NotFoundError("There is no such coaching session in this plan.")
        return found

    def pd_day(self, id: str) -> PDDay:
        """Return a PD day, as an address names it."""
        found = next((one for one in self.answer.pd_days if one.id == id), None)
        if found is None or found.group not in self.problem.by_group:
            raise NotFoundError("There is no such PD day in this plan.")
        return found

    def cover(self, id: str) -> Cover:
        """Return a cover, as an address names it."""
        found = next((one for one in self.answer.covers if one.id == id), None)
        if found is None:
            raise NotFoundError("There is no such cover in this plan.")
        return found

    def held_covers(self, row: PDDay) -> tuple[str, ...]:
        """Name who is locked to what that a PD day would take along."""
        named = self.school.person
        return tuple(
            named[one.by].name
            for one in self.answer.covers
            if (one.date, one.source) == (row.date, None)
            and one.absent in row.members
            and is_held(self.school, one)
        )

    def title_of(self, row: PDDay) -> str:
        """Name a PD day by its group."""
        return self.problem.by_group[row.group].group.name + _HALVES[row.unit]


_desks: Recent[tuple[str, int], tuple[School, Desk]] = Recent(most=4)


@dataclass(frozen=True)
class SessionPage:
    """
    Where a session can go in one week.

    Parameters
    ----------
    step
        What it is, in the words of its kind of coaching.
    days
        School days of the week, each with its places.
    together
        Places for the session with the steps that go with it; titles of these in `followers`.
    first, firsts
        Monday of this week, and those of all weeks.
    is_locked
        Whether a lock holds it where it is.
    held_followers
        Titles of the steps that would go with it and are locked: then they do not move together.
    """

    row: Session
    step: str
    first: dt.date
    days: tuple[tuple[dt.date, tuple[SessionTarget, ...]], ...]
    together: tuple[SessionTarget, ...]
    followers: tuple[str, ...]
    firsts: tuple[dt.date, ...]
    is_locked: bool
    held_followers: tuple[str, ...]


@dataclass(frozen=True)
class PDPage:
    """
    Where a PD day can go in one month.

    Parameters
    ----------
    first, firsts
        First date of this month, and those of all months.
    is_locked
        Whether a lock holds it where it is.
    held_covers
        Who is locked to cover something that it would take along; it stays as long as they are.
    """

    row: PDDay
    title: str
    first: dt.date
    targets: tuple[tuple[dt.date, PDTarget], ...]
    firsts: tuple[dt.date, ...]
    is_locked: bool
    held_covers: tuple[str, ...]


def desk(viewer: Viewer, school: str, plan: str) -> Desk:
    """
    Lay a calendar out for trying moves.

    Raises
    ------
    NotFoundError
        If the plan has no calendar.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with reading() as session:
        find(session, school, plan)
        found, content = plans.school_of(session, plan), plans.content(session, plan)
    if content.staffing is None or content.timetable is None or content.calendar is None:
        raise NotFoundError("This plan has no calendar yet; build it first.")
    staffing, timetable, answer = content.staffing, content.timetable, content.calendar

    def build() -> tuple[School, Desk]:
        problem = calendar_problem(in_force(found, answer), staffing, timetable)
        return found, Desk(found, content, answer, problem)

    return _desks.get((plan, id(found)), build)[1]


def session_moves(
    viewer: Viewer, school: str, plan: str, session: str, date: dt.date | None = None
) -> SessionPage:
    """
    Find where a session can go in the week of a date; by default in its own week.

    Raises
    ------
    NotFoundError
        If there is no such session, or no school in that week.
    """
    on = desk(viewer, school, plan)
    row = on.session(session)
    moves = _of_session(on, row)
    weeks = on.problem.school.calendar.weeks
    monday = monday_of(date or row.date)
    if monday not in weeks:
        raise NotFoundError(f"There is no school in the week of {monday:%B} {monday.day}.")
    indices = [on.problem.by_date[one.date].index for one in weeks[monday]]
    found = tuple(moves.targets(indices))
    return SessionPage(
        row,
        moves.step.title,
        monday,
        tuple(
            (
                on.problem.days[day].date,
                tuple(sorted((one for one in found if one.day == day), key=lambda one: one.span)),
            )
            for day in indices
        ),
        tuple(moves.together(indices)),
        tuple(one.title for one in moves.followers),
        tuple(weeks),
        is_held(on.school, row),
        tuple(one.title for one in moves.followers if one.key in moves.locked),
    )


def move_session(
    viewer: Viewer, school: str, plan: str, session: str, date: dt.date, key: str
) -> PlanHead:
    """
    Move a session to one of the places that were found: the next step of the draft.

    Parameters
    ----------
    date
        A date in the week of the place.
    key
        Of the place, as `key_of` gives it.

    Raises
    ------
    ConflictError
        If there is no such place any more, or the session is locked.
    InvalidProblemError
        If the referee finds a rule broken that the plan kept before.
    """
    page = session_moves(viewer, school, plan, session, date)
    if page.is_locked:
        raise ConflictError("This session is locked where it is; unlock it first.")
    places = (*(one for _, day in page.days for one in day), *page.together)
    chosen = next((one for one in places if one.placed and key_of(one) == key), None)
    if chosen is None:
        raise ConflictError("The session cannot go there in this plan; look at the places again.")
    on = desk(viewer, school, plan)
    answer = _of_session(on, page.row).moved(chosen)
    when = on.problem.days[chosen.day].date
    coach, teacher = (on.school.person[one].name for one in (page.row.coach, page.row.teacher))
    words = f"Session of {coach} and {teacher}: {short_date(page.row.date)} to {short_date(when)}"
    return _save(viewer, school, plan, on, answer, words)


def pd_moves(
    viewer: Viewer, school: str, plan: str, pd_day: str, date: dt.date | None = None
) -> PDPage:
    """
    Find where a PD day can go in the month of a date; by default in its own month.

    Raises
    ------
    NotFoundError
        If there is no such PD day, or no school in that month.
    """
    on = desk(viewer, school, plan)
    row = on.pd_day(pd_day)
    first = (date or row.date).replace(day=1)
    days = [one for one in on.problem.days if one.date.replace(day=1) == first]
    if not days:
        raise NotFoundError(f"There is no school in {first:%B %Y}.")
    others = [one.index for one in days if one.date != row.date]
    targets = _of_pd_day(on, row).targets(others)
    return PDPage(
        row,
        on.title_of(row),
        first,
        tuple((on.problem.days[one.day].date, one) for one in targets),
        tuple(dict.fromkeys(one.date.replace(day=1) for one in on.problem.days)),
        is_held(on.school, row),
        on.held_covers(row),
    )


def move_pd_day(viewer: Viewer, school: str, plan: str, pd_day: str, date: dt.date) -> PlanHead:
    """
    Move a PD day with its cover to another date: the next step of the draft.

    Raises
    ------
    ConflictError
        If it cannot go there, with the reason; or if it is locked.
    InvalidProblemError
        If the referee finds a rule broken that the plan kept before.
    """
    on = desk(viewer, school, plan)
    row = on.pd_day(pd_day)
    if is_held(on.school, row):
        raise ConflictError("This PD day is locked where it is; unlock it first.")
    if held := on.held_covers(row):
        names = ", ".join(dict.fromkeys(held))
        raise ConflictError(f"Its cover is locked to {names} on this date; unlock that first.")
    if date not in on.problem.by_date:
        raise ConflictError(f"There is no school on {date:%B} {date.day}.")
    moves = _of_pd_day(on, row)
    target = next(moves.targets([on.problem.by_date[date].index]))
    if target.covers is None:
        raise ConflictError(f"It cannot go there. {target.reason}")
    words = f"PD of {on.title_of(row)}: {short_date(row.date)} to {short_date(date)}"
    return _save(viewer, school, plan, on, moves.moved(target), words)


def _of_session(on: Desk, row: Session) -> SessionMoves:
    # Here, because the solver is large and most processes that show pages never need it.
    from scheduler.solver.calendar.edit_session import SessionMoves

    return SessionMoves(on.problem, on.answer, row)


def _of_pd_day(on: Desk, row: PDDay) -> PDMoves:
    from scheduler.solver.calendar.edit_pd import PDMoves

    return PDMoves(on.problem, on.answer, row)


def key_of(target: SessionTarget) -> str:
    """Name a place by what it does, so that it can be asked for again."""
    places = [(one.step.key, one.day, one.option.span, one.option.half) for one in target.placed]
    return hashlib.sha256(repr(places).encode()).hexdigest()[:16]


def _save(
    viewer: Viewer, school: str, plan: str, on: Desk, answer: CalendarAnswer, edit: str
) -> PlanHead:
    """Let the referee look, then save the edit as the next step of the draft."""
    made = dataclasses.replace(on.plan, calendar=answer)
    old = {one.text for one in check(on.school, on.plan, only=Stage.CALENDAR).violations}
    found = check(on.school, made, only=Stage.CALENDAR).violations
    new = [plain_reason(on.school, one.text) for one in found if one.text not in old]
    if new:
        raise InvalidProblemError(new)
    summary = summary_of(on.school, made)
    with writing() as session:
        head = find(session, school, plan)
        return add_step(
            session, viewer, head, made, snapshot=head.snapshot, edit=edit, summary=summary
        )


def short_date(date: dt.date) -> str:
    """Write a date as the steps of a draft are called: Sep 17."""
    return f"{date:%b} {date.day}"
