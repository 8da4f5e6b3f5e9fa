"""Counting checks: reasons why there is no calendar, in milliseconds and in numbers.

Only what is demanded is counted: groups and requests that are a must, locks, and hard demands on
the team's share.  Whatever else cannot be placed becomes a hole, not a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from scheduler.domain.pd import CoverLock
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.problems.calendar_pd import GroupTask, Side
from scheduler.domain.wishes import HARD
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.capacity import Row, rows_of
from scheduler.solver.outcome import Reason, counted

Check = Callable[[CalendarProblem, Bookings], Iterable[Reason]]


def coverable(problem: CalendarProblem, bookings: Bookings, side: Side) -> frozenset[int]:
    """Dates on which a side can go out as far as its own cover goes, nobody else being out."""
    kept: dict[tuple[object, ...], bool] = {}
    found = set()
    for day in side.open_days:
        team = tuple((bookings.taken(n, day), bookings.busy[n, day]) for n in problem.team)
        key = (problem.days[day].shape, team, side.core(day))
        if key not in kept:
            kept[key] = not broken_rows(problem, bookings, side, day)
        if kept[key]:
            found.add(day)
    return frozenset(found)


def broken_rows(
    problem: CalendarProblem, bookings: Bookings, side: Side, day: int
) -> tuple[Row, ...]:
    """Rows of capacity that a side alone breaks on a date, those left out who need not go."""
    rows = rows_of(problem, bookings, side.core(day), day, frozenset())
    return tuple(row for row in rows if sum(amount for _, amount in row.load) > row.supply)


def most_dates(problem: CalendarProblem, days: Iterable[int], gap: int) -> int:
    """Most dates that keep a gap in calendar days: always the earliest that is left."""
    taken, last = 0, None
    for day in sorted(days):
        date = problem.days[day].date
        if last is None or (date - last).days >= gap:
            taken, last = taken + 1, date
    return taken


def lock_reasons(problem: CalendarProblem, bookings: Bookings) -> Iterable[Reason]:
    """C12: a lock that cannot hold by itself."""
    for group in problem.groups:
        for lock in problem.pd_locks[group.id]:
            day = problem.by_date.get(lock.date)
            name = group.group.name
            if lock.date in problem.standing.dates:
                continue
            if day is None:
                text = f"{name} is locked to be out on {lock.date}, which is no school day."
            elif not all(day.index in side.open_days for side in group.sides):
                text = f"{name} is locked to be out on {lock.date}, which is not open to its PD."
            else:
                continue
            yield Reason("C12", text, (group.id,))
    seen: dict[tuple[object, ...], str] = {}
    for held in problem.school.cover_locks:
        if held.date in problem.standing.dates:
            continue
        name = problem.school.person[held.coverer].name
        what = f"{held.section} in period {held.period}"
        if held.duty is not None:
            what = problem.school.duty[held.duty].name
        who = f"{name} is locked to cover {what} on {held.date}"
        for broken in _broken_cover_lock(problem, bookings, held, seen):
            ids = (held.coverer, str(held.section or held.duty))
            yield Reason("C12", f"{who}, {broken}.", ids)


def _broken_cover_lock(
    problem: CalendarProblem,
    bookings: Bookings,
    lock: CoverLock,
    seen: dict[tuple[object, ...], str],
) -> Iterable[str]:
    if lock.date not in problem.by_date:
        yield "which is no school day"
        return
    day = problem.by_date[lock.date].index
    needs = [
        need
        for many in problem.shape(day).needs.values()
        for need in many
        if lock.is_about(need.section, need.duty, need.period, need.absent)
    ]
    if not needs:
        kind = "class does not meet" if lock.duty is None else "duty need not be covered"
        yield f"when that {kind}"
        return
    if lock.coverer not in problem.team:
        yield "but is not on the Plus team"
    elif any(lock.coverer not in need.may for need in needs):
        yield f"but may not cover that {'class' if lock.duty is None else 'duty'}"
    elif needs[0].mask & bookings.taken(lock.coverer, day):
        yield "but is not there then (elsewhere, absent or booked)"
    key = (lock.coverer, day, needs[0].span)
    what = str(lock.section or lock.duty)
    if seen.setdefault(key, what) != what:
        yield f"and {seen[key]} at the same time"


def pd_reasons(problem: CalendarProblem, bookings: Bookings) -> Iterable[Reason]:
    """C2, C4, C5: each group that must go out can be covered, on as many dates as it owes."""
    for group in problem.groups:
        if not group.group.must or problem.standing.is_rolling:
            continue
        for side in group.sides:
            if not side.classes:
                continue
            days = coverable(problem, bookings, side)
            owed = max(one.owed for one in side.classes)
            open_to = [day for day in days if all(day in one.may_go for one in side.core(day))]
            most = most_dates(problem, open_to, group.group.least_gap_days)
            if most >= owed:
                continue
            if most == 0 and side.open_days:
                yield _why_not_coverable(problem, bookings, group, side)
            else:
                yield Reason(
                    "C5",
                    f"{group.group.name} owes each member {counted(owed, 'PD day')}, but with its "
                    f"gaps and exclusions only {counted(most, 'date')} "
                    f"{'is' if most == 1 else 'are'} open to it.",
                    (group.id,),
                    {"owed": owed, "open": most},
                )


def _why_not_coverable(
    problem: CalendarProblem, bookings: Bookings, group: GroupTask, side: Side
) -> Reason:
    """Say what a group lacks on the date that comes closest to being covered."""
    name = group.group.name
    everywhere = [
        [need for person in side.people for need in problem.shape(day).needs.get(person, ())]
        for day in side.open_days
    ]
    alone = [need for needs in everywhere for need in needs if not need.may]
    if alone and all(any(not need.may for need in needs) for needs in everywhere):
        return _nobody_may(problem, group, alone)
    lacks = [
        (sum(amount for _, amount in row.load) - row.supply, row, day)
        for day in sorted(side.open_days)
        for row in broken_rows(problem, bookings, side, day)
    ]
    by_day = {day: max(lack for lack, _, one in lacks if one == day) for _, _, day in lacks}
    best = min(by_day, key=lambda day: (by_day[day], day))
    # That too many teach at once is easier to see than that the day is too long.
    row = min((row for _, row, day in lacks if day == best), key=lambda row: row.of_day)
    load = sum(amount for _, amount in row.load)
    if row.of_day:
        text = (
            f"{name} must go out together, which leaves {counted(load, 'period')} a day to cover, "
            f"but the Plus teachers who may cover them have {row.supply}."
        )
    else:
        text = (
            f"{name} must go out together, and {counted(load, 'member')} of it teach at once, but "
            f"only {counted(row.supply, 'Plus teacher')} may cover then."
        )
    return Reason("C2", text, (group.id,), {"needed": load, "available": row.supply})


def _nobody_may(problem: CalendarProblem, group: GroupTask, needs: Sequence[Need]) -> Reason:
    school = problem.school
    areas = sorted({need.area for need in needs if need.area})
    sections = sorted({need.section for need in needs if need.section})
    names = ", ".join(school.area[area].name for area in areas) or "its duties"
    return Reason(
        "C4",
        f"{group.group.name} must go out, but nobody on the Plus team may cover {names} "
        f"({counted(len(sections), 'class', 'classes')}).",
        (group.id, *areas),
        {"classes": len(sections), "may_cover": 0},
    )


def share_reasons(problem: CalendarProblem, bookings: Bookings) -> Iterable[Reason]:
    """C14: the cover of the PD days that must be placed leaves too little of the team's time.

    Cover does not depend on who covers: it is the periods that absent teachers teach.
    """
    if problem.standing.is_rolling:
        return
    periods = 0
    for group in problem.groups:
        for one in [c for side in group.sides for c in side.classes if group.group.must]:
            days = one.may_go & group.sides[0].open_days
            loads = [problem.needs(day, frozenset(one.people)) for day in days]
            periods += one.left * min((len(needs) for needs in loads), default=0)
    team = problem.plus_days.values()
    whole = sum(one.working_minutes for days in team for one in days)
    whole_periods = sum(max(0, one.spare - one.own_periods) for days in team for one in days)
    minutes = _least_minutes(problem, bookings, periods)
    for demand in problem.school.share_demands:
        if demand.strength != HARD or demand.over != "year" or demand.figure != "free_share":
            continue
        if whole and 1 - Fraction(minutes, whole) < Fraction(str(demand.least)):
            yield Reason(
                "C14",
                f"The PD days that must be placed take at least {periods:,} of the "
                f"{whole_periods:,} periods that the Plus team works in the year, so that at most "
                f"{100 - 100 * minutes / whole:.1f} % of its time stays free; at least "
                f"{100 * demand.least:g} % are demanded.",
                tuple(group.id for group in problem.groups if group.group.must),
                {"cover_periods": periods, "plus_periods": whole_periods},
            )


def _least_minutes(problem: CalendarProblem, bookings: Bookings, periods: int) -> int:
    """Least minutes in which so many periods can be covered: on the shortest dates first."""
    dates = []
    for day in {day for group in problem.groups for side in group.sides for day in side.open_days}:
        needs = [need for many in problem.shape(day).needs.values() for need in many if need.period]
        shortest = min((need.span.minutes for need in needs), default=0)
        spans = problem.shape(day).need_spans
        room = sum(bookings.most_covers(name, day, spans) for name in problem.team)
        dates.append((shortest, room))
    minutes = 0
    for shortest, room in sorted(dates):
        taken = min(room, periods)
        minutes, periods = minutes + taken * shortest, periods - taken
    return minutes


CHECKS: tuple[Check, ...] = (lock_reasons, pd_reasons, share_reasons)


def count(problem: CalendarProblem, bookings: Bookings) -> tuple[Reason, ...]:
    """All reasons that counting finds."""
    return tuple(reason for check in CHECKS for reason in check(problem, bookings))
