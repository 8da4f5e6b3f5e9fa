"""A slot: one period of one cycle day, the unit in which the master schedule is built."""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """Cycle day and period (1 = first of the day).  Written "Mon 3" in files and sentences."""

    day: str
    period: int

    def __str__(self) -> str:
        return f"{self.day} {self.period}"

    @classmethod
    def parse(cls, words: str) -> Slot:
        """Read "Mon 3".

        Raises
        ------
        ValueError
            If it is not a cycle day, a blank and a whole number.
        """
        day, blank, period = words.rpartition(" ")
        is_day = day == day.strip() and day.isprintable()
        if not (blank and day and is_day and period.isascii() and period.isdigit()):
            raise ValueError(f'"{words}" is not a cycle day and a period, such as "Mon 3"')
        return cls(day, int(period))
