"""What is calculated of a plan and takes long: kept, since what a plan says never changes."""

from __future__ import annotations

from scheduler.domain.measures import Figures, Recorded, figures
from scheduler.domain.plan import PlanState
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.services.plans.show import Shown
from scheduler.services.plans.words import plain_reason
from scheduler.store import reading, records
from scheduler.store.recent import Recent

__all__ = ["figures_of", "violations_of"]

# A school that a teacher has taken something back from is another object. It is kept beside what
# was calculated with it, so that no other has its number meanwhile.
_figures: Recent[tuple[str, int, Recorded], tuple[School, Figures]] = Recent(most=48)
_violations: Recent[tuple[str, int], tuple[School, tuple[str, ...]]] = Recent(most=48)


def figures_of(shown: Shown) -> Figures:
    """Return the figures of a plan as its viewer sees it; of what took place, as it is recorded."""
    recorded = _recorded(shown)
    key = (shown.head.id, id(shown.school), recorded)
    return _figures.get(key, lambda: (shown.school, figures(shown.school, shown.plan, recorded)))[1]


def violations_of(shown: Shown) -> tuple[str, ...]:
    """Return the sentences of the referee about hard rules that a whole plan breaks."""

    def build() -> tuple[School, tuple[str, ...]]:
        found = check(shown.school, shown.plan).violations
        return shown.school, tuple(plain_reason(shown.school, one.text) for one in found)

    return _violations.get((shown.head.id, id(shown.school)), build)[1]


def _recorded(shown: Shown) -> Recorded:
    """Sum up what was recorded of the plan that people go by; of others nothing is."""
    if shown.head.state is not PlanState.PUBLISHED:
        return Recorded()
    calendar = shown.plan.calendar
    told = {(one.session, one.date) for one in calendar.lost} if calendar else set()
    with reading() as session:
        return records.of_school(session, shown.head.school_id).recorded(told)
