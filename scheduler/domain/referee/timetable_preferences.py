"""What the school as a whole would like of its week: rules T14c to T14f, and T15."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.courses import CoursePair, Section
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.wishes import HARD


@BOOK.rule("T14c")
def days_are_balanced(week: Week) -> Iterator[Finding]:
    """A teacher's fullest day has at most one period more than the emptiest one.

    Of days on which the teacher is not available in any period nothing is asked.
    """
    for person in week.people_at_work:
        open_days = [day for day in week.days if _is_there(week, person, day)]
        most = max(_uneven(week, person, one, open_days) for one in _segments(week, person))
        if most:
            yield Finding(
                f"{week.names.person(person)} has {counted(most + 1, 'period')} more on the "
                "fullest day than on the emptiest one.",
                (person,),
                most,
            )


def _is_there(week: Week, person: str, day: str) -> bool:
    absent = week.absent(person, day)
    track = week.track_of_person(person)
    spans = [span for atom, span in week.bell.spans.items() if atom.track == track]
    return any(not any(span.overlaps(one) for one in absent) for span in spans)


def _segments(week: Week, person: str) -> list[str]:
    """Segments in which a person has lessons."""
    return sorted({one for presence in week.presences(person) for one in presence.segments})


def _uneven(week: Week, person: str, segment: str, days: list[str]) -> int:
    taught = [len(_periods(week, person, segment, day)) for day in days]
    return max(0, max(taught, default=0) - min(taught, default=0) - 1)


def _periods(week: Week, person: str, segment: str, day: str) -> frozenset[int]:
    """Numbers of the periods that a person teaches on a day."""
    lessons = week.day_of(person, "staff", segment, day)
    return frozenset(atom.period for lesson in lessons for atom in lesson.atoms)


@BOOK.rule("T14d")
def edges_are_shared(week: Week) -> Iterator[Finding]:
    """Nobody has more first and last periods than if their lessons lay evenly over the day.

    Of n periods taught in a day of p that share is 2n / p, rounded up.
    """
    for person in week.people_at_work:
        most = max(_edges_beyond(week, person, one) for one in _segments(week, person))
        if most:
            yield Finding(
                f"{week.names.person(person)} teaches {counted(most, 'first or last period')} "
                "beyond a fair share.",
                (person,),
                most,
            )


def _edges_beyond(week: Week, person: str, segment: str) -> int:
    periods = week.bell.periods(week.track_of_person(person))
    edges = {periods[0], periods[-1]}
    taught = sum(len(one.atoms) for one in week.lessons_of(person, "staff", segment))
    share = -(-2 * taught // len(periods))
    found = sum(len(edges & _periods(week, person, segment, day)) for day in week.days)
    return max(0, found - share)


@BOOK.rule("T14e")
def few_meetings_move(week: Week) -> Iterator[Finding]:
    """Meetings that the published plan has, too, start in the slot that it gave them."""
    for lesson in week.lessons:
        before = week.slot_before.get((lesson.section.id, lesson.placed.meeting))
        if before is not None and before != lesson.placed.slot:
            yield Finding(
                f"Meeting {lesson.placed.meeting} of {week.names.section(lesson.section.id)} "
                f"moves from {before} to {lesson.placed.slot}.",
                (lesson.section.id,),
            )


@BOOK.rule("T14f")
def few_rooms_for_a_teacher(week: Week) -> Iterator[Finding]:
    """All lessons of a person, over the year, take place in one room."""
    for person in week.people_at_work:
        rooms = {room for one in week.presences(person) for room in one.lesson.placed.rooms}
        if len(rooms) > 1:
            yield Finding(
                f"{week.names.person(person)} teaches in {len(rooms)} rooms.",
                (person, *sorted(rooms)),
                len(rooms) - 1,
            )


@BOOK.rule("T15")
def pairs_can_be_chosen(week: Week) -> Iterator[Finding]:
    """Of each pair of courses there are two classes that one pupil can attend."""
    limit = week.school.policy.most_pair_conflict
    for pair in week.school.course_pairs:
        if pair.pupils and _all_clash(week, pair):
            first, second = (week.school.course[one].name for one in (pair.first, pair.second))
            yield Finding(
                f"No class of {first} ({pair.first}) can be combined with one of {second} "
                f"({pair.second}), which {counted(pair.pupils, 'pupil')} want together.",
                (pair.first, pair.second),
                pair.pupils,
                strength=HARD if limit is not None and pair.pupils > limit else None,
            )


def _all_clash(week: Week, pair: CoursePair) -> bool:
    """Whether both courses run, and each class of one clashes with each of the other."""
    first, second = (
        [one for one in week.facts.running if one.course == course]
        for course in (pair.first, pair.second)
    )
    pairs = [(one, other) for one in first for other in second]
    return bool(pairs) and all(_clash(week, one, other) for one, other in pairs)


def _clash(week: Week, one: Section, other: Section) -> bool:
    return any(
        lesson.meets(that)
        for lesson in week.of_section.get(one.id, ())
        for that in week.of_section.get(other.id, ())
    )
