"""Whom a publication affects, and what changes for each of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from scheduler.domain.announced import announcements
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.html.changes import ChangeSheet, change_sheets, changes_of
from scheduler.formats.ical.alike import alike
from scheduler.formats.ical.year import Year

__all__ = ["Affected", "Version", "affected_by", "sheet_of"]


class Version(Protocol):
    """A plan, with the school that it was made for."""

    @property
    def school(self) -> School:
        """The school as it was then."""
        ...

    @property
    def plan(self) -> Plan:
        """What it says."""
        ...


@dataclass(frozen=True)
class Affected:
    """
    Somebody for whom a publication changes something.

    Parameters
    ----------
    staff
        Id in the school.
    changes
        Number of changes; 0 where it is the first publication, and everything is new.
    """

    staff: str
    name: str
    changes: int


def affected_by(
    before: Version | None, after: Version, among: Collection[str] | None = None
) -> tuple[Affected, ...]:
    """
    List everybody for whom something changes, by name.

    Parameters
    ----------
    among
        The only people to look at; None: everybody.
    """
    staff = (one for one in after.school.staff if among is None or one.id in among)
    everybody = sorted(staff, key=lambda one: (one.name, one.id))
    if before is None:
        announced = {
            person for one in announcements(after.school, after.plan) for person in one.people
        }
        return tuple(Affected(one.id, one.name, 0) for one in everybody if one.id in announced)
    years = Year(before.school, before.plan), Year(after.school, after.plan)
    same = alike(*years)
    counts = ((one, len(changes_of(*years, one.id, same))) for one in everybody)
    return tuple(Affected(one.id, one.name, number) for one, number in counts if number)


def sheet_of(before: Version, after: Version, staff: str) -> ChangeSheet:
    """Write out what changes for one person; empty where they are not on the new staff."""
    if staff not in after.school.person:
        return ChangeSheet(staff, ())
    years = Year(before.school, before.plan), Year(after.school, after.plan)
    (sheet,) = change_sheets(*years, staff)
    return sheet
