"""Files of FET: what their lists mean, each element of the three files of our own."""

from __future__ import annotations

from functools import partial

import pytest

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SCHOOL_WEEK, CycleKind
from scheduler.domain.courses import (
    Lock,
    LockedBy,
    MeetingPattern,
    MeetingRooms,
    Room,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import (
    DayEnd,
    LimitKind,
    Relation,
    RelationKind,
    RoomLimit,
    RoomWish,
    SlotWish,
    Spacing,
    WorkLimit,
)
from scheduler.formats.fet import import_fet
from scheduler.formats.fet.registry import READERS
from scheduler.formats.schooljson import dump_school, load_school
from tests.formats.fet_cast import NAMES, path, refs, report, school


def _slots(*words: str) -> tuple[Slot, ...]:
    return tuple(map(Slot.parse, words))


@pytest.mark.parametrize("name", NAMES)
def test_a_school_survives_its_own_file(name: str) -> None:
    assert load_school(dump_school(school(name)).encode()) == school(name)


# Lists.


def test_days_and_hours_of_an_old_file() -> None:
    village = school("village")
    assert village.name == "Brook Village School"
    assert village.id == "village"
    assert village.calendar.cycle_days == ("Mo", "Tu", "We", "Th", "Fr")
    assert village.calendar.cycle is CycleKind.WEEKDAY
    assert village.calendar.weekdays == SCHOOL_WEEK
    # Starts alone: an hour lasts as long as the shortest leaves room for, with 5 minutes to go.
    assert tuple(village.regular_bell.spans.values()) == (
        Span(480, 535), Span(540, 595), Span(610, 665), Span(670, 725),
    )  # fmt: skip


def test_other_numbers_of_days_rotate_and_names_hold_whole_times() -> None:
    town = school("town")
    assert town.name == "town"  # it has no name of its own
    assert town.calendar.cycle is CycleKind.ROTATING
    assert tuple(town.regular_bell.spans.values()) == (
        Span(480, 570), Span(600, 690), Span(780, 870),  # the last one in the afternoon
    )  # fmt: skip


def test_without_times_in_names_the_bell_is_made_up() -> None:
    spans = tuple(school("college").regular_bell.spans.values())
    assert spans[0] == Span(480, 525)
    assert spans[1] == Span(530, 575)
    assert "periods of 45 minutes from 8:00 on are made up" in " ".join(report("college").lines())


def test_teachers_have_the_load_and_areas_of_their_classes() -> None:
    village = school("village")
    found = [(one.id, one.most_load, one.least_load, one.areas) for one in village.staff]
    assert found == [
        ("Ada", 4, 0, ("Reading", "Song")),
        ("Ben", 2, 0, ("Sums",)),
        ("Cleo", 1, 0, ("Song",)),
    ]
    assert not any(one.volunteer for one in village.staff)
    assert school("town").person["Dee"].name == "Dee Dorn"


def test_breaks_and_closed_slots() -> None:
    village = school("village")
    assert village.person["Ada"].unavailable == _slots("Fr 4")  # the break
    assert village.person["Cleo"].unavailable == _slots("Mo 1", "Tu 2", "Fr 4")
    assert village.group["Ants"].unavailable == _slots("Fr 4")
    assert village.group["Bees"].unavailable == _slots("We 1", "Fr 4")
    assert school("town").room["gym"].unavailable == _slots("B 2")


def test_students_who_do_everything_together_are_one_group() -> None:
    village = school("village")
    # The two halves of the Bees are never apart, and the Crickets do nothing.
    assert [(one.id, one.size) for one in village.groups] == [("Ants", 14), ("Bees", 16)]
    assert report("village").dropped["students sets (no activity)"] == 1


def test_a_group_under_two_years_shares_the_classes_of_both() -> None:
    college = school("college")
    assert [one.id for one in college.groups] == ["F1", "F2", "Choir", "S1"]
    assert college.section["Law-1"].groups == ("F1", "F2", "Choir")
    assert college.section["Music-6"].groups == ("Choir",)


def test_activities_of_one_group_are_one_class() -> None:
    village = school("village")
    reading = village.section["Reading-11"]
    assert reading.course == "Reading"
    assert reading.pattern == MeetingPattern(lengths=(1, 1, 2), most_a_day=1)
    assert reading.people(SectionRole.OWNER) == ("Ada",)
    assert reading.size == 14
    song = village.section["Song-31"]
    assert song.groups == ("Ants", "Bees")
    assert song.staff == (
        SectionStaff(person="Cleo"),
        SectionStaff(person="Ada", role=SectionRole.CO_TEACHER),
    )
    assert set(village.section) == {"Reading-11", "Sums-21", "Song-31"}
    assert report("village").dropped["activities (not active)"] == 1


def test_students_are_counted_or_given() -> None:
    town = school("town")
    assert town.section["Gym-5"].size == 40
    assert town.section["Biology-3"].size == 12  # the file says so, whatever the set has
    assert town.course["Gym"].size_cap == 40


def test_classes_without_teacher_or_students() -> None:
    college = school("college")
    study = college.section["Study-8"]
    assert study.people(SectionRole.OWNER) == ("nobody-8",)
    assert college.person["nobody-8"].most_load == 0
    assert not college.course[study.course].counts_as_load
    assert college.course[study.course].needs_cover
    meeting = college.section["Meeting-7"]
    assert meeting.groups == ()
    assert meeting.people(SectionRole.CO_TEACHER) == ("Ida", "Gus")
    assert not college.course[meeting.course].needs_cover
    assert {one.id: one.most_load for one in college.staff} == {
        "Gus": 3, "Hal": 3, "Ida": 1, "nobody-8": 0,
    }  # fmt: skip


def test_nothing_is_asked_that_the_file_does_not_ask() -> None:
    village = school("village")
    assert village.rights.planning_minutes == village.rights.lunch_minutes == 0
    assert village.policy.most_preps is None
    assert village.rules == ()
    assert village.pd_groups == village.requests == ()
    assert "planning and lunch; neither is asked for" in " ".join(report("village").lines())


# Constraints on time.


def test_hard_days_between_all_meetings_are_in_the_pattern() -> None:
    village = school("village")
    assert village.spacings == ()
    assert village.section["Sums-21"].pattern == MeetingPattern(
        lengths=(1, 1), most_a_day=1, least_days_between=2
    )


def test_other_days_between() -> None:
    assert school("college").spacings == (
        Spacing(id="MinDaysBetweenActivities-1", sections=("Law-1",), adjacent=True, strength=95),
        # Weight 0 leaves only that two on one day follow one another.
        Spacing(id="MinDaysBetweenActivities-2", sections=("Law-4",), least_days=0, adjacent=True),
        Spacing(id="MinDaysBetweenActivities-3", sections=("Law-4",), strength=0),
        Spacing(id="MinDaysBetweenActivities-4", meetings=refs(("Law-1", 1), ("Law-4", 2))),
        Spacing(id="MaxDaysBetweenActivities-1", sections=("Law-4",), least_days=0, within_days=1),
    )
    assert school("college").section["Law-1"].pattern == MeetingPattern(
        lengths=(1, 1, 1), most_a_day=3
    )


def test_locks_of_the_user_and_of_a_run() -> None:
    assert school("village").locks == (
        Lock(section="Song-31", slot=Slot("Th", 3)),
        Lock(section="Reading-11", meeting=2, slot=Slot("Mo", 1), by=LockedBy.SOLVER),
    )
    assert "after a run are hints (1)" in " ".join(report("village").lines())


def test_slots_of_activities() -> None:
    wish = partial(SlotWish, strength=100)
    assert school("college").slot_wishes == (
        SlotWish(
            id="ActivityPreferredStartingTime-1",
            meetings=refs(("Study-8", 1)),
            slots=_slots("Day 2 1", "Day 2 2", "Day 2 3", "Day 2 4", "Day 2 5"),
            strength=70,
        ),
        wish(
            id="ActivityPreferredStartingTimes-1",
            meetings=refs(("Law-4", 1)),
            slots=_slots("Day 1 1", "Day 3 2"),
        ),
        wish(
            id="ActivityPreferredTimeSlots-1",
            meetings=refs(("Law-4", 2)),
            slots=_slots("Day 2 1"),
            every_period=True,
        ),
        wish(  # of all Law, those of two hours for students of the second year
            id="ActivitiesPreferredTimeSlots-1",
            meetings=refs(("Law-4", 1)),
            slots=_slots("Day 1 1", "Day 1 2"),
            every_period=True,
        ),
        SlotWish(
            id="ActivitiesPreferredStartingTimes-1",
            sections=("Music-6",),
            slots=_slots("Day 3 5"),
            strength=40,
        ),
        wish(  # the second part of each group
            id="SubactivitiesPreferredStartingTimes-1",
            meetings=refs(("Law-1", 2), ("Law-4", 2)),
            slots=_slots("Day 2 1"),
        ),
    )


def test_relations_of_activities() -> None:
    relation = partial(Relation, strength=100)
    assert school("college").relations == (
        relation(
            id="ActivitiesSameStartingTime-1",
            kind=RelationKind.SAME_TIME,
            meetings=refs(("Law-1", 3), ("Law-4", 2)),
        ),
        relation(
            id="ActivitiesSameStartingDay-1",
            kind=RelationKind.SAME_DAY,
            meetings=refs(("Law-1", 1), ("Law-4", 1), ("Study-8", 1)),
        ),
        Relation(
            id="ActivitiesSameStartingHour-1",
            kind=RelationKind.SAME_PERIOD,
            meetings=refs(("Law-1", 1), ("Law-1", 2)),
            strength=50,
        ),
        relation(
            id="ActivitiesNotOverlapping-1",
            kind=RelationKind.NEVER_TOGETHER,
            meetings=refs(("Music-6", 1), ("Study-8", 1)),
        ),
        relation(
            id="MinGapsBetweenActivities-1",
            kind=RelationKind.LEAST_GAP,
            meetings=refs(("Law-4", 1), ("Music-6", 1)),
            gap=1,
        ),
        relation(
            id="TwoActivitiesConsecutive-1",
            kind=RelationKind.CONSECUTIVE,
            meetings=refs(("Law-1", 1), ("Study-8", 1)),
        ),
        relation(
            id="TwoActivitiesGrouped-1",
            kind=RelationKind.ADJACENT,
            meetings=refs(("Music-6", 1), ("Meeting-7", 1)),
        ),
        relation(
            id="TwoActivitiesOrdered-1",
            kind=RelationKind.IN_ORDER,
            meetings=refs(("Meeting-7", 1), ("Law-1", 3)),
        ),
    )


def test_ends_of_the_day() -> None:
    assert school("college").day_ends == (
        DayEnd(id="ActivityEndsStudentsDay-1", meetings=refs(("Music-6", 1))),
        DayEnd(id="ActivitiesEndStudentsDay-1", sections=("Study-8",)),
    )


_ALL = ("Gus", "Hal", "Ida")


@pytest.mark.parametrize(
    ("id", "kind", "value", "rest"),
    [
        ("TeachersMaxHoursDaily-1", "most_periods_a_day", 4, {"ids": _ALL}),  # not the stand-in
        ("TeacherMaxDaysPerWeek-1", "most_days", 2, {"ids": ("Ida",)}),
        ("TeacherMinDaysPerWeek-1", "least_days", 2, {"ids": ("Gus",)}),
        (
            "TeacherMaxHoursContinuously-1",
            "most_periods_in_a_row",
            2,
            {"ids": ("Hal",), "strength": 95},
        ),
        ("TeacherMinHoursDaily-1", "least_periods_a_day", 1, {"ids": ("Gus",)}),
        (
            "TeachersIntervalMaxDaysPerWeek-1",
            "most_days",
            2,
            {"ids": _ALL, "periods": (4, 5)},  # to the end of the day
        ),
        (
            "TeacherIntervalMaxDaysPerWeek-1",
            "most_days",
            1,
            {"ids": ("Gus",), "periods": (1, 2)},  # the hour at its end is not in it
        ),
        ("TeachersMaxSpanPerDay-1", "most_span_a_day", 5, {"ids": _ALL}),
        ("StudentsMaxGapsPerWeek-1", "most_gaps_a_cycle", 2, {"of": "groups"}),
        (
            "StudentsSetMaxGapsPerDay-1",
            "most_gaps_a_day",
            1,
            {"of": "groups", "ids": ("F1", "F2", "Choir")},
        ),
        (
            "StudentsSetMinHoursDaily-1",
            "least_periods_a_day",
            1,
            {"of": "groups", "ids": ("S1",)},
        ),
        (
            "StudentsSetMinHoursDaily-1-days",  # no day may be empty
            "least_days",
            3,
            {"of": "groups", "ids": ("S1",)},
        ),
        (
            "StudentsEarlyMaxBeginningsAtSecondHour-1",
            "most_second_starts",
            1,
            {"of": "groups"},
        ),
    ],
)
def test_a_limit(id: str, kind: str, value: int, rest: dict[str, object]) -> None:
    (found,) = (one for one in school("college").limits if one.id == id)
    assert found == WorkLimit(id=id, kind=LimitKind(kind), value=value, **rest)  # type: ignore[arg-type]


def test_there_are_no_other_limits() -> None:
    assert len(school("college").limits) == 14
    off = next(one for one in school("college").limits if not one.strength)
    assert (off.id, off.kind) == ("TeachersMaxGapsPerDay-1", LimitKind.MOST_GAPS_A_DAY)
    assert school("village").limits == (
        WorkLimit(id="TeachersMaxGapsPerWeek-1", kind=LimitKind.MOST_GAPS_A_CYCLE, value=3),
    )


# Constraints on rooms.


def test_rooms_and_those_that_stand_for_others() -> None:
    assert school("town").rooms == (
        Room(id="r1", name="r1", capacity=25, building="Main"),
        Room(id="r2", name="r2", building="Main"),  # as many as you like
        Room(id="lab", name="lab", capacity=24, building="Main"),
        Room(id="wet lab", name="wet lab", capacity=24, building="Main"),
        Room(id="gym", name="gym", capacity=100, building="Hall", unavailable=_slots("B 2")),
        Room(id="other-1", name="Any other room", kind="any", holds=50),
    )


@pytest.mark.parametrize(
    ("section", "rooms", "single"),
    [
        (
            "Biology-1",  # the first meeting in a lab; for the second a run left a room
            (),
            {(1,): ("lab", "wet lab"), (2,): ("r1", "other-1")},
        ),
        ("Biology-3", ("r2",), {}),  # the home room of its students
        ("Art-4", ("lab", "r2"), {}),  # a wish, else the home room
        ("Gym-5", ("gym", "r1", "r2"), {}),  # the virtual room stands for two
        ("Latin-6", ("r1", "r2"), {}),  # its own rooms go before the teacher's
        ("Latin-7", ("r1", "other-1"), {}),  # the teacher's home room, by a weight only
        ("Latin-8", ("r2",), {}),  # what it asks for cannot be read, so the home room
    ],
)
def test_where_a_class_may_be(
    section: str, rooms: tuple[str, ...], single: dict[tuple[int, ...], tuple[str, ...]]
) -> None:
    found = school("town").section[section]
    assert found.rooms == rooms
    assert found.meeting_rooms == tuple(
        MeetingRooms(meetings=meetings, rooms=some) for meetings, some in single.items()
    )


def test_home_rooms_of_students_and_teacher_both_hold() -> None:
    """As in FET. (It refuses those without a common room; Latin-8 above has its students'.)"""
    content = path("fjord").read_bytes()
    home = b"<ConstraintTeacherHomeRoom>"
    of_students = (
        "<ConstraintStudentsSetHomeRoom><Weight_Percentage>100</Weight_Percentage>"
        "<Students>Blå</Students><Room>Sør</Room></ConstraintStudentsSetHomeRoom>"
    ).encode()
    assert school("fjord").section["Språk-5"].rooms == ("Nord", "Sør")
    found = import_fet(content.replace(home, of_students + home, 1)).school
    assert found is not None
    assert found.section["Språk-5"].rooms == ("Sør",)


def test_wishes_for_rooms() -> None:
    town = school("town")
    assert town.room_wishes == (
        RoomWish(
            id="SubjectActivityTagPreferredRoom-1",
            meetings=refs(("Biology-1", 1)),
            rooms=("wet lab",),
            strength=92,
        ),
        RoomWish(id="SubjectPreferredRoom-1", sections=("Art-4",), rooms=("lab",), strength=80),
        RoomWish(id="TeacherHomeRoom-1", sections=("Latin-7",), rooms=("r1",), strength=60),
    )
    assert town.room_limits == (
        RoomLimit(
            id="ActivitiesOccupyMaxDifferentRooms-1",
            sections=("Biology-3", "Art-4"),
            meetings=refs(("Biology-1", 1)),
            most_rooms=2,
        ),
    )
    assert town.locks == (Lock(section="Biology-1", meeting=2, rooms=("r1",), by=LockedBy.SOLVER),)
    assert town.group["7b"].home_room == "r2"
    assert town.person["Fay"].home_room == "r1"


# The report.


def test_what_is_not_read_is_counted() -> None:
    assert dict(report("college").not_read) == {
        "Timetable_Generation_Options_List": 1,
        "ConstraintThreeActivitiesGrouped (a hard rule)": 1,
        "ConstraintTeachersActivityTagMaxHoursDaily (a weighted rule)": 1,
    }
    assert dict(report("town").not_read) == {
        'ConstraintActivityPreferredRooms (the room "gym and lab" stands for several rooms at '
        "once)": 1,
        "ConstraintTeachersMaxBuildingChangesPerDay (a hard rule)": 1,
    }


def test_what_asks_for_nothing_is_said_with_its_reason() -> None:
    """What is switched off is rule data of no strength, and so is read."""
    assert +report("college").dropped == {}
    assert +report("village").dropped == {
        "ConstraintStudentsSetNotAvailableTimes (no slot is named)": 1,
        "ConstraintActivityPreferredStartingTime (no active activity is meant)": 1,
        "activities (not active)": 1,
        "students sets (no activity)": 1,
    }


def test_a_limit_with_an_exception_is_not_read_as_one_without() -> None:
    """FET spells the element with a small "of"."""
    tag = b"<Allow_One_Day_Exception_of_Plus_One>"
    content = path("college").read_bytes()
    assert content.count(tag + b"false") == 1
    found = import_fet(content.replace(tag + b"false", tag + b"true")).report
    assert found.not_read["ConstraintTeachersMaxSpanPerDay (a limit with an exception on one day)"]
    assert not found.read["ConstraintTeachersMaxSpanPerDay"]


def test_every_constraint_is_read_or_not_read_or_dropped() -> None:
    for name in NAMES:
        found = report(name)
        counts = (*found.read.items(), *found.not_read.items(), *found.dropped.items())
        counted = sum(count for what, count in counts if what.startswith("Constraint"))
        assert counted == path(name).read_text(encoding="utf-8").count("</Constraint"), name


def test_readers_are_named_as_elements_are() -> None:
    assert not [one for one in READERS if one.startswith("Constraint")]
    assert {"MinDaysBetweenActivities", "StudentsSetMaxGapsPerWeek"} <= READERS.keys()
