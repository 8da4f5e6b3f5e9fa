"""People who sign in, what they may do where, and how they prove who they are."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, Versioned, now

__all__ = [
    "FeedAddress",
    "Identity",
    "Invitation",
    "Membership",
    "PasswordReset",
    "SignInAttempts",
    "User",
    "UserSession",
]


class User(Named, Versioned, Base):
    """Somebody who can sign in."""

    __tablename__ = "user_account"  # PostgreSQL keeps the word user for itself

    email: Mapped[str] = mapped_column(unique=True)
    """In lower case."""
    name: Mapped[str]
    password_hash: Mapped[str | None]
    """None: they sign in elsewhere."""
    password_changed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    deactivated_at: Mapped[dt.datetime | None]


class Membership(Named, Base):
    """A role of a person: at one site, in the whole district, or on the whole server."""

    __tablename__ = "membership"
    # A second net: two people who are the same teacher could read each other's coaching.
    __table_args__ = (UniqueConstraint("site_id", "staff_id", "role"),)

    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str]
    district_id: Mapped[Id | None] = mapped_column(ForeignKey("district.id"), index=True)
    """None: every district, for an administrator."""
    site_id: Mapped[Id | None] = mapped_column(ForeignKey("site.id"), index=True)
    """None: the whole district."""
    staff_id: Mapped[str | None]
    """Who of the site's staff they are: the domain's id."""
    may_publish: Mapped[bool] = mapped_column(default=False)
    """The extra grant of a scheduler; principals need none."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Invitation(Named, Base):
    """A single-use link that makes somebody a member."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    """In lower case. None: whoever has the link says who they are, as the first administrator."""
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    district_id: Mapped[Id | None] = mapped_column(ForeignKey("district.id"))
    site_id: Mapped[Id | None] = mapped_column(ForeignKey("site.id"))
    staff_id: Mapped[str | None]
    may_publish: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """None: from the server's console."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    """When it was accepted or taken back; from then on it opens nothing."""
    accepted_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))


class PasswordReset(Named, Base):
    """A single-use link to set a new password."""

    __tablename__ = "password_reset"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    made_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """None: asked for by mail, or made at the server's console."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class SignInAttempts(Base):
    """How often somebody tried to sign in lately, counted together by account, address, browser."""

    __tablename__ = "sign_in_attempts"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash: who can read the database learns neither address nor e-mail from it."""
    attempts: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(index=True)


class UserSession(Named, Base):
    """One browser in which somebody is signed in; revoking ends it at once."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    agent: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class FeedAddress(Named, Base):
    """A secret calendar address: somebody's own days at one site."""

    __tablename__ = "feed_address"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    site_id: Mapped[Id] = mapped_column(ForeignKey("site.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    revoked_at: Mapped[dt.datetime | None]


class Identity(Named, Base):
    """Who a person is at an outside sign-in provider."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    issuer: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
