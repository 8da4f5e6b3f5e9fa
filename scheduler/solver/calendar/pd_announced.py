"""Announced PD days as a goal: as few as can be move, and with them their covers and sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.yearplan import PDDay
from scheduler.solver.calendar.capacity import own_needs
from scheduler.solver.calendar.pd_model import PDModel

# A day that must be placed outweighs every announced row of a year.
_MUST = 1_000_000


def announced_cost(pd: PDModel) -> cp_model.LinearExprT:
    """What is lost of a published year: days that must be placed, then announced rows.

    A row counts with the covers that move with it, a member who goes or stays otherwise as one,
    and so does each session of somebody who is sent out on its date.
    """
    terms: list[cp_model.LinearExprT] = [0]
    for row in pd.problem.standing.announced.pd_days:
        terms += _row(pd, row)
    terms += _sessions(pd)
    for number, short in pd.short.items():
        if pd.must(number):
            terms.append(short * (_MUST * len(pd.classes[number].people)))
    return cp_model.LinearExpr.sum(terms)


def _row(pd: PDModel, row: PDDay) -> Iterator[cp_model.LinearExprT]:
    day = pd.problem.by_date.get(row.date)
    group = pd.problem.by_group.get(row.group)
    if day is None or group is None:
        return
    for at in pd.sides_of(group):
        side = pd.sides[at]
        go = pd.go.get((at, day.index))
        if go is None or row.unit not in ("whole", side.unit):
            continue
        numbers = pd.side_classes[at]
        covers = sum(len(own_needs(pd.problem, pd.classes[n], day.index)) for n in numbers)
        yield (1 - go) * (1 + covers)
        for number in numbers:
            out = pd.out.get((number, day.index))
            if out is not None and out is not go:
                goes = set(pd.classes[number].people) <= set(row.members)
                yield (1 - out) if goes else 1 * out


def _sessions(pd: PDModel) -> Iterator[cp_model.LinearExprT]:
    """Sessions of people who are sent out on dates on which none of theirs was announced."""
    problem, dates = pd.problem, pd.problem.by_date
    announced = problem.standing.announced
    known = {(name, row.date) for row in announced.pd_days for name in row.members}
    lost: Counter[tuple[int, int]] = Counter()
    for row in announced.sessions:
        task = problem.by_request.get(row.request)
        for name in task.people if task and row.date in dates else ():
            if (name, row.date) not in known:
                for number in pd.classes_of.get(name, ()):
                    lost[number, dates[row.date].index] += 1
    for (number, day), times in lost.items():
        out = pd.out.get((number, day))
        if out is not None:
            yield out * times
