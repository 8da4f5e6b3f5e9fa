"""More sites in a district of the cast, each with the figures of a year that nobody planned."""

from __future__ import annotations

import dataclasses
import datetime as dt
from random import Random

from scheduler.domain.calendar import Term
from scheduler.domain.district.clashes import SitePlan
from scheduler.domain.district.delivered import DeliveredPD, SessionRecord
from scheduler.domain.district.figures import SiteFigures, SiteSummary
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.policy import Baseline
from scheduler.domain.slots import Slot
from scheduler.store import figures, plans, records, snapshots, writing
from scheduler.store.db import Session
from scheduler.store.save import whole
from scheduler.store.tables.places import SchoolYear, Site
from tests.cast import small_plan, small_school

__all__ = ["NAMES", "TERMS", "add_sites", "made_up", "moved_to"]

NAMES = (
    "Aspen Bend Elementary School",
    "Birch Creek Middle School",
    "Cedar Falls High School",
    "Eagle Point Elementary School",
    "Granite Ridge Middle School",
    "Juniper Hollow Elementary School",
    "Prairie View High School",
    "Silver Grove Elementary School",
)
TERMS = tuple(
    Term(id=f"Q{n}", name=f"Quarter {n}", first=first, last=last)
    for n, (first, last) in enumerate(
        (
            (dt.date(2026, 8, 31), dt.date(2026, 10, 30)),
            (dt.date(2026, 11, 2), dt.date(2027, 1, 22)),
            (dt.date(2027, 1, 25), dt.date(2027, 3, 26)),
            (dt.date(2027, 3, 29), dt.date(2027, 6, 11)),
        ),
        start=1,
    )
)


def add_sites(district: str, number: int, *, num_records: int = 60, seed: int = 1) -> list[str]:
    """
    Open sites with published plans and records; return the ids of their schools.

    The plan is the small school's; the figures are made up, for a school of ordinary size.
    """
    random, found = Random(seed), []
    for at in range(number):
        name = NAMES[at] if at < len(NAMES) else f"{NAMES[at % len(NAMES)]} {at + 1}"
        with writing() as session:
            found.append(_add(session, district, f"site{at}", name, random, num_records))
    return found


def _add(
    session: Session, district: str, id: str, name: str, random: Random, num_records: int
) -> str:
    session.add(Site(id=id, district_id=district, name=name))
    session.flush()
    school = f"{id}-year"
    session.add(SchoolYear(id=school, site_id=id, year="2026-27"))
    session.flush()
    baseline = Baseline(coaches=1, days=180, source="Staffing list", as_of=dt.date(2025, 9, 15))
    content = small_school(name=name, baseline=baseline)
    whole(session, school, content, by=None)
    snapshot = snapshots.take(session, school, content)
    head = plans.save(session, school, small_plan(), snapshot=snapshot, name="Year", by=None)
    plans.publish(session, head.id, expected=head.version, by=None)
    figures.keep(session, head.id, made_up(baseline, random))
    session.flush()
    records.keep(session, school, *_records(random, num_records))
    return school


def made_up(baseline: Baseline, random: Random) -> SiteSummary:
    """Make the summary of a plan that nobody made."""
    year = _sums(random, plus=random.randint(4, 9), days=180)
    parts = {TOTAL: 1.0} | {one.id: 0.25 for one in TERMS}
    summary = SiteSummary(
        terms=TERMS,
        baseline=baseline,
        coaching_day=300,
        lost=frozenset(),
        sums={TOTAL: year} | {one.id: _sums(random, plus=5, days=45) for one in TERMS},
        parts=parts,
    )
    return summary.with_inputs(baseline, None)


def _sums(random: Random, plus: int, days: int) -> SiteFigures:
    free = random.uniform(0.42, 0.71)
    available = plus * days * free
    return SiteFigures(
        plus_minutes=plus * days * 300,
        available_minutes=round(available * 300),
        available_days=available,
        bookable_days=0.8 * available,
        scheduled_days=random.uniform(0.2, 0.5) * available,
        whole_days=round(random.uniform(0.4, 0.6) * plus * days),
        team_days=plus * days,
        teachers=random.randint(22, 60),
        coached=random.randint(3, 20),
        sessions_possible=80,
        sessions_matched=random.randint(55, 80),
        pd_owed=300 if days == 180 else None,
        pd_placed=random.randint(60, 75) * (days // 45),
        minutes_lost=0,
        cover_per_class_max=random.randint(2, 6),
    )


def _records(random: Random, number: int) -> list[SessionRecord | DeliveredPD]:
    sessions = [
        SessionRecord(
            session=f"s{n}",
            coach=f"plus{n % 5}",
            teacher=f"teacher{random.randint(1, 18)}",
            date=TERMS[n % 4].first + dt.timedelta(days=random.randint(0, 50)),
            minutes=random.choice((30, 47, 55, 94)),
            confirmed=random.random() < 0.9,
        )
        for n in range(number)
    ]
    days = [
        DeliveredPD(
            pd_day=f"pd{n}",
            date=TERMS[n % 4].first + dt.timedelta(days=n),
            members=tuple(f"teacher{m}" for m in range(random.randint(3, 8))),
        )
        for n in range(number // 6)
    ]
    return [*sessions, *days]


def moved_to(post: SitePlan, slot: Slot) -> SitePlan:
    """Let the person teach their first class of a day at another time, whatever is against it."""
    assert post.plan.staffing is not None
    assert post.plan.timetable is not None
    own = {row.section for row in post.plan.staffing.ownerships if row.owner == post.staff}
    meetings = list(post.plan.timetable.meetings)
    at = next(
        n for n, one in enumerate(meetings) if one.section in own and one.slot.day == slot.day
    )
    meetings[at] = dataclasses.replace(meetings[at], slot=slot)
    timetable = dataclasses.replace(post.plan.timetable, meetings=tuple(meetings))
    return dataclasses.replace(post, plan=dataclasses.replace(post.plan, timetable=timetable))
