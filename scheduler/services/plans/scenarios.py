"""
Scenarios: a copy of the school with changes, built beside its own data, and taken over if liked.

The school's data stay as they are: a scenario is the snapshot that its plan was made from. Locks
set by hand are such changes, too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from scheduler.domain.orders import BuildOrder
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, NotFoundError
from scheduler.formats.schooljson import dump_school
from scheduler.services.context import place_of
from scheduler.services.plans.show import find
from scheduler.services.runs import show as runs
from scheduler.services.runs.start import order_on
from scheduler.services.sites.import_ import Look, look
from scheduler.services.sites.shared import with_other_sites
from scheduler.services.sites.sources import Format, Source
from scheduler.store import load, reading, snapshots
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites

__all__ = ["take_over", "try_fix"]

_LONGEST_NAME, _LONGEST_NOTE = 100, 2000
_TIME_LIMIT_S = 120.0


def try_fix(viewer: Viewer, school: str, run: str, number: int) -> str:
    """
    Have a plan built for the school with a fix that an explanation has found; return the run.

    Parameters
    ----------
    run
        That explained why there is no solution.
    number
        Of the fix, 0 the first.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such run of this school.
    ConflictError
        If it has found no such fix.
    """
    require(viewer, Action.BUILD, place_of(viewer, school))
    found = runs.run(viewer, run)
    fixes = (found.result or {}).get("fixes") or []
    if found.school != school:
        raise NotFoundError("There is no such run, or none that you may know of.")
    if not 0 <= number < len(fixes):
        raise ConflictError("This run has found no such fix.")
    fix = fixes[number]
    with reading() as session:
        mended = snapshots.school_of(session, fix["snapshot"])
    order = BuildOrder(
        name=_short(fix), note=fix["text"][:_LONGEST_NOTE], time_limit_s=_TIME_LIMIT_S
    )
    return order_on(viewer, school, "build", order, mended)


def take_over(viewer: Viewer, school: str, plan: str) -> Look:
    """
    Say what would change in the school's data to be those that a plan was made from.

    It is confirmed as an import is. What other sites have promised their people is left as it is.

    Raises
    ------
    InvalidProblemError
        If the school's data do not fit together just now.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with reading() as session:
        head = find(session, school, plan)
        theirs = _without_promises(session, school, plans.school_of(session, plan))
    content = dump_school(dataclasses.replace(theirs, requests=())).encode()
    source = Source(Format.SCHOOL, f"plan {head.number} · {head.name}", content)
    return look(viewer, school, source)


def _short(fix: Mapping[str, Any]) -> str:
    """Name a scenario by what its fix does."""
    words = " ".join(one["text"].partition(". It buys")[0] for one in fix["changes"])
    name = f"If: {words}"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _without_promises(session: Session, school: str, theirs: School) -> School:
    """Give shared people back the times that only the promises to other sites took from them."""
    present = load.school(session, school)
    with_others = with_other_sites(session, sites.year(session, school), present)
    staff = tuple(
        dataclasses.replace(
            one,
            **{
                field.name: getattr(present.person[one.id], field.name)
                for field in dataclasses.fields(one)
                if getattr(one, field.name) == getattr(with_others.person[one.id], field.name)
            },
        )
        if one.id in present.person
        else one
        for one in theirs.staff
    )
    return dataclasses.replace(theirs, staff=staff)
