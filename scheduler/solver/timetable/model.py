"""The timetable model: the list of its rules, in the order in which they are built."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.solver.rule import Penalty, Rule, build_all
from scheduler.solver.timetable import (
    rules_clashes,
    rules_limits,
    rules_patterns,
    rules_preferences,
    rules_relations,
    rules_rights,
    rules_rooms,
    rules_teams,
    rules_wishes,
)
from scheduler.solver.timetable.variables import TimetableVariables

TimetableRule = Rule[TimetableProblem, TimetableVariables]

# T11 stands before T7a, which asks when teams meet.
RULES: tuple[TimetableRule, ...] = (
    Rule("T1", rules_clashes.people_in_one_place, "teachers are in one place at a time"),
    Rule("T2", rules_clashes.groups_in_one_place, "groups are in one place at a time"),
    Rule("T3", rules_rooms.rooms_hold, "rooms have no more classes than they hold"),
    Rule("T4a", rules_clashes.blocked("T4a"), "teachers and groups are available"),
    Rule("T4b", rules_clashes.blocked("T4b"), "time promised elsewhere is kept free"),
    Rule("T5b", rules_patterns.spread_over_days, "meetings are spread over the days"),
    Rule("T5c", rules_patterns.distance_in_days, "meetings keep their distance in days"),
    Rule("T5d", rules_patterns.same_period, "sections meet in the same period where asked"),
    Rule("T5e", rules_patterns.not_torn_by_lunch, "no meeting is torn apart by lunch"),
    Rule("T6", rules_limits.limits_kept, "the limits of days and cycles are kept"),
    Rule("T11", rules_teams.common_planning, "teams have their common planning"),
    Rule("T7a", rules_rights.planning_time, "everybody has planning time"),
    Rule("T7b", rules_rights.lunch_time, "everybody has lunch"),
    Rule("T7c", rules_clashes.blocked("T7c"), "nobody teaches during a duty"),
    Rule("T8", rules_patterns.user_locks, "the locks hold"),
    Rule("T9", rules_relations.relations_hold, "sections stand to one another as asked"),
    Rule("T10a", rules_rooms.fitting_room, "every meeting has a fitting room"),
    Rule("T10b", rules_rooms.few_rooms, "sections keep to few rooms"),
    Rule("T10c", rules_rooms.time_to_change, "there is time to change between buildings"),
    Rule("T10d", rules_wishes.few_rooms_together, "named meetings share few rooms"),
    Rule("T12", rules_clashes.partly_released_are_free, "partly released teachers are free"),
    Rule("T13", rules_teams.pd_groups_can_be_covered, "PD groups can be covered"),
    Rule("T14a", rules_wishes.in_wished_slots, "meetings lie in the slots wished for them"),
    Rule("T14b", rules_wishes.in_wished_rooms, "meetings have the rooms wished for them"),
    Rule("T14c", rules_preferences.balanced_days, "lessons are spread evenly over the days"),
    Rule("T14d", rules_preferences.shared_edges, "first and last periods are shared fairly"),
    Rule("T14e", rules_preferences.few_changes, "meetings stay where they were published"),
    Rule("T14f", rules_preferences.few_rooms_for_a_teacher, "teachers keep to one room"),
    Rule("T15", rules_preferences.pairs_can_be_chosen, "courses wanted together can be combined"),
    Rule("T16a", rules_wishes.spaced_in_days, "named meetings keep their distance in days"),
    Rule("T16b", rules_wishes.side_by_side_on_a_day, "named meetings of a day are side by side"),
    Rule("T17", rules_wishes.last_of_the_day, "named meetings are the last of the day"),
)

ROOM_KEYS = frozenset({"T3", "T8", "T10a", "T10b", "T10c", "T10d", "T14b", "T14f"})
"""Rules that are still open once all times are settled."""

STRUCTURAL = {
    "T5a": "each unit has as many starts as meetings, among those for which all periods exist",
}
"""Rules that the variables themselves keep, and why."""


def build(
    problem: TimetableProblem,
    rules: Sequence[TimetableRule] = RULES,
    exact_rooms: bool | None = None,
) -> tuple[TimetableVariables, dict[str, list[Penalty]]]:
    """Make variables and constraints; return the penalties of the soft rules."""
    variables = TimetableVariables(problem, exact_rooms=exact_rooms)
    return variables, build_all(rules, problem, variables)


def build_rooms(
    problem: TimetableProblem, times: Sequence[Sequence[Start]], one_room: bool
) -> tuple[TimetableVariables, dict[str, list[Penalty]]]:
    """Make the model of rooms alone, with the chosen starts of each unit.

    Parameters
    ----------
    one_room
        Whether all meetings of a unit are in one room, where one is open for all of them.
    """
    variables = TimetableVariables(problem, times, exact_rooms=True, one_room=one_room)
    rules = [rule for rule in RULES if rule.key in ROOM_KEYS]
    return variables, build_all(rules, problem, variables)
