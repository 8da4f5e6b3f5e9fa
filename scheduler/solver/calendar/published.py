"""A published calendar laid back onto bookings, so that more can be fitted in around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.domain.problems.calendar_options import Option
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, Release, Session
from scheduler.errors import InputError
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Placed, Served

Row = Cover | Session | PDDay


class Published:
    """What a calendar has announced, as the solver's own objects.

    Rows on dates without school are passed over: they need a new place.

    Attributes
    ----------
    bookings
        With everything booked that `stays` accepts.
    placed
        Every session as a step in its place, by request, in the order of the steps.
    """

    def __init__(
        self,
        problem: CalendarProblem,
        answer: CalendarAnswer,
        stays: Callable[[Row], bool] = lambda row: True,
    ) -> None:
        self.problem = problem
        self.answer = answer
        self.bookings = Bookings(problem)
        self.placed: dict[str, dict[str, Placed]] = defaultdict(dict)
        self._releases: dict[str, list[Release]] = defaultdict(list)
        for row in answer.releases:
            self._releases[row.session].append(row)
        self._send_out(stays)
        self._book_meetings()
        for cover in answer.covers:
            if cover.date in problem.by_date:
                self._book_cover(cover, stays(cover))
        self._book_sessions(stays)

    def _send_out(self, stays: Callable[[Row], bool]) -> None:
        leaders = {one.id: one.group.leaders for one in self.problem.groups}
        for row in self.answer.pd_days:
            if row.date in self.problem.by_date and stays(row):
                day = self.problem.by_date[row.date].index
                gone = self.bookings.out.get(day, frozenset())
                self.bookings.out[day] = gone | set(row.members)
                people = (*row.members, *leaders[row.group])
                self.bookings.barred |= {(name, day) for name in people}

    def _book_meetings(self) -> None:
        for row in self.answer.team_meetings:
            if row.date in self.problem.by_date:
                day = self.problem.by_date[row.date].index
                for name in row.people:
                    self.bookings.book(name, day, mask_of(row.span), meeting=True)

    def _book_cover(self, row: Cover, stays: bool) -> None:
        day = self.problem.by_date[row.date].index
        need = self.need(day, row.absent, row.section, row.duty, row.period)
        if row.source is None:
            # The class misses its teacher as planned, whoever comes to take it.
            self.bookings.cover(need, day)
        if not stays:
            return
        if row.coverer in self.problem.plus_days:
            self.bookings.book(row.by, day, need.mask)
        if row.section is not None:
            self.bookings.cover_rows[row.by, self.problem.days[day].week] += 1

    def need(
        self, day: int, absent: str, section: str | None, duty: str | None, period: int | None
    ) -> Need:
        """What a row stands in for.

        Raises
        ------
        InputError
            If the school has no such class or duty on the date.
        """
        for need in self.problem.shape(day).needs.get(absent, ()):
            if (need.section, need.duty, need.period) == (section, duty, period):
                return need
        date = self.problem.days[day].date
        raise InputError(
            "plan",
            f"On {date} it has {section or duty} taken from {absent}, which the school does not "
            "have then. Run the command check on it.",
        )

    def _book_sessions(self, stays: Callable[[Row], bool]) -> None:
        placer = Placer(self.problem, self.bookings)
        rows: dict[str, dict[str, Session]] = defaultdict(dict)
        for row in self.answer.sessions:
            rows[row.request][row.step] = row
        for task in self.problem.requests:
            for step in task.template.steps:
                session = rows[task.id].get(step.key)
                if session is None or session.date not in self.problem.by_date:
                    continue
                placed = self._placed(session)
                if stays(session):
                    placed = self._counted(placed)
                    placer.restore(Served(task, session.coach, (placed,)))
                self.placed[task.id][step.key] = placed

    def _placed(self, row: Session) -> Placed:
        task = self.problem.by_request[row.request]
        step = next(one for one in task.template.steps if one.key == row.step)
        day = self.problem.by_date[row.date].index
        jobs = tuple(
            (self.need(day, one.absent, one.section, None, one.period), one.coverer)
            for one in self._releases[row.id]
        )
        mask = mask_of(row.span)
        releases = tuple(need for need, _ in jobs if need.absent == row.teacher)
        option = Option(
            row.span, mask, row.periods, row.half, row.teacher_is, row.section, releases
        )
        for need, name in jobs:
            if name == row.coach:
                mask |= need.mask
        return Placed(step, day, option, row.coach, jobs, mask, ())

    def _counted(self, placed: Placed) -> Placed:
        """The same, with those releases that add to what the classes miss (rule C6)."""
        counted = tuple(need for need, _ in placed.jobs if self.bookings.cover(need, placed.day))
        return _with_counted(placed, counted)


def _with_counted(placed: Placed, counted: Iterable[Need]) -> Placed:
    return Placed(
        *(placed.step, placed.day, placed.option, placed.coach, placed.jobs, placed.coach_mask),
        tuple(counted),
    )
