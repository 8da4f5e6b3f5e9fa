"""Column types and what many tables have in common."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from scheduler.store.ids import new_id

__all__ = ["Base", "Id", "Json", "Named", "UtcDateTime", "Versioned", "now"]

# Constraints need names that are the same everywhere, or a migration could not change them.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json: TypeEngine[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Nested values; JSONB on PostgreSQL. None is NULL, not the JSON word null."""


def now() -> dt.datetime:
    """Return the present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment: with a time zone in, in UTC out, whatever the database makes of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a time without a zone: nobody could say which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        value = value.astimezone(dt.UTC)
        # SQLite keeps a text and no zone.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Parent of all tables."""

    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={dt.datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


Id = Annotated[str, mapped_column(String(36))]
"""An id of a row of ours, or one of the domain's own UUIDs."""


class Named:
    """A row with an id of ours."""

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)


class Versioned:
    """
    A row that two people may have before them at once.

    Each change adds one to its version. Whoever changes a row that somebody else has changed since
    it was read gets a `ConflictError`; nothing is overwritten.
    """

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
