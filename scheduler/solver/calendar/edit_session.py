"""Moves one coaching session by hand: nothing else moves, and what was announced keeps its id."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.coaching import Step, TeacherIs
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.domain.problems.calendar_options import Option
from scheduler.domain.yearplan import CalendarAnswer, Cover, Release, Session
from scheduler.solver.calendar.coaching_places import Placed
from scheduler.solver.calendar.moves import Mover
from scheduler.solver.calendar.pd_places import class_words
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_answer import following_releases
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.rows import session_row

__all__ = ["SessionMoves", "SessionTarget"]

_MOST_TOGETHER = 60


@dataclass(frozen=True)
class SessionTarget:
    """
    A place for a session.

    Parameters
    ----------
    placed
        The steps as they would be: the session alone, or with those that go with it; () where
        it cannot be.
    reason
        Why not; "" where it can be.
    """

    day: int
    span: Span
    periods: tuple[int, ...]
    placed: tuple[Placed, ...] = ()
    reason: str = ""
    is_current: bool = False


class SessionMoves(Mover):
    """Where one session of a calendar can go, alone or with the steps that are booked by it."""

    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer, row: Session) -> None:
        self.answer, self.row = answer, row
        self.task = problem.by_request[row.request]
        steps = self.task.template.steps
        self.step = next(one for one in steps if one.key == row.step)
        published = Published(problem, answer, lambda one: one is not row)
        super().__init__(problem, published.bookings)
        self._placed = published.placed[row.request]

    @property
    def followers(self) -> tuple[Step, ...]:
        """Booked steps that lie where this one lies: on its day, or at the next meeting."""
        keys = {self.step.key}
        found = []
        for step in self.task.template.steps:
            if keys & {step.same_day_as, step.next_meeting_after} and step.key in self._placed:
                keys.add(step.key)
                found.append(step)
        return tuple(found)

    @property
    def locked(self) -> frozenset[str]:
        """Keys of the steps of the request that the user has locked (rule C12)."""
        return frozenset(self.problem.session_locks.get(self.task.id, ()))

    def targets(self, days: Iterable[int]) -> Iterator[SessionTarget]:
        """Say of every place on some dates whether this session alone can be there."""
        for day in days:
            for option in self._options(day):
                if self._is_here(day, option):
                    yield SessionTarget(day, option.span, option.periods, is_current=True)
                    continue
                yield self._target(day, option)
            yield from self._taken_periods(day)

    def together(self, days: Iterable[int]) -> Iterator[SessionTarget]:
        """List the places of this session with all steps that go with it, if none is locked."""
        moving = {self.step.key, *(one.key for one in self.followers)}
        if len(moving) < 2 or moving & self.locked:
            return
        fixed = {key: one for key, one in self._placed.items() if key not in moving}
        if len(fixed) + len(moving) < len(self.task.template.steps):
            return
        moves = SessionMoves._without(self.problem, self.answer, self.row.request, moving)
        found = moves.places(self.task, self.row.coach, fixed, frozenset(days), _MOST_TOGETHER)
        for steps in found:
            first = next(one for one in steps if one.step.key == self.step.key)
            if self._is_here(first.day, first.option):
                continue  # then the others would move without it
            yield SessionTarget(first.day, first.option.span, first.option.periods, steps)

    def _is_here(self, day: int, option: Option) -> bool:
        here = self._placed.get(self.step.key)
        return here is not None and (here.day, here.option.span) == (day, option.span)

    @staticmethod
    def _without(
        problem: CalendarProblem, answer: CalendarAnswer, request: str, keys: set[str]
    ) -> Mover:
        def stays(row: object) -> bool:
            return not (isinstance(row, Session) and row.request == request and row.step in keys)

        return Mover(problem, Published(problem, answer, stays).bookings)

    def _options(self, day: int) -> Sequence[Option]:
        """List the places that the teacher's own schedule has on a date."""
        section = next(
            (
                one.option.section
                for one in self._before
                if one.step.teacher_is is TeacherIs.TEACHING
            ),
            None,
        )
        places = self._places.anywhere(self.task, self.step, day, section)
        return sorted(places, key=lambda one: one.span)

    @property
    def _before(self) -> list[Placed]:
        steps = self.task.template.steps
        earlier = steps[: steps.index(self.step)]
        return [self._placed[one.key] for one in earlier if one.key in self._placed]

    def _target(self, day: int, option: Option) -> SessionTarget:
        reason = self._why_not_then(day, option)
        placed = None
        if not reason:
            placed = self._try(self.task, self.row.coach, self.step, day, option)
            if placed is None:
                reason = self._why_nobody(day, option)
            else:
                self._unbook(self.task, placed)
                reason = self._why_not_before(placed)
        if reason or placed is None:
            return SessionTarget(day, option.span, option.periods, reason=reason)
        return SessionTarget(day, option.span, option.periods, (placed,))

    # --- reasons -------------------------------------------------------------------------------

    def _why_not_then(self, day: int, option: Option) -> str:
        """Say why a place does not stand right to the date and to the steps before."""
        date = self.problem.days[day]
        if date.blackout:
            return "It is a blackout date: nothing is booked."
        if day not in self.task.days:
            return "It is outside the dates of the request, or somebody is not at school."
        before = self._before
        if before and day not in set(self._places.days(self.task, self.step, before)):
            return self._order_words()
        if not self._places.in_order(self.step, before, day, option):
            return self._order_words()
        return ""

    def _order_words(self) -> str:
        step, titles = self.step, {one.key: one.title for one in self.task.template.steps}
        if step.same_day_as is not None:
            return f"It belongs to the day of “{titles[step.same_day_as]}”, after or before it."
        if step.next_meeting_after is not None:
            return (
                f"It belongs to the class's next meeting after “{titles[step.next_meeting_after]}”."
            )
        last = self._before[-1].step.title
        if step.most_gap_days is None:
            return f"It has to come after “{last}”, by {step.least_gap_days} days at least."
        return f"It has to come {step.least_gap_days} to {step.most_gap_days} days after “{last}”."

    def _why_not_before(self, placed: Placed) -> str:
        """Say which later step would no longer stand right; "" where all do."""
        line = [*self._before, placed]
        steps = self.task.template.steps
        for step in steps[steps.index(self.step) + 1 :]:
            later = self._placed.get(step.key)
            if later is None:
                continue
            is_lesson = TeacherIs.TEACHING is step.teacher_is is self.step.teacher_is
            if is_lesson and later.option.section != placed.option.section:
                return f"“{step.title}” is in another class of {self._name(self.row.teacher)}."
            if not self._places.stands(later, line):
                date = self.problem.days[later.day].date
                return f"“{step.title}” on {date:%B} {date.day} would no longer fit to it."
            line.append(later)
        return ""

    def _why_nobody(self, day: int, option: Option) -> str:
        """Say who is not free in a place."""
        teacher, coach, book = self.task.request.teacher, self.row.coach, self.bookings
        for name in (teacher, *self.task.request.with_staff):
            if name in book.out.get(day, ()) or (name, day) in book.barred:
                return f"{self._name(name)} is in PD."
            if option.mask & book.in_session[name, day]:
                return f"{self._name(name)} has another coaching session then."
        own = self.problem.plus_days[coach][day]
        if (coach, day) in book.barred:
            return f"{self._name(coach)} is in PD, or leads it."
        if option.mask & own.blocked:
            return f"{self._name(coach)} is not at school then."
        if option.mask & own.own:
            return f"{self._name(coach)} teaches then."
        if option.mask & book.taken(coach, day):
            return f"{self._name(coach)} {self._what_coach_does(day, option)}."
        if not book.fits(coach, day, option.mask):
            return f"{self._name(coach)} would have too little planning, lunch or rest on this day."
        for need in option.releases:
            if not book.may_be_covered(need, day):
                words = class_words(self.problem.school, need.section or "")
                return f"{words} would be without its teacher more often than allowed."
            if not any(book.fits(one, day, need.mask) for one in need.may):
                return f"Nobody who may take {self._name(teacher)}'s class is free then."
        return f"No planning time of {self._name(teacher)} can be booked then."

    def _what_coach_does(self, day: int, option: Option) -> str:
        date = self.problem.days[day].date
        coach = self.row.coach
        rows: tuple[Cover | Release, ...] = (*self.answer.covers, *self.answer.releases)
        for row in rows:
            if (row.coverer, row.date) == (coach, date) and mask_of(row.span) & option.mask:
                return f"has {self._name(row.absent)}'s class then"
        for meeting in self.answer.team_meetings:
            if meeting.date == date and mask_of(meeting.span) & option.mask:
                return "is in a meeting of the team then"
        return "has another coaching session then"

    def _taken_periods(self, day: int) -> Iterator[SessionTarget]:
        """Give the periods in which the teacher's own schedule leaves no place, with the reason."""
        teacher = self.task.request.teacher
        one = self.problem.options.person_day(teacher, day)
        offered = {period for option in self._options(day) for period in option.periods}
        for period, span, mask in zip(one.periods, one.spans, one.masks, strict=True):
            if period in offered:
                continue
            if mask & one.blocked:
                words = f"{self._name(teacher)} is not at school then."
            elif self.step.teacher_is is TeacherIs.TEACHING:
                words = f"{self._name(teacher)} does not have the class then."
            elif mask & one.own:
                words = f"{self._name(teacher)} teaches then."
            else:
                words = "The step does not fit into this period."
            yield SessionTarget(day, span, (period,), reason=words)

    def _name(self, person: str) -> str:
        return self.problem.school.person[person].name

    # --- writing -------------------------------------------------------------------------------

    def moved(self, target: SessionTarget) -> CalendarAnswer:
        """Return the calendar with the session, and what goes with it, in another place."""
        by_key = {one.step.key: one for one in target.placed}
        moved: dict[str, Placed] = {}
        sessions: list[Session] = []
        releases: list[Release] = []
        for row in self.answer.sessions:
            if row.request == self.row.request and row.step in by_key:
                placed = by_key[row.step]
                new = session_row(self.problem, row.request, row.teacher, placed)
                row = dataclasses.replace(new, id=row.id, sequence=row.sequence + 1)
                moved[row.id] = placed
            sessions.append(row)
        waiting: dict[tuple[str, str], list[Release]] = defaultdict(list)
        for one in self.answer.releases:
            if one.session in moved:
                waiting[one.session, one.absent].append(one)
            else:
                releases.append(one)
        for id, placed in moved.items():
            releases += following_releases(self.problem, id, placed, waiting)
        answer = dataclasses.replace(
            self.answer, sessions=tuple(sessions), releases=tuple(releases)
        )
        return completed(self.problem, answer)
