"""Whether a plan from anywhere names only what its school has."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.plan import Plan
from scheduler.domain.references import broken_within, known_ids
from scheduler.domain.school import School
from scheduler.domain.yearplan import Session

__all__ = ["foreign"]


def foreign(school: School, plan: Plan) -> Iterator[str]:
    """Say where a plan names what the school doesn't have; nothing where it suits."""
    if plan.school != school.id:
        yield f'The plan is for the school "{plan.school}", not for "{school.id}".'
        return
    broken = list(broken_within(plan, known_ids(school)))
    for one in broken:
        # A withdrawn request leaves no trace; its session is simply no longer shown.
        if not (isinstance(one.owner, Session) and one.name == one.owner.request):
            yield one.sentence
    if broken or plan.timetable is None:
        return
    for meeting in plan.timetable.meetings:
        lengths = school.pattern_of(school.section[meeting.section]).lengths
        if meeting.meeting > len(lengths):
            yield (
                f'{meeting.label} is number {meeting.meeting} of section "{meeting.section}", '
                f"which has {len(lengths)}."
            )
