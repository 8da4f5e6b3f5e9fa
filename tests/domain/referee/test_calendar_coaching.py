"""When and where sessions take place, and who is set free for them: rules C8d-f and C10."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import WeekdayBell
from scheduler.domain.coaching import Kind, TeacherIs
from scheduler.domain.form import Clock
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.wishes import CommonPlanning
from tests.domain.referee.builders import bell, klass, placed, track
from tests.domain.referee.years import (
    DAILY,
    Book,
    asked,
    calendar,
    day,
    group,
    step,
)

LESSON = step("lesson", teacher_is=TeacherIs.TEACHING)
RELEASED = step(teacher_is=TeacherIs.RELEASED)
BLOCKS = bell(track(times=("08:00-09:30", "09:35-11:05", "12:00-13:19"), lunch=""))
"""Two blocks of 90 minutes and one of 79, just too short to be halved."""


def lesson(on: str = "9-15", periods: str = "1", section: str | None = "a", **rest: Any) -> Book:
    """A plan with one lesson step."""
    of_session = {
        name: rest.pop(name) for name in ("teacher_is", "start", "end", "half") if name in rest
    }
    of_step = {name: rest.pop(name) for name in ("minutes",) if name in rest}
    book = Book(asked(dataclasses.replace(LESSON, **of_step), **rest))
    book.meet(on, periods, step="lesson", section=section, **of_session)
    return book


# --- C8d: lessons --------------------------------------------------------------------------------


def test_a_lesson_takes_a_meeting_of_the_teacher() -> None:
    assert lesson().broken() == {}
    assert lesson(periods="2", section="b").broken() == {}


@pytest.mark.parametrize("periods", ["2", "1 2", "9"])
def test_a_lesson_lies_where_the_class_meets(periods: str) -> None:
    assert lesson(periods=periods).broken() == {"C8d": 1}


def test_a_lesson_names_a_class() -> None:
    assert lesson(section=None, teacher_is="teaching").broken() == {"C8d": 1}


def test_a_lesson_has_the_time_of_its_meeting() -> None:
    assert lesson(start=Clock(481)).broken() == {"C8d": 1}


def test_a_lesson_lies_in_the_class_that_was_named() -> None:
    of = asked(LESSON)
    named = dataclasses.replace(of, requests=(dataclasses.replace(of.requests[0], section="b"),))
    for name, keys in (("b", {}), ("a", {"C8d": 1})):
        book = Book(named)
        book.meet("9-15", "2" if name == "b" else "1", step="lesson", section=name)
        assert book.broken() == keys


def test_a_lesson_without_a_named_class_is_one_of_the_teacher_s() -> None:
    book = Book(asked(LESSON))
    book.meet("9-15", "1", step="lesson", section="c")
    assert book.broken() == {"C8d": 1}


def test_a_co_teacher_is_coached_in_the_class_and_support_only_where_it_was_named() -> None:
    def with_role(**people: str) -> tuple[Any, ...]:
        return (klass("a", "ben", lengths=DAILY, **people),)

    assert lesson(classes=with_role(co="ann")).broken() == {}
    assert lesson(classes=with_role(support="ann")).broken() == {"C8d": 1}
    of = asked(LESSON, classes=with_role(support="ann"))
    named = dataclasses.replace(of, requests=(dataclasses.replace(of.requests[0], section="a"),))
    book = Book(named)
    book.meet("9-15", "1", step="lesson", section="a")
    assert book.broken() == {}


def test_all_lessons_lie_in_the_same_class() -> None:
    two = (LESSON, step("more", teacher_is=TeacherIs.TEACHING))
    book = Book(asked(*two))
    book.meet("9-15", "1", step="lesson", section="a")
    book.meet("9-16", "2", step="more", section="b")
    assert book.broken() == {"C8d": 1}
    book.rows["sessions"].pop()
    book.meet("9-16", "1", step="more", section="a")
    assert book.broken() == {}


def test_a_double_is_taken_whole() -> None:
    double = (klass("a", "ann", lengths=(2,)),)
    book = Book(asked(LESSON, classes=double))
    book.timetable = placed("a Tue1")
    book.meet("9-15", "1 2", step="lesson", section="a")
    assert book.broken() == {}
    book.rows["sessions"] = []
    book.meet("9-15", "1", step="lesson", section="a")
    assert book.broken() == {"C8d": 1}


@pytest.mark.parametrize(
    ("periods", "minutes", "half", "keys"),
    [
        ("1", 45, None, {}),
        ("1", 45, "first", {}),
        ("1", 45, "second", {}),
        ("1", 46, "first", {"C8d": 1}),
        ("1", 200, None, {}),
        ("3", 30, "first", {"C8d": 1}),  # 79 minutes are no block
    ],
)
def test_long_blocks_may_be_halved(
    periods: str, minutes: int, half: str | None, keys: dict[str, int]
) -> None:
    of = asked(dataclasses.replace(LESSON, minutes=minutes), bells=(BLOCKS,))
    book = Book(of, a=int(periods), b=2, c=2, d=2)
    book.meet("9-15", periods, step="lesson", section="a", half=half)
    assert book.broken() == keys


def test_a_half_ends_in_the_middle() -> None:
    of = asked(dataclasses.replace(LESSON, minutes=40), bells=(BLOCKS,))
    book = Book(of)
    book.meet("9-15", "1", step="lesson", section="a", half="first", end=Clock(524))
    assert book.broken() == {"C8d": 1}
    assert BLOCKS.tracks[0].periods[0].end == 570


def test_eighty_minutes_are_a_block() -> None:
    eighty = bell(track(times=("08:00-09:20", "09:25-10:45", "10:50-12:10"), lunch=""))
    book = Book(asked(dataclasses.replace(LESSON, minutes=40), bells=(eighty,)))
    book.meet("9-15", "1", step="lesson", section="a", half="second")
    assert book.broken() == {}


def test_a_double_is_not_halved() -> None:
    book = Book(asked(LESSON, classes=(klass("a", "ann", lengths=(2,)),), bells=(BLOCKS,)))
    book.timetable = placed("a Tue1")
    book.meet("9-15", "1 2", step="lesson", section="a", half="first")
    assert book.broken() == {"C8d": 1}


def test_the_teacher_is_in_the_lesson() -> None:
    book = lesson(pd_groups=group(days_owed=1).pd_groups)
    book.out("9-15")
    # Pat cannot be in the lesson and cover it, and Ann is not there.
    assert book.broken() == {"C3a": 1, "C7": 1, "C8d": 1}


def test_a_lesson_is_a_lesson() -> None:
    assert lesson(teacher_is="planning").broken() == {"C8f": 1}


# --- C8e: periods --------------------------------------------------------------------------------


def booked(periods: str, minutes: int = 45, **changes: Any) -> dict[str, int]:
    of_session = {name: changes.pop(name) for name in ("half", "start", "end") if name in changes}
    book = Book(asked(step(minutes=minutes), **changes))
    book.meet("9-15", periods, **of_session)
    return book.broken()


@pytest.mark.parametrize(
    ("periods", "minutes", "keys"),
    [
        ("4", 50, {}),
        ("4", 51, {"C8e": 1}),
        ("4 5", 51, {}),  # lunch may lie between
        ("4 5", 50, {"C8e": 1}),
        ("4 5", 100, {}),
        ("4 6", 60, {"C8e": 1}),
        ("5 4", 60, {"C8e": 1}),
        ("9", 45, {"C8e": 1}),
        ("", 45, {"C8e": 1}),
        ("4 5 6", 101, {}),
    ],
)
def test_the_fewest_whole_periods(periods: str, minutes: int, keys: dict[str, int]) -> None:
    assert booked(periods, minutes) == keys


def test_a_session_has_the_time_of_its_periods() -> None:
    assert booked("4", end=Clock(694)) == {"C8e": 1}


def test_a_conference_may_take_half_a_block() -> None:
    assert booked("3", 45, bells=(BLOCKS,)) == {}
    assert booked("3", 30, bells=(BLOCKS,), half="first") == {"C8e": 1}
    one_class = {"classes": (klass("a", "ann", lengths=DAILY),), "bells": (BLOCKS,)}
    assert booked("2", 45, half="second", **one_class) == {}
    assert booked("2", 46, half="second", **one_class) == {"C8e": 1}
    assert booked("2 3", 45, half="second", **one_class) == {"C8e": 1}


def test_periods_are_those_of_the_teacher_s_track() -> None:
    times = ("08:30-09:20", "09:25-10:15", "10:20-11:10", "11:15-12:05")
    later = track("late", times=times, lunch="")
    of = asked(bells=(bell(track(), later),))
    staff = tuple(
        dataclasses.replace(one, track="late") if one.id == "ann" else one for one in of.staff
    )
    book = Book(dataclasses.replace(of, staff=staff))
    book.meet("9-15", "4")
    assert book.broken() == {"C8e": 1}
    book.rows["sessions"] = []
    book.meet("9-15", "4", start=Clock(675), end=Clock(725))
    assert book.broken() == {}


# --- C8f: where the teacher is -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asks", "gets", "right"),
    [
        (TeacherIs.PLANNING, "planning", True),
        (TeacherIs.PLANNING, "nowhere", False),
        (TeacherIs.CONFERENCE, "planning", True),
        (TeacherIs.CONFERENCE, "nowhere", False),
        (TeacherIs.CONFERENCE, "teaching", False),
        (TeacherIs.NOWHERE, "nowhere", True),
        (TeacherIs.NOWHERE, "planning", False),
        (TeacherIs.TEAM_TIME, "planning", False),
        (TeacherIs.RELEASED, "planning", False),
    ],
)
def test_the_teacher_is_where_the_step_asks(asks: TeacherIs, gets: str, right: bool) -> None:
    book = Book(asked(step(teacher_is=asks)))
    book.meet("9-15", "4", teacher_is=gets)
    assert book.broken() == ({} if right else {"C8f": 1})


def test_planning_is_free_of_classes() -> None:
    assert booked("1") == {"C8f": 1}
    assert booked("3") == {}
    assert booked("3", classes=(klass("a", "ben", support="ann", lengths=DAILY),)) == {}
    assert booked("1", classes=(klass("a", "ben", support="ann", lengths=DAILY),)) == {"C8f": 1}


def test_planning_is_free_of_duties() -> None:
    def duty(start: int, end: int) -> tuple[Duty, ...]:
        times = (DutyTime(bell="regular", start=Clock(start), end=Clock(end)),)
        return (Duty(id="hall", name="Hall", staff=("ann",), times=times),)

    assert booked("4", duties=duty(640, 645)) == {}
    assert booked("4", duties=duty(640, 646)) == {"C8f": 1}


TEAM = CommonPlanning(id="core", name="Core", staff=("ann", "ben"))


def in_team_time(place: str = "core: Tue4", **changes: Any) -> Book:
    of = asked(step(teacher_is=TeacherIs.TEAM_TIME), common_planning=(TEAM,), **changes)
    return Book(of, places=(place,))


def test_team_time_is_the_teacher_s_own() -> None:
    book = in_team_time()
    book.meet("9-15", "4", teacher_is="team_time")
    assert book.broken() == {}
    other = in_team_time("core: Wed4")
    other.meet("9-15", "4", teacher_is="team_time")
    assert other.broken() == {"C8f": 1}
    cat = in_team_time(teacher="cat")
    cat.meet("9-15", "4", teacher="cat", teacher_is="team_time")
    assert cat.broken() == {"C8f": 1}


def test_planning_is_not_in_team_time() -> None:
    for place, keys in (("core: Tue4", {"C8f": 1}), ("core: Tue5", {}), ("core: Mon4", {})):
        book = Book(asked(common_planning=(TEAM,)), places=(place,))
        book.meet("9-15", "4")
        assert book.broken() == keys


def test_a_visit_to_team_time_finds_all_of_the_team() -> None:
    of = {"kind": Kind.TEAM_VISIT, "with_staff": ("ben",)}
    book = in_team_time(**of)
    book.meet("9-15", "4", teacher_is="team_time")
    assert book.broken() == {}
    more = in_team_time(**{**of, "with_staff": ("ben", "cat")})
    more.meet("9-15", "4", teacher_is="team_time")
    assert more.broken() == {"C8f": 1}


# --- C8f and C10a: releases ----------------------------------------------------------------------


def released(by: str = "quin", periods: str = "1", **changes: Any) -> tuple[Book, str]:
    """Ann is released from class a, to meet Pat."""
    book = Book(asked(RELEASED, **changes))
    session = book.meet("9-15", periods, teacher_is="released")
    book.release("9-15", "a", by, session)
    return book, session


def test_a_released_teacher_s_class_is_taken() -> None:
    book, _ = released()
    assert book.broken() == {}
    book.rows["releases"] = []
    assert book.broken() == {"C10a": 1}


def test_a_teacher_is_released_from_something() -> None:
    book = Book(asked(RELEASED))
    book.meet("9-15", "4", teacher_is="released")
    assert book.broken() == {"C8f": 1}


def test_a_class_is_taken_once() -> None:
    book, session = released()
    book.release("9-15", "a", "pat", session)
    assert book.broken() == {"C3a": 1, "C10a": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"section": "b", "period": 2},
        {"period": 2},
        {"absent": "ben"},
        {"start": Clock(481)},
        {"date": day("9-16")},
    ],
)
def test_a_release_is_of_the_class_that_is_left(changes: dict[str, Any]) -> None:
    book, _ = released()
    book.rows["releases"][0] = dataclasses.replace(book.rows["releases"][0], **changes)
    assert "C10a" in book.broken()


def test_a_release_belongs_to_a_session() -> None:
    book, _ = released()
    book.release("9-16", "a", "quin", "gone")
    assert book.broken() == {"C6a": 1, "C6b": 1, "C10a": 1}


def test_who_takes_a_class_is_of_the_team_and_in_one_place() -> None:
    book, _ = released(by="cat")
    assert book.broken() == {"C4a": 1}
    book, _ = released(by="pat")
    assert book.broken() == {"C3a": 1}  # Pat is the coach


def test_a_release_of_a_session_without_school_is_named() -> None:
    book = Book(asked(RELEASED))
    session = book.meet("9-19", "1", teacher_is="released")
    book.release("9-19", "a", "quin", session)
    assert book.broken() == {"C7": 1, "C10a": 1}


def test_a_long_session_leaves_every_class_it_touches() -> None:
    book = Book(asked(dataclasses.replace(RELEASED, minutes=90)))
    session = book.meet("9-15", "1 2", teacher_is="released")
    book.release("9-15", "a", "quin", session)
    assert book.broken() == {"C10a": 1}
    book.release("9-15", "b", "quin", session)
    assert book.broken() == {}


# --- C10b: visits to a colleague -----------------------------------------------------------------


def chain(**changes: Any) -> School:
    """Ann (class b in period 2) asks to visit Cat, whose music class meets in period 2."""
    changes.setdefault("with_staff", ("cat",))
    return asked(RELEASED, kind=Kind.RELEASE_CHAIN, **changes)


def visit(of: School, *, section: str | None = "m", by: str = "pat", periods: str = "2") -> Book:
    book = Book(of, m=2, d=2, c=3)
    session = book.meet("9-15", periods, section=section, teacher_is="released")
    book.release("9-15", "b", by, session)
    return book


def test_the_coach_holds_the_class_of_the_visitor() -> None:
    book = visit(chain())
    assert book.broken() == {}
    assert visit(chain(), by="quin").broken() == {"C10b": 1}


def test_a_visit_is_to_a_class_of_the_colleague() -> None:
    assert visit(chain(), section="d").broken() == {"C10b": 1}
    assert visit(chain(), section=None).broken() == {"C10b": 1}
    assert visit(chain(with_staff=())).broken() == {"C10b": 1}


def test_a_visit_takes_a_whole_meeting() -> None:
    long = visit(chain(), periods="2 3")
    assert long.broken() == {"C10b": 1}
    half = visit(chain())
    half.rows["sessions"][0] = dataclasses.replace(half.rows["sessions"][0], half="first")
    assert half.broken() == {"C10b": 1}


def test_a_visited_colleague_is_there() -> None:
    book = visit(
        chain(pd_groups=(dataclasses.replace(group().pd_groups[0], members=("cat",), days_owed=1),))
    )
    book.pd("9-15", "cat")
    book.cover("9-15", "m", "quin", period=2)
    assert book.broken() == {"C7": 1, "C10b": 1}


# --- C10: lesson study ---------------------------------------------------------------------------

STUDY = (
    step("plan", teacher_is=TeacherIs.RELEASED),
    step("lesson", teacher_is=TeacherIs.TEACHING),
    step("debrief", same_day_as="lesson"),
)


def study(**skip: bool) -> Book:
    """Ann and Ben plan in period 2, Ann teaches a in period 1 with Ben there, both debrief."""
    of = asked(*STUDY, kind=Kind.LESSON_STUDY, with_staff=("ben",))
    book = Book(of, d=2)
    plan = book.meet("9-15", "2", step="plan", teacher_is="released")
    if not skip.get("ann"):
        book.release("9-15", "b", "quin", plan)
    lesson = book.meet("9-17", "1", step="lesson", section="a")
    if not skip.get("guest"):
        book.release("9-17", "c", "quin", lesson)
    book.meet("9-17", "4", step="debrief")
    return book


def test_lesson_study_sets_all_members_free() -> None:
    # On 9-15 Ben has class d in period 2, and nobody but Quin and Pat can take classes.
    book = study()
    assert book.broken() == {"C10a": 1}
    free = Book(book.school)
    free.rows = book.rows
    assert free.broken() == {}  # where d is in period 3, Ben is free in period 2
    assert "ben" in book.judged().of("C10a")[0].ids


@pytest.mark.parametrize("who", ["ann", "guest"])
def test_lesson_study_needs_each_release(who: str) -> None:
    book = study(**{who: True})
    free = Book(book.school)
    free.rows = book.rows
    assert free.broken() == {"C10a": 1}


def test_early_release_moves_the_time_of_sessions() -> None:
    early = dataclasses.replace(
        bell(
            track(
                times=tuple(
                    f"{8 + n // 2:02d}:{30 * (n % 2):02d}-{8 + n // 2:02d}:{30 * (n % 2) + 29:02d}"
                    for n in range(6)
                ),
                lunch="",
            )
        ),
        id="early",
        shortened=True,
    )
    wednesdays = (WeekdayBell(weekday=calendar().weekdays[2], bell="early"),)
    of = asked(step(minutes=29), bells=(bell(), early), calendar=calendar(weekday_bells=wednesdays))
    book = Book(of)
    book.meet("9-16", "4")
    assert book.rows["sessions"][0].start == 570
    assert book.broken() == {}
    book.rows["sessions"][0] = dataclasses.replace(book.rows["sessions"][0], date=day("9-17"))
    assert book.broken() == {"C8e": 1, "C8f": 1}  # 09:30 lies in class b
