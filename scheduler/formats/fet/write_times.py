"""Write what is said about time: who is there when, days between, wishes, relations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product, zip_longest

from scheduler.domain.problems.timetable import PlacedSection, Subject
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import HARD, Relation, RelationKind, SlotWish, Spacing
from scheduler.formats.fet.elements import Child, Force, constraint, force
from scheduler.formats.fet.outgoing import Outgoing
from scheduler.formats.fet.selection import selection
from scheduler.formats.fet.write_sets import Sets

__all__ = ["availability", "day_ends", "patterns", "relations", "slot_wishes", "spacings"]

# When people are there.


def availability(out: Outgoing, sets: Sets) -> Iterator[str]:
    """Write breaks, in which nobody has anything, and when else somebody is not there."""
    away = {one.id: _closed(out, one) for one in (*out.problem.people, *out.problem.groups)}
    people = {one.id: away[one.id] for one in out.staff}
    groups = {one: away[one] for one in out.groups}
    everybody = [*people.values(), *groups.values()]
    breaks = frozenset.intersection(*everybody) if people and groups else frozenset[Slot]()
    if breaks or _had(out, "everybody"):
        yield constraint("BreakTimes", *_slots(out, out.in_order(breaks), "Break_Time"))
    theirs = {one: slots - breaks for one, slots in groups.items()}
    empty = _had(out, "staff")
    for id, slots in people.items():
        if slots - breaks or id in empty:
            yield _not_there(out, "Teacher", out.teachers[id], slots - breaks)
    # What a set may not is said of it; what is left, of its groups.
    names = [one for one in _had(out, "students") if one in out.kept]
    for name in sorted(names, key=lambda one: -len(out.kept.groups_in(one))):
        some = out.kept.is_exactly(name)
        common = frozenset.intersection(*map(theirs.__getitem__, some)) if some else frozenset()
        theirs |= {one: theirs[one] - common for one in some}
        yield _not_there(out, "StudentsSet", out.students[name], common)
    for one, slots in theirs.items():
        for name in (sets.of(one),) if one in sets.sharing else out.sets_of([one]):
            if slots:
                yield _not_there(out, "StudentsSet", name, slots)


def _had(out: Outgoing, of: str) -> list[str]:
    """Name those of whom the file that the school came from said so, with no slot too."""
    return [one.name for one in out.school.origin.closed if one.of == of]


def _not_there(out: Outgoing, noun: str, name: str, slots: Collection[Slot]) -> str:
    who: Child = ("Students" if noun == "StudentsSet" else noun, name)
    listed = _slots(out, out.in_order(slots), "Not_Available_Time")
    return constraint(f"{noun}NotAvailableTimes", who, *listed)


def _closed(out: Outgoing, one: Subject) -> frozenset[Slot]:
    """Slots in which somebody is not there, or promised to a duty or to another site."""
    part = {x.person: frozenset(x.free) for x in out.school.release.part}
    found = set(part.get(one.id, ())) if one.of == "staff" else set()
    for day, name in enumerate(out.problem.days):
        away = [*one.away[day], *(one.duties[out.segment][day] if one.duties else ())]
        found |= {
            Slot(name, period)
            for period, span in one.periods
            if any(span.overlaps(other) for other in away)
        }
    return frozenset(found)


def _slots(out: Outgoing, slots: Sequence[Slot], tag: str) -> Iterator[Child]:
    """Write how many slots there are, and each; `tag` is the element of one."""
    prefix = "" if tag in ("Break_Time", "Not_Available_Time") else "Preferred_"
    prefix += "Starting_" if "Starting" in tag else ""
    yield f"Number_of_{tag}s", len(slots)
    for slot in slots:
        day: Child = (f"{prefix}Day", out.days[slot.day])
        yield tag, (day, (f"{prefix}Hour", out.hours[slot.period]))


# Days between the meetings of a class, and of others.


def patterns(out: Outgoing) -> Iterator[str]:
    """Write what the pattern of each class asks of its meetings."""
    for section in out.sections:
        ids = out.of_section[section.id]
        if len(ids) > 1:
            yield from _pattern(out, section, ids)


def _pattern(out: Outgoing, section: PlacedSection, ids: Sequence[int]) -> Iterator[str]:
    pattern, strengths = section.pattern, out.problem.strengths
    a_day, apart, same = strengths["T5b"], strengths["T5c"], strengths["T5d"]
    least = pattern.least_days_between
    # FET asks for both at once: days between say that no two are on one day.
    one_a_day = pattern.most_a_day == 1 and a_day and not (least and apart >= a_day)
    if one_a_day:
        yield _min_days(ids, 1, force(a_day))
    if least and apart:
        yield _min_days(ids, least, force(apart))
    if a_day and 1 < pattern.most_a_day < len(ids):
        out.unsaid["T5b"] += 1
    if pattern.most_days_between is not None and apart:
        if len(ids) == 2:
            yield _max_days(ids, pattern.most_days_between, force(apart))
        else:
            out.unsaid["T5c"] += 1
    if pattern.same_period and same:
        yield constraint("ActivitiesSameStartingHour", *_several(ids), how=force(same))


def spacings(out: Outgoing) -> Iterator[str]:
    """Write the distances in days of named meetings."""
    for entry in out.school.spacings:
        ids = out.about(entry)
        if len(ids) > 1:
            yield from _spacing(entry, ids)


def _spacing(entry: Spacing, ids: Collection[int]) -> Iterator[str]:
    # A weight of 0 leaves what two of them on one day must be.
    if entry.adjacent and not entry.least_days:
        yield _min_days(ids, 1, Force(0, bool(entry.strength)), adjacent=True)
    elif entry.least_days:
        yield _min_days(ids, entry.least_days, force(entry.strength), entry.adjacent)
    if entry.within_days is not None:
        yield _max_days(ids, entry.within_days, force(entry.strength))


def _min_days(ids: Collection[int], days: int, how: Force, adjacent: bool = False) -> str:
    # Where no two may be on one day it says nothing; FET's own is yes.
    together: Child = ("Consecutive_If_Same_Day", adjacent or how == force(HARD))
    last: Child = ("MinDays", days)
    return constraint("MinDaysBetweenActivities", together, *_several(ids), last, how=how)


def _max_days(ids: Collection[int], days: int, how: Force) -> str:
    last: Child = ("MaxDays", days)
    return constraint("MaxDaysBetweenActivities", *_several(ids), last, how=how)


def _several(ids: Collection[int]) -> Iterator[Child]:
    yield "Number_of_Activities", len(ids)
    yield from (("Activity_Id", id) for id in ids)


# Wishes.


def slot_wishes(out: Outgoing) -> Iterator[str]:
    """Write in which slots meetings are to be."""
    for entry in out.school.slot_wishes:
        ids = out.about(entry)
        if ids:
            yield _slot_wish(out, entry, ids)


def _slot_wish(out: Outgoing, entry: SlotWish, ids: Sequence[int]) -> str:
    single = _day_or_hour(out, entry) if len(ids) == 1 and not entry.sections else None
    if single is not None:
        who: Child = ("Activity_Id", ids[0])
        return constraint("ActivityPreferredStartingTime", who, *single, how=force(entry.strength))
    many, children = selection(out, ids, entry.id, bool(entry.sections))
    tag = "Preferred_Time_Slot" if entry.every_period else "Preferred_Starting_Time"
    name = f"{'Activities' if many else 'Activity'}{tag.replace('_', '')}s"
    if many:
        children.append(("Duration", ""))
    return constraint(name, *children, *_slots(out, entry.slots, tag), how=force(entry.strength))


def _day_or_hour(out: Outgoing, entry: SlotWish) -> list[Child] | None:
    """Say the slots as a day, an hour, or by weight both; a hard one of both would be a lock."""
    if entry.every_period:
        return None
    days, hours = {one.day for one in entry.slots}, {one.period for one in entry.slots}
    day, hour = min(days, default=""), min(hours, default=0)
    whole_day, whole_hour = len(hours) == len(out.hours), len(days) == len(out.days)
    if len(days) == 1 and len(entry.slots) == len(out.hours) and whole_day:
        hour = 0
    elif len(hours) == 1 and len(entry.slots) == len(out.days) and whole_hour:
        day = ""
    elif len(entry.slots) != 1 or entry.strength == HARD:
        return None
    return [
        ("Preferred_Day", out.days[day] if day else ""),
        ("Preferred_Hour", out.hours[hour] if hour else ""),
        ("Permanently_Locked", True),
    ]


def day_ends(out: Outgoing, sets: Sets) -> Iterator[str]:
    """Write which meetings are the last of their groups' day; FET knows that hard alone."""
    shared = {out.students[one] for one in sets.sharing}
    for entry in out.school.day_ends:
        ids = out.about(entry)
        if not ids:
            continue
        if 0 < entry.strength < HARD or shared & {
            name for id in ids for name in _students(out, id)
        }:
            out.unsaid["T17"] += 1
            continue
        many, children = selection(out, ids, entry.id, bool(entry.sections))
        name = f"{'ActivitiesEnd' if many else 'ActivityEnds'}StudentsDay"
        yield constraint(name, *children, how=force(entry.strength))


def _students(out: Outgoing, id: int) -> tuple[str, ...]:
    return out.lessons[id].students


# Relations.

_TOGETHER = {
    RelationKind.SAME_TIME: "ActivitiesSameStartingTime",
    RelationKind.SAME_DAY: "ActivitiesSameStartingDay",
    RelationKind.SAME_PERIOD: "ActivitiesSameStartingHour",
    RelationKind.NEVER_TOGETHER: "ActivitiesNotOverlapping",
    RelationKind.LEAST_GAP: "MinGapsBetweenActivities",
}
_IN_PAIRS = {
    RelationKind.IN_ORDER: "TwoActivitiesOrdered",
    RelationKind.CONSECUTIVE: "TwoActivitiesConsecutive",
    RelationKind.ADJACENT: "TwoActivitiesGrouped",
}


def relations(out: Outgoing) -> Iterator[str]:
    """Write how meetings stand to one another."""
    for entry in out.school.relations:
        for ids in _related(out, entry):
            if entry.kind in _TOGETHER:
                gap: list[Child] = [("MinGaps", entry.gap)] if entry.gap else []
                tag = _TOGETHER[entry.kind]
                yield constraint(tag, *_several(ids), *gap, how=force(entry.strength))
                continue
            for one, other in pairwise(ids):
                both: tuple[Child, ...] = (
                    ("First_Activity_Id", one),
                    ("Second_Activity_Id", other),
                )
                yield constraint(_IN_PAIRS[entry.kind], *both, how=force(entry.strength))


def _related(out: Outgoing, entry: Relation) -> Iterator[list[int]]:
    """
    Activities that an entry ties: of classes, those of the same number, or all.

    Where one of another segment stands between two, they are not tied to one another.
    """
    running = {one.id for one in out.problem.sections}
    classes = [out.of_section.get(id, ()) for id in entry.sections if id in running]
    keys = [(one.section, one.meeting) for one in entry.meetings if one.section in running]
    single = [out.id_of.get(key) for key in keys]
    if not all(classes) or None in single:
        out.unsaid["T9"] += 1
    if entry.kind is RelationKind.NEVER_TOGETHER:
        rows = [[*filter(None, single), *(id for some in classes for id in some)]]
    elif entry.kind is RelationKind.LEAST_GAP:
        rows = [[*filter(None, single)]]
        rows += [list(two) for pair in combinations(classes, 2) for two in product(*pair)]
    else:
        rows = [row for some in (single, *zip_longest(*classes)) for row in _runs(some)]
    return (one for one in rows if len(one) > 1)


def _runs(ids: Iterable[int | None]) -> Iterator[list[int]]:
    """Split where there is none."""
    row: list[int] = []
    for id in (*ids, None):
        if id is not None:
            row.append(id)
        else:
            yield row
            row = []
