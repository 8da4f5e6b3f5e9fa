"""Rule T9: each kind of relation kept, broken, and exactly at the border."""

from __future__ import annotations

import pytest

from scheduler.domain.wishes import Relation, RelationKind
from tests.domain.referee.builders import (
    HALVES,
    bell,
    broken,
    calendar,
    judged,
    klass,
    staffed,
    tiny,
    track,
)


@pytest.mark.parametrize(
    ("kind", "a", "b", "times"),
    [
        ("same_time", "Mon1 Tue1", "Mon1 Tue1", 0),
        ("same_time", "Mon1 Tue1", "Tue1 Mon1", 2),  # by number of the meeting
        ("same_time", "Mon1 Tue1", "Mon1 Tue2", 1),
        ("same_day", "Mon1 Tue1", "Mon2 Tue3", 0),
        ("same_day", "Mon1 Tue1", "Mon2 Wed3", 1),
        ("same_period", "Mon1 Tue2", "Wed1 Mon2", 0),
        ("same_period", "Mon1 Tue2", "Wed1 Mon3", 1),
        ("never_together", "Mon1 Tue1", "Mon2 Tue2", 0),
        ("never_together", "Mon1 Tue1", "Tue1 Mon1", 2),  # whatever the numbers
        ("in_order", "Mon1 Tue1", "Mon2 Wed1", 0),  # the border: one ends, the other begins
        ("in_order", "Mon1 Tue1", "Mon1 Mon2", 2),
        ("in_order", "Mon2 Tue1", "Mon1 Wed6", 1),
        ("consecutive", "Mon1 Tue4", "Mon2 Tue5", 0),  # lunch lies between, no period does
        ("consecutive", "Mon1 Tue4", "Mon3 Tue6", 2),
        ("consecutive", "Mon1 Tue6", "Mon2 Wed1", 1),
        ("consecutive", "Mon2 Tue2", "Mon1 Tue3", 1),
    ],
)
def test_two_sections(kind: str, a: str, b: str, times: int) -> None:
    relation = Relation(id="pair", kind=RelationKind(kind), sections=("a", "b"))
    school = tiny(
        klass("a", "ann", lengths=(1, 1), most_a_day=2),
        klass("b", "bob", lengths=(1, 1), most_a_day=2),
        relations=(relation,),
    )
    report = judged(school, f"a {a}", f"b {b}")
    assert broken(report) == ({"T9": times} if times else {})
    assert all(one.ids == ("a", "b", "pair") for one in report.violations)


def test_a_double_is_followed_after_its_second_period() -> None:
    relation = Relation(id="pair", kind=RelationKind.CONSECUTIVE, sections=("a", "b"))
    school = tiny(klass("a", "ann", lengths=(2,)), klass("b", "bob"), relations=(relation,))
    assert broken(judged(school, "a Mon1", "b Mon3")) == {}
    assert broken(judged(school, "a Mon1", "b Mon2")) == {"T9": 1}


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        ("a b c", 2),  # a-b and b-c
        ("a c", 0),  # without b, a-c are neighbours
        ("a b", 1),
        ("b", 0),
    ],
)
def test_only_sections_that_run_count(running: str, expected: int) -> None:
    relation = Relation(
        id="three", kind=RelationKind.SAME_DAY, sections=("a", "b", "c"), strength=7
    )
    where = {"a": "Mon1", "b": "Tue1", "c": "Mon2"}
    school = tiny(klass("a"), klass("b"), klass("c", "ann"), relations=(relation,))
    report = judged(
        school,
        *(f"{one} {where[one]}" for one in running.split()),
        staffing=staffed(*(f"{one} ann" for one in running.split())),
    )
    assert [(cost.key, cost.units, cost.strength) for cost in report.costs] == (
        [("T9", expected, 7)] if expected else []
    )


def test_meetings_beyond_the_shorter_pattern_are_ignored() -> None:
    relation = Relation(id="pair", kind=RelationKind.SAME_TIME, sections=("a", "b"))
    school = tiny(klass("a", "ann", lengths=(1, 1)), klass("b", "bob"), relations=(relation,))
    assert broken(judged(school, "a Mon1 Tue1", "b Mon1")) == {}


def test_never_together_goes_by_the_clock_and_the_segment() -> None:
    relation = Relation(id="pair", kind=RelationKind.NEVER_TOGETHER, sections=("a", "b"))
    waves = bell(
        track("main", ("08:00-09:00", "09:00-10:00"), lunch=""),
        track("late", ("08:30-09:30", "10:00-11:00"), lunch=""),
    )
    school = tiny(
        klass("a", "ann"), klass("b", "bob", track="late"), relations=(relation,), bells=(waves,)
    )
    assert broken(judged(school, "a Mon2", "b Mon1")) == {"T9": 1}
    assert broken(judged(school, "a Mon2", "b Mon2")) == {}
    apart = tiny(
        klass("a", "ann", segments=("fall",)),
        klass("b", "bob", segments=("spring",)),
        relations=(relation,),
        calendar=calendar(*HALVES),
    )
    assert broken(judged(apart, "a Mon1", "b Mon1")) == {}


def test_the_sentence_names_both_meetings() -> None:
    relation = Relation(id="pair", kind=RelationKind.SAME_DAY, sections=("a", "b"))
    school = tiny(klass("a", "ann"), klass("b", "bob"), relations=(relation,))
    (one,) = judged(school, "a Mon1", "b Tue2").violations
    assert one.text == (
        "Course C-a (a) and Course C-b (b) should meet on the same day (pair), but their meetings "
        "1 and 1 are on Mon 1 and Tue 2."
    )
