"""Scenarios: a fix tried on a copy; plans of different data; data of a plan taken over."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from scheduler.domain.orders import BuildOrder, SearchOrder
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services.plans import compare, locks, publish, scenarios
from scheduler.services.runs import resolve, things
from scheduler.services.sites import import_
from scheduler.services.sites.show import open_school
from scheduler.store import reading, snapshots, writing
from scheduler.store.columns import now
from scheduler.store.tables.jobs import JobState, SolverJob
from tests.cast import small_plan, small_school
from tests.jobs.conftest import job
from tests.prepared import prepared
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, town


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def mended() -> School:
    """Return the small school with a larger room."""
    rooms = tuple(dataclasses.replace(one, capacity=40) for one in small_school().rooms)
    return small_school(rooms=rooms)


def explained(place: Town) -> str:
    """Leave an explanation with one fix; return the run."""
    with writing() as session:
        fixed = snapshots.take(session, place.elm, mended())
        change = {"text": "Give every room 40 places. It buys all; it costs rooms."}
        fix = {"text": change["text"], "changes": [change], "snapshot": fixed}
        ids = ["101", "Art-7A", "r1", "x"]
        reason = {"key": "T3", "text": "Room 101 (101): no.", "ids": ids, "numbers": {}}
        run = SolverJob(
            kind="explain",
            school_id=place.elm,
            state=JobState.DONE,
            finished_at=now(),
            snapshot_id=snapshots.take(session, place.elm, small_school()),
            result={"status": "infeasible", "reasons": [reason], "fixes": [fix]},
        )
        session.add(run)
        session.flush()
        return run.id


def test_a_fix_is_built_from_a_copy_and_the_schools_data_stay(place: Town) -> None:
    run = scenarios.try_fix(place.principal, place.elm, explained(place), 0)
    ordered = job(run)
    assert ordered.input["name"] == "If: Give every room 40 places"
    assert ordered.input["note"].startswith("Give every room 40 places. It buys")
    with reading() as session:
        assert snapshots.school_of(session, ordered.snapshot_id) == mended()
    assert open_school(place.principal, Action.SEE_SCHOOL_DATA, place.elm).rooms == (
        small_school().rooms
    )


def test_only_who_builds_tries_a_fix_that_there_is(place: Town) -> None:
    run = explained(place)
    for who in (place.teacher, place.office):
        with pytest.raises(NotAllowedError):
            scenarios.try_fix(who, place.elm, run, 0)
    with pytest.raises(NotFoundError):
        scenarios.try_fix(place.stranger, place.elm, run, 0)
    with pytest.raises(NotFoundError):
        scenarios.try_fix(place.principal, place.oak, run, 0)
    for number in (1, -1):
        with pytest.raises(ConflictError, match="no such fix"):
            scenarios.try_fix(place.principal, place.elm, run, number)


def test_reasons_lead_to_the_rows_that_would_mend_them_but_not_to_requests(place: Town) -> None:
    said = things.told(place.principal, explained(place))
    ((text, found),) = said.reasons
    assert text == "Room 101: no."
    assert [(one.table, one.name) for one in found] == [
        ("rooms", "Room 101"),
        ("sections", "Art 7 (7A)"),
    ]


def test_a_scenario_is_taken_over_after_its_differences_were_seen(place: Town) -> None:
    head = saved(place.elm, school=mended())
    seen = scenarios.take_over(place.principal, place.elm, head.id)
    assert seen.id is not None
    assert any("rooms" in line for line in seen.lines)
    assert seen.gone == {}
    import_.confirm(place.principal, place.elm, seen.id)
    now_there = open_school(place.principal, Action.SEE_SCHOOL_DATA, place.elm)
    assert now_there.rooms == mended().rooms
    assert now_there.requests
    again = scenarios.take_over(place.principal, place.elm, head.id)
    assert (again.id, again.lines[-1]) == (None, "Nothing would change.")


def test_locks_set_by_hand_are_taken_over_too(place: Town) -> None:
    head = locks.lock(place.principal, place.elm, saved(place.elm).id, "section", "Art-7A")
    assert not publish.summary(place.principal, place.elm, head.id).is_current
    seen = scenarios.take_over(place.principal, place.elm, head.id)
    assert seen.id is not None
    import_.confirm(place.principal, place.elm, seen.id)
    assert publish.summary(place.principal, place.elm, head.id).is_current


def test_a_build_goes_on_with_the_data_of_a_plan(place: Town) -> None:
    head = saved(place.elm, school=mended())
    order = BuildOrder(previous=head.id)
    run = job(resolve.start_build_on(place.principal, place.elm, order))
    assert run.snapshot_id == head.snapshot
    with pytest.raises(InputError, match="Choose the plan"):
        resolve.start_build_on(place.principal, place.elm, BuildOrder())
    with pytest.raises(NotFoundError):
        resolve.start_build_on(place.principal, place.oak, order)


def test_an_explanation_is_of_the_school_of_the_run_that_found_no_solution(place: Town) -> None:
    scenario = scenarios.try_fix(place.principal, place.elm, explained(place), 0)
    order = SearchOrder()
    run = job(resolve.start_explain_of(place.principal, place.elm, scenario, order))
    assert (run.kind, run.snapshot_id) == ("explain", job(scenario).snapshot_id)
    with pytest.raises(NotFoundError):
        resolve.start_explain_of(place.principal, place.oak, scenario, order)


# --- plans made from different data --------------------------------------------------------------


def without_art() -> tuple[School, Plan]:
    """Return the small school after art in grade 7 was given up, and its plan."""
    school, plan = small_school(), small_plan()
    assert plan.staffing is not None
    assert plan.timetable is not None
    sections = tuple(one for one in school.sections if one.id != "Art-7A")
    return (
        dataclasses.replace(school, sections=sections),
        dataclasses.replace(
            plan,
            staffing=dataclasses.replace(
                plan.staffing,
                ownerships=tuple(
                    one for one in plan.staffing.ownerships if one.section != "Art-7A"
                ),
            ),
            timetable=dataclasses.replace(
                plan.timetable,
                meetings=tuple(one for one in plan.timetable.meetings if one.section != "Art-7A"),
            ),
        ),
    )


@pytest.mark.parametrize("is_first", [True, False])
def test_plans_made_from_different_data_are_each_judged_by_their_own(
    place: Town, is_first: bool
) -> None:
    school, plan = without_art()
    ids = [saved(place.elm).id, saved(place.elm, plan, school).id]
    columns = compare.compare(place.principal, place.elm, ids if is_first else ids[::-1])
    assert [one.report.is_valid for one in columns] == [True, True]
    difference = columns[1].difference
    assert difference is not None
    assert {one.id for one in difference.changes} == {"Art-7A"}
    assert "carol" in difference.by_person
    assert difference == compare.difference(
        place.principal, place.elm, *(ids if is_first else ids[::-1])
    )


def test_publishing_says_what_changes_where_the_data_have_changed(place: Town) -> None:
    head = saved(place.elm)
    publish.publish(place.principal, place.elm, head.id, expected=head.version, instead_of=None)
    school, plan = without_art()
    found = publish.summary(place.principal, place.elm, saved(place.elm, plan, school).id)
    assert found.counts["owner"] == 1
    assert found.counts["time"] == 2
    assert found.may_be_published
    assert not found.is_current
