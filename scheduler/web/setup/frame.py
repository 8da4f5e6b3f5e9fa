"""The pages of the set-up have one blueprint, one list of what there is to enter, one frame."""

from __future__ import annotations

from flask import Blueprint, request

from scheduler.domain.references import NAMED_LISTS
from scheduler.errors import InputError, NotFoundError

__all__ = ["LISTS", "STEPS", "TITLES", "VALUES", "blueprint", "known", "version"]

blueprint = Blueprint("setup", __name__, url_prefix="/schools/<school>/setup")

# What a build cannot do without comes first; then what makes it the school's own.
STEPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Time",
        (
            ("bells", "Bell schedules", "When the periods of a day start and end."),
            (
                "calendar",
                "School calendar",
                "First and last day, cycle, holidays, terms, other days.",
            ),
        ),
    ),
    (
        "People",
        (
            ("areas", "Content areas", "What can be taught: ELA, math, …"),
            ("staff", "Staff", "Who may teach what, how much, and who volunteers as Plus."),
            ("teams", "Teams", "Who works together."),
            ("duties", "Duties", "What people do beside classes."),
        ),
    ),
    (
        "Classes",
        (
            ("grades", "Grades", "Grades and their enrolment."),
            ("groups", "Student groups", "Homerooms and cohorts."),
            ("rooms", "Rooms", "Rooms and their kinds."),
            ("courses", "Courses", "What is taught, how often, in which kind of room."),
            ("sections", "Classes", "The classes of each course."),
            ("course_pairs", "Course pairs", "How many pupils want two courses."),
        ),
    ),
    (
        "Rules",
        (
            ("rights", "Planning and lunch", "What everybody is owed."),
            ("limits", "Limits of work", "Periods a day, rows, gaps."),
            ("common_planning", "Common planning", "Teams that plan together."),
            ("rules", "Strength of the rules", "Which rules must hold, and which are wishes."),
            ("relations", "Classes and times", "The same time, never the same time, in order."),
            ("slot_wishes", "Wished times", "Where classes may or should meet."),
            ("room_wishes", "Wished rooms", "Which rooms classes want."),
            ("room_limits", "Rooms of a class", "In how many rooms a class may meet."),
            ("spacings", "Days between meetings", "How far apart meetings are."),
            ("day_ends", "Ends of the day", "What should not stand at the end of a day."),
            ("locks", "Locked meetings", "Meetings that must stay where they are."),
        ),
    ),
    (
        "Plus team, PD and coaching",
        (
            ("release", "Release", "How many are released as Plus teachers, and who."),
            ("pd_groups", "PD groups", "Who goes out together, and how often."),
            ("rhythm", "Rhythm of the weeks", "PD weeks, coaching weeks, blackout."),
            ("pd_locks", "Fixed PD days", "PD days that are settled already."),
            ("cover_caps", "Limits of cover", "How much cover a class and a person may have."),
            ("plus_limits", "A Plus teacher's day", "Periods a day and in a row."),
            ("templates", "Kinds of coaching cycles", "Their steps and lengths."),
            ("team_events", "Meetings of the team", "PLC and other meetings."),
            ("share_demands", "Demanded shares", "Figures that must be reached."),
            ("policy", "Policy", "Sources of cover, substitutes, conferences."),
            ("baseline", "Baseline", "Coaching days before, with their source."),
            ("absences", "Known absences", "Who is known to be away, and when."),
            ("cover_locks", "Fixed cover", "Who covers what in any case."),
        ),
    ),
)
TITLES = {name: (title, hint) for _, rows in STEPS for name, title, hint in rows}
VALUES = frozenset(TITLES) - frozenset(NAMED_LISTS)
"""Entries of the set-up that are one value, not a list of things with ids."""
LISTS = frozenset(TITLES) & frozenset(NAMED_LISTS)
"""Entries of the set-up that are lists of things with ids."""


def known(name: str, among: frozenset[str]) -> tuple[str, str]:
    """Return title and hint of a part of the set-up, if it is one of these."""
    if name not in among:
        raise NotFoundError("There is no such part of the set-up.")
    return TITLES[name]


def version() -> int:
    """Return the version that the viewer saw."""
    try:
        return int(request.form.get("version", ""))
    except ValueError:
        raise InputError("form", "It is incomplete; load the page again.") from None
