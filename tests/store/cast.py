"""A school year in the database, and two people who work on it."""

from __future__ import annotations

from scheduler.domain.school import School
from scheduler.store import reading, writing
from scheduler.store import save as saving
from scheduler.store.load import school as load_school
from scheduler.store.tables.people import User
from scheduler.store.tables.places import District, SchoolYear, Site


def new_school_year() -> str:
    """Make a district with a site and its school year; return the id of the last."""
    with writing() as session:
        district = District(name="Maple Valley")
        session.add(district)
        session.flush()
        site = Site(district_id=district.id, name="Maple Middle")
        session.add(site)
        session.flush()
        year = SchoolYear(site_id=site.id, year="2026-27")
        session.add(year)
        session.flush()
        return year.id


def new_user(name: str) -> str:
    """Make somebody with an account; return their id."""
    with writing() as session:
        user = User(email=f"{name.lower().replace(' ', '.')}@example.org", name=name)
        session.add(user)
        session.flush()
        return user.id


def save(school_id: str, school: School, by: str | None = None) -> str:
    """Save a whole school in a transaction of its own."""
    with writing() as session:
        return saving.whole(session, school_id, school, by=by)


def load(school_id: str) -> School:
    """Load a school in a transaction of its own."""
    with reading() as session:
        return load_school(session, school_id)
