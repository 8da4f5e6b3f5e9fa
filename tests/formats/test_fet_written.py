"""Files of FET made of any school: what stands in them, and what comes back from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as ElementTree
import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.courses import CoursePair, Lock, LockedBy
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Policy
from scheduler.domain.school import School
from scheduler.domain.staff import Elsewhere
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    LimitKind,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    Rights,
    RoomLimit,
    RoomWish,
    RuleStrength,
    SlotWish,
    Spacing,
    WorkLimit,
)
from scheduler.errors import InputError
from scheduler.formats.fet import KEPT, fet_file, import_fet
from scheduler.formats.fet.namebook import NameBook
from scheduler.formats.schooljson import dump_plan, dump_school
from scheduler.samples import known_plan, make
from tests.domain.referee.builders import (
    HALVES,
    at,
    bell,
    calendar,
    group,
    klass,
    person,
    placed,
    room,
    slots,
    staffed,
    tiny,
    track,
)
from tests.formats.fet_cast import essence, path, refs, school

OUR_FILES = ("village", "town", "college", "harbor", "mill", "fjord")


def tree(content: bytes) -> Element:
    """Parse a file."""
    found: Element = ElementTree.fromstring(content)
    return found


def said(known: School, tag: str, plan: Plan | None = None) -> list[str]:
    """Return the constraints of a name as words: what stands in their children, in order."""
    root = tree(fet_file(known, plan).content)
    return [
        " ".join(" ".join(words.split()) for words in one.itertext() if words.strip()).removesuffix(
            " true"
        )  # all are active
        for one in root.iter(f"Constraint{tag}")
    ]


def unsaid(known: School, plan: Plan | None = None) -> list[str]:
    """Return what is not in the file of a school."""
    return list(fet_file(known, plan).unsaid)


def again(known: School, plan: Plan | None = None) -> School:
    """Write a school and read it back."""
    found = import_fet(fet_file(known, plan).content)
    assert found.report.is_clean
    assert +found.report.not_read == {}
    assert found.school is not None
    return found.school


# What comes back.


@pytest.mark.parametrize("name", OUR_FILES)
def test_an_imported_school_comes_back_whole(name: str) -> None:
    """But for the home room of the town's teacher Fay, which is only a wish there."""
    known = school(name)
    if name == "town":
        assert "home rooms (1)" in unsaid(known)
        homeless = (replace(one, home_room=None) for one in known.staff)
        known = replace(known, staff=tuple(homeless))
    assert essence(again(known)) == essence(known)


@pytest.mark.parametrize("name", OUR_FILES)
def test_what_was_written_is_written_again_byte_for_byte(name: str) -> None:
    content = fet_file(again(school(name))).content
    twice = import_fet(content).school
    assert twice is not None
    assert fet_file(twice).content == content


@pytest.mark.parametrize("name", ["elementary", "middle", "high"])
def test_what_is_kept_of_any_school(name: str) -> None:
    """`KEPT` is the list of what comes back; a room that holds several is as many rooms."""
    known = make(name)
    back = again(known, known_plan(name))
    shared = {one.id for one in known.rooms if one.holds > 1}
    for table, names in KEPT.items():
        if table == "calendar":
            assert back.calendar.cycle_days == known.calendar.cycle_days
            continue
        mine = {one.id: one for one in getattr(known, table) if one.id not in shared}
        theirs = {one.id: one for one in getattr(back, table)}
        for id, one in mine.items():
            assert [getattr(theirs[id], x) for x in names] == [getattr(one, x) for x in names]
    spans = [one.span for one in known.regular_bell.tracks[0].periods]
    assert [one.span for one in back.regular_bell.tracks[0].periods] == spans
    assert back.name == known.name


def test_every_meeting_of_a_plan_is_an_activity_with_its_time() -> None:
    plan = known_plan("elementary")
    assert plan.timetable is not None
    written = fet_file(make("elementary"), plan)
    meetings = plan.timetable.meetings
    assert written.written["Activity"] == len(meetings)
    assert written.written["ConstraintActivityPreferredStartingTime"] == len(meetings)
    back = import_fet(written.content).school
    assert back is not None
    assert sorted(str(one.slot) for one in back.locks if one.slot) == sorted(
        str(one.slot) for one in meetings
    )


# Lists.


def test_a_school_without_anything_is_a_file() -> None:
    root = tree(fet_file(tiny()).content)
    assert [one.tag for one in root] == [
        *("Mode", "Institution_Name", "Comments", "Days_List", "Hours_List", "Subjects_List"),
        *("Activity_Tags_List", "Teachers_List", "Students_List", "Activities_List"),
        *("Buildings_List", "Rooms_List", "Time_Constraints_List", "Space_Constraints_List"),
    ]
    assert [one.text for one in root.iter("Name")][:4] == ["Mon", "Tue", "Wed", "1 08:00-08:50"]


def test_an_activity_says_who_and_for_how_long() -> None:
    known = tiny(
        klass("a", "ann", "g h", (2, 1), co="bob", support="cy"),
        klass("staff", "ann", needs_cover=False),
        groups=(group("g", size=9), group("h", size=8)),
    )
    first, second, meeting = tree(fet_file(known).content).iter("Activity")
    assert [one.text for one in first.findall("Teacher")] == ["ann", "bob", "cy"]
    assert [one.text for one in first.findall("Students")] == ["g", "h"]
    texts = {one.tag: one.text for one in second if one.tag not in ("Teacher", "Students")}
    assert texts == {
        "Subject": "C-a", "Duration": "1", "Total_Duration": "3", "Id": "2",
        "Activity_Group_Id": "1", "Active": "true", "Comments": "a",
    }  # fmt: skip
    assert meeting.find("Students") is None
    assert meeting.findtext("Activity_Group_Id") == "0"


def test_a_size_that_the_groups_do_not_say_is_written() -> None:
    known = tiny(klass("a", "ann", "g", size=7), klass("b", "ann", "g", size=10))
    sizes = [
        one.findtext("Number_Of_Students") for one in tree(fet_file(known).content).iter("Activity")
    ]
    assert sizes == ["7", None]


def test_pupils_who_come_one_by_one_are_a_set_of_their_own() -> None:
    known = tiny(
        klass("a", "ann", size=12), klass("b", "ann", "g", over="a"), klass("c", "bob", "g")
    )
    root = tree(fet_file(known).content)
    years = {one.findtext("Name"): one.findtext("Number_of_Students") for one in root.iter("Year")}
    assert years == {"g": "10", "Pupils of a": "12", "Pupils of b": "10"}
    assert "pull-outs: what they may not overlap (1)" in unsaid(known)
    assert len(again(known).sections) == 3


def test_groups_that_share_pupils_share_a_subgroup() -> None:
    known = tiny(
        klass("a", "ann", "g"),
        klass("b", "bob", "h"),
        groups=(group("g", overlaps=("h",)), group("h", unavailable=slots("Mon1"))),
    )
    root = tree(fet_file(known).content)
    inner = {
        one.findtext("Name"): [x.findtext("Name") for x in one.findall("Subgroup")]
        for one in root.iter("Group")
    }
    assert inner == {"g": ["g alone", "g & h"], "h": ["h alone", "g & h"]}
    # What is asked of one group is asked of those of its pupils who are in no other.
    assert said(known, "StudentsSetNotAvailableTimes") == ["100 h alone 1 Mon 1 08:00-08:50"]
    a, b = again(known).sections
    assert set(a.groups) & set(b.groups) == {"g & h"}


def test_a_room_that_holds_several_classes_is_as_many_rooms() -> None:
    gym = room("gym", holds=2, unavailable=slots("Wed1"))
    known = tiny(*(klass(x, x, rooms=("gym",)) for x in "abc"), rooms=(gym,))
    plan = Plan(
        school=known.id,
        staffing=staffed("a a", "b b", "c c"),
        timetable=placed("a Mon1@gym", "b Mon1@gym", "c Mon2@gym"),
    )
    assert [one.split()[2:4] for one in said(known, "ActivityPreferredRoom", plan)] == [
        ["gym", "#1"], ["gym", "#2"], ["gym", "#1"],
    ]  # fmt: skip
    assert len(said(known, "RoomNotAvailableTimes")) == 2
    assert said(known, "SubjectPreferredRooms")[0].endswith("C-a 2 gym #1 gym #2")


def test_names_are_single_and_none_stands_there_twice() -> None:
    assert list(NameBook(["a  b", "a b", "a\u00a0b", "x" * 200])) == [
        "a b", "a b (2)", "a b (3)", "x" * 144,
    ]  # fmt: skip


def test_numbers_in_the_ids_of_an_import_are_the_numbers_of_activities() -> None:
    known = tiny(
        klass("C-7", "ann", "g", (1, 1), course="C"),
        klass("C-8", "ann", "g", (1, 1), course="C"),
        klass("b", "bob", "h"),
    )
    ids = [one.findtext("Id") for one in tree(fet_file(known).content).iter("Activity")]
    assert ids == ["7", "9", "8", "10", "11"]


@pytest.mark.parametrize("name", ["C-07", "C-", "C-1x", "C-12345678901", "D-1"])
def test_other_ids_are_not_taken_for_numbers(name: str) -> None:
    known = tiny(klass(name, "ann", "g", course="C"), klass("C-1", "bob", "h", course="C"))
    ids = [one.findtext("Id") for one in tree(fet_file(known).content).iter("Activity")]
    assert sorted(map(str, ids)) == ["1", "2"]


def test_the_week_of_a_segment() -> None:
    known = tiny(
        klass("a", "ann", "g", segments=("fall",)),
        klass("b", "ann", "g", segments=("spring",)),
        klass("c", "ann", "g"),
        calendar=calendar(*HALVES),
    )
    for segment, classes in ((None, "a c"), ("fall", "a c"), ("spring", "b c")):
        written = fet_file(known, segment=segment)
        found = [one.findtext("Comments") for one in tree(written.content).iter("Activity")]
        assert found == classes.split()
        assert "classes of other segments (1)" in written.unsaid
    with pytest.raises(InputError, match='no segment "autumn"'):
        fet_file(known, segment="autumn")


# Time.


def test_when_nobody_is_there_is_a_break() -> None:
    known = tiny(
        klass("a", "ann", "g"),
        klass("b", "bob", "h"),
        staff=(
            person("ann", unavailable=slots("Mon1 Mon2")),
            person("bob", unavailable=slots("Mon1")),
        ),
        groups=tuple(group(one, unavailable=slots("Mon1")) for one in "gh"),
    )
    assert said(known, "BreakTimes") == ["100 1 Mon 1 08:00-08:50"]
    assert said(known, "TeacherNotAvailableTimes") == ["100 ann 1 Mon 2 08:55-09:45"]
    assert said(known, "StudentsSetNotAvailableTimes") == []


def test_promises_duties_and_part_release_are_times_not_available() -> None:
    """With the way there and back; a duty counts where somebody stands it."""
    away = Elsewhere(start=at("08:00"), end=at("08:50"), cycle_days=("Tue",), travel_minutes=10)
    known = tiny(
        klass("a", "ann", "g"),
        klass("b", "bob", "g"),
        staff=(person("ann", elsewhere=(away,)),),
        release=Release(part=(PartRelease(person="bob", most_load=5, free=slots("Wed6")),)),
    )
    assert said(known, "TeacherNotAvailableTimes") == [
        "100 ann 2 Tue 1 08:00-08:50 Tue 2 08:55-09:45",
        "100 bob 1 Wed 6 13:15-14:05",
    ]


@pytest.mark.parametrize(
    ("pattern", "soft", "expected"),
    [
        ({"most_a_day": 1}, "", ["100 true 2 1 2 1"]),
        ({"most_a_day": 1}, "T5b", ["1 false 2 1 2 1"]),
        ({"most_a_day": 2}, "", []),
        ({"most_a_day": 2, "least_days_between": 2}, "", ["100 true 2 1 2 2"]),
        ({"most_a_day": 1, "least_days_between": 2}, "", ["100 true 2 1 2 2"]),
        ({"most_a_day": 1, "least_days_between": 2}, "T5b", ["100 true 2 1 2 2"]),
        (
            {"most_a_day": 1, "least_days_between": 2},
            "T5c",
            ["100 true 2 1 2 1", "1 false 2 1 2 2"],
        ),
    ],
)
def test_days_between_the_meetings_of_a_class(
    pattern: dict[str, Any], soft: str, expected: list[str]
) -> None:
    known = tiny(klass("a", "ann", "g", (1, 1), **pattern), soft=soft)
    assert said(known, "MinDaysBetweenActivities") == expected


def test_what_else_a_pattern_asks() -> None:
    two = klass("a", "ann", "g", (1, 1), most_days_between=1, same_period=True)
    assert said(tiny(two), "MaxDaysBetweenActivities") == ["100 2 1 2 1"]
    assert said(tiny(two, soft="T5d"), "ActivitiesSameStartingHour") == ["1 2 1 2"]
    three = klass("a", "ann", "g", (1, 1, 1), most_a_day=2, most_days_between=1)
    assert [one[:4] for one in unsaid(tiny(three))] == ["T5b:", "T5c:"]


@pytest.mark.parametrize(
    ("changes", "least", "most"),
    [
        ({"least_days": 2}, ["100 true 2 1 2 2"], []),
        ({"least_days": 1, "adjacent": True, "strength": 95}, ["95 true 2 1 2 1"], []),
        ({"least_days": 0, "adjacent": True}, ["0 true 2 1 2 1"], []),
        ({"least_days": 3, "adjacent": True, "strength": 0}, ["100 true 2 1 2 3 false"], []),
        ({"least_days": 1, "within_days": 2, "strength": 9}, ["9 false 2 1 2 1"], ["9 2 1 2 2"]),
        ({"least_days": 1, "strength": 0}, ["100 false 2 1 2 1 false"], []),
    ],
)
def test_distances_of_meetings(changes: dict[str, Any], least: list[str], most: list[str]) -> None:
    some = klass("a", "ann", "g", (1, 1), most_a_day=2)
    known = tiny(some, spacings=(Spacing(id="s", sections=("a",), **changes),))
    assert said(known, "MinDaysBetweenActivities") == least
    assert said(known, "MaxDaysBetweenActivities") == most


def test_a_distance_of_one_meeting_asks_for_nothing() -> None:
    known = tiny(klass("a", "ann", "g"), spacings=(Spacing(id="s", sections=("a",)),))
    assert said(known, "MinDaysBetweenActivities") == []


CLASSES = (klass("a", "ann", "g", (1, 1)), klass("b", "bob", "h", (1, 1)), klass("c", "cy", "i"))


_SEGMENTS: tuple[tuple[str, ...], ...] = ((), ("spring",), ())


@pytest.mark.parametrize(
    ("kind", "tag", "expected"),
    [
        (RelationKind.SAME_TIME, "ActivitiesSameStartingTime", ["100 3 1 3 5", "100 2 2 4"]),
        (RelationKind.SAME_DAY, "ActivitiesSameStartingDay", ["100 3 1 3 5", "100 2 2 4"]),
        (RelationKind.SAME_PERIOD, "ActivitiesSameStartingHour", ["100 3 1 3 5", "100 2 2 4"]),
        (RelationKind.NEVER_TOGETHER, "ActivitiesNotOverlapping", ["100 5 1 2 3 4 5"]),
        (RelationKind.IN_ORDER, "TwoActivitiesOrdered", ["100 1 3", "100 3 5", "100 2 4"]),
        (RelationKind.CONSECUTIVE, "TwoActivitiesConsecutive", ["100 1 3", "100 3 5", "100 2 4"]),
        (RelationKind.ADJACENT, "TwoActivitiesGrouped", ["100 1 3", "100 3 5", "100 2 4"]),
    ],
)
def test_relations_of_classes(kind: RelationKind, tag: str, expected: list[str]) -> None:
    """Classes are tied meeting by meeting of the same number."""
    known = tiny(*CLASSES, relations=(Relation(id="r", kind=kind, sections=("a", "b", "c")),))
    assert said(known, tag) == expected


def test_relations_of_single_meetings_and_gaps_between() -> None:
    meetings = refs(("b", 2), ("a", 1), ("c", 1))
    both = (
        Relation(id="r", kind=RelationKind.IN_ORDER, meetings=meetings, strength=40),
        Relation(id="s", kind=RelationKind.LEAST_GAP, sections=("a", "c"), gap=2),
        Relation(id="t", kind=RelationKind.SAME_DAY, sections=("a", "b"), strength=0),
    )
    known = tiny(*CLASSES, relations=both)
    assert said(known, "TwoActivitiesOrdered") == ["40 4 1", "40 1 5"]
    assert said(known, "MinGapsBetweenActivities") == ["100 2 1 5 2", "100 2 2 5 2"]
    assert said(known, "ActivitiesSameStartingDay") == ["100 2 1 3 false", "100 2 2 4 false"]


def test_a_number_that_one_class_lacks_ties_only_its_neighbours() -> None:
    """Of a and c the second meetings are not tied, for b between them has none."""
    some = (CLASSES[0], klass("b", "bob", "h"), klass("c", "cy", "i", (1, 1)))
    tied = Relation(id="r", kind=RelationKind.SAME_DAY, sections=("a", "b", "c"))
    assert said(tiny(*some, relations=(tied,)), "ActivitiesSameStartingDay") == ["100 3 1 3 4"]


@pytest.mark.parametrize(
    ("wish", "tag", "expected"),
    [
        ({"sections": ("a",), "slots": slots("Mon1 Tue2")}, "ActivitiesPreferredStartingTimes",
         "10 C-a 2 Mon 1 08:00-08:50 Tue 2 08:55-09:45"),
        ({"meetings": refs(("a", 2)), "slots": slots("Mon1"), "every_period": True},
         "ActivityPreferredTimeSlots", "10 2 1 Mon 1 08:00-08:50"),
        ({"sections": ("a", "c"), "slots": slots("Mon1")}, "ActivitiesPreferredStartingTimes",
         "10 w 1 Mon 1 08:00-08:50"),
        ({"meetings": refs(("a", 1)), "slots": slots("Mon1")}, "ActivityPreferredStartingTime",
         "10 1 Mon 1 08:00-08:50 true"),
        ({"meetings": refs(("a", 1)), "slots": slots("Mon1"), "strength": 100},
         "ActivityPreferredStartingTimes", "100 1 1 Mon 1 08:00-08:50"),
        ({"meetings": refs(("a", 1)), "slots": slots("Tue1 Tue2 Tue3 Tue4 Tue5 Tue6")},
         "ActivityPreferredStartingTime", "10 1 Tue true"),
        ({"meetings": refs(("a", 1)), "slots": slots("Mon2 Tue2 Wed2")},
         "ActivityPreferredStartingTime", "10 1 2 08:55-09:45 true"),
    ],
)  # fmt: skip
def test_wishes_for_slots(wish: dict[str, Any], tag: str, expected: str) -> None:
    """Meetings that are a whole subject are said as that, others one by one or by a tag."""
    known = tiny(*CLASSES, slot_wishes=(SlotWish(id="w", **wish),))
    assert said(known, tag) == [expected]
    (back,) = again(known).slot_wishes
    mine = known.slot_wishes[0]
    assert (back.slots, back.every_period) == (mine.slots, mine.every_period)
    assert (len(back.sections), len(back.meetings), back.strength) == (
        len(mine.sections), len(mine.meetings), mine.strength,
    )  # fmt: skip


def test_what_another_segment_has_between_two_does_not_tie_them() -> None:
    some = [klass(x, x, x, segments=segment) for x, segment in zip("abc", _SEGMENTS, strict=True)]
    kinds = (RelationKind.CONSECUTIVE, RelationKind.SAME_DAY)
    tied = tuple(Relation(id=str(kind), kind=kind, sections=("a", "b", "c")) for kind in kinds)
    known = tiny(*some, relations=tied, calendar=calendar(*HALVES))
    assert said(known, "TwoActivitiesConsecutive") == []
    assert said(known, "ActivitiesSameStartingDay") == []
    assert "T9: Sections stand to one another as asked (2)" in unsaid(known)


def test_two_wishes_of_the_same_meetings_share_a_tag() -> None:
    both = tuple(SlotWish(id=id, sections=("a", "c"), slots=slots("Mon1")) for id in ("v", "w"))
    root = tree(fet_file(tiny(*CLASSES, slot_wishes=both)).content)
    assert [one.findtext("Name") for one in root.findall("Activity_Tags_List/Activity_Tag")] == [
        "v"
    ]
    tagged = [
        one.findtext("Id") for one in root.iter("Activity") if one.find("Activity_Tag") is not None
    ]
    assert tagged == ["1", "2", "5"]


def test_ends_of_the_day_are_hard_or_not_said() -> None:
    ends = (
        DayEnd(id="d", sections=("a",)),
        DayEnd(id="e", meetings=refs(("b", 1))),
        DayEnd(id="f", sections=("c",), strength=50),
        DayEnd(id="g", sections=("c",), strength=0),
    )
    known = tiny(*CLASSES, day_ends=ends)
    assert said(known, "ActivitiesEndStudentsDay") == ["100 C-a", "100 C-c false"]
    assert said(known, "ActivityEndsStudentsDay") == ["100 3"]
    assert [one for one in unsaid(known) if one.startswith("T17")] == [
        "T17: Named meetings are the last of their groups' day (1)"
    ]


def test_locks_of_the_user_and_of_a_run() -> None:
    locks = (
        Lock(section="a", meeting=1, slot=slots("Mon1")[0]),
        Lock(section="c", slot=slots("Tue1")[0], rooms=("r",), by=LockedBy.SOLVER),
    )
    some = (CLASSES[0], klass("c", "cy", "i", rooms=("r", "s")))
    known = tiny(*some, locks=locks)
    assert said(known, "ActivityPreferredStartingTime") == [
        "100 1 Mon 1 08:00-08:50 true", "100 3 Tue 1 08:00-08:50 false",
    ]  # fmt: skip
    assert said(known, "ActivityPreferredRoom") == ["100 3 r false"]
    plan = Plan(
        school=known.id,
        staffing=staffed("a ann", "c cy"),
        timetable=placed("a Mon1 Tue1", "c Wed2@s"),
    )
    assert said(known, "ActivityPreferredStartingTime", plan) == [
        "100 1 Mon 1 08:00-08:50 true",
        "100 2 Tue 1 08:00-08:50 false",
        "100 3 Wed 2 08:55-09:45 false",
    ]
    assert said(known, "ActivityPreferredRoom", plan) == ["100 3 s false"]


# Limits.


def _limit(kind: LimitKind, value: int, **changes: Any) -> WorkLimit:
    return WorkLimit(id=f"{kind}-{value}", kind=kind, value=value, **changes)


_UNBROKEN = tuple(f"{h:02}:00-{h:02}:55" for h in range(8, 14))


@pytest.mark.parametrize(
    ("limit", "tag", "expected"),
    [
        (_limit(LimitKind.MOST_PERIODS_A_DAY, 4, strength=60), "TeachersMaxHoursDaily", ["60 4"]),
        (_limit(LimitKind.MOST_PERIODS_A_DAY, 9), "TeachersMaxHoursDaily", ["100 6"]),
        (_limit(LimitKind.MOST_PERIODS_IN_A_ROW, 3, ids=("ann",)), "TeacherMaxHoursContinuously",
         ["100 ann 3"]),
        (_limit(LimitKind.MOST_GAPS_A_CYCLE, 30, of="groups"), "StudentsMaxGapsPerWeek",
         ["100 30"]),
        (_limit(LimitKind.MOST_GAPS_A_DAY, 1, of="groups", ids=("g",)), "StudentsSetMaxGapsPerDay",
         ["100 g 1"]),
        (_limit(LimitKind.MOST_DAYS, 2, ids=("ann", "bob")), "TeacherMaxDaysPerWeek",
         ["100 ann 2", "100 bob 2"]),
        (_limit(LimitKind.LEAST_DAYS, 2), "TeachersMinDaysPerWeek", ["100 2"]),
        (_limit(LimitKind.LEAST_DAYS, 3, of="groups"), "StudentsMinHoursDaily", ["100 1 false"]),
        (_limit(LimitKind.LEAST_PERIODS_A_DAY, 2), "TeachersMinHoursDaily", ["100 2 true"]),
        (_limit(LimitKind.MOST_DAYS, 1, periods=(6, 5)), "TeachersIntervalMaxDaysPerWeek",
         ["100 5 12:00-12:55 1"]),
        (_limit(LimitKind.MOST_DAYS, 1, periods=(1, 2)), "TeachersIntervalMaxDaysPerWeek",
         ["100 1 08:00-08:55 3 10:00-10:55 1"]),
        (_limit(LimitKind.MOST_SPAN_A_DAY, 5), "TeachersMaxSpanPerDay", ["100 5"]),
        (_limit(LimitKind.MOST_SECOND_STARTS, 1, of="groups", ids=("g", "h")),
         "StudentsSetEarlyMaxBeginningsAtSecondHour", ["100 g + h (together) 1"]),
    ],
)  # fmt: skip
def test_a_limit(limit: WorkLimit, tag: str, expected: list[str]) -> None:
    known = tiny(*CLASSES, limits=(limit,), bells=(bell(track(times=_UNBROKEN, lunch="")),))
    assert said(known, tag) == expected
    assert unsaid(known) == []


def test_so_many_hours_on_every_day_is_one_element() -> None:
    both = (_limit(LimitKind.LEAST_PERIODS_A_DAY, 2), _limit(LimitKind.LEAST_DAYS, 3))
    known = tiny(*CLASSES, limits=both)
    assert said(known, "TeachersMinHoursDaily") == ["100 2 false"]
    assert said(known, "TeachersMinDaysPerWeek") == []
    assert {(one.kind, one.value) for one in again(known).limits} == {
        (one.kind, one.value) for one in both
    }


@pytest.mark.parametrize(
    "limit",
    [
        _limit(LimitKind.MOST_MINUTES_IN_A_ROW, 100),
        _limit(LimitKind.LAST_PERIOD, 5),
        _limit(LimitKind.MOST_GAPS_A_DAY, 1, strength=99),
        _limit(LimitKind.MOST_DAYS, 1, periods=(1, 3)),
        _limit(LimitKind.MOST_PERIODS_A_DAY, 1, periods=(1, 2)),
        _limit(LimitKind.LEAST_PERIODS_A_DAY, 1, periods=(1, 2)),
        _limit(LimitKind.LEAST_DAYS, 2, of="groups"),
        _limit(LimitKind.MOST_SECOND_STARTS, 1),
        _limit(LimitKind.MOST_PERIODS_IN_A_ROW, 3),  # for us, lunch ends a row
    ],
)
def test_a_limit_without_an_element_is_counted(limit: WorkLimit) -> None:
    known = tiny(*CLASSES, limits=(limit,))
    assert unsaid(known) == [
        "T6: Teachers and groups keep to the limits of their day and cycle (1)"
    ]


def test_a_limit_of_no_strength_is_nothing() -> None:
    known = tiny(*CLASSES, limits=(_limit(LimitKind.LAST_PERIOD, 5, strength=0),))
    assert unsaid(known) == []


# Rooms.


def test_lists_of_rooms_are_said_by_subject_and_narrower_ones_by_activity() -> None:
    known = tiny(
        klass("a", "ann", "g", course="C", rooms=("r", "s")),
        klass("b", "bob", "h", course="C", rooms=("r", "s")),
        klass("c", "cy", "i", course="C", rooms=("s",)),
        klass("d", "dot", "g", (1, 1, 1), rooms=("t",), course="D"),
        klass("e", "dot", "g", course="D"),
    )
    assert said(known, "SubjectPreferredRooms") == ["100 C 2 r s"]
    assert said(known, "ActivityPreferredRoom") == ["100 3 s true"]
    assert said(known, "SubjectActivityTagPreferredRoom") == ["100 D D in t t"]
    back = again(known)
    assert [set(one.rooms) for one in back.sections] == [
        {"r", "s"},
        {"r", "s"},
        {"s"},
        {"t"},
        set(),
    ]


def test_a_home_room_is_said_where_all_have_a_room() -> None:
    staff = (
        person("ann", home_room="r"),
        person("bob", home_room="s"),
        person("cy", home_room="t"),
    )
    known = tiny(
        klass("a", "ann", "g", rooms=("r",)),
        klass("b", "bob", "g"),  # needs no room, and a home would give it one
        klass("c", "cy", "g", rooms=("u",), size=20),
        staff=staff,
        rooms=(*map(room, "rsu"), room("t", capacity=5)),
    )
    assert said(known, "TeacherHomeRoom") == ["100 ann r"]
    assert said(known, "SubjectPreferredRoom") == ["100 C-c u"]
    assert "home rooms (2)" in unsaid(known)


def test_homes_of_students_and_teacher_do_not_contradict() -> None:
    """FET lets both hold; so only one of two different ones is said."""
    known = tiny(
        klass("a", "ann", "g", rooms=("r",)),
        staff=(person("ann", home_room="s"),),
        groups=(group("g", home_room="r"),),
        rooms=tuple(map(room, "rs")),
    )
    assert said(known, "StudentsSetHomeRoom") == ["100 g r"]
    assert said(known, "TeacherHomeRoom") == []


def test_wishes_for_rooms() -> None:
    some = tuple(klass(x, x, "g", rooms=("r", "s")) for x in "ab")
    wishes = (
        RoomWish(id="v", sections=("a", "b"), rooms=("s",)),
        RoomWish(id="w", sections=("a",), rooms=("r",), strength=0),
    )
    known = tiny(*some, room_wishes=wishes)
    assert said(known, "SubjectPreferredRoom") == ["10 C-a s", "10 C-b s", "100 C-a r false"]
    several = tuple(klass(x, x, "g", (1, 1), rooms=("r", "s")) for x in "ab")
    parts = RoomWish(id="v", meetings=refs(("a", 1), ("b", 1)), rooms=("r",))
    assert said(tiny(*several, room_wishes=(parts,)), "ActivityTagPreferredRoom") == ["10 v r"]


def test_how_few_rooms() -> None:
    some = klass("a", "ann", "g", (1, 1), rooms=("r", "s"), most_rooms=1)
    limit = RoomLimit(id="l", sections=("a",), most_rooms=2)
    tag = "ActivitiesOccupyMaxDifferentRooms"
    assert said(tiny(some, room_limits=(limit,)), tag) == ["100 2 1 2 1", "100 2 1 2 2"]
    soft = tiny(some, room_limits=(replace(limit, strength=5),), soft="T10b")
    assert said(soft, tag) == []
    assert [one[:4] for one in unsaid(soft)] == ["T10b", "T10d"]
    shared = tiny(some, rooms=(room("r", holds=2),))
    assert said(shared, tag) == []


def test_a_meeting_that_no_room_fits_is_counted() -> None:
    known = tiny(klass("a", "ann", "g", room_kind="lab"), rooms=(room("r"),))
    assert unsaid(known) == ["meetings that no room fits (1)"]


def test_further_rooms_of_a_meeting_are_counted() -> None:
    known = tiny(klass("a", "ann", "g", rooms=("r", "s")))
    plan = Plan(school=known.id, staffing=staffed("a ann"), timetable=placed("a Mon1@r+s"))
    assert unsaid(known, plan) == ["further rooms of meetings in several (1)"]


# What has no place.


_PLANNING = CommonPlanning(id="p", name="P", staff=("ann", "bob"))


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("T7a", {"rights": Rights(planning_minutes=40, lunch_minutes=0)}),
        ("T7b", {"rights": Rights(planning_minutes=0, lunch_minutes=30)}),
        ("T11", {"common_planning": (_PLANNING,)}),
        ("T12", {"release": Release(common_slots=1)}),
        ("T14c", {"rules": (RuleStrength(rule="T14c", strength=5),)}),
        ("T15", {"course_pairs": (CoursePair(first="C-a", second="C-b", pupils=4),)}),
    ],
)
def test_a_rule_without_an_element_is_counted(key: str, changes: dict[str, Any]) -> None:
    (line,) = unsaid(tiny(*CLASSES, **changes))
    assert line.startswith(f"{key}: ")


def test_clocks_buildings_and_lunch_in_a_meeting_are_counted() -> None:
    late = tuple(f"{h:02}:10-{h:02}:55" for h in range(8, 14))
    two = (track(), track("late", late, ""))
    assert any(
        "tracks beyond the first" in one for one in unsaid(tiny(*CLASSES, bells=(bell(*two),)))
    )
    double = tiny(klass("a", "ann", "g", (2,)))
    assert [one[:4] for one in unsaid(double)] == ["T5e:"]
    apart = (room("r", building="A"), room("s", building="B"))
    far = tiny(*CLASSES, rooms=apart, policy=Policy(building_minutes=10))
    assert [one[:5] for one in unsaid(far)] == ["T10c:"]


def test_a_class_without_an_owner_is_counted() -> None:
    assert unsaid(tiny(klass("a", groups="g"))) == ["classes without an owner (1)"]


# The command.


def test_the_command_writes_any_school(tmp_path: Path) -> None:
    files = {one: str(tmp_path / one) for one in ("school.json", "plan.json", "out.fet")}
    Path(files["school.json"]).write_text(dump_school(make("elementary")), encoding="utf-8")
    Path(files["plan.json"]).write_text(dump_plan(known_plan("elementary")), encoding="utf-8")
    words = ["export", "fet", files["school.json"], "-o", files["out.fet"]]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 0, found.output
    assert "Not in the file: classes without an owner" in found.output
    found = CliRunner().invoke(main, [*words, files["plan.json"], "--segment", "S9"])
    assert found.exit_code == 2
    assert "no segment" in found.output


@pytest.mark.parametrize("more", [(), ("plan.json", "--segment", "fall")])
def test_the_original_goes_with_a_plan_alone(tmp_path: Path, more: tuple[str, ...]) -> None:
    words = ["export", "fet", "school.json", *more, "--original", str(path("mill"))]
    found = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "out.fet")])
    assert found.exit_code == 2
    assert "--original goes with PLAN" in found.output
