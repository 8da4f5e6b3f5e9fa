"""
Jobs of the kind "fit": up to three places for one confirmed request in a published plan.

The input is a `FitOrder`; the snapshot is the school as it is now. The result has the `offers`;
only the pair may see them, so no page of runs shows jobs of this kind.
"""

from __future__ import annotations

from typing import Any

from scheduler.domain.form import clock_text
from scheduler.domain.orders import FitOrder
from scheduler.jobs.task import Keep, Task
from scheduler.services.fit import Offer, offers
from scheduler.services.runs.handlers import common

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find the offers; the one that both accept is found again from its coach and dates."""
    order = common.order_of(FitOrder, task)
    school, plan = common.school_of(task), common.plan_of(order.plan)
    result = {"offers": [_plain(one) for one in offers(school, plan, order.request)]}
    return lambda _session: result


def _plain(offer: Offer) -> dict[str, Any]:
    return {
        "coach": offer.coach,
        "reasons": list(offer.reasons),
        "sessions": [
            {
                "step": one.step,
                "date": one.date.isoformat(),
                "start": clock_text(one.span.start),
                "end": clock_text(one.span.end),
            }
            for one in offer.sessions
        ],
    }
