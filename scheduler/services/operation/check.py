"""Look the data over: the file itself, the tables, every school and every plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.plan import PlanState
from scheduler.domain.referee import check
from scheduler.domain.roles import SERVER, Action, Viewer, require
from scheduler.errors import InvalidProblemError, SchedulerError
from scheduler.store import backup, load, migrate, reading
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries.everything import plan_ids, school_ids

__all__ = ["Finding", "findings"]


@dataclass(frozen=True)
class Finding:
    """
    What somebody should look at.

    Parameters
    ----------
    place
        The file, a table, a school or a plan.
    text
        What is wrong there, in a sentence.
    is_damage
        Whether it must not be; else it is work that a school has not finished.
    """

    place: str
    text: str
    is_damage: bool


def findings(viewer: Viewer) -> Iterator[Finding]:
    """
    Look everything over.

    Parameters
    ----------
    viewer
        Who asks.
    """
    require(viewer, Action.OPERATE, SERVER)
    damage = tuple(backup.damage()) if migrate.is_file() else ()
    yield from (Finding("database", text, is_damage=True) for text in damage)
    if damage:
        return  # what can be read of such a file says nothing
    if not migrate.is_current():
        yield Finding("database", "It is in another release's state.", is_damage=True)
        return
    for difference in migrate.differences():
        yield Finding("database", f"Not as this release makes it: {difference}", is_damage=True)
    with reading() as session:
        yield from _schools(session)
        yield from _plans(session)


def _schools(session: Session) -> Iterator[Finding]:
    for school in school_ids(session):
        try:
            load.school(session, school)
        except InvalidProblemError as error:
            for text in error.problems:
                yield Finding(f"school {school}", text, is_damage=False)
        except SchedulerError as error:
            yield Finding(f"school {school}", str(error), is_damage=True)


def _plans(session: Session) -> Iterator[Finding]:
    """Read every plan; the published ones have to keep their rules, too."""
    for plan, state in plan_ids(session):
        try:
            school, content = plans.school_of(session, plan), plans.content(session, plan)
        except Exception as error:  # damaged bytes may bring any of them
            text = f"It cannot be read ({type(error).__name__})."
            yield Finding(f"plan {plan}", text, is_damage=True)
            continue
        if state is PlanState.PUBLISHED and (broken := check(school, content).violations):
            text = f"It is published and breaks {len(broken)} rules: {broken[0].text}"
            yield Finding(f"plan {plan}", text, is_damage=True)
