"""Cover of PD days, who may cover, and what a class can bear: rules C2, C4 and C6."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates, Segment, WeekdayBell
from scheduler.domain.coaching import TeacherIs, TeamEvent
from scheduler.domain.form import Clock
from scheduler.domain.pd import PDGroup
from scheduler.domain.policy import Absence, CoverCaps
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, Duty, DutyTime
from tests.domain.referee.builders import bell, klass, person, placed, staffed, track
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    GROUP,
    Book,
    asked,
    calendar,
    day,
    group,
    school,
    step,
)

ONE = group(days_owed=1)


def one(**changes: Any) -> School:
    """The tiny school whose group owes one day, with other changes."""
    return dataclasses.replace(ONE, **changes)


def with_duty(**changes: Any) -> School:
    times = (DutyTime(bell="regular", start=Clock(450), end=Clock(470)),)
    given: dict[str, Any] = {"staff": ("ann",), "times": times, "cover_on_pd": True}
    return one(duties=(Duty(id="bus", name="Bus duty", **given | changes),))


# --- C2 ------------------------------------------------------------------------------------------


def test_a_covered_pd_day_is_full() -> None:
    book = Book(ONE)
    book.out("9-15")
    assert book.broken() == {}


def test_a_period_without_cover_is_named() -> None:
    book = Book(ONE)
    book.out("9-15", by="a=pat c=quin d=quin")
    assert book.broken() == {"C2a": 1}
    (text,) = book.texts("C2a")
    assert text == (
        "Nobody covers Course C-b (b), period 2, at 08:55 on Tue 2026-09-15, while Ann (ann) is "
        "out for PD."
    )


def test_a_period_covered_twice_is_named() -> None:
    book = Book(ONE)
    book.out("9-15")
    book.cover("9-15", "b", "quin")
    assert book.broken() == {"C2a": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"on": "9-16"},
        {"absent": "cat", "name": "m"},
        {"absent": "ben"},
        {"period": 3},
        {"on": "9-19"},
    ],
)
def test_a_cover_that_nobody_needs_is_named(changes: dict[str, Any]) -> None:
    changes = dict(changes)
    book = Book(ONE)
    book.out("9-15")
    book.cover(changes.pop("on", "9-15"), changes.pop("name", "a"), "quin", **changes)
    assert "C2b" in book.broken()
    assert "nobody needs" in book.texts("C2b")[0]


@pytest.mark.parametrize("changes", [{"start": Clock(481)}, {"end": Clock(529)}])
def test_a_cover_has_the_time_of_the_bell(changes: dict[str, Any]) -> None:
    book = Book(ONE)
    book.out("9-15", by="b=pat c=quin d=quin")
    book.cover("9-15", "a", "pat", **changes)
    assert book.broken() == {"C2b": 1}


def test_cover_follows_the_bell_of_the_date() -> None:
    early = dataclasses.replace(
        bell(track(times=("08:00-08:30", "08:35-09:05", "09:10-09:40"), lunch="")), id="early"
    )
    fridays = (WeekdayBell(weekday=calendar().weekdays[4], bell="early"),)
    book = Book(one(bells=(bell(), early), calendar=calendar(weekday_bells=fridays)))
    book.out("9-18")
    assert book.rows["covers"][0].end == 510
    assert book.broken() == {}
    # The same rows a day earlier have the wrong times.
    for name in ("covers", "pd_days"):
        book.rows[name] = [dataclasses.replace(r, date=day("9-17")) for r in book.rows[name]]
    assert book.broken() == {"C2b": 4}


def test_a_period_that_the_bell_leaves_out_needs_no_cover() -> None:
    short = dataclasses.replace(bell(track(times=("08:00-08:30",), lunch="")), id="early")
    fridays = (WeekdayBell(weekday=calendar().weekdays[4], bell="early"),)
    book = Book(one(bells=(bell(), short), calendar=calendar(weekday_bells=fridays)))
    book.out("9-18", by="a=pat c=quin")
    assert book.broken() == {}


@pytest.mark.parametrize("cover_on_pd", [True, False])
def test_a_duty_is_covered_where_it_asks_for_it(cover_on_pd: bool) -> None:
    book = Book(with_duty(cover_on_pd=cover_on_pd))
    book.out("9-15")
    assert book.broken() == ({"C2a": 1} if cover_on_pd else {})
    book.cover_duty("9-15", "bus", "pat")
    assert book.broken() == ({} if cover_on_pd else {"C2b": 1})


def test_a_duty_that_is_not_stood_needs_no_cover() -> None:
    book = Book(with_duty(cycle_days=("Mon",)))
    book.out("9-15")
    assert book.broken() == {}


def test_a_duty_is_covered_at_its_time() -> None:
    book = Book(with_duty())
    book.out("9-15")
    book.cover_duty("9-15", "bus", "pat", end=Clock(471))
    assert book.broken() == {"C2b": 1}


def co_taught(enough: bool, days_owed: int = 1, co_out: bool = False) -> Book:
    """Class a, co-taught by Cat, with Ann and, where said, Cat out."""
    classes = (
        klass("a", "ann", co="cat", lengths=DAILY, one_teacher_is_enough=enough),
        *CLASSES[1:4],
    )
    members = ("ann", "ben", "cat") if co_out else ("ann", "ben")
    pd = dataclasses.replace(GROUP, members=members, days_owed=days_owed)
    return Book(school(*classes, pd_groups=(pd,)))


def test_one_of_two_teachers_is_enough_only_where_said() -> None:
    alone = co_taught(enough=True)
    alone.out("9-15", by="b=pat c=quin d=quin")
    assert alone.broken() == {}
    both = co_taught(enough=False)
    both.out("9-15", by="b=pat c=quin d=quin")
    assert both.broken() == {"C2a": 1}


def test_where_both_teachers_are_out_both_are_covered() -> None:
    book = co_taught(enough=True, co_out=True)
    book.out("9-15", "ann ben cat", by="a=pat b=pat d=quin")
    assert book.broken() == {"C2a": 2}  # class c, and class a for Cat
    book.cover("9-15", "a", "quin", absent="cat")
    assert book.broken() == {"C2a": 1}


def test_a_co_teacher_who_is_out_is_covered_unless_the_owner_is_enough() -> None:
    for enough, keys in ((True, {}), (False, {"C2a": 1})):
        classes = (
            klass("a", "ann", co="cat", lengths=DAILY, one_teacher_is_enough=enough),
            *CLASSES[1:4],
        )
        pd = PDGroup(id="g", name="G", members=("cat",), days_owed=1)
        book = Book(school(*classes, pd_groups=(pd,)))
        book.pd("9-15", "cat")
        assert book.broken() == keys


def test_an_absent_co_teacher_is_not_enough() -> None:
    book = co_taught(enough=True)
    gone = Absence(person="cat", first=day("9-15"), last=day("9-15"))
    book.school = dataclasses.replace(book.school, absences=(gone,))
    book.out("9-15", by="b=pat c=quin d=quin")
    assert book.broken() == {"C2a": 1}


def test_support_needs_no_cover() -> None:
    classes = (klass("a", "ann", support="cat", lengths=DAILY), *CLASSES[1:4])
    pd = PDGroup(id="g", name="G", members=("cat",), days_owed=1)
    book = Book(school(*classes, pd_groups=(pd,)))
    book.pd("9-15", "cat")
    assert book.broken() == {}


def test_whoever_is_out_does_nothing_else() -> None:
    people = (person("pat", volunteer=True),)
    pd = PDGroup(id="h", name="Group H", members=("pat",), days_owed=1)
    event = TeamEvent(id="plc", name="PLC", minutes=45, per_term=False)
    with_plus = asked(staff=people, pd_groups=(GROUP, pd), team_events=(event,))
    for act in ("meet", "team"):
        book = Book(with_plus)
        book.pd("9-15", "pat", group="h")
        if act == "meet":
            book.meet("9-15", "4")
        else:
            book.team("9-15", "4")
        assert "C2c" in book.broken(), act


def test_nobody_is_sent_to_two_pd_days_on_a_date() -> None:
    pd = PDGroup(id="h", name="Group H", members=("ann",), days_owed=1)
    book = Book(one(pd_groups=(*ONE.pd_groups, pd)))
    book.out("9-15")
    book.pd("9-15", "ann", group="h")
    assert book.broken() == {"C2c": 1}


# --- C4 ------------------------------------------------------------------------------------------

MUSIC = PDGroup(id="g", name="Music", members=("cat",), days_owed=1)


def music(coverer: str, **changes: Any) -> dict[str, int]:
    book = Book(school(pd_groups=(MUSIC,), **changes))
    book.out("9-15", "cat", by=f"m={coverer}")
    return book.broken()


def test_a_specialist_class_is_covered_by_a_specialist() -> None:
    assert music("quin") == {}
    assert music("pat") == {"C4a": 1}
    anybody = (ContentArea(id="X", name="X"), ContentArea(id="M", name="Music"))
    assert music("pat", areas=anybody) == {}


def test_any_area_cover_takes_the_specialist_out_of_it() -> None:
    classes = (*CLASSES[:4], klass("m", "cat", lengths=DAILY, area="M", any_area_cover=True))
    book = Book(school(*classes, pd_groups=(MUSIC,)))
    book.out("9-15", "cat", by="m=pat")
    assert book.broken() == {}


def test_who_is_shut_out_of_a_class_does_not_cover_it_and_no_reason_is_given() -> None:
    classes = (klass("a", "ann", lengths=DAILY, no_cover_by=("pat",)), *CLASSES[1:4])
    book = Book(school(*classes, pd_groups=ONE.pd_groups))
    book.out("9-15")
    assert book.broken() == {"C4a": 1}
    assert "cannot take this class" in book.texts("C4a")[0]
    other = Book(school(*classes, pd_groups=ONE.pd_groups))
    other.out("9-15", by="a=quin b=pat c=pat d=quin")
    assert other.broken() == {}


def test_only_plus_teachers_cover() -> None:
    book = Book(ONE, released="quin")
    book.out("9-15", by="a=pat b=pat c=quin d=quin")
    assert book.broken() == {"C4a": 2}


def test_a_leader_of_a_pd_day_does_not_cover_on_it() -> None:
    book = Book(group(days_owed=1, leaders=("pat",)))
    book.out("9-15")
    assert book.broken() == {"C4b": 2}
    assert Book(group(leaders=("pat",))).broken() == {}


def test_duties_may_be_covered_by_any_plus_teacher_but_no_leader() -> None:
    duty = with_duty().duties
    led = dataclasses.replace(group(days_owed=1, leaders=("cat",)), duties=duty)
    book = Book(led)
    book.out("9-15")
    book.cover_duty("9-15", "bus", "cat")
    assert book.broken() == {"C4a": 1, "C4b": 1}


# --- C6 ------------------------------------------------------------------------------------------


def out_often(*dates: str, owed: int, caps: CoverCaps | None = None) -> Book:
    book = Book(dataclasses.replace(group(days_owed=owed), cover_caps=caps or CoverCaps()))
    for on in dates:
        book.out(on)
    if owed > len(dates):
        book.hole("C5", "g", amount=2 * (owed - len(dates)))
    return book


def test_the_default_cap_is_owed_days_of_the_term_and_one() -> None:
    # 2 days a year are 1 in a term of half the days: at most 1 * 1 + 1 = 2.
    assert out_often("9-15", "9-22", owed=2).broken() == {}
    assert out_often("9-15", "9-22", "9-29", owed=3).broken() == {}  # 1.5 rounds up to 2, and 1
    # Owed 4 days, all in one term: 2 + 1 are allowed, so each of four classes is one too often.
    assert out_often("9-15", "9-17", "9-22", "9-29", owed=4).broken() == {"C6a": 4}
    assert out_often("9-15", "9-17", "9-22", "10-6", owed=4).broken() == {}


def test_a_cap_of_the_school_takes_its_place() -> None:
    two = CoverCaps(covered_per_section_term=2)
    assert out_often("9-15", "9-22", owed=2, caps=two).broken() == {}
    assert out_often("9-15", "9-22", "9-29", owed=3, caps=two).broken() == {"C6a": 4}
    none = CoverCaps(covered_per_section_term=0)
    assert out_often("9-15", owed=1, caps=none).broken() == {"C6a": 4}


def test_a_class_with_two_meetings_on_a_day_may_be_covered_twice_as_often() -> None:
    double = klass("a", "ann", lengths=(1, 1), most_a_day=2)
    pd = PDGroup(id="g", name="G", members=("ann",), days_owed=4)
    book = Book(school(double, pd_groups=(pd,)))
    book.timetable = placed("a Mon1 Mon3")
    for on in ("9-14", "9-21", "9-28", "10-5"):
        book.cover(on, "a", "pat", period=1)
        book.cover(on, "a", "pat", period=3)
        book.pd(on, "ann")
    # Two days of the term, two meetings each, and one: 5. Six were covered; and 4 days in a row.
    assert book.broken() == {"C6a": 1, "C6b": 1}


def test_covered_days_in_a_row_are_meeting_days_of_the_class() -> None:
    assert out_often("9-15", "9-16", owed=2).broken() == {"C6b": 4}
    assert out_often("9-15", "9-17", owed=2).broken() == {}
    assert out_often("9-18", "9-21", owed=2).broken() == {"C6b": 4}  # over the weekend
    two = CoverCaps(covered_in_a_row=2)
    assert out_often("9-15", "9-16", owed=2, caps=two).broken() == {}


def test_a_day_on_which_the_class_does_not_meet_does_not_break_the_row() -> None:
    pd = PDGroup(id="g", name="G", members=("ann",), days_owed=2)
    book = Book(school(klass("a", "ann", lengths=(1, 1)), pd_groups=(pd,)))
    book.timetable = placed("a Mon1 Thu1")
    for on in ("9-14", "9-17"):
        book.cover(on, "a", "pat")
        book.pd(on, "ann")
    assert book.broken() == {"C6b": 1}


def test_snow_between_two_covered_days_does_not_put_them_in_a_row() -> None:
    book = out_often("9-15", "9-17", owed=2)
    book.rows["closed_dates"].append(NamedDates(first=day("9-16"), last=day("9-16")))
    assert book.broken() == {}


def test_snow_takes_no_meeting_off_the_cap_of_a_term() -> None:
    # 3 days a year are 2 in a term of 15 of 30 days, and would be 1 in 7 of 22.
    book = out_often("9-15", "9-22", "9-29", owed=3)
    for first, last in (("9-14", "9-14"), ("9-16", "9-21"), ("9-23", "9-25")):
        book.rows["closed_dates"].append(NamedDates(first=day(first), last=day(last)))
    assert book.broken() == {}


def test_a_school_without_terms_has_no_cap_by_default() -> None:
    open_end = calendar(terms=())
    book = Book(dataclasses.replace(group(days_owed=6), calendar=open_end))
    for on in ("9-14", "9-16", "9-18", "9-22", "9-24", "9-28"):
        book.out(on)
    assert book.broken() == {}


def test_the_days_of_leaver_and_hire_count_together() -> None:
    halves = (
        Segment(id="fall", name="Fall", first=day("9-14"), last=day("10-2")),
        Segment(id="late", name="Late", first=day("10-5"), last=day("10-23")),
    )
    people = (
        person("ann", last=day("10-4")),
        person("gil", first=day("10-5"), replaces="ann"),
    )
    pd = PDGroup(id="g", name="G", members=("ann", "gil"), days_owed=3)
    of = school(
        klass("a", "ann", lengths=DAILY),
        calendar=calendar(segments=halves),
        staff=people,
        pd_groups=(pd,),
    )
    rows = staffed("a ann 0 fall", "a gil 0 late", released="pat quin")
    book = Book(of, staffing=rows)
    for on in ("9-15", "9-17", "9-22"):
        book.cover(on, "a", "pat", absent="ann")
        book.pd(on, "ann")
    for on in ("10-6", "10-8", "10-13"):
        book.cover(on, "a", "pat", absent="gil")
        book.pd(on, "gil")
    assert book.broken() == {}
    # After the hand-over the leaver has no class to be covered.
    book.rows["covers"][-1] = dataclasses.replace(book.rows["covers"][-1], absent="ann")
    assert book.broken() == {"C2a": 1, "C2b": 1}


def test_releases_count_as_cover_of_the_class() -> None:
    visit = asked(
        step(teacher_is=TeacherIs.RELEASED), cover_caps=CoverCaps(covered_per_section_term=0)
    )
    book = Book(visit)
    meeting = book.meet("9-15", "1", coach="quin", teacher_is="released")
    book.release("9-15", "a", "pat", meeting)
    assert book.broken() == {"C6a": 1}
