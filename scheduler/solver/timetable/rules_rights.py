"""Rules of planning and lunch: T7a, T7b."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import Subject, TimetableProblem
from scheduler.solver.logic import negated
from scheduler.solver.rule import Expr, Literal, Penalty
from scheduler.solver.timetable.variables import TimetableVariables


@dataclass(frozen=True)
class _Free:
    """An own period that may be free: what would take it, and what it counts as planning."""

    span: Span
    taken: tuple[Literal, ...]
    exclusive: bool
    worth: int


def planning_time(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Who owns a section has planning on each day with a meeting, or over the cycle (T7a).

    sum over free periods of their minutes >= minutes due · [has a meeting]; on a shortened bell
    periods are counted instead, and one is due.
    """
    due_by_cycle = problem.school.rights.planning_per == "cycle"
    for person in problem.people:
        if not person.planning or person.id in problem.released:
            continue
        due = 1 if problem.school.regular_bell.shortened else person.planning
        for segment in sorted(person.owns):
            terms: list[Expr] = []
            for day in range(len(problem.days)):
                works = _works(variables, person, segment, day)
                if works is None:
                    continue
                periods = _own_periods(problem, variables, person, segment, day)
                planned = _planned(problem, variables, person, segment, day, periods, works)
                missing = due * works - planned
                if due_by_cycle:
                    terms.append(missing)
                else:
                    variables.model.add(missing <= 0)
            if terms:
                variables.model.add(cp_model.LinearExpr.sum(terms) <= 0)
    yield from ()


def _works(
    variables: TimetableVariables, person: Subject, segment: int, day: int
) -> Literal | None:
    """Make a literal: there is a meeting on the day; None where there cannot be."""
    cells = variables.cells(person.attends[segment], day)
    return variables.any(one for cell in cells for one in cell.literals) if cells else None


def _own_periods(
    problem: TimetableProblem,
    variables: TimetableVariables,
    person: Subject,
    segment: int,
    day: int,
) -> list[_Free | None]:
    """Find the person's periods in order; None for one that is never free."""
    team = [
        one
        for one in problem.school.common_planning
        if one.strength and not one.counts_as_planning and person.id in one.staff
    ]
    fixed = (*person.away[day], *person.duties[segment][day])
    first = dict(_first_track(problem))
    found: list[_Free | None] = []
    for _, span in person.periods:
        if any(span.overlaps(one) for one in fixed):
            found.append(None)
            continue
        cells = [c for c in variables.cells(person.attends[segment], day) if c.span.overlaps(span)]
        taken = [one for cell in cells for one in cell.literals]
        apart = any(not one.span.overlaps(other.span) for one, other in combinations(cells, 2))
        meets: list[tuple[Span, Literal]] = [
            (first[period], literal)
            for entry in team
            for (on, period), literal in variables.team_vars.get(entry.id, {}).items()
            if on == day and first[period].overlaps(span)
        ]
        # Team time excludes a meeting only where it is the very same stretch of the day.
        apart = apart or len(meets) > 1 or any(one != span for one, _ in meets)
        taken += [literal for _, literal in meets]
        worth = 1 if problem.school.regular_bell.shortened else span.minutes
        found.append(_Free(span, tuple(taken), not apart, worth))
    return found


def _first_track(problem: TimetableProblem) -> Iterator[tuple[int, Span]]:
    for atom, span in problem.school.regular_bell.spans.items():
        if atom.track == problem.school.first_track:
            yield atom.period, span


def _planned(
    problem: TimetableProblem,
    variables: TimetableVariables,
    person: Subject,
    segment: int,
    day: int,
    periods: list[_Free | None],
    works: Literal,
) -> Expr:
    """Make the planning of a day: never more than there is, and all of it where needed."""
    rights = problem.school.rights
    free = [one for one in periods if one is not None]
    block = 0 if problem.school.regular_bell.shortened else rights.planning_block_minutes
    singles = all(one.worth >= block for one in free)
    lunch_inside = person.lunch is None and rights.lunch_minutes > 0
    by_day = rights.planning_per == "day"
    # A day without a meeting has its planning anyway, if nothing else takes it.
    enough = by_day and not lunch_inside and all(one.exclusive for one in free)
    if singles and enough:
        return _sum([one.worth * (1 - cp_model.LinearExpr.sum(list(one.taken))) for one in free])
    counted = [_counted(variables, one, works) if one is not None else None for one in periods]
    if lunch_inside:
        _lunch_takes(problem, variables, person, segment, day, periods, counted, works)
    if singles:
        pairs = zip(counted, periods, strict=True)
        return _sum([one.worth * literal for literal, one in pairs if literal is not None and one])
    return _in_blocks(variables, periods, counted, block)


def _counted(variables: TimetableVariables, one: _Free, works: Literal) -> Literal:
    """Make a literal that may hold only if a period is free, on a day with a meeting."""
    literal = variables.model.new_bool_var("")
    for other in one.taken:
        variables.model.add_implication(literal, negated(other))
    variables.model.add_implication(literal, works)
    return literal


def _in_blocks(
    variables: TimetableVariables,
    periods: list[_Free | None],
    counted: list[Literal | None],
    block: int,
) -> Expr:
    """Make the minutes of chosen blocks: free periods in a row, long enough, none in two."""
    terms: list[Expr] = []
    blocks_of: dict[int, list[Literal]] = {i: [] for i in range(len(periods))}
    for first in range(len(periods)):
        minutes = 0
        for last in range(first, len(periods)):
            one = periods[last]
            if one is None:
                break
            minutes += one.worth
            if minutes < block:
                continue
            chosen = variables.model.new_bool_var("")
            for position in range(first, last + 1):
                literal = counted[position]
                if literal is not None:
                    variables.model.add_implication(chosen, literal)
                blocks_of[position].append(chosen)
            terms.append(minutes * chosen)
    for literals in blocks_of.values():
        variables.at_most(literals, 1)
    return _sum(terms)


def _lunch_takes(
    problem: TimetableProblem,
    variables: TimetableVariables,
    person: Subject,
    segment: int,
    day: int,
    periods: list[_Free | None],
    counted: list[Literal | None],
    works: Literal,
) -> None:
    """Choose one lunch on a day with a meeting; the periods it touches are no planning."""
    ends = [span.end for _, span in person.periods]
    lunches = []
    for lunch, literals in _lunches(problem, variables, person, segment, day, ends):
        chosen = variables.model.new_bool_var("")
        for one in literals:
            variables.model.add_implication(chosen, negated(one))
        for period, literal in zip(periods, counted, strict=True):
            if period is not None and literal is not None and period.span.overlaps(lunch):
                variables.model.add_bool_or([chosen.negated(), negated(literal)])
        lunches.append(chosen)
    variables.model.add_bool_or([negated(works), *lunches])


def _lunches(
    problem: TimetableProblem,
    variables: TimetableVariables,
    subject: Subject,
    segment: int,
    day: int,
    starts: list[int],
) -> Iterator[tuple[Span, list[Literal]]]:
    """Find the stretches where lunch may lie, with the meetings that then may not be.

    It is enough to look at the beginning of the window and where something ends.
    """
    rights = problem.school.rights
    cells = variables.cells(subject.attends[segment], day)
    duties = subject.duties[segment][day] if subject.duties else ()
    ends = (*(one.span.end for one in cells), *(one.end for one in duties), *starts)
    for start in sorted({int(rights.lunch_from), *ends}):
        lunch = Span(start, start + rights.lunch_minutes)
        if lunch.within(rights.lunch_window) and not any(lunch.overlaps(one) for one in duties):
            yield (
                lunch,
                [one for cell in cells if cell.span.overlaps(lunch) for one in cell.literals],
            )


def lunch_time(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Every person and group with a meeting on a day has an unbroken lunch in the window (T7b)."""
    if problem.school.rights.lunch_minutes:
        for subject in (*problem.people, *problem.groups):
            seen = set()
            for segment, sections in enumerate(subject.attends):
                duties = subject.duties[segment] if subject.duties else ()
                if sections and (sections, duties) not in seen:
                    seen.add((sections, duties))
                    for day in range(len(problem.days)):
                        _lunch_on(problem, variables, subject, segment, day)
    yield from ()


def _lunch_on(
    problem: TimetableProblem,
    variables: TimetableVariables,
    subject: Subject,
    segment: int,
    day: int,
) -> None:
    possible = {
        frozenset(one.index for one in literals): literals
        for _, literals in _lunches(problem, variables, subject, segment, day, [])
    }
    if frozenset() in possible:
        return
    least = [lits for key, lits in possible.items() if not any(other < key for other in possible)]
    if not least:
        for cell in variables.cells(subject.attends[segment], day):
            for literal in cell.literals:
                variables.model.add(literal == 0)
        return
    lunches = []
    for literals in least:
        if len(literals) == 1:
            lunches.append(negated(literals[0]))
            continue
        chosen = variables.model.new_bool_var("")
        for literal in literals:
            variables.model.add_implication(chosen, negated(literal))
        lunches.append(chosen)
    variables.model.add_bool_or(lunches)


def _sum(terms: list[Expr]) -> Expr:
    return cp_model.LinearExpr.sum(terms) if terms else 0
