"""Schools of a given shape and nothing else, made from a known timetable, to measure solvers on.

They have teachers, groups, rooms and patterns, but no year: what a sample school has beyond that
says nothing about the search for times.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from random import Random

from scheduler.domain.bell import BellSchedule
from scheduler.domain.calendar import CycleKind, SchoolCalendar, Weekday
from scheduler.domain.courses import (
    Course,
    Group,
    MeetingPattern,
    Room,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.defaults import default_limits
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, StaffMember
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.domain.wishes import Rights
from scheduler.samples.bells import at, bell
from scheduler.samples.colouring import Colouring, Row

Shape = tuple[School, StaffingAnswer]

# Meetings a week of each course: 29 in all.
_COURSES = {
    "ELA": 5,
    "Math": 5,
    "Science": 4,
    "Social": 4,
    "Language": 3,
    "PE": 3,
    "Art": 2,
    "Music": 2,
    "Advisory": 1,
}
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


def us_middle(seed: int, groups: int = 25, load: int = 27) -> Shape:
    """Make 725 single meetings: every group has a class in each of its 29 periods.

    Parameters
    ----------
    load
        Most meetings a week of a teacher.
    """
    rng = Random(seed)
    slots = [Slot(day, period) for day in _WEEK for period in range(1, 7)][:-1]
    owners: dict[str, str] = {}
    sections: list[Section] = []
    for course, number in _COURSES.items():
        classes = [f"{course}-{one}" for one in range(groups)]
        rng.shuffle(classes)
        teachers = -(-groups * number // load)
        for place, name in enumerate(classes):
            owners[name] = f"{course.lower()}-teacher-{place % teachers}"
        sections += [
            _section(name, course, f"g{name.partition('-')[2]}", owners[name]) for name in classes
        ]
    edges, of_edge = [], []
    for one in sections:
        edges += [(one.groups[0], owners[one.id])] * _COURSES[one.course]
        of_edge += [one.course] * _COURSES[one.course]

    def twice_a_day(_: Hashable, row: Row) -> int:
        met = Counter((slots[c].day, of_edge[e]) for c, e in enumerate(row) if e is not None)
        return sum(number - 1 for number in met.values())

    Colouring(edges, len(slots), twice_a_day, rng).solve()
    courses = [_course(name, (1,) * number) for name, number in _COURSES.items()]
    regular = bell(
        "Regular", start=at(8), minutes=50, periods=6, passing=5, lunch=30,
        lunch_after={"all": 3}, regular=True,
    )  # fmt: skip
    closed = (Slot("Fri", 6),)
    return _school("us-middle", _WEEK, regular, courses, sections, owners, closed=closed)


def stress(seed: int, teachers: int = 200, each: int = 5, days: int = 10) -> Shape:
    """Make 1,000 daily classes of 200 teachers in a ten-day cycle of 7 periods, in lunch waves.

    One class in twenty leaves out two days of the cycle.
    """
    rng = Random(seed)
    cycle = tuple(f"D{one}" for one in range(1, days + 1))
    regular = bell(
        "Regular", start=at(8), minutes=47, periods=7, passing=4, lunch=30,
        lunch_after={"early": 3, "late": 4}, regular=True,
    )  # fmt: skip
    number = teachers * each // 7 + 1
    rows = [f"g{one}" for one in range(number) for _ in range(7)][: teachers * each]
    edges = _dealt(rng, rows, teachers, each)
    _rows_of_at_most(3, edges, rng)
    sections, owners = [], {}
    for place, (teacher, group) in enumerate(edges):
        course = "Eight" if place % 20 == 0 else "Daily"
        name = f"s{place}"
        owners[name] = teacher
        sections.append(_section(name, course, group, teacher))
    courses = [
        _course("Daily", (1,) * days, same_period=True),
        _course("Eight", (1,) * (days - 2), same_period=True),
    ]
    return _school("stress", cycle, regular, courses, sections, owners, tracks=("early", "late"))


def _dealt(rng: Random, rows: list[str], teachers: int, each: int) -> list[tuple[str, str]]:
    """Give every teacher classes of different groups."""
    rng.shuffle(rows)
    groups: dict[int, list[str]] = defaultdict(list)
    left = Counter(rows)
    for teacher in range(teachers):
        most = sorted(left, key=lambda one: (-left[one], rng.random()))
        groups[teacher] = most[:each]
        left.subtract(groups[teacher])
    return [(f"t{teacher}", group) for teacher, some in groups.items() for group in some]


def _rows_of_at_most(most: int, edges: Sequence[tuple[str, str]], rng: Random) -> None:
    """Prove that there is a timetable with no longer row of periods: else it raises."""

    def longest(_: Hashable, row: Row) -> int:
        words = "".join(" " if one is None else "x" for one in row).split()
        return sum(max(0, len(one) - most) for one in words)

    Colouring(edges, 7, longest, rng).solve()


def _course(name: str, lengths: tuple[int, ...], **pattern: bool) -> Course:
    kind = {"PE": "gym", "Art": "art", "Music": "music"}.get(name, "classroom")
    return Course(
        id=name,
        name=name,
        area="any",
        pattern=MeetingPattern(lengths=lengths, **pattern),
        room_kind=kind,
        size_cap=30,
    )


def _section(name: str, course: str, group: str, owner: str) -> Section:
    staff = (SectionStaff(person=owner, role=SectionRole.OWNER),)
    return Section(id=name, course=course, groups=(group,), staff=staff, size=25)


def _school(
    name: str,
    days: tuple[str, ...],
    regular: BellSchedule,
    courses: list[Course],
    sections: list[Section],
    owners: dict[str, str],
    closed: tuple[Slot, ...] = (),
    tracks: tuple[str, ...] = (),
) -> Shape:
    """Put a school together: a room for each teacher, of the kind of their first class."""
    kind = {one.id: one.room_kind for one in courses}
    first = {owners[one.id]: kind[one.course] or "" for one in reversed(sections)}
    groups = sorted({one.groups[0] for one in sections})
    school = School(
        id=name,
        name=name,
        kind=SchoolKind.MIDDLE,
        calendar=_calendar(days, regular),
        bells=(regular,),
        areas=(ContentArea(id="any", name="Any"),),
        staff=tuple(
            StaffMember(id=one, name=one, areas=("any",), most_load=80, home_room=f"room-{one}")
            for one in first
        ),
        rooms=tuple(Room(id=f"room-{one}", name=one, kind=of) for one, of in first.items()),
        groups=_groups(groups, closed, tracks),
        courses=tuple(courses),
        sections=tuple(sections),
        rights=Rights(lunch_from=at(10), lunch_to=at(14), planning_minutes=0 if closed else 45),
        limits=() if closed else default_limits(SchoolKind.MIDDLE),
    )
    rows = (
        Ownership(id=f"row-{one.id}", section=one.id, owner=owners[one.id], pupils=25)
        for one in sections
    )
    return school, StaffingAnswer(ownerships=tuple(rows))


def _calendar(days: tuple[str, ...], regular: BellSchedule) -> SchoolCalendar:
    weekly = days == _WEEK
    return SchoolCalendar(
        first=dt.date(2026, 8, 31),
        last=dt.date(2027, 6, 11),
        timezone="America/Chicago",
        cycle=CycleKind.WEEKDAY if weekly else CycleKind.ROTATING,
        cycle_days=days,
        weekdays=tuple(Weekday(one) for one in days) if weekly else (),
        regular_bell=regular.id,
    )


def _groups(
    names: list[str], closed: tuple[Slot, ...], tracks: tuple[str, ...]
) -> tuple[Group, ...]:
    """Make the groups, in lunch waves by turns."""
    return tuple(
        Group(
            id=one,
            name=one,
            size=25,
            unavailable=closed,
            track=tracks[place % len(tracks)] if tracks else None,
        )
        for place, one in enumerate(names)
    )
