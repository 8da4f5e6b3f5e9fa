"""The figures in words: what people call each of them, what it means, how it is written."""

from __future__ import annotations

TITLES: dict[str, str] = {
    "plus_minutes": "Plus minutes",
    "cover_minutes": "Cover minutes",
    "free_share": "Free share",
    "whole_day_share": "Whole-day share",
    "multiplier": "Multiplier",
    "multiplier_scheduled": "Multiplier, scheduled",
    "multiplier_delivered": "Multiplier, delivered",
    "baseline": "Baseline",
    "available_coaching_days": "Coaching days available",
    "bookable_coaching_days": "Coaching days bookable",
    "scheduled_coaching_days": "Coaching days scheduled",
    "delivered_coaching_days": "Coaching days delivered",
    "coaching_days_per_teacher": "Coaching days per teacher",
    "reach": "Reach",
    "pd_days_owed": "PD days owed",
    "pd_days_placed": "PD days placed",
    "pd_days_delivered": "PD days delivered",
    "requests_total": "Confirmed requests",
    "requests_served": "Requests served",
    "match_rate": "Match rate",
    "cover_per_class_max": "Cover per class",
    "minutes_lost": "Minutes lost to emergency cover",
    "substitutes_avoided_days": "Substitute days avoided",
    "substitute_cost": "Substitute cost avoided",
    "day_for_day": "Day for day",
    "stages": "Stages",
    "gap": "Gap",
}

DEFINITIONS: dict[str, str] = {
    "plus_minutes": (
        "Working minutes of all Plus teachers over all school days. On a day these are the minutes "
        "of the class periods in which a Plus teacher is there, less the whole periods that keep "
        "their planning (and their lunch, where it lies in a class period) free. Part-timers and "
        "absences count as they are."
    ),
    "cover_minutes": "Minutes in which Plus teachers stand in for colleagues who are out for PD.",
    "free_share": (
        "Available minutes as a share of the Plus minutes. Available are the Plus minutes less "
        "cover and less the meetings of the team; scheduled coaching is part of them. Over half is "
        "what other districts report of such teams."
    ),
    "whole_day_share": (
        "Of all days on which a Plus teacher is at school and has no class of their own, the share "
        "without any cover. The free share follows from the PD days that are owed; how usable the "
        "free time is shows here."
    ),
    "multiplier": (
        "Available coaching days divided by the baseline: how many times the coaching days that "
        "the school would have with its former coaches."
    ),
    "multiplier_scheduled": "Scheduled coaching days divided by the baseline.",
    "multiplier_delivered": "Delivered coaching days divided by the baseline.",
    "baseline": (
        "The coaching days that the figures are compared with: a number of coaches times their "
        "days. It is entered by the school, with its source and date."
    ),
    "available_coaching_days": (
        "Plus minutes less cover and less the meetings of the team, in coaching days. A coaching "
        "day is the working time of one full-time Plus teacher on a regular day."
    ),
    "bookable_coaching_days": (
        "The part of the available time that lies outside blackout dates, in unbroken pieces at "
        "least as long as the school's shortest session, in coaching days."
    ),
    "scheduled_coaching_days": (
        "Time of Plus teachers that is booked for coaching sessions, and for taking classes so "
        "that colleagues can be at one, in coaching days."
    ),
    "delivered_coaching_days": (
        "Scheduled coaching that both sides have confirmed after it took place, in coaching days; "
        "nothing until something is recorded."
    ),
    "coaching_days_per_teacher": (
        "Scheduled coaching days divided by the number of teachers who keep classes, that is, who "
        "own at least one that counts as teaching."
    ),
    "reach": "Share of the teachers who keep classes with at least one coaching session.",
    "pd_days_owed": "Days of PD that the members of all PD groups have a right to this year.",
    "pd_days_placed": (
        "PD days of single teachers that have a date and are fully covered. A PD day is full or it "
        "is not a PD day."
    ),
    "pd_days_delivered": "PD days that took place; nothing until something is recorded.",
    "requests_total": "Coaching requests that their teachers have confirmed.",
    "requests_served": "Confirmed requests all of whose steps are booked.",
    "match_rate": (
        "Of the sessions whose content area somebody on the Plus team has, the share whose coach "
        "has an accepted area."
    ),
    "cover_per_class_max": (
        "How often the class that was covered most was without its own teacher in a grading term."
    ),
    "minutes_lost": (
        "Minutes of announced coaching sessions that gave way to cover for unplanned absences."
    ),
    "substitutes_avoided_days": (
        "PD days of single teachers that Plus teachers cover in full: as many days need no "
        "substitute. A cost is shown only for a rate that the school enters."
    ),
    "substitute_cost": (
        "Substitute days avoided, times the cost of a substitute's day that the school has entered."
    ),
    "day_for_day": (
        "What follows from numbers alone, if each covered day took one Plus teacher's whole day: "
        "the share of days left free is 1 less the PD days owed divided by the days of the Plus "
        "team. The plan's own figures count periods, and differ."
    ),
    "stages": "How each stage was solved: its status, the value reached and what cannot be beaten.",
    "gap": "How far the plan may be from the best one, at worst: of each stage what counts first "
    "and is not proven best, of the stages the worst; 0 is proven best.",
}

UNITS: dict[str, str] = {
    "free_share": "share",
    "whole_day_share": "share",
    "reach": "share",
    "match_rate": "share",
    "multiplier": "times",
    "multiplier_scheduled": "times",
    "multiplier_delivered": "times",
    "plus_minutes": "minutes",
    "cover_minutes": "minutes",
    "minutes_lost": "minutes",
    "baseline": "days",
    "available_coaching_days": "days",
    "bookable_coaching_days": "days",
    "scheduled_coaching_days": "days",
    "delivered_coaching_days": "days",
    "coaching_days_per_teacher": "days",
    "pd_days_owed": "days",
    "pd_days_placed": "days",
    "pd_days_delivered": "days",
    "substitutes_avoided_days": "days",
    "cover_per_class_max": "times",
    "substitute_cost": "count",
    "requests_total": "count",
    "requests_served": "count",
}
"""How a figure is written; those that are left out are no single number."""


def written(key: str, value: float | None) -> str:
    """Write a figure with its unit: 60.4 %, 4.2 times, 756 days, or that it is not known."""
    if value is None:
        return "not known yet"
    unit = UNITS[key]
    if unit == "share":
        return f"{value:.1%}".replace("%", " %")
    number = f"{value:,.1f}".removesuffix(".0")
    if unit == "count":
        return number
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"
