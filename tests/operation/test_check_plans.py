"""Plans are looked over, too: each can be read, and what is published keeps the rules."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import update

from scheduler.domain.roles import CONSOLE
from scheduler.services.operation.check import findings
from scheduler.store import plans, writing
from scheduler.store.tables.plans import StoredPlan
from tests.cast import small_plan
from tests.services.plans_cast import saved
from tests.services.sites_cast import town

pytestmark = pytest.mark.usefixtures("open_app")


def damage() -> list[str]:
    return [f"{one.place}: {one.text}" for one in findings(CONSOLE) if one.is_damage]


def test_good_plans_and_drafts_that_break_rules_are_no_damage() -> None:
    place = town()
    saved(place.elm)
    plan = small_plan()
    assert plan.timetable is not None
    few = dataclasses.replace(plan.timetable, meetings=plan.timetable.meetings[1:])
    broken = saved(place.elm, dataclasses.replace(plan, timetable=few))
    assert damage() == []
    with writing() as session:
        plans.publish(session, broken.id, expected=broken.version, by=None)
    (found,) = damage()
    assert found.startswith(f"plan {broken.id}: It is published and breaks ")


def test_a_plan_that_cannot_be_read_is_found() -> None:
    head = saved(town().elm)
    with writing() as session:
        change = update(StoredPlan).where(StoredPlan.id == head.id)
        session.execute(change.values(document=b"not compressed"))
    assert damage() == [f"plan {head.id}: It cannot be read (error)."]
