from __future__ import annotations

import itertools
import threading

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.plan import Stage, Status
from scheduler.solver.engine import Goal, Progress, Run, Stop, hint
from scheduler.solver.options import SolveOptions

OPTIONS = SolveOptions(time_limit_s=20)


def hard_model(size: int = 20) -> tuple[cp_model.CpModel, cp_model.LinearExpr]:
    """Quadratic assignment: answers at once, a proof never."""
    model = cp_model.CpModel()
    x = [[model.new_bool_var("") for _ in range(size)] for _ in range(size)]
    for row, column in zip(x, zip(*x, strict=True), strict=True):
        model.add_exactly_one(row)
        model.add_exactly_one(column)
    costs = []
    for i, j in itertools.pairwise(range(size)):
        for a, b in itertools.product(range(size), repeat=2):
            both = model.new_bool_var("")
            model.add_bool_or(x[i][a].negated(), x[j][b].negated(), both)
            costs.append(((a * 7 + b * 13 + i * j) % 29 + 1) * both)
    return model, cp_model.LinearExpr.sum(costs)


def run(options: SolveOptions = OPTIONS, **rest: object) -> Run:
    return Run(Stage.TIMETABLE, options, **rest)  # type: ignore[arg-type]


def knapsack() -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    x = [model.new_int_var(0, 9, f"x{i}") for i in range(3)]
    model.add(3 * x[0] + 5 * x[1] + 7 * x[2] >= 31)
    return model, x


def test_levels_are_minimised_one_after_the_other() -> None:
    model, x = knapsack()
    solved = run().lexicographic(model, [Goal("count", sum(x)), Goal("last", x[2])])
    assert solved.status is Status.OPTIMAL
    assert [(one.key, one.value, one.bound) for one in solved.levels] == [
        ("count", 5, 5),
        ("last", 3, 3),
    ]


def test_a_constant_level_needs_no_search_but_an_answer_is_found_all_the_same() -> None:
    model, x = knapsack()
    solved = run().lexicographic(model, [Goal("nothing", 0)])
    assert solved.best is not None
    assert solved.levels[0].gap == 0
    assert sum(solved.best.value(one) for one in x) > 0


def test_infeasible_is_a_status() -> None:
    model, x = knapsack()
    model.add(sum(x) <= 1)
    solved = run().lexicographic(model, [Goal("count", sum(x))])
    assert solved.status is Status.INFEASIBLE
    assert solved.best is None


def test_an_invalid_model_is_an_error_of_ours() -> None:
    model = cp_model.CpModel()
    model.add_modulo_equality(model.new_int_var(0, 5, ""), model.new_int_var(0, 5, ""), 2)
    model.proto.constraints[0].int_mod.exprs[1].offset = 0
    with pytest.raises(ValueError, match="not valid"):
        run().search(model, "level")


def test_stopping_from_another_thread_keeps_the_best() -> None:
    model, cost = hard_model()
    stop = Stop()
    seen: list[Progress] = []

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if progress.value is not None:
            stop.set()

    solved = run(progress=watch, stop=stop).lexicographic(
        model, [Goal("first", cost), Goal("second", cost)]
    )
    assert solved.status is Status.FEASIBLE
    assert solved.best is not None


def test_stopping_before_the_search_begins_is_not_lost() -> None:
    model, cost = hard_model(10)
    stop = Stop()
    threading.Timer(0, stop.set).start()
    while not stop.is_set():
        pass
    assert run(stop=stop).lexicographic(model, [Goal("a", cost)]).status is Status.UNKNOWN


def test_who_is_told_of_a_search_may_stop_it_before_it_begins() -> None:
    stop = Stop()
    lines: list[str] = []
    found = run(progress=lambda _: stop.set(), stop=stop, log=lines.append).search(
        knapsack()[0], "count"
    )
    assert found.status is Status.UNKNOWN
    assert not lines


def test_progress_comes_in_order() -> None:
    model, cost = hard_model(25)
    seen: list[Progress] = []
    stop = Stop()

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if progress.value is not None and progress.elapsed_s > 2:
            stop.set()

    run(progress=watch, stop=stop).lexicographic(model, [Goal("cost", cost)])
    values = [one.value for one in seen if one.value is not None]
    bounds = [one.bound for one in seen if one.bound is not None]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    assert values
    assert {one.level for one in seen} == {"cost"}
    assert [one.elapsed_s for one in seen] == sorted(one.elapsed_s for one in seen)


def test_the_time_limit_holds_over_all_levels() -> None:
    model, cost = hard_model()
    limited = run(SolveOptions(time_limit_s=2))
    solved = limited.lexicographic(model, [Goal("first", cost), Goal("second", cost * 2)])
    assert limited.elapsed_s < 20  # on a busy machine
    assert solved.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert all(level.bound <= level.value for level in solved.levels)


def test_a_reproducible_run_gives_the_same_answer_twice() -> None:
    answers = []
    for _ in range(2):
        model, cost = hard_model(12)
        solved = run(SolveOptions(time_limit_s=0.5, reproducible=True, seed=7)).lexicographic(
            model, [Goal("cost", cost)]
        )
        assert solved.best is not None
        answers.append((solved.best.values, solved.levels))
    assert answers[0] == answers[1]


def test_the_log_is_handed_on() -> None:
    model, x = knapsack()
    lines: list[str] = []
    run(log=lines.append).lexicographic(model, [Goal("count", sum(x))])
    assert any("CpSolver" in line or "CP-SAT" in line for line in lines)


def test_a_complete_hint_is_taken() -> None:
    model, x = knapsack()
    hint(model, [9, 1, 0])
    lines: list[str] = []
    model.minimize(sum(x))
    found = run(log=lines.append).search(model, "count")
    assert found.status is Status.OPTIMAL
    assert any("hint" in line.lower() for line in lines)


def test_an_explaining_search_finds_the_same_status() -> None:
    model, x = knapsack()
    model.add(sum(x) <= 1)
    assert run().search(model, "explain", explain=True).status is Status.INFEASIBLE


def test_an_interrupt_ends_the_search_and_goes_on_to_the_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, cost = hard_model()
    model.minimize(cost)
    limited = run()

    class Interrupting(Stop):
        def is_set(self) -> bool:
            if threading.current_thread() is threading.main_thread() and limited.elapsed_s > 0.5:
                raise KeyboardInterrupt
            return False

    limited.stop = Interrupting()
    with pytest.raises(KeyboardInterrupt):
        limited.search(model, "cost")
    assert limited.elapsed_s < 15
    assert not any(thread.name == "search" for thread in threading.enumerate())


@pytest.mark.parametrize(
    "settings", [{"time_limit_s": 0}, {"workers": 9}, {"workers": 0}, {"seed": -1}]
)
def test_impossible_options_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not"):
        SolveOptions(**settings)  # type: ignore[arg-type]


def test_what_is_kept_back_is_left_to_what_comes_after() -> None:
    limited = run(SolveOptions(time_limit_s=20))
    with limited.keeping_back(15):
        assert limited.remaining_s <= 5
        with limited.keeping_back(15):
            assert limited.search(hard_model()[0], "count").status is Status.UNKNOWN
    assert limited.remaining_s > 5
    exact = run(SolveOptions(time_limit_s=20, reproducible=True))
    with exact.keeping_back(15):
        assert exact.remaining_s == 20
