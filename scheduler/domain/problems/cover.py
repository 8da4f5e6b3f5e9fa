"""What a PD group needs covered and what the Plus team could cover (rule T13)."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.bell import Span
from scheduler.domain.courses import SectionRole
from scheduler.domain.problems.posts import nominal_holders
from scheduler.domain.problems.timetable import CoverUnit, PlacedSection, Subject, Team
from scheduler.domain.school import School


def cover_units(
    school: School,
    sections: Sequence[PlacedSection],
    released: Sequence[str],
    segments: Sequence[str],
) -> tuple[CoverUnit, ...]:
    """Find the sections that need cover when a PD group, or each half of it, goes out."""
    holders = nominal_holders(school)
    found = []
    for group in school.pd_groups:
        for unit in group.largest_units:
            covered = []
            for position, segment in enumerate(segments):
                out = {holders[one, segment] for one in unit} - set(released)
                covered.append(
                    tuple(
                        index
                        for index, section in enumerate(sections)
                        if school.course[section.course].needs_cover
                        and any(s == position and who in out for s, who in section.owners)
                        and not _held_alone(school, section, out)
                    )
                )
            found.append(CoverUnit(group.id, tuple(covered)))
    return tuple(found)


def _held_alone(school: School, section: PlacedSection, out: set[str]) -> bool:
    """Whether a co-teacher who stays holds the class alone."""
    given = school.section[section.id]
    others = set(given.people(SectionRole.CO_TEACHER)) - out
    return given.one_teacher_is_enough and bool(others)


def team_of(
    school: School,
    people: Sequence[Subject],
    moments: Sequence[Span],
    released: Sequence[str],
) -> Team | None:
    """Find when the Plus team is there and how long it may work; None where there is none."""
    plus = [one for one in people if one.id in set(released)]
    if not plus:
        return None
    days = range(len(school.calendar.cycle_days))
    areas = {one.id: frozenset(school.person[one.id].areas) for one in plus}
    present = tuple(
        tuple(tuple(areas[one.id] for one in plus if _there(one, d, span)) for span in moments)
        for d in days
    )
    periods = tuple(sum(_workable(school, one, d) for one in plus) for d in days)
    return Team(present, periods)


def _there(person: Subject, day: int, span: Span) -> bool:
    return not any(span.overlaps(one) for one in person.away[day])


def _workable(school: School, person: Subject, day: int) -> int:
    """Count the periods a Plus teacher may work: there, less planning and lunch, within caps."""
    bell, track = school.regular_bell, school.first_track
    spans = [span for atom, span in bell.spans.items() if atom.track == track]
    free = sum(_there(person, day, span) for span in spans)
    free -= _planning_periods(school, person, spans)
    if bell.lunches[track] is None and school.rights.lunch_minutes:
        free -= 1
    caps = (school.plus_limits.most_periods_a_day, school.cover_caps.plus_periods_a_day)
    return min([max(0, free), *(cap for cap in caps if cap is not None)])


def _planning_periods(school: School, person: Subject, spans: Sequence[Span]) -> int:
    """Count the fewest whole periods that reach the planning due; one on a shortened bell."""
    if person.planning and school.regular_bell.shortened:
        return 1
    missing, taken = person.planning, 0
    for minutes in sorted((span.minutes for span in spans), reverse=True):
        if missing <= 0:
            break
        missing -= minutes
        taken += 1
    return taken
