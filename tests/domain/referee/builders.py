"""Tiny schools and plans for single rules, in a notation that fits on a line.

Three cycle days (Mon, Tue, Wed) of six 50-minute periods, with lunch after the fourth:

    1 08:00  2 08:55  3 09:50  4 10:45  lunch 11:35-12:15  5 12:20  6 13:15-14:05

Nothing is asked of anybody unless a test says so: no planning, no lunch, no release.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.calendar import SchoolCalendar, Segment, Weekday
from scheduler.domain.courses import (
    Course,
    Grade,
    Group,
    MeetingPattern,
    PullOut,
    Room,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.form import Clock
from scheduler.domain.plan import Plan
from scheduler.domain.referee import Report, check
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, StaffMember
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.domain.wishes import Rights, RuleStrength

DAYS = ("Mon", "Tue", "Wed")
NOTHING_DUE = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)

_TIMES = ("08:00-08:50", "08:55-09:45", "09:50-10:40", "10:45-11:35", "12:20-13:10", "13:15-14:05")
_Any = TypeVar("_Any")


def at(words: str) -> Clock:
    """Read a time such as 08:05."""
    hours, minutes = words.split(":")
    return Clock(int(hours) * 60 + int(minutes))


def track(id: str = "main", times: Iterable[str] = _TIMES, lunch: str = "11:35-12:15") -> Track:
    """Make a track from times such as "08:00-08:50"; lunch "" leaves it without one."""
    periods = tuple(
        PeriodTime(period=number, start=at(time[:5]), end=at(time[6:]))
        for number, time in enumerate(times, start=1)
    )
    ends = {"lunch_start": at(lunch[:5]), "lunch_end": at(lunch[6:])} if lunch else {}
    return Track(id=id, periods=periods, **ends)


def bell(*tracks: Track, **changes: Any) -> BellSchedule:
    """Make the regular bell of some tracks."""
    return BellSchedule(id="regular", name="Regular", tracks=tracks or (track(),), **changes)


def calendar(*segments: tuple[str, date, date], **changes: Any) -> SchoolCalendar:
    """Make a year from September to June with these segments."""
    given: dict[str, Any] = {
        "first": date(2026, 9, 1),
        "last": date(2027, 6, 18),
        "timezone": "America/New_York",
        "cycle_days": DAYS,
        "weekdays": (Weekday.MON, Weekday.TUE, Weekday.WED),
        "regular_bell": "regular",
        "segments": tuple(
            Segment(id=id, name=id, first=first, last=last) for id, first, last in segments
        ),
    }
    return SchoolCalendar(**given | changes)


HALVES = (
    ("fall", date(2026, 9, 1), date(2027, 1, 22)),
    ("spring", date(2027, 1, 25), date(2027, 6, 18)),
)


def slot(words: str) -> Slot:
    """Read a slot such as Mon1."""
    return Slot(words[:3], int(words[3:]))


def slots(words: str) -> tuple[Slot, ...]:
    """Read slots such as Mon1 Tue2."""
    return tuple(slot(one) for one in words.split())


def person(id: str, **changes: Any) -> StaffMember:
    """Make somebody certified in X who may teach anything from 0 to 20 periods."""
    given: dict[str, Any] = {"name": id.title(), "areas": ("X",), "most_load": 20}
    return StaffMember(id=id, **given | changes)


def group(id: str, **changes: Any) -> Group:
    """Make a group of no grade."""
    given: dict[str, Any] = {"name": id.upper(), "size": 10}
    return Group(id=id, **given | changes)


def room(id: str, **changes: Any) -> Room:
    """Make a classroom."""
    given: dict[str, Any] = {"name": f"Room {id}"}
    return Room(id=id, **given | changes)


@dataclasses.dataclass(frozen=True)
class Class:
    """A section, with the course it belongs to."""

    course: Course
    section: Section


def klass(
    id: str,
    owner: str = "",
    groups: str = "",
    lengths: tuple[int, ...] = (1,),
    co: str = "",
    support: str = "",
    over: str | None = None,
    **rest: Any,
) -> Class:
    """Make a class; its own course "C-id" unless `course` names one, pattern fields among `rest`.

    Parameters
    ----------
    over
        Ids of the classes that it may be pulled out of; None: it is no pull-out.
    """
    pattern = MeetingPattern(lengths=lengths, **_taken(MeetingPattern, rest))
    people = [(one, SectionRole.OWNER) for one in owner.split()]
    people += [(one, SectionRole.CO_TEACHER) for one in co.split()]
    people += [(one, SectionRole.SUPPORT) for one in support.split()]
    name = rest.pop("course", f"C-{id}")
    of_section = _taken(Section, rest)
    if over is not None:
        of_section["pull_out"] = PullOut(may_overlap=tuple(f"C-{one}" for one in over.split()))
    rest.setdefault("size_cap", 500)
    rest.setdefault("size_target", min(25, rest["size_cap"]))
    course = Course(id=name, name=f"Course {name}", area=rest.pop("area", "X"), **rest)
    section = Section(
        id=id,
        course=name,
        groups=tuple(groups.split()),
        staff=tuple(SectionStaff(person=one, role=role) for one, role in people),
        pattern=pattern,
        **of_section,
    )
    return Class(course, section)


def _taken(kind: type, rest: dict[str, Any]) -> dict[str, Any]:
    """Take the arguments that are fields of a class out of the rest."""
    names = {field.name for field in dataclasses.fields(kind)} - {"id", "name"}
    return {name: rest.pop(name) for name in list(rest) if name in names}


def tiny(*classes: Class, soft: str = "", **changes: Any) -> School:
    """Make a school of these classes, and of everybody and everything that they name.

    Parameters
    ----------
    soft
        Rules that cost 1 for each unit, instead of being hard.
    changes
        Fields of the school; `staff`, `groups` and `rooms` are filled up with what is named.
    """
    named = [one.section for one in classes]
    given: dict[str, Any] = {
        "calendar": calendar(),
        "bells": (bell(),),
        "areas": (ContentArea(id="X", name="Area X"), ContentArea(id="Y", name="Area Y")),
        "courses": tuple({one.course.id: one.course for one in classes}.values()),
        "sections": tuple(named),
        "rights": NOTHING_DUE,
        "rules": tuple(RuleStrength(rule=one, strength=1) for one in soft.split()),
    } | changes
    given["staff"] = _filled(
        given.get("staff", ()), (one.person for of in named for one in of.staff), person
    )
    given["groups"] = _filled(
        given.get("groups", ()), (g for of in named for g in of.groups), group
    )
    given["rooms"] = _filled(given.get("rooms", ()), (r for of in named for r in of.rooms), room)
    return School(id="tiny", name="Tiny School", kind=SchoolKind.MIDDLE, **given)


def _filled(given: Iterable[_Any], named: Iterable[str], make: Any) -> tuple[_Any, ...]:
    made = {one.id: one for one in given}  # type: ignore[attr-defined]
    for id in named:
        made.setdefault(id, make(id))
    return tuple(made.values())


_ids = itertools.count()


def new_id() -> str:
    return f"row-{next(_ids)}"


def placed(*words: str) -> TimetableAnswer:
    """Place meetings: "a Mon1 Tue2@r1" puts two meetings of section a, the second into room r1.

    A word such as "team:Fri5" instead books common planning "team".
    """
    meetings, times = [], []
    number: Counter[str] = Counter()
    for line in words:
        name, *places = line.split()
        for place in places:
            when, _, where = place.partition("@")
            if name.endswith(":"):
                entry = name.removesuffix(":")
                times.append(TeamTime(id=new_id(), common_planning=entry, slot=slot(when)))
                continue
            number[name] += 1
            meetings.append(
                PlacedMeeting(
                    id=new_id(),
                    section=name,
                    meeting=number[name],
                    slot=slot(when),
                    rooms=tuple(where.split("+")) if where else (),
                )
            )
    return TimetableAnswer(meetings=tuple(meetings), team_times=tuple(times))


def staffed(*rows: str, released: str = "", groups: str = "") -> StaffingAnswer:
    """Say who owns what: "a ann", "a ann 24" with pupils, "a ann 24 fall,spring" with segments.

    Parameters
    ----------
    groups
        Groups of grades that run, with their pupils: "6A=24 6B=23".
    """
    ownerships = []
    for row in rows:
        section, owner, *rest = row.split()
        segments = tuple(rest[1].split(",")) if len(rest) > 1 else ("",)
        ownerships.append(
            Ownership(
                id=new_id(),
                section=section,
                owner=owner,
                pupils=int(rest[0]) if rest else 0,
                segments=segments,
            )
        )
    sizes = (one.split("=") for one in groups.split())
    return StaffingAnswer(
        released=tuple(released.split()),
        groups=tuple(GroupSize(group=name, pupils=int(size)) for name, size in sizes),
        ownerships=tuple(ownerships),
    )


def judged(
    school: School, *words: str, staffing: StaffingAnswer | None = None, timetable: bool = True
) -> Report:
    """Let the referee judge placements (see `placed`), with staffing or as the school enters."""
    return check(
        school,
        Plan(
            school=school.id,
            staffing=staffing,
            timetable=placed(*words) if timetable else None,
        ),
    )


def staffing_judged(school: School, *rows: str, released: str = "", groups: str = "") -> Report:
    """Let the referee judge staffing alone (see `staffed`)."""
    answer = staffed(*rows, released=released, groups=groups)
    return check(school, Plan(school=school.id, staffing=answer))


def broken(report: Report) -> dict[str, int]:
    """Count the violations of each rule."""
    return dict(Counter(one.key for one in report.violations))


def grade(id: str, enrolment: int) -> Grade:
    """Make a grade."""
    return Grade(id=id, name=f"Grade {id}", enrolment=enrolment)
