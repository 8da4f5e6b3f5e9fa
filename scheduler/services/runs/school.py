"""The school that a run is given: as entered, less the time for which other sites have people."""

from __future__ import annotations

from scheduler.domain.school import School
from scheduler.services.sites.shared import with_other_sites
from scheduler.store import load
from scheduler.store.db import Session
from scheduler.store.queries.sites import Year

__all__ = ["school_to_solve"]


def school_to_solve(session: Session, year: Year) -> School:
    """
    Return a school as it is now.

    Who works at several sites is not there while the other site's published plan has them.

    Raises
    ------
    InvalidProblemError
        With all that is missing or does not fit together.
    """
    return with_other_sites(session, year, load.school(session, year.id))
