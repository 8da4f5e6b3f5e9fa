"""
What a teacher and a coach have with one another: read by the two of them, never part of a school.

All of it hangs on accounts, not on places in a staff list: who takes over somebody's place does not
take over what they wrote. No foreign key leads to the request: it lives in the school's own tables
and may be gone first. Who may read which column stands in `domain.confidence`; a column without a
line there fails a test.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, Versioned, now

__all__ = [
    "CoachUnavailable",
    "CoachingInvitation",
    "CoachingLink",
    "CoachingOffer",
    "ColleagueAsked",
    "CycleState",
    "InvitationHidden",
    "PairContent",
]


class CycleState(Versioned, Base):
    """Whose a request is, and how far the two are with one another."""

    __tablename__ = "coaching_cycle"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    """The domain's id of the request."""
    teacher_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """None: the teacher has not said anything yet."""
    coach_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """Who has accepted to be the coach."""
    coach_staff: Mapped[str | None]
    """Their id on the staff, also where they have no account."""
    suggested_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """Who brought it in; None: the teacher, or a file."""
    teacher_agreed_at: Mapped[dt.datetime | None]
    coach_agreed_at: Mapped[dt.datetime | None]
    colleague_area: Mapped[str | None]
    """Somebody who teaches this is asked to take part; None: whom the request names."""
    fit_job: Mapped[str | None]
    """The job that looks for places, or books them."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class ColleagueAsked(Base):
    """Somebody is asked to take part in a colleague's request; who declines leaves no row."""

    __tablename__ = "coaching_colleague"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """Who has said yes; None: nobody has said anything yet."""
    agreed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class CoachingLink(Named, Base):
    """By it somebody without an account answers one entry, once."""

    __tablename__ = "coaching_link"

    token_hash: Mapped[str] = mapped_column(unique=True)
    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    request_id: Mapped[str]
    staff_id: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]


class CoachingOffer(Named, Base):
    """One way to serve a request in the published plan, and what the two say to it."""

    __tablename__ = "coaching_offer"
    __table_args__ = (Index(None, "school_id", "request_id"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    request_id: Mapped[str]
    place: Mapped[int]
    """The best is the first."""
    coach_staff: Mapped[str]
    sessions: Mapped[list[Any]]
    reasons: Mapped[list[Any]]
    teacher_said: Mapped[bool | None]
    partner_said: Mapped[bool | None]
    """What the coach says; where a colleague is visited, what that colleague says."""
    partner_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """The account that has accepted so."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class PairContent(Named, Versioned, Base):
    """One piece of it: a goal, an agreement, a letter, a reflection, a log."""

    __tablename__ = "pair_content"
    __table_args__ = (Index(None, "school_id", "request_id"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    request_id: Mapped[str]
    """The domain's id of the request."""
    kind: Mapped[str]
    """One of `domain.confidence.CONTENT`."""
    session: Mapped[str | None]
    """The booked session it is about: id of the assignment."""
    teacher_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), index=True)
    coach_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """The other of the pair when it was written; None: whoever becomes the coach."""
    author_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    keep_until: Mapped[dt.date | None]
    """As the pair has agreed; deleted afterwards."""


class CoachingInvitation(Named, Base):
    """A word to a group that coaching is there; nobody keeps who answered what."""

    __tablename__ = "coaching_invitation"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    invited_by: Mapped[Id] = mapped_column(ForeignKey("user_account.id"))
    group: Mapped[str] = mapped_column("group_name")
    """Of the school: "everybody", or kind and id of a PD group or a team."""
    template: Mapped[str]
    words: Mapped[str]
    first: Mapped[dt.date] = mapped_column("first_date")
    last: Mapped[dt.date] = mapped_column("last_date")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class InvitationHidden(Base):
    """Somebody does not want to see an invitation any more, which is nobody else's business."""

    __tablename__ = "coaching_invitation_hidden"

    invitation_id: Mapped[Id] = mapped_column(
        ForeignKey("coaching_invitation.id"), primary_key=True
    )
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"), primary_key=True)


class CoachUnavailable(Named, Base):
    """Time that a coach wants to keep free of new coaching."""

    __tablename__ = "coach_unavailable"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"))
    staff_id: Mapped[str]
    weekday: Mapped[str | None]
    """None: every day between the dates."""
    first: Mapped[dt.date | None] = mapped_column("first_date")
    last: Mapped[dt.date | None] = mapped_column("last_date")
    start: Mapped[int | None] = mapped_column("start_minute")
    """Minutes of the day, [start, end); None: the whole day."""
    end: Mapped[int | None] = mapped_column("end_minute")
