"""What may become of the sessions of a request when something comes up: they stay, move or go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from scheduler.domain.disruption import Disruption
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.yearplan import CalendarAnswer, LostReason, Session
from scheduler.solver.calendar.coaching_places import Placed
from scheduler.solver.calendar.moves import Mover
from scheduler.solver.calendar.published import Published

# School days, the first date that something came up among them, in which sessions find new places.
WINDOW_DAYS = 6
# School days that sessions rather come later than with a coach whom the request did not have.
_NEW_COACH_DAYS = 20
# New places looked at for one set of steps.
_MOST_PLACES = 40
# The same, where one more may help.
_MOST_FURTHER = 400
# Lists that are made longer at once: more of them would make the model too large.
_MOST_LISTS = 6

Steps = tuple[str, frozenset[str]]
"""Id of a request, and keys of some of its steps."""


@dataclass(frozen=True)
class Fate:
    """One thing that may become of a request: steps in new places, steps lost; the rest stays.

    Parameters
    ----------
    away
        Keys of steps that move to places which nothing else needs: as well as it could go.
    """

    moved: tuple[Placed, ...] = ()
    lost: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """Keys of all steps that do not stay."""
        return self.lost | self.away | {one.step.key for one in self.moved}


@dataclass(frozen=True)
class Bundle:
    """A request with sessions on dates on which something came up.

    Parameters
    ----------
    here
        Its steps on these dates as announced, by key.
    hit
        Keys of the steps that cannot stay, each with the reason.
    shaken
        Keys of locked steps that need not stay: somebody of the pair misses a part of the date.
    """

    task: RequestTask
    here: dict[str, Placed]
    sessions: dict[str, Session]
    hit: dict[str, LostReason]
    shaken: frozenset[str]
    fates: tuple[Fate, ...]

    @property
    def least_lost(self) -> int:
        """Sessions that are lost whatever happens."""
        return min(len(fate.lost) for fate in self.fates)

    def rows(self, fate: Fate) -> int:
        """Announced rows that a fate changes."""
        return sum(1 + len(self.here[key].jobs if key in self.here else ()) for key in fate.touched)

    def late(self, fate: Fate) -> int:
        """School days that a fate puts sessions off; a coach who is new counts as so many."""
        days = sum(one.day - self._earliest for one in fate.moved)
        return days + _NEW_COACH_DAYS * sum(one.coach not in self._coaches for one in fate.moved)

    @cached_property
    def _earliest(self) -> int:
        """The first date that any of its sessions may move to."""
        return min((one.day for fate in self.fates for one in fate.moved), default=0)

    @cached_property
    def _coaches(self) -> frozenset[str]:
        return frozenset(row.coach for row in self.sessions.values())


class Bundles:
    """Finds the requests concerned, and what may become of each."""

    def __init__(
        self,
        problem: CalendarProblem,
        answer: CalendarAnswer,
        published: Published,
        disruption: Disruption,
        days: frozenset[int],
    ) -> None:
        self.problem = problem
        self.published = published
        self.disruption = disruption
        self.days = days
        self._mover = Mover(problem, published.bookings)
        self._known: dict[tuple[str, frozenset[str], frozenset[int]], list[tuple[Placed, ...]]] = {}
        self._cut: list[Steps] = []
        self._further: set[Steps] = set()
        self._sessions: dict[str, dict[str, Session]] = defaultdict(dict)
        for row in answer.sessions:
            self._sessions[row.request][row.step] = row

    @property
    def window(self) -> frozenset[int]:
        """Indices of the dates on which sessions may find new places."""
        dates = [day.first for day in self.disruption.closed_dates]
        dates += [self.problem.days[day].date for day in self.days]
        if not dates:
            return frozenset()
        after = [day.index for day in self.problem.days if day.date >= min(dates)]
        return frozenset(after[:WINDOW_DAYS])

    def concerned(self) -> list[tuple[RequestTask, dict[str, LostReason]]]:
        """Requests with a session on one of the dates, and which of these cannot stay."""
        found = []
        for task in self.problem.requests:
            sessions = self._sessions.get(task.id, {})
            hit = {
                key: reason
                for key, row in sessions.items()
                if (reason := self._reason(task, row)) is not None
            }
            placed = self.published.placed.get(task.id, {})
            if hit or any(one.day in self.days for one in placed.values()):
                found.append((task, hit))
        return found

    def _reason(self, task: RequestTask, row: Session) -> LostReason | None:
        """Why a session cannot stay; None where it can."""
        if self.disruption.is_closed(row.date):
            return LostReason.NO_SCHOOL
        if row.id in self.disruption.cancelled:
            return LostReason.CANCELLED
        placed = self.published.placed[task.id].get(row.step)
        if placed is None or placed.day not in self.days:
            return None
        people = {row.coach}
        if row.teacher_is != "nowhere":
            people.add(row.teacher)
            people |= set(task.colleagues(placed.step))
        gone = any(self._is_away(one, placed.day, placed.option.mask) for one in people)
        cannot = gone or self._takes_the_rest(task, placed) or self._is_left_alone(task, placed)
        return LostReason.ABSENCE if cannot else None

    def _is_left_alone(self, task: RequestTask, placed: Placed) -> bool:
        """Whether a locked step has lost who covers a class for it, and nobody else can."""
        if placed.step.key not in self.problem.session_locks.get(task.id, {}):
            return False
        return any(
            name != placed.coach and self._is_away(name, placed.day, need.mask)
            for need, name in placed.jobs
            if not any(
                not self.published.bookings.taken(other, placed.day) & need.mask
                for other in need.may
                if other not in (placed.coach, name)
            )
        )

    def _is_away(self, person: str, day: int, mask: int) -> bool:
        return bool(self.problem.options.person_day(person, day).blocked & mask)

    def _takes_the_rest(self, task: RequestTask, placed: Placed) -> bool:
        """Whether a conference takes what an absence has left of its teacher's planning (C15)."""
        teacher, options = task.request.teacher, self.problem.options
        if placed.option.how != "planning" or teacher in self.problem.ticked:
            return False
        if not options.person_day(teacher, placed.day).blocked:
            return False
        return not options.planning_kept(teacher, placed.day, self._met(teacher, placed.day))

    def _met(self, person: str, day: int) -> int:
        """Minutes of a date that somebody is in announced sessions."""
        mask = 0
        for task in self.problem.requests:
            for one in self.published.placed.get(task.id, {}).values():
                people = (task.request.teacher, *task.colleagues(one.step))
                if one.day == day and one.option.how != "nowhere" and person in people:
                    mask |= one.option.mask
        return mask

    def staying(self, task: RequestTask, hit: dict[str, LostReason]) -> Bundle:
        """A request whose other sessions stay; those that are hit move or go.

        What is locked and shaken may go, too: else there might be no repair at all.
        """
        some = [frozenset(hit), frozenset(hit) | self._shaken(task)]
        return self._bundle(task, hit, list(filter(None, dict.fromkeys(some))))

    def movable(self, task: RequestTask, hit: dict[str, LostReason]) -> Bundle:
        """A request each of whose sessions on the dates may move or go, locked ones apart."""
        return self._bundle(task, hit, self._sets(task, hit))

    def hoped(
        self, task: RequestTask, hit: dict[str, LostReason], known: Collection[str]
    ) -> Bundle:
        """A request as well as it could go: it may find places that nothing else needs.

        Parameters
        ----------
        known
            Requests whose places are looked at: only what is not on their lists is hoped for.
        """
        looked_at = task.id in known or hit
        bundle = self.movable(task, hit) if looked_at else self.staying(task, hit)
        if task.id in known:
            more = dict.fromkeys(Fate(away=keys) for id, keys in self._cut if id == task.id)
            return replace(bundle, fates=(*bundle.fates, *more))
        fates = [Fate(away=one.touched) if one.moved else one for one in bundle.fates]
        for keys in () if hit else self._sets(task, hit):
            fates += [Fate(away=keys), *self._without(task, keys, hit)]
        return replace(bundle, fates=tuple(dict.fromkeys(fates)))

    def look_further(self, wanted: Iterable[Steps]) -> bool:
        """Look for more places of these steps; False where the lists cannot be made longer."""
        wanted = set(wanted)
        if wanted & self._further or len(wanted) > _MOST_LISTS:
            return False
        self._further |= wanted
        self._cut = [one for one in self._cut if one not in wanted]
        self._known = {key: one for key, one in self._known.items() if key[:2] not in wanted}
        return True

    @property
    def is_cut(self) -> bool:
        """Whether some list has not all places that there are."""
        return bool(self._cut)

    def _sets(self, task: RequestTask, hit: dict[str, LostReason]) -> list[frozenset[str]]:
        """Steps that may be touched together: all that are hit among them."""
        here = sorted((set(self.here(task)) - self._locked(task)) | set(hit))
        sizes = range(max(1, len(hit)), len(here) + 1)
        return [
            frozenset(some)
            for size in sizes
            for some in combinations(here, size)
            if set(hit) <= set(some)
        ]

    def _locked(self, task: RequestTask) -> set[str]:
        """Keys of the steps that the user has locked: only what hits them moves them (C12)."""
        return set(self.problem.session_locks.get(task.id, {})) - self._shaken(task)

    def _shaken(self, task: RequestTask) -> frozenset[str]:
        """Keys of locked steps on a date of which somebody of the pair misses a part.

        What is left of their day may be due to lunch or planning.
        """
        here = self.here(task)
        locked = (here[key] for key in self.problem.session_locks.get(task.id, {}) if key in here)
        return frozenset(
            one.step.key
            for one in locked
            for who in {one.coach, task.request.teacher, *task.colleagues(one.step)}
            if self.problem.options.person_day(who, one.day).blocked
        )

    def here(self, task: RequestTask) -> dict[str, Placed]:
        """Steps of a request that lie on dates of the repair, as announced."""
        placed = self.published.placed.get(task.id, {})
        return {key: one for key, one in placed.items() if one.day in self.days}

    def _bundle(
        self, task: RequestTask, hit: dict[str, LostReason], sets: list[frozenset[str]]
    ) -> Bundle:
        fates = [] if hit else [Fate()]
        for keys in sets:
            if keys:
                fates += [Fate(moved=one) for one in self._places(task, keys, self.window)]
                fates += self._without(task, keys, hit)
        if hit and not any(one.moved for one in fates):
            # What is hit is not lost while there is any place for it: the window opens.
            anywhen = frozenset(day for day in task.days if day >= min(self.window, default=0))
            for keys in dict.fromkeys((frozenset(hit), self._from_first(task, hit))):
                fates += [Fate(moved=one) for one in self._places(task, keys, anywhen)]
        sessions = self._sessions[task.id]
        shaken, ways = self._shaken(task) - set(hit), tuple(dict.fromkeys(fates))
        return Bundle(task, self.here(task), sessions, hit, shaken, ways)

    def _places(
        self, task: RequestTask, keys: frozenset[str], days: frozenset[int]
    ) -> list[tuple[Placed, ...]]:
        """New places of some steps while all others stay; none where a step was lost before."""
        asked = task.id, keys, days
        if asked not in self._known:
            self._known[asked] = self._found(task, keys, days)
        return self._known[asked]

    def _found(
        self, task: RequestTask, keys: frozenset[str], days: frozenset[int]
    ) -> list[tuple[Placed, ...]]:
        placed = self.published.placed.get(task.id, {})
        fixed = {key: one for key, one in placed.items() if key not in keys}
        if len(fixed) + len(keys) < len(task.template.steps):
            return []
        coaches = {row.coach for row in self._sessions[task.id].values()}
        others = [] if fixed else [name for _, name in task.coaches if name not in coaches]
        # Refused while looking: the first places of a list that is cut may all be on such a day.
        called_off = frozenset(
            (key, placed[key].day)
            for key, row in self._sessions[task.id].items()
            if key in placed and row.id in self.disruption.cancelled
        )
        most = _MOST_FURTHER if (task.id, keys) in self._further else _MOST_PLACES
        found: list[tuple[Placed, ...]] = []
        for coach in (*sorted(coaches), *others):
            found += self._mover.places(task, coach, fixed, days, most, called_off)
            if self._mover.cut_short:
                self._cut.append((task.id, keys))
        return found

    def _without(self, task: RequestTask, keys: frozenset[str], hit: Collection[str]) -> list[Fate]:
        """Leave steps out, unless a locked one would go with them that nothing hits (C12)."""
        lost = self._with_followers(task, keys)
        needless = lost - self._with_followers(task, frozenset(hit))
        return [] if needless & self._locked(task) else [Fate(lost=lost)]

    def _with_followers(self, task: RequestTask, keys: frozenset[str]) -> frozenset[str]:
        """Steps that are lost when these are: those booked by reference to them, too."""
        lost = set(keys)
        for step in task.template.steps:
            if {step.same_day_as, step.next_meeting_after} & lost:
                lost.add(step.key)
        return frozenset(lost & set(self._sessions[task.id]))

    def _from_first(self, task: RequestTask, hit: dict[str, LostReason]) -> frozenset[str]:
        """All steps from the first one hit on, as far as they are not locked."""
        steps = [step.key for step in task.template.steps]
        first = min(steps.index(key) for key in hit)
        return frozenset(steps[first:]) - (self._locked(task) - set(hit))
