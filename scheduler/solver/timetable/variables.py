"""The variables of the timetable model, and the questions that rules ask of them.

One boolean for each unit and possible start: a unit of five single meetings has five of its
booleans true.  Where a section meets in the same period on every day, the booleans of one period
are one and the same variable on all days: the search then sees a section and a period, no days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import PlacedSection, Start, TimetableProblem, Unit
from scheduler.domain.wishes import OfMeetings
from scheduler.solver.logic import any_of
from scheduler.solver.rule import Expr, Literal, is_hard
from scheduler.solver.timetable.twins import twins

_MOST_EXACT_ROOM_CHOICES = 3_000


@dataclass(frozen=True)
class Place:
    """A possible start of a unit, with the literal that says whether it is taken."""

    unit: int
    start: Start
    literal: Literal


@dataclass(frozen=True)
class Cell:
    """A stretch of a day in which somebody may have a meeting, as that period of the day.

    Parameters
    ----------
    literals
        One of them holds if and only if there is one; at most one where `exclusive`.
    """

    span: Span
    period: int
    literals: tuple[Literal, ...]
    exclusive: bool


class TimetableVariables:
    """Variables of one timetable model.

    Parameters
    ----------
    fixed
        Chosen starts of each unit, where times are settled and only rooms are open.
    exact_rooms
        Whether each meeting chooses its room in this model; else rooms are only counted.
        None: where there are few choices.
    one_room
        Whether, with fixed times, the meetings of a unit share one choice of room.
    merge
        Whether one of several sections that are just alike may stand in for all of them.

    Attributes
    ----------
    places
        places[section]: possible starts of its meetings, with their literals.
    twins
        Of a section that stands in for others just like it: all of them, with itself.  It has the
        places of all; what rules ask of any of them it answers.
    twin_counts
        twin_counts[section, day]: how many of the places of a day are that twin's.
    room_vars
        room_vars[unit, start]: (room, literal) of each room that the meeting may choose.
    team_vars
        team_vars[common planning][day, period]: they meet then.
    """

    def __init__(
        self,
        problem: TimetableProblem,
        fixed: Sequence[Sequence[Start]] | None = None,
        exact_rooms: bool | None = None,
        one_room: bool = False,
        merge: bool = True,
    ) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.exact_rooms = few_room_choices(problem) if exact_rooms is None else exact_rooms
        self._any: dict[tuple[int, ...], Literal] = {}
        self._rows: set[tuple[tuple[int, ...], int]] = set()
        self._at: dict[tuple[int, int, int], list[Literal]] = defaultdict(list)
        self._cells: dict[tuple[tuple[int, ...], int], tuple[Cell, ...]] = {}
        self._periods: dict[int, dict[int, list[Literal]]] = {}
        self._index = problem.section_index()
        self.places: list[list[Place]] = [[] for _ in problem.sections]
        self._of_day: list[dict[int, list[Place]]] = [defaultdict(list) for _ in problem.sections]
        # Where every meeting chooses its room, each section needs places of its own.
        merges = merge and fixed is None and not self.exact_rooms
        self.twins = twins(problem) if merges else {}
        self.twin_counts: dict[tuple[int, int], cp_model.IntVar] = {}
        stands_in = {other: one for one, others in self.twins.items() for other in others}
        self.stands_in = {i: stands_in.get(i, i) for i in range(len(problem.sections))}
        for index, section in enumerate(problem.sections):
            if fixed is not None:
                self._fix_section(index, section, fixed)
            elif index in self.twins:
                self._add_twins(index)
            elif self.stands_in[index] == index:
                self._add_section(index, section)
        self.room_vars: dict[tuple[int, Start], list[tuple[int, Literal]]] = {}
        if self.exact_rooms:
            self._add_rooms(one_room)
        self.team_vars: dict[str, dict[tuple[int, int], Literal]] = {}

    # Times.

    def _add_section(self, index: int, section: PlacedSection) -> None:
        shares = shares_period(self.problem, section)
        by_period: dict[int, Literal] = {}
        for unit_index in section.units:
            unit = self.problem.units[unit_index]
            literals = []
            for start in unit.starts:
                if shares and start.period in by_period:
                    literal = by_period[start.period]
                else:
                    name = f"{section.id} {start.day}.{start.period}x{unit.length}"
                    literal = self.model.new_bool_var(name)
                    by_period[start.period] = literal
                literals.append(literal)
                self._add_place(index, Place(unit_index, start, literal))
            # T5a: as many starts as meetings; a shared period stands for all days.
            if shares:
                self.model.add_exactly_one(by_period.values())
            elif len(unit.numbers) == 1:
                self.model.add_exactly_one(literals)
            else:
                self.model.add(cp_model.LinearExpr.sum(literals) == len(unit.numbers))

    def _add_twins(self, index: int) -> None:
        """Give one section the places of all its twins, and count the meetings of each by day.

        sum over twins t of n[t, d] = meetings on day d, sum over days of n[t, d] = meetings of t;
        which of the twins has which place of a day makes no difference.
        """
        problem, everyone = self.problem, self.twins[index]
        unit_index = problem.sections[index].units[0]
        by_day: dict[int, list[Literal]] = defaultdict(list)
        for start in problem.units[unit_index].starts:
            literal = self.model.new_bool_var(f"{problem.sections[index].id}+ {start.day}")
            by_day[start.day].append(literal)
            self._add_place(index, Place(unit_index, start, literal))
        limited = bool(problem.strengths["T5b"])
        for twin in everyone:
            pattern = problem.sections[twin].pattern
            number = len(pattern.lengths)
            most = min(number, pattern.most_a_day) if limited else number
            for day in by_day:
                self.twin_counts[twin, day] = self.model.new_int_var(0, most, "")
            self.model.add(sum(self.twin_counts[twin, day] for day in by_day) == number)
        for day, literals in by_day.items():
            counts = [self.twin_counts[twin, day] for twin in everyone]
            self.model.add(cp_model.LinearExpr.sum(literals) == cp_model.LinearExpr.sum(counts))

    def _fix_section(
        self, index: int, section: PlacedSection, fixed: Sequence[Sequence[Start]]
    ) -> None:
        true = self.model.new_constant(1)
        for unit in section.units:
            for start in fixed[unit]:
                self._add_place(index, Place(unit, start, true))

    def _add_place(self, section: int, place: Place) -> None:
        self.places[section].append(place)
        self._of_day[section][place.start.day].append(place)
        for moment in place.start.moments:
            self._at[section, place.start.day, moment].append(place.literal)

    def places_on(self, section: int, day: int) -> list[Place]:
        """Possible starts of a section on a day."""
        return self._of_day[section][day]

    def named(self, entry: OfMeetings) -> list[Place]:
        """Possible starts of the meetings that an entry of rule data is about.

        Meetings that are named one by one have units of their own.
        """
        wanted: dict[int, set[int]] = defaultdict(set)
        for one in self.problem.school.meetings_of(entry):
            if one.section in self._index:
                wanted[self._index[one.section]].add(one.meeting)
        return [
            place
            for index in sorted(wanted)
            for place in self.places[index]
            if self.problem.units[place.unit].numbers[0] in wanted[index]
        ]

    def meeting(self, name: str, number: int) -> list[Place] | None:
        """Possible starts of one meeting; None where its section does not run."""
        for index, section in enumerate(self.problem.sections):
            if section.id == name:
                return [
                    place
                    for place in self.places[index]
                    if number in self.problem.units[place.unit].numbers
                ]
        return None

    def at(self, section: int, day: int, moment: int) -> list[Literal]:
        """Literals of a section's meetings that go on in a moment."""
        return self._at.get((section, day, moment), [])

    def many_at(self, sections: Iterable[int], day: int, moment: int) -> list[Literal]:
        """Literals of these sections' meetings that go on in a moment."""
        return [one for section in sections for one in self._at.get((section, day, moment), ())]

    def overlapping(self, sections: Iterable[int], day: int, span: Span) -> list[Literal]:
        """Literals of these sections' meetings that share a minute with a stretch of a day."""
        return [
            place.literal
            for section in sections
            for place in self._of_day[section][day]
            if place.start.overlaps(span)
        ]

    def of_period(self, section: int) -> dict[int, Literal]:
        """Make, for each period, a literal: some meeting of the section starts in it."""
        if section not in self._periods:
            found: dict[int, list[Literal]] = defaultdict(list)
            for place in self.places[section]:
                found[place.start.period].append(place.literal)
            self._periods[section] = found
        return {one: self.any(literals) for one, literals in self._periods[section].items()}

    def cells(
        self, sections: tuple[int, ...], day: int, exclusive: bool = True
    ) -> tuple[Cell, ...]:
        """Stretches of a day in which somebody who attends these sections may have a meeting.

        Returns
        -------
        tuple of Cell
            In the order of the day.
        """
        key = (sections, day)
        if key not in self._cells:
            found: dict[tuple[Span, int], list[Literal]] = defaultdict(list)
            for section in sections:
                for place in self._of_day[section][day]:
                    for span, period in zip(place.start.spans, place.start.periods, strict=True):
                        found[span, period].append(place.literal)
            self._cells[key] = tuple(
                Cell(span, period, tuple(literals), exclusive)
                for (span, period), literals in sorted(found.items(), key=lambda one: one[0])
            )
        return self._cells[key]

    def any(self, literals: Iterable[Literal]) -> Literal:
        """Make a literal that holds if and only if one of these does, each such set once."""
        unique = {one.index: one for one in literals}
        key = tuple(sorted(unique))
        if key not in self._any:
            self._any[key] = any_of(self.model, [unique[one] for one in key])
        return self._any[key]

    def busy(self, cell: Cell) -> Literal:
        """Make a literal: there is a meeting in the cell."""
        return self.any(cell.literals)

    def busy_sum(self, cell: Cell) -> Expr:
        """Make 1 where there is a meeting in the cell, else 0, if possible without a variable."""
        if cell.exclusive:
            return cp_model.LinearExpr.sum(list(cell.literals))
        return self.busy(cell)

    def at_most(self, literals: Sequence[Literal], bound: int) -> None:
        """Add: at most so many of these hold.  The same row is added once."""
        if len(literals) <= bound:
            return
        key = (tuple(sorted(one.index for one in literals)), bound)
        if key in self._rows:
            return
        self._rows.add(key)
        if bound == 1:
            self.model.add_at_most_one(literals)
        else:
            self.model.add(cp_model.LinearExpr.sum(list(literals)) <= bound)

    # Rooms.

    def _add_rooms(self, one_room: bool) -> None:
        for places in self.places:
            shared: dict[int, list[tuple[int, Literal]]] = {}
            for place in places:
                unit = self.problem.units[place.unit]
                if not unit.needs_room:
                    continue
                if one_room and place.unit not in shared:
                    starts = [one.start for one in places if one.unit == place.unit]
                    common = [open_rooms(self.problem, unit, start) for start in starts]
                    rooms = [room for room in common[0] if all(room in one for one in common)]
                    shared[place.unit] = self._choice(rooms, place.literal) if rooms else []
                choices = shared.get(place.unit) or self._choice(
                    open_rooms(self.problem, unit, place.start), place.literal
                )
                self.room_vars[place.unit, place.start] = choices

    def _choice(self, rooms: list[int], literal: Literal) -> list[tuple[int, Literal]]:
        """Make the choice of one room for a meeting that takes place if the literal holds."""
        if len(rooms) == 1:
            return [(rooms[0], literal)]
        choices: list[tuple[int, Literal]] = [(room, self.model.new_bool_var("")) for room in rooms]
        # Without any room the sum is empty, and so the meeting does not take place.
        self.model.add(cp_model.LinearExpr.sum([one for _, one in choices]) == literal)
        return choices


def shares_period(problem: TimetableProblem, section: PlacedSection) -> bool:
    """Whether a section meets once on every day in the same period, as a hard rule.

    With all meetings of one length, in one period and as many as there are days, no day can have
    two of them.
    """
    if not (section.pattern.same_period and is_hard(problem.strengths["T5d"])):
        return False
    units = [problem.units[one] for one in section.units]
    return len(units) == 1 and len(units[0].numbers) == len(problem.days)


def open_rooms(problem: TimetableProblem, unit: Unit, start: Start) -> list[int]:
    """Find the rooms that fit a meeting and are open in all of its periods."""
    taken = {(start.day, period) for period in start.periods}
    return [room for room in unit.rooms if taken.isdisjoint(problem.rooms[room].closed)]


def few_room_choices(problem: TimetableProblem) -> bool:
    """Whether the choices of rooms are few enough to stand in the model of times."""
    choices = sum(
        len(unit.rooms) * len(unit.starts) for unit in problem.units if len(unit.rooms) > 1
    )
    return choices <= _MOST_EXACT_ROOM_CHOICES
