"""New dates for PD days and team meetings that fell on a date without school.

Nothing that is announced moves for them: each goes to the next date that can take it as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.disruption import Disruption
from scheduler.domain.form import Clock
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.domain.yearplan import CalendarAnswer, PDDay, TeamMeeting
from scheduler.solver.calendar.pd_places import PDPlaces
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.rows import in_order
from scheduler.solver.engine import Run


def replace_lost(
    problem: CalendarProblem,
    answer: CalendarAnswer,
    before: CalendarAnswer,
    disruption: Disruption,
    run: Run,
) -> CalendarAnswer:
    """Place PD days and team meetings of closed dates anew, as far as they find a date."""
    meetings = [row for row in before.team_meetings if disruption.is_closed(row.date)]
    pd_days = [row for row in before.pd_days if disruption.is_closed(row.date)]
    for meeting in meetings:
        answer = _Places(problem, answer, run).with_meeting(meeting)
    for pd_day in pd_days:
        answer = _Places(problem, answer, run).with_pd_day(pd_day)
    return answer


class _Places:
    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer, run: Run) -> None:
        self.problem, self.answer = problem, answer
        self.bookings = Published(problem, answer).bookings
        self.places = PDPlaces(problem, answer, self.bookings, run)

    # --- team meetings -----------------------------------------------------------------------

    def with_meeting(self, lost: TeamMeeting) -> CalendarAnswer:
        """The calendar with a meeting on its next possible date; unchanged where there is none."""
        for row in self._meetings(lost):
            return dataclasses.replace(
                self.answer, team_meetings=in_order(self.answer.team_meetings, [row])
            )
        return self.answer

    def _meetings(self, lost: TeamMeeting) -> Iterator[TeamMeeting]:
        event, wanted = next(one for one in self.problem.events if one[0].id == lost.event)
        others = [row.date for row in self.answer.team_meetings if row.event == event.id]
        for _, days in wanted:
            dates = [self.problem.days[day].date for day in days]
            if not dates or not min(dates) <= lost.date <= max(dates):
                continue
            for day, date in zip(days, dates, strict=True):
                apart = all(abs((date - one).days) >= event.least_days_apart for one in others)
                if date > lost.date and apart:
                    yield from self._meeting_on(lost, day, event.minutes)

    def _meeting_on(self, lost: TeamMeeting, day: int, minutes: int) -> Iterator[TeamMeeting]:
        track = self.problem.first_track_spans(day)
        date, person = self.problem.days[day].date, self.problem.school.person
        people = tuple(
            name
            for name in self.problem.team
            if name in self.problem.full and person[name].employed(date, date)
        )
        length = len(lost.periods)
        for at in range(len(track) - length + 1):
            run = track[at : at + length]
            each = [one.minutes for _, one in run]
            span = Span(run[0][1].start, run[-1][1].end)
            if sum(each) >= minutes > sum(each[:-1]) and all(
                self.bookings.fits(name, day, mask_of(span)) for name in people
            ):
                yield dataclasses.replace(
                    lost,
                    sequence=lost.sequence + 1,
                    date=date,
                    periods=tuple(period for period, _ in run),
                    start=Clock(span.start),
                    end=Clock(span.end),
                    people=people,
                )

    # --- PD days -----------------------------------------------------------------------------

    def with_pd_day(self, lost: PDDay) -> CalendarAnswer:
        """The calendar with a PD day on its next possible date; unchanged where there is none."""
        for day in self.problem.days:
            if day.date > lost.date and self.places.why_not(lost, day.index) is None:
                covers = self.places.covers(lost, day.index)
                if covers is not None:
                    row = dataclasses.replace(lost, date=day.date, sequence=lost.sequence + 1)
                    return dataclasses.replace(
                        self.answer,
                        pd_days=in_order(self.answer.pd_days, [row]),
                        covers=in_order(self.answer.covers, covers),
                    )
        return self.answer
