"""A small school with accounts for a teacher, a colleague and two Plus teachers, and its plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import pytest

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.roles import Role, Viewer
from scheduler.domain.school import School
from scheduler.jobs import wiring
from scheduler.services.coaching.ask import Wish
from scheduler.store import load, plans, snapshots, writing
from scheduler.store.db import reading
from scheduler.store.queries import coaching as rows
from tests.cast import small_calendar, small_plan, small_school
from tests.coached import CLOCKS
from tests.jobs.conftest import ended, working
from tests.services.sites_cast import Town, town, viewer

TODAY = dt.date(2026, 9, 10)
WISH = Wish(
    template="cycle", areas=("Math",), first=dt.date(2026, 9, 14), last=dt.date(2026, 10, 30)
)


@dataclass(frozen=True)
class Elm:
    """The school's people by their first names; Pat leads it, Dora is the district's."""

    school: str
    alice: Viewer
    bob: Viewer
    carol: Viewer
    dave: Viewer
    erin: Viewer
    pat: Viewer
    town: Town

    @property
    def everybody(self) -> dict[str, Viewer]:
        """All of them, and who has nothing to do with coaching, by name."""
        found = {name: one for name, one in vars(self).items() if isinstance(one, Viewer)}
        others = {"office": self.town.office, "district": self.town.district_staff}
        return found | others | {"stranger": self.town.stranger}


def freeze(monkeypatch: pytest.MonkeyPatch, date: dt.date = TODAY) -> None:
    """Let it be a date of the small school's year."""
    for module in CLOCKS:
        monkeypatch.setattr(module, "today", lambda: date)


def elm(school: School | None = None, *, published: bool = True) -> Elm:
    """Open the school with its people."""
    there = town(school or small_school(requests=waiting_requests()))
    site = there.teacher.grants[0].site
    people = {
        name: viewer(f"{name.title()} X", role, there.district, site, name)
        for name, role in (
            ("bob", Role.TEACHER),
            ("carol", Role.TEACHER),
            ("dave", Role.PLUS),
            ("erin", Role.PLUS),
        )
    }
    if published:
        publish(there.elm)
    return Elm(there.elm, alice=there.teacher, pat=there.principal, town=there, **people)


def waiting_requests() -> tuple[CoachingRequest, ...]:
    """Return one request of Alice's that somebody else brought in."""
    first = small_school().requests[0]
    return (dataclasses.replace(first, status=RequestStatus.TO_CONFIRM),)


def publish(school: str) -> str:
    """Publish the small plan with its PD day, and without sessions."""
    calendar = dataclasses.replace(small_calendar(), sessions=())
    with writing() as session:
        domain = load.school(session, school)
        snapshot = snapshots.take(session, school, domain)
        plan = small_plan(calendar=calendar)
        head = plans.save(session, school, plan, snapshot=snapshot, name="Autumn", by=None)
        return plans.publish(session, head.id, expected=head.version, by=None).id


def work(school: str, request: str) -> str:
    """Have a worker do what waits for a request; return how it ended."""
    with reading() as session:
        state = rows.cycle(session, school, request)
        job = state.fit_job if state else None
    assert job is not None
    with working(wiring.current()):
        return str(ended(job, 60).state)
