"""What stands beside the grid while a meeting is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.plan import Plan
from scheduler.domain.roles import Viewer
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError, NotFoundError
from scheduler.services.plans import edit, locks
from scheduler.services.plans.show import Shown
from scheduler.services.plans.words import class_name
from scheduler.web.plan_moves import MovePage, laid_out

__all__ = ["Desk", "desk_of"]


@dataclass(frozen=True)
class Desk:
    """
    What is beside the grid while a meeting is chosen: the meeting and all that can be done.

    Parameters
    ----------
    lock
        By whom it is locked; empty: by nobody.
    others
        All meetings of its class, itself among them: id and place.
    """

    placed: PlacedMeeting
    title: str
    course: str
    course_name: str
    teacher: str
    lock: str
    others: tuple[tuple[str, str], ...]
    num_course: int
    page: MovePage


def desk_of(viewer: Viewer, found: Shown, meeting: str) -> Desk:
    """
    Lay out all that can be done with a meeting.

    Raises
    ------
    NotFoundError
        If there is no such meeting: its id stands in the address.
    """
    school, plan = found.school, found.plan
    try:
        moves = edit.moves(viewer, found.head.school_id, found.head.id, meeting)
    except InputError as error:
        raise NotFoundError(error.what) from error
    placed = moves.meeting
    section = school.section[placed.section]
    by = {(one.section, one.meeting): one.by.value for one in school.locks}
    return Desk(
        placed=placed,
        title=class_name(school, section.id),
        course=section.course,
        course_name=school.course[section.course].name,
        teacher=_teacher(school, plan, section.id),
        lock=by.get((placed.section, placed.meeting), ""),
        others=_meetings(school, plan, section.id),
        num_course=len(locks.meetings_of(school, plan, "course", section.course)),
        page=laid_out(school, moves),
    )


def _meetings(school: School, plan: Plan, section: str) -> tuple[tuple[str, str], ...]:
    """Return all meetings of a class: id and place, in the order of the week."""
    days = school.calendar.cycle_days
    found = sorted(
        locks.meetings_of(school, plan, "section", section),
        key=lambda one: (days.index(one.slot.day), one.slot.period),
    )
    return tuple((one.id, str(one.slot)) for one in found)


def _teacher(school: School, plan: Plan, section: str) -> str:
    owners = plan.staffing.ownerships if plan.staffing else ()
    return ", ".join(
        dict.fromkeys(school.person[one.owner].name for one in owners if one.section == section)
    )
