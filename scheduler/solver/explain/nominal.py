"""Counting on the timetable before anybody is given a class.

Whoever teaches the classes, they need rooms, their groups need time, and locks may clash.  So the
timetable is counted with a stand-in for every teacher who is still to be chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.solver.outcome import Reason
from scheduler.solver.staffing.counting import always_runs
from scheduler.solver.timetable.counting import count

_MOST_SECTIONS = 400
_STAND_IN = "?"


def nominal_reasons(school: School, problem: StaffingProblem) -> tuple[Reason, ...]:
    """Find the counts that show that no staffing can be put into a timetable."""
    if not school.sections or len(school.sections) > _MOST_SECTIONS:
        return ()
    runs = {one.id for one in problem.sections if always_runs(problem, one)}
    sections = [one for one in school.sections if one.id in runs]
    people = [
        StaffMember(id=_STAND_IN + one.id, name=f"the teacher of {one.id}")
        for one in sections
        if len(one.people(SectionRole.OWNER)) != 1
    ]
    # Locks of classes that may or may not run are no contradiction yet.
    locks = tuple(one for one in school.locks if one.section in runs)
    filled = replace(school, staff=(*school.staff, *people), locks=locks)
    staffing = StaffingAnswer(
        groups=tuple(_groups(problem)),
        ownerships=tuple(_row(school, one) for one in sections),
    )
    reasons = count(timetable_problem(filled, staffing))
    return tuple(one for one in reasons if not any(id.startswith(_STAND_IN) for id in one.ids))


def _groups(problem: StaffingProblem) -> Iterator[GroupSize]:
    for lever in problem.levers:
        if lever.is_grade:
            fewest = lever.options[0] if lever.options else len(lever.items)
            yield from (GroupSize(group=one) for one in lever.items[:fewest])


def _row(school: School, section: Section) -> Ownership:
    owners = section.people(SectionRole.OWNER)
    owner = owners[0] if len(owners) == 1 else _STAND_IN + section.id
    return Ownership(
        id=section.id, section=section.id, owner=owner, segments=school.segments_of(section)
    )
