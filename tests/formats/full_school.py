"""A school that has something in every list and every odd text: what exact round trips need."""

from __future__ import annotations

import dataclasses
from datetime import date

from scheduler.domain.calendar import CycleKind, DateOverride, NamedDates, Segment, Weekday
from scheduler.domain.coaching import RequestStatus, SessionLock, TeamEvent
from scheduler.domain.courses import (
    CoursePair,
    Group,
    Lock,
    MeetingPattern,
    MeetingRooms,
    PullOut,
    Room,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.origin import (
    Origin,
    OriginClosed,
    OriginIdle,
    OriginSet,
    OriginTagged,
)
from scheduler.domain.pd import (
    CoverLock,
    Exclusion,
    FixedWeek,
    OwedDays,
    PDGroup,
    PDLock,
    Rhythm,
    WeekType,
)
from scheduler.domain.policy import Absence, Baseline, Policy, ShareDemand
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Elsewhere, Team
from scheduler.domain.wishes import (
    DayEnd,
    LimitKind,
    MeetingRef,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    RoomLimit,
    RoomWish,
    RuleStrength,
    SlotWish,
    Spacing,
    WorkLimit,
)
from tests.cast import at, small_school

ODD_NAMES = (
    "=1+1", "'=1+1", "''=1+1", "+49 30", "-x", "@home", "a, b", 'say "so"', "(none)", "007",
    "1e5", "true", "2026-08-31", "08:05",
    "_x0041_", "__x0041_x005F_", "Zoë Ünal", "日本", "'tis", "a;b", "a\u2028b",
)  # fmt: skip


_TWO_MEETINGS = (MeetingRef(section="ELA-6A"), MeetingRef(section="Math-6A", meeting=2))


def full_school() -> School:
    """Return the tiny school of the cast with something in every list."""
    base = small_school()
    odd = tuple(
        dataclasses.replace(
            base.staff[0], id=name, name=name, evaluates=ODD_NAMES[:1] if index else ()
        )
        for index, name in enumerate(ODD_NAMES)
    )
    alice = dataclasses.replace(
        base.staff[0],
        share=0.8,
        most_preps=3,
        last_year=("ELA-6", "ELA-7"),
        first=date(2026, 8, 31),
        unavailable=(Slot("Mon", 1), Slot("Fri", 4)),
        elsewhere=(
            Elsewhere(start=at("08:30"), end=at("09:30"), cycle_days=("Mon",), site="Oak, north"),
            Elsewhere(
                start=at("00:00"), end=at("24:00"), weekdays=(Weekday.FRI,), travel_minutes=5
            ),
        ),
        planning_minutes=0,
        home_room="101",
        track="main",
    )
    heir = dataclasses.replace(
        base.staff[1], id="heir", replaces="bob", first=date(2026, 11, 2), last=date(2026, 12, 1)
    )
    request = base.requests[0]
    return dataclasses.replace(
        base,
        calendar=dataclasses.replace(
            base.calendar,
            cycle=CycleKind.ROTATING,
            weekdays=(),
            overrides=(DateOverride(date=date(2026, 9, 12), cycle_day="Tue", name="Fair"),),
            segments=(
                Segment(id="S1", name="Fall", first=date(2026, 8, 31), last=date(2026, 10, 30)),
                Segment(id="S2", name="Late", first=date(2026, 11, 2), last=date(2026, 12, 18)),
            ),
        ),
        areas=(*base.areas, ContentArea(id="=odd, area", name='"Odd"')),
        staff=(alice, *base.staff[1:], heir, *odd),
        teams=(Team(id="t", name="Team", staff=("alice", "a, b", 'say "so"'), same_groups=True),),
        rooms=(
            *base.rooms,
            Room(id="gym", name="Gym", kind="gym", tags=("hoops, two", "mats"), holds=2),
        ),
        groups=(*base.groups, Group(id="band", name="Band", overlaps=("6A", "7A"), size=9)),
        sections=(
            *base.sections[:-1],
            Section(
                id="Art-7A",
                course="Art-7",
                groups=("7A",),
                staff=(
                    SectionStaff(person="carol"),
                    SectionStaff(person="dave", role=SectionRole.CO_TEACHER),
                ),
                size=0,
                segments=("S1",),
                pattern=MeetingPattern(lengths=(2, 1), most_days_between=3),
                rooms=("studio",),
                meeting_rooms=(MeetingRooms(meetings=(2,), rooms=("101", "studio")),),
                most_rooms=1,
                pull_out=PullOut(),
                one_teacher_is_enough=True,
                no_cover_by=("erin",),
            ),
        ),
        course_pairs=(CoursePair(first="ELA-6", second="Math-6", pupils=12),),
        locks=(
            Lock(section="ELA-6A", meeting=2, slot=Slot("Tue", 1)),
            Lock(section="ELA-6A", rooms=("101",)),
        ),
        rules=(RuleStrength(rule="S8", strength=0),),
        limits=(WorkLimit(id="l", kind=LimitKind.MOST_DAYS, value=4, of="groups", ids=("6A",)),),
        relations=(
            Relation(id="r", kind=RelationKind.IN_ORDER, sections=("ELA-6A", "Math-6A")),
            Relation(id="gap", kind=RelationKind.LEAST_GAP, gap=1, meetings=_TWO_MEETINGS),
        ),
        slot_wishes=(SlotWish(id="w", meetings=_TWO_MEETINGS, slots=(Slot("Mon", 1),)),),
        room_wishes=(RoomWish(id="w", meetings=_TWO_MEETINGS, rooms=("101",)),),
        room_limits=(RoomLimit(id="w", meetings=_TWO_MEETINGS),),
        spacings=(Spacing(id="w", meetings=_TWO_MEETINGS, within_days=2, adjacent=True),),
        day_ends=(DayEnd(id="w", meetings=_TWO_MEETINGS),),
        release=Release(
            k=1,
            names=("dave",),
            kept=("erin",),
            part=(PartRelease(person="carol", most_load=4, free=(Slot("Mon", 4),)),),
        ),
        rhythm=Rhythm(
            pattern=(WeekType.PD, WeekType.COACHING),
            fixed=(FixedWeek(monday=date(2026, 9, 14), type=WeekType.MIXED),),
            blackout=(NamedDates(first=date(2026, 12, 14), last=date(2026, 12, 18), name="Exams"),),
            blackout_ends=False,
        ),
        pd_groups=(
            PDGroup(
                id="core",
                name="Core",
                members=("alice", "bob"),
                days_owed=2,
                owed=(OwedDays(person="bob", days=1),),
                exclusions=(
                    Exclusion(first=date(2026, 9, 1), last=date(2026, 9, 2), person="bob"),
                    Exclusion(first=date(2026, 10, 1), last=date(2026, 10, 2)),
                ),
                leaders=("fiona",),
                room="gym",
            ),
        ),
        pd_locks=(PDLock(group="core", date=date(2026, 9, 17), unit="first_half"),),
        cover_locks=(
            CoverLock(date=date(2026, 9, 17), section="ELA-6A", period=1, coverer="dave"),
            CoverLock(date=date(2026, 9, 17), duty="bus", coverer="dave", absent="carol"),
        ),
        session_locks=(
            SessionLock(
                request="r1",
                step="before",
                date=date(2026, 9, 18),
                periods=(4,),
                half="first",
                coach="dave",
            ),
        ),
        share_demands=(ShareDemand(figure="free_share", least=0.55),),
        absences=(
            Absence(first=date(2026, 9, 3), last=date(2026, 9, 4), person="bob", periods=(1, 2)),
        ),
        requests=(
            dataclasses.replace(
                request,
                areas=("ELA", "=odd, area"),
                wished_coach="dave",
                not_coaches=("erin",),
                planning_is_fine=True,
                section="ELA-6A",
            ),
            dataclasses.replace(request, id="r2", status=RequestStatus.TO_CONFIRM),
        ),
        team_events=(TeamEvent(id="plc", name="PLC"),),
        policy=Policy(
            most_preps=None, cover_sources=(), substitute_rate=125.5, expected_absences_a_day=0.1
        ),
        baseline=Baseline(coaches=1.5, source="+ last year's plan", as_of=date(2026, 5, 1)),
        origin=Origin(
            years=("Year 6",),
            sets=(
                OriginSet(name="Year 6", size=60, parts=("6A",)),
                OriginSet(name="6A", group="6A"),
            ),
            tags=("lab", "none"),
            room_tags=("lab",),
            tagged=(OriginTagged(section="ELA-6A", tags=("lab",), meetings=(2,)),),
            idle=(OriginIdle(activity=7, part_of=5, subject="ELA", teachers=("alice",), size=9),),
            closed=(OriginClosed(), OriginClosed(of="staff", name="alice")),
        ),
    )
