"""Where a step may lie in a teacher's day, as far as the teacher's own schedule goes (rule C8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scheduler.domain.bell import Atom, Span
from scheduler.domain.coaching import Step, TeacherIs
from scheduler.domain.problems.calendar_dates import Meeting, Need, Shape, YearDay, mask_of
from scheduler.domain.problems.calendar_people import PersonDay, Presence, has_stretch
from scheduler.domain.school import School
from scheduler.domain.slots import Slot

if TYPE_CHECKING:
    from scheduler.domain.timetable import TimetableAnswer

# A block of so many minutes may be booked in halves.
BLOCK_MINUTES = 80

Half = Literal["first", "second"]
How = Literal["teaching", "planning", "team_time", "released", "nowhere"]


@dataclass(frozen=True)
class Option:
    """One place in a day where a step may lie, as far as the teacher's own schedule goes.

    Parameters
    ----------
    how
        How the teacher is free.
    mask
        The minutes that are booked.
    releases
        Needs of cover of the teacher's own classes that this place makes.
    """

    span: Span
    mask: int
    periods: tuple[int, ...]
    half: Half | None
    how: How
    section: str | None = None
    releases: tuple[Need, ...] = ()

    def is_at(self, other: Option) -> bool:
        """Whether it is the same place in the day, the teacher free in the same way."""
        mine = (self.span, self.periods, self.half, self.how, self.section)
        return mine == (other.span, other.periods, other.half, other.how, other.section)


class StepOptions:
    """Finds, and keeps, the places of steps in the days of teachers."""

    def __init__(
        self,
        school: School,
        timetable: TimetableAnswer,
        days: Sequence[YearDay],
        shapes: Sequence[Shape],
        presence: Presence,
    ) -> None:
        self.school = school
        self.days = days
        self.shapes = shapes
        self.presence = presence
        self._team_times: dict[str, list[tuple[str, Slot, bool]]] = {}
        common = {one.id: one for one in school.common_planning}
        for time in timetable.team_times:
            planned = common[time.common_planning]
            for person in planned.staff:
                self._team_times.setdefault(person, []).append(
                    (planned.id, time.slot, planned.counts_as_planning)
                )
        self._kept: dict[tuple[object, ...], tuple[Option, ...]] = {}
        self._team_masks: dict[tuple[str, int, bool], int] = {}
        self._person_days: dict[tuple[str, int], PersonDay] = {}

    def of(self, teacher: str, day: int, step: Step, section: str | None) -> tuple[Option, ...]:
        """Places of a step on a date; `section` None: any that the teacher teaches.

        Dates of one shape on which the teacher is there alike share them, and so do steps that
        want the same.
        """
        wanted = section if step.teacher_is is TeacherIs.TEACHING else None
        alike = (self.days[day].shape, id(self.person_day(teacher, day)))
        key = (teacher, *alike, step.minutes, step.teacher_is, wanted)
        if key not in self._kept:
            self._kept[key] = tuple(self._find(teacher, self.days[day], step, wanted))
        return self._kept[key]

    def person_day(self, person: str, day: int) -> PersonDay:
        """Day of a person on a date."""
        key = (person, day)
        if key not in self._person_days:
            at = self.days[day]
            self._person_days[key] = self.presence.day(person, at, self.shapes[at.shape])
        return self._person_days[key]

    def team_time(self, person: str, day: int, protected: bool = False) -> int:
        """Minutes of a person's team times on a date.

        Parameters
        ----------
        protected
            Only those that do not count as individual planning.
        """
        key = (person, day, protected)
        if key not in self._team_masks:
            at = self.days[day]
            bell = self.school.bell[at.bell]
            mask = 0
            for _, slot, counts in self._team_times.get(person, ()):
                if slot.day == at.cycle_day and not (protected and counts):
                    span = bell.spans.get(Atom(self._track(person), slot.period))
                    mask |= mask_of(span) if span else 0
            self._team_masks[key] = mask
        return self._team_masks[key]

    def planning_kept(self, person: str, day: int, booked: int) -> bool:
        """Whether the planning right still holds on a date with these minutes booked."""
        minutes = self.school.person[person].planning_minutes
        minutes = self.school.rights.planning_minutes if minutes is None else minutes
        if not minutes:
            return True
        shortened = self.school.bell[self.days[day].bell].shortened
        free = self._free_runs(person, day, booked)
        if shortened:
            return bool(free)
        least = self.school.rights.planning_block_minutes
        return sum(run for run in free if run >= least) >= minutes

    def _free_runs(self, person: str, day: int, booked: int) -> list[int]:
        """Minutes of each run of free whole periods that may count as planning."""
        one = self.person_day(person, day)
        busy = booked | one.own | one.blocked | self.team_time(person, day, protected=True)
        busy |= self._lunch_to_spare(person, day, busy)
        runs: list[int] = []
        before = False
        for span, mask in zip(one.spans, one.masks, strict=True):
            free = not mask & busy
            if free and before:
                runs[-1] += span.minutes
            elif free:
                runs.append(span.minutes)
            before = free
        return runs

    def _lunch_to_spare(self, person: str, day: int, busy: int) -> int:
        """Minutes of a lunch that lies in class periods: the last free stretch of the window."""
        rights, bell = self.school.rights, self.school.bell[self.days[day].bell]
        window = mask_of(rights.lunch_window) & ~busy
        if bell.lunches[self._track(person)] is not None or not rights.lunch_minutes:
            return 0
        for start in range(rights.lunch_to - rights.lunch_minutes, rights.lunch_from - 1, -1):
            mask = mask_of(Span(start, start + rights.lunch_minutes))
            if mask & window == mask:
                return mask
        return 0

    def _track(self, person: str) -> str:
        return self.school.person[person].track or self.school.first_track

    def _find(
        self, teacher: str, day: YearDay, step: Step, section: str | None
    ) -> Iterator[Option]:
        if step.teacher_is is TeacherIs.TEACHING:
            yield from self._lessons(teacher, day, step, section)
            return
        for option in self._runs(teacher, day, step):
            found = self._as_free(teacher, day, step, option)
            if found is not None:
                yield found

    def _lessons(
        self, teacher: str, day: YearDay, step: Step, section: str | None
    ) -> Iterator[Option]:
        blocked = self.person_day(teacher, day.index).blocked
        for one in self.shapes[day.shape].by_person.get(teacher, ()):
            if teacher not in one.teachers or (section is not None and one.section != section):
                continue
            mask = mask_of(one.span)
            if mask & blocked:
                continue
            if len(one.periods) == 1 and _halvable(one.spans[0], step):
                for half, span in _halves(one.spans[0]):
                    yield Option(span, mask_of(span), one.periods, half, "teaching", one.section)
            else:
                yield Option(one.span, mask, one.periods, None, "teaching", one.section)

    def _runs(self, teacher: str, day: YearDay, step: Step) -> Iterator[Option]:
        """Runs of periods, or halves of a block, that reach the minutes of a step.

        The fewest consecutive periods: no run is yielded that is longer than the shortest one
        of the day.
        """
        one = self.person_day(teacher, day.index)
        length = _fewest(one.spans, step.minutes)
        for at in range(len(one.periods) - length + 1 if length else 0):
            spans = one.spans[at : at + length]
            if sum(span.minutes for span in spans) < step.minutes:
                continue
            periods = one.periods[at : at + length]
            whole = Span(spans[0].start, spans[-1].end)
            if length == 1 and _halvable(whole, step):
                for half, span in _halves(whole):
                    yield Option(span, mask_of(span), periods, half, "nowhere")
            else:
                yield Option(whole, mask_of(whole), periods, None, "nowhere")

    def _as_free(self, teacher: str, day: YearDay, step: Step, option: Option) -> Option | None:
        """The same place, with how the teacher can be free in it; None where they cannot."""
        wanted = step.teacher_is
        if wanted is TeacherIs.NOWHERE:
            return option
        one = self.person_day(teacher, day.index)
        periods = [m for p, m in zip(one.periods, one.masks, strict=True) if p in option.periods]
        if option.mask & one.blocked or any(mask & one.blocked for mask in periods):
            return None
        ways: dict[TeacherIs, tuple[How, ...]] = {
            TeacherIs.PLANNING: ("planning",),
            TeacherIs.TEAM_TIME: ("team_time",),
            TeacherIs.RELEASED: ("released",),
            TeacherIs.CONFERENCE: ("team_time", "planning", "released"),
        }
        for how in ways[wanted]:
            found = self._freed(teacher, day, option, how)
            if found is not None:
                return found
        return None

    def _freed(self, teacher: str, day: YearDay, option: Option, how: How) -> Option | None:
        own = self.person_day(teacher, day.index).own
        if how == "team_time":
            if own & option.mask or not self.in_team_time((teacher,), day, option.periods):
                return None
        elif how == "planning":
            if (own | self.team_time(teacher, day.index)) & option.mask:
                return None
        else:
            releases = self.releases(teacher, day, option.mask)
            if not releases:
                return None
            return Option(
                option.span, option.mask, option.periods, option.half, how, None, releases
            )
        return Option(option.span, option.mask, option.periods, option.half, how)

    def in_team_time(self, people: Sequence[str], day: YearDay, periods: tuple[int, ...]) -> bool:
        """Whether these periods are team times of one common planning of all these people."""
        held = [
            {
                (name, slot.period)
                for name, slot, _ in self._team_times.get(person, ())
                if slot.day == day.cycle_day
            }
            for person in people
        ]
        names = {name for name, _ in held[0]}
        return any(
            all((name, period) in one for one in held for period in periods) for name in names
        )

    def releases(self, person: str, day: YearDay, mask: int) -> tuple[Need, ...]:
        """What must be covered so that a person is free in these minutes; () where they cannot.

        Somebody who stands a duty then, or supports another's class, cannot be released.
        """
        shape = self.shapes[day.shape]
        held: list[tuple[Meeting, int]] = []
        for meeting in shape.by_person.get(person, ()):
            for period, span in zip(meeting.periods, meeting.spans, strict=True):
                if mask_of(span) & mask:
                    if person not in meeting.teachers:
                        return ()
                    held.append((meeting, period))
        if any(person in duty.staff and mask_of(duty.span) & mask for duty in shape.duties):
            return ()
        wanted = {(meeting.section, period) for meeting, period in held}
        needs = [
            need for need in shape.needs.get(person, ()) if (need.section, need.period) in wanted
        ]
        # Where a co-teacher holds the class alone nobody is released, so the place is not used.
        return () if any(need.unless for need in needs) else tuple(needs)


def _fewest(spans: Sequence[Span], minutes: int) -> int:
    """Fewest consecutive periods whose minutes reach a step's; 0 where the day has too few."""
    for length in range(1, len(spans) + 1):
        for at in range(len(spans) - length + 1):
            if sum(span.minutes for span in spans[at : at + length]) >= minutes:
                return length
    return 0


def _halvable(block: Span, step: Step) -> bool:
    return block.minutes >= BLOCK_MINUTES and 2 * step.minutes <= block.minutes


def _halves(block: Span) -> tuple[tuple[Half, Span], tuple[Half, Span]]:
    middle = block.start + block.minutes // 2
    return ("first", Span(block.start, middle)), ("second", Span(middle, block.end))


def keeps_lunch(day: PersonDay, busy: int, minutes: int) -> bool:
    """Whether the lunch that is due on a day is still free."""
    return not day.lunch or has_stretch(day.lunch & ~busy, minutes)
