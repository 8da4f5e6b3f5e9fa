"""Random disruptions of random small years, with all kinds of coaching: the referee finds nothing.

`repair` itself has the referee look at what it made, and fails where a rule is broken.  What comes
up is drawn from a number: the years differ from run to run, where several are equally good.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.domain.calendar import NamedDates
from scheduler.domain.changes import changed_rows
from scheduler.domain.coaching import CoachingRequest, Kind, RequestStatus, SessionLock
from scheduler.domain.disruption import Disruption
from scheduler.domain.inforce import in_force
from scheduler.domain.pd import CoverLock, PDLock
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.policy import Absence, CoverCaps
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.domain.templates import standard_templates
from scheduler.domain.yearplan import CalendarAnswer, ClosedRoom
from scheduler.services.plans.held import lock_of
from scheduler.services.repair import repair
from scheduler.solver.calendar.repair_answer import without_absent
from scheduler.solver.calendar.repair_decide import Deciding
from scheduler.solver.calendar.repair_levels import KEYS
from scheduler.solver.engine import Run
from scheduler.solver.options import SolveOptions
from tests.cast import small_plan, small_school, small_staffing, small_timetable
from tests.examples import examples, more
from tests.solver.calendar.solving import solved
from tests.solver.calendar.test_calendar_random import schools

DATES = [day.date for day in small_school().calendar.days]
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "fiona")
PERIODS = ((), (), (1,), (2, 3))
TOGETHER = (Kind.RELEASE_CHAIN, Kind.LESSON_STUDY, Kind.LEARNING_LAB, Kind.TEAM_VISIT)
NUMBERS = st.integers(0, 10**6)


@examples(8)
@given(school=schools(), number=NUMBERS)
def test_whatever_comes_up_in_whatever_year_the_referee_accepts_the_repair(
    school: School, number: int
) -> None:
    _come_up(school, solved(school), Random(number))


@pytest.mark.parametrize("seed", [0, *more([1])])
@examples(10)
@given(number=NUMBERS)
def test_sessions_of_all_kinds_find_places_that_the_referee_accepts(seed: int, number: int) -> None:
    school, year = full_of_coaching(seed)
    _come_up(school, year, Random(number))


@examples(6)
@given(seed=st.integers(0, 1), number=NUMBERS)
@example(seed=0, number=11)  # nobody else can take the release of a locked session
@example(seed=1, number=71)  # what is left of a coach's day is due to planning
@example(seed=0, number=115)  # a locked session gives way to cover
@example(seed=0, number=159)  # a second repair covers what the first one could not
def test_what_is_locked_stays_as_long_as_its_people_are_there(seed: int, number: int) -> None:
    school, year = full_of_coaching(seed)
    rng = Random(number)
    rows = (*year.sessions, *year.covers, *year.pd_days)
    locks = [lock_of(row) for row in rows if rng.random() < 0.6]
    held = dataclasses.replace(
        school,
        session_locks=tuple(one for one in locks if isinstance(one, SessionLock)),
        cover_locks=tuple(one for one in locks if isinstance(one, CoverLock)),
        pd_locks=tuple(one for one in locks if isinstance(one, PDLock)),
    )
    _come_up(held, year, rng)


@examples(10)
@given(seed=st.integers(0, 1), number=st.integers(0, 10**6))
@example(seed=1, number=481_722)  # nothing is lost if another session moves, too
def test_letting_all_sessions_move_at_once_comes_to_nothing_better(seed: int, number: int) -> None:
    school, year = full_of_coaching(seed)
    begun = deciding(school, year, disruption(year, Random(number)))
    made = begun.decide()
    assert made is not None
    whole = begun.search([begun.bundles.movable(*one) for one in begun.concerned])
    assert whole.decide(begun.run)
    best = tuple(one.value for one in whole.reached)
    assert tuple(one.key for one in made.solution.levels) == KEYS
    assert tuple(one.value for one in made.solution.levels) <= best
    assert tuple(one.bound for one in made.solution.levels) <= best


@examples(10)
@given(seed=st.integers(0, 1), number=st.integers(0, 10**6))
def test_nothing_that_is_hoped_for_is_worse_than_what_there_is(seed: int, number: int) -> None:
    school, year = full_of_coaching(seed)
    begun = deciding(school, year, disruption(year, Random(number)))
    costs = []
    for known in (set(), {task.id for task, _ in begun.concerned}):
        hoped = begun.search([begun.bundles.hoped(*one, known) for one in begun.concerned])
        assert hoped.decide(begun.run)
        costs.append(tuple(one.value for one in hoped.reached))
    whole = begun.search([begun.bundles.movable(*one) for one in begun.concerned])
    assert whole.decide(begun.run)
    costs.append(tuple(one.value for one in whole.reached))
    assert costs == sorted(costs)


def _come_up(school: School, year: CalendarAnswer, rng: Random) -> None:
    """Repair twice, the second time what the first has made."""
    plan = small_plan(calendar=year)
    for _ in range(2):
        assert plan.calendar is not None
        made = repair(school, plan, disruption(plan.calendar, rng))
        assert made.plan is not None
        _sequences(plan, made.plan)
        plan = made.plan


def disruption(year: CalendarAnswer, rng: Random) -> Disruption:
    """Draw a few things that come up, mostly where something is announced."""
    closed = {one.first for one in year.closed_dates}
    busy = [row.date for row in (*year.sessions, *year.pd_days)]
    snow = rng.choice(busy or DATES) if rng.random() < 0.3 else None
    dates = [one for one in (*busy, *busy, *DATES) if one not in (*closed, snow)]
    absences = [
        Absence(person=rng.choice(PEOPLE), first=when, last=last, periods=rng.choice(PERIODS))
        for when in rng.choices(dates, k=rng.randint(1, 3))
        for last in (when + timedelta(days=rng.choice((0, 0, 0, 3))),)
    ]
    when = rng.choice(dates)
    room = ClosedRoom(room=rng.choice(small_school().rooms).id, first=when, last=when)
    off = [row.id for row in year.sessions if row.date != snow]
    return Disruption(
        absences=tuple(absences[rng.randint(0, 1) :]),
        closed_dates=() if snow is None else (NamedDates(first=snow, last=snow, name="Snow"),),
        closed_rooms=(room,) if rng.random() < 0.3 else (),
        cancelled=tuple(rng.sample(off, min(len(off), rng.randint(0, 2)))),
    )


def deciding(school: School, year: CalendarAnswer, what: Disruption) -> Deciding:
    """Begin a repair of a year of the tiny school."""
    recorded = what.recorded(year)
    problem = calendar_problem(in_force(school, recorded), small_staffing(), small_timetable())
    run = Run(Stage.CALENDAR, SolveOptions(time_limit_s=30))
    return Deciding(problem, without_absent(problem, recorded), what, run, ())


@cache
def full_of_coaching(seed: int) -> tuple[School, CalendarAnswer]:
    """Return the tiny school with several requests of each kind of coaching, and its year."""
    rng, requests = Random(seed), []
    for number, template in enumerate(2 * standard_templates()):
        together = template.kind in TOGETHER
        # Carol's classes are for specialists: nobody takes them so that she can go.
        teacher, other = rng.sample(("alice", "bob"), 2)
        requests.append(
            CoachingRequest(
                id=f"{template.id}-{number}",
                teacher=teacher if together else rng.choice((teacher, "carol")),
                template=template.id,
                first=DATES[0],
                last=DATES[-1],
                any_area=True,
                planning_is_fine=rng.random() < 0.3,
                with_staff=(other,) if together else (),
                status=RequestStatus.CONFIRMED,
            )
        )
    caps = CoverCaps(covered_per_section_term=12, covered_in_a_row=2 + seed)
    school = small_school(templates=standard_templates(), requests=tuple(requests), cover_caps=caps)
    return school, solved(school)


def _sequences(before: Plan, after: Plan) -> None:
    """Only what has changed counts one up; all other rows are as they were."""
    assert before.calendar is not None
    assert after.calendar is not None
    changed = changed_rows(before.calendar, after.calendar)
    lost = [one.session for one in after.calendar.lost[len(before.calendar.lost) :]]
    assert len(lost) == len(set(lost) & changed)
    for kind in ("covers", "sessions", "releases", "pd_days", "team_meetings"):
        new = {row.id: row for row in getattr(after.calendar, kind)}
        for row in getattr(before.calendar, kind):
            if row.id in changed and row.id in new:
                assert new[row.id].sequence == row.sequence + 1
            elif row.id not in changed:
                assert new[row.id] == row
