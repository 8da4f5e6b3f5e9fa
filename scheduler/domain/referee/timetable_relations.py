"""How sections stand to one another (rule T9): one small test for each kind of relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise, product

from scheduler.domain.bell import Atom
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Lesson, Week
from scheduler.domain.wishes import Relation, RelationKind

Holds = Callable[[Week, Lesson, Lesson], bool]


def _same_time(week: Week, one: Lesson, other: Lesson) -> bool:
    return one.placed.slot == other.placed.slot


def _same_day(week: Week, one: Lesson, other: Lesson) -> bool:
    return one.day == other.day


def _same_period(week: Week, one: Lesson, other: Lesson) -> bool:
    return one.placed.slot.period == other.placed.slot.period


def _in_order(week: Week, one: Lesson, other: Lesson) -> bool:
    if one.day == other.day:
        return one.whole.end <= other.whole.start
    return week.day_index[one.day] < week.day_index[other.day]


def _consecutive(week: Week, one: Lesson, other: Lesson) -> bool:
    """Whether the other starts on the day in the period that follows on the first one's track."""
    track, last = one.atoms[-1]
    following = next(
        (after for before, after in pairwise(week.bell.periods(track)) if before == last), None
    )
    return one.day == other.day and other.placed.slot.period == following


def _adjacent(week: Week, one: Lesson, other: Lesson) -> bool:
    return _consecutive(week, one, other) or _consecutive(week, other, one)


def _apart(week: Week, one: Lesson, other: Lesson, gap: int) -> bool:
    """Whether so many periods of the earlier one's track lie between, where the day is one."""
    if one.day != other.day:
        return True
    first, second = sorted((one, other), key=lambda lesson: lesson.whole)
    track = first.atoms[0].track
    spans = (week.bell.spans[Atom(track, period)] for period in week.bell.periods(track))
    between = sum(first.whole.end <= a.start and a.end <= second.whole.start for a in spans)
    return between >= gap


_HOLDS: dict[RelationKind, tuple[Holds, str]] = {
    RelationKind.SAME_TIME: (_same_time, "at the same time"),
    RelationKind.SAME_DAY: (_same_day, "on the same day"),
    RelationKind.SAME_PERIOD: (_same_period, "in the same period"),
    RelationKind.IN_ORDER: (_in_order, "one after the other"),
    RelationKind.CONSECUTIVE: (_consecutive, "directly one after the other"),
    RelationKind.ADJACENT: (_adjacent, "directly one beside the other"),
}

_EVERY_PAIR = (RelationKind.NEVER_TOGETHER, RelationKind.LEAST_GAP)


@BOOK.rule("T9")
def relations_hold(week: Week) -> Iterator[Finding]:
    """Sections that run stand to one another as the school asks."""
    for relation in week.school.relations:
        if relation.kind in _EVERY_PAIR:
            pairs = list(_every_pair(week, relation))
        else:
            pairs = list(_in_step(week, relation))
        for one, other in pairs:
            asked = _asked(week, relation, one, other)
            if asked:
                yield _broken(week, relation, one, other, asked)


def _asked(week: Week, relation: Relation, one: Lesson, other: Lesson) -> str:
    """Say what a relation asks of two lessons that are not so; empty where they are."""
    if relation.kind is RelationKind.NEVER_TOGETHER:
        return "never at the same time" if one.meets(other) else ""
    if relation.kind is RelationKind.LEAST_GAP:
        gap = counted(relation.gap, "period")
        return "" if _apart(week, one, other, relation.gap) else f"with {gap} between"
    holds, words = _HOLDS[relation.kind]
    return "" if holds(week, one, other) else words


def _every_pair(week: Week, relation: Relation) -> Iterator[tuple[Lesson, Lesson]]:
    """Pairs of the single meetings; of sections, pairs of meetings of two of them."""
    sections = [one for one in relation.sections if one in week.facts.running_ids]
    yield from combinations(_single(week, relation), 2)
    for first, second in combinations(sections, 2):
        yield from product(week.of_section.get(first, ()), week.of_section.get(second, ()))


def _in_step(week: Week, relation: Relation) -> Iterator[tuple[Lesson, Lesson]]:
    """Each single meeting and the next; of sections, meetings with the same number."""
    sections = [one for one in relation.sections if one in week.facts.running_ids]
    yield from pairwise(_single(week, relation))
    for first, second in pairwise(sections):
        others = {one.placed.meeting: one for one in week.of_section.get(second, ())}
        for one in week.of_section.get(first, ()):
            if one.placed.meeting in others:
                yield one, others[one.placed.meeting]


def _single(week: Week, relation: Relation) -> list[Lesson]:
    """Lessons of the single meetings, in the order of the relation."""
    found = (week.of_meeting.get((one.section, one.meeting)) for one in relation.meetings)
    return [one for one in found if one is not None]


def _broken(week: Week, relation: Relation, one: Lesson, other: Lesson, asked: str) -> Finding:
    return Finding(
        f"{week.names.section(one.section.id)} and {week.names.section(other.section.id)} should "
        f"meet {asked} ({relation.id}), but their meetings {one.placed.meeting} and "
        f"{other.placed.meeting} are on {one.placed.slot} and {other.placed.slot}.",
        (one.section.id, other.section.id, relation.id),
        strength=relation.strength,
    )
