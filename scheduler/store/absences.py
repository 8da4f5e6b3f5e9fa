"""Keeps absences, the proposal that waits for approval, and what really happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store.columns import now
from scheduler.store.conflict import lock_school
from scheduler.store.packed import pack, unpack
from scheduler.store.recent import Recent
from scheduler.store.tables.absences import AbsenceRecord, CoverProposal, Happening
from scheduler.store.tables.people import User

__all__ = [
    "Happened",
    "Known",
    "Made",
    "Proposed",
    "add",
    "between",
    "drop_proposal",
    "find",
    "happened",
    "keep_proposal",
    "proposal",
    "settle",
    "standing",
    "take_back",
    "tell",
]

_KEPT = dt.timedelta(days=2 * 365)
"""How long absences, and what really happened, are kept."""

_PLAN = Record(Plan)
_recent: Recent[tuple[str, dt.datetime], Plan] = Recent(most=8)


@dataclass(frozen=True)
class Known:
    """
    An absence that was recorded.

    Parameters
    ----------
    plan
        Id of the plan in which it was dealt with; None: it waits for that.
    is_changed
        Whether it was taken back because it lasts otherwise; what is left is recorded anew.
    """

    id: str
    version: int
    absence: Absence
    created_at: dt.datetime
    created_by: str
    plan: str | None
    taken_back_at: dt.datetime | None
    is_changed: bool = False

    @property
    def key(self) -> list[object]:
        """Id and version, as a proposal remembers it."""
        return [self.id, self.version]


@dataclass(frozen=True, kw_only=True)
class Made:
    """
    What is proposed for the absences that wait.

    Parameters
    ----------
    base
        Id of the published plan from which it was made.
    absences
        Ids and versions of the absences it deals with.
    order
        What was chosen by hand.
    """

    base: str
    absences: Sequence[Sequence[object]]
    order: Mapping[str, Any]
    plan: Plan
    is_proven: bool


@dataclass(frozen=True, kw_only=True)
class Proposed(Made):
    """A proposal that was kept, with its version."""

    version: int
    made_at: dt.datetime


@dataclass(frozen=True)
class Happened:
    """What somebody has told of a row afterwards."""

    row: str
    date: dt.date
    took_place: bool
    coverer: str | None
    at: dt.datetime
    by: str


# --- absences ------------------------------------------------------------------------------------


def add(
    session: Session,
    school_id: str,
    absence: Absence,
    by: str | None,
    plan: str | None = None,
) -> str:
    """
    Record an absence; what is older than anybody needs is deleted on the way.

    Parameters
    ----------
    plan
        Id of the plan in which it was dealt with as part of a longer one; None: it waits.
    """
    lock_school(session, school_id)
    old = now().date() - _KEPT
    session.execute(delete(AbsenceRecord).where(AbsenceRecord.last < old))
    session.execute(delete(Happening).where(Happening.date < old))
    row = AbsenceRecord(
        school_id=school_id,
        staff_id=absence.person,
        first=absence.first,
        last=absence.last,
        periods=list(absence.periods),
        created_by=by,
        plan_id=plan,
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, school_id: str, id: str) -> Known:
    """
    Return one absence.

    Raises
    ------
    NotFoundError
        If the school has none of that id.
    """
    query = _query().where(AbsenceRecord.id == id, AbsenceRecord.school_id == school_id)
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("There is no such absence.")
    return _known(*found)


def between(session: Session, school_id: str, first: dt.date, last: dt.date) -> tuple[Known, ...]:
    """List absences on these dates, those taken back among them, in the order of the dates."""
    query = _query().where(
        AbsenceRecord.school_id == school_id,
        AbsenceRecord.first <= last,
        AbsenceRecord.last >= first,
    )
    return tuple(_known(*one) for one in session.execute(query))


def standing(session: Session, school_id: str) -> tuple[Known, ...]:
    """List the absences that were not taken back."""
    query = _query().where(
        AbsenceRecord.school_id == school_id,
        AbsenceRecord.taken_back_at.is_(None),
    )
    return tuple(_known(*one) for one in session.execute(query))


def settle(session: Session, ids: Iterable[str], plan_id: str) -> None:
    """Write down in which plan absences were dealt with."""
    for row in session.scalars(select(AbsenceRecord).where(AbsenceRecord.id.in_([*ids]))):
        row.plan_id = plan_id
    session.flush()


def take_back(
    session: Session, school_id: str, id: str, expected: int, *, is_changed: bool = False
) -> None:
    """
    Write down that somebody is not absent after all, or not as it was entered.

    Raises
    ------
    NotFoundError, ConflictError
        If there is no such absence; if somebody did something with it meanwhile.
    """
    lock_school(session, school_id)
    row = session.get(AbsenceRecord, id, populate_existing=True)
    if row is None or row.school_id != school_id:
        raise NotFoundError("There is no such absence.")
    if row.version != expected or row.taken_back_at is not None:
        raise ConflictError("Somebody did something with this absence meanwhile; look again.")
    row.taken_back_at, row.is_changed = now(), is_changed
    session.flush()


def _query() -> Any:
    return (
        select(AbsenceRecord, User.name)
        .outerjoin(User, User.id == AbsenceRecord.created_by)
        .order_by(AbsenceRecord.first, AbsenceRecord.created_at, AbsenceRecord.id)
    )


def _known(row: AbsenceRecord, name: str | None) -> Known:
    absence = Absence(
        person=row.staff_id, first=row.first, last=row.last, periods=tuple(row.periods)
    )
    return Known(
        *(row.id, row.version, absence, row.created_at, name or ""),
        plan=row.plan_id,
        taken_back_at=row.taken_back_at,
        is_changed=row.is_changed,
    )


# --- the proposal --------------------------------------------------------------------------------


def proposal(session: Session, school_id: str) -> Proposed | None:
    """Return what is proposed at present; what it was made for may have changed since."""
    row = session.get(CoverProposal, school_id, populate_existing=True)
    if row is None:
        return None
    plan = _recent.get((school_id, row.created_at), lambda: _PLAN.read(unpack(row.document)))
    return Proposed(
        base=row.base_id,
        absences=row.absences,
        order=row.order,
        plan=plan,
        is_proven=row.is_proven,
        version=row.version,
        made_at=row.created_at,
    )


def keep_proposal(
    session: Session, school_id: str, made: Made, *, expected: int | None = None
) -> int:
    """
    Keep a proposal in place of the one before; return its version.

    Parameters
    ----------
    expected
        Version of the one before that the viewer saw; None: whichever there is.

    Raises
    ------
    ConflictError
        If somebody has changed it meanwhile.
    """
    lock_school(session, school_id)
    row = session.get(CoverProposal, school_id, populate_existing=True)
    if expected is not None and (row is None or row.version != expected):
        raise ConflictError("Somebody has changed this proposal meanwhile; look again.")
    if row is None:
        row = CoverProposal(school_id=school_id)
        session.add(row)
    row.base_id, row.absences = made.base, [list(one) for one in made.absences]
    row.order, row.is_proven = dict(made.order), made.is_proven
    row.document, row.created_at = pack(_PLAN.write(made.plan)), now()
    session.flush()
    return row.version


def drop_proposal(session: Session, school_id: str) -> None:
    """Forget a proposal: it was approved, or nobody is absent."""
    session.execute(delete(CoverProposal).where(CoverProposal.school_id == school_id))


# --- what really happened ------------------------------------------------------------------------


def tell(
    session: Session,
    school_id: str,
    row: str,
    date: dt.date,
    *,
    took_place: bool,
    coverer: str | None,
    by: str | None,
) -> str:
    """Write down what became of a row; what was told before stays."""
    one = Happening(
        school_id=school_id,
        row_id=row,
        date=date,
        took_place=took_place,
        coverer=coverer,
        by=by,
    )
    session.add(one)
    session.flush()
    return one.id


def happened(session: Session, school_id: str) -> dict[str, tuple[Happened, ...]]:
    """Return all that was told afterwards, by row, the last word last."""
    query = (
        select(Happening, User.name)
        .outerjoin(User, User.id == Happening.by)
        .where(Happening.school_id == school_id)
        .order_by(Happening.at, Happening.id)
    )
    found: dict[str, list[Happened]] = {}
    for row, name in session.execute(query):
        one = Happened(row.row_id, row.date, row.took_place, row.coverer, row.at, name or "")
        found.setdefault(row.row_id, []).append(one)
    return {row: tuple(words) for row, words in found.items()}
