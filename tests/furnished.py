"""Sites of the cast with the small school in them, and its plan, published or not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.store import plans, save, snapshots, writing
from scheduler.store.columns import now
from scheduler.store.tables.jobs import JobState, SolverJob
from scheduler.store.tables.messages import Notice
from scheduler.store.tables.plans import StoredPlan
from tests.cast import plan_id, small_calendar, small_plan, small_school
from tests.services.plans_cast import other_plan

__all__ = [
    "add_draft",
    "add_ended_runs",
    "add_messages",
    "add_order",
    "add_runs",
    "fill",
    "furnish",
]


def furnish(site: str, name: str = "Small School", *, published: bool = True) -> str:
    """
    Give a site of the cast the small school and its plan.

    Returns
    -------
    str
        The id of the plan: the site's name and "-plan".
    """
    school = small_school(name=name)
    fill(f"{site}-year", school)
    year, id = f"{site}-year", f"{site}-plan"
    with writing() as session:
        snapshot = snapshots.take(session, year, school)
        plan = small_plan(calendar=small_calendar())
        head = plans.save(session, year, plan, snapshot=snapshot, name="Autumn", by=None)
        session.get_one(StoredPlan, head.id).id = id
        session.flush()
        if published:
            version = session.get_one(StoredPlan, id).version
            plans.publish(session, id, expected=version, by=None)
    return id


def fill(year: str, school: School) -> None:
    """Save a school's data in an opened year."""
    with writing() as session:
        save.whole(session, year, school, by=None)


def add_draft(site: str, calendar: CalendarAnswer | None = None, word: str = "draft") -> str:
    """
    Give a furnished site a draft that was made from its plan: one art lesson is on another day.

    Parameters
    ----------
    calendar
        Its calendar. Default none, as after a move by hand.
    word
        Makes its id; another for another content, since what a plan says is remembered by its id.

    Returns
    -------
    str
        The id of the draft: the site's name, a hyphen, and the word.
    """
    year, id = f"{site}-year", f"{site}-{word}"
    with writing() as session:
        parent = session.get_one(StoredPlan, f"{site}-plan")
        plan = other_plan(small_plan(calendar=calendar))
        head = plans.save(
            session,
            year,
            plan,
            snapshot=parent.snapshot_id,
            name="Spring",
            by=None,
            parent=parent.id,
            summary={"free_share": 0.604, "pd_days_placed": 2, "pd_days_owed": 2},
        )
        session.get_one(StoredPlan, head.id).id = id
    return id


def add_runs(site: str) -> str:
    """
    Give a site of the cast a capacity frontier that was found, and a build that goes on.

    Returns
    -------
    str
        The id of the run of the frontier: the site's name and "-run".
    """
    year = f"{site}-year"
    with writing() as session:
        session.add(
            SolverJob(
                id=f"{site}-run",
                kind="capacity",
                school_id=year,
                state=JobState.DONE,
                finished_at=now(),
                result={"rungs": [_rung(k) for k in range(3)], "why_no_more": "Why not 2: no."},
            )
        )
        session.add(
            SolverJob(
                id=f"{site}-build",
                kind="build",
                school_id=year,
                state=JobState.RUNNING,
                input={"name": "Spring"},
                progress=_point(9.0, 4, 2),
                history=[_point(1.0, 9, None), _point(3.0, 6, 1), _point(9.0, 4, 2)],
            )
        )
    return f"{site}-run"


def add_ended_runs(site: str) -> None:
    """Give a furnished site a run that ended in each way: ids end in the words of `ENDED`."""
    year = f"{site}-year"
    with writing() as session:
        snapshot = session.get_one(StoredPlan, f"{site}-plan").snapshot_id
        fixed = [{**one, "snapshot": snapshot} for one in _FIXED["fixes"]]
        for word, (kind, state, result) in ENDED.items():
            result = {**result, "fixes": fixed} if "fixes" in result else result
            plan = {"plan": f"{site}-plan"} if "plan" in result else {}
            session.add(
                SolverJob(
                    id=f"{site}-{word}",
                    kind=kind,
                    school_id=year,
                    state=state,
                    finished_at=now(),
                    snapshot_id=snapshot,
                    input={} if kind == "explain" else {"name": "Spring, once more"},
                    error="The server was stopped meanwhile." if state == JobState.FAILED else None,
                    result=result | plan,
                    progress=_point(61.0, 4, 2) if plan else None,
                    history=[_point(1.0, 9, None), _point(61.0, 4, 2)] if plan else [],
                )
            )


_NO_SOLUTION: dict[str, Any] = {
    "status": "infeasible",
    "stage": "staffing",
    "reasons": [
        {
            "key": "S1",
            "text": "ELA needs 10 periods a cycle, and those who teach it have 8.",
            "ids": ["alice", "dave"],
            "numbers": {},
        },
        {
            "key": "S2",
            "text": "2 Plus teachers are to be released: Dave Diaz and Erin Evans.",
            "ids": ["erin"],
            "numbers": {},
        },
    ],
}
_FIXED = {
    **_NO_SOLUTION,
    "fixes": [
        {"text": "Release 1 Plus teacher instead of 2.", "changes": []},
        {"text": "Let Alice Adams teach 12 periods a cycle instead of 10.", "changes": []},
    ],
    "fixes_of_requests": 1,
}

ENDED: Mapping[str, tuple[str, JobState, dict[str, Any]]] = {
    "best": ("build", JobState.DONE, {"status": "optimal", "plan": ""}),
    "stopped": ("build", JobState.DONE, {"status": "feasible", "plan": "", "holes": 2}),
    "unfound": ("build", JobState.DONE, {"status": "unknown", "stage": "timetable"}),
    "without": ("build", JobState.DONE, _NO_SOLUTION),
    "why": ("explain", JobState.DONE, _FIXED),
    "failed": ("build", JobState.FAILED, {}),
    "cancelled": ("build", JobState.CANCELLED, {}),
}
"""How runs end: kind, state and result of each."""


def add_messages(site: str) -> None:
    """
    Give Alice of a furnished site two messages: of the first plan, and that a class has moved.

    People then go by the same plan as before, with one more before it that was published.
    """
    year, id = f"{site}-year", f"{site}-plan"
    plan = small_plan(calendar=small_calendar())
    assert plan.timetable is not None
    meetings = tuple(
        dataclasses.replace(one, slot=Slot("Fri", 4)) if one.id == plan_id("ELA-6A Mon") else one
        for one in plan.timetable.meetings
    )
    before = dataclasses.replace(
        plan, timetable=dataclasses.replace(plan.timetable, meetings=meetings)
    )
    with writing() as session:
        snapshot = session.get_one(StoredPlan, id).snapshot_id
        head = plans.save(session, year, before, snapshot=snapshot, name="Summer", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
        session.expire_all()
        version = session.get_one(StoredPlan, id).version
        plans.publish(session, id, expected=version, by=None)
        for word, content in (("first", {}), ("told", {"changes": 2})):
            plan_of_it = id if word == "told" else None
            session.add(
                Notice(
                    id=f"{site}-{word}",
                    school_id=year,
                    staff_id="alice",
                    plan_id=plan_of_it,
                    content=content,
                )
            )


def add_order(district: str, site: str) -> None:
    """Give a district builds that were ordered for all its sites: one could not be, one is done."""
    left_out = {"site": "Hill Foxglove School", "problems": ["The bell schedule is missing.", "X."]}
    with writing() as session:
        session.add(
            SolverJob(
                kind="district",
                state=JobState.DONE,
                finished_at=now(),
                input={"district": district, "year": "2026-27"},
                result={"ordered": 2, "left_out": [left_out]},
            )
        )
        session.add(
            SolverJob(
                kind="build",
                school_id=f"{site}-year",
                state=JobState.DONE,
                started_at=now(),
                finished_at=now(),
                input={"name": "All"},
                result={"status": "feasible", "stage": "calendar"},
            )
        )


def _rung(k: int) -> dict[str, object]:
    figures: dict[str, object] = dict.fromkeys(
        ("average_class_size", "largest_class", "max_load", "densest_rhythm_over_half"), 20 + k
    )
    shares = ("free_share", "free_share_after_absences", "whole_day_share")
    figures |= dict.fromkeys(shares, None if k == 0 else 0.55) | {"preps": {"above_two": 1}}
    figures["coaching_days"] = 99.0 * k
    figures = figures if k < 2 else dict.fromkeys((*figures, "preps"))
    return {"k": k, "feasible": k < 2, "proven": True, "n_regular": 5.0 - k, "reason": "No."} | (
        figures
    )


def _point(at: float, value: float, bound: float | None) -> dict[str, object]:
    level = {"stage": "calendar", "level": "requests_unserved", "value": value, "bound": bound}
    return level | {"at": at, "elapsed_s": at}
