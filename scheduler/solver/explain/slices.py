"""Parts of a timetable that are small enough to be searched through in no time.

Most conflicts lie with one person, one group, the rooms of one kind, or those whom one entry of
rule data ties together.  What is impossible for the classes of these alone is impossible for the
school.  To be sure of that, a part must ask nothing that the whole does not: limits that leaving
classes out might break (gaps, least periods) stay only for whoever has all their classes in it,
and relations only where all their classes are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.domain.courses import CoursePair
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.wishes import (
    LimitKind,
    OfMeetings,
    Relation,
    RelationKind,
    RuleStrength,
    WorkLimit,
)
from scheduler.solver.explain.timetable_guarding import with_lists
from scheduler.solver.timetable.rules_rooms import room_sets

_GROWS_WITH_CLASSES = frozenset({
    LimitKind.MOST_PERIODS_A_DAY,
    LimitKind.MOST_PERIODS_A_CYCLE,
    LimitKind.MOST_PERIODS_IN_A_ROW,
    LimitKind.MOST_MINUTES_IN_A_ROW,
    LimitKind.MOST_DAYS,
    LimitKind.LAST_PERIOD,
    LimitKind.MOST_SPAN_A_DAY,
})  # fmt: skip
"""Limits that leaving a class out can only help."""

_EVEN = ("T14c", "T14d")
"""Rules that leaving classes out may break, for whoever it is."""

_APART = (RelationKind.NEVER_TOGETHER, RelationKind.LEAST_GAP, RelationKind.IN_ORDER)


def part_of(
    school: School, staffing: StaffingAnswer, whole: TimetableProblem, sections: frozenset[str]
) -> TimetableProblem:
    """Make the problem of some sections alone."""
    rows = tuple(row for row in staffing.ownerships if row.section in sections)
    attends = {
        subject.id: {whole.sections[i].id for some in subject.distinct for i in some}
        for subject in (*whole.people, *whole.groups)
    }
    complete = {one for one, mine in attends.items() if mine <= sections}
    smaller = with_lists(
        school,
        locks=tuple(one for one in school.locks if one.section in sections),
        limits=tuple(_limits(school, complete)),
        relations=tuple(one for one in school.relations if _whole(one, sections, whole)),
        course_pairs=tuple(_pairs(school, sections, whole)),
        rules=(
            *(one for one in school.rules if one.rule not in _EVEN),
            *(RuleStrength(rule=rule, strength=0) for rule in _EVEN),
        ),
    )
    return timetable_problem(smaller, replace_rows(staffing, rows))


def replace_rows(staffing: StaffingAnswer, rows: Iterable[object]) -> StaffingAnswer:
    """Keep only these ownerships."""
    return replace(staffing, ownerships=tuple(rows))  # type: ignore[arg-type]


def _pairs(
    school: School, sections: frozenset[str], whole: TimetableProblem
) -> Iterator[CoursePair]:
    """Course pairs with all their classes: each further one may be the one that does not clash."""
    for pair in school.course_pairs:
        named = {one.id for one in whole.sections if one.course in (pair.first, pair.second)}
        if named <= sections:
            yield pair


def _limits(school: School, complete: set[str]) -> Iterator[WorkLimit]:
    for limit in school.limits:
        if limit.kind in _GROWS_WITH_CLASSES:
            yield limit
            continue
        everyone = school.staff if limit.of == "staff" else school.groups
        ids = limit.ids or tuple(one.id for one in everyone)
        mine = tuple(one for one in ids if one in complete)
        if mine:
            yield replace(limit, ids=mine)


def _whole(relation: Relation, sections: frozenset[str], whole: TimetableProblem) -> bool:
    if relation.kind in _APART:
        return True
    running = {one.id for one in whole.sections}
    named = {*relation.sections, *(one.section for one in relation.meetings)}
    return named & running <= sections


def parts(problem: TimetableProblem) -> list[frozenset[str]]:
    """List the sets of sections worth a look, the smallest first, each once."""
    found: dict[frozenset[str], None] = {}
    for some in _candidates(problem):
        if len(some) > 1 or any(problem.school.section[one] for one in some):
            found[some] = None
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def _candidates(problem: TimetableProblem) -> Iterator[frozenset[str]]:
    ids = [one.id for one in problem.sections]
    mine = {
        one.id: frozenset(ids[i] for some in one.distinct for i in some)
        for one in (*problem.people, *problem.groups)
    }
    yield from mine.values()
    for group, others in problem.school.clashing_groups.items():
        if group in mine:
            yield frozenset().union(*(mine.get(one, frozenset()) for one in others))
    confined: dict[frozenset[int], set[str]] = defaultdict(set)
    for unit in problem.units:
        if unit.needs_room:
            confined[frozenset(unit.rooms)].add(ids[unit.section])
    for rooms in room_sets(confined):
        yield frozenset().union(*(some for one, some in confined.items() if one <= rooms))
    yield from _tied(problem, mine)
    for pair in problem.school.course_pairs:
        courses = (pair.first, pair.second)
        yield frozenset(one.id for one in problem.sections if one.course in courses)
    yield frozenset(ids[index] for index, _ in problem.locks)


def _tied(problem: TimetableProblem, mine: dict[str, frozenset[str]]) -> Iterator[frozenset[str]]:
    school = problem.school
    running = {one.id for one in problem.sections}
    together = [one.staff for one in school.common_planning]
    together += [one.staff for one in school.teams]
    together += [one.members for one in school.pd_groups]
    for some in together:
        yield frozenset().union(*(mine.get(one, frozenset()) for one in some))
    entries: list[Relation | OfMeetings] = [*school.relations, *school.slot_wishes]
    for entry in (*entries, *school.spacings, *school.day_ends):
        named = {*entry.sections, *(one.section for one in entry.meetings)} & running
        yield frozenset(named)
        people = [p for one in problem.sections if one.id in named for p, _ in one.people]
        people += [g for one in problem.sections if one.id in named for g in one.groups]
        yield frozenset().union(named, *(mine.get(one, frozenset()) for one in people))
