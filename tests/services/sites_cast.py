"""A district with two schools in the database, and the people who may do different things there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roles import CONSOLE, Grant, Role, Viewer
from scheduler.domain.school import School
from scheduler.services.sites.opening import open_district, open_site, open_year
from scheduler.store import reading
from scheduler.store.queries import sites as queries
from tests.cast import small_school
from tests.store.cast import new_user


@dataclass(frozen=True)
class Town:
    """A district: Elm has the small school, Oak has nothing yet; and a stranger of elsewhere."""

    district: str
    elm: str
    oak_site: str
    oak: str
    principal: Viewer
    office: Viewer
    teacher: Viewer
    district_staff: Viewer
    stranger: Viewer


def town(school: School | None = None) -> Town:
    """Make the district, with the small school at Elm."""
    district = open_district(CONSOLE, "Maple Valley")
    elm_site = open_site(CONSOLE, district, "Elm")
    oak_site = open_site(CONSOLE, district, "Oak")
    elm = open_year(CONSOLE, elm_site, "2026-27", school or small_school())
    oak = open_year(CONSOLE, oak_site, "2026-27")
    other = open_district(CONSOLE, "Far Away")
    return Town(
        district,
        elm,
        oak_site,
        oak,
        viewer("Pat Principal", Role.PRINCIPAL, district, elm_site),
        viewer("Olga Office", Role.OFFICE, district, elm_site),
        viewer("Alice Adams", Role.TEACHER, district, elm_site, "alice"),
        viewer("Dana District", Role.DISTRICT, district),
        viewer("Sam Stranger", Role.DISTRICT, other),
    )


def viewer(
    name: str, role: Role, district: str, site: str | None = None, staff: str | None = None
) -> Viewer:
    """Give somebody an account and a role."""
    grant = Grant(role=role, district=district, site=site, staff=staff)
    return Viewer(user=new_user(name), name=name, grants=(grant,))


def audit(school: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return what the audit says of a school: action, table, row and fields."""
    with reading() as session:
        found = queries.changes_since(session, school, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    return [(one.action, one.table, one.row, one.fields) for one in found]
