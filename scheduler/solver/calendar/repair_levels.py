"""What a repair minimises, level by level, and its solving.

Levels
------
uncovered, sources that the school ranks behind coaching time, sessions lost, announced rows
changed; then the order of sources and mismatches

What breaks ties: coverers of each absent person; fairness: who covers least so far, and sessions
soon and with the coach they had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.domain.plan import Level, Status
from scheduler.domain.policy import CoverSource
from scheduler.solver.calendar.repair_model import Job, RepairModel
from scheduler.solver.calendar.repair_sessions import Fate
from scheduler.solver.calendar.repair_tasks import Choice, CoverTask
from scheduler.solver.engine import Found, Run, forget_hints

# One worker finds most repairs in a few hundredths; what it does not find soon needs all of them.
_QUICK_S = 2.0
# What decides between repairs of equal worth need not be proven.
_TIES_S = 0.5
# Places are hoped for only where the known ones do not do as well: so much time to find that out.
_AWAY_S = 1.0

_MOST = ("uncovered", "last_resort", "lost_sessions", "changed")
_MORE = ("sources", "mismatched")
_TIES = ("coverers", "fairness")
_AWAY = "away"
KEYS = (*_MOST, *_MORE)
"""Levels of a repair, in their order; what breaks ties between repairs of equal worth is none."""


@dataclass
class Solution:
    """What was decided.

    Parameters
    ----------
    covered
        Choice of each task, in order; None: a hole.
    fates
        Of each request, in order.
    jobs
        Who takes each release that lost its coverer; None where its session does not stay.
    """

    covered: list[Choice | None]
    fates: list[Fate]
    jobs: list[tuple[Job, str | None]]
    levels: tuple[Level, ...] = ()


@dataclass
class _Terms:
    """Sums of one level, with the largest value they can take."""

    terms: list[cp_model.LinearExprT] = field(default_factory=list)
    most: int = 0

    def add(self, term: cp_model.LinearExprT, most: int) -> None:
        """Add a term that is at most so large."""
        self.terms.append(term)
        self.most += most


class RepairSearch:
    """Minimises the levels of a repair in their order."""

    def __init__(self, of: RepairModel) -> None:
        self.of = of
        self.model = of.model
        self.levels = {key: _Terms() for key in (*KEYS, *_TIES, _AWAY)}
        self._best: Found | None = None
        self._bounds: dict[str, int] = {}
        self._proven = True
        self._count()

    def _count(self) -> None:
        order = self.of.problem.school.policy.cover_sources
        coaching = CoverSource.PLUS_FROM_COACHING
        behind = order[order.index(coaching) + 1 :] if coaching in order else ()
        ranks = self.of.finder.ranks()
        for t, task in enumerate(self.of.tasks):
            mine = [self.of.covers[t, c] for c in range(len(task.choices))]
            ways = list(zip(mine, task.choices, strict=True))
            self.levels["uncovered"].add(1 - cp_model.LinearExpr.sum(mine), 1)
            self._one_of("last_resort", ((x, one.source in behind) for x, one in ways))
            self._one_of(
                "sources",
                ((x, 0 if one.source is None else order.index(one.source)) for x, one in ways),
            )
            self._one_of("mismatched", ((x, one.mismatched) for x, one in ways))
            self._one_of("fairness", ((x, ranks.get(one.coverer or "", 0)) for x, one in ways))
            if task.row is not None:
                same = self._announced(t, task)
                self.levels["changed"].add(1 if same is None else 1 - same, 1)
        self._count_fates()
        self._count_coverers()

    def _one_of(self, key: str, values: Iterable[tuple[cp_model.IntVar, int]]) -> None:
        """Add what each of several decisions costs, of which one is taken at most."""
        costs = [(literal, int(value)) for literal, value in values if value]
        self.levels[key].terms += [literal * value for literal, value in costs]
        self.levels[key].most += max((value for _, value in costs), default=0)

    def _announced(self, t: int, task: CoverTask) -> cp_model.IntVar | None:
        choice = task.announced
        return None if choice is None else self.of.covers[t, task.choices.index(choice)]

    def _count_fates(self) -> None:
        for b, bundle in enumerate(self.of.bundles):
            fates = [(self.of.fates[b, f], fate) for f, fate in enumerate(bundle.fates)]
            self._one_of("lost_sessions", ((x, len(fate.lost)) for x, fate in fates))
            self._one_of("changed", ((x, bundle.rows(fate)) for x, fate in fates))
            self._one_of("fairness", ((x, bundle.late(fate)) for x, fate in fates))
            self._one_of(_AWAY, ((x, bool(fate.away)) for x, fate in fates))
        for job in self.of.jobs:
            self.levels["changed"].add(self.of.stays[job.bundle, job.placed.step.key], 1)

    def _count_coverers(self) -> None:
        """How many people each absent person's classes are dealt out to on a date."""
        used: dict[tuple[str, int, str], list[cp_model.IntVar]] = defaultdict(list)
        for (t, c), literal in self.of.covers.items():
            task, choice = self.of.tasks[t], self.of.tasks[t].choices[c]
            who = choice.coverer or str(choice.source)
            used[task.need.absent, task.day, who].append(literal)
        for literals in used.values():
            one = self.model.new_bool_var("shares")
            for literal in literals:
                self.model.add_implication(literal, one)
            self.levels["coverers"].add(one, 1)

    # --- solving -----------------------------------------------------------------------------

    def decide(
        self, run: Run, start: RepairSearch | None = None, limit_s: float | None = None
    ) -> bool:
        """Minimise the levels; False where no answer was found in time.

        Parameters
        ----------
        start
            What was found where less could be decided, to begin with.
        limit_s
            Seconds for each of two searches; None: all that is left.
        """
        if start is None or start._best is None:
            self._hint()
        else:
            self._hint_found(start, start._best)
        for keys in (_MOST, _MORE):
            self._minimise(keys, run, limit_s)
        if self.away:
            self._minimise((_AWAY,), run, _AWAY_S)
        return self._best is not None

    def finish(self, run: Run) -> Solution | None:
        """Choose among answers of equal worth, and return what was decided; None as `decide`."""
        if self._best is None:
            return None
        levels = self.reached
        for (b, f), literal in self.of.fates.items():
            if self.of.bundles[b].fates[f].away:
                self.model.add_bool_and([literal.negated()])
        for keys in _TIES:
            self._minimise((keys,), run, _TIES_S)
        return self._solution(self._best, levels)

    @property
    def reached(self) -> tuple[Level, ...]:
        """Levels of the best answer so far; their bounds hold for all that may be decided here."""
        if self._best is None:
            return ()
        values = self._values(self._best)
        return tuple(
            Level(key=key, value=values[key], bound=self._bounds.get(key, 0)) for key in KEYS
        )

    @property
    def away(self) -> set[tuple[str, frozenset[str]]]:
        """Requests with those steps whose places are only hoped for in the best answer so far."""
        fates = zip(self.of.bundles, self.fates, strict=False)  # none where nothing was found
        return {(bundle.task.id, fate.away) for bundle, fate in fates if fate.away}

    @property
    def fates(self) -> list[Fate]:
        """What befalls each request in the best answer so far."""
        found = self._best
        return [] if found is None else [self._fate(found, b) for b in range(len(self.of.bundles))]

    def _fate(self, found: Found, b: int) -> Fate:
        fates = self.of.bundles[b].fates
        return next(one for f, one in enumerate(fates) if found.is_true(self.of.fates[b, f]))

    def _minimise(self, keys: Sequence[str], run: Run, limit_s: float | None = None) -> None:
        goal = self._together(keys)
        self.model.minimize(goal)
        found = run.search(self.model, keys[0], limit_s or _QUICK_S, tight=True)
        if found.status.has_answer:
            self._hint_again(found)
        if found.status is not Status.OPTIMAL and limit_s is None:
            wider = run.search(self.model, keys[0])
            found = min(
                (one for one in (wider, found) if one.status.has_answer),
                key=lambda one: one.value(goal),
                default=wider,
            )
        if not found.status.has_answer:
            self._proven = False
            return
        self._best = found
        self._proven = self._proven and found.status is Status.OPTIMAL
        values = self._values(found)
        self._bounds.update({key: values[key] if self._proven else 0 for key in keys})
        # Each level by itself: of what would cost more nothing is looked at any more.
        for key in keys:
            self.model.add(self._sum(key) <= values[key])
        self._hint_again(found)

    def _together(self, keys: Sequence[str]) -> cp_model.LinearExprT:
        """One sum in which no later level can outweigh one step of an earlier one."""
        weight, parts = 1, []
        for key in reversed(keys):
            parts.append(weight * self._sum(key))
            weight *= self.levels[key].most + 1
        return cp_model.LinearExpr.sum(parts)

    def _values(self, found: Found) -> dict[str, int]:
        return {key: found.value(self._sum(key)) for key in self.levels}

    def _sum(self, key: str) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([*self.levels[key].terms, 0])

    def _hint(self) -> None:
        for t, task in enumerate(self.of.tasks):
            for c, choice in enumerate(task.choices):
                self.model.add_hint(self.of.covers[t, c], choice == task.announced)
        for (b, f), literal in self.of.fates.items():
            self.model.add_hint(literal, not self.of.bundles[b].fates[f].touched)

    def _hint_found(self, start: RepairSearch, found: Found) -> None:
        """Begin with an answer of another search: the same tasks, and fates that are here, too."""
        for key, literal in self.of.covers.items():
            self.model.add_hint(literal, found.is_true(start.of.covers[key]))
        for b, chosen in enumerate(start.fates):
            for f, fate in enumerate(self.of.bundles[b].fates):
                self.model.add_hint(self.of.fates[b, f], fate == chosen)

    def _hint_again(self, found: Found) -> None:
        forget_hints(self.model)
        for literal in (*self.of.covers.values(), *self.of.fates.values(), *self.of.takes.values()):
            self.model.add_hint(literal, found.is_true(literal))

    def _solution(self, found: Found, levels: tuple[Level, ...]) -> Solution:
        covered = [
            next(
                (one for c, one in enumerate(task.choices) if found.is_true(self.of.covers[t, c])),
                None,
            )
            for t, task in enumerate(self.of.tasks)
        ]
        jobs = []
        for number, job in enumerate(self.of.jobs):
            names = (
                name for (n, name), v in self.of.takes.items() if n == number and found.is_true(v)
            )
            jobs.append((job, next(names, None)))
        return Solution(covered, self.fates, jobs, levels)
