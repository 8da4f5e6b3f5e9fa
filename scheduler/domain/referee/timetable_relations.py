"""How sections stand to one another (rule T9): one small test for each kind of relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

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


_HOLDS: dict[RelationKind, tuple[Holds, str]] = {
    RelationKind.SAME_TIME: (_same_time, "at the same time"),
    RelationKind.SAME_DAY: (_same_day, "on the same day"),
    RelationKind.SAME_PERIOD: (_same_period, "in the same period"),
    RelationKind.IN_ORDER: (_in_order, "one after the other"),
    RelationKind.CONSECUTIVE: (_consecutive, "directly one after the other"),
}


@BOOK.rule("T9")
def relations_hold(week: Week) -> Iterator[Finding]:
    """Sections that run stand to one another as the school asks."""
    for relation in week.school.relations:
        sections = [one for one in relation.sections if one in week.facts.running_ids]
        if relation.kind is RelationKind.NEVER_TOGETHER:
            yield from _together(week, relation, sections)
        else:
            for one, other in pairwise(sections):
                yield from _meeting_by_meeting(week, relation, one, other)


def _together(week: Week, relation: Relation, sections: list[str]) -> Iterator[Finding]:
    for first, second in combinations(sections, 2):
        for one in week.of_section.get(first, ()):
            for other in week.of_section.get(second, ()):
                if one.meets(other):
                    yield _broken(week, relation, one, other, "never at the same time")


def _meeting_by_meeting(
    week: Week, relation: Relation, first: str, second: str
) -> Iterator[Finding]:
    holds, asked = _HOLDS[relation.kind]
    others = {one.placed.meeting: one for one in week.of_section.get(second, ())}
    for one in week.of_section.get(first, ()):
        other = others.get(one.placed.meeting)
        if other is not None and not holds(week, one, other):
            yield _broken(week, relation, one, other, asked)


def _broken(week: Week, relation: Relation, one: Lesson, other: Lesson, asked: str) -> Finding:
    return Finding(
        f"{week.names.section(one.section.id)} and {week.names.section(other.section.id)} should "
        f"meet {asked} ({relation.id}), but their meetings {one.placed.meeting} and "
        f"{other.placed.meeting} are on {one.placed.slot} and {other.placed.slot}.",
        (one.section.id, other.section.id, relation.id),
        strength=relation.strength,
    )
