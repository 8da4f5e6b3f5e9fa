"""Rules of each person's work: S2, S3, S4a, S4b."""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import StaffingProblem, Teacher
from scheduler.solver.logic import above_zero, largest
from scheduler.solver.rule import Expr, Penalty, is_hard
from scheduler.solver.staffing.variables import StaffingVariables


def one_certified_owner(
    problem: StaffingProblem, variables: StaffingVariables
) -> Iterator[Penalty]:
    """The sections of a bundle that run are owned, each by one post that may (S2).

    sum over posts p of owned[b, p] = running[b]
    """
    for index, bundle in enumerate(problem.bundles):
        owned = [variables.owned_vars[index, post] for post in bundle.candidates if bundle.running]
        variables.model.add(cp_model.LinearExpr.sum(owned) == variables.running(bundle))
    yield from ()


def load_in_range(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """In each segment who is not released teaches between least and most (S3).

    (least - duty)·(1 - r) <= load <= (most - duty)·(1 - r)
    """
    for teacher in problem.teachers:
        stays = 1 - variables.is_released(teacher.id)
        for segment, duty in enumerate(teacher.duty):
            load, most = variables.load(teacher.id, teacher.post, segment)
            if most + duty > teacher.most or duty > teacher.most:
                variables.model.add(load <= (teacher.most - duty) * stays)
            if segment in teacher.holds and teacher.least > duty:
                variables.model.add(load >= (teacher.least - duty) * stays)
    yield from ()


def few_preps(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """Nobody prepares more distinct courses than the limit (S4a)."""
    strength = problem.strengths["S4a"]
    for teacher in problem.teachers if strength else ():
        if teacher.most_preps is None:
            continue
        excess = preps_above(problem, variables, teacher, teacher.most_preps)
        if is_hard(strength):
            for expression, _ in excess:
                variables.model.add(expression <= 0)
        elif excess:
            most = max(most for _, most in excess)
            yield strength, largest(variables.model, [one for one, _ in excess], most)


def preps_above(
    problem: StaffingProblem, variables: StaffingVariables, teacher: Teacher, limit: int
) -> list[tuple[Expr, int]]:
    """Make distinct courses less the limit, and its most, where it can come above 0.

    One expression for each segment in which the person may prepare other courses.
    """
    found: dict[frozenset[int], tuple[Expr, int]] = {}
    counting = {bundle.course for bundle in problem.bundles if bundle.counts}
    for segment in range(len(problem.segments)):
        courses = variables.courses(teacher.id, teacher.post, segment)
        literals = [literal for course, literal in courses.items() if course in counting]
        if len(literals) > limit:
            key = frozenset(id(literal) for literal in literals)
            found[key] = (cp_model.LinearExpr.sum(literals) - limit, len(literals) - limit)
    return list(found.values())


def few_pupils(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """Nobody meets more pupils than the limit on an average day (S4b).

    floor(sum of pupils · meetings / cycle days) <= limit, the same as
    sum of pupils · meetings <= cycle days · (limit + 1) - 1.
    """
    strength, limit = problem.strengths["S4b"], problem.most_pupils_a_day
    if not strength or limit is None:
        return
    met = {key: _pupils_met(problem, variables, *key) for key in variables.owned_vars}
    for teacher in problem.teachers:
        excess = []
        for segment in sorted(teacher.holds):
            mine = [
                met[index, teacher.post]
                for index in variables.bundles_of(teacher.post)
                if segment in problem.bundles[index].segments
            ]
            total, most = sum((one for one, _ in mine), 0), sum(most for _, most in mine)
            if most // problem.cycle_days <= limit:
                continue
            if is_hard(strength):
                variables.model.add(total <= problem.cycle_days * (limit + 1) - 1)
            else:
                daily = variables.model.new_int_var(0, most // problem.cycle_days, "")
                variables.model.add(daily * problem.cycle_days <= total)
                variables.model.add(total <= daily * problem.cycle_days + problem.cycle_days - 1)
                excess.append((daily - limit, most // problem.cycle_days - limit))
        if excess:
            most = max(most for _, most in excess)
            yield strength, largest(variables.model, [one for one, _ in excess], most)


def _pupils_met(
    problem: StaffingProblem, variables: StaffingVariables, index: int, post: int
) -> tuple[Expr, int]:
    """Make pupils times meetings of a section if the post owns it, else 0, and its most.

    With this rule on every bundle is one section.
    """
    bundle = problem.bundles[index]
    section = problem.sections[bundle.sections[0]]
    owned, pupils = variables.owned_vars[index, post], variables.pupils(section)
    most = section.most_pupils
    if isinstance(pupils, int):
        return owned * (pupils * bundle.meetings), pupils * bundle.meetings
    product = variables.model.new_int_var(0, most, "")
    variables.model.add(product == pupils).only_enforce_if(owned)
    variables.model.add(product == 0).only_enforce_if(owned.negated())
    return product * bundle.meetings, most * bundle.meetings


def courses_above(
    problem: StaffingProblem, variables: StaffingVariables, limit: int
) -> Iterator[Expr]:
    """Make, for each teacher, distinct courses above a number, the largest over the segments."""
    for teacher in problem.teachers:
        if teacher.is_teacher:
            excess = preps_above(problem, variables, teacher, limit)
            if len(excess) == 1:
                yield above_zero(variables.model, excess[0][0], excess[0][1])
            elif excess:
                most = max(most for _, most in excess)
                yield largest(variables.model, [one for one, _ in excess], most)
