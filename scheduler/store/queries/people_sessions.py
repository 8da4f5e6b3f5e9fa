"""Sessions, and how often somebody tried to start one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scheduler.store.tables.people import SignInAttempts, User, UserSession

__all__ = [
    "attempts",
    "forget",
    "lapsed_user",
    "live_session",
    "live_sessions",
    "revoke",
    "revoke_all",
    "revoke_everybodys",
    "take_back",
    "touch",
]


def live_session(
    session: Session, token_hash: str, at: dt.datetime, idle: dt.timedelta
) -> tuple[UserSession, User] | None:
    """Return a session that still counts, and whose it is."""
    found = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > at,
            UserSession.seen_at > at - idle,
            User.deactivated_at.is_(None),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def lapsed_user(session: Session, token_hash: str) -> str | None:
    """Return whose a session was that nobody has ended: it counts, or has only grown too old."""
    return session.scalar(
        select(User.id)
        .join(UserSession, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.revoked_at.is_(None),
            User.deactivated_at.is_(None),
        )
    )


def live_sessions(
    session: Session, user_id: str, at: dt.datetime, idle: dt.timedelta
) -> Sequence[UserSession]:
    """Return where somebody is signed in, last used first."""
    return session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > at,
            UserSession.seen_at > at - idle,
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id)
    ).all()


def revoke(session: Session, session_id: str, user_id: str, at: dt.datetime) -> bool:
    """End one session of somebody; return whether there was such a session of theirs."""
    found = session.scalar(
        select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    )
    if found is None:
        return False
    found.revoked_at = found.revoked_at or at
    return True


def revoke_all(session: Session, user_id: str, at: dt.datetime, but: str | None = None) -> None:
    """End all sessions of somebody, but perhaps for the one they are working in."""
    rows = update(UserSession).where(
        UserSession.user_id == user_id, UserSession.revoked_at.is_(None)
    )
    if but is not None:
        rows = rows.where(UserSession.id != but)
    session.execute(rows.values(revoked_at=at))


def revoke_everybodys(session: Session, at: dt.datetime) -> None:
    """End every session of everybody."""
    open_ones = update(UserSession).where(UserSession.revoked_at.is_(None))
    session.execute(open_ones.values(revoked_at=at))


def touch(session: Session, session_id: str, at: dt.datetime) -> None:
    """Note that a session was used; never to an earlier moment."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.seen_at < at)
        .values(seen_at=at)
    )


def attempts(session: Session, bucket: str, at: dt.datetime) -> SignInAttempts:
    """Return the row that counts something, made where there is none; locked until the end."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = select(SignInAttempts).where(SignInAttempts.bucket == bucket).with_for_update()
    while (found := session.scalar(row)) is None:  # once more if it is forgotten in between
        session.execute(
            insert(SignInAttempts)
            .values(bucket=bucket, attempts=0, last_at=at)
            .on_conflict_do_nothing()
        )
    return found


def take_back(session: Session, bucket: str, *, everything: bool = False) -> None:
    """Take back the attempt that was counted last, or all that were counted before, too."""
    left = 0 if everything else SignInAttempts.attempts - 1
    session.execute(
        update(SignInAttempts)
        .where(SignInAttempts.bucket == bucket, SignInAttempts.attempts > 0)
        .values(attempts=left)
    )


def forget(session: Session, before: dt.datetime) -> None:
    """Forget what is older than a moment and nobody is counting just now."""
    old = select(SignInAttempts.bucket).where(SignInAttempts.last_at < before)
    session.execute(
        delete(SignInAttempts).where(
            SignInAttempts.bucket.in_(old.with_for_update(skip_locked=True).scalar_subquery())
        )
    )
