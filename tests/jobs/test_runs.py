"""Runs are ordered, watched and ended by those who may; what was found is a draft of the school."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask

from scheduler.cli import main
from scheduler.config import Settings
from scheduler.domain.calendar import NamedDates, Weekday
from scheduler.domain.document.shapes import Record
from scheduler.domain.orders import (
    BuildOrder,
    DistrictOrder,
    FitOrder,
    RepairOrder,
    SearchOrder,
)
from scheduler.domain.plan import PlanState, Stage
from scheduler.domain.policy import Absence
from scheduler.domain.roles import CONSOLE
from scheduler.domain.school import School
from scheduler.errors import (
    ConflictError,
    InvalidProblemError,
    NotAllowedError,
    NotFoundError,
)
from scheduler.jobs import wiring
from scheduler.services.district.runs import Outlook, builds, order_of, outlook
from scheduler.services.plans import scenarios
from scheduler.services.runs import end, show, start
from scheduler.services.runs.replay import replay
from scheduler.services.runs.school import school_to_solve
from scheduler.store import plans, reading, snapshots, writing
from scheduler.store import save as saving
from scheduler.store.queries import jobs as rows
from scheduler.store.queries import plans as plan_queries
from scheduler.store.queries import sites
from scheduler.store.queries.people import add_membership
from scheduler.store.sites import add_shared
from tests.cast import small_calendar, small_plan, small_school
from tests.jobs.conftest import ended, job, until, working
from tests.services.sites_cast import Town, audit, town

STAFFING = BuildOrder(
    name="First try", stages=(Stage.STAFFING,), time_limit_s=10, reproducible=True
)


@pytest.fixture
def maple(open_app: Flask) -> Town:
    """Return the district, in an application with all handlers."""
    return town()


def done(id: str) -> show.Run:
    """Have a worker do a run; return how it ended."""
    with working(wiring.current()):
        ended(id, 60)
    with reading() as session:
        return show.runs.run(session, id)


def saved(school: str, domain: School | None = None, **changes: object) -> str:
    """Save a plan of the small school; return its id."""
    with writing() as session:
        snapshot = snapshots.take(session, school, domain or small_school())
        plan = small_plan(**changes)
        return plans.save(session, school, plan, snapshot=snapshot, name="By hand", by=None).id


def test_a_build_becomes_a_draft_with_its_figures(maple: Town) -> None:
    id = start.start_build(maple.principal, maple.elm, STAFFING)
    run = done(id)
    assert (run.state, run.error, run.by) == ("done", None, "Pat Principal")
    assert (run.result["status"], run.result["stage"]) == ("optimal", "staffing")
    with reading() as session:
        head = plan_queries.head(session, run.result["plan"])
        plan = plan_queries.content(session, head.id)
    assert (head.name, head.state, head.school_id) == ("First try", PlanState.DRAFT, maple.elm)
    assert head.created_by == maple.principal.user
    assert head.summary["stages"]["staffing"]["status"] == "optimal"
    assert set(plan.staffing.released) == {"dave", "erin"}
    assert run.progress["stage"] == "staffing"
    assert ("order build", "solver_job", id, ()) in audit(maple.elm)


def test_all_stages_are_built_and_a_later_build_goes_on_from_the_plan(maple: Town) -> None:
    first = done(start.start_build(maple.principal, maple.elm, BuildOrder(time_limit_s=30)))
    before = first.result["plan"]
    order = BuildOrder(stages=(Stage.CALENDAR,), previous=before, time_limit_s=20)
    second = done(start.start_build(maple.principal, maple.elm, order))
    with reading() as session:
        head = plan_queries.head(session, second.result["plan"])
        old, new = (plan_queries.content(session, one) for one in (before, head.id))
    assert head.parent == before
    assert (new.staffing, new.timetable) == (old.staffing, old.timetable)
    assert new.calendar is not None


def test_no_solution_is_an_answer_with_reasons_and_leaves_no_plan(open_app: Flask) -> None:
    school = small_school()
    staff = tuple(dataclasses.replace(one, least_load=0, most_load=1) for one in school.staff)
    maple = town(dataclasses.replace(school, staff=staff))
    run = done(start.start_build(maple.principal, maple.elm, STAFFING))
    assert (run.state, run.result["status"], run.result["plan"]) == ("done", "infeasible", None)
    assert all(one["text"].endswith(".") for one in run.result["reasons"])
    assert run.result["reasons"]


def test_a_build_that_needs_what_its_plan_does_not_have_fails_with_a_sentence(maple: Town) -> None:
    before = saved(maple.elm, timetable=None, results=())
    order = BuildOrder(stages=(Stage.CALENDAR,), previous=before)
    run = done(start.start_build(maple.principal, maple.elm, order))
    assert (run.state, run.result) == ("failed", None)
    assert "It needs the timetable stage" in run.error


def test_the_school_is_solved_as_it_was_when_the_run_was_ordered(maple: Town) -> None:
    id = start.start_build(maple.principal, maple.elm, STAFFING)
    school = small_school()
    with writing() as session:
        staff = tuple(one for one in school.staff if one.id != "fiona")
        saving.whole(session, maple.elm, dataclasses.replace(school, staff=staff), by=None)
    with reading() as session:
        assert snapshots.school_of(session, job(id).snapshot_id) == school


def test_capacity_and_explanation_are_found_in_the_background(maple: Town) -> None:
    order = SearchOrder(time_limit_s=10)
    capacity = done(start.start_capacity(maple.district_staff, maple.elm, order))
    assert [one["k"] for one in capacity.result["rungs"]][:3] == [0, 1, 2]
    assert capacity.result["why_no_more"].startswith("Why not")
    explained = done(start.start_explain(maple.principal, maple.elm, order))
    assert explained.result["status"] in ("optimal", "feasible", "unknown")


def test_a_fix_that_was_found_is_tried_as_a_scenario(open_app: Flask) -> None:
    school = small_school()
    staff = tuple(
        dataclasses.replace(one, most_load=9) if one.id == "alice" else one for one in school.staff
    )
    maple = town(dataclasses.replace(school, staff=staff))
    order = SearchOrder(time_limit_s=20)
    explained = done(start.start_explain(maple.principal, maple.elm, order))
    assert explained.result["status"] == "infeasible", explained.error
    assert explained.result["fixes"]
    built = done(scenarios.try_fix(maple.principal, maple.elm, explained.id, 0))
    assert built.result["status"] in ("optimal", "feasible")
    with reading() as session:
        head = plan_queries.head(session, built.result["plan"])
    assert head.name.startswith("If: ")
    assert head.note == explained.result["fixes"][0]["text"]


def test_a_calendar_is_repaired_in_the_year_as_it_was_planned(maple: Town) -> None:
    built = done(start.start_build(maple.principal, maple.elm, BuildOrder(time_limit_s=30)))
    before = built.result["plan"]
    date = dt.date(2026, 9, 22)
    absence = Absence(person="carol", first=date, last=date)
    order = RepairOrder(plan=before, absences=(absence,), time_limit_s=20)
    run = done(start.start_repair(maple.principal, maple.elm, order))
    assert (run.state, run.error) == ("done", None)
    with reading() as session:
        head = plan_queries.head(session, run.result["plan"])
        assert head.parent == before
        assert plan_queries.content(session, head.id).calendar.absences == (absence,)


def test_what_a_repair_leaves_open_is_said_but_not_of_a_request(maple: Town) -> None:
    before = saved(maple.elm, calendar=small_calendar())
    closed = NamedDates(first=dt.date(2026, 9, 17), last=dt.date(2027, 6, 30), name="Flood")
    order = RepairOrder(plan=before, closed_dates=(closed,), time_limit_s=20)
    run = done(start.start_repair(maple.principal, maple.elm, order))
    assert run.error is None
    texts = [one["text"] for one in run.result["reasons"]]
    assert any("Core team" in one for one in texts)
    assert len(texts) < run.result["holes"]
    assert not [one for one in run.result["reasons"] if "r1" in one["ids"]]


def test_a_timetable_is_repaired_for_the_school_as_it_is_now(maple: Town) -> None:
    before = saved(maple.elm)
    order = RepairOrder(plan=before, stage=Stage.TIMETABLE, time_limit_s=10)
    run = done(start.start_repair(maple.principal, maple.elm, order))
    assert run.result["status"] in ("optimal", "feasible")
    with reading() as session:
        assert plan_queries.content(session, run.result["plan"]).timetable is not None


def test_places_are_found_for_a_request_and_shown_to_nobody_else(maple: Town) -> None:
    calendar = dataclasses.replace(small_calendar(), sessions=())
    plan = saved(maple.elm, calendar=calendar)
    with writing() as session:
        year = sites.year(session, maple.elm)
        order = FitOrder(plan=plan, request="r1")
        waiting = start.add_fit(session, maple.teacher, year, order, small_school())
    start.send(waiting)
    run = done(waiting.id)
    assert (run.state, run.error) == ("done", None)
    assert all(one[1] != "solver_job" for one in audit(maple.elm))
    for offer in run.result["offers"]:
        assert offer["coach"] in ("dave", "erin")
        assert [one["step"] for one in offer["sessions"]]
    for viewer in (maple.principal, maple.teacher, maple.district_staff):
        with pytest.raises(NotFoundError):
            show.run(viewer, waiting.id)


@pytest.mark.parametrize(
    ("ask", "problem"),
    [
        (lambda m: start.start_build(m.stranger, m.elm, STAFFING), NotFoundError),
        (lambda m: start.start_build(m.principal, m.oak, STAFFING), NotFoundError),
        (lambda m: start.start_build(m.principal, "0000000000", STAFFING), NotFoundError),
        (lambda m: start.start_build(m.office, m.elm, STAFFING), NotAllowedError),
        (lambda m: start.start_build(m.teacher, m.elm, STAFFING), NotAllowedError),
        (lambda m: start.start_build(m.district_staff, m.elm, STAFFING), NotAllowedError),
        (lambda m: start.start_capacity(m.office, m.elm, SearchOrder()), NotAllowedError),
        (lambda m: start.start_explain(m.teacher, m.elm, SearchOrder()), NotAllowedError),
        (
            lambda m: start.start_repair(
                m.office, m.elm, RepairOrder(plan="p", stage=Stage.TIMETABLE)
            ),
            NotAllowedError,
        ),
        (
            lambda m: start.start_district(m.principal, m.district, "2026-27", STAFFING),
            NotFoundError,
        ),
        (
            lambda m: start.start_district(m.stranger, m.district, "2026-27", STAFFING),
            NotFoundError,
        ),
    ],
)
def test_only_those_who_may_order_a_run(
    maple: Town, ask: Callable[[Town], object], problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        ask(maple)


def test_a_plan_of_another_school_is_none(maple: Town) -> None:
    with writing() as session:
        snapshot = snapshots.take(session, maple.oak, small_school())
        foreign = plans.save(
            session, maple.oak, small_plan(), snapshot=snapshot, name="Oak's", by=None
        )
    order = BuildOrder(stages=(Stage.TIMETABLE,), previous=foreign.id)
    with pytest.raises(NotFoundError, match="no such plan"):
        start.start_build(maple.principal, maple.elm, order)
    with pytest.raises(NotFoundError, match="no such plan"):
        start.start_repair(
            maple.principal, maple.elm, RepairOrder(plan=foreign.id, stage=Stage.TIMETABLE)
        )


def test_a_school_that_cannot_be_solved_yet_says_what_is_missing(maple: Town) -> None:
    oak = dataclasses.replace(maple.principal, grants=maple.district_staff.grants)
    found = start.start_district(oak, maple.district, "2026-27", STAFFING)
    by_site = {one.site_name: one for one in found}
    assert by_site["Elm"].run is not None
    assert by_site["Elm"].problems == ()
    assert by_site["Oak"].run is None
    assert all(one.endswith(".") for one in by_site["Oak"].problems)
    assert by_site["Oak"].problems
    latest = builds(oak, maple.district, "2026-27")
    assert [(one.school.site_name, one.state) for one in latest] == [("Elm", "queued"), ("Oak", "")]


def test_work_for_a_district_is_ordered_in_the_background(maple: Town) -> None:
    staff = maple.district_staff
    with writing() as session:  # a worker looks up what they are allowed
        add_membership(session, staff.user or "", staff.grants[0])
    for kind in ("build", "capacity"):
        order = DistrictOrder(
            district=maple.district, year="2026-27", kind=kind, time_limit_s=10, name="All"
        )
        start.order_district(staff, order)
        start.order_district(staff, order)  # pressed twice
    with working(wiring.current()):
        until(lambda: _elm(maple).most is not None, 60)
    for kind in ("build", "capacity"):
        ordered = order_of(maple.district_staff, maple.district, "2026-27", kind)
        assert ordered is not None
        assert ordered.result["ordered"] == 1
        (left_out,) = ordered.result["left_out"]
        assert left_out["site"] == "Oak"
        assert left_out["problems"]
    elm, oak = outlook(maple.district_staff, maple.district, "2026-27")
    assert elm.most is not None
    assert elm.at(elm.most)["coaching_days"] >= 0
    assert elm.at(elm.most + 1) is None
    assert oak.most is None
    with reading() as session:
        assert len(show.runs.of_district(session, maple.district)) == 2


def _elm(maple: Town) -> Outlook:
    return outlook(maple.district_staff, maple.district, "2026-27")[0]


def test_only_the_district_orders_for_all_its_schools(maple: Town) -> None:
    order = DistrictOrder(district=maple.district, year="2026-27")
    for who in (maple.principal, maple.teacher, maple.stranger):
        with pytest.raises(NotFoundError):
            start.order_district(who, order)
        with pytest.raises(NotFoundError):
            builds(who, maple.district, "2026-27")
    with pytest.raises(NotAllowedError):
        start.order_district(CONSOLE, order)


def test_a_run_is_seen_by_those_who_may_and_listed_with_the_others(maple: Town) -> None:
    build = start.start_build(maple.principal, maple.elm, STAFFING)
    capacity = start.start_capacity(maple.principal, maple.elm, SearchOrder())
    assert show.run(maple.principal, build).state == "queued"
    assert [one.id for one in show.history(maple.principal, maple.elm)] == [capacity, build]
    assert [one.id for one in show.history(maple.district_staff, maple.elm)] == [capacity]
    assert show.history(maple.teacher, maple.elm) == ()
    # The frontier is looked at before the build, which came first.
    assert [show.ahead(maple.principal, one) for one in (build, capacity)] == [1, 0]
    for viewer, problem in ((maple.stranger, NotFoundError), (maple.teacher, NotAllowedError)):
        for look in (show.run, show.ahead, end.stop, end.cancel):
            with pytest.raises(problem):
                look(viewer, build)
    with pytest.raises(NotFoundError, match="no such run"):
        show.run(maple.principal, "0000000000")


def test_the_same_order_is_not_done_twice_at_once(maple: Town) -> None:
    first = start.start_build(maple.principal, maple.elm, STAFFING)
    assert start.start_build(maple.principal, maple.elm, STAFFING) == first
    other = start.start_build(maple.principal, maple.elm, dataclasses.replace(STAFFING, seed=1))
    assert other != first
    assert len([one for one in audit(maple.elm) if one[0] == "order build"]) == 2
    done(first)
    assert start.start_build(maple.principal, maple.elm, STAFFING) != first


def test_a_run_is_ended_once_and_by_those_who_may(maple: Town) -> None:
    id = start.start_build(maple.principal, maple.elm, STAFFING)
    with pytest.raises(ConflictError, match="has not begun"):
        end.stop(maple.principal, id)
    with writing() as session:
        assert rows.claim(session, id, "somebody", 30)
    end.stop(maple.principal, id)
    assert show.run(maple.principal, id).stop_wanted
    end.cancel(maple.principal, id)
    assert show.run(maple.principal, id).state == "cancelled"
    for again in (end.stop, end.cancel):
        with pytest.raises(ConflictError, match="ended already"):
            again(maple.principal, id)
    assert [one[0] for one in audit(maple.elm)][-3:] == ["order build", "stop", "cancel"]


def test_a_replay_comes_to_the_same_and_saves_nothing(maple: Town) -> None:
    run = done(start.start_build(maple.principal, maple.elm, STAFFING))
    again = replay(CONSOLE, run.id)
    assert again.is_repeatable
    assert again.difference is not None
    assert not again.difference
    with reading() as session:
        assert len(plan_queries.of_school(session, maple.elm)) == 1
    with pytest.raises(NotAllowedError):
        replay(maple.principal, run.id)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (BuildOrder, {"stages": ()}, "names no stage"),
        (BuildOrder, {"stages": (Stage.STAFFING, Stage.CALENDAR)}, "follow one another"),
        (BuildOrder, {"stages": (Stage.CALENDAR,)}, "the calendar needs what was solved before"),
        (BuildOrder, {"until": dt.date(2027, 1, 1)}, "no first one"),
        (BuildOrder, {"starting": dt.date(2027, 1, 1)}, "only a published plan"),
        (BuildOrder, {"time_limit_s": 0}, "time limit s must be at least 0.1"),
        (BuildOrder, {"workers": 9}, "workers must be at most 8"),
        (RepairOrder, {"plan": "p"}, "does not say what came up"),
        (RepairOrder, {"plan": "p", "stage": Stage.STAFFING}, "cannot be repaired"),
        (
            RepairOrder,
            {"plan": "p", "stage": Stage.TIMETABLE, "cancelled": ("s",)},
            "mended in the calendar",
        ),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(kind, values, words) -> None:
    with pytest.raises(InvalidProblemError, match=words):
        kind(**values)


def test_an_order_is_read_as_it_was_written() -> None:
    date = dt.date(2026, 9, 22)
    for order in (
        BuildOrder(stages=(Stage.CALENDAR,), previous="p", starting=date, seed=7, name="Näxt"),
        RepairOrder(plan="p", absences=(Absence(person="a", first=date, last=date),)),
        SearchOrder(time_limit_s=1.5),
        FitOrder(plan="p", request="r"),
    ):
        codec = Record(type(order))
        assert codec.read(codec.write(order)) == order


def test_what_another_site_has_announced_is_time_that_this_one_must_do_without(maple: Town) -> None:
    plan = saved(maple.oak, dataclasses.replace(small_school(), name="Oak School"))
    with writing() as session:
        elm = sites.year(session, maple.elm)
        posts = {elm.site: "carol", maple.oak_site: "carol"}
        add_shared(session, maple.district, "Carol Clark", posts, by=None)
    with reading() as session:
        assert school_to_solve(session, elm).person["carol"].elsewhere == ()
    with writing() as session:
        plans.publish(session, plan, expected=1, by=None)
    id = start.start_build(maple.principal, maple.elm, STAFFING)
    with reading() as session:
        found = snapshots.school_of(session, job(id).snapshot_id).person["carol"].elsewhere
    # Each day, from the bus in the morning to the last art class, if there is one.
    assert {one.site for one in found} == {"Oak"}
    assert {day for one in found for day in one.weekdays} == set(list(Weekday)[:5])


def test_a_build_is_replayed_from_the_command_line(
    maple: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = done(start.start_build(maple.principal, maple.elm, STAFFING))
    for name, value in (
        ("SCHEDULER_INSTANCE", str(settings.instance_folder)),
        ("SECRET_KEY", settings.secret_key),
    ):
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["replay", run.id])
    assert (result.exit_code, result.stdout) == (0, "It is the same plan.\n"), result.stderr
    assert "staffing: optimal" in result.stderr
    assert CliRunner().invoke(main, ["replay", "0000000000"]).exit_code == 2
