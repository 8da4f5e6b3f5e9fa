"""The viewer's own coaching, as a teacher and as a coach: where each stands, step by step."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.district.delivered import Outcome, SessionRecord
from scheduler.domain.naming import class_name
from scheduler.domain.roles import Action, Viewer
from scheduler.domain.yearplan import Session as Booked
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.coaching import colleagues
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk, today
from scheduler.services.coaching.searching import Search, search_of
from scheduler.store import reading, records, writing
from scheduler.store.columns import now
from scheduler.store.db import Session

__all__ = ["Cycle", "StepShown", "agree", "cycle", "my_cycles", "shown"]


@dataclass(frozen=True)
class StepShown:
    """
    One booked session of a cycle.

    Parameters
    ----------
    id
        Of the assignment.
    outcome
        What came of it, where somebody has said: ``happened``, ``moved`` or ``lost``.
    is_confirmed
        Whether both say so.
    is_visit
        Whether the coach is in class while the teacher teaches.
    """

    id: str
    title: str
    date: dt.date
    start: int
    end: int
    place: str
    is_visit: bool
    is_over: bool
    outcome: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True)
class Cycle:
    """
    A request of the viewer's, or one that they coach.

    Parameters
    ----------
    request
        Without wish, exclusions and tick, unless the viewer is the teacher.
    teacher, coach, kind
        In words; the coach is empty where there is none yet.
    is_mine
        Whether the viewer is the teacher.
    needs_my_word
        Whether the viewer has yet to confirm their role.
    colleagues
        Who takes part, or is asked, in words.
    is_asking
        Whether colleagues have yet to say yes; that one has said no is not told.
    wished
        Whom the teacher wished for, in words; empty for everybody else.
    """

    request: CoachingRequest
    teacher: str
    coach: str
    kind: str
    is_mine: bool
    is_active: bool
    needs_my_word: bool
    steps: tuple[StepShown, ...]
    open_steps: tuple[str, ...]
    search: Search
    colleagues: tuple[str, ...] = ()
    is_asking: bool = False
    wished: str = ""

    @property
    def status(self) -> str:
        """Say in a word or two where it stands."""
        if self.steps and all(one.is_over for one in self.steps) and not self.open_steps:
            return "Over"
        if self.is_asking:
            return "Asking"
        if self.steps:
            return "Active" if self.is_active else "Booked"
        words = {"looking": "Looking for times", "booking": "Being booked", "found": "Offers"}
        return words.get(self.search.state, "Waiting for a time")


def my_cycles(viewer: Viewer, school: str) -> tuple[Cycle, ...]:
    """List the viewer's confirmed requests and those that they coach, what is ahead first."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        found = [shown(desk, one) for one in desk.cases() if one.is_wanted]
    return tuple(sorted(found, key=_order))


def cycle(viewer: Viewer, school: str, request: str) -> Cycle:
    """
    Return one of them.

    Raises
    ------
    NotFoundError
        If it is other people's, or there is none.
    """
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        if not case.is_wanted:
            raise NotFoundError(NONE)
        return shown(desk, case)


def agree(viewer: Viewer, school: str, request: str) -> bool:
    """
    Confirm one's own role in a cycle; return whether it is active now.

    Raises
    ------
    ConflictError
        If nobody is the coach yet.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.ANSWER_REQUEST)
        case = desk.case(request)
        if case.coach is None:
            raise ConflictError("Nobody is the coach yet; first accept an offer.")
        state = desk.state(case)
        if state.coach_staff != case.coach:  # what was agreed was agreed with somebody else
            state.coach_id = state.coach_agreed_at = state.teacher_agreed_at = None
        if case.is_teacher:
            state.teacher_agreed_at = now()
        else:
            state.coach_id, state.coach_agreed_at = desk.user, now()
        state.coach_staff = case.coach
        session.flush()
        return desk.case(request).is_active


def shown(desk: Desk, case: Case) -> Cycle:
    """Lay out a case within a transaction."""
    template = desk.template(case.request.template)
    titles = {one.key: one.title for one in template.steps} if template else {}
    booked = {one.step for one in case.sessions}
    state = case.cycle
    mine = case.is_teacher
    is_same = state is not None and state.coach_staff == case.coach
    agreed = state and is_same and (state.teacher_agreed_at if mine else state.coach_agreed_at)
    return Cycle(
        request=case.request if mine else _for_coach(case.request),
        teacher=desk.name(case.request.teacher),
        coach=desk.name(case.coach),
        kind=template.name if template else "",
        is_mine=mine,
        is_active=case.is_active,
        needs_my_word=bool(case.coach) and not agreed,
        steps=_steps(desk, case, titles),
        open_steps=tuple(title for key, title in titles.items() if key not in booked),
        search=search_of(desk, state),
        colleagues=colleagues.names(desk, case),
        is_asking=case.is_asking,
        wished=desk.name(case.request.wished_coach) if mine else "",
    )


def _for_coach(request: CoachingRequest) -> CoachingRequest:
    return dataclasses.replace(request, wished_coach=None, not_coaches=(), planning_is_fine=False)


def _steps(desk: Desk, case: Case, titles: dict[str, str]) -> tuple[StepShown, ...]:
    told = _told(desk.session, desk.year.id)
    now_on = today()
    found = []
    for one in case.sessions:
        record = told.get(one.id)
        found.append(
            StepShown(
                id=one.id,
                title=titles.get(one.step, one.step),
                date=one.date,
                start=one.start,
                end=one.end,
                place=_place(desk, one.section),
                is_visit=one.teacher_is == "teaching",
                is_over=one.date < now_on,
                outcome=record.outcome.value if record and _is_told(record, one) else None,
                is_confirmed=bool(record and record.confirmed),
            )
        )
    return tuple(found)


def _is_told(record: SessionRecord, one: Booked) -> bool:
    """Return whether what was recorded can be so: nothing has taken place before its date."""
    return record.outcome is not Outcome.HAPPENED or one.date <= today()


def _told(session: Session, school: str) -> dict[str, SessionRecord]:
    return {one.session: one for one in records.of_school(session, school).sessions}


def _place(desk: Desk, section: str | None) -> str:
    return class_name(desk.school, section) if section in desk.school.section else ""


def _order(one: Cycle) -> tuple[bool, dt.date]:
    ahead = [step.date for step in one.steps if not step.is_over]
    return not ahead and bool(one.steps), min(ahead, default=one.request.first)
