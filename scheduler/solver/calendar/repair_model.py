"""The model of a repair: what may be decided, and the rules; `repair_levels` says what is best.

Variables
---------
covers[t, c]   task t (something to cover) is covered by choice c; none of them: a hole
takes[j, p]    Plus teacher p takes release j of a session that stays, whose coverer is absent
fates[b, f]    fate f befalls the request b: it stays, sessions move, sessions are lost
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.calendar import monday_of
from scheduler.domain.policy import CoverSource
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching_places import Placed
from scheduler.solver.calendar.day_rules import Item, PlusDay, one_place
from scheduler.solver.calendar.repair_limits import Laid, SharedLimits, keep_standby
from scheduler.solver.calendar.repair_sessions import Bundle
from scheduler.solver.calendar.repair_tasks import CoverTask, CoverTasks


@dataclass(frozen=True)
class Job:
    """A release of a session, whose coverer is absent."""

    bundle: int
    placed: Placed
    need: Need
    before: str


class RepairModel:
    """Covers and sessions of the dates on which something came up.

    Parameters
    ----------
    bookings
        Everything that stays in any case.
    """

    def __init__(
        self,
        problem: CalendarProblem,
        bookings: Bookings,
        finder: CoverTasks,
        tasks: Sequence[CoverTask],
        bundles: Sequence[Bundle],
    ) -> None:
        self.problem, self.bookings, self.finder = problem, bookings, finder
        self.tasks, self.bundles = tasks, bundles
        self.model = cp_model.CpModel()
        self.covers: dict[tuple[int, int], cp_model.IntVar] = {}
        self.fates: dict[tuple[int, int], cp_model.IntVar] = {}
        self.takes: dict[tuple[int, str], cp_model.IntVar] = {}
        self.stays: dict[tuple[int, str], cp_model.IntVar] = {}
        self.jobs: list[Job] = []
        self._items: dict[tuple[str, int], list[Item]] = defaultdict(list)
        self._people: dict[tuple[str, int], list[Item]] = defaultdict(list)
        self._laid: list[Laid] = []
        self._decide_fates()
        self._decide_covers()
        self._bind()
        self._caps()

    # --- decisions ---------------------------------------------------------------------------

    def _decide_fates(self) -> None:
        for b, bundle in enumerate(self.bundles):
            for f, fate in enumerate(bundle.fates):
                literal = self.model.new_bool_var(f"fate {b} {f}")
                self.fates[b, f] = literal
                for placed in fate.moved:
                    self._lay(bundle, placed, literal, placed.jobs)
                    self._laid.append(Laid(b, bundle.task, placed, literal, is_new=True))
            self.model.add_exactly_one(self._of_bundle(b))
            for key, placed in bundle.here.items():
                self._decide_stay(b, key, placed)

    def _of_bundle(self, b: int) -> list[cp_model.IntVar]:
        return [self.fates[b, f] for f in range(len(self.bundles[b].fates))]

    def _decide_stay(self, b: int, key: str, placed: Placed) -> None:
        bundle = self.bundles[b]
        where = [self.fates[b, f] for f, one in enumerate(bundle.fates) if key not in one.touched]
        if not where:
            return
        stay = self.model.new_bool_var(f"stay {b} {key}")
        self.model.add(cp_model.LinearExpr.sum(where) == stay)
        self.stays[b, key] = stay
        kept = []
        for need, name in placed.jobs:
            if name == placed.coach or not self._is_absent(name, placed.day, need.mask):
                kept.append((need, name))
            else:
                self._decide_job(Job(b, placed, need, name), stay)
        self._lay(bundle, placed, stay, kept)
        self._laid.append(Laid(b, bundle.task, placed, stay, is_new=False))

    def _is_absent(self, name: str, day: int, mask: int) -> bool:
        return bool(self.problem.options.person_day(name, day).blocked & mask)

    def _decide_job(self, job: Job, stay: cp_model.IntVar) -> None:
        number = len(self.jobs)
        self.jobs.append(job)
        able = []
        for name in self.problem.team:
            taken = self.bookings.taken(name, job.placed.day)
            if name in job.need.may and name != job.placed.coach and not job.need.mask & taken:
                literal = self.model.new_bool_var(f"job {number} {name}")
                self.takes[number, name] = literal
                self._items[name, job.placed.day].append(Item(job.need.mask, literal))
                able.append(literal)
        self.model.add(cp_model.LinearExpr.sum(able) == stay)

    def _lay(
        self,
        bundle: Bundle,
        placed: Placed,
        literal: cp_model.IntVar,
        jobs: Iterable[tuple[Need, str]],
    ) -> None:
        """Lay a step on the days of its people."""
        day = placed.day
        self._items[placed.coach, day].append(Item(placed.coach_mask, literal))
        for need, name in jobs:
            if name != placed.coach:
                self._items[name, day].append(Item(need.mask, literal))
        if placed.option.how == "nowhere":
            return
        task = bundle.task
        for person in (task.request.teacher, *task.colleagues(placed.step)):
            mask = placed.option.mask
            for need, _ in placed.jobs:
                mask |= need.mask if need.absent == person else 0
            self._people[person, day].append(Item(mask, literal))

    def _decide_covers(self) -> None:
        for t, task in enumerate(self.tasks):
            for c, choice in enumerate(task.choices):
                literal = self.model.new_bool_var(f"cover {t} {c}")
                self.covers[t, c] = literal
                if choice.coverer is not None:
                    item = Item(task.need.mask, literal)
                    plus = choice.coverer in self.problem.plus_days
                    (self._items if plus else self._people)[choice.coverer, task.day].append(item)
            mine = [self.covers[t, c] for c in range(len(task.choices))]
            self.model.add_at_most_one(mine)
            if task.is_locked and mine:  # none where somebody else was chosen by hand
                self.model.add_bool_or(mine)  # C12

    # --- rules -------------------------------------------------------------------------------

    def _bind(self) -> None:
        for (name, day), items in self._items.items():
            fixed = self.bookings.busy[name, day]
            PlusDay(self.model, self.problem, name, day, fixed).bind(items)
        for key, items in self._people.items():
            one_place(self.model, [*items, *self._items.get(key, ())])
        SharedLimits(self.model, self.problem, self.bookings, self._laid).bind()
        # On a date with an absence those on standby are at work.
        days = {one.placed.day for one in self._laid if one.is_new}
        days = {day for day in days if not self.finder.is_unplanned(day)}
        keep_standby(self.model, self.problem, self.bookings, self._items, sorted(days))

    def _caps(self) -> None:
        """C13: covers a day and week, colleagues a week, substitutes at once."""
        caps = self.problem.school.cover_caps
        days = frozenset(task.day for task in self.tasks)
        before = self.finder.weekly(days)
        by_day: dict[tuple[str, object], list[cp_model.LinearExprT]] = defaultdict(list)
        by_week: dict[tuple[str, object], list[cp_model.LinearExprT]] = defaultdict(list)
        for (t, c), literal in self.covers.items():
            task, name = self.tasks[t], self.tasks[t].choices[c].coverer
            if name is not None and task.need.section is not None:
                by_day[name, task.day].append(literal)
                by_week[name, monday_of(self.problem.days[task.day].date)].append(literal)
        for (name, _), literals in by_day.items():
            if name in self.problem.plus_days and caps.plus_periods_a_day is not None:
                self._at_most(literals, caps.plus_periods_a_day)
        for (name, week), literals in by_week.items():
            plus = name in self.problem.plus_days
            most = caps.plus_periods_a_week if plus else caps.colleague_periods_a_week
            if most is not None:
                self._at_most(literals, max(0, most - before[name, week]))
        self._substitutes()
        self._splits()

    def _substitutes(self) -> None:
        by_day: dict[int, list[Item]] = defaultdict(list)
        for (t, c), literal in self.covers.items():
            if self.tasks[t].choices[c].source is CoverSource.SUBSTITUTE:
                by_day[self.tasks[t].day].append(Item(self.tasks[t].need.mask, literal))
        for day, items in by_day.items():
            for start in {(one.mask & -one.mask).bit_length() - 1 for one in items}:
                at_once = [one.literal for one in items if one.mask >> start & 1]
                self._at_most(at_once, self.finder.substitutes[day])

    def _splits(self) -> None:
        """C4d: a class is split among others of which one is not split itself."""
        split: dict[tuple[int, str], list[cp_model.IntVar]] = defaultdict(list)
        tasks = []
        for (t, c), literal in self.covers.items():
            if self.tasks[t].choices[c].source is CoverSource.SPLIT_CLASS:
                tasks.append((self.tasks[t], literal))
                split[self.tasks[t].day, str(self.tasks[t].need.section)].append(literal)
        for task, literal in tasks:
            hosts = self.finder.hosts(task.day, task.need)
            if all((task.day, host) in split for host in hosts):
                whole = []
                for host in hosts:
                    one = self.model.new_bool_var("whole")
                    whole.append(one)
                    for other in split[task.day, host]:
                        self.model.add_implication(one, other.negated())
                self.model.add_bool_or([literal.negated(), *whole])

    def _at_most(self, literals: Sequence[cp_model.LinearExprT], most: int) -> None:
        if len(literals) > most:
            self.model.add_linear_constraint(cp_model.LinearExpr.sum(list(literals)), 0, most)
