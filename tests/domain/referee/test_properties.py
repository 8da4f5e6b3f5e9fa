"""The referee against brute force, shifts and renamings, on random small schools."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.plan import Plan
from scheduler.domain.referee import Report, check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from tests.cast import small_plan, small_school
from tests.domain.referee.builders import (
    DAYS,
    HALVES,
    bell,
    calendar,
    group,
    klass,
    room,
    slots,
    tiny,
    track,
)
from tests.domain.referee.renaming import renamer

_PEOPLE, _GROUPS, _ROOMS = ("ann", "bob", "cy"), ("g", "h", "band"), ("r", "s")
_WAVES = bell(
    track("main", ("08:00-08:50", "08:55-09:45", "09:50-10:40", "11:20-12:10"), "10:40-11:20"),
    track("late", ("08:00-08:50", "08:55-09:45", "10:30-11:20", "11:20-12:10"), "09:45-10:30"),
)


@st.composite
def schools_and_timetables(draw: st.DrawFn) -> tuple[School, TimetableAnswer]:
    """Draw up to six classes of up to three meetings, placed anywhere."""
    classes, meetings = [], []
    for number in range(draw(st.integers(1, 6))):
        id = f"c{number}"
        lengths = tuple(draw(st.lists(st.integers(1, 2), min_size=1, max_size=3)))
        classes.append(
            klass(
                id,
                draw(st.sampled_from(_PEOPLE)),
                draw(st.sampled_from(_GROUPS)),
                lengths,
                track=draw(st.sampled_from(("main", "late"))),
                segments=draw(st.sampled_from((("fall",), ("spring",), ()))),
                rooms=_ROOMS,
                most_a_day=3,
            )
        )
        for meeting in range(1, len(lengths) + 1):
            place = Slot(draw(st.sampled_from(DAYS)), draw(st.integers(1, 4)))
            where = (draw(st.sampled_from(_ROOMS)),)
            meetings.append(
                PlacedMeeting(
                    id=f"{id} {meeting}", section=id, meeting=meeting, slot=place, rooms=where
                )
            )
    school = tiny(
        *classes,
        groups=(group("g"), group("h", unavailable=slots("Mon1")), group("band", overlaps=("g",))),
        rooms=(room("r"), room("s", holds=2)),
        bells=(_WAVES,),
        calendar=calendar(*HALVES),
        soft="T5b T5c T5d",
    )
    return school, TimetableAnswer(meetings=tuple(meetings))


def _judge(school: School, timetable: TimetableAnswer) -> Report:
    return check(school, Plan(school=school.id, timetable=timetable))


def _minutes(school: School, one: PlacedMeeting) -> set[tuple[str, str, int]]:
    """Return every minute of a meeting, as segment, day and minute of the day."""
    section = school.section[one.section]
    times = next(each for each in _WAVES.tracks if each.id == section.track).periods
    length = school.pattern_of(section).lengths[one.meeting - 1]
    return {
        (segment, one.slot.day, minute)
        for time in times[one.slot.period - 1 : one.slot.period - 1 + length]
        for minute in range(time.start, time.end)
        for segment in school.segments_of(section)
    }


@given(schools_and_timetables())
def test_clashes_are_those_that_a_count_of_minutes_finds(
    drawn: tuple[School, TimetableAnswer],
) -> None:
    school, timetable = drawn
    people: dict[str, Counter[tuple[str, str, int]]] = {}
    rooms: dict[str, Counter[tuple[str, str, int]]] = {}
    minutes = {one.id: _minutes(school, one) for one in timetable.meetings}
    for one in timetable.meetings:
        owner = school.section[one.section].staff[0].person
        people.setdefault(owner, Counter()).update(minutes[one.id])
        rooms.setdefault(one.rooms[0], Counter()).update(minutes[one.id])
    report = _judge(school, timetable)
    crowded = {who for who, counts in people.items() if max(counts.values(), default=0) > 1}
    full = {
        id
        for id, counts in rooms.items()
        if max(counts.values(), default=0) > school.room[id].holds
    }
    assert {one.ids[0] for one in report.of("T1")} == crowded
    assert {one.ids[0] for one in report.of("T3")} == full


@given(schools_and_timetables())
def test_group_clashes_are_the_pairs_that_share_a_minute_and_a_pupil(
    drawn: tuple[School, TimetableAnswer],
) -> None:
    school, timetable = drawn
    clashing = {("g", "band"), ("band", "g"), *((one, one) for one in _GROUPS)}
    meetings = timetable.meetings
    pairs = [
        (one, other)
        for place, one in enumerate(meetings)
        for other in meetings[:place]
        if (school.section[one.section].groups[0], school.section[other.section].groups[0])
        in clashing
        and _minutes(school, one) & _minutes(school, other)
    ]
    assert len(_judge(school, timetable).of("T2")) == len(pairs)


@given(schools_and_timetables(), st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(
    drawn: tuple[School, TimetableAnswer], chance: random.Random
) -> None:
    school, timetable = drawn
    plan = Plan(school=school.id, timetable=timetable)
    salt = chance.randrange(1000)
    other = renamer(school, lambda id: f"{crc32(f'{salt} {id}'.encode())}-{id}")
    moved = list(timetable.meetings)
    chance.shuffle(moved)
    shuffled = replace(plan, timetable=TimetableAnswer(meetings=tuple(moved)))
    assert _counts(check(other(school), other(plan))) == _counts(check(school, plan))
    assert _counts(check(school, shuffled)) == _counts(check(school, plan))


def _counts(report: Report) -> tuple[Counter[str], Counter[tuple[str, int, int]]]:
    return (
        Counter(one.key for one in report.violations),
        Counter((one.key, one.units, one.strength) for one in report.costs),
    )


def test_a_renamed_cast_is_judged_the_same() -> None:
    school, plan = small_school(), small_plan()
    other = renamer(school, lambda id: f"x{id}")
    assert other(school).person.keys() == {f"x{id}" for id in school.person}
    assert check(other(school), other(plan)).is_valid
    # Only one of the two renamed, they do not fit.
    assert not check(school, other(plan)).is_valid


@given(st.data())
def test_a_valid_plan_with_a_meeting_one_period_later_is_flagged(data: st.DataObject) -> None:
    school, plan = small_school(), small_plan()
    assert plan.timetable is not None
    one = data.draw(st.sampled_from(plan.timetable.meetings))
    later = replace(one, slot=Slot(one.slot.day, one.slot.period + 1))
    rest = tuple(each for each in plan.timetable.meetings if each is not one)
    answer = replace(plan.timetable, meetings=(*rest, later))
    report = check(school, replace(plan, timetable=answer))
    # The daily classes leave their period or meet another; only art has free periods around it.
    if not one.section.startswith("Art"):
        assert any(one.section in each.ids for each in report.violations)


_IDS = st.sampled_from(
    (*(one.id for one in small_school().sections), "alice", "bob", "dave", "6A", "101", "core", "?")
)
_SLOTS = st.builds(Slot, st.sampled_from(("Mon", "Fri", "Sun")), st.integers(-1, 21))
_ROWS = st.builds(
    Ownership,
    id=_IDS,
    section=_IDS,
    owner=_IDS,
    segments=st.lists(st.sampled_from(("", "fall")), max_size=2).map(tuple),
    pupils=st.integers(0, 99),
)
_PLACED = st.builds(
    PlacedMeeting,
    id=_IDS,
    section=_IDS,
    meeting=st.integers(1, 70),
    slot=_SLOTS,
    rooms=st.lists(_IDS, max_size=2).map(tuple),
)
_TIMES = st.builds(TeamTime, id=_IDS, common_planning=_IDS, slot=_SLOTS)


@given(
    st.lists(_IDS, max_size=3),
    st.lists(st.builds(GroupSize, group=_IDS, pupils=st.integers(0, 99)), max_size=3),
    st.lists(_ROWS, max_size=9),
    st.lists(_PLACED, max_size=9),
    st.lists(_TIMES, max_size=3),
    st.booleans(),
)
def test_no_plan_is_too_wrong_to_be_judged(
    released: list[str],
    groups: list[GroupSize],
    rows: list[Ownership],
    meetings: list[PlacedMeeting],
    times: list[TeamTime],
    staffed: bool,
) -> None:
    staffing = StaffingAnswer(
        released=tuple(released), groups=tuple(groups), ownerships=tuple(rows)
    )
    timetable = TimetableAnswer(meetings=tuple(meetings), team_times=tuple(times))
    plan = Plan(school="elm", staffing=staffing if staffed else None, timetable=timetable)
    report = check(small_school(), plan)
    assert not report.is_valid
    assert all(one.text and one.ids for one in report.violations)
