"""Serves requests around what the user has locked (rule C12).

A locked step is booked from the start, before team meetings, PD days and their cover are looked
for, whether or not its request is served yet: so nothing else takes its place.  The other steps of
such a request must find theirs, too: they are booked with it, and give way only where PD would
find no dates otherwise.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from scheduler.domain.coaching import SessionLock, Step
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_options import Option
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Placed, Served

# Orders in which locked steps are booked before it is given up to book them all.
_MOST_ORDERS = 20


class _Wanted(NamedTuple):
    """A locked step, and the minutes that its coach needs for it."""

    task: RequestTask
    lock: SessionLock
    day: int
    mask: int


@dataclass(eq=False)
class LockedPlacer(Placer):
    """Finds places for requests, those of locked steps being given.

    Attributes
    ----------
    whole
        Requests with a locked step that are served before PD days have their dates.
    unheld
        Requests with a locked step for which no place was found beside the other locked ones.
    """

    whole: dict[str, Served] = field(default_factory=dict, init=False)
    unheld: tuple[RequestTask, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._held: dict[str, dict[str, Placed]] = defaultdict(dict)
        self._avoided: set[tuple[str, int]] = set()

    def hold(self) -> tuple[SessionLock, ...]:
        """Book all locked steps that are not booked as announced; return those that cannot be.

        Who takes the classes that they leave is chosen one after the other: where that fails, the
        one that failed comes first, some times over.
        """
        broken, wanted = [], []
        for task, lock in self._unbooked():
            place = next(self._places_of(task, lock), None)
            if place is None or not self.bookings.fits(lock.coach, place[0], place[2].mask):
                broken.append(lock)
            else:
                self.bookings.book(lock.coach, place[0], place[2].mask)
                wanted.append(_Wanted(task, lock, place[0], place[2].mask))
        failed = self._hold_all(wanted)
        for _ in range(_MOST_ORDERS if failed else 0):
            self._reserve_again(wanted)
            wanted = [*failed, *(one for one in wanted if one not in failed)]
            failed = self._hold_all(wanted)
            if not failed:
                break
        if failed:
            self._reserve_again(wanted)
            for one in wanted:
                self.bookings.free(one.lock.coach, one.day, one.mask)
            alone = [one for one in failed if self._fits_alone(one)]
            self.unheld = tuple(one.task for one in alone)
            broken += [one.lock for one in failed if one not in alone]
        self._keep_in()
        return tuple(broken)

    def _hold_all(self, wanted: Sequence[_Wanted]) -> list[_Wanted]:
        """Book locked steps, the coaches' own time of all being reserved; return what failed."""
        failed = []
        for one in wanted:
            self.bookings.free(one.lock.coach, one.day, one.mask)
            if not self._hold(one.task, one.lock):
                self.bookings.book(one.lock.coach, one.day, one.mask)
                failed.append(one)
        return failed

    def _reserve_again(self, wanted: Sequence[_Wanted]) -> None:
        """Take back what is held, and reserve the coaches' own time for all of it."""
        for one in wanted:
            placed = self._held[one.task.id].pop(one.lock.step, None)
            if placed is not None:
                self._unbook(one.task, placed)
                self.bookings.book(one.lock.coach, one.day, one.mask)

    def _fits_alone(self, one: _Wanted) -> bool:
        """Whether a step can be where it is locked while no other locked one is."""
        is_held = self._hold(one.task, one.lock)
        if is_held:
            self._unbook(one.task, self._held[one.task.id].pop(one.lock.step))
        return is_held

    def give_way(self) -> bool:
        """Leave only what is locked booked; whether anything else was."""
        served = tuple(self.whole.values())
        self.whole.clear()
        for one in served:
            self.withdraw(one)
        self.bookings.kept_in.clear()
        self._keep_in()
        return bool(served)

    def serve_whole(self) -> None:
        """Serve requests that have locked steps, where nobody is locked to be out for PD."""
        self._avoided = set(_locked_out(self.problem))
        for id in self.problem.session_locks:
            served = self.serve(self.problem.by_request[id])
            if served is not None:
                self.whole[id] = served
        self._avoided.clear()
        self._keep_in()

    def _keep_in(self) -> None:
        """Note who is at a session that stays, for those who choose PD days."""
        for id, locks in self.problem.session_locks.items():
            task = self.problem.by_request[id]
            steps = self.whole[id].steps if id in self.whole else ()
            dates = [(one.step.key, one.coach, self.problem.days[one.day].date) for one in steps]
            dates = dates or [(key, lock.coach, lock.date) for key, lock in locks.items()]
            for key, coach, date in dates:
                day = self.problem.by_date.get(date)
                if day is not None:
                    people = (coach, *task.people_at(key))
                    self.bookings.kept_in.update((name, day.index) for name in people)

    def _unbooked(self) -> Iterator[tuple[RequestTask, SessionLock]]:
        """Locked steps that are not booked as announced."""
        for id, locks in self.problem.session_locks.items():
            announced = self.announced.get(id, {})
            for key, lock in locks.items():
                if key not in announced or not self._is_as_locked(announced[key], lock):
                    yield self.problem.by_request[id], lock

    def serve(self, task: RequestTask, worse_than: int | None = None) -> Served | None:
        """Serve a request with its locked steps where they are, by the coach they name."""
        coaches = {lock.coach for lock in self._locks(task).values()}
        if coaches:
            able = tuple(one for one in task.coaches if coaches == {one[1]})
            task = dataclasses.replace(task, coaches=able)
        held = self._let_go(task)
        served = super().serve(task, worse_than)
        if served is None:
            self._book_held(task, held)
        return served

    def withdraw(self, served: Served) -> None:
        """Take all bookings of a request back, those of its locked steps apart."""
        super().withdraw(served)
        locks = self._locks(served.task)
        self._book_held(
            served.task,
            (
                one
                for one in served.steps
                if one.step.key in locks and self._is_as_locked(one, locks[one.step.key])
            ),
        )

    def restore(self, served: Served) -> None:
        """Make all bookings of a request again, as they were."""
        self._let_go(served.task)
        super().restore(served)

    def _locks(self, task: RequestTask) -> dict[str, SessionLock]:
        return self.problem.session_locks.get(task.id, {})

    def _is_as_locked(self, placed: Placed, lock: SessionLock) -> bool:
        return placed.coach == lock.coach and self._is_there(placed.day, placed.option, lock)

    def _is_there(self, day: int, option: Option, lock: SessionLock) -> bool:
        date = self.problem.days[day].date
        return (date, option.periods, option.half) == (lock.date, lock.periods, lock.half)

    def _places_of(
        self, task: RequestTask, lock: SessionLock
    ) -> Iterator[tuple[int, Step, Option]]:
        """Places in the teacher's own schedule that are just as a lock says."""
        step = next((one for one in task.open_steps if one.key == lock.step), None)
        day = self.problem.by_date.get(lock.date)
        if step is None or day is None or day.index not in task.days:
            return
        if lock.coach in task.match:
            for option in self._places.anywhere(task, step, day.index):
                if self._is_there(day.index, option, lock):
                    yield day.index, step, option

    def _hold(self, task: RequestTask, lock: SessionLock) -> bool:
        """Book a step where it is locked; False where it cannot be there."""
        for day, step, option in self._places_of(task, lock):
            placed = self._try(task, lock.coach, step, day, option)
            if placed is not None:
                self._held[task.id][lock.step] = placed
                return True
        return False

    def _let_go(self, task: RequestTask) -> tuple[Placed, ...]:
        """Take back what is booked of a request that is not served."""
        held = tuple(self._held.pop(task.id, {}).values())
        for placed in held:
            self._unbook(task, placed)
        return held

    def _book_held(self, task: RequestTask, steps: Iterable[Placed]) -> None:
        for placed in steps:
            if placed.step.key not in self._held[task.id]:
                self._book(task, placed)
                self._held[task.id][placed.step.key] = placed

    def _offered(
        self, task: RequestTask, step: Step, before: list[Placed]
    ) -> Iterator[tuple[int, Option]]:
        """Dates and places of a step: of a locked one its own, of others what leaves it room."""
        locks = self._locks(task)
        if not locks and not self._avoided:
            yield from super()._offered(task, step, before)
            return
        lock = locks.get(step.key)
        people = {*task.people_at(step.key), *(one.coach for one in locks.values())}
        for day, option in super()._offered(task, step, before):
            if lock is None:
                is_avoided = any((one, day) in self._avoided for one in people)
                if not is_avoided and self._leaves_room(task, step, day):
                    yield day, option
            elif self._is_there(day, option, lock):
                yield day, option

    def _leaves_room(self, task: RequestTask, step: Step, day: int) -> bool:
        """Whether the first locked step after a step can follow it on its date."""
        locks, steps = self._locks(task), task.template.steps
        least, most = 0, 0 if locks else None
        for later in steps[steps.index(step) + 1 :]:
            if later.same_day_as is None:
                least += later.least_gap_days
                open_end = most is None or later.most_gap_days is None
                most = None if open_end else (most or 0) + (later.most_gap_days or 0)
            if later.key in locks:
                apart = (locks[later.key].date - self.problem.days[day].date).days
                return least <= apart and (most is None or apart <= most)
        return True


def _locked_out(problem: CalendarProblem) -> Iterator[tuple[str, int]]:
    """Who is locked to be out, or leads those who are, on which date."""
    for group in problem.groups:
        for lock in problem.pd_locks[group.id]:
            day = problem.by_date.get(lock.date)
            if day is not None:
                sides = (one.people for one in group.sides if lock.unit in ("whole", one.unit))
                for name in (*group.group.leaders, *chain.from_iterable(sides)):
                    yield name, day.index
