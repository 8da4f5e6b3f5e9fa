"""What the handlers share: reading what a job is about, and talking with the solver."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked
from scheduler.domain.measures import figures
from scheduler.domain.orders import SearchOrder
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import JobError
from scheduler.jobs.task import Task
from scheduler.solver.engine import Progress, ProgressSink, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Reason
from scheduler.store import plans, reading, snapshots
from scheduler.store.db import Session
from scheduler.store.queries.plans import content, last_calendar

__all__ = [
    "Draft",
    "options",
    "order_of",
    "plain_reasons",
    "plan_of",
    "plan_with_calendar",
    "progress",
    "school_of",
    "stop",
]

T = TypeVar("T", bound=Checked)


def order_of(kind: type[T], task: Task) -> T:
    """Read what was ordered."""
    order: T = Record(kind).read(dict(task.input))
    return order


def school_of(task: Task) -> School:
    """Return the school as it was when the job was ordered."""
    if task.snapshot is None:
        raise JobError("The job does not say which school it is about.", retry=False)
    with reading() as session:
        return snapshots.school_of(session, task.snapshot)


def plan_of(id: str) -> Plan:
    """Return a plan; what it says never changes."""
    with reading() as session:
        return content(session, id)


def plan_with_calendar(id: str) -> Plan:
    """Return a plan; where an edit by hand left out its calendar, with the one it had before."""
    plan = plan_of(id)
    with reading() as session:
        last = last_calendar(session, id)
        return (
            plan
            if last is None
            else dataclasses.replace(plan, calendar=content(session, last.id).calendar)
        )


def options(order: SearchOrder) -> SolveOptions:
    """Turn what was ordered into the solver's settings."""
    return SolveOptions(
        time_limit_s=order.time_limit_s,
        seed=order.seed,
        workers=order.workers,
        reproducible=order.reproducible,
    )


def progress(task: Task) -> ProgressSink:
    """Let the solver's threads tell the job how far they are."""

    def tell(news: Progress) -> None:
        task.tell(dataclasses.asdict(news))

    return tell


def stop(task: Task) -> Stop:
    """Let the job's order to stop reach the solver."""
    return Stop(task.stop)


def plain_reasons(school: School, reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """
    Write reasons with plain values, as everybody may read them who sees a run.

    What is said about one coaching request is its pair's: of these stands here how many there are.
    """
    requests = {one.id for one in school.requests}
    shared, of_pairs = [], 0
    for one in reasons:
        if requests.intersection(one.ids):
            of_pairs += 1
            continue
        shared.append(
            {"key": one.key, "text": one.text, "ids": list(one.ids), "numbers": one.numbers}
        )
    if of_pairs:
        number = "1 coaching request" if of_pairs == 1 else f"{of_pairs} coaching requests"
        text = f"{number} that must be served could not be placed."
        shared.append({"key": "C8", "text": text, "ids": [], "numbers": {"requests": of_pairs}})
    return shared


@dataclass(frozen=True)
class Draft:
    """A plan that is worth keeping, with its figures calculated before anything is written."""

    task: Task
    plan: Plan
    name: str
    parent: str | None
    summary: Mapping[str, Any]
    note: str = ""

    @classmethod
    def of(
        cls,
        task: Task,
        school: School,
        plan: Plan,
        name: str,
        parent: str | None,
        note: str = "",
    ) -> Draft:
        """Make one."""
        return cls(task, plan, name, parent, figures(school, plan).as_json(), note)

    def save(self, session: Session) -> str:
        """Save it; return its id."""
        task = self.task
        assert task.school is not None  # noqa: S101  # a job with a snapshot has a school
        assert task.snapshot is not None  # noqa: S101  # `school_of` insists
        head = plans.save(
            session,
            task.school,
            self.plan,
            snapshot=task.snapshot,
            name=self.name,
            note=self.note,
            by=task.created_by,
            parent=self.parent,
            summary=self.summary,
        )
        return head.id
