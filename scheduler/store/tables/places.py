"""Districts, their sites, and each site's school years."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, Versioned, now
from scheduler.store.ids import new_id

__all__ = ["District", "SchoolYear", "SharedPerson", "SharedPost", "Site"]


class District(Named, Versioned, Base):
    """A district: the border that nobody sees across."""

    __tablename__ = "district"

    name: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Site(Named, Versioned, Base):
    """A school as a place, year after year."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("district_id", "name"),)

    district_id: Mapped[Id] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    closed_at: Mapped[dt.datetime | None]


class SchoolYear(Named, Versioned, Base):
    """
    A site in one school year: what the domain calls a school.

    Its rows are in the tables of `tables.school`.
    """

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("site_id", "year"),)

    site_id: Mapped[Id] = mapped_column(ForeignKey("site.id"), index=True)
    year: Mapped[str]
    """As people say it: 2026-27."""
    edition: Mapped[Id] = mapped_column(default=new_id)
    """Another one with each change of any of its rows: what is cached or shown knows its age."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    archived_at: Mapped[dt.datetime | None]


class SharedPerson(Named, Base):
    """Somebody who works at several sites of a district."""

    __tablename__ = "shared_person"

    district_id: Mapped[Id] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str]


class SharedPost(Base):
    """Who a shared person is at one of the sites."""

    __tablename__ = "shared_post"
    __table_args__ = (UniqueConstraint("site_id", "staff_id"),)

    person_id: Mapped[Id] = mapped_column(
        ForeignKey("shared_person.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[Id] = mapped_column(ForeignKey("site.id"), primary_key=True)
    staff_id: Mapped[str]
    """The domain's id of a member of staff, the same in each of the site's years."""
