"""The rules that decide on PD dates, one function each, in the order in which they are added.

Each adds its constraints to a `PDModel`; what is soft it returns as terms of the level `rules`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from ortools.sat.python import cp_model

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.wishes import HARD
from scheduler.solver.calendar.capacity import Row, own_needs
from scheduler.solver.calendar.counting_requests import common_dates
from scheduler.solver.calendar.pd_measures import (
    cover_minutes,
    meeting_minutes,
    own_class_days,
    plus_day_count,
    plus_minutes,
    stretches,
    touched,
)
from scheduler.solver.calendar.pd_model import Literal, PDModel
from scheduler.solver.calendar.pd_waves import overlapping_clocks
from scheduler.solver.rule import Penalty, Rule


def owed_days(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C5: days placed + short = days left; nothing may be short where the group is a must.

    Of a year that is planned anew what cannot be made up for is missing, a must or not.
    """
    for number, one in enumerate(pd.classes):
        placed = pd.placed(number)
        if pd.must(number) and not problem.standing.is_rolling:
            pd.model.add_linear_constraint(placed, one.left, one.left)
            pd.short[number] = 0
        else:
            short = pd.model.new_int_var(0, one.left, f"short {number}")
            both = cp_model.LinearExpr.sum([placed, short])
            pd.model.add_linear_constraint(both, one.left, one.left)
            pd.short[number] = short
    return []


def together(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C5: a row has all members of its unit who owe the most of those who are there.

    Of two halves that owe differently, the one that owes less need not be complete in a row of
    the whole group.  Whoever has had all their days, while others lost some, stays behind.
    """
    for at, side in enumerate(pd.sides):
        others = [one for one in pd.sides_of(problem.by_group[side.group]) if one != at]
        for day in sorted(side.open_days):
            if (at, day) not in pd.go:
                continue
            core = side.core(day)
            more = [one for one in others if pd.sides[one].core(day)]
            excuse = [
                pd.go[one, day]
                for one in more
                if pd.sides[one].core(day)[0].owed > core[0].owed and (one, day) in pd.go
            ]
            most = max((one.left for one in core), default=0)
            for number in pd.side_classes[at]:
                one = pd.classes[number]
                if one in core:
                    out = [pd.out[number, day]] if (number, day) in pd.out else []
                    if one.left < most and one.last_placed < day:
                        out.append(pd.done(number, day))
                    pd.model.add_bool_or([pd.go[at, day].negated(), *excuse, *out])
    return []


def gaps(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C5: at most one PD day of a member in any stretch as long as the least gap."""
    dates = [day.date for day in problem.days]
    for at, numbers in pd.side_classes.items():
        gap = problem.by_group[pd.sides[at].group].group.least_gap_days
        for number in numbers:
            days, reached = pd.days_of(number), 0
            for first in range(len(days)):
                last = first
                while (
                    last + 1 < len(days) and (dates[days[last + 1]] - dates[days[first]]).days < gap
                ):
                    last += 1
                # A stretch inside the one before says nothing new.
                if last > first and last + 1 > reached:
                    reached = last + 1
                    pd.model.add_at_most_one(pd.out[number, d] for d in days[first : last + 1])
    return []


def one_place(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C5: nobody is out twice, or leads and is out; a room holds one group."""
    for numbers in pd.classes_of.values():
        for first, second in combinations(numbers, 2):
            for day in set(pd.days_of(first)) & set(pd.days_of(second)):
                pd.model.add_at_most_one(pd.out[first, day], pd.out[second, day])
    for group in problem.groups:
        for leader in group.group.leaders:
            for number in pd.classes_of.get(leader, ()):
                for day in pd.days_of(number):
                    for go in pd.going(group.id, day):
                        pd.model.add_at_most_one(pd.out[number, day], go)
    for first_group, second_group in combinations(problem.groups, 2):
        if first_group.group.room and first_group.group.room == second_group.group.room:
            for date in problem.days:
                for one in pd.going(first_group.id, date.index):
                    for other in pd.going(second_group.id, date.index):
                        pd.model.add_at_most_one(one, other)
    return []


def locks(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C12: a locked PD day takes place; the teacher of a locked cover is out on its date."""
    for group in problem.groups:
        for lock in problem.pd_locks[group.id]:
            day = problem.by_date.get(lock.date)
            if lock.date in problem.standing.dates:
                continue
            for at in pd.sides_of(group):
                side = pd.sides[at]
                wanted = lock.unit in ("whole", side.unit)
                go = pd.go.get((at, day.index)) if day else None
                if go is not None:
                    pd.model.add(go == int(wanted))
                elif wanted:
                    pd.forbid()
    for day_index, covers in problem.cover_locks.items():
        if day_index in problem.closed:
            continue
        needs = problem.shape(day_index).needs.items()
        for cover in covers:
            absent = [
                person
                for person, some in needs
                if any(cover.is_about(n.section, n.duty, n.period, person) for n in some)
            ]
            out = [one for person in sorted(absent) for one in _outs(pd, person, day_index)]
            pd.model.add_bool_or(out) if out else pd.forbid()
    for name, day_index in sorted(pd.bookings.kept_in):
        if day_index not in problem.closed:
            _keep_in(problem, pd, name, day_index)
    return []


def _outs(pd: PDModel, person: str, day: int) -> list[Literal]:
    """Literals that say that a person is out on a date."""
    numbers = pd.classes_of.get(person, ())
    return [pd.out[number, day] for number in numbers if (number, day) in pd.out]


def _keep_in(problem: CalendarProblem, pd: PDModel, name: str, day: int) -> None:
    """Let nobody be out, or lead a group that is, who is at a session that stays."""
    for out in _outs(pd, name, day):
        pd.model.add(out == 0)
    for group in problem.groups:
        if name in group.group.leaders:
            for go in pd.going(group.id, day):
                pd.model.add(go == 0)


def covered_meetings(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C6: a class is without its own teacher only so often in a term, and in a row."""
    alike: set[tuple[object, ...]] = set()
    seen: set[tuple[object, ...]] = set()
    for number, limit in enumerate(problem.limits):
        most = pd.bookings.limit_left(number)
        same = (most, limit.meetings, pd.alike(limit.section))
        if same in alike:
            continue
        alike.add(same)
        terms = pd.covered_terms(limit)
        key = (most, tuple((var.index, times) for var, times in terms))
        if key in seen or sum(times for _, times in terms) <= most:
            continue
        seen.add(key)
        if most == 1 and all(times == 1 for _, times in terms):
            pd.model.add_at_most_one(var for var, _ in terms)
        else:
            pd.model.add(cp_model.LinearExpr.sum([var * times for var, times in terms]) <= most)
    return []


def capacity(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C2 to C4: Hall rows of each date; `touched` grows with what a date needs at least."""
    for day in sorted({day for _, day in pd.out}):
        numbers = [n for n in range(len(pd.classes)) if (n, day) in pd.out]
        rows = pd.rows(day, tuple(numbers))
        for row in rows:
            load = [pd.out[numbers[place], day] * amount for place, amount in row.load]
            supply: list[cp_model.LinearExprT] = [row.supply]
            supply += [-lost * amount for lost, amount in _losses(pd, row, day)]
            pd.model.add(cp_model.LinearExpr.sum(load) <= cp_model.LinearExpr.sum(supply))
    return []


def _losses(pd: PDModel, row: Row, day: int) -> Iterable[tuple[Literal, int]]:
    # Somebody who leads a PD day stands by for nothing, but has no booking either.
    if row.less:
        return
    for name, amount in row.coverers:
        for busy in pd.barring(name, day):
            yield busy, amount


def week_caps(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C13: the cover of a week fits into what the team may cover in a week."""
    most = problem.school.cover_caps.plus_periods_a_week
    if most is None:
        return []
    weeks: dict[dt.date, list[cp_model.LinearExprT]] = defaultdict(list)
    for number, day in pd.out:
        amount = len(own_needs(problem, pd.classes[number], day))
        weeks[problem.days[day].week].append(pd.out[number, day] * amount)
    for week, terms in weeks.items():
        room = sum(
            max(0, most - pd.bookings.cover_rows.get((name, week), 0)) for name in problem.team
        )
        pd.model.add(cp_model.LinearExpr.sum(terms) <= room)
    return []


def rhythm(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C1: each PD row in a week that the rhythm meant for coaching costs its strength."""
    strength = problem.school.rhythm.strength
    terms: list[Penalty] = []
    if strength in (0, HARD):
        return terms
    stand = (problem.by_date.get(row.date) for row in problem.standing.rows.pd_days)
    terms.append((strength, sum(day is not None and day.off_rhythm for day in stand)))
    for group in problem.groups:
        for day in problem.days:
            going = pd.going(group.id, day.index) if day.off_rhythm else []
            if len(going) > 1:
                row = pd.model.new_bool_var(f"row {group.id} {day.index}")
                pd.lazy.append(row)
                for one in going:
                    pd.model.add_implication(one, row)
                # Both ways: a hint that says yes without need would hide how good it is.
                pd.model.add_bool_or([row.negated(), *going])
                terms.append((strength, 1 * row))
            else:
                terms += [(strength, 1 * one) for one in going]
    return terms


def shares(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C14: cover takes so little that the demanded share of the team's time stays free.

    With W the Plus minutes, c the cover and m the meeting minutes, 1 - (c + m) / W >= least.  A
    soft demand pays for u = each 1/1000 missing, rounded up: u * W >= 1000 (least * W - W + c + m).
    """
    terms: list[Penalty] = []
    for demand in problem.school.share_demands:
        if not demand.strength:
            continue
        for days in stretches(pd, demand.over):
            if demand.figure == "free_share":
                whole = plus_minutes(pd, days)
                taken = cover_minutes(pd, days) + meeting_minutes(pd, days)
            else:
                whole = plus_day_count(pd, days)
                # Cover by those who have classes of their own that day does not count.
                taken = touched(pd, days) - own_class_days(pd, days)
            least = Fraction(str(demand.least))
            missing = (least.numerator - least.denominator) * whole + least.denominator * taken
            if demand.strength == HARD:
                pd.model.add(missing <= 0)
            elif whole:
                units = pd.model.new_int_var(0, 1000, "share missing")
                pd.model.add(units * whole * least.denominator >= 1000 * missing)
                terms.append((demand.strength, 1 * units))
    return terms


def must_requests(problem: CalendarProblem, pd: PDModel) -> list[Penalty]:
    """C7: each step of a request that must be served has a date on which its people are in."""
    for task in problem.requests:
        if not task.request.must or task.id in problem.session_locks:
            continue
        for step in task.open_steps:
            open_days = list(common_dates(problem, pd.bookings, task, step))
            outs = [
                [
                    pd.out[number, day]
                    for person in task.people
                    for number in pd.classes_of.get(person, ())
                    if (number, day) in pd.out
                ]
                for day in open_days
            ]
            if all(len(one) >= 1 for one in outs):
                pd.model.add_bool_or([_all_in(pd, one) for one in outs]) if outs else pd.forbid()
    return []


def _all_in(pd: PDModel, outs: list[Literal]) -> cp_model.LiteralT:
    if len(outs) == 1:
        return outs[0].negated()
    inside = pd.model.new_bool_var("all in")
    for one in outs:
        pd.model.add_implication(inside, one.negated())
    return inside


RULES: tuple[Rule[CalendarProblem, PDModel], ...] = (
    Rule("C5", owed_days, "all PD days that must be placed find a date"),
    Rule("C5", together, "members of a PD group go out together"),
    Rule("C5", gaps, "PD days keep their gaps"),
    Rule("C5", one_place, "nobody is out and leading at once, and a room holds one group"),
    Rule("C12", locks, "the locks on PD days, covers and sessions hold"),
    Rule("C6", covered_meetings, "no class is covered too often"),
    Rule("C2", capacity, "every class of those who are out can be covered"),
    Rule("C3", overlapping_clocks, "nobody covers in two places at once"),
    Rule("C13", week_caps, "the caps on cover in a week hold"),
    Rule("C1", rhythm, "the rhythm of the weeks holds"),
    Rule("C14", shares, "the demanded share of the team's time stays free"),
    Rule("C7", must_requests, "requests that must be served find a date"),
)
"""In the order in which they are added; cuts of uncoverable days come after them."""
