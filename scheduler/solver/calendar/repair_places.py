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
from scheduler.domain.staffing import new_id
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, TeamMeeting
from scheduler.solver.calendar.cover_days import CoverPlanner
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_answer import in_order
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
        self.planner = CoverPlanner(problem, self.bookings, run)

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
            if day.date > lost.date and self._may_go(lost, day.index):
                covers = self._covered(lost, day.index)
                if covers is not None:
                    row = dataclasses.replace(lost, date=day.date, sequence=lost.sequence + 1)
                    return dataclasses.replace(
                        self.answer,
                        pd_days=in_order(self.answer.pd_days, [row]),
                        covers=in_order(self.answer.covers, covers),
                    )
        return self.answer

    def _may_go(self, lost: PDDay, day: int) -> bool:
        """Whether the members are free to go on a date (rule C5), and in no session on it."""
        group = self.problem.by_group[lost.group]
        date, members = self.problem.days[day].date, set(lost.members)
        sides = [one for one in group.sides if lost.unit in ("whole", one.unit)]
        for side in sides:
            if day not in side.open_days:
                return False
            for one in side.classes:
                if members & set(one.people) and day not in one.may_go:
                    return False
            if not all(set(one.people) <= members for one in side.core(day)):
                return False
        for row in self.answer.pd_days:
            if row.group == lost.group and members & set(row.members):
                gap = abs((row.date - date).days)
                if gap < max(1, group.group.least_gap_days):
                    return False
            if row.date == date and (row.group == lost.group or row.room == lost.room is not None):
                return False
        people = (*lost.members, *group.group.leaders)
        out = self.bookings.out.get(day, frozenset())
        return not any(
            name in out
            or (name, day) in self.bookings.barred
            or self.bookings.in_session[name, day]
            or self.bookings.busy[name, day]
            for name in people
        )

    def _covered(self, lost: PDDay, day: int) -> list[Cover] | None:
        """Covers of a date on which the members are out; None where it cannot be covered."""
        out = frozenset(lost.members)
        needs = [
            need for name in sorted(out) for need in self.problem.shape(day).needs.get(name, ())
        ]
        # Who else is out already may decide on a class with two teachers; such dates are left.
        if any(need.unless for need in needs):
            return None
        if not all(self.bookings.may_be_covered(need, day) for need in needs):
            return None
        leaders = self.problem.by_group[lost.group].group.leaders
        self.bookings.barred |= {(name, day) for name in (*out, *leaders)}
        found = self.planner.cover(day, out)
        self.bookings.barred -= {(name, day) for name in (*out, *leaders)}
        if found is None:
            return None
        date = self.problem.days[day].date
        return [
            Cover(
                id=new_id(),
                date=date,
                section=need.section,
                duty=need.duty,
                period=need.period,
                start=Clock(need.span.start),
                end=Clock(need.span.end),
                absent=need.absent,
                coverer=name,
            )
            for need, name in found
        ]
