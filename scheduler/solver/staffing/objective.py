"""The levels of the staffing objective, each best given the ones before it."""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.engine import Goal
from scheduler.solver.logic import above_zero, all_of, largest, negated
from scheduler.solver.rule import Expr, Penalty, total
from scheduler.solver.staffing.rules_people import courses_above
from scheduler.solver.staffing.variables import StaffingVariables

_PREPS_WANTED = 2


def goals(
    problem: StaffingProblem, variables: StaffingVariables, penalties: dict[str, list[Penalty]]
) -> list[Goal]:
    """Soft rules, largest class above target, all growth, continuity and preps, balance."""
    excess = list(_excess(problem, variables))
    most = max((most for _, most in excess), default=0)
    pairs = [*_broken_pairs(problem, variables), *courses_above(problem, variables, _PREPS_WANTED)]
    return [
        Goal("rules", total(penalties)),
        Goal("largest_excess", largest(variables.model, [one for one, _ in excess], most)),
        Goal("growth", _sum([one for one, _ in excess])),
        Goal("pairs_and_preps", _sum(pairs)),
        Goal("balance", _balance(problem, variables)),
    ]


def _sum(expressions: list[Expr]) -> Expr:
    known = sum(one for one in expressions if isinstance(one, int))
    variable = [one for one in expressions if not isinstance(one, int)]
    return cp_model.LinearExpr.sum(variable) + known if variable else known


def _excess(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[tuple[Expr, int]]:
    """Make max(0, pupils - target) of each section, 0 where it doesn't run, and its most.

    Where one lever alone decides (nearly always), it is a table of that lever's options.
    """
    for section in problem.sections:
        if not section.counts:
            continue
        levers = {lever for lever, _ in section.pupils}
        if section.lever is not None:
            levers.add(section.lever)
        if not levers:
            value = max(0, section.fixed_pupils - section.target)
            yield value, value
        elif len(levers) == 1:
            lever = levers.pop()
            by_option = []
            for position, number in enumerate(problem.levers[lever].options):
                runs = section.lever is None or number >= section.at_least
                pupils = section.fixed_pupils + sum(one[position] for _, one in section.pupils)
                by_option.append(max(0, pupils - section.target) if runs else 0)
            yield variables.by_option(lever, tuple(by_option)), max(by_option, default=0)
        else:
            most = section.most_pupils
            above = variables.pupils(section) - section.target
            # Far below 0 where it doesn't run.
            above = above - most * (1 - variables.runs(section))
            yield above_zero(variables.model, above, most - section.target), most - section.target


def _broken_pairs(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Expr]:
    """Make 1 for each course of last year that runs without last year's teacher, who stays.

    Once a course has an owner it runs; its lever never stands at 0.
    """
    running = {bundle.course for bundle in problem.bundles if any(bundle.running)}
    for teacher in problem.teachers:
        courses = variables.courses(teacher.id, teacher.post, None)
        released = variables.released_vars.get(teacher.id)
        for course in teacher.wanted:
            if course not in running:
                continue
            lost = [negated(courses[course])] if course in courses else []
            if released is not None:
                lost.append(released.negated())
            yield all_of(variables.model, lost) if lost else 1


def _balance(problem: StaffingProblem, variables: StaffingVariables) -> Expr:
    """Make the largest part of a load that stays open."""
    still_open, most = [], 0
    for teacher in problem.teachers:
        if not teacher.is_teacher or teacher.is_part:
            continue
        stays = 1 - variables.is_released(teacher.id)
        for segment in sorted(teacher.holds):
            load, _ = variables.load(teacher.id, teacher.post, segment)
            room = teacher.most - teacher.duty[segment]
            still_open.append(room * stays - load)
            most = max(most, room)
    return largest(variables.model, still_open, most)
