"""Places the steps of one request: a search over dates, places in the day, coaches and releases.

The steps are taken in their order, each on the earliest date and place that is left; where a later
step finds none, the search goes back.  Everything placed is booked at once, so that the next step
sees it, and taken back on the way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.coaching import DayOrder, Kind, Step, TeacherIs
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.domain.problems.calendar_requests import Option, RequestTask
from scheduler.solver.calendar.bookings import Bookings

# Places looked at for one request and coach before the search gives up.
_MOST_LOOKS = 4_000

_JOINT = (Kind.LESSON_STUDY, Kind.LEARNING_LAB)


@dataclass(frozen=True)
class Placed:
    """One step in its place.

    Parameters
    ----------
    jobs
        Releases with their coverers; in a release chain the coach covers himself.
    coach_mask
        Minutes booked of the coach for the session itself.
    counted
        Which of the jobs raised the count of covered meetings (rule C6).
    """

    step: Step
    day: int
    option: Option
    coach: str
    jobs: tuple[tuple[Need, str], ...]
    coach_mask: int
    counted: tuple[Need, ...]


@dataclass(frozen=True)
class Served:
    """A request with all its steps in place."""

    task: RequestTask
    coach: str
    steps: tuple[Placed, ...]

    @property
    def cost(self) -> int:
        """How well the coach matches; 0 is best."""
        return self.task.match[self.coach]


class Placer:
    """Finds places for requests and books them."""

    def __init__(self, problem: CalendarProblem, bookings: Bookings) -> None:
        self.problem = problem
        self.bookings = bookings
        self._looks = 0
        # Of a teacher who ticked one request and not another, the limit holds for both.
        self._ticked = {one.request.teacher for one in problem.requests} - {
            one.request.teacher for one in problem.requests if not one.request.planning_is_fine
        }

    def serve(self, task: RequestTask, worse_than: int | None = None) -> Served | None:
        """Serve a request by the best coach who can: match first, then least load.

        Parameters
        ----------
        worse_than
            Only coaches who match better than this are tried.
        """
        load = self.bookings.load
        for cost, coach in sorted(task.coaches, key=lambda one: (one[0], load[one[1]], one[1])):
            if worse_than is not None and cost >= worse_than:
                break
            self._looks = _MOST_LOOKS
            found = self._place(task, coach, [])
            if found is not None:
                return Served(task, coach, found)
        return None

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
        if len(before) == len(task.template.steps):
            return tuple(before)
        step = task.template.steps[len(before)]
        for day in self._days(task, step, before):
            for option in self._options(task, step, before, day):
                self._looks -= 1
                if self._looks < 0:
                    return None
                placed = self._try(task, coach, step, day, option)
                if placed is None:
                    continue
                found = self._place(task, coach, [*before, placed])
                if found is not None:
                    return found
                self._unbook(task, placed)
        return None

    def _days(self, task: RequestTask, step: Step, before: list[Placed]) -> Iterator[int]:
        """Dates on which a step may lie, given those before it."""
        days = self.problem.days
        if step.same_day_as is not None:
            yield next(one.day for one in before if one.step.key == step.same_day_as)
            return
        latest = max((one.day for one in before), default=-1)
        for day in task.days:
            if day < latest:
                continue
            if before:
                gap = (days[day].date - days[before[-1].day].date).days
                if gap < step.least_gap_days:
                    continue
                if step.most_gap_days is not None and gap > step.most_gap_days:
                    return
            yield day
            if step.next_meeting_after is not None and self._meets_later(before, step, day):
                return

    def _meets_later(self, before: list[Placed], step: Step, day: int) -> bool:
        """Whether a date after the earlier lesson has a meeting, so that no later one is next."""
        earlier = next(one for one in before if one.step.key == step.next_meeting_after)
        return (
            day > earlier.day
            and (earlier.option.section or "") in self.problem.shape(day).by_section
        )

    def _options(
        self, task: RequestTask, step: Step, before: list[Placed], day: int
    ) -> list[Option]:
        """Places of a step on a date that stand right to the steps before it."""
        section = task.request.section
        for one in before:
            if one.step.teacher_is is TeacherIs.TEACHING:
                section = one.option.section
        if step.teacher_is is TeacherIs.RELEASED and task.template.kind is Kind.RELEASE_CHAIN:
            places = self._visits(task, day)
        else:
            places = list(self.problem.options.of(task.request.teacher, day, step, section))
        tick = task.request.planning_is_fine
        rank = {"team_time": 0, "planning": 0 if tick else 1, "released": 2}
        found = [one for one in places if self._in_order(step, before, day, one)]
        return sorted(found, key=lambda one: rank.get(one.how, 0))

    def _in_order(self, step: Step, before: list[Placed], day: int, option: Option) -> bool:
        for one in before:
            if one.day != day:
                continue
            ends_before = option.span.end <= one.option.span.start
            starts_after = option.span.start >= one.option.span.end
            if one.step.key == step.same_day_as:
                if step.day_order is DayOrder.BEFORE and not ends_before:
                    return False
                if step.day_order is DayOrder.AFTER and not starts_after:
                    return False
            elif step.same_day_as is None and not starts_after:
                return False
            if not (ends_before or starts_after):
                return False
        if step.next_meeting_after is None:
            return True
        earlier = next(one for one in before if one.step.key == step.next_meeting_after)
        return self._is_next(earlier, day, option)

    def _is_next(self, earlier: Placed, day: int, option: Option) -> bool:
        """Whether a lesson is the very next meeting of the section after an earlier one."""
        section, number = option.section or "", len(self.problem.days)
        for date in range(earlier.day, min(day + 1, number)):
            for meeting in self.problem.shape(date).by_section.get(section, ()):
                if date == earlier.day and meeting.spans[0].start <= earlier.option.span.start:
                    continue
                return date == day and set(option.periods) <= set(meeting.periods)
        return False

    def _visits(self, task: RequestTask, day: int) -> list[Option]:
        """Places of a visit: a meeting of the colleague's, the teacher's own class covered."""
        teacher, colleague = task.request.teacher, task.request.with_staff[:1]
        options, date = self.problem.options, self.problem.days[day]
        found = []
        for meeting in self.problem.shape(day).meetings:
            if meeting.owner is None or meeting.owner not in colleague:
                continue
            mask = mask_of(meeting.span)
            needs = options.releases(teacher, date, mask)
            if needs and not mask & options.person_day(teacher, day).blocked:
                found.append(
                    Option(
                        meeting.span,
                        mask,
                        meeting.periods,
                        None,
                        "released",
                        meeting.section,
                        needs,
                    )
                )
        return found

    def _try(
        self, task: RequestTask, coach: str, step: Step, day: int, option: Option
    ) -> Placed | None:
        """Book a step in a place, with all releases it needs; None where it does not fit."""
        needs = self._needs_of_people(task, step, day, option)
        if needs is None:
            return None
        mask = option.mask
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
            name = coach if chain else self._coverer(need, day)
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

    def _coverer(self, need: Need, day: int) -> str | None:
        able = [one for one in need.may if self.bookings.fits(one, day, need.mask)]
        return min(
            able,
            key=lambda one: (one not in need.matched, self.bookings.load[one], one),
            default=None,
        )

    def _colleagues(self, task: RequestTask, step: Step) -> tuple[str, ...]:
        """Colleagues who take part in a step."""
        kind, colleagues = task.template.kind, task.request.with_staff
        if kind in _JOINT and step.teacher_is is not TeacherIs.NOWHERE:
            return colleagues
        if kind is Kind.TEAM_VISIT and step.teacher_is is TeacherIs.TEAM_TIME:
            return colleagues
        if kind is Kind.RELEASE_CHAIN and step.teacher_is is TeacherIs.RELEASED:
            return colleagues[:1]
        return ()

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
        for colleague in self._colleagues(task, step):
            if not self._is_free(colleague, day, option.mask):
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
        if teacher in self._ticked:
            return True
        if option.how == "planning":
            week = self.problem.days[day].week
            most = self.problem.school.policy.planning_conferences_a_week
            if bookings.conferences[teacher, week] >= most:
                return False
        elif option.how != "team_time" or not bookings.planning_used[teacher, day]:
            # Classes are no planning; team time may be, where the school counts it.
            return True
        booked = bookings.in_session[teacher, day] | option.mask
        return self.problem.options.planning_kept(teacher, day, booked)

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
        for person in (teacher, *self._colleagues(task, placed.step)):
            bookings.in_session[person, day] ^= self._taken_of(person, placed)
        if placed.option.how == "planning":
            bookings.conferences[teacher, self.problem.days[day].week] += times
            bookings.planning_used[teacher, day] += times
