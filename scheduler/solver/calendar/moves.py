"""Other places for sessions that cannot stay where they were announced."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Placed

# Places looked at for one request and coach.
_MOST_LOOKS = 3_000
# Of a list, so many may differ by later steps than the first one that moves alone.
_EACH = 1 / 13


class Mover(Placer):
    """Lists the places of some steps of a request while the others stay.

    Attributes
    ----------
    cut_short
        Whether the last list has not all places, because there were too many to look at.
    """

    cut_short = False
    _most_each = 1
    _refused: frozenset[tuple[str, int]] = frozenset()

    def places(
        self,
        task: RequestTask,
        coach: str,
        fixed: Mapping[str, Placed],
        days: frozenset[int],
        most: int,
        refused: frozenset[tuple[str, int]] = frozenset(),
    ) -> list[tuple[Placed, ...]]:
        """Places of all steps that are not fixed, on these dates; nothing stays booked.

        Parameters
        ----------
        fixed
            Steps that stay, by key; steps that are neither fixed nor of the template's end may
            have been lost before and are not asked for.
        most
            Length of the list from which on the search ends.
        refused
            Days on which a step may not be, as (key, day).
        """
        self._looks = _MOST_LOOKS
        self._most_each = max(1, round(most * _EACH))
        self.cut_short = False
        self._refused = refused
        found: list[tuple[Placed, ...]] = []
        for one in self._fill(task, coach, fixed, days, []):
            found.append(tuple(placed for placed in one if placed.step.key not in fixed))
            if len(found) >= most:
                self.cut_short = True
                break
        if self._looks <= 0:
            self.cut_short = True
        return found

    def _fill(
        self,
        task: RequestTask,
        coach: str,
        fixed: Mapping[str, Placed],
        days: frozenset[int],
        before: list[Placed],
    ) -> Generator[list[Placed], None, None]:
        if len(before) == len(task.template.steps):
            yield before
            return
        step = task.template.steps[len(before)]
        stays = fixed.get(step.key)
        if stays is not None:
            if self._places.stands(stays, before):
                yield from self._fill(task, coach, fixed, days, [*before, stays])
            return
        for day in self._places.days(task, step, before):
            if day not in days or (step.key, day) in self._refused:
                continue
            for option in self._places.options(task, step, before, day):
                self._looks -= 1
                if self._looks <= 0:
                    return
                placed = self._try(task, coach, step, day, option)
                if placed is None:
                    continue
                rest = self._fill(task, coach, fixed, days, [*before, placed])
                try:
                    if all(one.step.key in fixed for one in before):
                        yield from self._some(rest)
                    else:
                        yield from rest
                finally:
                    rest.close()
                    self._unbook(task, placed)

    def _some(self, ways: Iterator[list[Placed]]) -> Iterator[list[Placed]]:
        for number, way in enumerate(ways):
            if number >= self._most_each:
                self.cut_short = True
                return
            yield way
