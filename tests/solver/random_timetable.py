"""Random small schools with a staffing, for the timetable stage; a few of every rule."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.calendar import SchoolCalendar, Segment, Weekday
from scheduler.domain.courses import (
    Course,
    CoursePair,
    Group,
    Lock,
    LockedBy,
    MeetingPattern,
    MeetingRooms,
    PullOut,
    Room,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.form import Clock
from scheduler.domain.pd import PDGroup
from scheduler.domain.policy import CoverCaps, Policy
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime, Elsewhere, StaffMember
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    LimitKind,
    MeetingRef,
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
from tests.cast import at

STRENGTHS = (0, 3, 20, 20, 20, 100)
RELATIONS = tuple(RelationKind)
LIMITS = tuple(LimitKind)


def bell(rng: random.Random, periods: int) -> BellSchedule:
    """One track, or two with other lunches; the second then lags behind from period 3 on."""
    tracks = []
    for name, lunch_after in (("a", 2), ("b", 3))[: rng.choice((1, 1, 2))]:
        times, clock = [], 8 * 60
        lunch = None
        for number in range(1, periods + 1):
            times.append(PeriodTime(period=number, start=Clock(clock), end=Clock(clock + 50)))
            clock += 55
            if number == lunch_after and rng.random() < 0.8:
                lunch = (clock, clock + 30)
                clock += 35
        ends = {"lunch_start": Clock(lunch[0]), "lunch_end": Clock(lunch[1])} if lunch else {}
        tracks.append(Track(id=name, periods=tuple(times), **ends))
    return BellSchedule(
        id="regular", name="Regular", tracks=tuple(tracks), shortened=rng.random() < 0.1
    )


def random_week(seed: int, tiny: bool = False) -> tuple[School, StaffingAnswer]:
    """Make a school and its staffing from a seed; of a tiny one every week can be tried out."""
    rng = random.Random(seed)
    days = ("Mon", "Tue", "Wed", "Thu")[: rng.randint(1, 2) if tiny else rng.randint(3, 4)]
    periods = rng.randint(2, 3) if tiny else rng.randint(4, 5)
    clock = bell(rng, periods)
    tracks = [one.id for one in clock.tracks]
    first, last = date(2026, 8, 31), date(2027, 6, 11)
    segments = (
        Segment(id="fall", name="Fall", first=first, last=date(2027, 1, 19)),
        Segment(id="spring", name="Spring", first=date(2027, 1, 20), last=last),
    )
    names = [one.id for one in segments] if rng.random() < 0.4 else []

    def slot() -> Slot:
        return Slot(rng.choice(days), rng.randint(1, periods))

    def rarely(chance: float) -> tuple[Slot, ...]:
        return (slot(),) if rng.random() < chance else ()

    groups = tuple(
        Group(
            id=f"g{i}", name=f"G{i}", size=20, track=rng.choice((None, *tracks)),
            overlaps=("g0",) if i and rng.random() < 0.3 else (), unavailable=rarely(0.08),
        )
        for i in range(rng.randint(1, 2 if tiny else 3))
    )  # fmt: skip
    staff = tuple(
        StaffMember(
            id=f"p{i}", name=f"P{i}", areas=("x", "y") if rng.random() < 0.5 else ("x",),
            most_load=40, volunteer=True, track=rng.choice((None, *tracks)),
            unavailable=rarely(0.08), planning_minutes=rng.choice((None, None, 0)),
            elsewhere=(
                Elsewhere(start=at("08:30"), end=at("09:10"), weekdays=(Weekday.MON,)),
            ) if rng.random() < 0.15 else (),
        )
        for i in range(2 if tiny else 4)
    )  # fmt: skip
    people = [one.id for one in staff]
    teachers, plus = people[:-1], people[-1]
    rooms = tuple(
        Room(
            id=f"r{i}", name=f"R{i}", building=rng.choice(("", "N", "S")),
            unavailable=rarely(0.1), capacity=rng.choice((0, 20)), holds=rng.choice((1, 1, 2)),
        )
        for i in range(rng.randint(2, 3))
    )  # fmt: skip
    courses = tuple(
        Course(
            id=f"c{i}", name=f"C{i}", area=rng.choice(("x", "y")),
            room_kind=rng.choice((None, "classroom")), any_area_cover=rng.random() < 0.2,
            needs_cover=rng.random() < 0.9,
            pattern=_pattern(rng, len(days), tiny),
        )
        for i in range(2 if tiny else 3)
    )  # fmt: skip
    sections = []
    for course in courses:
        for number in range(rng.randint(1, 1 if tiny else 2)):
            roles = rng.choice((SectionRole.CO_TEACHER, SectionRole.SUPPORT))
            helper = (SectionStaff(person=rng.choice(teachers), role=roles),)
            sections.append(
                Section(
                    id=f"{course.id}{number}",
                    course=course.id,
                    groups=(rng.choice(groups).id,),
                    staff=helper if rng.random() < 0.2 else (),
                    segments=(rng.choice(names),) if names and rng.random() < 0.4 else (),
                    track=rng.choice((None, *tracks)),
                    pull_out=PullOut(may_overlap=(courses[0].id,)) if rng.random() < 0.15 else None,
                    rooms=("r0",) if rng.random() < 0.1 else (),
                    meeting_rooms=rng.choice(
                        (
                            (),
                            (),
                            (),
                            (),
                            (MeetingRooms(meetings=(1,), rooms=rng.choice(((), ("r1",)))),),
                        )
                    ),
                    most_rooms=rng.choice((None, None, 1)),
                    one_teacher_is_enough=rng.random() < 0.3,
                )
            )
    ids = [one.id for one in sections]
    pattern = {one.id: one.pattern for one in courses}
    meetings = [
        MeetingRef(section=one.id, meeting=number)
        for one in sections
        for number in range(1, len(pattern[one.course].lengths) + 1)
    ]

    def some() -> dict[str, Any]:
        """Name a section, or two single meetings."""
        if rng.random() < 0.5:
            return {"sections": (rng.choice(ids),)}
        return {"meetings": tuple(rng.sample(meetings, min(len(meetings), 2)))}

    locks = []
    if rng.random() < 0.3:
        by = rng.choice(tuple(LockedBy))
        locks.append(Lock(section=rng.choice(ids), slot=slot(), by=by))
    if rng.random() < 0.1:
        locks.append(Lock(section=rng.choice(ids), rooms=("r0",)))
    school = School(
        id="rnd",
        name="Random",
        kind=SchoolKind.MIDDLE,
        calendar=SchoolCalendar(
            first=first,
            last=last,
            timezone="UTC",
            cycle_days=days,
            weekdays=tuple(Weekday(one) for one in days),
            regular_bell="regular",
            segments=segments if names else (),
        ),
        bells=(clock,),
        areas=(
            ContentArea(id="x", name="X"),
            ContentArea(id="y", name="Y", specialist_only=True),
        ),
        staff=staff,
        rooms=rooms,
        groups=groups,
        courses=courses,
        sections=tuple(sections),
        duties=(
            Duty(
                id="d",
                name="Door",
                staff=(rng.choice(teachers),),
                cycle_days=(days[0],),
                times=(DutyTime(bell="regular", start=at("09:00"), end=at("09:20")),),
            ),
        )
        if rng.random() < 0.3
        else (),
        locks=tuple(locks),
        rules=tuple(
            RuleStrength(rule=key, strength=rng.choice(STRENGTHS))
            for key in ("T5b", "T5c", "T5d", "T10b", "T10c", "T13")
        )
        + tuple(
            RuleStrength(rule=key, strength=rng.choice(STRENGTHS))
            for key in ("T14c", "T14d", "T14f", "T15")
            if rng.random() < 0.4
        ),
        course_pairs=(CoursePair(first=courses[0].id, second=courses[1].id, pupils=5),)
        if len(courses) > 1 and rng.random() < 0.5
        else (),
        rights=Rights(
            planning_minutes=rng.choice((0, 0, 0, 50)),
            planning_block_minutes=rng.choice((30, 60)),
            planning_per=rng.choice(("day", "cycle")),
            lunch_minutes=rng.choice((0, 30)),
            lunch_from=at("09:00"),
            lunch_to=at("12:00"),
        ),
        limits=tuple(
            WorkLimit(
                id=f"l{i}",
                kind=rng.choice(LIMITS),
                value=rng.choice((0, 1, 2, 3, 60, 120)),
                of=rng.choice(("staff", "groups")),
                periods=rng.choice(((), (), (1, 2))),
                strength=rng.choice(STRENGTHS),
            )
            for i in range(rng.randint(0, 3))
        ),
        relations=tuple(
            Relation(
                id=f"rel{i}",
                kind=kind,
                gap=int(kind is RelationKind.LEAST_GAP),
                sections=tuple(rng.sample(ids, min(len(ids), rng.randint(2, 3)))) if whole else (),
                meetings=() if whole else tuple(rng.sample(meetings, min(len(meetings), 3))),
                strength=rng.choice(STRENGTHS),
            )
            for i in range(rng.randint(0, 2))
            for kind, whole in ((rng.choice(RELATIONS), rng.random() < 0.7),)
            if len(ids) > 1
        ),
        slot_wishes=tuple(
            SlotWish(
                id="w",
                slots=tuple(slot() for _ in range(4)),
                every_period=rng.random() < 0.5,
                strength=rng.choice(STRENGTHS),
                **some(),
            )
            for _ in range(rng.randint(0, 1))
        ),
        room_wishes=tuple(
            RoomWish(id="w", rooms=("r0",), strength=rng.choice((3, 20)), **some())
            for _ in range(rng.randint(0, 1))
        ),
        room_limits=tuple(
            RoomLimit(id="w", strength=rng.choice(STRENGTHS), **some())
            for _ in range(rng.randint(0, 1))
        ),
        spacings=tuple(
            Spacing(
                id="w",
                least_days=rng.randint(0, 2),
                within_days=rng.choice((None, 1, 2)),
                adjacent=rng.random() < 0.3,
                strength=rng.choice(STRENGTHS),
                **some(),
            )
            for _ in range(rng.randint(0, 1))
        ),
        day_ends=tuple(
            DayEnd(id="w", strength=rng.choice(STRENGTHS), **some())
            for _ in range(rng.randint(0, 1))
        ),
        common_planning=tuple(
            CommonPlanning(
                id=f"t{i}",
                name="T",
                staff=tuple(rng.sample(people, 2)),
                periods=rng.randint(1, 3),
                consecutive=i == 0 and rng.random() < 0.5,
                different_days=i == 1,
                counts_as_planning=rng.random() < 0.5,
                strength=rng.choice(STRENGTHS),
            )
            for i in range(rng.randint(0, 2))
        ),
        pd_groups=(PDGroup(id="g", name="G", members=tuple(teachers), halves_allowed=True),)
        if rng.random() < 0.7
        else (),
        cover_caps=CoverCaps(plus_periods_a_day=rng.choice((None, 1))),
        policy=Policy(building_minutes=rng.choice((0, 10))),
        release=Release(
            part=(PartRelease(person="p0", most_load=9, free=rarely(0.5)),)
            if rng.random() < 0.2
            else (),
            common_slots=rng.choice((0, 2)),
        ),
    )
    return school, StaffingAnswer(
        released=(plus,) if rng.random() < 0.7 else (),
        ownerships=tuple(
            row for one in sections for row in _owners(rng, one, school.segments_of(one), teachers)
        ),
    )


def _pattern(rng: random.Random, days: int, tiny: bool) -> MeetingPattern:
    lengths = rng.choice(((1,), (1, 1), (2,)) if tiny else ((1,), (1, 1), (2, 1), (1,) * days))
    return MeetingPattern(
        lengths=lengths,
        most_a_day=rng.choice((1, 1, 2)),
        same_period=rng.random() < 0.3,
        least_days_between=rng.choice((0, 0, 1, 2)),
        most_days_between=rng.choice((None, None, 2)),
        across_lunch=rng.random() < 0.5,
    )


def _owners(
    rng: random.Random, section: Section, segments: tuple[str, ...], teachers: list[str]
) -> list[Ownership]:
    helpers = {one.person for one in section.staff}
    free = [one for one in teachers if one not in helpers] or teachers
    return [
        Ownership(
            id=section.id, section=section.id, owner=rng.choice(free), segments=segments, pupils=20
        )
    ]
