"""A person's day: one place at a time, lunch, planning, caps and standby (rules C3, C13)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, monday_of
from scheduler.domain.form import clock_text
from scheduler.domain.referee.calendar_bookings import BOOK, BREAK_MINUTES, Booking, Year, on
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Release, Session, TeamMeeting

_BookedDay = tuple[str, SchoolDay, list[Booking]]


def _booked_days(year: Year) -> Iterator[_BookedDay]:
    """Each Plus teacher and school day with at least one booking."""
    for (person, date), bookings in year.bookings.items():
        day = year.days.get(date)
        if day is not None and person in year.team:
            yield person, day, bookings


@BOOK.rule("C3a")
def plus_in_one_place(year: Year) -> Iterator[Finding]:
    """Nothing that a Plus teacher does on a date overlaps by the clock."""
    for key in year.bookings.keys() | year.sessions_with.keys():
        if key[0] in year.team:
            yield from _clashes(year, *key)
    for person, day, bookings in _booked_days(year):
        fixed = [
            (part.held.span, year.names.section(part.held.section))
            for part in year.parts(person, day)
        ]
        fixed += [(span, "a duty") for span in year.duties(person, day).values()]
        for booking in bookings:
            for span, what in fixed:
                if booking.span.overlaps(span):
                    yield _clash(year, person, day.date, booking, what)


@BOOK.rule("C3f")
def others_in_one_place(year: Year) -> Iterator[Finding]:
    """A teacher is in one session at a time."""
    for key in year.bookings.keys() | year.sessions_with.keys():
        if key[0] not in year.team:
            yield from _clashes(year, *key)


def _clashes(year: Year, person: str, date: dt.date) -> Iterator[Finding]:
    key = (person, date)
    ones = [*year.bookings.get(key, ()), *year.sessions_with.get(key, ())]
    for one, other in combinations(ones, 2):
        if one.span.overlaps(other.span) and not _is_one_visit(year, one, other):
            yield _clash(year, person, date, one, year.named(other.row), other.row.id)


def _clash(
    year: Year, person: str, date: dt.date, booking: Booking, what: str, *ids: str
) -> Finding:
    return Finding(
        f"{year.names.person(person)} has {year.named(booking.row)} and {what} at the same time "
        f"{on(date)}, at {clock_text(booking.span.start)}.",
        (person, str(date), booking.row.id, *ids),
    )


def _is_one_visit(year: Year, one: Booking, other: Booking) -> bool:
    """Whether a coach holds the class of the very teacher who visits a colleague meanwhile."""
    rows = {type(one.row): one.row, type(other.row): other.row}
    release, session = rows.get(Release), rows.get(Session)
    if not isinstance(release, Release) or not isinstance(session, Session):
        return False
    return (
        release.session == session.id
        and release.coverer == session.coach
        and year.is_chain_visit(session)
    )


@BOOK.rule("C3b")
def plus_is_there(year: Year) -> Iterator[Finding]:
    """A Plus teacher is booked only when there: employed, not absent, not promised elsewhere."""
    for person, day, bookings in _booked_days(year):
        for booking in bookings:
            if not year.is_there(person, day, booking.span):
                yield Finding(
                    f"{year.names.person(person)} has {year.named(booking.row)} "
                    f"{on(day.date)} at {clock_text(booking.span.start)}, but is not there then.",
                    (person, str(day.date), booking.row.id),
                )


@BOOK.rule("C3c")
def plus_has_lunch(year: Year) -> Iterator[Finding]:
    """An unbroken lunch is left on every date with a booking that lasts long enough."""
    rights = year.school.rights
    for person, day, _ in _booked_days(year):
        if not year.lunch_is_due(day):
            continue
        busy = year.busy(person, day)
        starts = [rights.lunch_from, *(span.end for span in busy)]
        stretches = (Span(start, start + rights.lunch_minutes) for start in starts)
        if not any(
            one.within(rights.lunch_window) and not any(one.overlaps(span) for span in busy)
            for one in stretches
        ):
            yield Finding(
                f"{year.names.person(person)} has no {rights.lunch_minutes} minutes for lunch "
                f"{on(day.date)} between {clock_text(rights.lunch_from)} and "
                f"{clock_text(rights.lunch_to)}.",
                (person, str(day.date)),
            )


def busy_periods(year: Year, person: str, day: SchoolDay) -> dict[int, Span]:
    """Periods of the person's own track that overlap something they do."""
    busy = year.busy(person, day)
    return {
        period: span
        for period, span in year.periods(person, day).items()
        if any(span.overlaps(one) for one in busy)
    }


@BOOK.rule("C3d")
def plus_has_planning(year: Year) -> Iterator[Finding]:
    """The periods left free on a booked date hold the planning that is due."""
    for person, day, _ in _booked_days(year):
        used = len(busy_periods(year, person, day))
        most = len(year.present(person, day)) - year.planning_periods(person, day)
        if used > most:
            yield Finding(
                f"{year.names.person(person)} works in {counted(used, 'period')} "
                f"{on(day.date)}; planning leaves {max(0, most)}.",
                (person, str(day.date)),
                used - most,
            )


@BOOK.rule("C3e")
def plus_limits(year: Year) -> Iterator[Finding]:
    """A Plus teacher's day keeps to the most periods, and the most in a row."""
    limits = year.school.plus_limits
    for person, day, _ in _booked_days(year):
        used = busy_periods(year, person, day)
        runs = [len(run) for run in _runs(used)]
        for most, number, words in (
            (limits.most_periods_a_day, len(used), ""),
            (limits.most_periods_in_a_row, max(runs, default=0), " in a row"),
        ):
            if most is not None and number > most:
                yield Finding(
                    f"{year.names.person(person)} works {counted(number, 'period')}{words} "
                    f"{on(day.date)}; at most {most} are allowed.",
                    (person, str(day.date)),
                    number - most,
                )


def _runs(periods: dict[int, Span]) -> list[list[Span]]:
    """Periods worked without a break of at least 20 minutes."""
    runs: list[list[Span]] = []
    for span in sorted(periods.values()):
        if runs and span.start - runs[-1][-1].end < BREAK_MINUTES:
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


# --- caps of cover -------------------------------------------------------------------------------


@BOOK.rule("C13a")
def cover_a_day(year: Year) -> Iterator[Finding]:
    """Nobody covers more periods on a date than the cap allows."""
    most = year.school.cover_caps.plus_periods_a_day
    yield from _capped(year, most, lambda date: date, on)


@BOOK.rule("C13b")
def cover_a_week(year: Year) -> Iterator[Finding]:
    """Nobody covers more periods in a week than the cap allows."""
    most = year.school.cover_caps.plus_periods_a_week
    yield from _capped(year, most, monday_of, "in the week of {}".format)


def _capped(
    year: Year,
    most: int | None,
    window: Callable[[dt.date], dt.date],
    when: Callable[[dt.date], str],
) -> Iterator[Finding]:
    if most is None:
        return
    times = Counter(
        (row.coverer, window(row.date))
        for row in year.answer.covers
        if row.section is not None and row.coverer in year.team
    )
    for (person, date), count in times.items():
        if count > most:
            yield Finding(
                f"{year.names.person(str(person))} covers {counted(count, 'period')} "
                f"{when(date)}; at most {most} are allowed.",
                (str(person), str(date)),
                count - most,
            )


@BOOK.rule("C13c")
def standby(year: Year) -> Iterator[Finding]:
    """In every period enough Plus teachers are there and free, against unplanned absences."""
    least = year.school.cover_caps.standby_periods
    if not least:
        return
    for day in year.school.calendar.days:
        # When somebody is absent, those on standby are at work.
        if day.date in year.blackout or year.unplanned.on(day.date):
            continue
        for period, span in year.periods_of_track(year.school.first_track, day.bell).items():
            free = sum(_on_standby(year, person, day, span) for person in year.released)
            if free < least:
                yield Finding(
                    f"{on(day.date).capitalize()} {counted(free, 'Plus teacher')} are free in "
                    f"period {period}; {least} are kept on standby.",
                    (str(day.date), str(period)),
                    least - free,
                )


def _on_standby(year: Year, person: str, day: SchoolDay, span: Span) -> bool:
    # A meeting of the team does not count: its people can be called out.
    booked = (
        one.span
        for one in year.bookings.get((person, day.date), ())
        if not isinstance(one.row, TeamMeeting)
    )
    return year.is_there(person, day, span) and not any(span.overlaps(one) for one in booked)
