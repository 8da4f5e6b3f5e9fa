"""
Opening districts, sites and school years, and saying who works at several sites.

Every function writes the audit; `by` is the id of the user, None the program itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from scheduler.errors import NotFoundError
from scheduler.store.columns import now
from scheduler.store.tables.places import District, SchoolYear, SharedPerson, SharedPost, Site
from scheduler.store.tables.trail import Audit

__all__ = ["add_district", "add_shared", "add_site", "add_year", "archive_year"]


def add_district(session: Session, name: str, *, by: str | None) -> str:
    """Open a district; return its id."""
    district = District(name=name)
    session.add(district)
    session.flush()
    _note(session, by, "add", "district", district.id, district=district.id)
    return district.id


def add_site(session: Session, district_id: str, name: str, *, by: str | None) -> str:
    """
    Open a site; return its id.

    Raises
    ------
    ConflictError
        When the transaction ends, if the district has a site of that name.
    """
    site = Site(district_id=district_id, name=name)
    session.add(site)
    session.flush()
    _note(session, by, "add", "site", site.id, district=district_id)
    return site.id


def add_year(session: Session, site_id: str, year: str, *, by: str | None) -> str:
    """Open a school year without any data; return its id, which is that of the school."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFoundError("There is no such site.")
    school = SchoolYear(site_id=site_id, year=year)
    session.add(school)
    session.flush()
    _note(session, by, "add", "school", school.id, district=site.district_id, school=school.id)
    return school.id


def archive_year(session: Session, school_id: str, *, by: str | None) -> None:
    """Put a school year away; its plans and figures stay."""
    school = session.get(SchoolYear, school_id)
    if school is None:
        raise NotFoundError("There is no such school.")
    site = session.get_one(Site, school.site_id)
    school.archived_at = now()
    _note(session, by, "archive", "school", school_id, district=site.district_id, school=school_id)


def add_shared(
    session: Session, district_id: str, name: str, posts: Mapping[str, str], *, by: str | None
) -> str:
    """
    Say that one person works at several sites.

    Parameters
    ----------
    posts
        The domain's id of the member of staff, by site.
    """
    person = SharedPerson(district_id=district_id, name=name)
    session.add(person)
    session.flush()
    session.add_all(
        SharedPost(person_id=person.id, site_id=site, staff_id=staff)
        for site, staff in posts.items()
    )
    session.flush()
    _note(session, by, "add", "shared_person", person.id, district=district_id)
    return person.id


def _note(
    session: Session,
    by: str | None,
    action: str,
    table: str,
    row: str,
    *,
    district: str,
    school: str | None = None,
) -> None:
    session.add(
        Audit(
            user_id=by,
            action=action,
            table=table,
            row=row,
            district_id=district,
            school_id=school,
        )
    )
