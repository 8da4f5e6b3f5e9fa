"""Figures that were calculated once, because what they are about never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id

__all__ = ["PlanFigures"]


class PlanFigures(Base):
    """What a plan gives its site, by term; see `domain.district.figures`."""

    __tablename__ = "plan_figures"

    plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
