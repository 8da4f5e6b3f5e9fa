"""The registry of rules: one entry for every rule that referee and solver know, under one key.

The school sets strengths (100 hard, 1-99 weight, 0 off); this list says which may be set, where,
and what one unit of violation is.  `docs/rules.md` is generated from it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.plan import Stage
from scheduler.domain.wishes import HARD

if TYPE_CHECKING:
    from scheduler.domain.school import School


class StrengthFrom(enum.StrEnum):
    """Where the strength of a rule comes from.

    `fixed`: always hard, it says what a schedule is.  `school`: one strength for the school, in
    its list of rules.  `data`: each entry of rule data has its own.
    """

    FIXED = "fixed"
    SCHOOL = "school"
    DATA = "data"


@dataclass(frozen=True)
class Rule:
    """A rule as people read it.

    Parameters
    ----------
    unit
        What one unit of violation is; a soft rule costs its strength for each.
    reads
        Fields of the school file that hold its parameters.
    """

    key: str
    stage: Stage
    title: str
    unit: str
    reads: tuple[str, ...]
    strength_from: StrengthFrom = StrengthFrom.FIXED
    default: int = HARD


_S, _T, _C = Stage.STAFFING, Stage.TIMETABLE, Stage.CALENDAR
_SCHOOL, _DATA = StrengthFrom.SCHOOL, StrengthFrom.DATA

RULES: tuple[Rule, ...] = (
    Rule("S1", _S, "Every grade and course has the classes its pupils need, none above its cap",
         "section", ("courses.size_cap", "grades.enrolment", "sections")),
    Rule("S2", _S, "Every class has one owner, certified in its area or fixed in advance",
         "section", ("staff.areas", "sections.staff")),
    Rule("S3", _S, "Every teacher's load lies between their least and most", "period",
         ("staff.least_load", "staff.most_load")),
    Rule("S4a", _S, "Nobody prepares more courses than the limit", "course",
         ("staff.most_preps", "policy.most_preps"), _SCHOOL),
    Rule("S4b", _S, "Nobody meets more pupils on an average day than the limit", "pupil",
         ("policy.most_pupils_a_day",), _SCHOOL),
    Rule("S5", _S, "Released Plus teachers own no section, partly released ones few", "period",
         ("release",)),
    Rule("S6", _S, "Only volunteers are released, as many and whom the school chose", "person",
         ("release", "staff.volunteer")),
    Rule("S7", _S, "All grouped courses of a grade run for the same groups", "section",
         ("courses.grade", "groups.grade")),
    Rule("S8", _S, "A homeroom has its core courses with one teacher", "further teacher",
         ("groups.homeroom", "courses.core"), _SCHOOL),
    Rule("S9", _S, "Team teachers share the same groups", "group missed by a member",
         ("teams.same_groups",), _SCHOOL),
    Rule("T1", _T, "A teacher is in one place at a time", "clash", ("sections.staff",)),
    Rule("T2", _T, "A student group is in one place at a time", "clash",
         ("groups.overlaps", "sections.pull_out")),
    Rule("T3", _T, "A room holds one class at a time, or as many as it may", "clash",
         ("rooms.holds",)),
    Rule("T4a", _T, "Teachers, groups and rooms are used only when they are available", "meeting",
         ("staff.unavailable", "groups.unavailable", "rooms.unavailable")),
    Rule("T4b", _T, "Time promised to another site is kept free, travel included", "meeting",
         ("staff.elsewhere",)),
    Rule("T5a", _T, "Every section meets as often and as long as its pattern says", "meeting",
         ("courses.pattern", "sections.pattern")),
    Rule("T5b", _T, "A section meets no more often on a day than asked",
         "meeting too many on a day", ("courses.pattern", "sections.pattern"), _SCHOOL),
    Rule("T5c", _T, "A section's meetings keep their distance in days", "pair of meetings",
         ("courses.pattern", "sections.pattern"), _SCHOOL),
    Rule("T5d", _T, "A section meets in the same period where asked", "further period",
         ("courses.pattern", "sections.pattern"), _SCHOOL),
    Rule("T5e", _T, "A meeting of several periods is not torn apart by lunch", "meeting",
         ("courses.pattern", "sections.pattern")),
    Rule("T6", _T, "Teachers and groups keep to the limits of their day and cycle",
         "unit of the limit", ("limits",), _DATA),
    Rule("T7a", _T, "Everybody who owns classes has their planning time", "minute",
         ("rights", "staff.planning_minutes")),
    Rule("T7b", _T, "Every person and group has an unbroken lunch in its window",
         "person or group and day", ("rights",)),
    Rule("T7c", _T, "Nobody teaches during their duty", "meeting", ("duties",)),
    Rule("T8", _T, "The user's locks hold", "lock", ("locks",)),
    Rule("T9", _T, "Sections stand to one another as asked", "pair of meetings", ("relations",),
         _DATA),
    Rule("T10a", _T, "Every meeting has a room of the kind, size and equipment it needs",
         "meeting", ("courses.room_kind", "courses.room_tags", "rooms", "sections.rooms",
                     "sections.meeting_rooms")),
    Rule("T10b", _T, "A section does not wander over more rooms than asked", "further room",
         ("sections.most_rooms",), _SCHOOL),
    Rule("T10c", _T, "There is time to change between buildings", "change",
         ("rooms.building", "policy.building_minutes"), _SCHOOL),
    Rule("T10d", _T, "Named meetings together take place in no more rooms than asked",
         "further room", ("room_limits",), _DATA),
    Rule("T11", _T, "Named staff share free slots for common planning", "missing slot",
         ("common_planning",), _DATA),
    Rule("T12", _T, "Partly released Plus teachers are free when they should be", "slot",
         ("release.part", "release.common_slots")),
    Rule("T13", _T, "The Plus team could cover every PD group, in every slot and over the day",
         "missing Plus teacher", ("pd_groups", "areas.specialist_only"), _SCHOOL),
    Rule("T14a", _T, "Meetings lie in the slots wished for them", "meeting", ("slot_wishes",),
         _DATA),
    Rule("T14b", _T, "Meetings take place in the rooms wished for them", "meeting",
         ("room_wishes",), _DATA),
    Rule("T14c", _T, "A teacher's lessons are spread evenly over the days they are there for",
         "period, of fullest less emptiest day, above one", (), _SCHOOL, 0),
    Rule("T14d", _T, "First and last periods are shared fairly: each teacher has as many as if "
         "their lessons were spread evenly over the periods of a day",
         "first or last period beyond a teacher's share", (), _SCHOOL, 0),
    Rule("T14e", _T, "Few meetings leave the slot that the published plan gave them", "meeting",
         (), _SCHOOL, 0),
    Rule("T14f", _T, "A teacher does not wander over rooms", "room beyond a teacher's first", (),
         _SCHOOL, 0),
    Rule("T15", _T, "Of two courses wanted together, some classes lie at different times; hard "
         "above the school's limit of pupils", "pupil who wants both",
         ("course_pairs", "policy.most_pair_conflict"), _SCHOOL, 1),
    Rule("T16a", _T, "Named meetings keep their distance in days", "pair of meetings",
         ("spacings",), _DATA),
    Rule("T16b", _T, "Two of them on one day directly follow one another, where asked",
         "pair of meetings", ("spacings.adjacent",)),
    Rule("T17", _T, "Named meetings are the last of their groups' day", "meeting",
         ("day_ends",), _DATA),
    Rule("C1a", _C, "Every week has the type that the rhythm and its bookings give it", "week",
         ("rhythm",)),
    Rule("C1b", _C, "No PD day lies on a blackout date, or in a week fixed for coaching",
         "PD day", ("rhythm.blackout", "rhythm.fixed")),
    Rule("C1c", _C, "PD days lie in the weeks meant for them", "PD day", ("rhythm",), _DATA),
    Rule("C2a", _C, "A PD day is full: every class period and duty has one coverer",
         "class period or duty", ("duties.cover_on_pd", "sections.one_teacher_is_enough")),
    Rule("C2b", _C, "Every cover is needed, at the time of the date's bell", "cover", ("bells",)),
    Rule("C2c", _C, "Whoever is out for PD does nothing else on that date", "booking",
         ("pd_groups",)),
    Rule("C2d", _C, "Cover for an absence that came up is from a source the school uses",
         "cover", ("policy.cover_sources", "staff.covers_for_colleagues")),
    Rule("C2e", _C, "Coaching time given up for cover stands on the record", "cover",
         ("policy.cover_sources",)),
    Rule("C3a", _C, "A Plus teacher is in one place at a time", "clash", ("bells", "duties")),
    Rule("C3b", _C, "A Plus teacher is booked only when there", "booking",
         ("staff.unavailable", "staff.elsewhere", "absences")),
    Rule("C3c", _C, "A Plus teacher has an unbroken lunch", "person and date",
         ("rights.lunch_minutes", "rights.lunch_from", "rights.lunch_to")),
    Rule("C3d", _C, "A Plus teacher's planning is protected, in whole periods", "period",
         ("rights.planning_minutes", "staff.planning_minutes")),
    Rule("C3e", _C, "A Plus teacher's day keeps to its limits", "period", ("plus_limits",)),
    Rule("C3f", _C, "A teacher is in one session at a time", "clash", ("requests",)),
    Rule("C4a", _C, "Classes are covered by Plus teachers who may", "class period",
         ("areas.specialist_only", "courses.any_area_cover", "sections.no_cover_by")),
    Rule("C4b", _C, "Whoever leads a PD day covers nothing on it", "cover",
         ("pd_groups.leaders",)),
    Rule("C4c", _C, "A colleague who covers is there and free", "cover",
         ("staff.covers_for_colleagues",)),
    Rule("C4d", _C, "A class is split only where others meet with their teachers", "cover",
         ("policy.cover_sources",)),
    Rule("C5", _C, "PD days owed are placed, or listed as missing where they may be", "day",
         ("pd_groups.days_owed", "pd_groups.owed", "pd_groups.must")),
    Rule("C5a", _C, "PD groups go out on school days, as a whole or in allowed halves",
         "PD day", ("pd_groups.halves_allowed",)),
    Rule("C5b", _C, "All who are there and owe the most days of a group go together", "member",
         ("pd_groups.members", "pd_groups.owed", "absences")),
    Rule("C5c", _C, "A member's PD days keep their distance", "pair of days",
         ("pd_groups.least_gap_days",)),
    Rule("C5d", _C, "Protected dates stay free of PD", "PD day", ("pd_groups.exclusions",)),
    Rule("C5e", _C, "A PD day has the room it asks for, to itself", "clash", ("pd_groups.room",)),
    Rule("C5f", _C, "Leaders of a PD day are not out and do not coach", "booking",
         ("pd_groups.leaders",)),
    Rule("C6a", _C, "A class is covered no more often in a term than the cap allows", "meeting",
         ("cover_caps.covered_per_section_term",)),
    Rule("C6b", _C, "A class is not covered on too many meeting days in a row", "meeting day",
         ("cover_caps.covered_in_a_row",)),
    Rule("C7", _C, "Sessions are of confirmed requests, in their window, when all can come",
         "session", ("requests.status", "requests.first", "requests.last", "absences")),
    Rule("C8", _C, "A request is served whole, or not at all and listed", "request",
         ("requests.must", "templates.steps")),
    Rule("C8a", _C, "All sessions of a request are of one pair", "request", ("requests.teacher",)),
    Rule("C8b", _C, "Steps follow one another with their gaps", "step",
         ("templates.steps",)),
    Rule("C8c", _C, "The very next meeting of the class is taken where asked", "step",
         ("templates.steps",)),
    Rule("C8d", _C, "A lesson takes a meeting of one class of the teacher", "session",
         ("requests.section", "templates.steps")),
    Rule("C8e", _C, "Other steps take the fewest whole periods, or half a block", "session",
         ("templates.steps",)),
    Rule("C8f", _C, "The teacher is where the step asks", "session",
         ("templates.steps", "common_planning")),
    Rule("C9", _C, "The coach has an accepted area, and the two can be this pair", "session",
         ("requests.areas", "staff.areas", "staff.evaluates")),
    Rule("C10a", _C, "Classes left for a session are taken, and no others", "class period",
         ("requests.with_staff", "templates.kind")),
    Rule("C10b", _C, "A visited class meets then, and the coach holds the visitor's", "session",
         ("requests.with_staff", "templates.kind")),
    Rule("C11", _C, "Meetings of the team take place, or are listed as missing", "meeting",
         ("team_events",)),
    Rule("C11a", _C, "All released Plus teachers are at the meetings of the team", "meeting",
         ("team_events.minutes",)),
    Rule("C11b", _C, "Meetings of the team keep their distance", "pair of meetings",
         ("team_events.least_days_apart",)),
    Rule("C12", _C, "The user's locks of PD days, covers and sessions hold", "lock",
         ("pd_locks", "cover_locks", "session_locks")),
    Rule("C13a", _C, "Nobody covers too many periods on a day", "period",
         ("cover_caps.plus_periods_a_day",)),
    Rule("C13b", _C, "Nobody covers too many periods in a week", "period",
         ("cover_caps.plus_periods_a_week",)),
    Rule("C13c", _C, "Enough Plus teachers are on standby in every period", "Plus teacher",
         ("cover_caps.standby_periods",)),
    Rule("C13d", _C, "A colleague covers only so many periods in a week", "period",
         ("cover_caps.colleague_periods_a_week",)),
    Rule("C13e", _C, "No more substitutes are at work at once than there are", "substitute",
         ("policy.substitutes_a_day",)),
    Rule("C14", _C, "The demanded share of the team's time stays free of cover",
         "thousandth of the time", ("share_demands",), _DATA),
    Rule("C15a", _C, "Conferences take a teacher's planning only so often a week", "conference",
         ("policy.planning_conferences_a_week", "requests.planning_is_fine")),
    Rule("C15b", _C, "Conferences leave a teacher the planning that is due", "minute",
         ("rights", "requests.planning_is_fine")),
    Rule("C16", _C, "Nobody is in a room that is closed after all, or it is listed", "meeting",
         ("rooms",)),
    Rule("C16a", _C, "A room given for one date fits the class and is free", "meeting",
         ("rooms", "sections.rooms")),
)  # fmt: skip

BY_KEY: dict[str, Rule] = {rule.key: rule for rule in RULES}
SETTABLE = frozenset(rule.key for rule in RULES if rule.strength_from is StrengthFrom.SCHOOL)


def strength(school: School, key: str) -> int:
    """Strength of a rule in a school: the school's own, else the default.

    Raises
    ------
    KeyError
        If no such rule is registered.
    """
    rule = BY_KEY[key]
    if rule.strength_from is not StrengthFrom.SCHOOL:
        return rule.default
    return next((one.strength for one in school.rules if one.rule == key), rule.default)
