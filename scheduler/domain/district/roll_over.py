"""Next year's school: people, classes and rules stay; what was of this year's dates goes."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.domain.district.delivered import Records
from scheduler.domain.district.next_calendar import Moved, next_calendar
from scheduler.domain.pd import OwedDays, PDGroup
from scheduler.domain.plan import Plan
from scheduler.domain.rewriting import Rewriting
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.domain.yearplan import PDDay

__all__ = ["Carry", "PDDebts", "RolledOver", "pd_debts", "roll_over"]

Debts = Mapping[tuple[str, str], int]
"""PD days still owed, by (PD group, person)."""

_MOST_OWED = 200


class PDDebts(enum.StrEnum):
    """What becomes of PD days that were owed and did not take place."""

    FORGIVE = "forgive"
    CARRY = "carry"


@dataclass(frozen=True)
class Carry:
    """What this year leaves to the next.

    Parameters
    ----------
    plan
        The published plan; courses taught in it become those of last year.
    debts
        PD days that are added to those of the new year.
    """

    plan: Plan | None = None
    debts: Debts = field(default_factory=dict)


@dataclass(frozen=True)
class RolledOver:
    """The school of the next year, and in sentences what stayed, what moved and what did not."""

    school: School
    kept: tuple[str, ...]
    moved: tuple[str, ...]
    dropped: tuple[str, ...]


def pd_debts(school: School, plan: Plan, records: Records, policy: PDDebts) -> Debts:
    """Find the PD days that are still owed, by what is recorded as delivered."""
    if policy is PDDebts.FORGIVE or plan.calendar is None:
        return {}
    planned: dict[str, PDDay] = {one.id: one for one in plan.calendar.pd_days}
    had: dict[tuple[str, str], int] = defaultdict(int)
    for record in records.pd_days:
        if record.pd_day in planned:
            for person in record.members:
                had[planned[record.pd_day].group, person] += 1
    owed = {
        (group.id, person): group.owed_by(person) - had[group.id, person]
        for group in school.pd_groups
        for person in group.members
    }
    return {key: days for key, days in owed.items() if days > 0}


def roll_over(
    school: School,
    *,
    id: str,
    first: dt.date | None = None,
    public: Mapping[dt.date, str] | None = None,
    carry: Carry | None = None,
) -> RolledOver:
    """Make next year's school.

    Parameters
    ----------
    id
        Of the new school.
    first, public
        First school day and public holidays, as `next_calendar` takes them.
    """
    carry = carry or Carry()
    moved = next_calendar(school.calendar, first, public or {})
    leaving = _leaving(school)
    rewriting = Rewriting({"staff": leaving})
    stays = rewriting.of(replace(school, **_without_this_year(school, leaving)))
    taught = _taught(school, carry.plan)
    new = replace(
        stays,
        id=id,
        calendar=moved.calendar,
        staff=tuple(_member(one, taught) for one in stays.staff),
        rhythm=_rhythm(school, moved),
        pd_groups=tuple(_pd_group(one, carry.debts, leaving) for one in stays.pd_groups),
        team_events=tuple(
            replace(event, first=_later(event.first, moved), last=_later(event.last, moved))
            for event in stays.team_events
        ),
    )
    return RolledOver(
        new,
        tuple(_kept(new, carry)),
        moved.notes,
        (
            *_gone(school, leaving),
            *(f"{one} does not stand without them." for one in rewriting.lost),
            *moved.dropped,
        ),
    )


def _without_this_year(school: School, leaving: Mapping[str, str | None]) -> dict[str, Any]:
    """Fields of a school as they are without what is of one year.

    Who has taken somebody's place owes PD for a whole year again, not for the rest of one.
    """
    locks = ("locks", "pd_locks", "cover_locks", "session_locks")
    both = {*leaving, *leaving.values()}
    groups = (
        replace(one, owed=tuple(owed for owed in one.owed if owed.person not in both))
        for one in school.pd_groups
    )
    return {
        "staff": tuple(replace(one, replaces=None) for one in school.staff),
        "pd_groups": tuple(groups),
        **{name: () for name in ("requests", "absences", *locks)},
    }


def _leaving(school: School) -> dict[str, str | None]:
    """Find who is gone by the end of the year, and who has taken their place."""
    end = school.calendar.last
    gone = [one.id for one in school.staff if one.last is not None and one.last < end]
    heirs = {one.replaces: one.id for one in school.staff if one.replaces}
    found: dict[str, str | None] = {}
    for person in gone:
        heir = heirs.get(person)
        while heir in gone:
            heir = heirs.get(heir)
        found[person] = heir
    return found


def _member(one: StaffMember, taught: Mapping[str, tuple[str, ...]] | None) -> StaffMember:
    last_year = one.last_year if taught is None else taught.get(one.id, ())
    return replace(one, first=None, last=None, replaces=None, last_year=last_year)


def _taught(school: School, plan: Plan | None) -> dict[str, tuple[str, ...]] | None:
    """Courses that each person taught; None where no plan tells."""
    if plan is None or plan.staffing is None:
        return None
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in plan.staffing.ownerships:
        if row.section in school.section:
            found[row.owner][school.section[row.section].course] = None
    return {person: tuple(courses) for person, courses in found.items()}


def _rhythm(school: School, moved: Moved) -> Any:
    rhythm, step = school.rhythm, dt.timedelta(days=moved.days)
    return replace(
        rhythm,
        fixed=tuple(replace(one, monday=one.monday + step) for one in rhythm.fixed),
        blackout=tuple(moved.range(one) for one in rhythm.blackout),
    )


def _pd_group(group: PDGroup, debts: Debts, leaving: Mapping[str, str | None]) -> PDGroup:
    """Add what is still owed; a leaver's debt leaves with them."""
    owed = {one.person: one.days for one in group.owed}
    for person in group.members:
        more = 0 if person in leaving else debts.get((group.id, person), 0)
        if more:
            owed[person] = min(_MOST_OWED, group.owed_by(person) + more)
    return replace(
        group,
        owed=tuple(OwedDays(person=person, days=days) for person, days in owed.items()),
        exclusions=(),
    )


def _later(date: dt.date | None, moved: Moved) -> dt.date | None:
    return None if date is None else date + dt.timedelta(days=moved.days)


def _kept(new: School, carry: Carry) -> Iterator[str]:
    yield f"{len(new.staff)} people with their areas, loads and availability."
    yield (
        f"{len(new.sections)} classes of {len(new.courses)} courses, with groups and rooms; check "
        "the numbers of pupils."
    )
    yield "Bell schedules, rules and rights, PD groups, the rhythm of the weeks, templates."
    if new.release.names:
        yield f"{len(new.release.names)} named Plus teachers; change them under Release."
    if carry.plan is None:
        yield "The courses of last year as they were entered: no published plan tells them."
    else:
        yield "The courses that everybody taught, as those of last year."
    if carry.debts:
        yield f"{sum(carry.debts.values())} PD days that did not take place are owed on top."
    if any(one.elsewhere for one in new.staff):
        yield "Promises to other sites; a new plan of the other site changes them."


def _gone(school: School, leaving: Mapping[str, str | None]) -> Iterator[str]:
    for person, heir in leaving.items():
        name = school.person[person].name
        if heir is None:
            yield f"{name}, who has left; nobody has taken their place."
        else:
            yield f"{name}, who has left; {school.person[heir].name} has their place."
    for noun, rows in (
        ("Coaching requests", school.requests),
        ("Locks of meetings", school.locks),
        ("Absences", school.absences),
        ("Locks of PD days", school.pd_locks),
        ("Locks of cover", school.cover_locks),
        ("Locks of coaching sessions", school.session_locks),
        (
            "Dates on which somebody was not sent to PD",
            [x for group in school.pd_groups for x in group.exclusions],
        ),
    ):
        if rows:
            yield f"{noun}: {len(rows)}."
