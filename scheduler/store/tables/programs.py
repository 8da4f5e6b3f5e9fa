"""What programs are let in with, and what they were answered, so that a call may be repeated."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["AccessToken", "PastCall"]


class AccessToken(Named, Base):
    """A person's token for a program of theirs; it allows what the person may do, or less."""

    __tablename__ = "access_token"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    scope: Mapped[str]
    """"read" or "write"."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class PastCall(Base):
    """A call that its program may send again without its being done again."""

    __tablename__ = "past_call"

    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_hash: Mapped[str]
    """Of the address and the body: the same key for another call is a mistake."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    answer: Mapped[dict[str, Any] | None]
    """None while it is being done."""
