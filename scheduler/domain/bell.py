"""When the periods of a date start and end: bell schedules, with tracks.

A *track* is a grade band or lunch wave with clock times of its own for the same periods.  People
and groups are in conflict when their *clock times* overlap; `BellSchedule.moments` turns this
into sets of (track, period) of which a person can attend at most one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from scheduler.domain.form import Checked, Clock, clock_text, number, record, text


class Atom(NamedTuple):
    """A period as one track lives it."""

    track: str
    period: int


class Span(NamedTuple):
    """Half-open stretch of a day [start, end), in minutes after midnight."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two stretches share a minute."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Whether this stretch lies wholly in the other."""
        return other.start <= self.start and self.end <= other.end


@record
class PeriodTime(Checked):
    """Clock time [start, end) of one period on one track."""

    noun = "Period"
    period: int = number(least=1, most=20)
    start: Clock
    end: Clock

    def contradictions(self) -> Iterator[str]:
        """A period ends after it starts."""
        if self.end <= self.start:
            yield (
                f"period {self.period} ends at {clock_text(self.end)}, "
                f"not after its start at {clock_text(self.start)}."
            )

    @property
    def span(self) -> Span:
        """The period as a stretch of the day."""
        return Span(self.start, self.end)


@record
class Track(Checked):
    """Clock times of the periods, and the lunch, of one grade band or lunch wave.

    Parameters
    ----------
    id
        Name of the track; every bell schedule of a school has the same tracks.
    periods
        In the order of the day.  A shortened day may leave periods out.
    lunch_start, lunch_end
        The track's lunch [start, end); both None where lunch lies in a class period.
    """

    noun = "Track"
    id: str = text()
    periods: tuple[PeriodTime, ...] = ()
    lunch_start: Clock | None = None
    lunch_end: Clock | None = None

    def contradictions(self) -> Iterator[str]:
        """Periods follow one another; lunch has two ends and lies between periods."""
        for earlier, later in pairwise(self.periods):
            if later.period <= earlier.period:
                yield f"period {later.period} stands after period {earlier.period}."
            elif later.start < earlier.end:
                yield (
                    f"period {later.period} starts at {clock_text(later.start)}, before "
                    f"period {earlier.period} ends at {clock_text(earlier.end)}."
                )
        if (self.lunch_start is None) != (self.lunch_end is None):
            yield "lunch needs both a start and an end, or neither."
        elif self.lunch is not None and self.lunch.minutes <= 0:
            yield "lunch ends before it starts."
        else:
            yield from self._periods_in_lunch()

    def _periods_in_lunch(self) -> Iterator[str]:
        for time in self.periods:
            if self.lunch is not None and time.span.overlaps(self.lunch):
                yield (
                    f"period {time.period} ({clock_text(time.start)} to {clock_text(time.end)}) "
                    "lies in the lunch; leave lunch out where a class period serves for it."
                )

    @property
    def lunch(self) -> Span | None:
        """The track's own lunch, where it lies outside the class periods."""
        if self.lunch_start is None or self.lunch_end is None:
            return None
        return Span(self.lunch_start, self.lunch_end)


@record
class BellSchedule(Checked):
    """Regular, early release, delay, assembly …: one clock for each track.

    Parameters
    ----------
    shortened
        On a shortened bell the planning right is one whole period instead of minutes.
    """

    noun = "Bell schedule"
    id: str = text()
    name: str = text()
    tracks: tuple[Track, ...] = ()
    shortened: bool = False

    def contradictions(self) -> Iterator[str]:
        """A bell has at least one track, each once, with at least one period."""
        if not self.tracks:
            yield "it has no track; give at least one with its periods."
        times = Counter(track.id for track in self.tracks)
        for name in sorted(name for name in times if times[name] > 1):
            yield f'track "{name}" stands there twice.'
        for track in self.tracks:
            if not track.periods:
                yield f'track "{track.id}" has no period.'

    @cached_property
    def spans(self) -> dict[Atom, Span]:
        """Clock time of every (track, period)."""
        return {
            Atom(track.id, time.period): time.span
            for track in self.tracks
            for time in track.periods
        }

    @cached_property
    def lunches(self) -> dict[str, Span | None]:
        """Lunch of each track."""
        return {track.id: track.lunch for track in self.tracks}

    @cached_property
    def moments(self) -> tuple[frozenset[Atom], ...]:
        """Largest sets of (track, period) that are going on at one instant, in time order.

        Nobody can attend two of one set; two atoms overlap if and only if some set has both
        (intervals on a line: it is enough to look at the instants where one starts).
        """
        starts = sorted({span.start for span in self.spans.values()})
        running = [
            frozenset(a for a, span in self.spans.items() if span.start <= start < span.end)
            for start in starts
        ]
        return tuple(one for one in running if not any(one < other for other in running))

    def periods(self, track: str) -> tuple[int, ...]:
        """Periods that the track has on this bell, in the order of the day."""
        return tuple(atom.period for atom in self.spans if atom.track == track)
