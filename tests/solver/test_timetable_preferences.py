"""What the school as a whole would like (T14c to T14f, T15): kept, impossible, at the border."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.courses import Course, CoursePair, Lock, MeetingPattern, Section
from scheduler.domain.courses import SectionRole as Role
from scheduler.domain.courses import SectionStaff as Staff
from scheduler.domain.plan import Plan, Status
from scheduler.domain.policy import Policy
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import Ownership
from scheduler.domain.wishes import Rights, RuleStrength
from scheduler.samples import known_plan, make
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable import solve_timetable
from tests.cast import small_plan, small_school, small_staffing
from tests.examples import examples
from tests.solver.judging import assert_fair, plan_of, swap, timetabled
from tests.solver.random_timetable import random_week
from tests.solver.test_timetable_rules import cost, possible, soft, with_course

# Only art is open, so that the search is short: everything else meets in the first two periods.
_REST = tuple(
    Lock(section=section, slot=Slot("Mon", period))
    for section, period in (("ELA-6A", 1), ("Math-6A", 2), ("Math-7A", 1), ("ELA-7A", 2))
)


def _art(*closed: str, meetings: int, locks: tuple[Lock, ...] = ()) -> School:
    """Make a school whose art may meet any number of times on the days that are not closed."""
    pattern = MeetingPattern(lengths=(1,) * meetings, most_a_day=4)
    school = with_course("Art-6", pattern=pattern, room_kind=None)
    school = with_course("Art-7", school, pattern=pattern, room_kind=None)
    away = tuple(Slot(day, period) for day in closed for period in (1, 2, 3, 4))
    staff = swap(school.staff, "carol", unavailable=away, planning_minutes=0)
    return dataclasses.replace(school, staff=staff, locks=_REST + locks, common_planning=())


# T14c: Carol's days.


@pytest.mark.parametrize(("on_monday", "units"), [(0, 0), (1, 0), (2, 1)])
def test_t14c_a_teachers_days_are_balanced(on_monday: int, units: int) -> None:
    """Carol has four lessons in five days: with two on Monday there is a day without."""
    locks = tuple(
        Lock(section=section, meeting=meeting, slot=Slot("Mon", period))
        for section, meeting, period in (("Art-6A", 1, 3), ("Art-7A", 1, 4))
    )
    school = _art(meetings=2, locks=locks[:on_monday])
    assert cost(soft(school, "T14c", 3)) == 3 * units
    assert possible(soft(school, "T14c", 100)) == (not units)


def test_t14c_days_on_which_nobody_can_come_are_not_looked_at() -> None:
    """Four lessons on two days are even; they would not be, were the other three days open."""
    school = _art("Wed", "Thu", "Fri", meetings=2)
    assert possible(soft(school, "T14c", 100))
    monday = tuple(
        Lock(section=name, meeting=number, slot=Slot(day, period))
        for name, period in (("Art-6A", 3), ("Art-7A", 4))
        for number, day in enumerate(("Mon", "Tue"), start=1)
    )
    assert cost(soft(_art(meetings=2, locks=monday), "T14c", 5)) == 5


# T14d: Alice's and Bob's first and last periods.


@pytest.mark.parametrize(("second", "units"), [(2, 0), (4, 5)])
def test_t14d_first_and_last_periods_are_shared(second: int, units: int) -> None:
    """Ten lessons in days of four periods: five first or last ones are Alice's share."""
    locks = (
        Lock(section="ELA-6A", slot=Slot("Mon", 1)),
        Lock(section="ELA-7A", slot=Slot("Mon", second)),
    )
    school = small_school(locks=locks, common_planning=(), rights=Rights(planning_minutes=0))
    assert cost(soft(school, "T14d", 2)) == 2 * units
    assert possible(soft(school, "T14d", 100)) == (not units)


# T14e: the published plan.


def _published(strength: int, *locks: Lock) -> tuple[School, Plan]:
    return soft(small_school(locks=locks), "T14e", strength), small_plan()


def test_t14e_nothing_moves_without_need() -> None:
    school, previous = _published(4)
    outcome = timetabled(school, small_staffing(), previous)
    assert outcome.result.levels[0].value == 0
    assert outcome.answer is not None
    assert previous.timetable is not None
    before = {one.id: one.slot for one in previous.timetable.meetings}
    assert {one.id: one.slot for one in outcome.answer.meetings} == before


@pytest.mark.parametrize(
    ("meeting", "slot", "moved"),
    [(1, "Mon3", 0), (1, "Fri3", 1), (1, "Wed3", 2), (2, "Mon3", 2), (1, "Tue3", 2)],
)
def test_t14e_a_lock_moves_as_few_meetings_as_it_must(meeting: int, slot: str, moved: int) -> None:
    """Art of 6A is on Monday and Wednesday; in another's slot the other must move, too."""
    lock = Lock(section="Art-6A", meeting=meeting, slot=Slot(slot[:3], int(slot[3:])))
    school, previous = _published(4, lock)
    outcome = timetabled(school, small_staffing(), previous)
    assert outcome.result.status is Status.OPTIMAL
    assert outcome.result.levels[0].value == 4 * moved
    hard = dataclasses.replace(school, rules=(RuleStrength(rule="T14e", strength=100),))
    assert (timetabled(hard, small_staffing(), previous).answer is None) == bool(moved)


def test_t14e_what_was_not_published_does_not_move() -> None:
    school, previous = _published(100)
    assert previous.timetable is not None
    some = dataclasses.replace(previous.timetable, meetings=previous.timetable.meetings[:7])
    plan = dataclasses.replace(previous, timetable=some)
    assert timetabled(school, small_staffing(), plan).answer is not None
    assert timetabled(school, small_staffing()).answer is not None


def test_t14e_a_day_that_is_no_more_moves_its_meetings() -> None:
    school, previous = _published(3)
    assert previous.timetable is not None
    first, *rest = previous.timetable.meetings
    gone = dataclasses.replace(first, slot=Slot("Sat", 1))
    timetable = dataclasses.replace(previous.timetable, meetings=(gone, *rest))
    plan = dataclasses.replace(previous, timetable=timetable)
    assert timetabled(school, small_staffing(), plan).result.levels[0].value == 3


@examples(8)
@given(seed=st.integers(0, 10_000), other=st.integers(0, 50))
def test_t14e_random_weeks_are_counted_as_the_referee_does(seed: int, other: int) -> None:
    """A week solved once is published; then something else is asked, and changes are counted."""
    school, staffing = random_week(seed)
    first = timetabled(school, staffing)
    if first.answer is None:
        return
    previous = plan_of(school, staffing, first.answer)
    place = other % len(first.answer.meetings)
    one = first.answer.meetings[place]
    periods = len(school.regular_bell.periods(school.first_track))
    slot = Slot(one.slot.day, one.slot.period % periods + 1)
    locks = (Lock(section=one.section, meeting=one.meeting, slot=slot),)
    rules = (RuleStrength(rule="T14e", strength=other % 7 + 1),)
    timetabled(dataclasses.replace(school, locks=locks, rules=rules), staffing, previous)


# T14f: rooms of a teacher.


@pytest.mark.parametrize(("home", "units"), [(("101",), 0), (("102",), 1)])
def test_t14f_a_teacher_keeps_to_one_room(home: tuple[str, ...], units: int) -> None:
    school = small_school()
    sections = swap(school.sections, "ELA-6A", rooms=home)
    sections = swap(sections, "ELA-7A", rooms=("101",))
    school = dataclasses.replace(school, sections=sections)
    assert cost(soft(school, "T14f", 6)) == 6 * units
    assert possible(soft(school, "T14f", 100)) == (not units)


def test_t14f_rooms_are_shared_out_by_teacher_where_that_is_wished() -> None:
    outcome = timetabled(soft(small_school(), "T14f", 1), small_staffing())
    assert outcome.result.levels[0].value == 0


# T15: pairs of courses.

_FIXED = (
    Lock(section="single-1", slot=Slot("Mon", 1)),
    Lock(section="other-1", slot=Slot("Mon", 1)),
)


def _electives(pupils: int, singles: int = 1, **changes: Any) -> School:
    """Add an elective of Dave and one of Erin, one lesson a cycle each, wanted together."""
    school = small_school()
    new = tuple(
        Course(id=name, name=name, area=area, pattern=MeetingPattern(lengths=(1,)))
        for name, area in (("single", "ELA"), ("other", "Math"))
    )
    sections = tuple(
        Section(id=f"{name}-{n}", course=name, staff=(Staff(person=who, role=Role.OWNER),))
        for name, who, number in (("single", "dave", singles), ("other", "erin", 1))
        for n in range(1, number + 1)
    )
    return dataclasses.replace(
        school,
        courses=(*school.courses, *new),
        sections=(*school.sections, *sections),
        course_pairs=(CoursePair(first="single", second="other", pupils=pupils),),
        **changes,
    )


def _rows(school: School) -> dict[str, Any]:
    rows = tuple(
        Ownership(id=one.id, section=one.id, owner=one.staff[0].person, pupils=20)
        for one in school.sections
        if one.staff
    )
    return {"released": (), "ownerships": (*small_staffing().ownerships, *rows)}


def test_t15_singletons_are_kept_apart() -> None:
    school = _electives(9)
    assert cost(school, **_rows(school)) == 0
    school = _electives(9, locks=_FIXED)
    assert cost(school, **_rows(school)) == 9
    assert cost(soft(school, "T15", 3), **_rows(school)) == 27
    assert not possible(soft(school, "T15", 100), **_rows(school))
    assert cost(soft(school, "T15", 0), **_rows(school)) == 0


@pytest.mark.parametrize(("limit", "feasible"), [(9, True), (8, False)])
def test_t15_above_the_limit_it_is_hard(limit: int, feasible: bool) -> None:
    school = _electives(9, locks=_FIXED, policy=Policy(most_pair_conflict=limit))
    assert possible(school, **_rows(school)) == feasible


def test_t15_one_section_at_another_time_is_enough() -> None:
    school = _electives(9, singles=2, locks=_FIXED)
    assert cost(school, **_rows(school)) == 0


def test_t15_needs_no_time_apart_where_one_teacher_has_both() -> None:
    school = _electives(9)
    sections = swap(school.sections, "other-1", staff=(Staff(person="dave", role=Role.OWNER),))
    school = soft(dataclasses.replace(school, sections=sections), "T15", 100)
    assert possible(school, **_rows(school))


@pytest.mark.slow
def test_t15_the_high_school_has_pairs_that_its_known_week_tears_apart() -> None:
    """Held to its known week the solver counts as the referee; left free it finds a better one."""
    school, plan = make("high"), known_plan("high")
    assert plan.staffing is not None
    assert plan.timetable is not None
    known = check(school, plan).units("T15")
    assert known > 0
    held = tuple(
        Lock(section=one.section, meeting=one.meeting, slot=one.slot)
        for one in plan.timetable.meetings
    )
    options = SolveOptions(time_limit_s=90)
    locked = solve_timetable(dataclasses.replace(school, locks=held), plan.staffing, options)
    assert locked.result.status is Status.OPTIMAL
    assert locked.result.levels[0].value == known
    free = solve_timetable(school, plan.staffing, options)
    assert free.answer is not None
    assert_fair(school, plan_of(school, plan.staffing, free.answer), free.result)
    assert free.result.levels[0].value <= known
