"""Common planning and the cover that PD needs: T11, T13."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.domain.bell import Atom, Span
from scheduler.domain.problems.timetable import Subject, Team, TimetableProblem
from scheduler.domain.wishes import CommonPlanning
from scheduler.solver.logic import all_of, largest, negated
from scheduler.solver.rule import Expr, Literal, Penalty, is_hard
from scheduler.solver.timetable.variables import TimetableVariables


def common_planning(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Named staff share as many free slots as asked, in the way asked (T11).

    A slot is chosen only where nobody of them has anything else, and none of them is at an
    earlier entry.  Units: missing slots, and further stretches where they should be one.
    """
    earlier: list[CommonPlanning] = []
    for entry in problem.school.common_planning:
        if not entry.strength:
            continue
        chosen = _team_slots(problem, variables, entry)
        variables.team_vars[entry.id] = chosen
        for other in earlier:
            if set(entry.staff) & set(other.staff):
                for slot, literal in variables.team_vars[other.id].items():
                    if slot in chosen:
                        variables.model.add_at_most_one(literal, chosen[slot])
        earlier.append(entry)
        yield from _asked(problem, variables, entry, chosen)


def _team_slots(
    problem: TimetableProblem, variables: TimetableVariables, entry: CommonPlanning
) -> dict[tuple[int, int], Literal]:
    """Make a literal for each slot in which all of them may be free."""
    people = [
        one for one in problem.people if one.id in entry.staff and one.id not in problem.released
    ]
    sections = sorted({s for one in people for some in one.attends for s in some})
    found: dict[tuple[int, int], Literal] = {}
    for day in range(len(problem.days)):
        for period in problem.school.regular_bell.periods(problem.school.first_track):
            span = problem.school.regular_bell.spans[Atom(problem.school.first_track, period)]
            if any(_otherwise_busy(one, day, span) for one in people):
                continue
            literal = variables.model.new_bool_var(f"{entry.id} {day}.{period}")
            # The same meeting may appear for several people, but one row each is enough.
            busy = {one.index: one for one in variables.overlapping(sections, day, span)}
            for one in busy.values():
                variables.model.add_implication(literal, negated(one))
            found[day, period] = literal
    return found


def _otherwise_busy(person: Subject, day: int, span: Span) -> bool:
    duties = [one for of_segment in person.duties for one in of_segment[day]]
    return any(span.overlaps(one) for one in (*person.away[day], *duties))


def _asked(
    problem: TimetableProblem,
    variables: TimetableVariables,
    entry: CommonPlanning,
    chosen: dict[tuple[int, int], Literal],
) -> Iterator[Penalty]:
    model = variables.model
    total = cp_model.LinearExpr.sum(list(chosen.values()))
    if entry.different_days:
        for day in range(len(problem.days)):
            variables.at_most([one for (on, _), one in chosen.items() if on == day], 1)
    stretches = _stretches(problem, variables, chosen) if entry.consecutive else []
    if is_hard(entry.strength):
        model.add(total == entry.periods)
        variables.at_most(stretches, 1)
        return
    model.add(total <= entry.periods)
    yield entry.strength, entry.periods - total
    if stretches:
        further = cp_model.LinearExpr.sum(stretches) - 1
        yield entry.strength, largest(model, [further, 0], entry.periods)


def _stretches(
    problem: TimetableProblem,
    variables: TimetableVariables,
    chosen: dict[tuple[int, int], Literal],
) -> list[Literal]:
    """Make a literal for each slot: a stretch of consecutive slots begins there."""
    periods = problem.school.regular_bell.periods(problem.school.first_track)
    before = {after: one for one, after in pairwise(periods)}
    found = []
    for (day, period), literal in chosen.items():
        previous = chosen.get((day, before.get(period, 0)))
        conditions = [literal] if previous is None else [literal, negated(previous)]
        found.append(all_of(variables.model, conditions))
    return found


def pd_groups_can_be_covered(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """The Plus team can take all classes of a PD group that goes out together (T13).

    In each moment and for each set A of areas that only specialists may cover, the classes in A
    are at most the Plus teachers certified in one of A, and all classes at most those present.
    Over a day the periods to cover are at most what the team may work.
    """
    strength, team = problem.strengths["T13"], problem.team
    if not strength or team is None:
        return
    for unit in problem.cover:
        for day in range(len(problem.days)):
            over_day: list[tuple[Expr, int]] = []
            by_moment: list[list[tuple[Expr, int]]] = [[] for _ in problem.moments]
            for covered in dict.fromkeys(unit.covered):
                if not covered:
                    continue
                over_day += _over_day(problem, variables, team, covered, day)
                for moment, shortages in enumerate(by_moment):
                    shortages += _in_moment(problem, variables, team, covered, day, moment)
            for some in (*by_moment, over_day):
                if is_hard(strength):
                    for missing, _ in some:
                        variables.model.add(missing <= 0)
                elif some:
                    most = max(most for _, most in some)
                    yield strength, largest(variables.model, [one for one, _ in some], most)


def _in_moment(
    problem: TimetableProblem,
    variables: TimetableVariables,
    team: Team,
    covered: tuple[int, ...],
    day: int,
    moment: int,
) -> Iterator[tuple[Expr, int]]:
    """Make missing Plus teachers, for all classes and for each set of special areas."""
    there = team.present[day][moment]
    yield from _shortage(problem, variables, covered, day, moment, len(there))
    special = _special(problem, covered)
    areas = sorted(set(special.values()))
    for size in range(1, len(areas) + 1):
        for some in combinations(areas, size):
            able = sum(not one.isdisjoint(some) for one in there)
            mine = tuple(one for one, area in special.items() if area in some)
            yield from _shortage(problem, variables, mine, day, moment, able)


def _special(problem: TimetableProblem, covered: tuple[int, ...]) -> dict[int, str]:
    """Find the sections that only a specialist may cover, with their areas."""
    school = problem.school
    return {
        one: problem.sections[one].area
        for one in covered
        if school.area[problem.sections[one].area].specialist_only
        and not school.course[problem.sections[one].course].any_area_cover
    }


def _shortage(
    problem: TimetableProblem,
    variables: TimetableVariables,
    sections: tuple[int, ...],
    day: int,
    moment: int,
    able: int,
) -> Iterator[tuple[Expr, int]]:
    literals = variables.many_at(sections, day, moment)
    # Each owner can have one class at a time.
    most = min(len(literals), _owners(problem, sections))
    if most > able:
        yield cp_model.LinearExpr.sum(literals) - able, len(literals) - able


def _owners(problem: TimetableProblem, sections: tuple[int, ...]) -> int:
    return len({owner for one in sections for _, owner in problem.sections[one].owners})


def _over_day(
    problem: TimetableProblem,
    variables: TimetableVariables,
    team: Team,
    covered: tuple[int, ...],
    day: int,
) -> Iterator[tuple[Expr, int]]:
    places = [place for one in covered for place in variables.places_on(one, day)]
    lengths = [len(place.start.periods) for place in places]
    if sum(lengths) > team.periods[day]:
        literals = [place.literal for place in places]
        need = cp_model.LinearExpr.weighted_sum(literals, lengths)
        yield need - team.periods[day], sum(lengths) - team.periods[day]
