"""The smallest sets of changes with which a school has a solution.

Sets are tried in the order of their cost.  A set that is not enough is extended by what may
resolve a reason that it leaves: every set that is enough contains such a change, so no cheaper one
is passed over among the changes that are known.  A reason that a set leaves may have come from the
set, and one of the timetable from its staffing; it says nothing of sets without that.  What is
offered was examined and found to solve.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError
from scheduler.solver.explain.changes import Change, applied
from scheduler.solver.explain.examine import Cause, Examiner
from scheduler.solver.explain.mends import mends
from scheduler.solver.explain.trim import trimmed

MOST_FIXES = 5
_MOST_CHANGES = 4
_MOST_EXAMINED = 60
_AFTER_FIRST_S = 5.0
"""Seconds for further alternatives, beside as many as the first fix took."""
_TRIM_S = 3.0
_MOST_ALIKE = 2
_MUCH_MORE, _A_LITTLE = 2, 8
"""Fixes that cost more than so many times the cheapest, and so much more, are not worth a look."""

_ORDER = list(Stage)


@dataclass(frozen=True)
class Fix:
    """A set of changes that gives the school a solution.

    Parameters
    ----------
    verified
        Whether the changed school was solved; else the time was too short to know.
    """

    changes: tuple[Change, ...]
    verified: bool

    @property
    def cost(self) -> int:
        """Sum of the costs of its changes."""
        return sum(one.cost for one in self.changes)

    @property
    def text(self) -> str:
        """What is done, what it buys and what it costs."""
        words = " ".join(one.sentence for one in self.changes)
        return (
            words if self.verified else f"{words} (There was no time to see whether it suffices.)"
        )

    def as_data(self) -> dict[str, Any]:
        """Write it with plain values only."""
        return {
            "text": self.text,
            "changes": [one.as_data() for one in self.changes],
            "cost": self.cost,
            "verified": self.verified,
        }


def find_fixes(
    school: School, causes: Sequence[Cause], examiner: Examiner, plan: Plan
) -> tuple[Fix, ...]:
    """Find some of the cheapest fixes.

    Parameters
    ----------
    causes
        Why the school has no solution.
    plan
        Stages that have an answer; those before the first change are kept.

    Returns
    -------
    tuple of Fix
        The cheapest first.  Unverified ones only where nothing could be verified in time.
    """
    search = _Search(school, examiner, plan)
    search.learn(school, causes)
    return search.run()


def _with(changes: tuple[Change, ...], one: Change) -> tuple[Change, ...]:
    """Add a change; it takes the place of earlier ones that gave the same fields a value."""
    kept = []
    for other in changes:
        if other.target == one.target and other.kind == one.kind:
            one = replace(one, times=one.times + other.times)
        elif other.kind != one.kind or not other.target < one.target:
            kept.append(other)
    return (*kept, one)


def _touched(changes: Iterable[Change]) -> frozenset[object]:
    return frozenset(target for one in changes for target in one.target)


def _before(changes: Iterable[Change], stage: Stage) -> frozenset[Change]:
    """Find the changes that may alter the answers of earlier stages."""
    return frozenset(one for one in changes if _ORDER.index(one.stage) < _ORDER.index(stage))


@dataclass(frozen=True)
class _Choice:
    """A cause that was found, and what may resolve it.

    Parameters
    ----------
    stage, given
        The stage that is impossible, and the set of changes that leaves it so.
    """

    stage: Stage
    given: frozenset[Change]
    changes: tuple[Change, ...]

    def is_open(self, changes: tuple[Change, ...]) -> bool:
        """Whether a set of changes leaves the cause, too."""
        same = _before(changes, self.stage) == _before(self.given, self.stage)
        more = self.given.issubset(changes)
        return same and more and not _touched(self.changes) & _touched(changes)


class _Search:
    """Sets of changes in the order of their cost.

    What one set leaves impossible, another that does nothing about it leaves so too: it is
    extended at once, and only the others are examined.
    """

    def __init__(self, school: School, examiner: Examiner, plan: Plan) -> None:
        self._school = school
        self._examiner = examiner
        self._plan = plan
        self._queue: list[tuple[int, int, int, tuple[Change, ...]]] = []
        self._number = count()
        self._seen: set[frozenset[Change]] = set()
        self._choices: list[_Choice] = []
        self._enough: list[frozenset[Change]] = []
        self._found: list[Fix] = []
        self._open: list[Fix] = []
        self._began = time.monotonic()
        self._until = self._began

    def learn(
        self, school: School, causes: Sequence[Cause], changes: tuple[Change, ...] = ()
    ) -> None:
        """Note for each cause that a set of changes leaves what may resolve it."""
        for cause in causes:
            some = dict.fromkeys(one for part in cause.parts for one in mends(school, part))
            self._choices.append(_Choice(cause.stage, frozenset(changes), tuple(some)))
        self._choices.sort(key=lambda one: len(one.changes))

    def run(self) -> tuple[Fix, ...]:
        """Try sets until there are enough fixes, or the time is up."""
        self._extend((), self._open_choice(()) or ())
        examined = 0
        while self._queue and self._examiner.left_s > 0 and examined < _MOST_EXAMINED:
            cost, *_, changes = heapq.heappop(self._queue)
            if self._is_enough(cost):
                break
            if self._is_spare(changes):
                continue
            choice = self._open_choice(changes)
            if choice is None:
                examined += 1
                choice = self._examine(changes)
            self._extend(changes, choice)
        found = sorted(self._found, key=lambda one: one.cost)
        return tuple(found or self._open[:MOST_FIXES])

    def _is_enough(self, cost: int) -> bool:
        """Whether to stop before a set of this cost: it is too dear, too late, or one too many."""
        if not self._found:
            return False
        late = time.monotonic() > self._until
        dear = cost > _MUCH_MORE * self._found[0].cost + _A_LITTLE
        return late or dear or len(self._found) >= MOST_FIXES

    def _is_spare(self, changes: tuple[Change, ...]) -> bool:
        """Whether a part of the set is enough, or there are enough fixes of its kinds."""
        if any(one.issubset(changes) for one in self._enough):
            return True
        kinds = Counter(one.kind for one in changes)
        alike = sum(Counter(one.kind for one in fix.changes) == kinds for fix in self._found)
        return alike >= _MOST_ALIKE

    def _open_choice(self, changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
        """Find a known cause about which the set does nothing: what may resolve it."""
        return next((one.changes for one in self._choices if one.is_open(changes)), None)

    def _extend(self, changes: tuple[Change, ...], choice: Sequence[Change]) -> None:
        for one in choice if len(changes) < _MOST_CHANGES else ():
            larger = _with(changes, one)
            key = frozenset(larger)
            if one not in changes and key not in self._seen:
                self._seen.add(key)
                cost = sum(each.cost for each in larger)
                heapq.heappush(self._queue, (cost, len(larger), next(self._number), larger))

    def _trimmed(self, changes: tuple[Change, ...], plan: Plan) -> tuple[Change, ...]:
        """Open no more closed time than is needed, if that is enough."""
        limit = max(0.05, min(_TRIM_S, self._examiner.left_s))
        options = replace(self._examiner.options, time_limit_s=limit)
        less = trimmed(self._school, changes, plan, options, self._examiner.stop)
        if less == changes:
            return changes
        school = applied(self._school, less)
        seen = self._examiner.examine(school, Stage.TIMETABLE, replace(plan, timetable=None))
        return less if seen.status.has_answer else changes

    def _examine(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """See whether a set is enough; if not, what may resolve what it leaves."""
        try:
            school = applied(self._school, changes)
        except InvalidProblemError:
            return ()
        first = min((one.stage for one in changes), key=_ORDER.index)
        seen = self._examiner.examine(school, first, self._plan)
        if seen.status.has_answer:
            if not self._found:
                now = time.monotonic()
                self._until = now + (now - self._began) + _AFTER_FIRST_S
            self._enough.append(frozenset(changes))
            self._found.append(Fix(self._trimmed(changes, seen.plan), True))
        elif seen.status is Status.UNKNOWN:
            self._open.append(Fix(changes, False))
        else:
            self.learn(school, seen.causes, changes)
            # A cause that the set was about goes on, for instance with one more of the same.
            ways = (mends(school, part) for cause in seen.causes[:1] for part in cause.parts)
            return tuple(dict.fromkeys(one for some in ways for one in some))
        return ()
