"""Places the steps of one request: a search over dates, places in the day, coaches and releases.

The steps are taken in their order, each on the earliest date and place that is left; where a later
step finds none, the search goes back.  Everything placed is booked at once, so that the next step
sees it, and taken back on the way out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scheduler.domain.coaching import Kind, Step, TeacherIs
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.problems.calendar_options import Option
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching_places import Placed, Places, Served

# Places looked at for one request and coach before the search gives up.
_MOST_LOOKS = 4_000

Steps = Mapping[str, Mapping[str, Placed]]
"""Steps in their places, by request and by key."""


@dataclass(eq=False)
class Placer:
    """Finds places for requests and books them.

    Parameters
    ----------
    standing
        Steps that are booked and cannot move: the others are placed around them.
    announced
        Places, coaches and coverers that are tried before all others.

    Attributes
    ----------
    gave_up
        Whether the last request was left before all its places had been looked at.
    """

    problem: CalendarProblem
    bookings: Bookings
    standing: Steps = field(default_factory=dict)
    announced: Steps = field(default_factory=dict)
    gave_up: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._places = Places(self.problem)
        self._as_announced = False
        self._looks = 0

    def serve(self, task: RequestTask, worse_than: int | None = None) -> Served | None:
        """Serve a request by the best coach who can: match first, then least load.

        Parameters
        ----------
        worse_than
            Only coaches who match better than this are tried.
        """
        load, self.gave_up = self.bookings.load, False
        known = {placed.coach for placed in self.announced.get(task.id, {}).values()}
        for cost, coach in sorted(
            task.coaches, key=lambda one: (one[1] not in known, one[0], load[one[1]], one[1])
        ):
            if worse_than is not None and cost >= worse_than:
                break
            self._looks = _MOST_LOOKS
            found = self._place(task, coach, [])
            if found is not None:
                return Served(task, coach, found)
        return None

    def keep(self, task: RequestTask) -> Served | None:
        """Serve a request just as it was announced; None where something stands against it."""
        self._as_announced = True
        try:
            found = self.serve(task)
        finally:
            self._as_announced = False
        return found

    def withdraw(self, served: Served) -> None:
        """Take all bookings of a request back."""
        for placed in reversed(served.steps):
            self._unbook(served.task, placed)

    def restore(self, served: Served) -> None:
        """Make all bookings of a request again, as they were."""
        for placed in served.steps:
            self._book(served.task, placed)

    def _place(
        self, task: RequestTask, coach: str, before: list[Placed]
    ) -> tuple[Placed, ...] | None:
        standing = self.standing.get(task.id, {})
        if len(before) == len(task.template.steps):
            return tuple(one for one in before if one.step.key not in standing)
        step = task.template.steps[len(before)]
        if step.key in standing:
            stays = standing[step.key]
            if stays.coach != coach or not self._places.stands(stays, before):
                return None
            return self._place(task, coach, [*before, stays])
        for day, option in self._offered(task, step, before):
            self._looks -= 1
            if self._looks < 0:
                self.gave_up = True
                return None
            placed = self._try(task, coach, step, day, option)
            if placed is None:
                continue
            found = self._place(task, coach, [*before, placed])
            if found is not None:
                return found
            self._unbook(task, placed)
        return None

    def _offered(
        self, task: RequestTask, step: Step, before: list[Placed]
    ) -> Iterator[tuple[int, Option]]:
        """Dates and places of a step: the announced one first, the others by date."""
        was = self.announced.get(task.id, {}).get(step.key)
        if was is not None and was.day in self._places.days(task, step, before):
            for option in self._places.options(task, step, before, was.day):
                if option.is_at(was.option):
                    yield was.day, option
        if self._as_announced:
            return
        for day in self._places.days(task, step, before):
            for option in self._places.options(task, step, before, day):
                yield day, option

    def _try(
        self, task: RequestTask, coach: str, step: Step, day: int, option: Option
    ) -> Placed | None:
        """Book a step in a place, with all releases it needs; None where it does not fit."""
        mask = option.mask
        # Mostly it is the coach who is busy, and that is seen soonest.
        if mask & self.bookings.taken(coach, day):
            return None
        needs = self._needs_of_people(task, step, day, option)
        if needs is None:
            return None
        # Only on the visit does the coach hold the class; in a debrief he is with the teacher.
        chain = step.teacher_is is TeacherIs.RELEASED and task.template.kind is Kind.RELEASE_CHAIN
        for need in needs if chain else ():
            mask |= need.mask
            if coach not in need.may:
                return None
        if not self.bookings.fits(coach, day, mask):
            return None
        self.bookings.book(coach, day, mask)
        jobs: list[tuple[Need, str]] = []
        counted: list[Need] = []
        for need in needs:
            name = coach if chain else self._coverer(task, step, need, day)
            if name is None or not self.bookings.may_be_covered(need, day):
                break
            jobs.append((need, name))
            if name != coach:
                self.bookings.book(name, day, need.mask)
            if self.bookings.cover(need, day):
                counted.append(need)
        placed = Placed(step, day, option, coach, tuple(jobs), mask, tuple(counted))
        self._book_people(task, placed, 1)
        if len(jobs) < len(needs):
            self._unbook(task, placed)
            return None
        return placed

    def _coverer(self, task: RequestTask, step: Step, need: Need, day: int) -> str | None:
        """Who takes a class for a step: as announced, or who matches and is booked the least."""
        was = self.announced.get(task.id, {}).get(step.key)
        jobs = was.jobs if was is not None else ()
        announced = next((name for one, name in jobs if one == need), None)
        # A Plus teacher may be a colleague, too, and whoever is in the session covers nothing.
        there = (task.request.teacher, *task.colleagues(step))
        able = [
            one for one in need.may if one not in there and self.bookings.fits(one, day, need.mask)
        ]
        return min(
            able,
            key=lambda one: (
                one != announced,
                one not in need.matched,
                self.bookings.load[one],
                one,
            ),
            default=None,
        )

    def _needs_of_people(
        self, task: RequestTask, step: Step, day: int, option: Option
    ) -> tuple[Need, ...] | None:
        """Releases that a place asks for; None where somebody cannot be there."""
        request = task.request
        whole = option.mask
        for need in option.releases:
            whole |= need.mask
        if not self._is_free(request.teacher, day, whole):
            return None
        if not self._planning_allows(task, day, option):
            return None
        needs = list(option.releases)
        for colleague in task.colleagues(step):
            if not self._is_free(colleague, day, option.mask):
                return None
            if not self._planning_stays(colleague, day, option):
                return None
            if task.template.kind is Kind.RELEASE_CHAIN:
                continue
            own = self.problem.options.person_day(colleague, day)
            if own.blocked & option.mask:
                return None
            if task.template.kind is Kind.TEAM_VISIT:
                if not self.problem.options.in_team_time(
                    (request.teacher, *request.with_staff), self.problem.days[day], option.periods
                ):
                    return None
            elif own.own & option.mask:
                more = self.problem.options.releases(colleague, self.problem.days[day], option.mask)
                if not more or not all(self._is_free(colleague, day, one.mask) for one in more):
                    return None
                needs += more
        # A class that two of them teach together is covered once for each, as on PD days.
        return tuple(needs)

    def _is_free(self, person: str, day: int, mask: int) -> bool:
        """Whether somebody is not out for PD and in no other session then."""
        bookings = self.bookings
        if person in bookings.out.get(day, ()) or (person, day) in bookings.barred:
            return False
        if person in self.problem.plus_days and mask & bookings.busy[person, day]:
            return False
        return not mask & bookings.in_session[person, day]

    def _planning_allows(self, task: RequestTask, day: int, option: Option) -> bool:
        """C15: how much of the teacher's planning sessions may take without their tick."""
        teacher, bookings = task.request.teacher, self.bookings
        confers = option.how == "planning"
        if confers and teacher not in self.problem.ticked:
            week = self.problem.days[day].week
            most = self.problem.school.policy.planning_conferences_a_week
            if bookings.conferences[teacher, week] >= most:
                return False
        return self._planning_stays(teacher, day, option, confers)

    def _planning_stays(self, person: str, day: int, option: Option, confers: bool = False) -> bool:
        """C15: whether somebody with a conference on a date keeps the right to planning.

        What else the person comes to outside own classes counts then, too: it may lie in what
        the conference has left.
        """
        options = self.problem.options
        if person in self.problem.ticked or option.how == "nowhere":
            return True
        if not confers and (
            not self.bookings.planning_used[person, day]
            or not option.mask & ~options.person_day(person, day).own
        ):
            return True
        booked = self.bookings.in_session[person, day] | option.mask
        return options.planning_kept(person, day, booked)

    def _book(self, task: RequestTask, placed: Placed) -> None:
        bookings = self.bookings
        bookings.book(placed.coach, placed.day, placed.coach_mask)
        for need, name in placed.jobs:
            if name != placed.coach:
                bookings.book(name, placed.day, need.mask)
        for need in placed.counted:
            bookings.cover(need, placed.day)
        self._book_people(task, placed, 1)

    def _unbook(self, task: RequestTask, placed: Placed) -> None:
        bookings = self.bookings
        bookings.free(placed.coach, placed.day, placed.coach_mask)
        for need, name in placed.jobs:
            if name != placed.coach:
                bookings.free(name, placed.day, need.mask)
        for need in placed.counted:
            bookings.uncover(need, placed.day)
        self._book_people(task, placed, -1)

    def _taken_of(self, person: str, placed: Placed) -> int:
        """Minutes of a person that a session takes: with a half block released, all of it."""
        mask = placed.option.mask
        for need, _ in placed.jobs:
            if need.absent == person:
                mask |= need.mask
        return mask

    def _book_people(self, task: RequestTask, placed: Placed, times: int) -> None:
        """Lay a session on the days of its people, or take it off."""
        if placed.option.how == "nowhere":
            return
        bookings, teacher, day = self.bookings, task.request.teacher, placed.day
        for person in (teacher, *task.colleagues(placed.step)):
            bookings.in_session[person, day] ^= self._taken_of(person, placed)
        if placed.option.how == "planning":
            bookings.conferences[teacher, self.problem.days[day].week] += times
            bookings.planning_used[teacher, day] += times
