"""Random small schools for the staffing stage: many are feasible, some are not."""

from __future__ import annotations

import random
from datetime import date

from scheduler.domain.calendar import SchoolCalendar, Segment
from scheduler.domain.courses import (
    Course,
    Grade,
    Group,
    MeetingPattern,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.policy import Policy
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.staff import ContentArea, Duty, DutyTime, StaffMember, Team
from scheduler.domain.wishes import PartRelease, Release, RuleStrength
from tests.cast import DAYS, at, bell

AREAS = ("ELA", "Math", "Art")
_MIDDLE = date(2027, 1, 20)


def calendar(rng: random.Random, tiny: bool) -> SchoolCalendar:
    first, last = date(2026, 8, 31), date(2027, 6, 11)
    segments = (
        Segment(id="fall", name="Fall", first=first, last=date(2027, 1, 19)),
        Segment(id="spring", name="Spring", first=_MIDDLE, last=last),
    )
    return SchoolCalendar(
        first=first,
        last=last,
        timezone="UTC",
        cycle_days=DAYS,
        regular_bell="regular",
        segments=segments if not tiny and rng.random() < 0.5 else (),
    )


def random_school(seed: int, tiny: bool = False) -> School:
    """Make a school from a seed; a tiny one is small enough to try out every plan."""
    rng = random.Random(seed)
    when = calendar(rng, tiny)
    courses = _courses(rng, tiny)
    groups = tuple(
        Group(
            id=f"g{i}", name=f"G{i}", grade="6", size=rng.randint(0, 30),
            homeroom=rng.random() < 0.5,
        )
        for i in range(rng.randint(1, 2 if tiny else 4))
    )  # fmt: skip
    staff = _staff(rng, courses, tiny, bool(when.segments))
    people = [one.id for one in staff]
    sections = _sections(rng, courses, groups, people, [one.id for one in when.segments], tiny)
    part = rng.random() < 0.15
    return School(
        id="rnd",
        name="Random",
        kind=SchoolKind.MIDDLE,
        calendar=when,
        bells=(bell("regular", "08:30-09:30", "09:35-10:35"),),
        areas=tuple(ContentArea(id=one, name=one) for one in AREAS),
        staff=staff,
        teams=(Team(id="t", name="Team", staff=tuple(people[:2]), same_groups=True),),
        grades=(Grade(id="6", name="Grade 6", enrolment=rng.choice((0, 15, 24)) * len(groups)),),
        groups=groups,
        courses=courses,
        sections=sections,
        duties=(
            Duty(
                id="d",
                name="Door",
                staff=(rng.choice(people),),
                times=(DutyTime(bell="regular", start=at("08:00"), end=at("08:10")),),
                load_periods=rng.randint(0, 2),
            ),
        ),
        rules=tuple(
            RuleStrength(rule=key, strength=rng.choice((0, 7, 30, 100)))
            for key in ("S4a", "S4b", "S8", "S9")
        ),
        release=Release(
            k=rng.choice((0, 0, 1) if tiny else (0, 0, 1, 1, 2, None)),
            part=(PartRelease(person=people[-1], most_load=rng.randint(0, 6)),) if part else (),
        ),
        policy=Policy(
            most_preps=rng.choice((None, 1, 2)),
            most_pupils_a_day=rng.choice((None, None, 30, 60)),
        ),
    )


def _courses(rng: random.Random, tiny: bool) -> tuple[Course, ...]:
    grouped = tuple(
        Course(
            id=f"c{i}",
            name=f"Course {i}",
            area=rng.choice(AREAS),
            grade="6",
            core=rng.random() < 0.6,
            pattern=MeetingPattern(lengths=(1,) * rng.randint(1, 3)),
            size_cap=rng.choice((25, 40)),
            size_target=rng.choice((20, 25)),
            counts_as_load=rng.random() < 0.85,
        )
        for i in range(rng.randint(1, 2 if tiny else 3))
    )
    elective = Course(
        id="e",
        name="Elective",
        area=rng.choice(AREAS),
        enrolment=rng.choice((0, 20, 30)),
        pattern=MeetingPattern(lengths=(2, 1)),
        core=rng.random() < 0.3,
    )
    return (*grouped, elective) if not tiny or rng.random() < 0.4 else grouped


def _staff(
    rng: random.Random, courses: tuple[Course, ...], tiny: bool, segments: bool
) -> tuple[StaffMember, ...]:
    known = [one.id for one in courses]
    staff = [
        StaffMember(
            id=f"p{i}",
            name=f"P {i}",
            areas=tuple(rng.sample(AREAS, rng.randint(2, 3))),
            least_load=least,
            most_load=most,
            most_preps=rng.choice((None, None, 1, 3)),
            volunteer=rng.random() < 0.6,
            last_year=tuple(rng.sample(known, rng.randint(0, min(2, len(known))))),
        )
        for i, (least, most) in enumerate(
            rng.choice(((0, 0), (0, 6), (1, 9), (0, 12), (0, 15), (2, 15)))
            for _ in range(rng.randint(2, 3 if tiny else 6))
        )
    ]
    if segments and rng.random() < 0.5:
        staff.append(
            StaffMember(
                id="new", name="New", areas=AREAS[:2], most_load=9, replaces="p0", first=_MIDDLE
            )
        )
    return tuple(staff)


def _sections(
    rng: random.Random,
    courses: tuple[Course, ...],
    groups: tuple[Group, ...],
    people: list[str],
    segments: list[str],
    tiny: bool,
) -> tuple[Section, ...]:
    sections = []
    for course in courses:
        places = [(one.id,) for one in groups]
        if course.grade is None:
            places = [(groups[0].id,)] * rng.randint(1, 2 if tiny else 3)
        for number, place in enumerate(places):
            fixed = rng.random() < 0.1
            sections.append(
                Section(
                    id=f"{course.id}-{number}",
                    course=course.id,
                    groups=place,
                    size=rng.choice((None, None, 12)) if course.grade is None else None,
                    staff=(SectionStaff(person=rng.choice(people), role=SectionRole.OWNER),)
                    if fixed
                    else (),
                    segments=(rng.choice(segments),) if segments and rng.random() < 0.2 else (),
                )
            )
    return tuple(sections)
