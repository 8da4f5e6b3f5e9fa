"""What PD dates cost in cover: linear expressions over a `PDModel` (rule C14, level 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.domain.yearplan import Cover
from scheduler.solver.calendar.capacity import own_needs, periods_to_cover
from scheduler.solver.calendar.pd_model import PDModel


def stretches(pd: PDModel, over: str) -> list[list[int]]:
    """Dates of the year, or of each term."""
    days = pd.problem.days
    if over == "year":
        return [[day.index for day in days]]
    terms = pd.problem.school.calendar.terms
    return [[day.index for day in days if day.term == term.id] for term in terms]


def plus_minutes(pd: PDModel, days: Iterable[int]) -> int:
    """Working minutes of the team."""
    return sum(one[day].working_minutes for one in pd.problem.plus_days.values() for day in days)


def plus_day_count(pd: PDModel, days: Iterable[int]) -> int:
    """Days on which a Plus teacher is there and has no class of their own, over the team."""
    return sum(pd.problem.counts_whole_day(name, day) for name in pd.problem.team for day in days)


def own_class_days(pd: PDModel, days: Iterable[int]) -> int:
    """Days on which a Plus teacher has classes of their own, over the team."""
    return sum(name in pd.problem.shape(day).by_person for name in pd.problem.team for day in days)


def meeting_minutes(pd: PDModel, days: Iterable[int]) -> int:
    """Minutes booked before PD: the team's meetings."""
    return sum(pd.bookings.meeting_minutes(name, day) for name in pd.problem.team for day in days)


def cover_minutes(pd: PDModel, days: Iterable[int]) -> cp_model.LinearExprT:
    """Minutes of cover."""
    inside = set(days)
    stand = sum(row.span.minutes for day, row in _standing(pd) if day in inside)
    minutes = [
        out * sum(need.span.minutes for need in own_needs(pd.problem, pd.classes[number], day))
        for (number, day), out in pd.out.items()
        if day in inside
    ]
    return cp_model.LinearExpr.sum([stand, *minutes])


def touched(pd: PDModel, days: Iterable[int]) -> cp_model.LinearExprT:
    """Fewest Plus teachers with cover on each date, summed: a lower estimate.

    touched[d] * (largest room for cover on d) >= periods to cover on d, and touched[d] >= periods
    to cover at any instant of d.
    """
    dates = list(days)
    return cp_model.LinearExpr.sum(
        [standing_touched(pd, dates), *(_touched_on(pd, day) for day in dates)]
    )


def standing_touched(pd: PDModel, days: Iterable[int]) -> int:
    """Plus-days with cover that stand."""
    inside = set(days)
    return len({(row.by, day) for day, row in _standing(pd) if day in inside})


def _standing(pd: PDModel) -> list[tuple[int, Cover]]:
    """Covers of the team that stand, with their dates."""
    dates, team = pd.problem.by_date, pd.problem.plus_days
    rows = pd.problem.standing.rows.covers
    return [(dates[row.date].index, row) for row in rows if row.by in team and row.date in dates]


def _touched_on(pd: PDModel, day: int) -> cp_model.LinearExprT:
    if day not in pd.touched:
        numbers = _classes_on(pd, day)
        pd.touched[day] = None
        if numbers:
            found = pd.model.new_int_var(0, len(pd.problem.team), f"touched {day}")
            pd.touched[day] = found
            for row in pd.loads(day, numbers):
                terms = [pd.out[numbers[place], day] * amount for place, amount in row.load]
                each = most_covers(pd, day) if row.of_day else 1
                pd.model.add(cp_model.LinearExpr.sum(terms) <= found * each)
    var = pd.touched[day]
    return 0 if var is None else var


def _classes_on(pd: PDModel, day: int) -> tuple[int, ...]:
    return tuple(n for n in range(len(pd.classes)) if (n, day) in pd.out)


def least_off_rhythm(pd: PDModel, shortfall: int) -> int:
    """Fewest PD rows in weeks meant for coaching: what the other weeks cannot hold by counting.

    Parameters
    ----------
    shortfall
        Teacher-days that may be missing.
    """
    problem, most_each = pd.problem, 0
    periods = 0
    rows: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, one in enumerate(pd.classes):
        loads = {day: periods_to_cover(problem, one, day) for day in pd.days_of(number)}
        periods += one.left * min(loads.values(), default=0)
        most_each = max(most_each, *loads.values(), 0)
        for day, load in loads.items():
            rows[pd.group_of(number)][day] += load
    room = sum(
        pd.bookings.most_covers(name, day, problem.shape(day).need_spans)
        for day in {day for _, day in pd.out if not problem.days[day].off_rhythm}
        for name in problem.team
    )
    largest = max((load for days in rows.values() for load in days.values()), default=0)
    excess = periods - shortfall * most_each - room
    return -(-excess // largest) if excess > 0 and largest else 0


def most_covers(pd: PDModel, day: int) -> int:
    """Most classes that one Plus teacher can cover on a date."""
    spans = pd.problem.shape(day).need_spans
    return max([1, *(pd.bookings.most_covers(name, day, spans) for name in pd.problem.team)])
