"""Coaching: requests (without any content), cycle templates as data, and the team's events.

A request says who, for what area, what kind and when; never why.  Goals, texts and answers live
with the pair alone and have no place in a problem (see the partnership rules in the docs).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import Literal

from scheduler.domain.form import Checked, number, record, ref, text


class TeacherIs(enum.StrEnum):
    """Where the teacher must be while a step takes place (rule C8)."""

    TEACHING = "teaching"
    PLANNING = "planning"
    TEAM_TIME = "team_time"
    RELEASED = "released"
    CONFERENCE = "conference"
    """Planning, team time or released, in the order rule C15 prefers."""
    NOWHERE = "nowhere"
    """Asynchronous: only the coach's time is booked."""


class Kind(enum.StrEnum):
    """Kinds of coaching (rules C8 to C11)."""

    COACHING_CYCLE = "coaching_cycle"
    TWO_DAY_SEQUENCE = "two_day_sequence"
    CO_TEACH = "co_teach"
    MODEL_LESSON = "model_lesson"
    STUDENTS = "students"
    RELEASE_CHAIN = "release_chain"
    LESSON_STUDY = "lesson_study"
    LEARNING_LAB = "learning_lab"
    TEAM_VISIT = "team_visit"
    ASYNCHRONOUS = "asynchronous"


class DayOrder(enum.StrEnum):
    """How a step that lies on the same day as another stands to it."""

    BEFORE = "before"
    AFTER = "after"
    ANY = "any"


@record
class Step(Checked):
    """One contact of a cycle.

    Parameters
    ----------
    minutes
        Time wanted; booked in the fewest consecutive whole periods (or half blocks) that reach
        it.  A step with a teaching teacher takes the whole meeting of the section.
    teacher_is
        Where the teacher must be.
    least_gap_days, most_gap_days
        Calendar days since the previous step; None means no upper limit.
    same_day_as
        Key of an earlier step on whose date this one lies, in `day_order` to it.
    next_meeting_after
        Key of an earlier step: this one is the very next meeting of the same section after it.
    """

    noun = "Step"
    key: str = text()
    title: str = text()
    minutes: int = number(least=5, most=480, default=45)
    teacher_is: TeacherIs = TeacherIs.CONFERENCE
    least_gap_days: int = number(least=0, most=200, default=0)
    most_gap_days: int | None = number(least=0, most=200, default=None)
    same_day_as: str | None = text(default=None)
    day_order: DayOrder = DayOrder.ANY
    next_meeting_after: str | None = text(default=None)

    def contradictions(self) -> Iterator[str]:
        """Gaps are in order; only a lesson can be the next meeting."""
        if self.most_gap_days is not None and self.most_gap_days < self.least_gap_days:
            yield f'the most days before step "{self.key}" lie below the least.'
        if self.next_meeting_after and self.teacher_is is not TeacherIs.TEACHING:
            yield f'step "{self.key}" is a next meeting, so the teacher must be teaching in it.'


_JOINT = (Kind.LESSON_STUDY, Kind.LEARNING_LAB)
"""Kinds whose colleagues do everything together."""


@record
class CycleTemplate(Checked):
    """A kind of coaching as its steps in order (rule C8).

    Parameters
    ----------
    weight
        What serving such a request is worth beside others, set by the school for the kind.
    """

    noun = "Cycle template"
    id: str = text()
    name: str = text()
    kind: Kind
    steps: tuple[Step, ...] = ()
    weight: int = number(least=1, most=100, default=10)

    def contradictions(self) -> Iterator[str]:
        """Steps have different keys and refer to earlier ones."""
        if not self.steps:
            yield "it has no step."
        seen: set[str] = set()
        for step in self.steps:
            for other in (step.same_day_as, step.next_meeting_after):
                if other is not None and other not in seen:
                    yield f'step "{step.key}" refers to "{other}", which is no earlier step.'
            if step.key in seen:
                yield f'step "{step.key}" stands there twice.'
            seen.add(step.key)

    @property
    def has_lesson(self) -> bool:
        """Whether some step takes place in a section."""
        return any(step.teacher_is is TeacherIs.TEACHING for step in self.steps)

    def colleagues_at(self, key: str, colleagues: tuple[str, ...]) -> tuple[str, ...]:
        """Those of a request's colleagues who are at a step, beside its teacher."""
        if not colleagues:
            return ()
        where = {step.key: step.teacher_is for step in self.steps}.get(key, TeacherIs.NOWHERE)
        if self.kind in _JOINT and where is not TeacherIs.NOWHERE:
            return colleagues
        if self.kind is Kind.TEAM_VISIT and where is TeacherIs.TEAM_TIME:
            return colleagues
        if self.kind is Kind.RELEASE_CHAIN and where is TeacherIs.RELEASED:
            return colleagues[:1]
        return ()


class RequestStatus(enum.StrEnum):
    """Only confirmed requests are scheduled or counted."""

    CONFIRMED = "confirmed"
    TO_CONFIRM = "to_confirm"


CONFIDENTIAL = ("wished_coach", "not_coaches", "planning_is_fine")
"""Fields of a request that its teacher tells the solver and nobody else."""


@record
class CoachingRequest(Checked):
    """A teacher's request for coaching, as the solver may know it.

    Parameters
    ----------
    areas
        Accepted content areas of the coach, the most wanted first.
    any_area
        The teacher ticked that any area will do.
    first, last
        Window in which all steps lie, both included.
    section
        Section of the lesson steps; None: any that the teacher teaches, the same throughout.
    wished_coach, not_coaches
        The teacher's own wish, and whom the teacher does not want.
    planning_is_fine
        The tick "my planning is fine" of rule C15.
    with_staff
        Colleagues who take part: the one visited (release chain), the members (lesson study,
        learning lab, visit to team time).
    asked_on
        Date of the request: its age counts.
    must
        True: serving it is demanded (hard).
    """

    noun = "Coaching request"
    id: str = text()
    teacher: str = ref("staff")
    template: str = ref("templates")
    first: date
    last: date
    areas: tuple[str, ...] = ref("areas", default=())
    any_area: bool = False
    section: str | None = ref("sections", default=None)
    wished_coach: str | None = ref("staff", default=None)
    not_coaches: tuple[str, ...] = ref("staff", default=())
    planning_is_fine: bool = False
    with_staff: tuple[str, ...] = ref("staff", default=())
    status: RequestStatus = RequestStatus.TO_CONFIRM
    asked_on: date | None = None
    must: bool = False

    def contradictions(self) -> Iterator[str]:
        """The window is in order; a coach can be found and is not the teacher."""
        if self.last < self.first:
            yield f"its window ends on {self.last}, before it begins on {self.first}."
        if not self.areas and not self.any_area:
            yield 'it accepts no content area; name one or tick "any".'
        if self.wished_coach in self.not_coaches:
            yield "the wished coach is also excluded."
        if self.teacher in (self.wished_coach, *self.with_staff):
            yield "the teacher cannot be their own coach or colleague."

    @property
    def is_confirmed(self) -> bool:
        """Whether it may be scheduled and counted at all."""
        return self.status is RequestStatus.CONFIRMED


@record
class SessionLock(Checked):
    """The user's word that a step of a request is booked just so (rule C12).

    Parameters
    ----------
    request
        Id of the request. One that is not there, or is not confirmed, is held by nothing: a
        teacher who withdraws needs nobody to unlock first.
    periods, half
        As of a session.
    """

    noun = "Session lock"
    request: str = text()
    step: str = text()
    date: date
    periods: tuple[int, ...] = number(least=1, default=())
    half: Literal["first", "second"] | None = None
    coach: str = ref("staff")


class TeamEventKind(enum.StrEnum):
    """Meetings of the whole Plus team (rule C11)."""

    PLC = "plc"
    KICK_OFF = "kick_off"


@record
class TeamEvent(Checked):
    """A meeting of all Plus teachers, in consecutive periods.

    Parameters
    ----------
    per_term
        True: once in each term; False: once, in the window.
    least_days_apart
        Least calendar days between two of them.
    first, last
        Window of dates; None means the year's ends.
    """

    noun = "Team event"
    id: str = text()
    name: str = text()
    kind: TeamEventKind = TeamEventKind.PLC
    minutes: int = number(least=5, most=480, default=60)
    per_term: bool = True
    least_days_apart: int = number(least=0, most=200, default=42)
    first: date | None = None
    last: date | None = None

    def contradictions(self) -> Iterator[str]:
        """The window is in order."""
        if self.first and self.last and self.last < self.first:
            yield f"its window ends on {self.last}, before it begins on {self.first}."
