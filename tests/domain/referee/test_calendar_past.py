"""Dates before the frozen one are as the published plan had them: rule C12."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from tests.domain.referee.years import Book, day, group

ONE = group(days_owed=1)


def published() -> Plan:
    book = Book(ONE)
    book.out("9-15")
    return book.plan()


def otherwise(plan: Plan) -> Plan:
    """The same plan with its first cover given to another."""
    assert plan.calendar
    first, *rest = plan.calendar.covers
    other = dataclasses.replace(first, coverer="quin")
    return dataclasses.replace(
        plan, calendar=dataclasses.replace(plan.calendar, covers=(other, *rest))
    )


def past(plan: Plan, later: int) -> int:
    """Violations of C12 when the plan is frozen before so many days after the PD day."""
    frozen = day("9-15") + timedelta(days=later)
    return len(check(ONE, plan, previous=PLAN, frozen_before=frozen).of("C12"))


PLAN = published()


def test_the_same_plan_leaves_the_past_as_it_was() -> None:
    assert past(PLAN, 30) == 0


@pytest.mark.parametrize(("later", "broken"), [(0, 0), (1, 1)])
def test_a_change_counts_from_the_day_after(later: int, broken: int) -> None:
    assert past(otherwise(PLAN), later) == broken


def test_what_is_gone_or_new_in_the_past_is_named() -> None:
    assert past(Book(ONE).plan(), 1) == 5
    book = Book(ONE)
    book.out("9-15")
    texts = [
        one.text
        for one in check(ONE, book.plan(), previous=PLAN, frozen_before=day("9-16")).of("C12")
    ]
    assert sum(text.endswith("new.") for text in texts) == 5
    assert sum(text.endswith("gone.") for text in texts) == 5


def test_without_a_frozen_date_nothing_is_compared() -> None:
    assert not check(ONE, otherwise(PLAN), previous=PLAN).of("C12")


def test_one_stage_alone_is_judged_where_the_others_are_known() -> None:
    assert PLAN.timetable
    torn = dataclasses.replace(PLAN, timetable=dataclasses.replace(PLAN.timetable, meetings=()))
    assert {one.key[0] for one in check(ONE, torn).violations} >= {"T"}
    alone = check(ONE, torn, only=Stage.CALENDAR)
    assert {one.key[0] for one in alone.violations} == {"C"}
    assert set(alone.levels) == {Stage.CALENDAR}
