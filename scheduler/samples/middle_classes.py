"""Rooms, groups, courses and sections of the middle school, as they were last year."""

from __future__ import annotations

from scheduler.domain.courses import Course, Group, MeetingPattern, Section
from scheduler.samples import support
from scheduler.samples.draft import Draft
from scheduler.samples.middle_posts import GRADES, GROUPS_RUNNING

GROUPS_GIVEN = 10
PUPILS_A_GRADE = 234
DAILY = MeetingPattern(lengths=(1,) * 5, same_period=True)


def rooms(draft: Draft) -> None:
    """Add classrooms, labs and rooms of the arts, and the gyms, which hold several classes."""
    for number in range(101, 125):
        draft.room(f"Room {number}", "classroom", capacity=32)
    for number in range(1, 10):
        draft.room(f"Lab {number}", "lab", capacity=30)
    for kind, count in (("art", 4), ("technology", 5), ("music", 3)):
        for number in range(1, count + 1):
            draft.room(f"{kind.capitalize()} {number}", kind, capacity=32)
    draft.room("Band hall", "music", capacity=60, tags=("band",))
    draft.room("Gym", "gym", holds=4)
    draft.room("Small gym", "gym", holds=2)


# Courses of a grade: id, name, area, kind of room.
_COURSES = {
    "ELA": ("English language arts", "ela", "classroom"),
    "MATH": ("Mathematics", "math", "classroom"),
    "SCI": ("Science", "science", "lab"),
    "SS": ("Social studies", "social-studies", "classroom"),
    "PE": ("Physical education", "pe", "gym"),
    "ART": ("Art", "art", "art"),
    "MUS": ("Music", "music", "music"),
    "TECH": ("Technology", "technology", "technology"),
    "SPAN": ("Spanish", "spanish", "classroom"),
}
CORE = ("ELA", "MATH", "SCI", "SS")
OTHERS = {6: ("PE", "ART", "MUS"), 7: ("PE", "ART", "TECH"), 8: ("PE", "TECH", "SPAN")}


def classes(draft: Draft) -> None:
    """Add last year's ten groups of each grade, their courses, and the band."""
    for grade in GRADES:
        numbers = range(1, GROUPS_GIVEN + 1)
        draft.groups += [
            Group(
                id=f"{grade}-{number}",
                name=f"{grade}-{number}",
                grade=f"grade-{grade}",
                size=PUPILS_A_GRADE // GROUPS_GIVEN,
                track=f"lunch-{grade}",
            )
            for number in numbers
        ]
        draft.running[f"grade-{grade}"] = GROUPS_RUNNING
        for key in CORE + OTHERS[grade]:
            name, area, room_kind = _COURSES[key]
            course = Course(
                id=f"{key}-{grade}",
                name=f"{name} {grade}",
                area=area,
                pattern=DAILY,
                grade=f"grade-{grade}",
                size_cap=28,
                size_target=24,
                core=key in CORE,
                room_kind=room_kind,
            )
            draft.courses.append(course)
            draft.sections += [
                Section(id=f"{course.id}-{number}", course=course.id, groups=(f"{grade}-{number}",))
                for number in numbers
            ]
    support.band(draft, "8", may_overlap=("PE-8", "TECH-8", "SPAN-8"), pattern=DAILY)
