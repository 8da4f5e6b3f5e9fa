"""
What people call the fields of the set-up, and what is to be known of them.

A name is looked up with its list before it ("courses.size_cap") and then alone ("size_cap"); what
stands nowhere is called as in the files.
"""

from __future__ import annotations

__all__ = ["COLUMNS", "INLINE", "hint_of", "label_of", "option_words", "place_words"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "areas": ("name", "specialist_only"),
    "bells": ("name", "shortened", "bells.tracks"),
    "staff": ("name", "areas", "most_load", "share", "home_room", "volunteer"),
    "teams": ("name", "staff", "same_groups"),
    "duties": ("name", "staff", "place", "cycle_days"),
    "grades": ("name", "enrolment"),
    "groups": ("name", "grade", "size", "home_room"),
    "rooms": ("name", "kind", "capacity", "building"),
    "courses": ("name", "area", "grade", "pattern.lengths", "size_cap", "room_kind"),
    "sections": ("id", "course", "groups", "sections.staff", "size", "rooms"),
    "pd_groups": ("name", "members", "days_owed", "least_gap_days", "halves_allowed"),
    "common_planning": ("name", "staff", "periods", "strength"),
    "limits": ("kind", "value", "of", "ids", "strength"),
    "relations": ("kind", "sections", "strength"),
    "slot_wishes": ("sections", "slots", "strength"),
    "room_wishes": ("sections", "rooms", "strength"),
    "room_limits": ("sections", "most_rooms", "strength"),
    "spacings": ("sections", "least_days", "within_days", "strength"),
    "day_ends": ("sections", "strength"),
    "templates": ("name", "kind", "templates.steps"),
    "team_events": ("name", "kind", "minutes", "per_term"),
}
"""What the table of a list shows, and its rows take: fields, and lists within."""

INLINE = frozenset(
    {"areas", "staff", "teams", "grades", "groups", "rooms", "courses", "sections"}
    | {"pd_groups", "common_planning"}
)
"""Lists of which a thing can be added in the table: all that it needs stands in a column."""

_LABELS = {
    "id": "Id",
    "sections.id": "Name of the class",
    "sections": "Classes",
    "section": "Class",
    "areas": "Content areas",
    "area": "Content area",
    "specialist_only": "Specialists only",
    "least_load": "Least periods a cycle",
    "most_load": "Periods a cycle",
    "release.part.most_load": "Periods a cycle",
    "share": "Share of a post",
    "most_preps": "Most courses to prepare",
    "last_year": "Courses taught last year",
    "staff.first": "First day at work",
    "staff.last": "Last day at work",
    "replaces": "Takes over from",
    "unavailable": "Not available",
    "elsewhere": "Promised to another site",
    "planning_minutes": "Planning a day, in minutes",
    "volunteer": "Volunteers as Plus",
    "evaluates": "Evaluates",
    "covers_for_colleagues": "Covers for colleagues",
    "home_room": "Home room",
    "same_groups": "Share the same groups",
    "duties.staff": "Who stands it",
    "load_periods": "Counts as periods of teaching",
    "cover_on_pd": "Is covered on PD days",
    "duties.times": "When",
    "homeroom": "Core courses with one teacher",
    "size": "Pupils",
    "groups.overlaps": "Shares pupils with",
    "capacity": "Places",
    "holds": "Classes at once",
    "tags": "Equipment",
    "pattern": "Own pattern of meetings",
    "lengths": "Meetings",
    "most_a_day": "Most meetings a day",
    "same_period": "Always in the same period",
    "least_days_between": "Least days between meetings",
    "most_days_between": "Most days between meetings",
    "across_lunch": "May go across lunch",
    "size_cap": "Most pupils in a class",
    "size_target": "Pupils aimed at",
    "core": "Core course",
    "room_kind": "Kind of room",
    "room_tags": "Equipment",
    "any_area_cover": "Anybody may cover",
    "counts_as_load": "Counts as teaching",
    "needs_cover": "Is covered when its teacher is out",
    "sections.staff": "Teachers",
    "sections.meeting_rooms": "Rooms of single meetings",
    "most_rooms": "Most rooms",
    "pull_out": "Takes pupils out of other classes",
    "may_overlap": "Of these courses",
    "must_not_overlap": "Never of these",
    "one_teacher_is_enough": "One of two teachers is enough",
    "no_cover_by": "Never covered by",
    "days_owed": "PD days a year",
    "owed": "Other numbers of days",
    "least_gap_days": "Least days between",
    "halves_allowed": "May go in halves",
    "must": "Must be placed",
    "exclusions": "Not sent out on",
    "leaders": "Led by",
    "different_days": "On different days",
    "consecutive": "In a row",
    "counts_as_planning": "Counts as planning",
    "limits.value": "Number",
    "limits.of": "Of",
    "ids": "Whom",
    "limits.kind": "What is limited",
    "relations.kind": "How they stand to one another",
    "gap": "Periods between",
    "every_period": "Every period of a meeting",
    "slots": "Times",
    "least_days": "Least days between",
    "within_days": "All within days",
    "adjacent": "In a row when on one day",
    "k": "How many are released",
    "release.names": "Released in any case",
    "release.kept": "Not released this time",
    "release.part": "Partly released",
    "common_slots": "Periods free together",
    "free": "Free in any case",
    "pattern.lengths": "Meetings",
    "rhythm.pattern": "Weeks in turn",
    "rhythm.strength": "PD outside its weeks",
    "rhythm.fixed": "Weeks with a type of their own",
    "monday": "Monday of the week",
    "blackout_ends": "Keep the first and last week free",
    "blackout": "Blackout dates",
    "covered_per_section_term": "Most covered meetings of a class in a term",
    "covered_in_a_row": "Most covered days of a class in a row",
    "plus_periods_a_day": "Cover periods of a Plus teacher a day",
    "plus_periods_a_week": "Cover periods of a Plus teacher a week",
    "colleague_periods_a_week": "Cover periods of a colleague a week",
    "standby_periods": "Plus teachers on standby",
    "most_periods_a_day": "Most periods a day",
    "most_periods_in_a_row": "Most periods in a row",
    "most_pupils_a_day": "Most pupils a teacher meets a day",
    "building_minutes": "Minutes between buildings",
    "most_pair_conflict": "Most pupils of a pair whose classes clash",
    "cover_sources": "Who covers, in this order",
    "substitutes_a_day": "Substitutes a day",
    "expected_absences_a_day": "Absences on an average day",
    "planning_conferences_a_week": "Conferences in planning a week",
    "shortest_session_minutes": "Shortest session, in minutes",
    "substitute_rate": "Cost of a substitute day",
    "coaches": "Coaches before",
    "baseline.days": "Days of each",
    "as_of": "As of",
    "absences.person": "Who",
    "by": "Locked by",
    "coverer": "Covered by",
    "cover_locks.duty": "Or a duty",
    "cover_locks.absent": "For whom",
    "segments": "Parts of the year",
    "person": "Person",
    "calendar.first": "First day",
    "calendar.last": "Last day",
    "calendar.weekdays": "School is on",
    "calendar.cycle": "Which classes meet",
    "calendar.cycle_days": "Names of the cycle days",
    "calendar.regular_bell": "Regular bell schedule",
    "calendar.holidays": "Days without school",
    "calendar.overrides": "Single days that differ",
    "calendar.overrides.cycle_day": "Classes of",
    "calendar.overrides.bell": "Bell",
    "calendar.terms": "Grading terms",
    "calendar.segments": "Parts of the year",
    "shortened": "A shortened day",
    "course_pairs.first": "Course",
    "course_pairs.second": "Other course",
    "share_demands.least": "At least (0 to 1)",
    "per_term": "Times a term",
    "least_days_apart": "Least days apart",
    "day_order": "Order on the day",
    "teacher_is": "The teacher is",
}

_HINTS = {
    "policy.most_preps": "Empty: no limit.",
    "policy.most_pupils_a_day": "Empty: no limit.",
    "policy.most_pair_conflict": "Empty: no limit.",
    "calendar.cycle_days": "Parted by commas: A, B. Empty: the weekdays.",
    "shortened": "On it, planning is one whole period instead of minutes.",
    "most_load": "Already reduced for part-timers; 0 for people who own no class.",
    "share": "1 is full time, 0.5 half.",
    "specialist_only": "Their classes are covered by certified people alone.",
    "replaces": "The leaver whose classes and duties this person takes over on the first day.",
    "volunteer": "Only volunteers are released as Plus teachers.",
    "evaluates": "Who evaluates somebody cannot be their coach.",
    "lengths": "The periods of each meeting in a cycle: 1, 1, 1, 1, 1 is one period five times.",
    "enrolment": "Pupils. A course that all groups of a grade take has the grade's.",
    "courses.grade": "All groups of this grade take it; empty: a course of its own.",
    "room_kind": "As the rooms are called: classroom, lab, gym. Empty: it needs no room.",
    "size": "A number of pupils, no names.",
    "tags": "Parted by commas.",
    "room_tags": "Parted by commas.",
    "must": "Else days that do not fit are listed as missing.",
    "halves_allowed": "The first half of the members goes on one date, the rest on another.",
    "k": "Empty: as many as serve the school best; see Plus capacity.",
    "limits.ids": "Nobody ticked: all of them.",
    "limits.periods": "Numbers of periods, parted by commas; empty: all.",
    "blackout": "Dates without PD and coaching: testing, exhibitions.",
    "substitute_rate": "Empty: no cost is shown.",
    "course_pairs": "How many pupils want both: numbers, no names.",
    "duties.times": "On a bell schedule without a time the duty falls away.",
    "sections.staff": "Without an owner, the build finds one.",
    "staff.elsewhere": "Time at another site, with the way there.",
    "sections.id": "As people call it. Empty: made of the course and the group.",
}

_OPTIONS = {
    "weekday": "The same on each weekday",
    "rotating": "Days in turn (A, B), holidays left out",
    "true": "Yes",
    "false": "No",
    "pd": "PD",
    "plus_from_coaching": "A Plus teacher from coaching",
    "standby_plus": "A Plus teacher on standby",
    "split_class": "Other classes (split)",
    "co_teacher": "Co-teacher",
    "most_minutes_in_a_row": "Most minutes in a row",
    "most_span_a_day": "Most periods from first to last lesson of a day",
    "most_late_starts": "Most late starts",
    "most_second_starts": "Most starts in the second period, never later",
    "last_period": "Last period of the day",
    "least_gap": "So many periods between",
    "in_order": "One before the other",
    "never_together": "Never at the same time",
    "same_time": "At the same time",
    "same_day": "On the same day",
    "same_period": "In the same period",
    "consecutive": "One right after the other",
    "adjacent": "Next to one another",
    "Mon": "Monday",
    "Tue": "Tuesday",
    "Wed": "Wednesday",
    "Thu": "Thursday",
    "Fri": "Friday",
    "Sat": "Saturday",
    "Sun": "Sunday",
}


def label_of(form: str, name: str) -> str:
    """Return what people call a field of a list or value."""
    return _found(_LABELS, form, name) or _plain(name)


def place_words(form: str, name: str) -> str:
    """Name a field of a page; one in a row of a list within with the number of its row."""
    table, _, rest = name.partition(":")
    row, _, column = rest.partition(":")
    if not row.isdecimal():
        return label_of(form, name)
    what = label_of(table, column) if column else label_of("", table)
    return f"{what}, row {int(row) + 1}"


def hint_of(form: str, name: str) -> str:
    """Return what is to be known of a field; empty where its name says it all."""
    return _found(_HINTS, form, name)


def option_words(option: str) -> str:
    """Say one of the values that a field may have."""
    return _OPTIONS.get(option) or _plain(option)


def _found(words: dict[str, str], form: str, name: str) -> str:
    last = name.rpartition(".")[2]
    return next((words[one] for one in (f"{form}.{name}", name, last) if one in words), "")


def _plain(name: str) -> str:
    words = name.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]
