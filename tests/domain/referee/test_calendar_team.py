"""Meetings of the team, demanded shares, and teachers' planning: rules C11, C14 and C15."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import TeamEvent
from scheduler.domain.form import Clock
from scheduler.domain.measures import figures
from scheduler.domain.pd import Rhythm
from scheduler.domain.policy import Policy, ShareDemand
from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.referee.calendar_team import share_of
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.wishes import CommonPlanning, PartRelease, Release, Rights
from tests.domain.referee.builders import bell, klass, person, placed, track
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    GROUP,
    Book,
    asked,
    calendar,
    day,
    group,
    request,
    school,
    template,
)


def plc(**changes: Any) -> Any:
    """A school with one event of 60 minutes a term, three weeks apart."""
    given: dict[str, Any] = {"minutes": 60, "least_days_apart": 21}
    of_school = {name: changes.pop(name) for name in list(changes) if name in SCHOOL_FIELDS}
    return school(team_events=(TeamEvent(id="plc", name="PLC", **given | changes),), **of_school)


SCHOOL_FIELDS = ("staff", "rhythm", "calendar", "release")


# --- C11 -----------------------------------------------------------------------------------------


def test_an_event_takes_place_once_a_term() -> None:
    book = Book(plc())
    book.team("9-15", "4 5")
    assert book.broken() == {"C11": 1}
    book.team("10-6", "4 5")
    assert book.broken() == {}
    book.team("10-7", "4 5")
    assert book.broken() == {"C11": 1, "C11b": 1}


def test_a_missing_meeting_is_listed() -> None:
    book = Book(plc())
    book.hole("C11", "plc", amount=2)
    assert book.broken() == {}
    book.team("9-15", "4 5")
    assert book.broken() == {"C11": 1}
    book.rows["holes"] = []
    book.hole("C11", "plc", amount=1)
    assert book.broken() == {}


def test_an_event_once_in_its_window() -> None:
    once = plc(per_term=False, first=day("9-21"), last=day("9-25"))
    for on, keys in (("9-21", {}), ("9-25", {}), ("9-18", {"C11": 2}), ("9-28", {"C11": 2})):
        book = Book(once)
        book.team(on, "4 5")
        assert book.broken() == keys


def test_only_terms_that_touch_the_window_count() -> None:
    book = Book(plc(first=day("10-5")))
    book.team("10-6", "4 5")
    assert book.broken() == {}
    book.team("9-15", "4 5")
    assert book.broken() == {"C11": 1}
    late = Book(plc(last=day("10-5")))
    late.hole("C11", "plc", amount=2)
    assert late.broken() == {}


def test_a_window_before_the_year_holds_nothing() -> None:
    book = Book(plc(per_term=False, last=day("9-1")))
    book.hole("C11", "plc")
    assert book.broken() == {}


def test_a_school_without_terms_has_no_meeting_a_term() -> None:
    book = Book(plc(calendar=calendar(terms=())))
    assert book.broken() == {}
    book.team("9-15", "4 5")
    assert book.broken() == {"C11": 1}


@pytest.mark.parametrize(
    ("periods", "minutes", "keys"),
    [
        ("4", 50, {}),
        ("4", 51, {"C11a": 1}),
        ("4 5", 51, {}),
        ("4 5", 50, {"C11a": 1}),
        ("4 6", 60, {"C11a": 1}),
        ("9", 50, {"C11a": 1}),
        ("", 50, {"C11a": 1}),
    ],
)
def test_a_meeting_takes_the_fewest_periods(
    periods: str, minutes: int, keys: dict[str, int]
) -> None:
    book = Book(plc(per_term=False, minutes=minutes))
    book.team("9-15", periods)
    assert book.broken() == keys


def test_a_meeting_has_the_time_of_its_periods() -> None:
    book = Book(plc(per_term=False))
    book.team("9-15", "4 5", end=Clock(800))
    assert book.broken() == {"C11a": 1}


def test_all_released_plus_teachers_are_there() -> None:
    for people, keys in (("pat", 1), ("pat quin cat", 1), ("pat pat quin", 1), ("quin pat", 0)):
        book = Book(plc(per_term=False))
        book.team("9-15", "4 5", people)
        assert book.broken().get("C11a", 0) == keys, people


def test_who_is_not_employed_is_not_there() -> None:
    late = (person("quin", areas=("X", "M"), volunteer=True, first=day("9-21")),)
    book = Book(plc(per_term=False, staff=late))
    book.team("9-15", "4 5", "pat")
    assert book.broken() == {}
    book.rows["team_meetings"] = []
    book.team("9-21", "4 5", "pat")
    assert book.broken() == {"C11a": 1}


def test_partly_released_ones_need_not_come() -> None:
    part = Release(k=2, part=(PartRelease(person="cat", most_load=5),))
    book = Book(plc(per_term=False, release=part))
    book.team("9-15", "4 5")
    assert book.broken() == {}


def test_a_meeting_lies_on_an_open_school_day() -> None:
    book = Book(plc(per_term=False))
    book.team("9-19", "4 5")
    assert book.broken() == {"C11a": 1}
    testing = NamedDates(first=day("9-15"), last=day("9-15"), name="Testing")
    shut = Book(plc(per_term=False, rhythm=Rhythm(blackout_ends=False, blackout=(testing,))))
    shut.team("9-15", "4 5")
    assert shut.broken() == {"C11a": 1}


@pytest.mark.parametrize(("on", "keys"), [("10-6", {}), ("10-5", {"C11b": 1})])
def test_meetings_keep_their_distance(on: str, keys: dict[str, int]) -> None:
    book = Book(plc())
    book.team("9-15", "4 5")
    book.team(on, "4 5")
    assert book.broken() == keys


# --- C14 -----------------------------------------------------------------------------------------

# Two Plus teachers, 30 days of 300 minutes; a day out costs four periods of 50, one day of each.
DAYS_OUT = ("9-15", "9-22", "10-6")
FREE, WHOLE = 1 - Fraction(3 * 200, 2 * 30 * 300), 1 - Fraction(6, 60)


def demanding(*demands: ShareDemand) -> Book:
    book = Book(dataclasses.replace(group(days_owed=3), share_demands=demands))
    for on in DAYS_OUT:
        book.out(on)
    return book


def test_shares_by_hand() -> None:
    book = demanding()
    year = Year(book.school, book.plan())
    days = book.school.calendar.days
    assert share_of(year, "free_share", days) == FREE == Fraction(29, 30)
    assert share_of(year, "whole_day_share", days) == WHOLE == Fraction(9, 10)
    first = year.terms["T1"]
    assert share_of(year, "free_share", first) == 1 - Fraction(400, 9000)
    assert share_of(year, "whole_day_share", first) == 1 - Fraction(4, 30)
    assert share_of(year, "free_share", ()) is None


def test_a_share_is_reached_exactly() -> None:
    assert demanding(ShareDemand(figure="whole_day_share", least=0.9)).broken() == {}
    assert demanding(ShareDemand(figure="whole_day_share", least=0.9001)).broken() == {"C14": 1}
    assert demanding(ShareDemand(figure="free_share", least=0.96)).broken() == {}
    assert demanding(ShareDemand(figure="free_share", least=0.97)).broken() == {"C14": 1}


def test_a_share_is_demanded_of_each_term() -> None:
    term = ShareDemand(figure="whole_day_share", least=0.9, over="term")
    # 26 of 30 in the first, 28 of 30 in the second term.
    book = demanding(term)
    assert book.broken() == {"C14": 1}
    assert "First term" in book.texts("C14")[0]


@pytest.mark.parametrize(
    ("least", "units"), [(0.9, 0), (0.9001, 1), (0.901, 1), (0.9011, 2), (1.0, 100)]
)
def test_a_soft_share_costs_each_missing_thousandth(least: float, units: int) -> None:
    book = demanding(ShareDemand(figure="whole_day_share", least=least, strength=3))
    assert book.broken() == {}
    assert book.judged().units("C14") == units
    assert book.level("rules") == 3 * units


def test_team_meetings_and_partly_released_count_in_the_free_share() -> None:
    book = Book(plc(per_term=False, minutes=60))
    book.team("9-15", "4 5")
    year = Year(book.school, book.plan())
    assert share_of(year, "free_share", book.school.calendar.days) == 1 - Fraction(200, 18000)
    book.rows["team_meetings"] = []
    book.team("9-19", "4 5")
    year = Year(book.school, book.plan())
    assert share_of(year, "free_share", book.school.calendar.days) == 1


def test_days_with_a_class_of_one_s_own_can_never_be_whole() -> None:
    # Cat keeps class m, on Mondays only: of 30 days 24 count, and cover takes one of them.
    part = Release(k=2, part=(PartRelease(person="cat", most_load=5),))
    classes = (*CLASSES[:4], klass("m", "cat", lengths=(1,), area="M"))
    pd = (dataclasses.replace(GROUP, days_owed=1),)
    for on, whole in (("9-15", Fraction(3, 84)), ("9-14", Fraction(2, 84))):
        book = Book(school(*classes, release=part, pd_groups=pd))
        book.timetable = dataclasses.replace(
            book.timetable,
            meetings=tuple(
                one
                for one in book.timetable.meetings
                if one.section != "m" or one.slot.day == "Mon"
            ),
        )
        book.out(on, by="a=pat b=pat c=quin d=cat")
        plan, days = book.plan(), book.school.calendar.days
        assert share_of(Year(book.school, plan), "whole_day_share", days) == 1 - whole
        figure = figures(book.school, plan).whole_day_share
        assert figure == pytest.approx(float(1 - whole))


def test_without_a_team_nothing_is_demanded() -> None:
    book = Book(school(share_demands=(ShareDemand(figure="free_share", least=1.0),)), released="")
    assert book.broken() == {}


# --- C15 -----------------------------------------------------------------------------------------


def conferences(*dates: str, fine: bool = False, most: int = 2, **changes: Any) -> Book:
    requests = tuple(request(f"r{n}", planning_is_fine=fine) for n, _ in enumerate(dates))
    policy = Policy(planning_conferences_a_week=most)
    book = Book(school(templates=(template(),), requests=requests, policy=policy, **changes))
    for n, on in enumerate(dates):
        book.meet(on, "4", request=f"r{n}")
    return book


def test_conferences_a_week_are_capped() -> None:
    assert conferences("9-14", "9-16").broken() == {}
    book = conferences("9-14", "9-16", "9-18")
    assert book.broken() == {"C15a": 1}
    assert set(book.judged().of("C15a")[0].ids) >= {"r0", "r1", "r2"}
    assert conferences("9-16", "9-18", "9-21").broken() == {}  # another week
    assert conferences("9-14", most=0).broken() == {"C15a": 1}


def test_the_tick_lifts_both_limits_and_is_never_named() -> None:
    assert conferences("9-14", "9-15", "9-16", fine=True).broken() == {}
    book = conferences("9-14", "9-15", "9-16")
    assert "fine" not in " ".join(book.texts("C15a"))


# Ann teaches in periods 1 and 2 of six of 50 minutes; with a conference in 4 three are left.


def rights(minutes: int, **changes: Any) -> Rights:
    given: dict[str, Any] = {"planning_block_minutes": 0, "lunch_minutes": 0}
    return Rights(planning_minutes=minutes, **given | changes)


def left(minutes: int, *, of_rights: dict[str, Any] | None = None, **changes: Any) -> Any:
    """Violations of C15 (Plus teachers' planning is not the matter here)."""
    book = conferences("9-15", rights=rights(minutes, **(of_rights or {})), **changes)
    return {key: count for key, count in book.broken().items() if key.startswith("C15")}


def test_the_planning_that_is_left_reaches_the_right() -> None:
    assert left(150) == {}
    assert left(151) == {"C15b": 1}
    assert left(151, fine=True) == {}
    assert left(0) == {}


def test_only_long_enough_blocks_count() -> None:
    # Period 3 alone is a block of 50, periods 5 and 6 one of 100.
    assert left(100, of_rights={"planning_block_minutes": 51}) == {}
    assert left(101, of_rights={"planning_block_minutes": 51}) == {"C15b": 1}
    assert left(1, of_rights={"planning_block_minutes": 101}) == {"C15b": 1}


def test_duties_closed_slots_and_team_time_are_no_planning() -> None:
    times = (DutyTime(bell="regular", start=Clock(740), end=Clock(745)),)
    duty = Duty(id="hall", name="Hall", staff=("ann",), times=times)
    assert left(100, duties=(duty,)) == {}
    assert left(101, duties=(duty,)) == {"C15b": 1}
    closed = (person("ann", unavailable=(Slot("Tue", 6),)),)
    assert left(100, staff=closed) == {}
    assert left(101, staff=closed) == {"C15b": 1}
    for counts, most in ((False, 100), (True, 150)):
        team = CommonPlanning(
            id="core", name="Core", staff=("ann", "ben"), counts_as_planning=counts
        )
        for minutes, keys in ((most, {}), (most + 1, {"C15b": 1})):
            book = conferences("9-15", rights=rights(minutes), common_planning=(team,))
            other = Book(book.school, places=("core: Tue6",))
            other.rows = book.rows
            found = {key for key in other.broken() if key.startswith("C15")}
            assert found == set(keys)


def test_a_teacher_s_own_right_counts() -> None:
    assert left(10, staff=(person("ann", planning_minutes=150),)) == {}
    assert left(10, staff=(person("ann", planning_minutes=151),)) == {"C15b": 1}


def test_lunch_is_taken_where_it_costs_least() -> None:
    of_rights = {"lunch_minutes": 30, "lunch_from": Clock(590), "lunch_to": Clock(845)}
    assert left(150, of_rights=of_rights) == {}  # the bell has a lunch
    no_lunch = {"bells": (bell(track(lunch="")),)}
    assert left(150, of_rights=of_rights, **no_lunch) == {}  # between periods 4 and 5
    tight = {
        "bells": (
            bell(
                track(
                    times=(
                        "08:00-08:50",
                        "08:55-09:45",
                        "09:50-10:40",
                        "10:45-11:35",
                        "11:40-12:30",
                        "12:35-13:25",
                    ),
                    lunch="",
                )
            ),
        )
    }
    # The half hour fits into period 4, which the conference has taken; a conference is no class.
    assert left(150, of_rights=of_rights, **tight) == {}
    never = {**of_rights, "lunch_from": Clock(700), "lunch_to": Clock(750)}
    assert left(100, of_rights=never, **tight) == {}
    assert left(101, of_rights=never, **tight) == {"C15b": 1}


def test_a_lunch_that_fits_nowhere_takes_nothing() -> None:
    of_rights = {"lunch_minutes": 60, "lunch_from": Clock(480), "lunch_to": Clock(585)}
    no_lunch = {"bells": (bell(track(lunch="")),)}
    assert left(150, of_rights=of_rights, **no_lunch) == {}
    assert left(151, of_rights=of_rights, **no_lunch) == {"C15b": 1}


def test_a_shortened_day_leaves_one_whole_period() -> None:
    short = {"bells": (bell(shortened=True),)}
    assert left(300, **short) == {}
    full = (*(klass(f"x{n}", "ann", lengths=DAILY) for n in (1, 2, 3, 5, 6)),)
    requests = (request("r", planning_is_fine=False),)
    of = school(*full, templates=(template(),), requests=requests, rights=rights(45), **short)
    book = Book(of, **{f"x{n}": n for n in (1, 2, 3, 5, 6)})
    book.meet("9-15", "4", request="r")
    assert book.broken()["C15b"] == 1
    assert "0 of 1 whole periods" in book.texts("C15b")[0]


def test_planning_may_be_due_over_the_week() -> None:
    weekly = {"planning_per": "cycle"}
    # Four days with 200 minutes, one with 150.
    assert left(190, of_rights=weekly) == {}
    assert left(191, of_rights=weekly) == {"C15b": 1}
    short = {"bells": (bell(shortened=True),)}
    assert left(480, of_rights=weekly, **short) == {}


def test_nothing_is_due_on_a_day_without_classes() -> None:
    requests = (request("r", planning_is_fine=False),)
    one = school(
        klass("a", "ann", lengths=(1,)),
        templates=(template(),),
        requests=requests,
        rights=rights(300),
    )
    book = Book(one)
    book.timetable = placed("a Mon1")
    book.meet("9-15", "4", request="r")
    assert "C15b" not in book.broken()
    book.rows["sessions"] = []
    book.meet("9-14", "4", request="r")
    assert book.broken()["C15b"] == 1


def test_a_session_without_school_leaves_planning_alone() -> None:
    book = conferences("9-19", rights=rights(45))
    assert book.broken() == {"C7": 1}


def test_sessions_at_other_times_do_not_use_planning() -> None:
    book = Book(asked(planning_is_fine=False, policy=Policy(planning_conferences_a_week=0)))
    book.meet("9-15", "4", teacher_is="nowhere")
    assert book.broken() == {"C8f": 1}
