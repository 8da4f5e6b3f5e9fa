"""Coaching requests in whole schools: what a file may bring, and what may leave.

Only teachers start, confirm or withdraw their requests.  What anybody else brings in is to be
confirmed, and what leaves in a file says nothing that a teacher told the solver alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.school import School

__all__ = ["brought", "outside", "to_confirm", "with_requests"]


def to_confirm(school: School) -> School:
    """Return a school whose requests all wait for their teachers' word."""
    return dataclasses.replace(school, requests=tuple(map(_waiting, school.requests)))


def brought(present: School | None, school: School) -> tuple[CoachingRequest, ...]:
    """List the requests that a file adds to those there are, each to be confirmed."""
    known = {one.id for one in present.requests} if present else set()
    return tuple(_waiting(one) for one in school.requests if one.id not in known)


def outside(school: School) -> School:
    """Return a school as it may leave: confirmed requests, without wishes and exclusions."""
    shown = (
        dataclasses.replace(one, wished_coach=None, not_coaches=(), planning_is_fine=False)
        for one in school.requests
        if one.is_confirmed
    )
    return with_requests(school, shown)


def with_requests(school: School, requests: Iterable[CoachingRequest]) -> School:
    """Return a school with these requests alone; locks of sessions of others go with them."""
    kept = tuple(requests)
    known = {one.id for one in kept}
    locks = tuple(one for one in school.session_locks if one.request in known)
    return dataclasses.replace(school, requests=kept, session_locks=locks)


def _waiting(one: CoachingRequest) -> CoachingRequest:
    return dataclasses.replace(one, status=RequestStatus.TO_CONFIRM, must=False)
