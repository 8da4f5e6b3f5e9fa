"""How short a school is where no count shows it: the fewest periods that stay without a teacher.

The model may leave sections that must run without an owner; it minimises their periods with all
other rules kept.  Where even that is impossible the shortage is not the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.wishes import HARD
from scheduler.solver.engine import Run
from scheduler.solver.outcome import Reason, counted
from scheduler.solver.rule import Penalty, total
from scheduler.solver.staffing.model import RULES, build
from scheduler.solver.staffing.variables import StaffingVariables

_LIMIT_S = 5.0


def elastic_shortage(run: Run, problem: StaffingProblem) -> tuple[Reason, ...]:
    """Say which areas lack a teacher for how many periods; empty where that is not the reason."""
    unowned: dict[int, cp_model.IntVar] = {}

    def owned_or_not(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
        for index, bundle in enumerate(problem.bundles):
            if bundle.running:
                missing = variables.model.new_int_var(0, max(bundle.running), "")
                owned = [variables.owned_vars[index, post] for post in bundle.candidates]
                total_owned = cp_model.LinearExpr.sum([*owned, missing])
                variables.model.add(total_owned == variables.running(bundle))
                unowned[index] = missing
                yield max(bundle.periods, 1), missing

    # Soft rules give way before anybody is missing.
    strict = {key: strength * (strength >= HARD) for key, strength in problem.strengths.items()}
    rules = [replace(one, build=owned_or_not) if one.key == "S2" else one for one in RULES]
    variables, penalties = build(replace(problem, strengths=strict), rules)
    variables.model.minimize(total(penalties))
    found = run.search(variables.model, "shortage", _LIMIT_S)
    if not found.status.has_answer:
        return ()
    lacking = {index: units for index, one in unowned.items() if (units := found.value(one))}
    return (_sentence(problem, lacking),) if lacking else ()


def _sentence(problem: StaffingProblem, lacking: dict[int, int]) -> Reason:
    sections: Counter[str] = Counter()
    periods: Counter[str] = Counter()
    for index, units in lacking.items():
        bundle = problem.bundles[index]
        area = problem.school.course[bundle.course].area
        sections[area] += units
        periods[area] += units * bundle.periods
    areas = sorted(periods, key=lambda one: (-periods[one], one))
    parts = [
        f"{problem.school.area[one].name} {counted(sections[one], 'section')} "
        f"({counted(periods[one], 'period')})"
        for one in areas
    ]
    when = f"With {problem.k} released, " if problem.k else ""
    text = (
        f"{when}some sections stay without a teacher, whoever is released and whoever teaches "
        f"what, with every other rule kept: {', '.join(parts)}."
    )
    return Reason(
        "S2",
        text[0].upper() + text[1:],
        tuple(areas),
        {"sections": sections.total(), "periods": periods.total()},
    )
