"""Figures that were calculated once, because what they are about never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id

__all__ = ["PlanFigures", "SchoolFigures"]


class PlanFigures(Base):
    """What a plan gives its site, by term; see `domain.district.figures`."""

    __tablename__ = "plan_figures"

    plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    document: Mapped[dict[str, Any]]


class SchoolFigures(Base):
    """What a school's published plan gives it, with all that was recorded since."""

    __tablename__ = "school_figures"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"))
    """The plan that it is about: once another is published, this says nothing any more."""
    document: Mapped[dict[str, Any]]
