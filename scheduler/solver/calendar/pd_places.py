"""Other dates for one PD day: where it can go while all else stays, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.naming import class_name
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_pd import Side
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.cover_days import CoverPlanner
from scheduler.solver.calendar.rows import cover_row
from scheduler.solver.engine import Run


class PDPlaces:
    """
    Looks for dates on which a PD day can be.

    Parameters
    ----------
    answer
        The calendar without the PD day that looks for a date.
    bookings
        What is booked in it.
    """

    def __init__(
        self, problem: CalendarProblem, answer: CalendarAnswer, bookings: Bookings, run: Run
    ) -> None:
        self.problem, self.answer, self.bookings = problem, answer, bookings
        self._planner = CoverPlanner(problem, bookings, run)

    def why_not(self, row: PDDay, day: int) -> str | None:
        """Say why the members cannot go on a date (rule C5), cover apart; None where they can."""
        return (
            self._not_open(row, day)
            or self._members_missing(row, day)
            or self._too_near(row, day)
            or self._somebody_booked(row, day)
        )

    def covers(self, row: PDDay, day: int) -> list[Cover] | None:
        """Covers of a date on which the members are out; None where it cannot be covered."""
        out = frozenset(row.members)
        needs = self.problem.needs(day, out)
        if self.shared_class(row, day) is not None:
            return None
        if not all(self.bookings.may_be_covered(need, day) for need in needs):
            return None
        away = {(name, day) for name in (*out, *self._leaders(row))}
        new = away - self.bookings.barred
        self.bookings.barred |= new
        found = self._planner.cover(day, out)
        self.bookings.barred -= new
        if found is None:
            return None
        return [cover_row(self.problem, day, need, name) for need, name in found]

    def shared_class(self, row: PDDay, day: int) -> str | None:
        """A class that one of its teachers holds alone, unless somebody else who is out goes, too.

        What is covered for that other one depends on the members then; such dates are left alone.
        """
        members = frozenset(row.members)
        others = self.bookings.out.get(day, frozenset()) - members
        needs = self.problem.shape(day).needs
        return next(
            (
                one.section
                for name in row.members
                for one in needs.get(name, ())
                if one.unless & others
            ),
            None,
        )

    def why_uncovered(self, row: PDDay, day: int) -> str:
        """Say why a date cannot be covered: a class that has missed enough, or too few free."""
        shared = self.shared_class(row, day)
        if shared is not None:
            words = class_words(self.problem.school, shared)
            return f"{words} has two teachers, and the other one is out on this date, too."
        needs = self.problem.needs(day, frozenset(row.members))
        full = [one for one in needs if not self.bookings.may_be_covered(one, day)]
        if full:
            words = class_words(self.problem.school, full[0].section or "")
            return f"{words} would be without its teacher more often than the school allows."
        alone = [
            one
            for one in needs
            if not any(self.bookings.fits(name, day, one.mask) for name in one.may)
        ]
        if alone:
            words = class_words(self.problem.school, alone[0].section or "")
            return f"Nobody who may take {words} is free in period {alone[0].period}."
        free = sum(self.bookings.cover_room(name, day) for name in self.problem.team)
        return (
            f"{len(needs)} periods would have to be covered; the Plus team has {free} to give, "
            "and not all of them at the right time."
        )

    def _not_open(self, row: PDDay, day: int) -> str | None:
        at, group = self.problem.days[day], self.problem.by_group[row.group].group
        if at.blackout:
            return "It is a blackout date: nothing is booked."
        if any(one.person is None and at.date in one for one in group.exclusions):
            return f"{group.name} is not sent out on this date."
        if group.room is not None and group.room in self.problem.shape(day).rooms:
            return f"{self.problem.school.room[group.room].name} has classes on this date."
        if not all(day in one.open_days for one in self._sides(row)):
            return "The rhythm of the year has no PD in this week."
        return None

    def _members_missing(self, row: PDDay, day: int) -> str | None:
        members = set(row.members)
        for side in self._sides(row):
            for one in side.classes:
                if members & set(one.people) and day not in one.may_go:
                    return f"{self._names(members & set(one.people))} cannot go on this date."
            behind = {name for one in side.core(day) for name in one.people} - members
            if behind:
                return f"{self._names(behind)} would have to go, too."
        return None

    def _too_near(self, row: PDDay, day: int) -> str | None:
        date, members = self.problem.days[day].date, set(row.members)
        gap = max(1, self.problem.by_group[row.group].group.least_gap_days)
        for other in self.answer.pd_days:
            if other.date == date and other.group == row.group:
                return "Another part of the group is out on this date."
            if other.date == date and other.room == row.room is not None:
                return f"{self.problem.school.room[row.room].name} is taken by another group."
            if (
                other.group == row.group
                and members & set(other.members)
                and abs((other.date - date).days) < gap
            ):
                return (
                    f"It is less than {gap} days from their PD day on "
                    f"{other.date:%B} {other.date.day}."
                )
        return None

    def _somebody_booked(self, row: PDDay, day: int) -> str | None:
        bookings = self.bookings
        for name in (*row.members, *self._leaders(row)):
            who = self.problem.school.person[name].name
            if name in bookings.out.get(day, frozenset()) or (name, day) in bookings.barred:
                return f"{who} is out with another group, or leads one."
            if bookings.in_session[name, day]:
                return f"{who} has a coaching session on this date."
            if bookings.busy[name, day]:
                return f"{who} is booked on this date."
        return None

    def _sides(self, row: PDDay) -> list[Side]:
        sides = self.problem.by_group[row.group].sides
        return [one for one in sides if row.unit in ("whole", one.unit)]

    def _leaders(self, row: PDDay) -> tuple[str, ...]:
        return self.problem.by_group[row.group].group.leaders

    def _names(self, people: Iterable[str]) -> str:
        return ", ".join(sorted(self.problem.school.person[one].name for one in people))


def class_words(school: School, section: str) -> str:
    """Name a class; what is none is a duty."""
    return class_name(school, section) if section in school.section else "A duty"
