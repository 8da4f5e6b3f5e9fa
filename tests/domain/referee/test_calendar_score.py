"""The levels of the calendar's objective, counted by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.form import Clock
from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Stage
from scheduler.domain.policy import Absence
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime, Elsewhere
from tests.domain.referee.builders import bell, klass, person, track
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    GROUP,
    Book,
    asked,
    day,
    group,
    request,
    school,
    step,
    template,
)

KEYS = [
    *("pd_shortfall", "rules", "plus_days_touched", "requests_unserved", "equity"),
    *("match", "continuity", "broken_half_days", "fairness", "early"),
]


def out(by: str, **changes: Any) -> Book:
    book = Book(dataclasses.replace(group(days_owed=1), **changes))
    book.out("9-15", by=by)
    return book


def test_the_levels_stand_in_their_order() -> None:
    report = Book(school()).judged()
    assert [key for key, _ in report.levels[Stage.CALENDAR]] == KEYS
    assert all(value == 0 for _, value in report.levels[Stage.CALENDAR])


def test_shortfall_is_counted_in_teacher_days() -> None:
    other = PDGroup(id="h", name="H", members=("cat",), days_owed=3)
    book = Book(school(pd_groups=(dataclasses.replace(GROUP, days_owed=2), other)))
    assert book.level("pd_shortfall") == 7
    book.out("9-15")
    assert book.level("pd_shortfall") == 5


def test_touched_days_and_continuity() -> None:
    one_each = out("a=pat b=pat c=quin d=quin")
    assert (one_each.level("plus_days_touched"), one_each.level("continuity")) == (2, 0)
    mixed = out("a=pat b=quin c=quin d=pat")
    assert (mixed.level("plus_days_touched"), mixed.level("continuity")) == (2, 2)
    second = out("a=pat b=pat c=quin d=quin")
    second.out("9-22", by="a=pat b=pat c=quin d=pat")
    assert (second.level("plus_days_touched"), second.level("continuity")) == (4, 1)


@pytest.mark.parametrize(
    ("asked_on", "age"),
    [(None, 0), ("9-14", 0), ("9-8", 0), ("9-7", 1), ("8-31", 2), ("9-30", 0), ("1-5", 10)],
)
def test_an_unserved_request_costs_its_kind_and_age(asked_on: str | None, age: int) -> None:
    of = asked(asked_on=day(asked_on) if asked_on else None)
    book = Book(dataclasses.replace(of, templates=(template(weight=7),)))
    assert book.level("requests_unserved") == 70 + age
    assert book.level("equity") == 1
    book.meet("9-15", "4")
    assert book.level("requests_unserved") == 0


def test_equity_counts_the_square_of_each_teacher_s_unserved() -> None:
    requests = (request("r1"), request("r2"), request("r3"), request("r4", teacher="ben"))
    book = Book(school(templates=(template(),), requests=requests))
    assert book.level("equity") == 10
    book.meet("9-15", "4", request="r1")
    assert book.level("equity") == 5


FREE_AREAS = (
    ContentArea(id="X", name="X"),
    ContentArea(id="M", name="Music"),
    ContentArea(id="Z", name="Z"),
)


@pytest.mark.parametrize(
    ("coach", "areas", "wish", "cost"),
    [
        ("pat", ("X",), None, 0),
        ("pat", ("M", "X"), None, 1),
        ("quin", ("M", "X"), None, 0),
        ("pat", ("M", "Z", "X"), None, 2),
        ("pat", ("M", "Z"), None, 2),
        ("pat", ("X",), "pat", 0),
        ("pat", ("X",), "quin", 1),
        ("pat", ("M", "Z"), "quin", 3),
        ("pat", (), None, 0),
    ],
)
def test_match_counts_ranks_and_wishes(
    coach: str, areas: tuple[str, ...], wish: str | None, cost: int
) -> None:
    book = Book(asked(areas=areas, any_area=True, wished_coach=wish))
    book.meet("9-15", "4", coach=coach)
    assert book.broken() == {}
    assert book.level("match") == cost


def test_match_counts_periods_covered_outside_the_area() -> None:
    music = (*CLASSES[:3], klass("d", "ben", lengths=DAILY, area="M"))
    of = school(*music, areas=FREE_AREAS, pd_groups=(dataclasses.replace(GROUP, days_owed=1),))
    for coverer, cost in (("quin", 0), ("pat", 1)):
        book = Book(of)
        book.out("9-15", by=f"a=pat b=pat c=quin d={coverer}")
        assert book.level("match") == cost
    anybody = (*CLASSES[:3], klass("d", "ben", lengths=DAILY, area="M", any_area_cover=True))
    book = Book(school(*anybody, areas=FREE_AREAS, pd_groups=of.pd_groups))
    book.out("9-15", by="a=pat b=pat c=quin d=pat")
    assert book.level("match") == 0


def test_a_half_day_is_broken_when_cover_takes_a_part_of_it() -> None:
    # Periods 1 to 3 and 4 to 6 are the halves. Pat has two of three, Quin two of three.
    assert out("a=pat b=pat c=quin d=quin").level("broken_half_days") == 2
    whole = Book(
        school(
            klass("a", "ann", lengths=DAILY),
            klass("b", "ann", lengths=DAILY),
            klass("d", "ann", lengths=DAILY),
            pd_groups=(PDGroup(id="g", name="G", members=("ann",), days_owed=1),),
        )
    )
    whole.out("9-15", "ann", by="a=pat b=pat d=pat")
    assert whole.level("broken_half_days") == 0
    away = (person("pat", volunteer=True, unavailable=(Slot("Tue", 3),)),)
    part = out(
        "a=pat b=pat c=quin d=quin",
        staff=tuple(away[0] if one.id == "pat" else one for one in group().staff),
    )
    assert part.level("broken_half_days") == 1


def test_an_odd_number_of_periods_has_the_larger_half_first() -> None:
    five = bell(
        track(times=("08:00-08:50", "08:55-09:45", "09:50-10:40", "10:45-11:35", "12:20-13:10"))
    )
    of = dataclasses.replace(group(days_owed=1), bells=(five,))
    book = Book(of)
    book.out("9-15", by="a=pat b=pat c=quin d=pat")
    # Pat's first half is periods 1 to 3, all covered; Quin's is broken.
    assert book.level("broken_half_days") == 1


@pytest.mark.parametrize(
    ("changes", "spread"),
    [
        ({}, 4),
        ({"elsewhere": (Elsewhere(start=Clock(900), end=Clock(930)),)}, 0),
        ({"first": day("9-14")}, 0),
        ({"last": day("10-23")}, 0),
        ({"unavailable": (Slot("Fri", 6),)}, 4),
    ],
)
def test_fairness_is_among_those_who_are_always_there(changes: dict[str, Any], spread: int) -> None:
    staff = tuple(
        dataclasses.replace(one, **changes) if one.id == "quin" else one for one in group().staff
    )
    book = out("a=pat b=pat c=pat d=pat", staff=staff)
    assert book.level("fairness") == spread
    gone = Absence(person="quin", first=day("10-1"), last=day("10-1"))
    book.school = dataclasses.replace(book.school, absences=(gone,))
    assert book.level("fairness") == 0


def test_duties_do_not_count_in_fairness() -> None:
    duty = Duty(
        id="bus",
        name="Bus",
        staff=("ann",),
        cover_on_pd=True,
        times=(DutyTime(bell="regular", start=Clock(450), end=Clock(470)),),
    )
    book = out("a=pat b=pat c=quin d=quin", duties=(duty,))
    book.cover_duty("9-15", "bus", "pat")
    assert book.broken() == {}
    assert book.level("fairness") == 0
    assert book.level("continuity") == 0
    assert book.level("broken_half_days") == 2


@pytest.mark.parametrize(("on", "weeks"), [("9-14", 0), ("9-18", 0), ("9-21", 1), ("10-20", 5)])
def test_early_counts_weeks_to_the_first_session(on: str, weeks: int) -> None:
    book = Book(asked(step("one"), step("two")))
    book.meet(on, "4", step="one")
    assert book.level("early") == 0  # not served as yet
    book.meet("10-23", "4", step="two")
    assert book.level("early") == weeks


def test_requests_to_confirm_cost_and_count_nothing() -> None:
    book = Book(asked(status=RequestStatus.TO_CONFIRM))
    assert all(book.level(key) == 0 for key in KEYS)


def test_rows_without_school_cost_no_half_day() -> None:
    book = Book(school())
    book.cover("9-19", "a", "pat")
    assert book.level("broken_half_days") == 0
    book.cover("9-15", "a", "cat")
    assert book.level("broken_half_days") == 0  # nobody of the team
