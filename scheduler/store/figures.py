"""
Keeps what plans give their sites, so that comparing many sites reads one row for each.

The summary of a plan is kept when it is published. With all that was recorded it is kept for its
school, and renewed by `renew` whenever something is published or recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.domain.calendar import Term
from scheduler.domain.district.delivered import Records
from scheduler.domain.district.figures import SiteFigures, SiteSummary
from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import PlanState
from scheduler.domain.policy import Baseline
from scheduler.store.recent import Recent
from scheduler.store.tables.figures import PlanFigures, SchoolFigures
from scheduler.store.tables.plans import StoredPlan
from scheduler.store.tables.school import school_value

__all__ = ["inputs", "keep", "kept", "of_schools", "published", "renew"]

_recent: Recent[str, SiteSummary] = Recent(most=1000)
"""A plan never changes, and so neither does its summary."""

_TERM, _BASELINE = Record(Term), Record(Baseline)


def keep(session: Session, plan_id: str, summary: SiteSummary) -> None:
    """Save the summary of a plan."""
    session.merge(PlanFigures(plan_id=plan_id, document=_written(summary)))


def kept(session: Session, plan_ids: Iterable[str]) -> Mapping[str, SiteSummary]:
    """Return the summaries of plans, by their ids, as far as they were saved."""
    ids = [*plan_ids]
    found = {id: one for id in ids if (one := _recent.peek(id)) is not None}
    query = select(PlanFigures).where(
        PlanFigures.plan_id.in_([id for id in ids if id not in found])
    )
    for row in session.scalars(query) if len(found) < len(ids) else ():
        found[row.plan_id] = _recent.get(row.plan_id, partial(_read, row.document))
    return found


def published(session: Session, school_ids: Iterable[str]) -> dict[str, str]:
    """Return the id of each school's published plan, by school, where there is one."""
    query = select(StoredPlan.school_id, StoredPlan.id).where(
        StoredPlan.school_id.in_([*school_ids]), StoredPlan.state == PlanState.PUBLISHED
    )
    return {row.school_id: row.id for row in session.execute(query)}


def of_schools(session: Session, school_ids: Iterable[str]) -> dict[str, SiteSummary]:
    """Return the summaries with records of all schools whose published plan is summed up."""
    query = (
        select(SchoolFigures.school_id, SchoolFigures.document)
        .join(StoredPlan, StoredPlan.id == SchoolFigures.plan_id)
        .where(SchoolFigures.school_id.in_([*school_ids]), StoredPlan.state == PlanState.PUBLISHED)
    )
    return {row.school_id: _read(row.document) for row in session.execute(query)}


def renew(session: Session, school_id: str, records: Records) -> None:
    """
    Sum up a school's published plan and its records anew.

    Without a published plan, or one whose summary is not kept, nothing is known of the school.
    """
    plan = published(session, [school_id]).get(school_id)
    summary = None if plan is None else kept(session, [plan]).get(plan)
    if plan is None or summary is None:
        session.execute(delete(SchoolFigures).where(SchoolFigures.school_id == school_id))
        return
    document = _written(summary.with_records(records))
    session.merge(SchoolFigures(school_id=school_id, plan_id=plan, document=document))


def inputs(session: Session, school_ids: Iterable[str]) -> dict[str, tuple[Baseline, float | None]]:
    """Return what schools enter beside their plans now: baseline, cost of a substitute's day."""
    ids = [*school_ids]
    query = select(school_value).where(
        school_value.c.school_id.in_(ids), school_value.c.name.in_(("baseline", "policy"))
    )
    found: dict[tuple[str, str], Any] = {
        (row.school_id, row.name): row.document for row in session.execute(query)
    }
    return {
        id: (
            _BASELINE.read(found.get((id, "baseline"), {})),
            found.get((id, "policy"), {}).get("substitute_rate"),
        )
        for id in ids
    }


def _written(summary: SiteSummary) -> dict[str, Any]:
    return {
        "terms": [_TERM.write(one) for one in summary.terms],
        "baseline": _BASELINE.write(summary.baseline),
        "coaching_day": summary.coaching_day,
        "lost": [[session, date.isoformat()] for session, date in sorted(summary.lost)],
        "sums": {period: dict(vars(one)) for period, one in summary.sums.items()},
        "parts": dict(summary.parts),
    }


def _read(document: Mapping[str, Any]) -> SiteSummary:
    return SiteSummary(
        terms=tuple(_TERM.read(one) for one in document["terms"]),
        baseline=_BASELINE.read(document["baseline"]),
        coaching_day=document["coaching_day"],
        lost=frozenset(
            (session, dt.date.fromisoformat(date)) for session, date in document["lost"]
        ),
        sums={period: SiteFigures(**one) for period, one in document["sums"].items()},
        parts=document["parts"],
    )
