"""Takes PD rows out of dates that could not be covered, so that what is left is complete."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable

from scheduler.solver.calendar.pd_dates import PDDates
from scheduler.solver.calendar.pd_model import PDModel


def without(pd: PDModel, dates: PDDates, days: Iterable[int]) -> PDDates:
    """Take the rows of some dates out.

    A member may be missing from a row only when all their days are placed elsewhere.  Where a
    removed row breaks that, the row they are missing from goes as well, until all is right.
    """
    going = {day: set(sides) for day, sides in dates.going.items() if day not in set(days)}
    out = {day: set(numbers) for day, numbers in dates.out.items() if day in going}
    while True:
        placed = Counter(number for numbers in out.values() for number in numbers)
        broken = [
            (day, side, numbers)
            for day, sides in going.items()
            for side in sides
            for numbers in [pd.side_classes[side]]
            if any(
                number not in out[day]
                and placed[number] < pd.classes[number].owed
                and day not in pd.classes[number].excused
                for number in numbers
            )
        ]
        if not broken:
            break
        day, side, numbers = broken[0]
        going[day].discard(side)
        out[day] -= set(numbers)
    return dataclasses.replace(
        dates,
        going={day: tuple(sorted(sides)) for day, sides in going.items() if sides},
        out={day: tuple(sorted(numbers)) for day, numbers in out.items() if numbers},
    )
