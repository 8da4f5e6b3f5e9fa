"""Plans of the small school in the database."""

from __future__ import annotations

import dataclasses

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.store import plans, snapshots, writing
from scheduler.store.queries.plans import PlanHead
from tests.cast import small_plan, small_school


def saved(school_id: str, plan: Plan | None = None, school: School | None = None) -> PlanHead:
    """Save a plan for the small school."""
    with writing() as session:
        kept = snapshots.take(session, school_id, school or small_school())
        return plans.save(
            session, school_id, plan or small_plan(), snapshot=kept, name="First", by=None
        )


def other_plan(plan: Plan | None = None) -> Plan:
    """Move one art lesson of 7A from Tuesday to Friday."""
    plan = plan or small_plan()
    assert plan.timetable is not None
    meetings = tuple(
        dataclasses.replace(one, slot=Slot("Fri", 3), sequence=1)
        if (one.section, one.slot.day) == ("Art-7A", "Tue")
        else one
        for one in plan.timetable.meetings
    )
    timetable = dataclasses.replace(plan.timetable, meetings=meetings)
    return dataclasses.replace(plan, timetable=timetable)
