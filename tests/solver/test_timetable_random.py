from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.domain.plan import Stage, Status
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from tests.examples import examples
from tests.solver.judging import STAFFING_KEYS, plan_of, timetabled
from tests.solver.random_timetable import random_week


@examples(12)
@given(seed=st.integers(0, 10_000))
def test_what_is_found_passes_the_referee_with_the_reported_score(seed: int) -> None:
    outcome = timetabled(*random_week(seed))
    assert outcome.result.status is not Status.UNKNOWN


MOST_WEEKS = 3_000


def weeks(school: School) -> Iterator[TimetableAnswer]:
    """Yield every timetable of a school with its meetings in all slots and fitting rooms."""
    slots = [
        Slot(day, period)
        for day in school.calendar.cycle_days
        for period in school.regular_bell.periods(school.first_track)
    ]
    choices = []
    for section in school.sections:
        course = school.course[section.course]
        for meeting in range(1, len(school.pattern_of(section).lengths) + 1):
            rooms: list[tuple[str, ...]] = [()]
            own = section.own_rooms(meeting)
            if own or (own is None and course.room_kind):
                rooms = [(one,) for one in own or tuple(school.room)]
            choices.append(
                [
                    PlacedMeeting(
                        id=f"{section.id}{meeting}",
                        section=section.id,
                        meeting=meeting,
                        slot=slot,
                        rooms=some,
                    )
                    for slot in slots
                    for some in rooms
                ]
            )
    for entry in school.common_planning:
        # With a strength below hard fewer slots than asked are a choice, too.
        fewer = range(entry.periods + 1) if entry.strength else range(1)
        choices.append([some for n in fewer for some in itertools.combinations(slots, n)])
    total = 1
    for some in choices:
        total *= len(some)
    assume(total <= MOST_WEEKS)
    entries = len(school.common_planning)
    for picked in itertools.product(*choices):
        meetings, teams = picked[: len(picked) - entries], picked[len(picked) - entries :]
        yield TimetableAnswer(
            meetings=tuple(meetings),
            team_times=tuple(
                TeamTime(id=f"{entry.id}{slot}", common_planning=entry.id, slot=slot)
                for entry, some in zip(school.common_planning, teams, strict=True)
                for slot in some
            ),
        )


def brute_force(school: School, staffing: StaffingAnswer) -> int | None:
    """Find the least cost among all timetables that the referee passes; None: none passes."""
    best: int | None = None
    for answer in weeks(school):
        report = check(school, plan_of(school, staffing, answer))
        if {one.key for one in report.violations} <= set(STAFFING_KEYS):
            score = dict(report.levels[Stage.TIMETABLE])["wishes"]
            best = score if best is None else min(best, score)
    return best


@examples(12)
@given(seed=st.integers(0, 10_000))
def test_tiny_schools_agree_with_brute_force(seed: int) -> None:
    school, staffing = random_week(seed, tiny=True)
    expected = brute_force(school, staffing)
    outcome = timetabled(school, staffing)
    if expected is None:
        assert outcome.result.status is Status.INFEASIBLE
    else:
        assert outcome.result.status is Status.OPTIMAL
        assert outcome.result.levels[0].value == expected
