"""Work in the background: the table is the truth, the queue only wakes workers up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["SolverJob"]


class SolverJob(Named, Base):
    """One piece of work: who has it, how far it is, what came of it."""

    __tablename__ = "solver_job"

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued", index=True)
    school_id: Mapped[Id | None] = mapped_column(ForeignKey("school.id"), index=True)
    input: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Ids, seed and options; never a school."""
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    """Fencing token: whoever holds an older one has lost the job."""
    worker: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None] = mapped_column(index=True)
    progress: Mapped[dict[str, Any] | None]
    stop_wanted: Mapped[bool] = mapped_column(default=False)
    """End and keep the best."""
    cancel_wanted: Mapped[bool] = mapped_column(default=False)
    """End and throw away."""
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    created_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
