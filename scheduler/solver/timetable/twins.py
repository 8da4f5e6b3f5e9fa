"""Sections that are just alike, so that one may stand in for all of them in the model."""

from __future__ import annotations

from collections import defaultdict

from scheduler.domain.problems.timetable import PlacedSection, TimetableProblem
from scheduler.domain.wishes import HARD, OfMeetings, Relation


def twins(problem: TimetableProblem) -> dict[int, tuple[int, ...]]:
    """Find sections that differ in nothing a rule asks but their number of meetings on a day.

    The core classes of a homeroom are such: same teacher, same pupils, same room.  Searched one
    by one, their places could be exchanged in countless ways.

    Returns
    -------
    dict
        Of the first of each such set, all of them.
    """
    alike: dict[object, list[int]] = defaultdict(list)
    told_apart = _told_apart(problem)
    may_overlap = [
        frozenset(one.pull_out.may_overlap) for one in problem.sections if one.pull_out is not None
    ]
    for index, one in enumerate(problem.sections):
        if one.id in told_apart or one.pull_out is not None or not _plain(problem, one):
            continue
        course = problem.school.course[one.course]
        special = problem.school.area[one.area].specialist_only and not course.any_area_cover
        overlaps = tuple(one.course in some for some in may_overlap)
        key = (one.segments, one.owners, one.people, one.groups, one.track, one.blocks)
        alike[(*key, one.rooms, one.needs_room, overlaps, one.area if special else "")].append(
            index
        )
    return {some[0]: tuple(some) for some in alike.values() if len(some) > 1}


def _plain(problem: TimetableProblem, section: PlacedSection) -> bool:
    """Whether a section has single periods, and no rule on them but how many a day."""
    pattern, strengths = section.pattern, problem.strengths
    return (
        set(pattern.lengths) == {1}
        and len(section.units) == 1
        and strengths["T5b"] in (0, HARD)
        and not (pattern.same_period and strengths["T5d"])
        and not (pattern.least_days_between and strengths["T5c"])
        and not (pattern.most_days_between is not None and strengths["T5c"])
    )


def _told_apart(problem: TimetableProblem) -> set[str]:
    """Find the sections that rule data name, one by one or by their courses."""
    school = problem.school
    named = {one.section for one in school.locks}
    if problem.strengths["T15"]:
        paired = {one for pair in school.course_pairs for one in (pair.first, pair.second)}
        named.update(one.id for one in problem.sections if one.course in paired)
    if problem.strengths["T14e"]:
        named.update(problem.sections[index].id for index, _ in problem.before)
    entries: list[Relation | OfMeetings] = [*school.relations, *school.slot_wishes]
    entries += [*school.room_wishes, *school.room_limits, *school.spacings, *school.day_ends]
    for entry in entries:
        named.update(entry.sections, (one.section for one in entry.meetings))
    return named | {one.id for one in school.sections if one.meeting_rooms}
