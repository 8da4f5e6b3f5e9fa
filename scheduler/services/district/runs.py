"""Watch what was ordered for all schools of a district: builds, and what teams would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.roles import Action, Viewer, require
from scheduler.services.context import place_of_district
from scheduler.store import reading
from scheduler.store.queries import runs, sites
from scheduler.store.queries.runs import Run
from scheduler.store.queries.sites import Year

__all__ = ["Outlook", "SiteRun", "builds", "order_of", "outlook"]


@dataclass(frozen=True)
class SiteRun:
    """
    The latest build of a site; None where nothing was built yet.

    Its draft stays with the site.
    """

    school: Year
    run: Run | None

    @property
    def state(self) -> str:
        """Its state; empty where there is none."""
        return self.run.state.value if self.run else ""


@dataclass(frozen=True)
class Outlook:
    """
    What was found out last about teams at a site.

    Parameters
    ----------
    run
        The latest one, which may still go on.
    rungs
        What each number of Plus teachers costs and gives, by the number; empty: not found out.
    """

    school: Year
    run: Run | None
    rungs: Mapping[int, Mapping[str, Any]]

    @property
    def most(self) -> int | None:
        """How many Plus teachers are possible; None where that was not found out."""
        return max((k for k, one in self.rungs.items() if one["feasible"]), default=None)

    def at(self, k: int) -> Mapping[str, Any] | None:
        """Return what a team of this size gives; None where it is not possible."""
        found = self.rungs.get(k)
        return found if found is not None and found["feasible"] else None


def builds(viewer: Viewer, district: str, year: str) -> tuple[SiteRun, ...]:
    """List the latest build of each site."""
    schools, latest = _latest(viewer, Action.BUILD_DISTRICT, district, year, "build")
    return tuple(SiteRun(one, latest.get(one.id)) for one in schools)


def outlook(viewer: Viewer, district: str, year: str) -> tuple[Outlook, ...]:
    """List what teams would give at each site, as far as it was found out."""
    schools, latest = _latest(viewer, Action.PLAN_TEAM, district, year, "capacity")
    return tuple(Outlook(one, run := latest.get(one.id), _rungs(run)) for one in schools)


def order_of(viewer: Viewer, district: str, year: str, kind: str) -> Run | None:
    """Return the latest order for all schools of a district; None where there is none."""
    require(viewer, Action.COMPARE_SITES, place_of_district(viewer, district))
    with reading() as session:
        found = runs.of_district(session, district)
    mine = (
        one for one in found if (one.input["year"], one.input.get("kind", "build")) == (year, kind)
    )
    return next(mine, None)


def _latest(
    viewer: Viewer, action: Action, district: str, year: str, kind: str
) -> tuple[list[Year], dict[str, Run]]:
    place = place_of_district(viewer, district)
    require(viewer, action, place)
    with reading() as session:
        schools = [
            one
            for one in sites.years(session, [place])
            if one.name == year and one.archived_at is None
        ]
        return schools, runs.latest(session, [one.id for one in schools], kind)


def _rungs(run: Run | None) -> Mapping[int, Mapping[str, Any]]:
    if run is None or not run.result:
        return {}
    return {one["k"]: one for one in run.result["rungs"]}
