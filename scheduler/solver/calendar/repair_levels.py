"""What a repair minimises, level by level, and its solving.

Levels
------
uncovered, sources that the school ranks behind coaching time, sessions lost, announced rows
changed; then the order of sources, mismatches, coverers of each absent person, fairness: who covers
least so far, and sessions soon and with the coach they had
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.domain.plan import Level, Status
from scheduler.domain.policy import CoverSource
from scheduler.solver.calendar.repair_model import Job, RepairModel
from scheduler.solver.calendar.repair_sessions import Fate
from scheduler.solver.calendar.repair_tasks import Choice, CoverTask
from scheduler.solver.engine import Found, Run

# One worker finds most repairs in a few hundredths; what it does not find soon needs all of them.
_QUICK_S = 0.3

KEYS = (
    *("uncovered", "last_resort", "lost_sessions", "changed"),
    *("sources", "mismatched", "coverers", "fairness"),
)
# School days that sessions rather come later than with a coach whom the request did not have.
_NEW_COACH_DAYS = 20
_FIRST = 4
"""Levels that are minimised together first; the others come after them."""


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
    status: Status = Status.OPTIMAL


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
        self.levels = {key: _Terms() for key in KEYS}
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
            self.levels["uncovered"].add(1 - cp_model.LinearExpr.sum(mine), 1)
            for c, choice in enumerate(task.choices):
                literal = self.of.covers[t, c]
                rank = 0 if choice.source is None else order.index(choice.source)
                if choice.source in behind:
                    self.levels["last_resort"].add(literal, 1)
                self.levels["sources"].add(literal * rank, rank)
                self.levels["mismatched"].add(literal * choice.mismatched, 1)
                if choice.coverer is not None:
                    place = ranks[choice.coverer]
                    self.levels["fairness"].add(literal * place, place)
            if task.row is not None:
                same = self._announced(t, task)
                self.levels["changed"].add(1 if same is None else 1 - same, 1)
        self._count_fates()
        self._count_coverers()

    def _announced(self, t: int, task: CoverTask) -> cp_model.IntVar | None:
        choice = task.announced
        return None if choice is None else self.of.covers[t, task.choices.index(choice)]

    def _count_fates(self) -> None:
        for b, bundle in enumerate(self.of.bundles):
            for f, fate in enumerate(bundle.fates):
                literal = self.of.fates[b, f]
                rows = sum(
                    1 + len(bundle.here[key].jobs if key in bundle.here else ())
                    for key in fate.touched
                )
                self.levels["lost_sessions"].add(literal * len(fate.lost), len(fate.lost))
                self.levels["changed"].add(literal * rows, rows)
                late = sum(one.day for one in fate.moved) - len(fate.moved) * min(
                    (one.day for other in bundle.fates for one in other.moved), default=0
                )
                known = {row.coach for row in bundle.sessions.values()}
                late += _NEW_COACH_DAYS * sum(one.coach not in known for one in fate.moved)
                self.levels["fairness"].add(literal * late, late)
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

    def main(self, run: Run, start: RepairSearch | None = None) -> dict[str, int] | None:
        """Minimise the levels that count most; None where no answer was found in time.

        Parameters
        ----------
        start
            What was found where less could be decided, to begin with.

        Returns
        -------
        dict
            Values of all levels by key; those that come after may still be better.
        """
        if start is None or start._best is None:
            self._hint()
        else:
            self._hint_found(start, start._best)
        self._minimise(KEYS[:_FIRST], run)
        return None if self._best is None else self._values(self._best)

    def rest(self, run: Run) -> Solution | None:
        """Minimise the levels that come after, and return what was decided; None as `main`."""
        if self._best is None:
            return None
        self._minimise(KEYS[_FIRST:], run)
        values = self._values(self._best)
        levels = tuple(
            Level(key=key, value=values[key], bound=self._bounds.get(key, 0)) for key in KEYS
        )
        done = self._proven and len(self._bounds) == len(KEYS)
        return self._solution(self._best, levels, Status.OPTIMAL if done else Status.FEASIBLE)

    def _minimise(self, keys: Sequence[str], run: Run) -> None:
        goal = self._together(keys)
        self.model.minimize(goal)
        found = run.search(self.model, keys[0], _QUICK_S, quick=True)
        if found.status is not Status.OPTIMAL:
            wider = run.search(self.model, keys[0])
            found = wider if wider.status.has_answer or not found.status.has_answer else found
        if not found.status.has_answer:
            self._proven = False
            return
        self._best = found
        self._proven = self._proven and found.status is Status.OPTIMAL
        values = self._values(found)
        self._bounds.update({key: values[key] if self._proven else 0 for key in keys})
        self.model.add(goal <= found.value(goal))
        self._hint_again(found)

    def _together(self, keys: Sequence[str]) -> cp_model.LinearExprT:
        """One sum in which no later level can outweigh one step of an earlier one."""
        weight, parts = 1, []
        for key in reversed(keys):
            parts.append(weight * cp_model.LinearExpr.sum([*self.levels[key].terms, 0]))
            weight *= self.levels[key].most + 1
        return cp_model.LinearExpr.sum(parts)

    def _values(self, found: Found) -> dict[str, int]:
        return {
            key: found.value(cp_model.LinearExpr.sum([*one.terms, 0]))
            for key, one in self.levels.items()
        }

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
        for b, bundle in enumerate(start.of.bundles):
            chosen = next(
                one for f, one in enumerate(bundle.fates) if found.is_true(start.of.fates[b, f])
            )
            for f, fate in enumerate(self.of.bundles[b].fates):
                self.model.add_hint(self.of.fates[b, f], fate == chosen)

    def _hint_again(self, found: Found) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # ortools left it untyped
        for literal in (*self.of.covers.values(), *self.of.fates.values(), *self.of.takes.values()):
            self.model.add_hint(literal, found.is_true(literal))

    def _solution(self, found: Found, levels: tuple[Level, ...], status: Status) -> Solution:
        covered = [
            next(
                (one for c, one in enumerate(task.choices) if found.is_true(self.of.covers[t, c])),
                None,
            )
            for t, task in enumerate(self.of.tasks)
        ]
        fates = [
            next(one for f, one in enumerate(bundle.fates) if found.is_true(self.of.fates[b, f]))
            for b, bundle in enumerate(self.of.bundles)
        ]
        jobs = []
        for number, job in enumerate(self.of.jobs):
            names = (
                name for (n, name), v in self.of.takes.items() if n == number and found.is_true(v)
            )
            jobs.append((job, next(names, None)))
        return Solution(covered, fates, jobs, levels, status)
