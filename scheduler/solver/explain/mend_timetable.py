"""What may give way of what is asked of a timetable: patterns, limits, rights, entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.school import School
from scheduler.domain.wishes import LimitKind
from scheduler.solver.explain import mend_places
from scheduler.solver.explain.changes import SOFT, Change, Edit, Op, set_field, softened
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.explain.mend_staffing import release_more
from scheduler.solver.outcome import Reason, counted

_LESS_IS_LOOSER = (
    LimitKind.LEAST_PERIODS_A_DAY,
    LimitKind.LEAST_PERIODS_A_CYCLE,
    LimitKind.LEAST_DAYS,
)
_TOP = 2_000
_AS_MANY_AS_ALL = 5
"""People, one by one, whose planning is worth as much as a rule for everybody."""


def patterns(school: School, why: Reason) -> Iterator[Change]:
    """T5b to T5e: a looser pattern for one section."""
    loose = {
        "T5b": ({"most_a_day": 1}, "meet once more on a day"),
        "T5c": ({"least_days_between": 0, "most_days_between": None},
                "meet without its distance in days"),
        "T5d": ({"same_period": False}, "meet in different periods"),
        "T5e": ({"across_lunch": True}, "have lunch inside a meeting"),
    }  # fmt: skip
    changes, words = loose[why.key]
    for section in (school.section[one] for one in why.ids if one in school.section):
        pattern = school.pattern_of(section)
        if why.key == "T5b":
            changes = {"most_a_day": min(12, pattern.most_a_day + 1)}
        yield Change(
            Kind.LOOSEN_PATTERN,
            f"Let {section.id} {words}",
            "more ways to place it",
            (set_field("sections", section.id, "pattern", replace(pattern, **changes)),),  # type: ignore[arg-type]
        )


def limits(school: School, why: Reason) -> Iterator[Change]:
    """T6: a limit one unit looser, or made a wish."""
    for limit in school.limits:
        if limit.id not in why.ids:
            continue
        step = 50 if limit.kind is LimitKind.MOST_MINUTES_IN_A_ROW else 1
        value = limit.value - step if limit.kind in _LESS_IS_LOOSER else limit.value + step
        if 0 <= value <= _TOP:
            yield Change(
                Kind.RAISE_LIMIT,
                f"Set the limit {limit.id} ({limit.kind.value.replace('_', ' ')}) to {value}",
                "a little more freedom for everybody whom it limits",
                (set_field("limits", limit.id, "value", value),),
            )
        yield _entry_softened("limits", limit.id, f"the limit {limit.id}")


def _entry_softened(table: str, id: str, words: str) -> Change:
    return Change(
        Kind.SOFTEN_ENTRY,
        f"Make {words} a wish",
        "a timetable that keeps it wherever it can",
        (set_field(table, id, "strength", SOFT),),
    )


_ENTRIES = {
    "T9": ("relations", "the relation"),
    "T10d": ("room_limits", "the room limit"),
    "T14a": ("slot_wishes", "the wish for slots"),
    "T14b": ("room_wishes", "the wish for rooms"),
    "T16a": ("spacings", "the spacing"),
    "T16b": ("spacings", "the spacing"),
    "T17": ("day_ends", "the end of the day"),
}


def entries(school: School, why: Reason) -> Iterator[Change]:
    """T9, T10d, T14, T16, T17: one entry of rule data made a wish."""
    table, words = _ENTRIES[why.key]
    for entry in getattr(school, table):
        if entry.id not in why.ids:
            continue
        if why.key == "T16b":
            yield Change(
                Kind.SOFTEN_ENTRY,
                f"Let meetings of {words} {entry.id} lie apart on a day",
                "more ways to place them",
                (set_field(table, entry.id, "adjacent", False),),
            )
        else:
            yield _entry_softened(table, entry.id, f"{words} {entry.id}")


def team_time(school: School, why: Reason) -> Iterator[Change]:
    """T11: one common slot fewer, or all of them as a wish."""
    for entry in school.common_planning:
        if entry.id not in why.ids:
            continue
        if entry.periods > 1:
            yield Change(
                Kind.FEWER_TEAM_SLOTS,
                f"Give {entry.name} {counted(entry.periods - 1, 'common slot')} only",
                "one slot more for classes",
                (set_field("common_planning", entry.id, "periods", entry.periods - 1),),
            )
        yield _entry_softened("common_planning", entry.id, f"common planning of {entry.name}")


def planning(school: School, why: Reason) -> Iterator[Change]:
    """T7a: planning counted over the cycle, or less of it."""
    if school.rights.planning_per == "day":
        yield Change(
            Kind.PLANNING_BY_CYCLE,
            "Count planning over the cycle instead of on each day",
            "fuller days that others make up for",
            (set_field("rights", "", "planning_per", "cycle"),),
        )
    for person in (one for one in school.staff if one.id in why.ids):
        due = person.planning_minutes
        less = _less_planning(school, school.rights.planning_minutes if due is None else due)
        if less is not None:
            yield _planning_of(school, f"{person.name} only", less, "staff", person.id)
    yield from _less_planning_for_all(school)


def _less_planning(school: School, minutes: int) -> int | None:
    """Take a period off the planning of a day; None where none would be left."""
    period = min(span.minutes for span in school.regular_bell.spans.values())
    # What lies between two whole periods can only be had as the longer of them.
    less = (minutes - 1) // period * period
    return less if less > 0 else None


def _less_planning_for_all(school: School) -> Iterator[Change]:
    less = _less_planning(school, school.rights.planning_minutes)
    if less is not None:
        yield _planning_of(school, "everybody only", less, "rights", "", _AS_MANY_AS_ALL)


def _planning_of(
    school: School, who: str, minutes: int, table: str, id: str, times: int = 1
) -> Change:
    each = "a day" if school.rights.planning_per == "day" else "a day on average"
    return Change(
        Kind.LESS_PLANNING,
        f"Give {who} {minutes} minutes of planning {each}",
        "a period more for classes on a day",
        (set_field(table, id, "planning_minutes", minutes),),
        times,
    )


def lunch(school: School, why: Reason) -> Iterator[Change]:
    """T7b: a wider window for lunch."""
    rights = school.rights
    yield Change(
        Kind.WIDER_LUNCH,
        "Let lunch lie half an hour earlier or later",
        "more ways to place classes around it",
        (
            set_field("rights", "", "lunch_from", max(0, rights.lunch_from - 30)),
            set_field("rights", "", "lunch_to", min(24 * 60, rights.lunch_to + 30)),
        ),
    )


def common_slots(school: School, why: Reason) -> Iterator[Change]:
    """T12: fewer common slots of the partly released."""
    if school.release.common_slots:
        fewer = school.release.common_slots - 1
        yield Change(
            Kind.FEWER_TEAM_SLOTS,
            f"Ask for {counted(fewer, 'common slot')} of the partly released Plus teachers",
            "one slot more for their classes",
            (set_field("release", "", "common_slots", fewer),),
        )
    yield from mend_places.times(school, why)


def coverable(school: School, why: Reason) -> Iterator[Change]:
    """T13: halves for a PD group, a larger team or more of its time, or the rule made soft."""
    for group in school.pd_groups:
        if group.id in why.ids and not group.halves_allowed and len(group.members) > 1:
            yield halves(group.id, group.name)
    yield from release_more(school)
    yield from _less_planning_for_all(school)
    yield Change(
        Kind.SOFTEN_RULE,
        "Make it a wish that the Plus team can cover every PD group",
        "a timetable; PD days may then lack cover",
        (softened("T13"),),
    )


def halves(id: str, name: str) -> Change:
    """Let a PD group go out in two halves."""
    return Change(
        Kind.ALLOW_HALVES,
        f"Let {name} go out for PD in two halves, on different dates",
        "half as many classes to cover at once",
        (set_field("pd_groups", id, "halves_allowed", True),),
    )


def pairs(school: School, why: Reason) -> Iterator[Change]:
    """T15: let more pupils miss one of the two courses that they want."""
    for pair in school.course_pairs:
        if pair.first in why.ids and pair.second in why.ids:
            names = " and ".join(school.course[one].name for one in (pair.first, pair.second))
            yield Change(
                Kind.RAISE_LIMIT,
                f"Let {names} lie at the same time, though {pair.pupils} pupils want both",
                "more ways to place these classes",
                (Edit("course_pairs", "", Op.DROP, "", pair),),
                pair.pupils,
            )


def strengths(school: School, why: Reason) -> Iterator[Change]:
    """T10b, T10c: a rule of the whole school made soft."""
    yield Change(
        Kind.SOFTEN_RULE,
        f"Make rule {why.key} a wish",
        "a timetable that keeps it wherever it can",
        (softened(why.key),),
    )
