"""The calendar's part of every feasible sample: PD, requests, meetings of the team."""

from __future__ import annotations

from collections import Counter

import pytest

from scheduler import samples
from scheduler.domain.coaching import CoachingRequest, Kind
from scheduler.domain.school import School
from tests.samples.test_samples import PROMISED

feasible = pytest.mark.parametrize("name", samples.FEASIBLE)


def confirmed(school: School) -> list[CoachingRequest]:
    return [request for request in school.requests if request.is_confirmed]


@feasible
@pytest.mark.parametrize("cycles", [None, 1, 7])
def test_every_full_post_asks_as_often_as_wanted(name: str, cycles: int | None) -> None:
    school = samples.make(name, cycles=cycles)
    assert len(confirmed(school)) == PROMISED[name][0] * (4 if cycles is None else cycles)


@feasible
def test_some_requests_still_wait_for_the_teachers_word(name: str) -> None:
    school = samples.make(name)
    waiting = len(school.requests) - len(confirmed(school))
    assert 0.05 < waiting / len(school.requests) < 0.2


@feasible
def test_requests_are_spread_over_the_quarters(name: str) -> None:
    school = samples.make(name)
    terms = {term.last: term for term in school.calendar.terms}
    for request in school.requests:
        term = terms[request.last]
        assert term.first <= request.first
        assert (term.last - request.first).days > 45
        assert school.person[request.teacher].employed(term.first, term.last)
        assert request.asked_on is not None
        assert request.asked_on < request.first
    counts = Counter(request.last for request in confirmed(school))
    assert max(counts.values()) < 1.2 * min(counts.values())


@feasible
def test_every_kind_is_asked_for(name: str) -> None:
    school = samples.make(name, cycles=8)
    templates = {one.id: one.kind for one in school.templates}
    kinds = {templates[request.template] for request in confirmed(school)}
    missing = set(Kind) - kinds
    assert not missing


@feasible
def test_a_coach_who_may_serve_it_can_be_found_for_every_request(name: str) -> None:
    school = samples.make(name)
    team = [school.person[one] for one in school.release.names]
    for request in school.requests:
        assert any(
            (request.any_area or set(request.areas) & set(coach.areas))
            and coach.id not in request.not_coaches
            and request.teacher not in coach.evaluates
            for coach in team
        )


@feasible
def test_accepted_areas_are_those_the_teacher_may_teach(name: str) -> None:
    school = samples.make(name)
    for request in school.requests:
        assert set(request.areas) <= set(school.person[request.teacher].areas)


@feasible
def test_half_of_the_teachers_let_their_planning_be_used_in_elementary_all(name: str) -> None:
    school = samples.make(name)
    ticks = {request.teacher: request.planning_is_fine for request in school.requests}
    share = sum(ticks.values()) / len(ticks)
    assert share == 1 if name == "elementary" else 0.4 < share < 0.6


@feasible
def test_named_sections_are_owned_by_the_teacher(name: str) -> None:
    school = samples.make(name)
    named = [request for request in school.requests if request.section]
    for request in named:
        owners = [one.person for one in school.section[request.section or ""].staff]
        assert request.teacher in owners
    assert bool(named) == (name == "elementary")


@feasible
def test_requests_leave_staff_and_timetable_as_they_are(name: str) -> None:
    assert samples.known_plan(name, cycles=1, pd_days=3) == samples.known_plan(name)


@feasible
def test_no_pd_group_is_larger_than_the_team_that_covers_it(name: str) -> None:
    school = samples.make(name)
    for group in school.pd_groups:
        assert all(len(unit) <= PROMISED[name][1] for unit in group.largest_units)


@feasible
def test_the_whole_team_meets_once_a_quarter_and_to_begin_with(name: str) -> None:
    plc, kick_off = samples.make(name).team_events
    assert plc.per_term
    assert plc.minutes >= 60
    assert plc.least_days_apart >= 42
    assert not kick_off.per_term
