"""Made-up schools live through their year as soon as there is a plan for it."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.roles import CONSOLE
from scheduler.errors import NotFoundError
from scheduler.samples.delivered import delivered
from scheduler.services.build import build
from scheduler.services.sites.sample_year import live_through
from scheduler.store import reading, records, writing
from scheduler.store.figures import of_schools
from scheduler.store.queries import plans
from scheduler.store.tables.plans import StoredPlan
from tests.cast import small_calendar, small_plan, small_school
from tests.prepared import prepared
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, town


@pytest.fixture(scope="module")
def year() -> Plan:
    """Return a plan of the small school that breaks no rule of its year."""
    return build(small_school(), [Stage.CALENDAR], small_plan()).plan


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def test_a_draft_with_a_calendar_is_published_with_what_came_of_it(place: Town, year: Plan) -> None:
    assert live_through(CONSOLE, place.district) == ((), 2)
    saved(place.elm)
    assert live_through(CONSOLE, place.district) == ((), 2)  # it has no calendar
    draft = saved(place.elm, year)
    assert live_through(CONSOLE, place.district) == (("Elm",), 1)
    assert live_through(CONSOLE, place.district) == ((), 1)  # once
    with reading() as session:
        found = records.of_school(session, place.elm)
        head = plans.published(session, place.elm)
        kept = of_schools(session, [place.elm])[place.elm].of(TOTAL)
    assert head is not None
    assert head.id == draft.id
    assert year.calendar is not None
    assert len(found.pd_days) == len(year.calendar.pd_days) > 0
    assert len(found.sessions) == len(year.calendar.sessions) > 0
    assert kept.pd_delivered == sum(len(one.members) for one in found.pd_days)


def test_a_draft_that_is_refused_is_not_waited_for(place: Town, year: Plan) -> None:
    assert year.timetable is not None
    fewer = dataclasses.replace(year.timetable, meetings=year.timetable.meetings[:-1])
    saved(place.elm, dataclasses.replace(year, timetable=fewer))
    assert live_through(CONSOLE, place.district) == ((), 1)


def test_a_draft_that_somebody_has_ordered_is_theirs_to_publish(place: Town, year: Plan) -> None:
    draft = saved(place.elm, year)
    with writing() as session:
        session.get_one(StoredPlan, draft.id).created_by = place.principal.user
    assert live_through(CONSOLE, place.district) == ((), 2)


def test_the_same_plan_has_the_same_year(open_app: Flask) -> None:
    school, plan = small_school(), small_plan(calendar=small_calendar())
    assert delivered(school, plan) == delivered(school, plan)
    assert delivered(school, small_plan()).sessions == ()
    other = dataclasses.replace(school, id="other")
    booked = {one.id for one in small_calendar().sessions}
    assert {one.session for one in delivered(other, plan).sessions} == booked


def test_only_who_manages_a_district_lets_its_year_pass(place: Town) -> None:
    for who in (place.principal, place.stranger):
        with pytest.raises(NotFoundError):
            live_through(who, place.district)
