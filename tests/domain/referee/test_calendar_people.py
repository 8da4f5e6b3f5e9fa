"""A person's day, caps and standby: rules C3 and C13."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import Weekday
from scheduler.domain.coaching import Kind, TeacherIs, TeamEvent
from scheduler.domain.form import Clock
from scheduler.domain.policy import Absence, CoverCaps, PlusLimits
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import PartRelease, Release, Rights
from tests.domain.referee.builders import bell, klass, track
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    STAFF,
    Book,
    asked,
    calendar,
    day,
    group,
    request,
    school,
    step,
    template,
)

PLC = TeamEvent(id="plc", name="PLC", minutes=45, per_term=False)


def out(by: str = "a=pat b=pat c=quin d=quin", **changes: Any) -> Book:
    """Ann and Ben out on Tuesday 9-15, under a changed school."""
    book = Book(dataclasses.replace(group(days_owed=1), **changes))
    book.out("9-15", by=by)
    return book


def plus(id: str, **changes: Any) -> dict[str, Any]:
    """The staff with one Plus teacher changed."""
    return {
        "staff": tuple(
            dataclasses.replace(one, **changes) if one.id == id else one for one in STAFF
        )
    }


# --- C3a, C3f: one place -------------------------------------------------------------------------


def test_two_classes_at_a_time_are_one_too_many() -> None:
    book = out("a=pat b=pat c=pat d=quin")
    assert book.broken() == {"C3a": 1}
    (text,) = book.texts("C3a")
    assert "Pat (pat)" in text
    assert "Course C-a (a), period 1" in text
    assert "08:00" in text


def test_adjacent_periods_do_not_overlap() -> None:
    touching = track(times=("08:00-08:50", "08:50-09:40", "09:40-10:30"), lunch="")
    book = Book(dataclasses.replace(group(days_owed=1), bells=(bell(touching),)))
    book.out("9-15", by="a=pat b=pat c=quin d=pat")
    assert book.broken() == {}


def test_overlap_is_by_the_clock_of_each_track() -> None:
    later = track("late", times=("08:30-09:20", "09:25-10:15", "10:20-11:10"))
    classes = (CLASSES[0], CLASSES[1], klass("c", "ben", lengths=DAILY, track="late"), CLASSES[3])
    of = school(*classes, bells=(bell(track(), later),), pd_groups=group(days_owed=1).pd_groups)
    book = Book(of)
    book.out("9-15", by="a=pat b=pat c=quin d=quin")
    assert book.broken() == {}
    # Class c now runs from 08:30 to 09:20: into both periods of Ann's.
    clash = Book(of)
    clash.out("9-15", by="a=pat b=quin c=pat d=quin")
    assert clash.broken() == {"C3a": 1}


def test_coaching_and_cover_do_not_overlap() -> None:
    book = Book(asked(teacher="cat", pd_groups=group(days_owed=1).pd_groups))
    book.out("9-15")
    book.meet("9-15", "2", teacher="cat")
    assert book.broken() == {"C3a": 1}
    book.rows["sessions"] = []
    book.meet("9-15", "3", teacher="cat")
    assert book.broken() == {}


def test_a_team_meeting_is_a_place() -> None:
    book = out(team_events=(PLC,))
    book.team("9-15", "3")
    assert book.broken() == {"C3a": 1}  # Quin covers d
    book.rows["team_meetings"] = []
    book.team("9-15", "4")
    assert book.broken() == {}


def test_a_duty_of_a_plus_teacher_is_a_place() -> None:
    lunch = Duty(
        id="hall",
        name="Hall",
        staff=("pat",),
        times=(DutyTime(bell="regular", start=Clock(525), end=Clock(534)),),
    )
    # From 08:45 to 08:54: into period 1, not into period 2 from 08:55 on.
    assert out(duties=(lunch,)).broken() == {"C3a": 1}
    assert out("a=quin b=pat c=pat d=quin", duties=(lunch,)).broken() == {"C3a": 1}
    assert out("a=quin b=pat c=quin d=quin", duties=(lunch,)).broken() == {"C3a": 1}
    early = dataclasses.replace(
        lunch, times=(DutyTime(bell="regular", start=Clock(530), end=Clock(535)),)
    )
    assert out(duties=(early,)).broken() == {}


def test_a_partly_released_plus_teacher_keeps_their_classes() -> None:
    part = Release(k=1, part=(PartRelease(person="quin", most_load=5),))
    classes = (*CLASSES[:4], klass("m", "quin", lengths=DAILY))
    book = Book(
        school(*classes, release=part, pd_groups=group(days_owed=1).pd_groups), released="pat"
    )
    book.out("9-15")
    assert book.broken() == {"C3a": 1}  # class m in period 1, where Quin covers c
    swapped = Book(book.school, released="pat")
    swapped.out("9-15", by="a=pat b=quin c=pat d=quin")
    assert swapped.broken() == {"C3a": 1}  # Pat now has a and c
    later = Book(book.school, released="pat", c=4)
    later.cover("9-15", "a", "pat")
    later.cover("9-15", "b", "pat")
    later.cover("9-15", "c", "quin", period=4)
    later.cover("9-15", "d", "quin")
    later.pd("9-15")
    assert later.broken() == {}


def test_a_teacher_is_in_one_session_at_a_time() -> None:
    two = (request("r"), request("r2", teacher="ann"))
    book = Book(school(templates=(template(),), requests=two))
    book.meet("9-15", "4")
    book.meet("9-15", "4", coach="quin", request="r2")
    assert book.broken() == {"C3f": 1}
    book.rows["sessions"].pop()
    book.meet("9-15", "5", coach="quin", request="r2")
    assert book.broken() == {}


def test_an_asynchronous_session_takes_nothing_of_the_teacher() -> None:
    two = (request("r"), request("r2", template="async"))
    nowhere = dataclasses.replace(
        template(step(teacher_is=TeacherIs.NOWHERE), kind=Kind.ASYNCHRONOUS), id="async"
    )
    book = Book(school(templates=(template(), nowhere), requests=two))
    book.meet("9-15", "4")
    book.meet("9-15", "4", coach="quin", request="r2", teacher_is="nowhere")
    assert book.broken() == {}


# --- C3b: there ----------------------------------------------------------------------------------


def late(minutes: int, travel: int = 0, **days: Any) -> Elsewhere:
    return Elsewhere(start=Clock(minutes), end=Clock(minutes + 60), travel_minutes=travel, **days)


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"unavailable": (Slot("Tue", 2),)}, {"C3b": 1, "C3d": 0}),
        ({"unavailable": (Slot("Mon", 2), Slot("Tue", 3))}, {}),
        ({"elsewhere": (late(585),)}, {}),  # from 09:45, when class b has ended
        ({"elsewhere": (late(595, travel=15),)}, {"C3b": 1}),
        ({"elsewhere": (late(540, weekdays=(Weekday.MON,)),)}, {}),
        ({"elsewhere": (late(540, cycle_days=("Wed",)),)}, {}),
        ({"elsewhere": (late(540, cycle_days=("Tue",)),)}, {"C3b": 1}),
        ({"elsewhere": (late(540, cycle_days=("Wed",), weekdays=(Weekday.TUE,)),)}, {"C3b": 1}),
        ({"first": day("9-16")}, {"C3b": 2}),
        ({"last": day("9-14")}, {"C3b": 2}),
        ({"first": day("9-15"), "last": day("9-15")}, {}),
    ],
)
def test_a_plus_teacher_is_booked_when_there(changes: dict[str, Any], keys: dict[str, int]) -> None:
    broken = out(**plus("pat", **changes)).broken()
    assert broken.get("C3b", 0) == keys.get("C3b", 0)
    assert set(broken) <= {"C3b", "C3d"}


@pytest.mark.parametrize(("periods", "count"), [((), 2), ((1,), 1), ((3,), 0)])
def test_absences_of_plus_teachers_count(periods: tuple[int, ...], count: int) -> None:
    gone = Absence(person="pat", first=day("9-15"), last=day("9-15"), periods=periods)
    assert out(absences=(gone,)).broken().get("C3b", 0) == count
    other = dataclasses.replace(gone, first=day("9-16"), last=day("9-16"))
    assert out(absences=(other,)).broken() == {}


def test_a_duty_before_the_first_period_can_be_covered_by_whoever_is_there() -> None:
    duty = Duty(
        id="bus",
        name="Bus",
        staff=("ann",),
        cover_on_pd=True,
        times=(DutyTime(bell="regular", start=Clock(450), end=Clock(470)),),
    )
    for changes, keys in (
        ({}, {}),
        ({"elsewhere": (Elsewhere(start=Clock(400), end=Clock(450)),)}, {}),
        ({"elsewhere": (Elsewhere(start=Clock(400), end=Clock(451)),)}, {"C3b": 1}),
        ({"first": day("9-16")}, {"C3b": 1}),
    ):
        book = out("a=quin b=quin c=quin d=quin", duties=(duty,), **plus("pat", **changes))
        book.cover_duty("9-15", "bus", "pat")
        assert book.broken() == {"C3a": 1} | keys  # Quin has a and c at once


# --- C3c, C3d, C3e: lunch, planning, limits ------------------------------------------------------

LUNCH = Rights(planning_minutes=0, lunch_minutes=30, lunch_from=Clock(645), lunch_to=Clock(790))
"""Half an hour between 10:45 and 13:10: before, in or after the lunch of the bell."""


def with_work(rights: Rights, *periods: int, **changes: Any) -> dict[str, int]:
    """Pat meets Ann in these periods of a day, each for a request of its own."""
    requests = tuple(request(f"r{n}", teacher="cat") for n in periods)
    book = Book(school(templates=(template(),), requests=requests, rights=rights, **changes))
    for n in periods:
        book.meet("9-15", str(n), request=f"r{n}", teacher="cat")
    return book.broken()


def test_lunch_is_kept() -> None:
    assert with_work(LUNCH, 4, 5) == {}  # the bell's lunch, 11:35 to 12:15
    no_lunch = {"bells": (bell(track(lunch="")),)}
    assert with_work(LUNCH, 4, 5, **no_lunch) == {}  # the same gap, whatever it is called
    tight = dataclasses.replace(LUNCH, lunch_minutes=45)
    assert with_work(tight, 4, 5) == {}  # 11:35 to 12:20 is just long enough
    tight = dataclasses.replace(LUNCH, lunch_minutes=46)
    assert with_work(tight, 4, 5) == {"C3c": 1}
    assert with_work(tight, 5) == {}
    assert with_work(tight, 4) == {}
    assert with_work(dataclasses.replace(LUNCH, lunch_minutes=0), 4, 5) == {}


def test_lunch_is_not_due_on_a_day_that_ends_before() -> None:
    rights = dataclasses.replace(LUNCH, lunch_from=Clock(530), lunch_to=Clock(570))
    # Periods 1 and 2 leave no half hour between 08:50 and 09:30, but 13:15 is long after.
    assert with_work(rights, 2, 3) == {"C3c": 1}
    for end, keys in (("09:20", {"C3c": 1}), ("09:19", {})):
        short = bell(track(times=("08:00-08:45", f"08:50-{end}"), lunch=""))
        assert with_work(rights, 2, bells=(short,)) == {
            **keys,
            "C8e": 1,
        }


def test_planning_is_kept_in_whole_periods() -> None:
    def planning(minutes: int) -> Rights:
        return Rights(planning_minutes=minutes, planning_block_minutes=0, lunch_minutes=0)

    assert with_work(planning(50), 2, 3, 4, 5, 6) == {}  # five of six
    assert with_work(planning(51), 2, 3, 4, 5, 6) == {"C3d": 1}
    assert with_work(planning(51), 2, 3, 4, 5) == {}
    assert with_work(planning(480), 2) == {"C3d": 1}


def test_the_planning_of_a_part_timer_is_in_proportion() -> None:
    rights = Rights(planning_minutes=100, planning_block_minutes=0, lunch_minutes=0)
    mornings = tuple(Slot("Tue", n) for n in (4, 5, 6))
    # Half of the periods, half of the minutes: one period of three stays free.
    assert with_work(rights, 2, 3, **plus("pat", unavailable=mornings)) == {}
    assert with_work(rights, 1, 2, 3, **plus("pat", unavailable=mornings)) == {
        "C3d": 1,
        "C8f": 1,
    }  # and Cat teaches in period 1


def test_a_shortened_bell_keeps_one_whole_period() -> None:
    rights = Rights(planning_minutes=100, planning_block_minutes=0, lunch_minutes=0)
    short = {"bells": (bell(shortened=True),)}
    assert with_work(rights, 2, 3, 4, 5, 6, **short) == {}
    everything = {**short, "calendar": calendar()}
    assert with_work(rights, 1, 2, 3, 4, 5, 6, **everything) == {"C3d": 1, "C8f": 1}
    none = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)
    assert with_work(none, 1, 2, 3, 4, 5, 6, **everything) == {"C8f": 1}


def test_lunch_takes_a_period_where_the_track_has_none() -> None:
    rights = Rights(
        planning_minutes=50, lunch_minutes=30, lunch_from=Clock(480), lunch_to=Clock(845)
    )
    no_lunch = {"bells": (bell(track(lunch="")),)}
    assert with_work(rights, 2, 3, 4, 5, 6) == {}
    assert with_work(rights, 2, 3, 4, 5, 6, **no_lunch) == {"C3d": 1}
    assert with_work(rights, 2, 3, 4, 5, **no_lunch) == {}
    # Whoever is there for half of the periods or less has lunch elsewhere.
    mornings = tuple(Slot("Tue", n) for n in (4, 5, 6))
    assert with_work(rights, 2, 3, **no_lunch, **plus("pat", unavailable=mornings)) == {}
    more = tuple(Slot("Tue", n) for n in (5, 6))
    assert with_work(rights, 2, 3, 4, **no_lunch, **plus("pat", unavailable=more)) == {"C3d": 1}


def test_a_half_block_takes_the_period_from_planning() -> None:
    blocks = bell(track(times=("08:00-09:30", "09:35-11:05"), lunch=""))
    rights = Rights(planning_minutes=90, planning_block_minutes=0, lunch_minutes=0)
    half = asked(step(minutes=40), teacher="cat", rights=rights, bells=(blocks,))
    book = Book(half, m=2, a=1, b=1, c=1, d=1)
    book.meet("9-15", "1", teacher="cat", half="first")
    assert book.broken() == {}
    two = dataclasses.replace(half, requests=(request("r", teacher="cat"), request("r2")))
    book = Book(two, m=2, a=1, b=1, c=1, d=1)
    book.meet("9-15", "1", teacher="cat", half="first")
    book.meet("9-15", "2", request="r2", half="second")
    assert book.broken() == {"C3d": 1}


@pytest.mark.parametrize(
    ("limits", "keys"),
    [
        (PlusLimits(most_periods_a_day=3), {}),
        (PlusLimits(most_periods_a_day=2), {"C3e": 1}),
        (PlusLimits(most_periods_in_a_row=2), {}),
        (PlusLimits(most_periods_in_a_row=1), {"C3e": 1}),
        (PlusLimits(most_periods_a_day=1, most_periods_in_a_row=1), {"C3e": 2}),
    ],
)
def test_a_plus_teacher_s_day_keeps_its_limits(limits: PlusLimits, keys: dict[str, int]) -> None:
    # Periods 3 and 4 stand in a row; period 5 comes after a lunch of 45 minutes.
    rights = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)
    assert with_work(rights, 3, 4, 5, plus_limits=limits) == keys


@pytest.mark.parametrize(("start", "keys"), [("09:10", {}), ("09:09", {"C3e": 1})])
def test_twenty_minutes_break_a_row(start: str, keys: dict[str, int]) -> None:
    two = bell(track(times=("08:00-08:50", f"{start}-09:59"), lunch=""))
    rights = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)
    requests = (request("r1", teacher="cat"), request("r2", teacher="cat"))
    book = Book(
        school(
            templates=(template(),),
            requests=requests,
            rights=rights,
            bells=(two,),
            plus_limits=PlusLimits(most_periods_in_a_row=1),
        ),
        m=3,  # which this bell does not have
    )
    book.meet("9-15", "1", request="r1", teacher="cat")
    book.meet("9-15", "2", request="r2", teacher="cat")
    assert book.broken() == keys


# --- C13 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("most", "keys"), [(2, {}), (1, {"C13a": 2}), (0, {"C13a": 2})])
def test_cover_a_day_is_capped(most: int, keys: dict[str, int]) -> None:
    assert out(cover_caps=CoverCaps(plus_periods_a_day=most)).broken() == keys


@pytest.mark.parametrize(("most", "keys"), [(4, {}), (3, {"C13b": 2})])
def test_cover_a_week_is_capped(most: int, keys: dict[str, int]) -> None:
    caps = CoverCaps(plus_periods_a_week=most)
    book = Book(dataclasses.replace(group(days_owed=3), cover_caps=caps))
    book.out("9-15")
    book.out("9-17")
    book.out("9-22")  # of the next week
    assert book.broken() == keys


def test_duties_do_not_count_against_the_caps() -> None:
    duty = Duty(
        id="bus",
        name="Bus",
        staff=("ann",),
        cover_on_pd=True,
        times=(DutyTime(bell="regular", start=Clock(450), end=Clock(470)),),
    )
    book = out(duties=(duty,), cover_caps=CoverCaps(plus_periods_a_day=2, plus_periods_a_week=2))
    book.cover_duty("9-15", "bus", "pat")
    assert book.broken() == {}


def test_standby_is_kept_in_every_period() -> None:
    assert out(cover_caps=CoverCaps(standby_periods=0)).broken() == {}
    # Pat and Quin both cover in period 1; in periods 2 and 3 one of them is free.
    assert out(cover_caps=CoverCaps(standby_periods=1)).broken() == {"C13c": 1}
    assert out(cover_caps=CoverCaps(standby_periods=2)).broken() == {"C13c": 3}
    assert Book(school(cover_caps=CoverCaps(standby_periods=2))).broken() == {}
    assert Book(school(cover_caps=CoverCaps(standby_periods=3))).broken() == {"C13c": 180}


def test_only_those_who_are_there_stand_by() -> None:
    mondays = tuple(Slot("Mon", n) for n in (1, 2))
    of = school(cover_caps=CoverCaps(standby_periods=2), **plus("pat", unavailable=mondays))
    assert Book(of).broken() == {"C13c": 12}


def test_a_team_meeting_can_be_called_out() -> None:
    book = Book(school(cover_caps=CoverCaps(standby_periods=2), team_events=(PLC,)))
    book.team("9-15", "4")
    assert book.broken() == {}


def test_blackout_dates_need_no_standby() -> None:
    of = school(cover_caps=CoverCaps(standby_periods=3))
    of = dataclasses.replace(of, rhythm=dataclasses.replace(of.rhythm, blackout_ends=True))
    book = Book(of)
    assert book.broken()["C13c"] == 180 - 60
