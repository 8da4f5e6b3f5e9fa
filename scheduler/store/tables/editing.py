"""What somebody typed or brought and has not saved yet, and what they did and may take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["ImportFile", "ImportPreview", "TypedForm", "UndoStep"]


class ImportPreview(Named, Base):
    """An import that was shown: confirming it saves exactly this school."""

    __tablename__ = "import_preview"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    edition: Mapped[Id]
    """Of the school that the file was compared with."""
    source: Mapped[str]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    """The school as it would be: compressed JSON."""
    gone: Mapped[dict[str, Any]]
    """Ids, by list, that the file no longer has."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class ImportFile(Named, Base):
    """A file that was brought and needs answers before it can be read."""

    __tablename__ = "import_file"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class TypedForm(Named, Base):
    """A form that somebody sent when their session had ended: it waits for them at its page."""

    __tablename__ = "typed_form"
    __table_args__ = (UniqueConstraint("user_id", "path"),)

    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"))
    path: Mapped[str]
    fields: Mapped[list[Any]]
    """Name and text of each field in order; a name may be there several times."""
    ends_at: Mapped[dt.datetime] = mapped_column(index=True)


class UndoStep(Named, Base):
    """One change of a school's data, as it was before, for the one who made it."""

    __tablename__ = "undo_step"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    label: Mapped[str]
    rows: Mapped[list[Any]]
    """For each row: its list, id, version after the change, and the document before (null: new)."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    used_at: Mapped[dt.datetime | None]
