"""The school year: cycle day and bell of every date, whatever breaks the rhythm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.calendar import (
    CycleKind,
    DateOverride,
    Dates,
    NamedDates,
    SchoolCalendar,
    Segment,
    Term,
    Weekday,
    WeekdayBell,
    monday_of,
)
from tests.cast import DAYS
from tests.domain.birth import complaints

MONDAY = date(2026, 8, 31)


def day(number: int) -> date:
    """Return a date of the first weeks; 0 is the first Monday."""
    return MONDAY + timedelta(number)


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "first": day(0),
        "last": day(11),
        "timezone": "America/New_York",
        "cycle_days": DAYS,
        "regular_bell": "regular",
        **changes,
    }


def calendar(**changes: Any) -> SchoolCalendar:
    return SchoolCalendar(**fields(**changes))


def rotating(**changes: Any) -> SchoolCalendar:
    return calendar(cycle=CycleKind.ROTATING, cycle_days=("A", "B"), **changes)


def holiday(number: int) -> NamedDates:
    return NamedDates(first=day(number), last=day(number))


def cycle_of(one: SchoolCalendar) -> str:
    return " ".join(found.cycle_day for found in one.days)


# --- cycle days


def test_with_a_weekday_cycle_each_weekday_is_its_cycle_day() -> None:
    one = calendar()
    assert cycle_of(one) == "Mon Tue Wed Thu Fri Mon Tue Wed Thu Fri"
    assert [found.date for found in one.days] == [day(n) for n in (*range(5), *range(7, 12))]


def test_a_holiday_does_not_shift_a_weekday_cycle() -> None:
    assert cycle_of(calendar(holidays=(holiday(7),))) == "Mon Tue Wed Thu Fri Tue Wed Thu Fri"


def test_the_cycle_days_of_a_weekday_cycle_may_have_any_names() -> None:
    assert cycle_of(calendar(cycle_days=tuple("VWXYZ"), last=day(6))) == "V W X Y Z"


def test_a_school_may_have_four_days_a_week() -> None:
    weekdays = (Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
    four = calendar(weekdays=weekdays, cycle_days=("1", "2", "3", "4"), last=day(8))
    assert cycle_of(four) == "1 2 3 4 1"


def test_a_holiday_shifts_a_rotating_cycle() -> None:
    assert cycle_of(rotating()) == "A B A B A B A B A B"
    one = rotating(holidays=(holiday(2),))
    assert cycle_of(one) == "A B A B A B A B A"
    assert one.by_date[day(3)].cycle_day == "A"


def test_a_rotation_goes_on_from_the_day_that_an_override_gave() -> None:
    override = DateOverride(date=day(1), cycle_day="A")
    assert cycle_of(rotating(overrides=(override,), last=day(4))) == "A A B A B"


def test_a_rotation_of_six_days_goes_over_the_weekend() -> None:
    six = tuple(f"Day {number}" for number in range(1, 7))
    one = calendar(cycle=CycleKind.ROTATING, cycle_days=six)
    assert one.by_date[day(7)].cycle_day == "Day 6"
    assert one.by_date[day(8)].cycle_day == "Day 1"


def test_saturday_school_has_the_cycle_day_and_bell_it_is_given() -> None:
    saturday = DateOverride(date=day(5), cycle_day="Mon", bell="short", name="Snow day made up")
    one = calendar(overrides=(saturday,))
    assert cycle_of(one) == "Mon Tue Wed Thu Fri Mon Mon Tue Wed Thu Fri"
    assert one.by_date[day(5)].bell == "short"


def test_a_saturday_without_cycle_day_stays_free() -> None:
    assert day(5) not in calendar(overrides=(DateOverride(date=day(5), bell="short"),)).by_date


def test_an_override_can_give_school_on_a_holiday() -> None:
    override = DateOverride(date=day(2), cycle_day="Fri")
    one = calendar(holidays=(holiday(2),), overrides=(override,))
    assert one.by_date[day(2)].cycle_day == "Fri"
    without = calendar(holidays=(holiday(2),), overrides=(DateOverride(date=day(2), bell="x"),))
    assert day(2) not in without.by_date


# --- bells


def test_early_release_by_weekday_and_overrides_for_single_dates() -> None:
    one = calendar(
        weekday_bells=(WeekdayBell(weekday=Weekday.WED, bell="early"),),
        overrides=(
            DateOverride(date=day(9), bell="assembly"),
            DateOverride(date=day(10), cycle_day="Wed"),
        ),
    )
    assert [found.bell for found in one.days[:5]] == ["regular"] * 2 + ["early"] + ["regular"] * 2
    assert one.by_date[day(9)].bell == "assembly"
    # The cycle day says which classes meet, the weekday which clock they keep.
    assert (one.by_date[day(10)].cycle_day, one.by_date[day(10)].bell) == ("Wed", "regular")


# --- weeks, terms, segments


def test_weeks_are_named_by_their_monday() -> None:
    one = calendar(first=day(2), holidays=(holiday(7),))
    assert {monday: len(days) for monday, days in one.weeks.items()} == {day(0): 3, day(7): 4}
    assert [monday_of(day(number)) for number in (0, 6, 7)] == [day(0), day(0), day(7)]


def test_dates_know_their_term_and_segment() -> None:
    one = calendar(
        terms=(Term(id="Q1", name="Q1", first=day(0), last=day(3)),),
        segments=(
            Segment(id="S1", name="S1", first=day(0), last=day(4)),
            Segment(id="S2", name="S2", first=day(5), last=day(11)),
        ),
    )
    assert [found.term for found in one.days[:5]] == ["Q1"] * 4 + [None]
    assert [found.segment for found in one.days] == ["S1"] * 5 + ["S2"] * 5


def test_ranges_of_dates_include_both_ends() -> None:
    dates = Dates(first=day(1), last=day(3))
    assert [day(number) in dates for number in range(5)] == [False, True, True, True, False]


def test_a_year_of_one_day_is_a_year() -> None:
    assert len(calendar(last=day(0)).days) == 1


# --- what is refused


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"last": day(-1)}, "the last day 2026-08-30 lies before the first 2026-08-31."),
    ({"last": day(401)}, "a school year has at most 400 days from the first to the last."),
    ({"timezone": "Mars/Base"}, '"Mars/Base" is no time zone, such as "America/New_York".'),
    ({"timezone": "../secret"}, '"../secret" is no time zone, such as "America/New_York".'),
    ({"timezone": "America"}, '"America" is no time zone, such as "America/New_York".'),
    ({"cycle_days": (), "cycle": CycleKind.ROTATING}, "it has no cycle day."),
    ({"cycle_days": ("A", "A"), "cycle": CycleKind.ROTATING}, "a cycle day stands there twice."),
    (
        {"weekdays": (Weekday.MON, Weekday.MON), "cycle_days": ("A", "B")},
        "a weekday stands there twice.",
    ),
    (
        {"cycle_days": ("A", "B")},
        "a weekday cycle needs as many cycle days as school weekdays, not 2 and 5.",
    ),
    (
        {"weekday_bells": (WeekdayBell(weekday=Weekday.WED, bell="x"),) * 2},
        "a weekday has two bell schedules.",
    ),
    ({"overrides": (DateOverride(date=day(1)),) * 2}, "a date has two overrides."),
    (
        {
            "terms": (
                Term(id="Q2", name="Q2", first=day(4), last=day(9)),
                Term(id="Q1", name="Q1", first=day(0), last=day(4)),
            )
        },
        'term "Q2" begins before term "Q1" has ended.',
    ),
    (
        {
            "segments": (
                Segment(id="S1", name="S1", first=day(0), last=day(9)),
                Segment(id="S2", name="S2", first=day(4), last=day(5)),
            )
        },
        'segment "S2" begins before segment "S1" has ended.',
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSED, ids=lambda value: str(value)[:50])
def test_a_calendar_that_contradicts_itself_is_refused(
    changes: dict[str, Any], sentence: str
) -> None:
    (found,) = complaints(SchoolCalendar, **fields(**changes))
    assert found.startswith(sentence)


ACCEPTED: list[dict[str, Any]] = [
    {"last": day(400)},
    {"cycle_days": ("A",), "cycle": CycleKind.ROTATING},
    {
        "terms": (
            Term(id="Q1", name="Q1", first=day(0), last=day(4)),
            Term(id="Q2", name="Q2", first=day(5), last=day(9)),
        )
    },
]


@pytest.mark.parametrize("changes", ACCEPTED, ids=lambda value: str(value)[:50])
def test_a_calendar_at_the_border_is_accepted(changes: dict[str, Any]) -> None:
    assert complaints(SchoolCalendar, **fields(**changes)) == ()


def test_ranges_end_after_they_begin() -> None:
    assert complaints(Dates, first=day(1), last=day(1)) == ()
    assert complaints(Dates, first=day(1), last=day(0)) == (
        "the last day 2026-08-31 lies before the first 2026-09-01.",
    )
