"""Readers of what is said about time: who is available, when activities may be, days between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.origin import OriginClosed
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import (
    HARD,
    DayEnd,
    Relation,
    RelationKind,
    SlotWish,
    Spacing,
)
from scheduler.formats.fet.constraint import Constraint, NoEffect, Unread
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.registry import reader

__all__: list[str] = []

_PREFERRED = ("Preferred_Starting_Time", "Preferred_Time_Slot", "Preferred_Time")


@reader("BasicCompulsoryTime", "BasicCompulsorySpace")
def _basic(draft: Draft, one: Constraint) -> None:
    """One place at a time, everything placed: the rules T1 to T5a and T10a say so always."""


@reader("BreakTimes")
def _breaks(draft: Draft, one: Constraint) -> None:
    slots = one.slots("Break_Time")
    draft.closed_for.append(OriginClosed(of="everybody"))
    if not slots:
        raise NoEffect("no slot is named")
    draft.breaks.update(slots)


@reader("TeacherNotAvailableTimes")
def _teacher_away(draft: Draft, one: Constraint) -> None:
    _close(draft, one, "staff", one.teacher())


@reader("StudentsSetNotAvailableTimes")
def _students_away(draft: Draft, one: Constraint) -> None:
    _close(draft, one, "students", one.students())


@reader("RoomNotAvailableTimes")
def _room_closed(draft: Draft, one: Constraint) -> None:
    _close(draft, one, "rooms", one.name(draft.file.rooms, "room", "Room", "Room_Name"))


def _close(
    draft: Draft, one: Constraint, of: Literal["staff", "students", "rooms"], name: str
) -> None:
    slots = one.slots("Not_Available_Time")
    if one.strength < HARD:
        raise Unread("a weighted rule")
    draft.closed_for.append(OriginClosed(of=of, name=name))
    if not slots:
        raise NoEffect("no slot is named")
    draft.closed[of, name].update(slots)


@reader("ActivityPreferredStartingTime", "ActivityPreferredTime")
def _starting_time(draft: Draft, one: Constraint) -> None:
    """Lock an activity to a day and an hour, or wish for one of the two."""
    activities = one.activities()
    day, hour = one.word("Preferred_Day", "Day"), one.word("Preferred_Hour", "Hour")
    if day:
        one.checked(day, draft.days, "day")
    if hour:
        one.checked(hour, draft.periods, "hour")
    if not activities or not (day or hour):
        raise NoEffect("no active activity is meant" if day or hour else "no slot is named")
    slots = [
        slot
        for slot in draft.all_slots
        if day in ("", slot.day) and (not hour or slot.period == draft.periods[hour])
    ]
    if not (day and hour) or one.strength < HARD:
        _wish(draft, one, activities, slots, every_period=False)
        return
    is_users = draft.hold_all_locks or one.flag("Permanently_Locked", otherwise=True)
    draft.locks += [
        Lock(
            section=ref.section,
            meeting=ref.meeting,
            slot=slots[0],
            by=LockedBy.USER if is_users else LockedBy.SOLVER,
        )
        for ref in draft.refs(activities)
    ]


@reader("ActivityPreferredStartingTimes", "ActivityPreferredTimes", off=True)
def _starting_times(draft: Draft, one: Constraint) -> None:
    _wish(draft, one, one.activities(), one.slots(*_PREFERRED), every_period=False)


@reader("ActivityPreferredTimeSlots", off=True)
def _time_slots(draft: Draft, one: Constraint) -> None:
    _wish(draft, one, one.activities(), one.slots(*_PREFERRED), every_period=True)


@reader(
    "ActivitiesPreferredStartingTimes", "ActivitiesPreferredTimes",
    "SubactivitiesPreferredStartingTimes", off=True,
)  # fmt: skip
def _many_starting_times(draft: Draft, one: Constraint) -> None:
    _wish(draft, one, one.selected(), one.slots(*_PREFERRED), every_period=False)


@reader("ActivitiesPreferredTimeSlots", "SubactivitiesPreferredTimeSlots", off=True)
def _many_time_slots(draft: Draft, one: Constraint) -> None:
    _wish(draft, one, one.selected(), one.slots(*_PREFERRED), every_period=True)


def _wish(
    draft: Draft,
    one: Constraint,
    activities: Iterable[int],
    slots: Iterable[Slot],
    every_period: bool,
) -> None:
    """Wish for slots; a starting slot must leave room in the day, which rule T5a sees to."""
    about = _about(draft, one, activities)
    draft.slot_wishes.append(
        SlotWish(
            id=one.id,
            slots=tuple(slots),
            every_period=every_period,
            strength=one.strength,
            **about,
        )
    )


@reader("MinDaysBetweenActivities", "MinNDaysBetweenActivities", off=True)
def _least_days(draft: Draft, one: Constraint) -> None:
    """Ask for days between; "consecutive if same day" holds whatever the weight is."""
    activities = one.several()
    days = one.number("MinDays", "Min_Days", most=30)
    adjacent = one.flag("Consecutive_If_Same_Day", otherwise=False)
    strength = one.strength
    if not days:
        raise NoEffect("no day is asked for")
    if strength == HARD:
        adjacent = False  # then no two are on one day
    elif not strength and adjacent and one.is_active:
        days, strength = 0, HARD
    draft.spacings.append(
        Spacing(
            id=one.id,
            least_days=days,
            adjacent=adjacent,
            strength=strength,
            **draft.about(activities),
        )
    )


@reader("MaxDaysBetweenActivities", off=True)
def _most_days(draft: Draft, one: Constraint) -> None:
    draft.spacings.append(
        Spacing(
            id=one.id,
            least_days=0,
            within_days=one.number("MaxDays", "Max_Days", most=30),
            strength=one.strength,
            **draft.about(one.several()),
        )
    )


@reader("ActivitiesSameStartingTime", off=True)
def _same_time(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.SAME_TIME, one.several())


@reader("ActivitiesSameStartingDay", off=True)
def _same_day(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.SAME_DAY, one.several())


@reader("ActivitiesSameStartingHour", off=True)
def _same_hour(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.SAME_PERIOD, one.several())


@reader("ActivitiesNotOverlapping", off=True)
def _not_overlapping(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.NEVER_TOGETHER, one.several())


@reader("MinGapsBetweenActivities", off=True)
def _gaps_between(draft: Draft, one: Constraint) -> None:
    gap = one.number("MinGaps", "Min_Gaps", most=20)
    if not gap:
        raise NoEffect("no gap is asked for")
    _relate(draft, one, RelationKind.LEAST_GAP, one.several(), gap)


@reader("TwoActivitiesConsecutive", off=True)
def _consecutive(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.CONSECUTIVE, _first_and_second(one))


@reader("TwoActivitiesGrouped", off=True)
def _grouped(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.ADJACENT, _first_and_second(one))


@reader("TwoActivitiesOrdered", off=True)
def _ordered(draft: Draft, one: Constraint) -> None:
    _relate(draft, one, RelationKind.IN_ORDER, _first_and_second(one))


def _first_and_second(one: Constraint) -> tuple[int, ...]:
    both = (*one.activities("First_Activity_Id"), *one.activities("Second_Activity_Id"))
    if len(set(both)) < 2:
        raise NoEffect("fewer than two active activities")
    return both


def _relate(
    draft: Draft, one: Constraint, kind: RelationKind, activities: Iterable[int], gap: int = 0
) -> None:
    draft.relations.append(
        Relation(
            id=one.id,
            kind=kind,
            meetings=draft.refs(activities),
            gap=gap,
            strength=one.strength,
        )
    )


@reader("ActivityEndsStudentsDay", off=True)
def _ends_day(draft: Draft, one: Constraint) -> None:
    _end(draft, one, one.activities())


@reader("ActivitiesEndStudentsDay", off=True)
def _end_day(draft: Draft, one: Constraint) -> None:
    _end(draft, one, one.selected())


def _end(draft: Draft, one: Constraint, activities: Iterable[int]) -> None:
    about = _about(draft, one, activities)
    draft.day_ends.append(DayEnd(id=one.id, strength=one.strength, **about))


def _about(draft: Draft, one: Constraint, activities: Iterable[int]) -> dict[str, Any]:
    """Fields of an entry; of an element that names an activity the meeting, never its class."""
    found = tuple(activities)
    if not found:
        raise NoEffect("no active activity is meant")
    return {"meetings": draft.refs(found)} if one.word("Activity_Id") else draft.about(found)
