"""Rules of who teaches the same pupils: S8, S9."""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import SharedGroups, StaffingProblem
from scheduler.solver.logic import above_zero, all_of, any_of, negated
from scheduler.solver.rule import Expr, Literal, Penalty, is_hard
from scheduler.solver.staffing.variables import StaffingVariables


def homeroom_with_one_teacher(
    problem: StaffingProblem, variables: StaffingVariables
) -> Iterator[Penalty]:
    """The core sections of a homeroom that runs have one owner (S8).

    sum over posts of [owns a core section] - 1 <= 0
    """
    strength = problem.strengths["S8"]
    for group, bundles in problem.homerooms if strength else ():
        posts = sorted({post for one in bundles for post in problem.bundles[one].candidates})
        if len(posts) < 2:
            continue
        owners = cp_model.LinearExpr.sum([variables.owns_any(post, bundles) for post in posts])
        further = owners - 1 - (len(posts) - 1) * (1 - _group_runs(problem, variables, group))
        if is_hard(strength):
            variables.model.add(further <= 0)
        else:
            yield strength, above_zero(variables.model, further, len(posts) - 1)


def _group_runs(problem: StaffingProblem, variables: StaffingVariables, group: str) -> Expr:
    for index, lever in enumerate(problem.levers):
        if lever.is_grade and group in lever.items:
            position = lever.items.index(group)
            return variables.by_option(index, tuple(int(n > position) for n in lever.options))
    return 1


def team_shares_groups(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """Members of a team who teach grouped courses all teach the same groups (S9).

    missed[m, g] = [m teaches a group] and [some member teaches g] and not [m teaches g]
    """
    strength = problem.strengths["S9"]
    for team in problem.shared if strength else ():
        for people, missed in _missed(variables, team):
            if is_hard(strength):
                variables.model.add_bool_or([negated(missed)])
            else:
                yield strength * people, missed


def _missed(variables: StaffingVariables, team: SharedGroups) -> Iterator[tuple[int, Literal]]:
    model = variables.model
    teaches = [
        [variables.owns_any(post, bundles) for bundles in team.groups] for post, _ in team.members
    ]
    taught = [any_of(model, [one[g] for one in teaches]) for g in range(len(team.groups))]
    for (_, people), mine in zip(team.members, teaches, strict=True):
        active = any_of(model, mine)
        for group, literal in enumerate(mine):
            yield people, all_of(model, [active, taught[group], negated(literal)])
