"""People of two sites are wanted at one place at a time, or the clash is named."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SCHOOL_WEEK, Weekday
from scheduler.domain.days import TeamYear
from scheduler.domain.district.clashes import SitePlan, clashes, promised, with_promises
from scheduler.domain.district.occupied import Busy, occupied
from scheduler.domain.form import Clock
from scheduler.domain.referee import check
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere
from scheduler.samples.district import DistrictSample, sample_district
from tests.cast import small_calendar, small_plan, small_school
from tests.district_cast import moved_to

PD_DAY, PLAIN = date(2026, 9, 17), date(2026, 9, 21)


def busy(person: str, day: date) -> list[Busy]:
    year = TeamYear(small_school(), small_plan(calendar=small_calendar()))
    return occupied(year, person, year.school.calendar.by_date[day])


# --- what a plan needs a person for ----------------------------------------------------------


def test_classes_and_duties_need_a_person() -> None:
    assert busy("carol", PLAIN) == [
        Busy(Span(485, 505), "stands Bus duty"),
        Busy(Span(640, 700), "teaches Art 6 (6A)"),
    ]


def test_who_is_out_for_pd_is_needed_there_and_nowhere_else() -> None:
    assert busy("alice", PD_DAY) == [Busy(Span(510, 800), "is out for PD")]


def test_cover_needs_the_coverer() -> None:
    assert [one.what for one in busy("dave", PD_DAY)] == ["covers ELA 6 (6A)", "covers ELA 7 (7A)"]


def test_a_session_says_of_both_only_that_they_are_busy() -> None:
    session = small_calendar().sessions[0]
    for person in (session.coach, session.teacher):
        words = [one.what for one in busy(person, session.date) if one.span == session.span]
        assert "is busy" in words


# --- clashes ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made() -> DistrictSample:
    return sample_district()


def posts(made: DistrictSample, number: int = 0) -> list[SitePlan]:
    return [
        SitePlan(
            made.schools[post.site].name, made.schools[post.site], made.plans[post.site], post.staff
        )
        for post in made.district.shared[number].posts
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_the_known_plans_of_the_sample_do_not_clash(made: DistrictSample, number: int) -> None:
    assert clashes(posts(made, number)) == ()


def moved_to_period_1(post: SitePlan) -> SitePlan:
    return moved_to(post, Slot("Mon", 1))


def test_what_only_a_special_bell_brings_about_is_told_apart(made: DistrictSample) -> None:
    morning, afternoon = posts(made)
    found = clashes([moved_to(morning, Slot("Thu", 3)), moved_to(afternoon, Slot("Thu", 4))])
    assert found
    assert all(one.is_of_special_bells for one in found)
    dates = {date for one in found for date in one.dates}
    assert {afternoon.school.calendar.by_date[one].bell for one in dates} == {"early"}
    usual = clashes([moved_to_period_1(morning), moved_to_period_1(afternoon)])
    assert any(not one.is_of_special_bells for one in usual)


def test_a_clash_is_named_once_for_all_its_dates(made: DistrictSample) -> None:
    morning, afternoon = posts(made)
    found = clashes([moved_to_period_1(morning), moved_to_period_1(afternoon)])
    monday = next(one for one in found if Weekday.of(one.dates[0]) is Weekday.MON)
    assert monday.person == made.district.shared[0].name
    assert len(monday.dates) > 20
    assert monday.sentence.startswith(f"{monday.person} teaches Music ")
    assert f" at {morning.name} on Mon 08:00-08:47, and teaches Music " in monday.sentence
    assert f" at {afternoon.name} 08:15-09:00 (" in monday.sentence


def test_the_way_between_the_sites_counts(made: DistrictSample) -> None:
    morning, afternoon = posts(made)
    person = afternoon.school.person[afternoon.staff]
    slow = dataclasses.replace(person.elsewhere[0], travel_minutes=240)
    school = with_promises(afternoon.school, afternoon.staff, morning.name, [slow])
    assert clashes([morning, dataclasses.replace(afternoon, school=school)])


# --- promises --------------------------------------------------------------------------------


def test_a_plan_becomes_a_stretch_of_each_weekday(made: DistrictSample) -> None:
    morning, _ = posts(made)
    found = promised(morning, 20)
    assert {one.site for one in found} == {morning.name}
    assert {day for one in found for day in one.weekdays} <= set(SCHOOL_WEEK)
    regular = next(one for one in found if Weekday.MON in one.weekdays)
    assert (regular.start, regular.travel_minutes) == (531, 20)
    assert regular.end <= 649


def test_the_other_site_can_keep_the_promises(made: DistrictSample) -> None:
    morning, afternoon = posts(made)
    school = with_promises(afternoon.school, afternoon.staff, morning.name, promised(morning))
    promises = school.person[afternoon.staff].elsewhere
    # The way is the one that was entered by hand.
    assert {one.travel_minutes for one in promises} == {20}
    assert check(school, afternoon.plan).is_valid


def test_promises_to_other_sites_stay() -> None:
    away = Elsewhere(start=Clock(800), end=Clock(900), site="Oak")
    other = dataclasses.replace(away, site="Elm")
    school = with_promises(small_school(), "carol", "Elm", [other])
    school = with_promises(school, "carol", "Oak", [away])
    assert school.person["carol"].elsewhere == (other, away)
    assert with_promises(school, "carol", "Oak", []).person["carol"].elsewhere == (other,)


def test_who_is_not_needed_is_promised_to_nobody() -> None:
    post = SitePlan("Elm", small_school(), small_plan(), "dave")
    assert promised(post) == ()
