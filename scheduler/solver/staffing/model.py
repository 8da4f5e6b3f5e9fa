"""The staffing model: the list of its rules, in the order in which they are built."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.rule import Penalty, Rule, build_all
from scheduler.solver.staffing import rules_groups, rules_people, rules_release
from scheduler.solver.staffing.variables import StaffingVariables

StaffingRule = Rule[StaffingProblem, StaffingVariables]

RULES: tuple[StaffingRule, ...] = (
    Rule("S1", rules_release.enough_sections, "every course has enough sections"),
    Rule("S2", rules_people.one_certified_owner, "every section has a certified owner"),
    Rule("S5", rules_release.released_own_nothing, "released teachers own no section"),
    Rule("S6", rules_release.release_as_chosen, "as many volunteers are released as chosen"),
    Rule("S3", rules_people.load_in_range, "every load lies between its least and most"),
    Rule("S4a", rules_people.few_preps, "nobody prepares more courses than the limit"),
    Rule("S4b", rules_people.few_pupils, "nobody meets more pupils than the limit"),
    Rule("S8", rules_groups.homeroom_with_one_teacher, "homerooms have one core teacher"),
    Rule("S9", rules_groups.team_shares_groups, "team teachers share the same groups"),
)

STRUCTURAL = {
    "S7": "the grouped courses of a grade hang on one lever, so they run for the same groups",
}
"""Rules that the variables themselves keep, and why."""


def build(
    problem: StaffingProblem, rules: Sequence[StaffingRule] = RULES
) -> tuple[StaffingVariables, dict[str, list[Penalty]]]:
    """Make variables and constraints; return the penalties of the soft rules."""
    variables = StaffingVariables(problem)
    return variables, build_all(rules, problem, variables)
