"""Homerooms, core courses and specials of the elementary school, and when they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.courses import Course, Grade, Group, MeetingPattern, Section, SectionStaff
from scheduler.domain.slots import Slot
from scheduler.samples import support
from scheduler.samples.draft import Draft

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
GRADES = ("K", "1", "2", "3", "4", "5")
LETTERS = "ABCDE"
KEPT = "ABCD"
TRACK = {
    "K": "lunch-early",
    "1": "lunch-early",
    "2": "lunch-middle",
    "3": "lunch-middle",
    "4": "lunch-late",
    "5": "lunch-late",
}
LUNCH_AFTER = {"lunch-early": 3, "lunch-middle": 4, "lunch-late": 5}
# The period of a grade's special: upper grades in the morning, lower ones in the afternoon, so
# that specialists are free around noon and nobody teaches more than 195 minutes in a row.
SPECIAL_PERIOD = {"4": 1, "5": 2, "3": 3, "K": 5, "1": 6, "2": 7}
# Name, area, room.
SPECIALS = {
    "ART": ("Art", "art", "art-room"),
    "MUS": ("Music", "music", "music-room"),
    "PE": ("Physical education", "pe", "gym"),
    "LIB": ("Library", "library", "library"),
    "STEM": ("STEM", "stem", "stem-lab"),
}
# Name, area, lengths of a day's meetings.
CORE: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "ELA": ("English language arts", "literacy", (2, 1)),
    "MATH": ("Mathematics", "math-science", (2,)),
    "SCI": ("Science", "math-science", (1,)),
    "SS": ("Social studies", "literacy", (1,)),
}


def grade_name(grade: str) -> str:
    """Name a grade as people do."""
    return "Kindergarten" if grade == "K" else f"Grade {grade}"


def grades() -> tuple[Grade, ...]:
    """Give the six grades, of 90 pupils each."""
    return tuple(
        Grade(id=f"grade-{grade}", name=grade_name(grade), enrolment=90) for grade in GRADES
    )


def is_kept(group: str) -> bool:
    """Whether a homeroom stays in the known solution."""
    return group[-1] in KEPT


def core_courses(group: str) -> tuple[str, ...]:
    """Core courses of a homeroom."""
    return tuple(f"{key}-{group.split('-')[0]}" for key in CORE)


def rooms(draft: Draft) -> None:
    """Add a room for every homeroom of last year, and one for every special."""
    for grade in GRADES:
        for letter in LETTERS:
            draft.room(f"Room {grade}{letter}", "classroom", capacity=30)
    for name, _, room in SPECIALS.values():
        draft.room(room.replace("-", " ").capitalize(), name.lower(), capacity=60)


def homerooms(draft: Draft) -> None:
    """Add last year's five homerooms of each grade with all their sections."""
    for grade in GRADES:
        names = [f"{grade}-{letter}" for letter in LETTERS]
        draft.running[f"grade-{grade}"] = len(KEPT)
        draft.groups += [
            Group(
                id=name,
                name=name,
                grade=f"grade-{grade}",
                size=18,
                track=TRACK[grade],
                home_room=f"room-{name.replace('-', '').lower()}",
                homeroom=True,
            )
            for name in names
        ]
        for key, (name, area, lengths) in CORE.items():
            # What meets once a day does so at the same time every day.
            pattern = MeetingPattern(
                lengths=lengths * len(DAYS),
                most_a_day=len(lengths),
                same_period=len(lengths) == 1,
            )
            _course(draft, key, grade, name, area, pattern=pattern, core=True, kind="classroom")
        for key, (name, area, _) in SPECIALS.items():
            _course(draft, key, grade, name, area, pattern=MeetingPattern(), kind=name.lower())


def _course(
    draft: Draft,
    key: str,
    grade: str,
    name: str,
    area: str,
    *,
    pattern: MeetingPattern,
    kind: str,
    core: bool = False,
) -> None:
    course = Course(
        id=f"{key}-{grade}",
        name=f"{name} {grade}",
        area=area,
        pattern=pattern,
        grade=f"grade-{grade}",
        size_cap=28,
        size_target=20,
        core=core,
        room_kind=kind,
    )
    draft.courses.append(course)
    draft.sections += [
        Section(id=f"{course.id}-{letter}", course=course.id, groups=(f"{grade}-{letter}",))
        for letter in LETTERS
    ]


def own_sections(
    draft: Draft, homeroom_teachers: Mapping[str, str], specialists: Mapping[str, Sequence[str]]
) -> None:
    """Fix the owners: teachers keep their homerooms, specialists the grades of their hours."""
    for number, section in enumerate(draft.sections):
        (group,) = section.groups
        if not is_kept(group):
            continue
        key = section.course.split("-")[0]
        core = key in CORE
        owner = homeroom_teachers[group] if core else specialists[key][_holder(key, group)]
        draft.owners[section.id] = owner
        draft.sections[number] = replace(section, staff=(SectionStaff(person=owner),))


def _holder(key: str, group: str) -> int:
    """Which of those who share a special has this homeroom."""
    grade = group.split("-")[0]
    if key == "MUS":  # the mornings are the upper grades'
        return 0 if SPECIAL_PERIOD[grade] <= 3 else 1
    if key == "ART":  # the first one is there on Monday and Tuesday
        return 0 if _special_day(key, group) in DAYS[:2] else 1
    return 0


def _special_day(key: str, group: str) -> str:
    """Day of a homeroom's special: each day another one of the five, shifted by grade."""
    grade, letter = group.split("-")
    shift = list(SPECIALS).index(key) - LETTERS.index(letter) - GRADES.index(grade)
    return DAYS[shift % len(DAYS)]


def place_specials(draft: Draft) -> None:
    """Give each homeroom its five specials in its grade's period, one a day."""
    for section in draft.sections:
        key, grade, *_ = section.id.split("-")
        if key in SPECIALS and section.id in draft.owners:
            day = _special_day(key, section.groups[0])
            draft.slots[section.id] = (Slot(day, SPECIAL_PERIOD[grade]),)


def place_core(draft: Draft) -> None:
    """Lay the core of all homerooms of a grade around its special and its lunch."""
    for grade in GRADES:
        starts = _day(grade)
        for key in CORE:
            for letter in KEPT:
                draft.slots[f"{key}-{grade}-{letter}"] = tuple(
                    Slot(day, period) for day in DAYS for period in starts[key]
                )


def _day(grade: str) -> dict[str, tuple[int, ...]]:
    """Find the first period of each meeting of a grade's day: doubles before singles."""
    free = [period for period in range(1, 9) if period != SPECIAL_PERIOD[grade]]
    last_before_lunch = LUNCH_AFTER[TRACK[grade]]
    starts: dict[str, list[int]] = {key: [] for key in CORE}
    for length in (2, 1):
        for key, (_, _, lengths) in CORE.items():
            for _ in range(lengths.count(length)):
                start = next(_fitting(free, length, last_before_lunch))
                starts[key].append(start)
                for period in range(start, start + length):
                    free.remove(period)
    return {key: tuple(periods) for key, periods in starts.items()}


def _fitting(free: Sequence[int], length: int, last_before_lunch: int) -> Iterator[int]:
    for start in free:
        needed = range(start, start + length)
        across_lunch = needed[0] <= last_before_lunch < needed[-1]
        if set(needed) <= set(free) and not across_lunch:
            yield start


def pull_out(
    draft: Draft, course: str, owner: str, grade: str, letters: str, keep: Sequence[str] = ()
) -> None:
    """Take pupils out of science or social studies, never out of what is to be kept."""
    support.pull_out(
        draft,
        course,
        owner,
        [f"{grade}-{letter}" for letter in letters],
        may_overlap=(f"SCI-{grade}", f"SS-{grade}"),
        must_not_overlap=tuple(f"{key}-{grade}" for key in keep),
    )
