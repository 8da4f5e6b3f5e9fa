"""
A school taken for a change, and what every change of it does.

The lock makes changes of one school wait for each other, on PostgreSQL too: places in a list and
versions can then be read and written without anybody in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler.domain.coaching import CONFIDENTIAL
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import load, snapshots
from scheduler.store.columns import now
from scheduler.store.ids import new_id
from scheduler.store.queries import jobs
from scheduler.store.tables.places import SchoolYear, Site
from scheduler.store.tables.school import ListTable, school_value
from scheduler.store.tables.trail import Audit

__all__ = ["FORGOTTEN", "HeldSchool", "changed_fields"]

FORGOTTEN = frozenset({"requests"})
"""Lists whose rows leave nothing behind when they go: nobody shall see a withdrawal."""


class HeldSchool:
    """
    A school that is being changed: locked until the end of the transaction, audited.

    Parameters
    ----------
    by
        Id of the user; None: the program itself.
    expected
        The edition that the user saw. Default None: whatever is there.

    Raises
    ------
    NotFoundError
        If there is no such school.
    ConflictError
        If it is another edition.
    """

    def __init__(
        self, session: Session, school_id: str, by: str | None, expected: str | None = None
    ) -> None:
        self.session, self.school_id, self.by = session, school_id, by
        query = (
            select(SchoolYear.edition, Site.district_id)
            .join(Site, Site.id == SchoolYear.site_id)
            .where(SchoolYear.id == school_id)
            .with_for_update(of=SchoolYear)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            raise NotFoundError("There is no such school.")
        if expected is not None and found.edition != expected:
            raise ConflictError(
                "The school's data were changed meanwhile; nothing was saved. Look at what would"
                " change now, and confirm again."
            )
        self.district_id = found.district_id
        self.edition = new_id()
        where = SchoolYear.id == school_id
        session.execute(update(SchoolYear).where(where).values(edition=self.edition))

    def note(
        self,
        action: str,
        table: str,
        row: str = "",
        fields: Iterable[str] = (),
        version: int | None = None,
    ) -> None:
        """Write the audit; of a request neither what is confidential nor that it is gone."""
        if table in FORGOTTEN:
            fields = [name for name in fields if name not in CONFIDENTIAL]
        self.session.add(
            Audit(
                user_id=self.by,
                action=action,
                district_id=self.district_id,
                school_id=self.school_id,
                table=table,
                row=row,
                fields=list(fields),
                version=version,
            )
        )

    def row_is(self, of: ListTable, id: str) -> ColumnElement[bool]:
        """Pick one row of a list."""
        return (of.table.c.school_id == self.school_id) & (of.table.c.id == id)

    def update(self, of: ListTable, id: str, values: Mapping[str, Any]) -> None:
        """Write some columns of a row."""
        self.session.execute(update(of.table).where(self.row_is(of, id)).values(**values))

    def place(self, of: ListTable, positions: Mapping[str, int]) -> None:
        """Save the places of rows; versions stay, because nobody edits a place in a form."""
        if not positions:
            return
        where = (of.table.c.school_id == self.school_id) & (of.table.c.id == bindparam("row"))
        statement = update(of.table).where(where).values(position=bindparam("place"))
        places = [{"row": id, "place": place} for id, place in positions.items()]
        self.session.execute(statement, places)

    def delete(self, of: ListTable, id: str, version: int) -> None:
        """Delete a row so that it can be restored, or for good where nothing may be left."""
        if of.name in FORGOTTEN:
            self.session.execute(delete(of.table).where(self.row_is(of, id)))
            snapshots.forget(self.session, self.school_id, id)
            jobs.forget(self.session, self.school_id, id)
            return
        self.update(of, id, {"deleted_at": now(), "version": version + 1})
        self.note("delete", of.name, id, version=version + 1)

    def value_row(self, name: str) -> dict[str, Any] | None:
        """Read one of the school's values as it is kept; None where nobody has entered it."""
        query = select(school_value).where(*self._value_is(name))
        found = self.session.execute(query).mappings().one_or_none()
        return None if found is None else dict(found)

    def save_value(self, name: str, content: Any, found: Mapping[str, Any] | None) -> int:
        """Write one of the school's values over what was found; return its version."""
        document = load.written(name, content)
        if found is None:
            version = self._last_version(name) + 1
            row = {"school_id": self.school_id, "name": name, "version": version}
            self.session.execute(insert(school_value).values(**row, document=document))
            self.note("change", name, version=version)
            return version
        before, version = found["document"], found["version"]
        if before == document:
            return int(version)
        values = {"version": version + 1, "document": document}
        self.session.execute(update(school_value).where(*self._value_is(name)).values(values))
        self.note("change", name, "", _changed_parts(before, document), version + 1)
        return int(version) + 1

    def remove_value(self, name: str, version: int) -> None:
        """Let one of the school's values be as if nobody had entered it."""
        self.session.execute(delete(school_value).where(*self._value_is(name)))
        self.note("delete", name, version=version + 1)

    def _last_version(self, name: str) -> int:
        """Return the last version of a value that was taken back: no version comes twice."""
        query = select(func.max(Audit.version)).where(
            Audit.school_id == self.school_id, Audit.table == name, Audit.row == ""
        )
        return self.session.scalar(query) or 0

    def _value_is(self, name: str) -> tuple[ColumnElement[bool], ...]:
        return school_value.c.school_id == self.school_id, school_value.c.name == name


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name the columns in which two rows differ."""
    return [name for name, value in after.items() if before[name] != value]


def _changed_parts(before: Any, after: Any) -> list[str]:
    """Name the fields in which two records differ; what is as usual is not written."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    names = dict.fromkeys((*before, *after))
    return [name for name in names if before.get(name) != after.get(name)]
