"""PD dates of the whole year as a model, without saying which Plus teacher covers what.

Variables
---------
go[s, d]     side s (a PD group or one of its halves) goes out on date d
out[c, d]    member class c is out on date d; the same as go where the side has one class
short[c]     PD days owed to each member of class c that find no date
touched[d]   Plus teachers who at least are needed for the cover of date d
lazy         variables that follow from who is out, or are found again when the date is covered
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_pd import CoveredLimit, GroupTask, MemberClass, Side
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.capacity import Load, Row, loads_of, rows_of

Literal = cp_model.IntVar

_Absent = frozenset[frozenset[str]]
"""People each set of whom, all out, leaves a section to cover."""


class PDModel:
    """The variables, and what several rules ask of them.

    Parameters
    ----------
    bookings
        What is booked before PD: the team's meetings.
    """

    def __init__(self, problem: CalendarProblem, bookings: Bookings) -> None:
        self.problem = problem
        self.bookings = bookings
        self.model = cp_model.CpModel()
        self.sides: tuple[Side, ...] = tuple(s for g in problem.groups for s in g.sides)
        self.classes: tuple[MemberClass, ...] = tuple(c for s in self.sides for c in s.classes)
        self.go: dict[tuple[int, int], Literal] = {}
        self.out: dict[tuple[int, int], Literal] = {}
        self.short: dict[int, cp_model.LinearExprT] = {}
        self.classes_of: dict[str, list[int]] = defaultdict(list)
        self.side_classes: dict[int, tuple[int, ...]] = {}
        self._days_of: dict[int, list[int]] = defaultdict(list)
        self._side_of: list[int] = []
        self._covered: dict[tuple[object, ...], Literal] = {}
        self._section_covered: dict[tuple[_Absent, int], Literal | None] = {}
        self._section_absent: dict[tuple[str, int], _Absent] = {}
        self._alike: dict[str, int] = {}
        self._absences: dict[tuple[_Absent, ...], int] = {}
        self.touched: dict[int, Literal | None] = {}
        self.lazy: list[Literal] = []
        self._loads: dict[tuple[object, ...], tuple[Load, ...]] = {}
        self._rows: dict[tuple[object, ...], tuple[Row, ...]] = {}
        for at, side in enumerate(self.sides):
            numbers = range(len(self._side_of), len(self._side_of) + len(side.classes))
            self.side_classes[at] = tuple(numbers)
            self._side_of += [at] * len(side.classes)
            for number in numbers:
                for person in self.classes[number].people:
                    self.classes_of[person].append(number)
            self._variables(at, side)
        self._shrinking = frozenset(
            name
            for name in problem.team
            if name in self.classes_of or any(name in g.group.leaders for g in problem.groups)
        )

    def _variables(self, at: int, side: Side) -> None:
        model, numbers = self.model, self.side_classes[at]
        group = self.problem.by_group[side.group]
        most = max((one.owed for each in group.sides for one in each.classes), default=0)
        # Whoever owes less than somebody of the other half need not go with the whole group.
        bound = len(numbers) == 1 and self.classes[numbers[0]].owed == most
        for day in sorted(side.open_days):
            goers = [n for n in numbers if day in self.classes[n].may_go]
            if not goers:
                continue
            go = self.go[at, day] = model.new_bool_var(f"go {side.group} {side.unit} {day}")
            for number in goers:
                out = go if bound else model.new_bool_var(f"out {number} {day}")
                self.out[number, day] = out
                self._days_of[number].append(day)
                if out is not go:
                    model.add_implication(out, go)

    def forbid(self) -> None:
        """Say that there is no answer."""
        self.model.add_bool_or([])

    def days_of(self, number: int) -> list[int]:
        """Dates on which a class may be out."""
        return self._days_of[number]

    def side_of(self, number: int) -> int:
        """Number of the side of a class."""
        return self._side_of[number]

    def group_of(self, number: int) -> str:
        """Id of the PD group of a class."""
        return self.sides[self._side_of[number]].group

    def must(self, number: int) -> bool:
        """Whether the owed days of a class are demanded."""
        return self.problem.by_group[self.group_of(number)].group.must

    def done(self, number: int, day: int) -> Literal:
        """Literal that holds only where a class has had all its PD days before a date."""
        key = ("done", number, day)
        if key not in self._covered:
            found = self._covered[key] = self.model.new_bool_var(f"done {number} {day}")
            before = [self.out[number, one] for one in self._days_of[number] if one < day]
            had = cp_model.LinearExpr.sum(before) >= self.classes[number].left
            self.model.add(had).only_enforce_if(found)
        return self._covered[key]

    def placed(self, number: int) -> cp_model.LinearExprT:
        """PD days placed of a class."""
        return cp_model.LinearExpr.sum([self.out[number, day] for day in self._days_of[number]])

    @property
    def shortfall(self) -> cp_model.LinearExprT:
        """Teacher-days owed that find no date."""
        return cp_model.LinearExpr.sum(
            [short * len(self.classes[number].people) for number, short in self.short.items()]
        )

    def sides_of(self, group: GroupTask) -> tuple[int, ...]:
        """Numbers of the sides of a group."""
        return tuple(at for at, side in enumerate(self.sides) if side.group == group.id)

    def going(self, group: str, day: int) -> list[Literal]:
        """Literals of the sides of a group that may go out on a date."""
        return [
            self.go[at, day]
            for at in self.sides_of(self.problem.by_group[group])
            if (at, day) in self.go
        ]

    def rows(self, day: int, numbers: tuple[int, ...]) -> tuple[Row, ...]:
        """Hall rows of a date for these classes; alike dates share them."""
        key = (numbers, self.kind(day))
        if key not in self._rows:
            classes = [self.classes[number] for number in numbers]
            self._rows[key] = rows_of(self.problem, self.bookings, classes, day, self._shrinking)
        return self._rows[key]

    def kind(self, day: int) -> tuple[object, ...]:
        """What dates have in common on which the same people need, and get, the same cover."""
        problem, bookings = self.problem, self.bookings
        return (
            problem.days[day].shape,
            tuple(
                (bookings.taken(name, day), id(problem.plus_days[name][day]))
                for name in problem.team
            ),
        )

    def loads(self, day: int, numbers: tuple[int, ...]) -> tuple[Load, ...]:
        """Periods to cover at each instant, and over the day; alike dates share them."""
        key = (self.problem.days[day].shape, numbers)
        if key not in self._loads:
            classes = [self.classes[number] for number in numbers]
            self._loads[key] = loads_of(self.problem, classes, day)
        return self._loads[key]

    def barring(self, name: str, day: int) -> Iterable[Literal]:
        """Literals that make a Plus teacher unable to cover: out, or leading a group."""
        for number in self.classes_of.get(name, ()):
            if (number, day) in self.out:
                yield self.out[number, day]
        for group in self.problem.groups:
            if name in group.group.leaders:
                going = self.going(group.id, day)
                # Both halves on one date are one day of leading.
                yield from going if len(going) == 1 else [self._any(going, day)] if going else []

    def _any(self, literals: Sequence[Literal], day: int) -> Literal:
        key = ("any", day, *(one.index for one in literals))
        if key not in self._covered:
            found = self._covered[key] = self.model.new_bool_var("any")
            for one in literals:
                self.model.add_implication(one, found)
        return self._covered[key]

    def covered(self, section: str, day: int) -> Literal | None:
        """Literal that holds when a section's owner is covered on a date; None: never."""
        key = (self._absent(section, self.problem.days[day].shape), day)
        if key not in self._section_covered:
            self._section_covered[key] = self._find_covered(*key)
        return self._section_covered[key]

    def alike(self, section: str) -> int:
        """Number that sections share which are covered whenever the others are, if they meet."""
        if section not in self._alike:
            shapes = range(len(self.problem.shapes))
            absences = tuple(self._absent(section, number) for number in shapes)
            self._alike[section] = self._absences.setdefault(absences, len(self._absences))
        return self._alike[section]

    def _find_covered(self, absences: _Absent, day: int) -> Literal | None:
        ways: set[frozenset[int]] = set()
        for absent in absences:
            ways |= self._ways(absent, day)
        if not ways:
            return None
        literals = [
            self._all([self.out[number, day] for number in sorted(way)])
            for way in sorted(ways, key=sorted)
        ]
        return literals[0] if len(literals) == 1 else self._any(literals, day)

    def _absent(self, section: str, number: int) -> _Absent:
        """Who must be absent on dates of a shape for a section to need cover of its owner."""
        key = (section, number)
        if key not in self._section_absent:
            shape = self.problem.shapes[number]
            self._section_absent[key] = frozenset(
                frozenset({need.absent}) | need.unless
                for owner in {one.owner for one in shape.by_section.get(section, ())}
                for need in shape.needs.get(owner or "", ())
                if need.section == section
            )
        return self._section_absent[key]

    def covered_terms(self, limit: CoveredLimit) -> list[tuple[Literal, int]]:
        """Literals of a section's covered dates under a limit, each with its meetings."""
        found = []
        for day, times in limit.meetings:
            covered = self.covered(limit.section, day)
            if covered is not None:
                found.append((covered, times))
        return found

    def _ways(self, people: frozenset[str], day: int) -> set[frozenset[int]]:
        """Sets of classes that send all these people out on a date."""
        ways: set[frozenset[int]] = {frozenset()}
        for person in people:
            numbers = [n for n in self.classes_of.get(person, ()) if (n, day) in self.out]
            ways = {way | {number} for way in ways for number in numbers}
        return ways

    def _all(self, literals: Sequence[Literal]) -> Literal:
        if len(literals) == 1:
            return literals[0]
        key = ("all", *(one.index for one in literals))
        if key not in self._covered:
            found = self._covered[key] = self.model.new_bool_var("all")
            self.model.add_bool_or([found, *(one.negated() for one in literals)])
        return self._covered[key]
