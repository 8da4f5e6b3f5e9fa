"""Whether every PD group could be covered by the Plus team (rule T13)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.domain.bell import Atom, Span
from scheduler.domain.courses import SectionRole
from scheduler.domain.pd import PDGroup
from scheduler.domain.referee.names import counted, listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.timetable_rights import needed_minutes
from scheduler.domain.referee.week import BOOK, Lesson, Week

Worst = tuple[int, str]
"""Missing Plus teachers, and the words for it."""


@BOOK.rule("T13")
def pd_groups_can_be_covered(week: Week) -> Iterator[Finding]:
    """On every day the Plus team can take all classes of a group that goes out together."""
    if not week.facts.released:
        return
    team = Team(week)
    for group in week.school.pd_groups:
        for unit in group.largest_units:
            out = {one: _members(week, unit, one) for one in week.facts.segments}
            for day in week.days:
                yield from _unit_on(week, team, group, out, day)


def _members(week: Week, unit: tuple[str, ...], segment: str) -> frozenset[str]:
    """Whoever is out in a segment when the unit is: posts handed over, released ones not."""
    holders = frozenset(week.facts.posts.holder(one, segment) for one in unit)
    return holders - week.facts.released


def _unit_on(
    week: Week, team: Team, group: PDGroup, out: dict[str, frozenset[str]], day: str
) -> Iterator[Finding]:
    """Find what is missing on one day: at each moment the worst segment, and over the day."""
    lessons = {segment: _to_cover(week, out[segment], segment, day) for segment in out}
    people = sorted(frozenset().union(*out.values()))
    worst = [
        max(_missing_at(week, team, lessons[segment], day, place) for segment in out)
        for place in range(len(week.bell.moments))
    ]
    worst.append(max(_missing_over_day(team, lessons[segment], day) for segment in out))
    for missing, words in worst:
        if missing > 0:
            yield Finding(
                f"PD group {group.name} ({group.id}) cannot be covered on {day}: {words}.",
                (group.id, *people),
                missing,
            )


def _to_cover(week: Week, out: frozenset[str], segment: str, day: str) -> tuple[Lesson, ...]:
    """Lessons of a day whose owner is out, but for those that a co-teacher holds alone."""
    found: dict[Lesson, None] = {}
    for person in sorted(out):
        for lesson in week.day_of(person, "staff", segment, day):
            owners = week.facts.owners.get((lesson.section.id, segment), ())
            needed = lesson.course.needs_cover and not _held_alone(lesson, out)
            if person in owners and needed:
                found[lesson] = None
    return tuple(found)


def _held_alone(lesson: Lesson, out: frozenset[str]) -> bool:
    others = set(lesson.section.people(SectionRole.CO_TEACHER)) - out
    return lesson.section.one_teacher_is_enough and bool(others)


def _missing_at(week: Week, team: Team, lessons: tuple[Lesson, ...], day: str, place: int) -> Worst:
    """Most Plus teachers missing at a moment: over all classes, or in some special areas."""
    needing = [one for one in lessons if place in week.moments_of(one)]
    when = f"{day} {min(atom.period for atom in week.bell.moments[place])}"
    present = team.present[day, place]
    found = [(len(needing) - len(present), _words(len(needing), "", len(present), when))]
    special = [
        one.course.area
        for one in needing
        if week.school.area[one.course.area].specialist_only and not one.course.any_area_cover
    ]
    areas = sorted(set(special))
    for size in range(1, len(areas) + 1):
        for some in combinations(areas, size):
            need = sum(one in some for one in special)
            able = sum(not team.areas[one].isdisjoint(some) for one in present)
            names = listed(week.school.area[one].name for one in some)
            found.append((need - able, _words(need, f" in {names}", able, when)))
    return max(found)


def _words(need: int, of: str, have: int, when: str) -> str:
    verb, plus = ("needs", "class") if need == 1 else ("need", "classes")
    may = "teacher is there who may" if have == 1 else "teachers are there who may"
    return f"at {when} {need} {plus}{of} {verb} cover, and {have} Plus {may}"


def _missing_over_day(team: Team, lessons: tuple[Lesson, ...], day: str) -> Worst:
    need, have = sum(len(one.atoms) for one in lessons), team.periods[day]
    return need - have, (
        f"{counted(need, 'class period')} need cover over the day, and the Plus team can work "
        f"{have}"
    )


class Team:
    """The fully released Plus teachers: where they are, and how long they may work."""

    def __init__(self, week: Week) -> None:
        self._week = week
        people = sorted(week.facts.released)
        self.areas = {one: frozenset(week.school.person[one].areas) for one in people}
        self.periods = {day: sum(self._periods(one, day) for one in people) for day in week.days}
        self.present = {
            (day, place): [one for one in people if self._there(one, day, _common(week, place))]
            for day in week.days
            for place in range(len(week.bell.moments))
        }

    def _there(self, person: str, day: str, span: Span) -> bool:
        return not any(span.overlaps(one) for one in self._week.absent(person, day))

    def _periods(self, person: str, day: str) -> int:
        """Periods of a day that a Plus teacher may work: less planning and lunch, within caps."""
        week = self._week
        track = week.school.first_track
        spans = [week.bell.spans[Atom(track, one)] for one in week.bell.periods(track)]
        free = sum(self._there(person, day, span) for span in spans)
        free -= self._planning_periods(person, spans)
        if week.bell.lunches[track] is None and week.school.rights.lunch_minutes:
            free -= 1
        caps = (
            week.school.plus_limits.most_periods_a_day,
            week.school.cover_caps.plus_periods_a_day,
        )
        return min([max(0, free), *(cap for cap in caps if cap is not None)])

    def _planning_periods(self, person: str, spans: list[Span]) -> int:
        """Fewest whole periods that reach the planning due; one on a shortened bell."""
        need = needed_minutes(self._week, person)
        if need and self._week.bell.shortened:
            return 1
        taken = 0
        for span in sorted(spans, key=lambda one: -one.minutes):
            if need <= 0:
                break
            need -= span.minutes
            taken += 1
        return taken


def _common(week: Week, place: int) -> Span:
    """Stretch of the day that all periods of a moment share."""
    spans = [week.bell.spans[atom] for atom in week.bell.moments[place]]
    return Span(max(span.start for span in spans), min(span.end for span in spans))
