"""Sites of the cast with the small school in them, and its plan, published or not."""

from __future__ import annotations

from scheduler.domain.school import School
from scheduler.store import plans, save, snapshots, writing
from scheduler.store.tables.plans import StoredPlan
from tests.cast import small_calendar, small_plan, small_school

__all__ = ["fill", "furnish"]


def furnish(site: str, name: str = "Small School", *, published: bool = True) -> str:
    """
    Give a site of the cast the small school and its plan.

    Returns
    -------
    str
        The id of the plan: the site's name and "-plan".
    """
    school = small_school(name=name)
    fill(f"{site}-year", school)
    year, id = f"{site}-year", f"{site}-plan"
    with writing() as session:
        snapshot = snapshots.take(session, year, school)
        plan = small_plan(calendar=small_calendar())
        head = plans.save(session, year, plan, snapshot=snapshot, name="Autumn", by=None)
        session.get_one(StoredPlan, head.id).id = id
        session.flush()
        if published:
            version = session.get_one(StoredPlan, id).version
            plans.publish(session, id, expected=version, by=None)
    return id


def fill(year: str, school: School) -> None:
    """Save a school's data in an opened year."""
    with writing() as session:
        save.whole(session, year, school, by=None)
