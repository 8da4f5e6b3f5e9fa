"""The rhythm of the year."""

from datetime import date

from scheduler.domain.pd import WeekType
from scheduler.services.years import rhythm
from tests.cast import small_calendar, small_plan, small_school


def year_plan():
    return small_plan(calendar=small_calendar())


def cells():
    return {day.date: day for row in rhythm(small_school(), year_plan()) for day in row.days}


def test_a_pd_day_shows_its_group_and_how_many_are_out():
    day = cells()[date(2026, 9, 17)]
    assert (day.pd, day.out, day.covers) == (("Core team",), 2, 4)


def test_a_holiday_is_no_school_day_and_says_why():
    assert cells()[date(2026, 9, 7)].note == "Labor Day"
    assert not cells()[date(2026, 9, 7)].is_school_day


def test_an_early_release_is_named_and_a_regular_day_is_not():
    assert cells()[date(2026, 9, 9)].note == "Early"
    assert cells()[date(2026, 9, 10)].note == ""


def test_a_session_is_counted_on_its_date():
    assert cells()[date(2026, 9, 18)].sessions == 1


def test_weeks_have_the_type_of_the_plan_or_none():
    types = {row.monday: row.type for row in rhythm(small_school(), year_plan())}
    assert types[date(2026, 9, 14)] is WeekType.MIXED
    plan = small_plan()
    assert {row.type for row in rhythm(small_school(), plan)} == {None}
