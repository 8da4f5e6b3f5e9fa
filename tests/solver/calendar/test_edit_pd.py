"""PD days that are moved by hand, where a class has two teachers of whom one is enough."""

from __future__ import annotations

import dataclasses

from scheduler.domain.plan import Plan
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.solver.calendar.edit_pd import PDMoves, PDTarget
from tests.domain.referee.builders import klass
from tests.domain.referee.years import CLASSES, DAILY, GROUP, Book, day, school

OF_CAT = dataclasses.replace(GROUP, id="h", name="Group H", members=("cat",), days_owed=1)


def co_taught() -> Book:
    """Class a, of Ann and Cat; Ann and Ben go out in one group, Cat in another."""
    classes = (
        klass("a", "ann", co="cat", lengths=DAILY, one_teacher_is_enough=True),
        *CLASSES[1:4],
    )
    groups = (dataclasses.replace(GROUP, days_owed=1), OF_CAT)
    return Book(school(*classes, pd_groups=groups))


def targets(book: Book, *dates: str) -> tuple[School, Plan, PDMoves, list[PDTarget]]:
    """What is said of dates for the PD day of Ann and Ben."""
    plan = book.plan()
    problem = calendar_problem(book.school, *plan.before_calendar())
    answer = plan.calendar
    assert answer is not None
    row = next(one for one in answer.pd_days if one.group == "g")
    moves = PDMoves(problem, answer, row)
    found = list(moves.targets(problem.by_date[day(one)].index for one in dates))
    return book.school, plan, moves, found


def test_one_of_two_teachers_may_go_where_the_other_stays() -> None:
    book = co_taught()
    book.pd("9-16", "cat", group="h")
    book.out("9-15", by="b=pat c=quin d=quin")
    school, plan, moves, (free,) = targets(book, "9-17")
    assert free.covers is not None
    assert "a" not in {one.section for one in free.covers}
    assert check(school, dataclasses.replace(plan, calendar=moves.moved(free))).is_valid


def test_they_do_not_go_where_the_other_teacher_is_out() -> None:
    book = co_taught()
    book.pd("9-16", "cat", group="h")
    book.out("9-15", by="b=pat c=quin d=quin")
    *_, (taken,) = targets(book, "9-16")
    assert taken.covers is None
    assert taken.reason.startswith("Course C-a (a) has two teachers, and the other one is out")


def test_they_do_not_leave_a_date_on_which_both_are_out() -> None:
    book = co_taught()
    book.pd("9-15", "cat", group="h")
    book.out("9-15", by="a=pat b=pat c=quin d=quin")
    *_, (stuck,) = targets(book, "9-17")
    assert stuck.covers is None
    assert stuck.reason.endswith("both are out on the date that it is on now.")
