"""The year after: the same people and classes on other dates, and a word on everything else."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from scheduler.domain.calendar import DateOverride, NamedDates, Weekday
from scheduler.domain.courses import Lock
from scheduler.domain.district.delivered import DeliveredPD, Records
from scheduler.domain.district.next_calendar import next_calendar
from scheduler.domain.district.roll_over import Carry, PDDebts, pd_debts, roll_over
from scheduler.domain.pd import Exclusion, FixedWeek, Rhythm, WeekType
from scheduler.domain.policy import Absence
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Duty
from scheduler.samples import known_plan, make
from tests.cast import plan_id, small_calendar, small_plan, small_school

PUBLIC = {
    date(2026, 9, 7): "Labor Day",
    date(2026, 11, 26): "Thanksgiving",
    date(2027, 9, 6): "Labor Day",
    date(2027, 11, 25): "Thanksgiving",
    date(2027, 10, 11): "Columbus Day",
}


# --- dates ------------------------------------------------------------


def test_weeks_stay_weeks_and_a_public_holiday_has_its_own_date() -> None:
    old = small_school().calendar
    new = next_calendar(old, None, PUBLIC)
    assert (new.calendar.first, new.days) == (old.first + timedelta(days=364), 364)
    assert [(one.name, one.first, one.last) for one in new.calendar.holidays] == [
        ("Labor Day", date(2027, 9, 6), date(2027, 9, 6)),
        ("Thanksgiving", date(2027, 11, 24), date(2027, 11, 26)),
    ]
    assert {Weekday.of(one.first) for one in new.calendar.terms} == {Weekday.MON}
    assert any("Oct 11, 2027 (Columbus Day) is a school day" in one for one in new.notes)


def test_a_first_day_in_the_middle_of_a_week_moves_the_rest_by_whole_weeks() -> None:
    new = next_calendar(small_school().calendar, date(2027, 9, 1), PUBLIC)
    assert new.days % 7 == 0
    assert new.calendar.first == date(2027, 9, 1)
    assert Weekday.of(new.calendar.last) is Weekday.FRI


def test_a_holiday_on_a_day_without_school_is_left_out_and_told() -> None:
    old = dataclasses.replace(
        small_school().calendar,
        holidays=(NamedDates(first=date(2026, 11, 11), last=date(2026, 11, 11), name="Veterans"),),
    )
    public = {date(2026, 11, 11): "Veterans Day", date(2027, 11, 13): "Veterans Day"}
    new = next_calendar(old, None, public)
    assert new.calendar.holidays == ()
    assert "Veterans falls on Sat, Nov 13, 2027 and was left out." in new.notes


def test_a_holiday_that_is_not_known_next_year_moves_by_weeks_and_is_to_be_checked() -> None:
    new = next_calendar(small_school().calendar, None, {date(2026, 9, 7): "Labor Day"})
    assert new.calendar.holidays[0].first == date(2027, 9, 6)
    assert any("check it" in one for one in new.notes)


def test_special_days_are_named_and_not_taken_over() -> None:
    override = DateOverride(date=date(2026, 9, 25), bell="early", name="Assembly")
    old = dataclasses.replace(small_school().calendar, overrides=(override,))
    new = next_calendar(old, None, {})
    assert new.calendar.overrides == ()
    assert new.dropped == ("Assembly on Sep 25, 2026.",)


# --- people and classes ------------------------------------------------------------


def test_what_is_of_one_year_goes_and_is_counted() -> None:
    school = small_school(
        locks=(Lock(section="ELA-6A", meeting=1, slot=Slot("Mon", 1)),),
        absences=(Absence(person="bob", first=date(2026, 9, 9), last=date(2026, 9, 9)),),
    )
    rolled = roll_over(school, id="elm-27")
    assert rolled.school.id == "elm-27"
    assert rolled.school.requests == rolled.school.locks == rolled.school.absences == ()
    for sentence in ("Coaching requests: 1.", "Locks of meetings: 1.", "Absences: 1."):
        assert sentence in rolled.dropped
    assert rolled.school.sections == school.sections
    assert rolled.school.staff == school.staff


@pytest.mark.parametrize("name", ["elementary", "middle", "high"])
def test_a_sample_rolls_over_whole(name: str) -> None:
    school, plan = make(name), known_plan(name)
    rolled = roll_over(school, id="next", carry=Carry(plan))
    new = rolled.school
    (leaver,) = [one for one in school.staff if one.last]
    (heir,) = [one for one in school.staff if one.replaces]
    assert {one.id for one in school.staff} - {one.id for one in new.staff} == {leaver.id}
    assert f"{leaver.name}, who has left; {heir.name} has their place." in rolled.dropped
    assert new.person[heir.id].first is None
    assert new.person[heir.id].name == heir.name
    assert [one.id for one in new.pd_groups] == [one.id for one in school.pd_groups]
    assert not any(heir.id == owed.person for group in new.pd_groups for owed in group.owed)
    assert not [one for one in rolled.dropped if "does not stand" in one]
    assert all(heir.id in group.members for group in new.pd_groups if leaver.id in group.members)
    assert len(new.sections) == len(school.sections)
    assert 170 <= len(new.calendar.days) <= 185
    taught = {new.course[id].area for id in new.person[heir.id].last_year}
    assert taught <= set(heir.areas)


def test_what_does_not_stand_without_a_leaver_goes_and_is_told() -> None:
    staff = tuple(
        dataclasses.replace(one, last=date(2026, 10, 30)) if one.id == "carol" else one
        for one in small_school().staff
    )
    rolled = roll_over(small_school(staff=staff), id="next")
    assert rolled.school.duties == ()
    assert 'Duty "bus" does not stand without them.' in rolled.dropped
    assert "Carol Clark, who has left; nobody has taken their place." in rolled.dropped


def test_a_duty_of_two_goes_on_with_one() -> None:
    school = small_school()
    duty: Duty = dataclasses.replace(school.duties[0], staff=("carol", "bob"))
    staff = tuple(
        dataclasses.replace(one, last=date(2026, 10, 30)) if one.id == "carol" else one
        for one in school.staff
    )
    rolled = roll_over(small_school(staff=staff, duties=(duty,)), id="next")
    assert rolled.school.duties[0].staff == ("bob",)


def test_weeks_of_the_rhythm_and_blackout_move_along() -> None:
    rhythm = Rhythm(
        fixed=(FixedWeek(monday=date(2026, 9, 14), type=WeekType.PD),),
        blackout=(NamedDates(first=date(2026, 12, 7), last=date(2026, 12, 9), name="Tests"),),
    )
    new = roll_over(small_school(rhythm=rhythm), id="next").school.rhythm
    assert new.fixed[0].monday == date(2027, 9, 13)
    assert new.blackout[0].first == date(2027, 12, 6)


# --- PD debts ------------------------------------------------------------


def delivered(*people: str) -> Records:
    day = small_calendar().pd_days[0]
    return Records(pd_days=(DeliveredPD(pd_day=day.id, date=day.date, members=people),))


def test_what_did_not_take_place_is_owed_on_top_where_the_policy_says_so() -> None:
    school, plan = small_school(), small_plan(calendar=small_calendar())
    debts = pd_debts(school, plan, delivered("alice"), PDDebts.CARRY)
    assert debts == {("core", "alice"): 1, ("core", "bob"): 2}
    rolled = roll_over(school, id="next", carry=Carry(plan, debts))
    group = rolled.school.pd_groups[0]
    assert [group.owed_by(one) for one in group.members] == [3, 4]
    assert "3 PD days that did not take place are owed on top." in rolled.kept


def test_debts_can_be_forgiven() -> None:
    school, plan = small_school(), small_plan(calendar=small_calendar())
    assert pd_debts(school, plan, Records(), PDDebts.FORGIVE) == {}
    assert pd_debts(school, small_plan(), Records(), PDDebts.CARRY) == {}


def test_a_record_of_a_day_that_the_plan_does_not_have_pays_no_debt() -> None:
    record = DeliveredPD(pd_day=plan_id("other"), date=date(2026, 9, 17), members=("alice",))
    plan = small_plan(calendar=small_calendar())
    debts = pd_debts(small_school(), plan, Records(pd_days=(record,)), PDDebts.CARRY)
    assert debts["core", "alice"] == 2


def test_dates_excluded_for_pd_are_of_one_year() -> None:
    school = small_school()
    out = Exclusion(first=date(2026, 9, 21), last=date(2026, 9, 25), person="bob")
    group = dataclasses.replace(school.pd_groups[0], exclusions=(out,))
    rolled = roll_over(small_school(pd_groups=(group,)), id="next")
    assert rolled.school.pd_groups[0].exclusions == ()
    assert "Dates on which somebody was not sent to PD: 1." in rolled.dropped
