"""Keeps the summaries of plans: comparing many sites reads one row for each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.calendar import Term
from scheduler.domain.district.figures import SiteFigures, SiteSummary
from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import PlanState
from scheduler.domain.policy import Baseline
from scheduler.store.recent import Recent
from scheduler.store.tables.figures import PlanFigures
from scheduler.store.tables.plans import StoredPlan

__all__ = ["keep", "kept", "published"]

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


def _written(summary: SiteSummary) -> dict[str, Any]:
    return {
        "terms": [_TERM.write(one) for one in summary.terms],
        "baseline": _BASELINE.write(summary.baseline),
        "coaching_day": summary.coaching_day,
        "lost": [[session, date.isoformat()] for session, date in sorted(summary.lost)],
        "sums": {period: dataclasses.asdict(one) for period, one in summary.sums.items()},
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
    )
