"""Work in the background: the table is the truth, the queue only wakes workers up."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["JobState", "SolverJob"]


class JobState(StrEnum):
    """
    How far a job is.

    A job whose worker died goes from running back to queued; `failed` means that a fault kept it
    from an answer. "There is no solution" is an answer: `done`.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something will still come of it."""
        return self in (JobState.QUEUED, JobState.RUNNING)


class SolverJob(Named, Base):
    """One piece of work: who has it, how far it is, what came of it."""

    __tablename__ = "solver_job"
    __table_args__ = (Index(None, "state", "lease_until"), Index(None, "school_id", "created_at"))

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(default=0)
    """Jobs of higher priority are taken first: people wait for a repair, not for a build."""
    school_id: Mapped[Id | None] = mapped_column(ForeignKey("school.id"))
    snapshot_id: Mapped[str | None] = mapped_column(ForeignKey("snapshot.id"))
    """The school as it was when the job was ordered: the run can be done again."""
    input: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Ids, seed and options; never a school."""
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    """Fencing token: whoever holds an older one has lost the job."""
    worker: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    stop_wanted: Mapped[bool] = mapped_column(default=False)
    """End and keep the best."""
    progress: Mapped[dict[str, Any] | None]
    history: Mapped[list[Any]] = mapped_column(default=list)
    """Best and bound over time, thinned, for a chart."""
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    """A sentence for the person who ordered it."""
    created_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    queued_at: Mapped[dt.datetime] = mapped_column(default=now)
    """Since when it waits; newer than `created_at` where it had to wait again."""
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
