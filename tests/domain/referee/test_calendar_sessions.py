"""Which sessions there are, in which order, with which coach: rules C7, C8 and C9."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import DayOrder, Kind, RequestStatus, TeacherIs
from scheduler.domain.form import Clock
from scheduler.domain.pd import FixedWeek, Rhythm, WeekType
from scheduler.domain.policy import Absence
from scheduler.domain.staff import Elsewhere
from tests.domain.referee.builders import klass, person, placed
from tests.domain.referee.years import STAFF, Book, asked, day, group, step

LESSON = step("lesson", teacher_is=TeacherIs.TEACHING)


def met(on: str = "9-15", periods: str = "4", **changes: Any) -> Book:
    """A plan with one session of a one-step request."""
    of_session = {name: changes.pop(name) for name in ("coach", "request") if name in changes}
    book = Book(asked(**changes))
    book.meet(on, periods, **of_session)
    return book


# --- C7 ------------------------------------------------------------------------------------------


def test_a_session_of_a_confirmed_request_stands() -> None:
    assert met().broken() == {}


def test_requests_to_confirm_are_never_booked() -> None:
    book = met(status=RequestStatus.TO_CONFIRM)
    assert book.broken() == {"C7": 1}
    assert book.judged().of("C7")[0].ids[0] == "r"
    assert Book(asked(status=RequestStatus.TO_CONFIRM)).broken() == {}


@pytest.mark.parametrize(
    ("first", "last", "keys"),
    [
        ("9-15", "9-15", {}),
        ("9-16", "9-30", {"C7": 1}),
        ("9-14", "9-14", {"C7": 1}),
    ],
)
def test_a_session_lies_in_its_window(first: str, last: str, keys: dict[str, int]) -> None:
    assert met(first=day(first), last=day(last)).broken() == keys


def test_a_session_lies_on_an_open_school_day() -> None:
    holiday = NamedDates(first=day("9-15"), last=day("9-15"), name="Off")
    closed = met()
    closed.school = dataclasses.replace(
        closed.school, calendar=dataclasses.replace(closed.school.calendar, holidays=(holiday,))
    )
    assert closed.broken() == {"C7": 1}
    testing = Rhythm(blackout_ends=False, blackout=(holiday,))
    assert met(rhythm=testing).broken() == {"C7": 1}
    week = FixedWeek(monday=day("9-14"), type=WeekType.BLACKOUT)
    book = met(rhythm=Rhythm(blackout_ends=False, fixed=(week,)))
    book.weeks(w1=WeekType.BLACKOUT)
    assert book.broken() == {"C7": 1}


def test_nobody_is_coached_when_out_for_pd() -> None:
    book = met(pd_groups=group(days_owed=1).pd_groups)
    book.out("9-15")
    assert book.broken() == {"C7": 1}
    book = met("9-16", pd_groups=group(days_owed=1).pd_groups)
    book.out("9-15")
    assert book.broken() == {}


@pytest.mark.parametrize(("periods", "keys"), [((), {"C7": 1}), ((4,), {"C7": 1}), ((5,), {})])
def test_nobody_is_coached_when_absent(periods: tuple[int, ...], keys: dict[str, int]) -> None:
    gone = Absence(person="ann", first=day("9-15"), last=day("9-16"), periods=periods)
    assert met(absences=(gone,)).broken() == keys


def test_nobody_is_coached_when_elsewhere_or_not_employed() -> None:
    away = Elsewhere(start=Clock(660), end=Clock(700))
    assert met(staff=(person("ann", elsewhere=(away,)),)).broken() == {"C7": 1}
    assert met(staff=(person("ann", first=day("9-16")),)).broken() == {"C7": 1}


def test_colleagues_who_take_part_must_be_able_to_come() -> None:
    gone = Absence(person="ben", first=day("9-15"), last=day("9-15"))
    study = step(teacher_is=TeacherIs.PLANNING)
    for kind, keys in ((Kind.LESSON_STUDY, {"C7": 1}), (Kind.COACHING_CYCLE, {})):
        book = Book(asked(study, kind=kind, with_staff=("ben",), absences=(gone,)))
        book.meet("9-15", "4")
        assert book.broken() == keys


def test_an_asynchronous_step_needs_nobody_but_the_coach() -> None:
    gone = Absence(person="ann", first=day("9-15"), last=day("9-15"))
    book = Book(asked(step(teacher_is=TeacherIs.NOWHERE), absences=(gone,)))
    book.meet("9-15", "4", teacher_is="nowhere")
    assert book.broken() == {}


# --- C8: whole or not ----------------------------------------------------------------------------

TWO = (step("one"), step("two"))


def test_a_request_is_served_whole() -> None:
    book = Book(asked(*TWO))
    book.meet("9-15", "4", step="one")
    assert book.broken() == {"C8": 1}
    book.meet("9-16", "4", step="two")
    assert book.broken() == {}
    book.meet("9-17", "4", step="two")
    assert book.broken() == {"C8": 1}


def test_an_unserved_request_is_listed() -> None:
    book = Book(asked())
    assert book.broken() == {"C8": 1}
    assert book.judged().of("C8")[0].ids == ("r",)
    book.hole("C8", "r")
    assert book.broken() == {}
    book.meet("9-15", "4")
    assert book.broken() == {"C8": 1}  # served, and listed as missing


def test_a_request_that_must_be_served_is_no_hole() -> None:
    book = Book(asked(must=True))
    assert book.broken() == {"C8": 1}
    book.hole("C8", "r")
    assert book.broken() == {"C8": 1}
    assert met(must=True).broken() == {}


def test_what_is_to_confirm_is_neither_served_nor_listed() -> None:
    book = Book(asked(status=RequestStatus.TO_CONFIRM))
    book.hole("C8", "r")
    assert book.broken() == {"C8": 1}


def test_a_session_is_a_step_of_its_request() -> None:
    book = met()
    book.meet("9-16", "4", step="more")
    assert book.broken() == {"C8": 1}


# --- C8a: one pair -------------------------------------------------------------------------------


def test_one_coach_for_all_steps() -> None:
    book = Book(asked(*TWO))
    book.meet("9-15", "4", step="one")
    book.meet("9-16", "4", step="two", coach="quin")
    assert book.broken() == {"C8a": 1}


def test_the_teacher_is_the_one_who_asked() -> None:
    book = Book(asked())
    book.meet("9-15", "4", teacher="ben")
    assert book.broken() == {"C8a": 1}


# --- C8b: order and gaps -------------------------------------------------------------------------


def both(first: tuple[str, str], second: tuple[str, str], **of_second: Any) -> dict[str, int]:
    """Violations where steps one and two are booked at (date, period)."""
    book = Book(asked(step("one"), step("two", **of_second)))
    book.meet(*first, step="one")
    book.meet(*second, step="two")
    return book.broken()


def test_a_step_follows_the_one_before() -> None:
    assert both(("9-15", "4"), ("9-16", "4")) == {}
    assert both(("9-15", "4"), ("9-15", "5")) == {}
    assert both(("9-15", "5"), ("9-15", "4")) == {"C8b": 1}
    assert both(("9-16", "4"), ("9-15", "4"), least_gap_days=0) == {"C8b": 2}


@pytest.mark.parametrize(
    ("least", "most", "keys"),
    [
        (3, None, {}),
        (4, None, {"C8b": 1}),
        (0, 3, {}),
        (0, 2, {"C8b": 1}),
        (3, 3, {}),
    ],
)
def test_gaps_are_calendar_days(least: int, most: int | None, keys: dict[str, int]) -> None:
    # From Friday to Monday are three days.
    found = both(("9-18", "4"), ("9-21", "4"), least_gap_days=least, most_gap_days=most)
    assert found == keys


@pytest.mark.parametrize(
    ("order", "early", "late"),
    [
        (DayOrder.BEFORE, {}, {"C8b": 1}),
        (DayOrder.AFTER, {"C8b": 1}, {}),
        (DayOrder.ANY, {}, {}),
    ],
)
def test_the_same_day_before_after_or_either(
    order: DayOrder, early: dict[str, int], late: dict[str, int]
) -> None:
    same = {"same_day_as": "one", "day_order": order}
    assert both(("9-15", "5"), ("9-15", "4"), **same) == early
    assert both(("9-15", "4"), ("9-15", "5"), **same) == late
    assert both(("9-15", "4"), ("9-16", "4"), **same) == {"C8b": 1}


def test_gaps_of_a_step_on_the_same_day_are_not_looked_at() -> None:
    same = {"same_day_as": "one", "least_gap_days": 5}
    assert both(("9-15", "4"), ("9-15", "5"), **same) == {}


def test_steps_that_are_not_booked_break_no_order() -> None:
    book = Book(asked(step("one"), step("two", same_day_as="one"), step("three")))
    book.meet("9-15", "4", step="two")
    assert book.broken() == {"C8": 1}
    book.rows["sessions"] = []
    book.meet("9-15", "4", step="three")
    assert book.broken() == {"C8": 1}


def test_any_order_on_the_same_day_still_does_not_overlap() -> None:
    same = {"same_day_as": "one", "day_order": DayOrder.ANY}
    assert both(("9-15", "4"), ("9-15", "4"), **same) == {"C3a": 1, "C3f": 1, "C8b": 1}


# --- C8c: the very next meeting ------------------------------------------------------------------

SEQUENCE = (
    step("visit", teacher_is=TeacherIs.TEACHING),
    step("plan", same_day_as="visit"),
    step("next", teacher_is=TeacherIs.TEACHING, next_meeting_after="visit"),
)


def sequence(visit: str, then: str, places: str = "", **changes: Any) -> dict[str, int]:
    book = Book(asked(*SEQUENCE, **changes))
    if places:
        book.timetable = placed(*places.split(", "))
    period = "1"
    book.meet(visit, period, step="visit", section="a")
    book.meet(visit, "4", step="plan")
    book.meet(then, period, step="next", section="a")
    return book.broken()


def test_the_next_meeting_is_the_very_next() -> None:
    assert sequence("9-15", "9-16") == {}
    assert sequence("9-15", "9-17") == {"C8c": 1}
    assert sequence("9-18", "9-21") == {}  # over the weekend


def test_the_next_meeting_skips_days_without_the_class() -> None:
    classes = (klass("a", "ann", lengths=(1, 1, 1)),)
    places = "a Mon1 Tue1 Fri1"
    assert sequence("9-15", "9-18", places, classes=classes) == {}
    assert sequence("9-14", "9-15", places, classes=classes) == {}
    assert sequence("9-14", "9-18", places, classes=classes) == {"C8c": 1}


def test_the_next_meeting_may_be_on_the_same_day() -> None:
    of = asked(*SEQUENCE, classes=(klass("a", "ann", lengths=(1, 1), most_a_day=2),))
    book = Book(of)
    book.timetable = placed("a Tue1 Tue3")
    book.meet("9-15", "1", step="visit", section="a")
    book.meet("9-15", "2", step="plan")
    book.meet("9-15", "3", step="next", section="a")
    assert book.broken() == {}
    book.rows["sessions"].pop()
    book.meet("9-22", "1", step="next", section="a")
    assert book.broken() == {"C8c": 1}


def test_after_the_last_meeting_of_the_year_there_is_no_next() -> None:
    book = Book(asked(*SEQUENCE))
    book.meet("10-23", "1", step="visit", section="a")
    book.meet("10-23", "4", step="plan")
    book.meet("10-23", "1", step="next", section="a")
    assert book.broken()["C8c"] == 1


def test_without_a_class_there_is_no_next_meeting_to_look_for() -> None:
    book = Book(asked(*SEQUENCE))
    book.meet("9-15", "1", step="visit", teacher_is="teaching")
    book.meet("9-15", "4", step="plan")
    book.meet("9-16", "1", step="next", section="a")
    assert book.broken() == {"C8d": 1}


# --- C9 ------------------------------------------------------------------------------------------


def coach(id: str, **changes: Any) -> tuple[Any, ...]:
    return tuple(dataclasses.replace(one, **changes) for one in STAFF if one.id == id)


def test_the_coach_is_of_the_team() -> None:
    assert met(coach="cat", areas=("M",)).broken() == {"C9": 1}
    assert met(coach="quin", areas=("M",)).broken() == {}


@pytest.mark.parametrize(
    ("areas", "any_area", "keys"),
    [
        (("M",), False, {"C9": 1}),
        (("M", "X"), False, {}),
        (("M",), True, {}),
        ((), True, {}),
    ],
)
def test_the_coach_has_an_accepted_area(
    areas: tuple[str, ...], any_area: bool, keys: dict[str, int]
) -> None:
    assert met(areas=areas, any_area=any_area).broken() == keys


def test_no_reason_tells_why_two_cannot_be_a_pair() -> None:
    books = (
        met(not_coaches=("pat",)),
        met(staff=coach("pat", evaluates=("ann",))),
    )
    texts = {book.texts("C9")[0] for book in books}
    assert len(texts) == 1
    assert all(book.broken() == {"C9": 1} for book in books)
    assert met(not_coaches=("quin",), staff=coach("quin", evaluates=("ann",))).broken() == {}


def test_nobody_coaches_themselves() -> None:
    book = Book(asked(teacher="pat"))
    book.meet("9-15", "4", teacher="pat")
    assert "C9" in book.broken()


def test_no_sentence_names_a_wish() -> None:
    book = met(wished_coach="quin", not_coaches=("pat",), planning_is_fine=False)
    words = " ".join(one.text for one in book.judged().violations)
    for word in ("wish", "exclu", "refus", "not want", "declin", "fine"):
        assert word not in words.lower()
