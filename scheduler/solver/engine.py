"""The one door to the solver: who wants something searched comes through `Run`.

A `Run` belongs to one stage of one solve.  It knows the options, how much time is left, whom to
tell about progress and when to stop, and it solves lexicographic goals one after the other.

The search runs in a thread of its own while the caller's thread waits in short heartbeats.  So a
signal (Ctrl-C) reaches the caller at once, and the order to stop is repeated at each heartbeat:
given before the search has begun it would be lost without a word.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.plan import Level, Stage, StageResult, Status
from scheduler.solver.options import SolveOptions

HEARTBEAT_S = 0.05

# What a wall-clock second is worth in the solver's units of work, when runs must be repeatable.
WORK_PER_SECOND = 0.25

_logger = logging.getLogger(__name__)

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
}


class Stop:
    """An order to stop that any thread may give; the best answer so far is kept.

    Parameters
    ----------
    event
        Is set when the order is given, by whomever.  None: one of its own.
    """

    def __init__(self, event: threading.Event | None = None) -> None:
        self._event = event or threading.Event()

    def set(self) -> None:
        """Give the order.  It cannot be taken back."""
        self._event.set()

    def is_set(self) -> bool:
        """Whether the order was given."""
        return self._event.is_set()


@dataclass(frozen=True)
class Progress:
    """Where a solve stands.

    Parameters
    ----------
    level
        Key of the level that is being minimised.
    value, bound
        Best so far and proven limit; None while there is none.
    elapsed_s
        Wall-clock seconds since the stage began.
    """

    stage: Stage
    level: str
    value: float | None
    bound: float | None
    elapsed_s: float


ProgressSink = Callable[[Progress], None]
"""Takes progress, on any thread: a queue's `put`, never something with a database session."""


@dataclass(frozen=True)
class Goal:
    """One level of a lexicographic objective: `expression` is minimised, and never negative."""

    key: str
    expression: cp_model.LinearExprT


@dataclass(frozen=True)
class Found:
    """What one search came back with.

    Parameters
    ----------
    bound
        Proven limit of the objective; 0 where nothing was minimised.
    """

    status: Status
    bound: float
    _solver: cp_model.CpSolver

    def value(self, expression: cp_model.LinearExprT) -> int:
        """Value of an expression in the answer."""
        return int(self._solver.value(expression))

    def is_true(self, literal: cp_model.LiteralT) -> bool:
        """Whether a literal holds in the answer."""
        return bool(self._solver.boolean_value(literal))

    @property
    def values(self) -> list[int]:
        """Value of every variable, in the order in which the model made them."""
        return list(self._solver.response_proto.solution)

    @property
    def core(self) -> frozenset[int]:
        """Indices of assumptions that are impossible together, hardly ever the fewest of them."""
        return frozenset(self._solver.sufficient_assumptions_for_infeasibility())

    @property
    def work(self) -> float:
        """Units of work the search took: the same in every repetition."""
        return float(self._solver.deterministic_time)


@dataclass(frozen=True)
class Solved:
    """The end of a lexicographic solve.

    Parameters
    ----------
    best
        The last and best answer; None where there is none.
    """

    status: Status
    best: Found | None
    levels: tuple[Level, ...]


class _Monitor(cp_model.CpSolverSolutionCallback):
    """Turns what the solver reports, on its own threads, into progress in order."""

    def __init__(self, tell: Callable[[float | None, float | None], None]) -> None:
        super().__init__()
        self._tell = tell
        self._lock = threading.Lock()
        self._value: float | None = None
        self._bound: float | None = None

    def on_solution_callback(self) -> None:
        """Report a better answer."""
        self._report(self.objective_value, self.best_objective_bound)

    def on_bound(self, bound: float) -> None:
        """Report a better bound."""
        self._report(None, bound)

    def _report(self, value: float | None, bound: float) -> None:
        # Threads may overtake one another; what is told gets only better.
        with self._lock:
            if value is not None:
                self._value = value if self._value is None else min(self._value, value)
            if math.isfinite(bound):
                self._bound = bound if self._bound is None else max(self._bound, bound)
            self._tell(self._value, self._bound)


class Run:
    """One stage of one solve: options, time, progress and stop.

    Parameters
    ----------
    progress
        Is told of every better answer and bound; None: nobody is.
    stop
        Ends the search early when set.
    log
        Takes the lines of the solver's own log; None: it is not written.
    """

    def __init__(
        self,
        stage: Stage,
        options: SolveOptions,
        progress: ProgressSink | None = None,
        stop: Stop | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.stage = stage
        self.options = options
        self.stop = stop or Stop()
        self._progress = progress
        self._log = log
        self._began = time.monotonic()
        self._work = 0.0
        self._kept_back_s = 0.0

    @property
    def elapsed_s(self) -> float:
        """Wall-clock seconds since the stage began."""
        return time.monotonic() - self._began

    @property
    def remaining_s(self) -> float:
        """Seconds left; of a repeatable run they are counted in work, not by the clock."""
        if self.options.reproducible:
            used = self._work / WORK_PER_SECOND
        else:
            used = self.elapsed_s + self._kept_back_s
        return max(0.0, self.options.time_limit_s - used)

    @contextmanager
    def keeping_back(self, seconds: float) -> Iterator[None]:
        """Leave seconds of the clock to what follows the searches within."""
        self._kept_back_s += seconds
        try:
            yield
        finally:
            self._kept_back_s -= seconds

    def tell(self, level: str, value: float | None = None, bound: float | None = None) -> None:
        """Report progress."""
        if self._progress is not None:
            self._progress(Progress(self.stage, level, value, bound, self.elapsed_s))

    def result(self, status: Status, levels: Sequence[Level] = ()) -> StageResult:
        """Sum up the stage."""
        return StageResult(
            stage=self.stage,
            status=status,
            levels=tuple(levels),
            seed=self.options.seed,
            run_time_s=self.elapsed_s,
        )

    def search(
        self,
        model: cp_model.CpModel,
        level: str,
        limit_s: float | None = None,
        explain: bool = False,
        quick: bool = False,
        tight: bool = False,
        work: float | None = None,
    ) -> Found:
        """Search once: the only place where a solver is opened.

        Parameters
        ----------
        limit_s
            Seconds for this search; None, or more than is left: all that is left.
        explain
            Search as explanations need it: one worker, no presolve.
        quick
            Search as small models need it that are solved many times: one worker, no probing.
        tight
            Take all constraints into the linear relaxation: where choices exclude one another
            in many ways it proves in a second what takes all workers many.  One worker.
        work
            Units of work at most, however busy the machine is; for parts of a larger model, of
            which nothing is told.
        """
        told = not explain and work is None
        if told:
            self.tell(level)
        # Asked after telling: whoever listens may say stop, and a small model is solved at once.
        limit = min(self.remaining_s, math.inf if limit_s is None else limit_s)
        if self.stop.is_set() or limit <= 0:
            return Found(Status.UNKNOWN, 0.0, cp_model.CpSolver())
        solver = self._open(limit, explain, quick, tight)
        if work is not None:
            limited = solver.parameters.max_deterministic_time
            solver.parameters.max_deterministic_time = min(limited, work)
        monitor = _Monitor(
            lambda value, bound: None if work is not None else self.tell(level, value, bound)
        )
        if told:
            solver.best_bound_callback = monitor.on_bound
        code = self._wait(solver, model, monitor)
        if code == cp_model.MODEL_INVALID:
            raise ValueError(f"The model of level {level} is not valid: {model.validate()}")
        found = Found(_STATUS[code], solver.best_objective_bound, solver)
        self._work += found.work
        _logger.debug("%s %s: %s in %.2f s", self.stage, level, found.status, solver.wall_time)
        return found

    def _open(self, limit_s: float, explain: bool, quick: bool, tight: bool) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1 if explain or quick or tight else self.options.workers
        parameters.random_seed = self.options.seed
        # Ctrl-C belongs to the caller's thread, which then sets `stop`.
        parameters.catch_sigint_signal = False
        if explain:
            parameters.cp_model_presolve = False
        if quick:
            parameters.cp_model_probing_level = 0
        if tight:
            parameters.linearization_level = 2
        if self.options.reproducible:
            parameters.interleave_search = True
            parameters.max_deterministic_time = limit_s * WORK_PER_SECOND
        else:
            parameters.max_time_in_seconds = limit_s
        if self._log is not None:
            parameters.log_search_progress = True
            parameters.log_to_stdout = False
            solver.log_callback = self._log
        return solver

    def _wait(
        self, solver: cp_model.CpSolver, model: cp_model.CpModel, monitor: _Monitor
    ) -> cp_model.CpSolverStatus:
        """Search in a thread; repeat the order to stop at each heartbeat."""
        codes: list[cp_model.CpSolverStatus] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                codes.append(solver.solve(model, monitor))
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=work, name="search", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                if self.stop.is_set():
                    solver.stop_search()
                thread.join(HEARTBEAT_S)
        except BaseException:
            while thread.is_alive():
                solver.stop_search()
                thread.join(HEARTBEAT_S)
            raise
        if failures:
            raise failures[0]
        return codes[0]

    def lexicographic(
        self, model: cp_model.CpModel, goals: Sequence[Goal], limit_s: float | None = None
    ) -> Solved:
        """Minimise the goals one after the other, each kept at its best for those after it.

        Each search gets an even share of the time that is left, so that what early goals don't
        need goes to the later ones.  Each starts from the answer of the one before.

        Parameters
        ----------
        limit_s
            Seconds for all goals together; None: all that is left.

        Returns
        -------
        Solved
            Its values are those of the last answer, its bounds are for each level *given* the
            values of those before it.
        """
        open_goals = [goal for goal in goals if not _is_constant(goal.expression)]
        kept_back = 0.0 if limit_s is None else max(0.0, self.remaining_s - limit_s)
        best: Found | None = None
        bounds: dict[str, float] = {}
        for position, goal in enumerate(open_goals):
            model.minimize(goal.expression)
            share = (self.remaining_s - kept_back) / (len(open_goals) - position)
            found = self.search(model, goal.key, share)
            if found.status.has_answer:
                best = found
                bounds[goal.key] = _whole(found.bound)
            elif best is None:
                return Solved(found.status, None, ())
            if position + 1 < len(open_goals):
                model.add(goal.expression <= best.value(goal.expression))
                hint(model, best.values)
        model.clear_objective()  # type: ignore[no-untyped-call]  # ortools left it untyped
        if best is None:
            level = goals[0].key if goals else "feasible"
            best = self.search(model, level, self.remaining_s - kept_back)
            if not best.status.has_answer:
                return Solved(best.status, None, ())
        levels = tuple(_level(goal, best, bounds) for goal in goals)
        proven = all(level.gap == 0 for level in levels)
        return Solved(Status.OPTIMAL if proven else Status.FEASIBLE, best, levels)


def hint(model: cp_model.CpModel, values: Sequence[int]) -> None:
    """Suggest a complete answer, in the order in which the model made its variables."""
    forget_hints(model)
    suggestion = model.proto.solution_hint
    suggestion.vars.extend(range(len(values)))
    suggestion.values.extend(values)


def forget_hints(model: cp_model.CpModel) -> None:
    """Take back all that was suggested."""
    model.clear_hints()  # type: ignore[no-untyped-call]  # ortools left it untyped


def _is_constant(expression: cp_model.LinearExprT) -> bool:
    return isinstance(expression, int) or (
        isinstance(expression, cp_model.LinearExpr) and cp_model.FlatIntExpr(expression).vars == []
    )


def _level(goal: Goal, best: Found, bounds: dict[str, float]) -> Level:
    value = best.value(goal.expression)
    least = 0.0 if not _is_constant(goal.expression) else float(value)
    return Level(key=goal.key, value=value, bound=min(value, bounds.get(goal.key, least)))


def _whole(bound: float) -> float:
    """Round a bound up: goals are whole numbers, a bound of 2.3 proves 3.  Never below 0."""
    return float(max(0, math.ceil(bound - 1e-6)))
